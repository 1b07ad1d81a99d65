"""`python -m benchmarks [all|engine|decide|around|reading|ask|cli] [--criteria PATH]`."""

import argparse
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine
from benchmarks.tables import Unavailable

PARTS = ("engine", "decide", "around", "reading", "ask", "cli")


def main() -> int:
    """Prints the tables asked for, each on its own; 1 if one of them could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures Metscout; prints Markdown.")
    parser.add_argument("part", nargs="?", default="all", choices=("all", *PARTS), help="what to measure (all)")
    parser.add_argument(
        "--criteria", type=Path, metavar="PATH",
        help="criteria JSON whose scenarios the engine is given; a synthetic table of the same size without it",
    )  # fmt: skip
    asked = parser.parse_args()
    core = machine.pin()
    print(f"Measured {machine.described(core)}.")
    status = 0
    for part in PARTS if asked.part == "all" else (asked.part,):
        try:
            text = _report(part, asked.criteria)()
        except Unavailable as fault:
            text, status = f"### {part}\n\nNot measured. {fault}", 1
        except ImportError as fault:
            text, status = f"### {part}\n\nNot measured: {fault.name or fault} cannot be imported ({fault}).", 1
        except Exception as fault:
            traceback.print_exc()
            text, status = f"### {part}\n\nNot measured: the measured program failed with {type(fault).__name__}.", 1
        print(f"\n{text}", flush=True)
    return status


def _report(part: str, criteria: Path | None) -> Callable[[], str]:
    """What makes the report of one part; each is imported only when it is asked for."""
    if part == "engine":
        from benchmarks import engine

        return lambda: engine.report(criteria)
    if part == "decide":
        from benchmarks import decide

        return decide.report
    if part == "ask":
        from benchmarks import ask

        return ask.report
    if part == "around":
        from benchmarks import around

        return around.report
    if part == "reading":
        from benchmarks import reading

        return reading.report
    from benchmarks import cli

    return cli.report


if __name__ == "__main__":
    sys.exit(main())
