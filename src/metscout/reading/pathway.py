"""What decides a treatment pathway, as running text says it; read only for a question of treatment."""

from collections.abc import Iterable, Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.mentions import Line
from metscout.reading.pathway_course import Course
from metscout.reading.pathway_signs import Place, Signs
from metscout.reading.pathway_words import denied_before, hits, holds
from metscout.reading.phrases import match_phrase

_NEAR = 3


def read_pathway(line: Line, facts: Iterable[Fact]) -> list[Fact]:
    """The facts of a line, where what this closer look says of a fact stands for what was read of it before."""
    read = list(facts)
    grammar = line.lexicon.tables["pathway"]
    found: list[Fact] = []
    signs = Signs(line, _known(read))
    found += _groin_disease(line, signs, signs.known)
    signs.known |= _known(found)
    known_by = grammar["lesions"]["known_by"]
    found += signs.lesions(any(f.value in known_by.get(f.name, ()) for f in (*read, *found)))
    signs.known |= _known(found)
    found += signs.read()
    course = Course(line, signs.places, signs.clauses)
    found += course.read()
    found += _only_one(line, signs)
    closer = {fact.name for fact in found} | signs.open | course.open
    whole = _denied_whole(line, signs)
    kept = [f for f in read if f.name not in closer and not (f.name == whole and f.value is False)]
    return [*kept, *found]


def _known(facts: Iterable[Fact]) -> dict[str, bool]:
    """The yes-and-no facts by name; a yes outweighs a no."""
    known: dict[str, bool] = {}
    for fact in facts:
        if isinstance(fact.value, bool):
            known[fact.name] = known.get(fact.name, False) or fact.value
    return known


def _groin_disease(line: Line, signs: Signs, known: dict[str, bool]) -> Iterator[Fact]:
    """Disease of the groin that is told without a word of nodes, as in `recurrence in the left groin`."""
    about = signs.grammar["groin_disease"]
    words = signs.words
    for (first, last), places in zip(signs.clauses, signs.places, strict=True):
        for place in places:
            if place.name != about["place"] or all(known.get(name) for name in about["facts"]):
                continue
            hit = next(hits(words, about["words"], place.last, min(last, place.last + 2)), None)
            if hit is None:
                before = list(hits(words, about["words"], max(first, place.first - 5), place.first))
                joined = before and holds(words, about["links"], before[-1][1], place.first)
                hit = before[-1] if joined else None
            if hit is None:
                continue
            low, high = min(place.first, hit[0]), max(place.last, hit[1])
            stands = any(m.stance & (s.OPEN | s.RELATIVE | s.PAST | s.NEGATED) for m in line.within(low, high))
            if stands or denied_before(line, signs.grammar, first, low, set()) is not None:
                continue
            for name in about["facts"]:
                yield line.fact(name, True, low, high)
            return


def _only_one(line: Line, signs: Signs) -> Iterator[Fact]:
    """Whether the groin nodes are all there is: said of them, or by what is nowhere else."""
    about, words = signs.grammar["only_one"], signs.words
    if not signs.known.get(about["needs"]):
        return
    for (first, last), places in zip(signs.clauses, signs.places, strict=True):
        for place in places:
            if place.name != about["place"]:
                continue
            for start, end, _ in hits(words, about["before"], max(first, place.first - 4), place.first):
                if match_phrase(about["not_before"], words, start - 1) is not None:
                    signs.open.add(about["fact"])
                elif _leads_to(line, end, place) and not _is_of_radiation(line, signs, place):
                    yield line.fact(about["fact"], True, start, place.last)
                    return
            end = place.last
            while end < last and match_phrase(signs.grammar["groin_disease"]["words"], words, end):
                end += 1
            for start, stop, _ in hits(words, about["behind"], end, last):
                if start <= end + 1 and not _is_of_radiation(line, signs, place):
                    yield line.fact(about["fact"], True, place.first, stop)
                    return
    if any(signs.known.get(name) for name in about["others"]):
        return
    for table in ("nothing_else", "nothing_distant"):
        for start, end, _ in hits(words, about[table], 0, len(words)):
            if start not in line.blocked:
                yield line.fact(about["fact"], True, start, end)
                return


def _leads_to(line: Line, end: int, place: Place) -> bool:
    """Whether nothing but small words stands between `only` and the groin."""
    small = line.lexicon.tables["pathway"]["only_one"]["small"]
    return all(match_phrase(small, line.tokens.words, at) for at in range(end, place.first))


def _is_of_radiation(line: Line, signs: Signs, place: Place) -> bool:
    """Whether the groin is named as a field of radiation."""
    return holds(signs.words, signs.grammar["field"]["words"], place.last, place.last + _NEAR)


def _denied_whole(line: Line, signs: Signs) -> str | None:
    """The fact that `no other metastases` does not deny, where some are told."""
    about = signs.grammar["only_one"]
    told = any(signs.known.get(name) for name in (*about["others"], about["needs"]))
    found = told and holds(signs.words, about["nothing_else"], 0, len(signs.words))
    return str(about["denied_whole"]) if found else None
