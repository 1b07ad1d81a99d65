"""Errors carry their parts as fields; the sentence is made where it is shown."""

from collections.abc import Sequence

from metscout.terms.frozen import frozen

LONGEST_ECHO = 80


def cut(found: str) -> str:
    """What was found, as far as a message repeats it."""
    return found if len(found) <= LONGEST_ECHO else f"{found[: LONGEST_ECHO - 1]}…"


class MetscoutError(Exception):
    """Something the caller can mend: where it is, what was found, what would be right.

    What was found is cut in every part of the message: it can be a whole letter that stood in the wrong place.
    """

    def __init__(
        self,
        code: str,
        where: str,
        text: str,
        found: str | None = None,
        accepted: tuple[str, ...] = (),
        nearest: str | None = None,
    ) -> None:
        super().__init__(code, where, text, found, accepted, nearest)
        if found is not None and len(found) > LONGEST_ECHO:
            short = cut(found)
            text, where = (said.replace(repr(found), repr(short)).replace(found, short) for said in (text, where))
            found = short
        self.code = code
        self.where = where
        self.text = text
        self.found = found
        self.accepted = accepted
        self.nearest = nearest

    def __str__(self) -> str:
        """One sentence naming the place, the fault and the remedy."""
        text = self.text if self.text.endswith((".", "?", "!")) else f"{self.text}."
        parts = [f"{self.where}: {text}" if self.where else text]
        if self.nearest:
            parts.append(f"Nearest: {self.nearest!r}.")
        elif self.accepted:
            shown = ", ".join(self.accepted[:12])
            more = len(self.accepted) - 12
            parts.append(f"Accepted: {shown}{f' and {more} more' if more > 0 else ''}.")
        return " ".join(parts)


class FactError(MetscoutError):
    """A fact or a text that cannot be taken as given."""


class UsageError(MetscoutError):
    """A call that cannot be carried out as spelled."""


@frozen
class Fault:
    """One fault of a knowledge folder, at one place. Lines and columns count from 1."""

    code: str
    file: str
    line: int
    column: int
    where: str
    text: str
    hint: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        lines = [f"{place}  {self.where}".rstrip(), f"  {self.text}"]
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class PackError(Exception):
    """Every fault of a knowledge folder at once, in file order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.line, f.column)))
        super().__init__("\n\n".join(str(f) for f in self.faults))
