"""A pregnancy told by how far it is: `G2P1 at 20 weeks`, `gestation 22 weeks`, `22/40`."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading.mentions import Line
from metscout.reading.numbers import number_at
from metscout.reading.phrases import match_phrase

_LEADS, _NEAR = 4, 4


def read_gestation(line: Line) -> Iterator[Fact]:
    """The fact that a count of weeks says, where a name of gestation or of earlier births stands before it."""
    about = line.lexicon.tables["gestation"]
    if not about:
        return
    tokens = line.tokens
    low, high = about["weeks"]["least"], about["weeks"]["most"]
    for at, numeric in enumerate(tokens.numeric):
        number = number_at(tokens, at) if numeric else None
        if number is None or not low <= number <= high or at in line.blocked or at in line.taken:
            continue
        start, named = _start(line, at)
        part = tokens.words[at + 1 : at + 3] == ["/", about["of"]] and tokens.glued[at + 1] and tokens.glued[at + 2]
        if part:
            led = start < at or at == 0 or tokens.levels[at - 1] > 0
            near = tokens.words[max(0, at - _NEAR) : at] + tokens.words[at + 3 : at + 3 + _NEAR]
            last = at + 3
            named_behind = any(word in about["names"] for word in tokens.words[last : last + 1])
            told = named or named_behind or (led and not any(word in about["not_near"] for word in near))
        else:
            unit = match_phrase(about["units"], tokens.words, at + 1)
            last = at + 1 + (unit[0] if unit else 0)
            told = named and unit is not None and tokens.words[last : last + 1] != [about["ago"]]
        if told:
            line.taken.add(at)
            yield line.fact(about["fact"], True, start if named else at, last)


def _start(line: Line, at: int) -> tuple[int, bool]:
    """The first token of the words that lead to the number, and whether a name of gestation opens them."""
    tokens, about = line.tokens, line.lexicon.tables["gestation"]
    words = tokens.words
    start = at
    while start > 0 and at - start < _LEADS and words[start - 1] in about["leads"]:
        start -= 1
    if start > 0 and words[start - 1] in about["names"]:
        return start - 1, True
    marks = about["births"]
    told = start >= 4 and words[start - 4 : start : 2] == [marks["before"], marks["between"]]
    if told and tokens.numeric[start - 3] and tokens.numeric[start - 1]:
        return start - 4, True
    return start, False
