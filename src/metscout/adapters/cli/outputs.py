"""Writing: a document, a page in the width of the screen, a file whole or not at all."""

import contextlib
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

from metscout.pages.ink import Ink
from metscout.terms.errors import UsageError


def ending_of(name: str, option: str, accepted: tuple[str, ...]) -> str:
    """The ending of a file name in lower case. Raises UsageError for one that says no known format."""
    ending = Path(name).suffix.lower()
    if ending not in accepted:
        found = f"ends in {ending!r}" if ending else "has no ending"
        raise UsageError("unknown_format", option, f"{name!r} {found}; the ending says the format", name, accepted)
    return ending


def write_whole(name: str, content: bytes, option: str, *, private: bool = False) -> None:
    """`content` as the file `name`, put in place only when it is complete. Raises UsageError naming the fault.

    `private`: it can hold patient data and is for its owner alone, whoever could read an older file of that name.
    """
    import tempfile  # costs more than an answer that writes no file

    path = Path(name)
    beside = None
    try:
        older = _older(path, option)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, 0o600 if private or older is None else older & 0o777)
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise UsageError("cannot_write", option, f"{name!r} cannot be written: {error.strerror}", name) from None


def _older(path: Path, option: str) -> int | None:
    """The mode of the file that is written over; None where there is none. Raises UsageError for what is no file."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return mode
    kind = "a folder" if stat.S_ISDIR(mode) else "a link" if stat.S_ISLNK(mode) else "a device or a pipe"
    raise UsageError("cannot_write", option, f"{str(path)!r} is {kind}; name a file", str(path))


def print_document(document: Any) -> None:
    """One JSON document on standard output, spread over lines where a person looks at it."""
    print(json.dumps(document, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def terminal_ink() -> Ink:
    """How to write on this terminal: its width, colour only where it is wanted."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Ink(screen_width(), colour)


def screen_width() -> int:
    """Columns to write in: the terminal's, within reason; 100 where there is none."""
    wanted = os.environ.get("COLUMNS", "")
    columns = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0
    if not columns:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns
        except (OSError, ValueError):
            columns = 100
    return max(30, min(140, columns or 100))
