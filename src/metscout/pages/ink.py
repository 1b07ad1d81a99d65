"""Text for a terminal: wrapping with a hanging indent, and colour only where it is wanted."""

import re
import unicodedata

from metscout.terms.frozen import frozen

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@frozen
class Ink:
    """How to write: the width in columns, and whether colour is on."""

    width: int
    colour: bool

    def paint(self, text: str, *styles: str) -> str:
        """`text` in the given styles, plain where colour is off."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def harmless(text: str) -> str:
    """`text` without control characters and direction overrides that could rule the terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def columns(text: str) -> int:
    """How many terminal columns a text takes."""
    count = 0
    for char in text:
        if unicodedata.combining(char):
            continue
        count += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return count


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` columns; the first starts with `first`, the others with `rest`."""
    rest = " " * columns(first) if rest is None else rest
    lines: list[str] = []
    current, used = first, columns(first)
    empty = True
    for word in text.split():
        size = columns(word)
        if not empty and used + 1 + size > width:
            lines.append(current)
            current, used, empty = rest, columns(rest), True
        current += word if empty else f" {word}"
        used += size if empty else size + 1
        empty = False
    lines.append(current)
    return lines


def pad(text: str, size: int) -> str:
    """`text` filled with blanks to `size` columns."""
    return text + " " * max(0, size - columns(text))
