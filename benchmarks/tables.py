"""Markdown tables and the figures in them."""

from collections.abc import Iterable, Sequence


class Unavailable(Exception):
    """A part that cannot be measured here; the message says what is missing and what to do."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [" | ".join(head), " | ".join(["---", *("---:" for _ in head[1:])])]
    lines += [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def figure(number: float) -> str:
    """A number with about three digits that mean something."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def counted(count: int, one: str) -> str:
    """`1 fact`, `2 facts`."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"
