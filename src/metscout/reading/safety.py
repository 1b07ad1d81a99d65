"""Implants, kidney, tolerance, availability and the patient's condition: facts that a term says by itself."""

from collections.abc import Iterable, Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.allergies import read_allergies
from metscout.reading.basis import CONFIRMED
from metscout.reading.mentions import Line, Mention

CARDIAC, CLASS, AGENT = "implant.cardiac", "implant.mr_class", "contrast.gadolinium_group"
_UNSAFE = "unsafe"
_DEVICES = (CARDIAC, "implant.other")


def read_safety(line: Line, about_cancer: bool) -> Iterator[Fact]:
    """Facts on allergies and on what else may stand against a study.

    In a line that is not `about_cancer`, a condition that a general question names is nobody's.
    """
    yield from read_allergies(line)
    yield from _agents(line)
    yield from _present_wins(_told(line, about_cancer))


def _agents(line: Line) -> Iterator[Fact]:
    """The group of a contrast agent that is to be given; one that somebody reacted to, or had before, is not."""
    words, not_given = line.tokens.words, line.lexicon.tables["not_given_behind"]
    for mention in line.mentions:
        if "agent" not in mention.senses or line.skips(mention, s.RELATIVE | s.NEGATED | s.GIVEN | s.PAST):
            continue
        if mention.first and words[mention.first - 1] in not_given:
            continue
        beside = line.in_clause(mention.first)
        if not any(m.has("allergy", "severity") or "no_allergy" in m.senses for m in beside):
            yield line.fact_of(AGENT, mention.senses["agent"], mention)


def _present_wins(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, without denials of one device beside another that is there."""
    found = list(facts)
    there = {f.name: f.origin.quote for f in found if f.value is True and f.name in _DEVICES}
    for fact in found:
        if fact.value is not False or there.get(fact.name, fact.origin.quote) == fact.origin.quote:
            yield fact


def _told(line: Line, about_cancer: bool) -> Iterator[Fact]:
    """What terms say by themselves."""
    of_agents = {about["fact"] for about in line.lexicon.tables["allergens"]}
    stated = {name for m in line.mentions for name, _ in m.get("fact") or ()}
    for mention in line.mentions:
        if line.skips(mention, s.RELATIVE):
            continue
        if "fact" in mention.senses and (about_cancer or not _is_general(line, mention)):
            yield from _plain_facts(line, mention)
        weak = mention.get("weak_fact")
        if weak is not None and weak[0] not in stated | of_agents and not mention.stance & (s.OPEN | s.NEGATED):
            yield line.fact_of(weak[0], weak[1], mention)
        if "mr_class" in mention.senses and not mention.stance & s.OPEN:
            value = mention.senses["mr_class"]
            if not mention.stance & s.NEGATED:
                yield line.fact_of(CLASS, value, mention)
            elif value != _UNSAFE:
                yield line.fact_of(CLASS, _UNSAFE, mention)


def _is_general(line: Line, mention: Mention) -> bool:
    """Whether a question speaks of a condition and not of a patient, as in `may one do this in pregnancy`."""
    before = line.tokens.words[mention.first - 1] if mention.first else ""
    return before in ("in", "during") and _is_interrogative(line, mention)


def _is_interrogative(line: Line, mention: Mention) -> bool:
    return any("interrogative" in m.cues() for m in line.in_sentence(mention.first))


def _plain_facts(line: Line, mention: Mention) -> Iterator[Fact]:
    """The facts that a term says: yes, no where it is denied or ended, nothing where it is open."""
    stance = mention.stance
    if stance & s.OPEN and (stance & (s.DOUBTED | s.UNKNOWN) or not _is_presupposed(line, mention)):
        return
    denied = stance & (s.NEGATED | s.ENDED)
    to_come = _is_to_come(line, mention)
    passed = _is_long_ago(line, mention)
    names = [name for name, _ in mention.senses["fact"]]
    for name, value in mention.senses["fact"]:
        if (to_come and name in _DEVICES) or (passed and name in line.lexicon.tables["passing_facts"]):
            continue
        if name == CONFIRMED or (stance & s.NEGATED and value is False) or (denied and not isinstance(value, bool)):
            continue
        yield line.fact_of(name, False if denied else value, mention)
    if "any_implant" in mention.senses and stance & s.NEGATED and CARDIAC not in names:
        yield line.fact_of(CARDIAC, False, mention)


def _is_to_come(line: Line, mention: Mention) -> bool:
    """Whether the stretch ends by saying that the device is planned."""
    levels = line.tokens.levels
    return any(
        "planned_after" in m.cues() and (m.last >= len(levels) or levels[m.last] > 0)
        for m in line.within(mention.last, mention.last + 1)
    )


def _is_long_ago(line: Line, mention: Mention) -> bool:
    """Whether a stretch of time and `ago` stand right behind."""
    numeric = line.tokens.numeric
    return any(
        {"ago", "dated_after"} & set(m.cues()) and any(numeric[mention.last : m.first])
        for m in line.within(mention.last, mention.last + 5)
        if line.tokens.clauses[m.first] == line.tokens.clauses[mention.first]
    )


def _is_presupposed(line: Line, mention: Mention) -> bool:
    """Whether a question takes the fact for granted, as in `which study with a pacemaker?`."""
    before = [m for m in line.within(mention.first - 6, mention.first) if mention.first - m.last <= 2]
    return any({"has", "holds"} & set(m.cues()) for m in before) and _is_interrogative(line, mention)
