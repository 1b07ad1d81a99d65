"""A topic compiled for matching: its scenarios, exclusions and gaps as rows of bit masks."""

from enum import StrEnum

from metscout.conditions.boxes import Box, both, boxes
from metscout.conditions.masks import Masks, compile_masks
from metscout.conditions.tree import Condition
from metscout.facts.declaration import Vocabulary
from metscout.packs.model import SafetyRule, Scenario, SourceConflict, TopicHead
from metscout.terms.frozen import frozen


class RowKind(StrEnum):
    """What it means when a row holds."""

    SCENARIO = "scenario"
    ELSEWHERE = "elsewhere"
    NEAR_MISS = "near_miss"
    GAP = "gap"


@frozen
class Row:
    """One box of a condition, and whose it is. `see` is where its patients belong."""

    kind: RowKind
    owner: str
    see: str
    because: str
    cites: tuple[str, ...]
    box: Box


class Topic:
    """A topic ready to be matched and answered from. The integers are masks over `rows`."""

    __match_args__ = ("head", "scenarios", "conflicts", "rows", "masks")
    __slots__ = (
        "conflicts", "deciding_rows", "elsewhere_rows", "has_population", "head", "held", "masks", "of_scenario",
        "other_rows", "rows", "scenario_rows", "scenarios",
    )  # fmt: skip

    def __init__(
        self,
        head: TopicHead,
        scenarios: tuple[Scenario, ...],
        conflicts: tuple[SourceConflict, ...],
        rows: tuple[Row, ...],
        masks: Masks,
    ) -> None:
        self.head = head
        self.scenarios = scenarios
        self.conflicts = conflicts
        self.rows = rows
        self.masks = masks
        kinds = dict.fromkeys(RowKind, 0)
        self.of_scenario = {scenario.id: 0 for scenario in scenarios}
        for i, row in enumerate(rows):
            kinds[row.kind] |= 1 << i
            if row.kind is RowKind.SCENARIO:
                self.of_scenario[row.owner] |= 1 << i
        self.scenario_rows = kinds[RowKind.SCENARIO]
        self.elsewhere_rows = kinds[RowKind.ELSEWHERE]
        self.other_rows = kinds[RowKind.ELSEWHERE] | kinds[RowKind.GAP]
        self.deciding_rows = kinds[RowKind.SCENARIO] | kinds[RowKind.ELSEWHERE]
        self.has_population = bool(head.population.every_line())
        self.held = tuple((self.of_scenario[scenario.id], (self, scenario)) for scenario in scenarios)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Topic) and all(getattr(self, n) == getattr(other, n) for n in self.__match_args__)

    __hash__ = object.__hash__


def compile_topic(
    head: TopicHead, scenarios: tuple[Scenario, ...], conflicts: tuple[SourceConflict, ...], vocabulary: Vocabulary
) -> Topic:
    """`head` with its scenarios as rows and masks. Scenarios come in the order of their ids."""
    scenarios = tuple(sorted(scenarios, key=lambda scenario: scenario.id))
    destinations = {destination.id for destination in head.destinations}
    rows: list[Row] = []

    def add(kind: RowKind, owner: str, see: str, because: str, cites: tuple[str, ...], *parts: Condition) -> None:
        found: tuple[Box, ...] = ({},)
        for part in parts:
            found = tuple(both(box, other) for box in found for other in boxes(part, vocabulary))
        rows.extend(Row(kind, owner, see, because, cites, box) for box in found)

    def kind_of(see: str) -> RowKind:
        ours = see not in destinations and see.partition(".")[0] == head.id
        return RowKind.NEAR_MISS if ours else RowKind.ELSEWHERE

    for e in head.exclusions:
        add(kind_of(e.see), head.id, e.see, e.because, e.cites, head.within, e.condition)
    for scenario in scenarios:
        bound = (head.within, scenario.within)
        name = scenario.id
        add(RowKind.SCENARIO, name, name, "", scenario.applies_cites, *bound, scenario.applies_when)
        for miss in scenario.near_misses:
            add(kind_of(miss.see), name, miss.see, miss.because, miss.cites, *bound, miss.condition)
        for gap in scenario.gaps:
            add(RowKind.GAP, name, "", gap.because, (), *bound, gap.condition)
    return Topic(head, scenarios, conflicts, tuple(rows), compile_masks([row.box for row in rows], vocabulary))


@frozen
class TopicIndex:
    """Which topics can be about a patient: one row a box of each topic's bound."""

    topics: tuple[str, ...]
    owners: tuple[str, ...]
    masks: Masks


def compile_index(heads: tuple[TopicHead, ...], vocabulary: Vocabulary) -> TopicIndex:
    """The index over the topics' bounds."""
    found = [(head.id, box) for head in heads for box in boxes(head.within, vocabulary)]
    masks = compile_masks([box for _, box in found], vocabulary)
    return TopicIndex(tuple(head.id for head in heads), tuple(owner for owner, _ in found), masks)


@frozen
class RuleIndex:
    """The conditions of all safety rules as rows: masks of the rows of each rule's `when` and `unless`."""

    masks: Masks
    when: tuple[int, ...]
    unless: tuple[int, ...]


def compile_rules(rules: tuple[SafetyRule, ...], vocabulary: Vocabulary) -> RuleIndex:
    """The index over the safety rules, in their order."""
    rows: list[Box] = []

    def add(condition: Condition | None) -> int:
        if condition is None:
            return 0
        found = boxes(condition, vocabulary)
        first = len(rows)
        rows.extend(found)
        return ((1 << len(found)) - 1) << first

    when = tuple(add(rule.when) for rule in rules)
    unless = tuple(add(rule.unless) for rule in rules)
    return RuleIndex(compile_masks(rows, vocabulary), when, unless)
