"""Matching: which scenarios hold, which stay open for want of a fact, which patients belong elsewhere."""

from collections.abc import Collection, Mapping

from metscout.conditions.derivation import follow
from metscout.conditions.evaluate import FAILS, UNKNOWN, evaluate
from metscout.conditions.masks import bits
from metscout.facts.sheet import SheetValue
from metscout.packs.compile import Row, RowKind, Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.terms.frozen import frozen


@frozen
class TopicMatch:
    """One topic that can be about the patient; bit masks over its rows."""

    topic: Topic
    holds: int
    open: int
    population_open: bool


@frozen
class Match:
    """What holds and what is open over all topics.

    `excluded` are topics whose stated population the patient is outside of.
    """

    topics: tuple[TopicMatch, ...]
    held: tuple[tuple[Topic, Scenario], ...]
    open: tuple[tuple[Topic, Scenario], ...]
    elsewhere: tuple[tuple[Topic, Row], ...]
    elsewhere_open: bool
    gaps: tuple[tuple[Topic, Row], ...]
    excluded: tuple[Topic, ...]


def match(values: Mapping[str, SheetValue], knowledge: Knowledge) -> Match:
    """Every scenario that holds or stays open for these facts, in the order of their ids."""
    index = knowledge.index
    holds, undecided = index.masks.match(values)
    alive = holds | undecided
    owners = index.owners
    topics: list[TopicMatch] = []
    held: list[tuple[Topic, Scenario]] = []
    open_: list[tuple[Topic, Scenario]] = []
    elsewhere: list[tuple[Topic, Row]] = []
    gaps: list[tuple[Topic, Row]] = []
    excluded: list[Topic] = []
    elsewhere_open = False
    last = ""
    while alive:
        lowest = alive & -alive
        alive ^= lowest
        name = owners[lowest.bit_length() - 1]
        if name == last:
            continue
        last = name
        topic = knowledge.topic(name)
        population_open = False
        if topic.has_population:
            verdict = evaluate(topic.head.population, values)
            if verdict is FAILS:
                excluded.append(topic)
                continue
            population_open = verdict is UNKNOWN
        row_holds, row_open = topic.masks.match(values)
        topics.append(TopicMatch(topic, row_holds, row_open, population_open))
        live = row_holds | row_open
        if live & topic.scenario_rows:
            for mask, pair in topic.held:
                if mask & row_holds:
                    held.append(pair)
                elif mask & row_open:
                    open_.append(pair)
        if live & topic.other_rows:
            for i in bits(row_holds & topic.other_rows):
                row = topic.rows[i]
                (elsewhere if row.kind is RowKind.ELSEWHERE else gaps).append((topic, row))
            elsewhere_open = elsewhere_open or bool(row_open & topic.elsewhere_rows)
    return Match(
        tuple(topics), tuple(held), tuple(open_), tuple(elsewhere), elsewhere_open, tuple(gaps), tuple(excluded)
    )


def is_about(matched: TopicMatch, values: Mapping[str, SheetValue], knowledge: Knowledge) -> bool:
    """Whether a stated identity fact (site, histology, family) speaks for the topic.

    Either one of the topic's own bound, or one that a scenario still alive reads.
    """
    topic = matched.topic
    alive = (matched.holds | matched.open) & topic.scenario_rows
    bound = topic.head.within.facts()
    vocabulary = knowledge.vocabulary
    return any(
        values.get(column.fact) is not None
        and vocabulary[column.fact].identity
        and (column.fact in bound or column.needs & alive)
        for column in topic.masks.columns
    )


def relevant(
    found: Match, values: Mapping[str, SheetValue], contradicted: Collection[str], knowledge: Knowledge
) -> Match:
    """The match without topics that no stated identity fact speaks for.

    Where nothing says which cancer it is, a text that speaks of cancer keeps every topic open, and a text
    that does not keeps none. A cancer that is only suspected keeps the topics it would belong to.
    """
    identity = knowledge.vocabulary.identity
    if any(name in values for name in identity):
        topics = tuple([t for t in found.topics if is_about(t, values, knowledge)])
    elif any(name in contradicted for name in identity):
        topics = found.topics
    else:
        suspected = _suspected_topics(values, knowledge)
        if suspected is None:
            topics = found.topics if _speaks_of_cancer(values) else ()
        else:
            topics = tuple([t for t in found.topics if t.topic.head.id in suspected])
    if len(topics) == len(found.topics):
        return found
    keep = {t.topic.head.id for t in topics}
    return Match(
        topics,
        found.held,
        tuple([pair for pair in found.open if pair[0].head.id in keep]),
        found.elsewhere,
        any(t.open & t.topic.elsewhere_rows for t in topics),
        found.gaps,
        found.excluded,
    )


def _suspected_topics(values: Mapping[str, SheetValue], knowledge: Knowledge) -> set[str] | None:
    """The topics that the suspected site and histology would belong to; None if nothing is suspected."""
    tentative = {meant: values[name] for name, meant in knowledge.vocabulary.suspected if name in values}
    if not tentative:
        return None
    follow(tentative, (), knowledge.derivations, knowledge.vocabulary)
    found = match(tentative, knowledge)
    return {t.topic.head.id for t in found.topics if is_about(t, tentative, knowledge) and (t.open or t.holds)}


def _speaks_of_cancer(values: Mapping[str, SheetValue]) -> bool:
    """Whether any stated fact is about a cancer or a question that only a cancer raises."""
    rooms = ("cancer.", "metastasis.")
    return "imaging.question" in values or any(name.startswith(rooms) and values[name] is not False for name in values)
