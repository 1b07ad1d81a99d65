"""Numbers as they are written in a line."""

from metscout.reading.tokens import Tokens


def number_at(tokens: Tokens, at: int) -> float | None:
    """The number that a token is, with a point or a comma for decimals; None if it is none."""
    if not 0 <= at < len(tokens.words) or not tokens.numeric[at]:
        return None
    whole, comma, rest = tokens.words[at].partition(",")
    try:
        return float(f"{whole}.{rest}" if comma and len(rest) <= 2 else tokens.words[at].replace(",", ""))
    except ValueError:
        return None


def plain(number: float) -> int | float:
    """The number as an integer where it is one."""
    return int(number) if number == int(number) else number
