"""Running a command: parse, call the verb, print, leave with the right status."""

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from metscout.adapters.cli.parser import build_parser, parse
from metscout.terms.errors import MetscoutError, PackError

if TYPE_CHECKING:
    import argparse

ANSWERED, OUR_FAULT, BAD_INPUT, NOT_ANSWERED, INTERRUPTED = 0, 1, 2, 3, 130


def run() -> None:
    """The entry point of the `metscout` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = OUR_FAULT if sys.stdout is None else main(sys.argv[1:])
        if sys.stdout is None:
            _say("standard output is closed; nothing can be answered")
        else:
            sys.stdout.flush()
    except OSError as error:
        status = _cannot_write(error)
    raise SystemExit(status)


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    as_json = "--json" in arguments
    try:
        options = parse(arguments)
        return _verb(options)
    except MetscoutError as error:
        return _bad_input(error, as_json)
    except PackError as error:
        return _bad_packs(error, as_json)
    except OSError as error:
        return _cannot_write(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("METSCOUT_DEBUG"):
            raise
        _say(
            f"a fault of ours: {type(error).__name__}. Set METSCOUT_DEBUG=1 to see where; the text you gave is not "
            "part of this message."
        )
        return OUR_FAULT


def _cannot_write(error: OSError) -> int:
    """A reader that went away is no fault; a disk that is full is said."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return ANSWERED
    _say(f"the answer could not be written: {error.strerror or type(error).__name__}")
    return OUR_FAULT


def _say(text: str) -> None:
    """One line on standard error, without anything that could rule a terminal."""
    if sys.stderr is not None:
        print(
            "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in f"metscout: {text}"),
            file=sys.stderr,
        )


def _verb(options: "argparse.Namespace") -> int:
    """Run the verb; the module of each is imported when it is called."""
    match options.verb:
        case "recommend":
            from metscout.adapters.cli.recommend import run
        case "check":
            from metscout.adapters.cli.check import run
        case "next":
            from metscout.adapters.cli.next import run
        case "stage":
            from metscout.adapters.cli.stage import run
        case "protocol":
            from metscout.adapters.cli.protocol import run
        case "ask":
            from metscout.adapters.cli.ask import run
        case "treat":
            from metscout.adapters.cli.treat import run
        case "packs":
            from metscout.adapters.cli.packs import run
        case "records":
            from metscout.adapters.cli.records import run
        case "replay":
            from metscout.adapters.cli.replay import run
        case "review":
            from metscout.adapters.cli.review import run
        case "completion":
            from metscout.adapters.cli.completion import run
        case _:
            build_parser().print_help()
            return ANSWERED
    return run(options)


def _bad_input(error: MetscoutError, as_json: bool) -> int:
    _say(" ".join(str(error).split()))
    if as_json:
        import json

        print(json.dumps(error_document(error), ensure_ascii=False))
    return BAD_INPUT


def error_document(error: MetscoutError) -> dict[str, object]:
    """The error document of the contract."""
    return {
        "error": {
            "code": error.code,
            "where": error.where,
            "found": error.found,
            "accepted": list(error.accepted),
            "nearest": error.nearest,
            "text": str(error),
        }
    }


def _bad_packs(error: PackError, as_json: bool) -> int:
    _say(f"{len(error.faults)} fault(s) in the packs\n\n{error}")
    if as_json:
        import json

        first = error.faults[0]
        document: dict[str, object] = {
            "code": first.code, "where": f"{first.file}:{first.line}:{first.column}", "found": None, "accepted": [],
            "nearest": None, "text": str(error),
        }  # fmt: skip
        print(json.dumps({"error": document}, ensure_ascii=False))
    return BAD_INPUT
