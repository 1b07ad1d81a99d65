"""The words of a line as the grammar of treatment pathways sees them: where phrases stand, and what denies them."""

from collections.abc import Iterator, Mapping
from typing import Any

from metscout.reading.mentions import Line
from metscout.reading.phrases import Table, match_phrase

Hit = tuple[int, int, Any]  # tokens from the first to before the second, and the value of the phrase
_REACH = 8


def hits(words: list[str], table: Table, first: int, last: int) -> Iterator[Hit]:
    """The phrases of the table that begin from token `first` to before `last`, the longest at each place."""
    at = first
    while at < last:
        found = match_phrase(table, words, at)
        if found is None or at + found[0] > last:
            at += 1
            continue
        yield at, at + found[0], found[1]
        at += found[0]


def holds(words: list[str], table: Table, first: int, last: int) -> bool:
    """Whether a phrase of the table stands there."""
    return next(hits(words, table, max(0, first), last), None) is not None


def only_of(words: list[str], tables: tuple[Table, ...], first: int, last: int) -> bool:
    """Whether the stretch is made of phrases of the tables and of marks alone."""
    at = first
    while at < last:
        size = max((found[0] for table in tables if (found := match_phrase(table, words, at))), default=0)
        if not size and words[at].isalpha():
            return False
        at += max(size, 1)
    return True


def clauses_of(line: Line) -> list[tuple[int, int]]:
    """The stretches between the marks that part a text, marks included."""
    found: list[tuple[int, int]] = []
    numbers = line.tokens.clauses
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[start]:
            found.append((start, at))
            start = at
    return found


def denied_before(line: Line, grammar: Mapping[str, Any], start: int, hit: int, others: set[int]) -> str | None:
    """The word that denies what stands at `hit`, looking back to `start`; None where none does.

    `others` are tokens of other signs: an `and` behind one of them joins a list, else it ends the reach.
    """
    words = line.tokens.words
    treated = {
        t for m in line.within(max(start, hit - _REACH), hit) if "treatment" in m.senses for t in range(m.first, m.last)
    }
    for at in range(hit - 1, max(start, hit - _REACH) - 1, -1):
        found = match_phrase(grammar["denies"], words, at)
        if found is not None and at + found[0] <= hit:
            return words[at]
        if at in treated or match_phrase(grammar["breaks"], words, at) is not None:
            return None
        if words[at] in line.lexicon.tables["links"]["sharing"] and at - 1 not in others:
            return None
    return None
