"""Reasons: why a scenario fits, why another does not, line by line as a trace."""

from collections.abc import Iterator, Mapping
from functools import partial

from metscout.conditions.evaluate import FAILS, evaluate_line
from metscout.conditions.masks import bits
from metscout.conditions.tree import Condition, Line
from metscout.engine.decision import NotThis, Step, Why
from metscout.engine.match import TopicMatch
from metscout.engine.safety import Standing
from metscout.facts.sheet import SheetValue
from metscout.packs.compile import Row, RowKind, Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario

Reads = tuple[SheetValue | None, ...]


def read_by(topic: Topic, values: Mapping[str, SheetValue]) -> Reads:
    """All that a topic's conditions read, in the order of its columns: equal reads have equal reasons."""
    return tuple([values.get(column.fact) for column in topic.masks.columns])


def why(
    topic: Topic, scenario: Scenario, values: Mapping[str, SheetValue], reads: Reads, knowledge: Knowledge
) -> tuple[Why, ...]:
    """The conditions of a scenario that hold, each once."""
    return knowledge.remember(("why", scenario.id, reads), partial(_why, topic, scenario, values, knowledge))


def _why(topic: Topic, scenario: Scenario, values: Mapping[str, SheetValue], knowledge: Knowledge) -> tuple[Why, ...]:
    found: dict[tuple[str, str], Why] = {}
    for condition in (topic.head.within, scenario.within, scenario.applies_when):
        for line in condition.every_line():
            value = values.get(line.fact)
            if value is not None and line.admissible.admits(value):
                text = f"{knowledge.vocabulary[line.fact].label} is {found_label(line, value, knowledge)}"
                found.setdefault((line.fact, text), Why(text, True, line.fact))
    return tuple(found.values())


def found_label(line: Line, value: SheetValue, knowledge: Knowledge) -> str:
    """The stated value in words; of several, those that the line admits, else all."""
    declaration = knowledge.vocabulary[line.fact]
    if isinstance(value, frozenset):
        admitted = [v for v in sorted(value) if line.admissible.admits(v)] or sorted(value)
        return " and ".join(declaration.label_of(v) for v in admitted)
    unit = f" {declaration.unit}" if declaration.unit and isinstance(value, (int, float)) else ""
    return f"{declaration.label_of(value)}{unit}"


def stated_label(name: str, value: SheetValue, knowledge: Knowledge) -> str:
    """A stated fact in words that stand by themselves: a value's label, or the fact's own where it is yes or no."""
    declaration = knowledge.vocabulary[name]
    if isinstance(value, bool):
        return declaration.label if value else f"no {declaration.label}"
    if isinstance(value, frozenset):
        return " and ".join(declaration.label_of(v) for v in sorted(value))
    if isinstance(value, str):
        return declaration.label_of(value)
    return f"{declaration.label} {declaration.label_of(value)} {declaration.unit or ''}".rstrip()


def not_these(
    found: TopicMatch, values: Mapping[str, SheetValue], reads: Reads, knowledge: Knowledge
) -> tuple[NotThis, ...]:
    """The scenarios of a topic that neither hold nor stay open, each with the reason.

    The reason is the near miss that the source names, else the line that fails.
    """
    key = ("not", found.topic.head.id, found.population_open, reads)
    return knowledge.remember(key, partial(_not_these, found, values, knowledge))


def _not_these(found: TopicMatch, values: Mapping[str, SheetValue], knowledge: Knowledge) -> tuple[NotThis, ...]:
    alive = found.holds | found.open
    masks = found.topic.of_scenario
    return tuple(
        _not_this(found, scenario, values, knowledge)
        for scenario in found.topic.scenarios
        if not masks[scenario.id] & alive
    )


def _not_this(found: TopicMatch, scenario: Scenario, values: Mapping[str, SheetValue], knowledge: Knowledge) -> NotThis:
    topic = found.topic
    for i in bits(found.holds):
        row = topic.rows[i]
        ours = row.owner == scenario.id and row.kind in (RowKind.NEAR_MISS, RowKind.ELSEWHERE)
        if ours and not _fits_as_well(row, scenario, values):
            return NotThis(scenario.id, row.because)
    return NotThis(scenario.id, failing(topic, scenario, values, knowledge)[1])


def _fits_as_well(row: Row, scenario: Scenario, values: Mapping[str, SheetValue]) -> bool:
    """Whether a fact that holds several values meets both the near miss and the scenario itself."""
    several = {fact for fact in row.box if isinstance(values.get(fact), frozenset)}
    return any(
        line.fact in several and line.admissible.admits(values[line.fact])
        for line in scenario.applies_when.every_line()
    )


def failing(
    topic: Topic, scenario: Scenario, values: Mapping[str, SheetValue], knowledge: Knowledge
) -> tuple[int, str]:
    """How many lines of the scenario fail, and the first of them in words."""
    count, text = 0, ""
    for condition in (topic.head.population, topic.head.within, scenario.within, scenario.applies_when):
        for line in condition.lines:
            value = values.get(line.fact)
            if value is not None and not line.admissible.admits(value):
                count += 1
                text = text or _against(line, value, knowledge)
        if condition.any_of and not text:
            lines = [line for group in condition.any_of for line in group]
            for line in lines:
                value = values.get(line.fact)
                if value is not None and not line.admissible.admits(value):
                    count += 1
                    text = _against(line, value, knowledge)
                    break
    return count, text or "a fact that it needs is not stated"


def _against(line: Line, value: SheetValue, knowledge: Knowledge) -> str:
    return f"it needs: {line.words}; stated: {found_label(line, value, knowledge)}"


def trace_condition(
    about: str, condition: Condition, values: Mapping[str, SheetValue], knowledge: Knowledge, cites: tuple[str, ...]
) -> Iterator[Step]:
    """Every line of a condition; after the first that fails, the rest were not looked at."""
    decided = False
    for group in (condition.lines, *condition.any_of, *condition.none_of):
        for line in group:
            if decided:
                yield Step(about, line.fact, line.words, None, None, cites)
                continue
            value = values.get(line.fact)
            verdict = evaluate_line(line, values)
            shown = None if value is None else found_label(line, value, knowledge)
            yield Step(about, line.fact, line.words, shown, verdict, cites)
            decided = verdict is FAILS and group is condition.lines


def _topic_trace(topic: Topic, values: Mapping[str, SheetValue], knowledge: Knowledge) -> tuple[Step, ...]:
    head = topic.head
    steps = list(trace_condition(head.id, head.within, values, knowledge, head.within_cites))
    for scenario in topic.scenarios:
        steps += trace_condition(scenario.id, scenario.applies_when, values, knowledge, scenario.applies_cites)
    return tuple(steps)


def trace(
    topics: Mapping[str, tuple[TopicMatch, Reads]],
    values: Mapping[str, SheetValue],
    standing: Standing,
    knowledge: Knowledge,
) -> tuple[Step, ...]:
    """All that was looked at: topics, scenarios, then the safety rules that stand."""
    steps: list[Step] = []
    for name, (found, reads) in topics.items():
        steps += knowledge.remember(("trace", name, reads), partial(_topic_trace, found.topic, values, knowledge))
    for rule, _ in standing.applied:
        steps += trace_condition(rule.label, rule.when, values, knowledge, rule.sentence.cites)
    return tuple(steps)
