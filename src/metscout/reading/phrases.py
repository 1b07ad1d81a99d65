"""Phrases of several words, found in a token list by their first word, the longest first."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Table = dict[str, list[list[Any]]]


def phrase_table(pairs: Iterable[tuple[Sequence[str], Any]]) -> Table:
    """`{first word: [[other words, value], ...]}`, longest first, the same for any order of the pairs."""
    table: Table = {}
    for words, value in pairs:
        if words:
            table.setdefault(words[0], []).append([list(words[1:]), value])
    for entries in table.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry[0], str(entry[1])))
    return dict(sorted(table.items()))


def match_phrase(table: Table, words: Sequence[str], index: int) -> tuple[int, Any] | None:
    """How many words from `index` the longest phrase takes, and its value."""
    if index >= len(words):
        return None
    for rest, value in table.get(words[index], ()):
        if not rest or words[index + 1 : index + 1 + len(rest)] == rest:
            return 1 + len(rest), value
    return None


def spellings(term: str, split: Callable[[str], list[str]]) -> list[list[str]]:
    """The word lists that a term stands for: as written, and closed up at its hyphens."""
    written = split(term)
    closed = split(_close(term)) if "-" in term[1:-1] else written
    return [written] if closed == written else [written, closed]


def _close(term: str) -> str:
    """The term without its joining hyphens."""
    inner = zip(term, term[1:], term[2:], strict=False)
    kept = [here for before, here, after in inner if not (here == "-" and before.isalnum() and after.isalnum())]
    return term[:1] + "".join(kept) + term[-1:]
