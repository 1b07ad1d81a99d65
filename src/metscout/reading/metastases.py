"""Facts on metastases: known, denied, and where most of them lie."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.mentions import Line, Mention
from metscout.reading.phrases import match_phrase
from metscout.reading.spread import Spread, place_of

PRESENT, DOMINANT = "metastasis.present", "metastasis.dominant_site"


def find_metastatic(line: Line, *, treating: bool = False) -> Mention | None:
    """The word `metastatic` where it says so of a tumor; None where it does not, or only asks.

    `treating`: it is read for a question of treatment, so a `metastatic` by itself says so too.
    """
    for place, mention in enumerate(line.mentions):
        if mention.get("spread") != "adjective" or line.skips(mention, s.RELATIVE | s.NEGATED | s.DOUBTED | s.UNKNOWN):
            continue
        near = [m for m in line.mentions[place + 1 : place + 4] if m.first - mention.last <= 3]
        names = any(m.has("histology", "tumor") for m in near)
        before = line.mentions[place - 1] if place else None
        behind = before is not None and before.last == mention.first and before.has("histology", "tumor")
        if mention.stance & s.ASKED and not names:
            continue
        alone = treating and [m for m in line.in_clause(mention.first) if m is not mention] == []
        if names or behind or alone or any("organ" in m.senses for m in near):
            return mention
    return None


def read_metastases(
    line: Line, found: list[Spread], metastatic: Mention | None, disease_known: bool, *, treating: bool = False
) -> Iterator[Fact]:
    """Facts on metastases. `disease_known`: the line tells of treatment that only known spread gets.

    `treating`: it is read for a question of treatment, so nodes that it names are involved.
    """
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
            if said:
                for organ in spread.organs:
                    yield from _said_beside(line, organ, spread)
    if treating:
        yield from _named_nodes(line, found)
    yield from _dominance(line)


def _named_nodes(line: Line, found: list[Spread]) -> Iterator[Fact]:
    """Nodes that stand beside other spread and are no part of it, as in `bone mets and groin nodes`."""
    seen = {organ.first for spread in found if spread.word is not None for organ in spread.organs}
    for mention in line.mentions:
        place = place_of(line, mention)
        if mention.first in seen or mention.first in line.blocked or "organ" not in mention.senses:
            continue
        if "metastasis" not in place or not place.get("never_primary") or place == line.part("anywhere"):
            continue
        if mention.stance & (s.RELATIVE | s.OPEN | s.EXAM | s.OUTSIDE | s.PAST):
            continue
        alone = Spread(None, None, [mention], mention.stance)
        if mention.stance & s.NEGATED:
            yield line.fact_of(_narrowest(line, place["metastasis"]), False, mention)
            continue
        for name in _names(line, alone, said=True):
            yield line.fact_of(name, True, mention)
        yield from _said_beside(line, mention, alone)


def _narrowest(line: Line, names: list[str]) -> str:
    """Of the facts of an organ, the one that fewest organs share: no groin nodes are not no nodes."""
    organs = line.lexicon.tables["organs"].values()
    return min(names, key=lambda name: sum(name in organ.get("metastasis", ()) for organ in organs))


def _said_beside(line: Line, organ: Mention, spread: Spread) -> Iterator[Fact]:
    """What words around a known metastasis say more of it, as in `painful bone mets`; a yes outweighs a no.

    The words stand up to two tokens before it or right behind it, in its clause.
    """
    words, clauses = line.tokens.words, line.tokens.clauses
    first, last = min(organ.first, spread.first), max(organ.last, spread.last)
    around = [at for at in range(max(0, first - 2), min(len(words), last + 1)) if clauses[at] == clauses[organ.first]]
    for name, answers in line.lexicon.tables["beside_spread"].get(organ.get("organ"), {}).items():
        hits = {
            answer: (at, at + hit[0])
            for answer in ("no", "yes")
            for at in around
            if (hit := match_phrase(answers.get(answer, {}), words, at)) is not None
        }
        if hits:
            answer = "no" if set(hits) == {"no"} else "yes"
            yield line.fact(name, answer == "yes", *hits[answer])


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
