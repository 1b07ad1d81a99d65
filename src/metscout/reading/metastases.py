"""Facts on metastases: known, denied, and where most of them lie."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.mentions import Line, Mention
from metscout.reading.spread import Spread, place_of

PRESENT, DOMINANT = "metastasis.present", "metastasis.dominant_site"


def find_metastatic(line: Line) -> Mention | None:
    """The word `metastatic` where it says so of a tumor; None where it does not, or only asks."""
    for place, mention in enumerate(line.mentions):
        if mention.get("spread") != "adjective" or line.skips(mention, s.RELATIVE | s.NEGATED | s.DOUBTED | s.UNKNOWN):
            continue
        near = [m for m in line.mentions[place + 1 : place + 4] if m.first - mention.last <= 3]
        names = any(m.has("histology", "tumor") for m in near)
        before = line.mentions[place - 1] if place else None
        behind = before is not None and before.last == mention.first and before.has("histology", "tumor")
        if mention.stance & s.ASKED and not names:
            continue
        if names or behind or any("organ" in m.senses for m in near):
            return mention
    return None


def read_metastases(line: Line, found: list[Spread], metastatic: Mention | None, disease_known: bool) -> Iterator[Fact]:
    """Facts on metastases. `disease_known`: the line tells of treatment that only known spread gets."""
    known = disease_known or metastatic is not None
    for mention in line.mentions:
        if mention.get("spread") == "absent" and not line.skips(mention, s.RELATIVE):
            yield line.fact_of(PRESENT, bool(mention.stance & s.NEGATED), mention)
    if metastatic is not None:
        yield line.fact_of(PRESENT, True, metastatic)
    for spread in found:
        if spread.stance & s.RELATIVE or spread.first in line.blocked:
            continue
        said = is_said(line, spread, metastatic, known)
        if said is not None:
            for name in _names(line, spread, said):
                yield line.fact(name, said, spread.first, spread.last)
    yield from _dominance(line)


def is_said(line: Line, spread: Spread, metastatic: Mention | None, known: bool) -> bool | None:
    """True where the spread is known, False where it is denied, None where it is open."""
    stance, kind = spread.stance, spread.kind
    if kind == "finding" or stance & s.UNKNOWN or (kind == "adjective" and spread.word is not metastatic):
        return None
    if stance & s.NEGATED and not stance & s.ASKED:
        return False if kind == "noun" or (kind in ("weak", "verb") and spread.organs) else None
    if stance & (s.ASKED | s.DOUBTED | s.DONE):
        return None
    if kind == "adjective":
        return True
    vague = _is_vague(line, spread)
    if kind is None:
        return True if known and not stance & s.OUTSIDE and not vague else None
    if kind == "noun":
        return True if not vague and (known or stance & (s.STATED | s.LIKELY)) else None
    if kind == "weak":
        own_question = spread.word is not None and "ask" in spread.word.senses
        return True if (known or stance & s.STATED) and not stance & s.OUTSIDE and not own_question else None
    return True if stance & s.STATED else None


def _is_vague(line: Line, spread: Spread) -> bool:
    """Whether the words name no organ and say `distant`, as a question does."""
    if not spread.organs or spread.stance & s.STATED:
        return False
    anywhere = line.part("anywhere")
    return all(place_of(line, o) == anywhere or "metastasis" not in place_of(line, o) for o in spread.organs)


def _names(line: Line, spread: Spread, said: bool) -> list[str]:
    """The facts that the spread sets; where an organ has none, that metastases are known."""
    if not spread.organs:
        return [PRESENT]
    names: list[str] = []
    for organ in spread.organs:
        if not organ.stance & s.OUTSIDE:
            names += place_of(line, organ).get("metastasis", [PRESENT] if said else [])
    return list(dict.fromkeys(names))


def _dominance(line: Line) -> Iterator[Fact]:
    """Where most of the disease lies: said as a phrase, or of an organ beside a word such as `mainly`."""
    answers = line.lexicon.tables["dominance"]
    for place, mention in enumerate(line.mentions):
        if line.skips(mention, s.RELATIVE):
            continue
        value = mention.get("dominance")
        if value is not None:
            if not mention.stance & (s.ASKED | s.DOUBTED):
                turned = value == answers["inside"] and mention.stance & s.NEGATED
                yield line.fact_of(DOMINANT, answers["outside"] if turned else value, mention)
        elif "dominant" in mention.cues():
            organ = _organ_beside(line, place)
            if organ is not None:
                is_it = place_of(line, organ) == line.part("dominated")
                inside = is_it and not organ.stance & (s.OUTSIDE | s.NEGATED)
                first, last = min(organ.first, mention.first), max(organ.last, mention.last)
                yield line.fact(DOMINANT, answers["inside" if inside else "outside"], first, last)


def _organ_beside(line: Line, place: int) -> Mention | None:
    """The organ that a word such as `predominant` or `mainly` speaks of, before it or else behind."""
    here = line.mentions[place]
    clause = line.tokens.clauses[here.first]
    before = [m for m in line.mentions[max(0, place - 3) : place] if here.first - m.last <= 3][::-1]
    behind = [m for m in line.mentions[place + 1 : place + 4] if m.first - here.last <= 4]
    for other in (*before, *behind):
        if line.tokens.clauses[other.first] == clause and "asked" in place_of(line, other):
            return other
    return None
