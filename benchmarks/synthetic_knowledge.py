"""The situations as knowledge of Metscout: compiled topics and their index, by the code that compiles packs."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.tables import Unavailable, counted
from benchmarks.workload import PANEL, SMALL, TOPIC, Situation
from metscout.conditions.tree import Condition, Line, OneOf
from metscout.facts.declaration import ChoiceValue, FactDeclaration, FactType, Vocabulary
from metscout.packs.build import build
from metscout.packs.cache import Cache
from metscout.packs.compile import compile_index, compile_topic
from metscout.packs.load import Knowledge, read_folders, shipped_folder
from metscout.packs.model import Rating, Scenario, TopicHead
from metscout.terms.words import Category, Role

_NOWHERE = Condition()


def compiled(known: Sequence[Situation]) -> Knowledge:
    """One topic for each topic of the table, and one for each panel whose situations name no topic.

    What matching does not read (titles, sources, review) is taken over from a shipped topic.
    """
    vocabulary = _vocabulary(known)
    groups: dict[tuple[str, str], list[Situation]] = {}
    for situation in known:
        name, value = (PANEL, situation.entry.panel) if situation.topic is None else (TOPIC, situation.topic)
        groups.setdefault((name, value), []).append(situation)
    base, shipped, faults = build(read_folders((shipped_folder(),)))
    if faults:
        raise Unavailable(
            f"The shipped knowledge has {counted(len(faults), 'fault')}; `metscout packs lint` lists them."
        )
    pattern = min(shipped.values(), key=lambda topic: topic.head.id)
    topics = {}
    for name, value in sorted(groups):
        head = _head(pattern.head, f"{name}={value}", Condition((_line(name, frozenset((value,))),)))
        scenarios = tuple(_scenario(pattern.scenarios[0], situation, name) for situation in groups[name, value])
        topics[head.id] = compile_topic(head, scenarios, (), vocabulary)
    base["vocabulary"] = vocabulary
    base["index"] = compile_index(tuple(topic.head for topic in topics.values()), vocabulary)
    base["scenario_topics"] = {s.id: topic.head.id for topic in topics.values() for s in topic.scenarios}
    return Knowledge(base, topics.__getitem__, Cache("synthetic", None), dict, base.__getitem__)


def _line(name: str, values: frozenset[str]) -> Line:
    return Line(name, OneOf(frozenset(values)))


def _vocabulary(known: Sequence[Situation]) -> Vocabulary:
    domains = {
        TOPIC: tuple(dict.fromkeys(situation.entry.topic for situation in known)),
        PANEL: tuple(dict.fromkeys(situation.entry.panel for situation in known)),
        **SMALL,
    }
    return Vocabulary(
        {
            name: FactDeclaration(
                name, FactType.CHOICE, name, f"{name}?", values=tuple(ChoiceValue(value, value) for value in values)
            )
            for name, values in domains.items()
        }
    )


def _head(pattern: TopicHead, name: str, within: Condition) -> TopicHead:
    return replace(
        pattern, id=name, title=name, population=_NOWHERE, within=within, destinations=(), exclusions=(), background=()
    )


def _scenario(pattern: Scenario, situation: Situation, bound_by: str) -> Scenario:
    """A scenario with the situation's conditions, other than the one its topic already states."""
    entry = situation.entry
    lines = tuple(_line(name, values) for name, values in situation.wants.items() if name != bound_by)
    return replace(
        pattern, id=entry.id, title=entry.title, within=_NOWHERE, applies_when=Condition(lines),
        near_misses=(), gaps=(), overlaps=(), ratings=tuple(_rating(*row) for row in entry.ratings),
        first_choice=None, ways=(), pitfalls=(),
    )  # fmt: skip


def _rating(study: str, recommendation: str) -> Rating:
    words = recommendation.lower().replace("(", "").replace(")", "").replace(" ", "_")
    category = Category(words) if words in set(Category) else None
    return Rating(study, category, Role.ALTERNATIVE, None, (), (), None, False)
