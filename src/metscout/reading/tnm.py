"""T, N and M categories in every spelling."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from metscout.reading.tokens import Tokens

_TNM = re.compile(
    r"(?P<prefix>yc|yp|[cpryu])?(?P<letter>[TNM])(?P<value>is|[0-4](?:[a-d][1-3]?)?|x)"
    r"(?P<sub>\((?:sn|i[+-]|mol[+-]|m|\d+)\))?(?![a-z0-9]|[-/][T0-9])(?P<asked>\?|\s\?(?!\w))?"
    r"|(?P<prefix2>yc|yp|[cpryu])?(?P<letter2>[TNM])(?P<value2>is|[0-4][a-d]?|x)(?=(?:yc|yp|[cpryu])?[NM](?:[0-4xi]|\s?\?))",
    re.IGNORECASE,
)
MASK = "\x00"  # what a masked token reads as; no term has it


@dataclass(frozen=True, slots=True)
class Category:
    """One category as printed: its letter, value and prefix, where it stands, and whether it is asked."""

    letter: str
    value: str
    prefix: str
    start: int
    end: int
    asked: bool = False


def find_tnm(text: str, *, unassessed: bool = False) -> list[Category]:
    """The categories written in `text`; those that were not assessed (TX) only where they are asked for."""
    found: list[Category] = []
    chain_end, chain_ok = -1, False
    for match in _TNM.finditer(text):
        start, end = match.span()
        chained = start == chain_end and chain_ok
        raw = match["letter"] or match["letter2"]
        value = match["value"] or match["value2"]
        prefix = (match["prefix"] or match["prefix2"] or "").lower()
        letter = raw.upper()
        ok = chained or start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "_")
        chain_end, chain_ok = end, ok
        if not ok or (value.lower() == "x" and not unassessed):
            continue
        near = bool(found) and start - found[-1].end <= 2
        if raw.islower() and letter != "T" and not chained and not prefix and not near:
            continue
        end -= len(match["asked"] or "") + len(match["sub"] or "")
        found.append(Category(letter, value, prefix, start, end, bool(match["asked"])))
    return found


def mask_tnm(tokens: Tokens, categories: list[Category]) -> None:
    """Make the tokens of categories that stand in a chain or with a prefix unreadable as words."""
    for number, category in enumerate(categories):
        beside = categories[max(0, number - 1) : number] + categories[number + 1 : number + 2]
        chained = any(abs(o.start - category.end) <= 1 or abs(category.start - o.end) <= 1 for o in beside)
        if category.prefix or chained:
            at = bisect_left(tokens.starts, category.start)
            while at < len(tokens.words) and tokens.starts[at] < category.end:
                tokens.words[at] = MASK
                at += 1
