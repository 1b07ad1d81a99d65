"""`metscout recommend`: text, a facts file or a stream of cases in, decisions out."""

import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from metscout import Door
from metscout.adapters.cli.inputs import MAX_LINE, open_input, parse_json, read_text_file, structured, typed
from metscout.terms.document import as_document
from metscout.terms.errors import FactError, MetscoutError, UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.engine.decision import Decision


def recommend(options: "argparse.Namespace") -> int:
    """Answer, print, and say by the status whether it was answered."""
    given = [name for name in ("text", "file", "jsonl") if getattr(options, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        raise UsageError(
            "usage",
            "", f"give one of TEXT, --file F or --jsonl F; got {found}. "
            "See 'metscout recommend --help'.",
        )  # fmt: skip
    door = Door(options.packs, options.as_of)
    if options.jsonl is not None:
        return _stream(door, options.jsonl, options.explain)
    if options.file is not None:
        decision = door.recommend(structured(*read_text_file(options.file)), explain=options.explain)
    else:
        text = read_text_file("-")[0] if options.text == "-" else typed(options.text)
        decision = door.recommend(text, explain=options.explain)
    _print(decision, door, options)
    return 0 if decision.outcome.value == "matched" else 3


def _print(decision: "Decision", door: Door, options: "argparse.Namespace") -> None:
    if options.json:
        document = document_of(decision, options.explain)
        print(json.dumps(document, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
        return
    from metscout.pages.ink import Ink
    from metscout.pages.terminal import decision_page

    terminal = sys.stdout.isatty()
    colour = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    ink = Ink(screen_width(), colour)
    sys.stdout.write(decision_page(decision, door.knowledge, ink, explain=options.explain))


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


def document_of(decision: "Decision", explain: bool) -> dict[str, Any]:
    """The decision as the contract's document; the trace only where it was asked for."""
    document: dict[str, Any] = as_document(decision)
    if not explain:
        del document["trace"]
    return document


def _stream(door: Door, name: str, explain: bool) -> int:
    """One JSON line a case, in order; a faulty line becomes an error record and the rest goes on."""
    failed = False
    out = sys.stdout
    with open_input(name) as file:
        for number, line in lines_of(file):
            identity: Any = None
            try:
                case = _case(line, number)
                identity = case.get("id")
                document = document_of(door.recommend(_patient(case, number), explain=explain), explain)
                record = {"id": identity, **document}
            except MetscoutError as error:
                from metscout.adapters.cli.main import error_document

                failed = True
                record = {"id": identity, "line": number, **error_document(error)}
            out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return 2 if failed else 0


def lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers from 1; None for one that is too long. Holds one line at a time."""
    number = 0
    while chunk := file.readline(MAX_LINE + 1):
        number += 1
        if len(chunk) > MAX_LINE and not chunk.endswith(b"\n"):
            while (chunk := file.readline(MAX_LINE)) and not chunk.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, chunk


def _case(line: bytes | None, number: int) -> dict[str, Any]:
    where = f"line {number}"
    if line is None:
        raise FactError("too_long", where, f"is longer than {MAX_LINE} bytes")
    if not line.strip():
        raise FactError("empty_line", where, 'is empty; a case is {"id": ..., "text": ...}')
    case = parse_json(line, where)
    if not isinstance(case, dict):
        raise FactError("wrong_type", where, 'is no JSON object; a case is {"id": ..., "text": ...}')
    return case


def _patient(case: dict[str, Any], number: int) -> Any:
    """The text or the facts of a case."""
    where = f"line {number}"
    unknown = sorted(set(case) - {"id", "text", "facts"})
    if unknown:
        raise FactError("unknown_key", where, f"has the key {unknown[0]!r}", unknown[0], ("id", "text", "facts"))
    if ("text" in case) == ("facts" in case):
        raise FactError("missing_key", where, "needs one of text and facts", accepted=("text", "facts"))
    if "text" in case:
        if not isinstance(case["text"], str):
            raise FactError("wrong_type", f"{where}.text", "is no text", accepted=("a text",))
        return case["text"]
    if not isinstance(case["facts"], dict):
        raise FactError("wrong_type", f"{where}.facts", "is no mapping of fact names to values")
    return case["facts"]
