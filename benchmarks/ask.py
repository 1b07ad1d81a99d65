"""Questions in plain words: to a cited answer, warm, and as the first answer of a fresh process."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cli import program, runs_of
from benchmarks.shipped import open_door
from benchmarks.tables import counted, figure, table
from benchmarks.timing import Work, compare
from metscout.packs.yaml_tree import parse_yaml
from metscout.search.index import index_of
from metscout.search.words import plain_words
from metscout.terms.document import as_document

ROUNDS = 5
STARTS = 20
QUESTION = "Why is CT preferred over PET/CT for anal cancer?"
_CASES = Path(__file__).parents[1] / "tests" / "cases" / "questions"


def questions() -> list[Mapping[str, Any]]:
    """Every question that the tests expect an outcome of."""
    return [row for path in sorted(_CASES.glob("*.yaml")) for row in parse_yaml(path.read_bytes(), path.name).data]


def report() -> str:
    """The table of asking, and the line on a fresh process."""
    rows, entrance = questions(), open_door()
    index = index_of(entrance.knowledge)
    words = [plain_words(row["q"]) for row in rows]

    def answer(row: Mapping[str, Any]) -> object:
        return entrance.ask(row["q"], row.get("about"))

    def as_bytes(row: Mapping[str, Any]) -> object:
        return json.dumps(as_document(answer(row)), ensure_ascii=False).encode()

    for row in rows:
        answer(row)
    spreads = compare(
        {
            "words to ranked statements": Work(lambda said: index.ranked(index.query(said)), words),
            "question to answer": Work(answer, rows),
            "question to JSON bytes": Work(as_bytes, rows),
        },
        ROUNDS,
    )
    lines = [(name, figure(s.p50_us), figure(s.p99_us), figure(s.per_second)) for name, s in spreads.items()]
    return "\n\n".join(
        (
            "### Questions",
            f"{counted(len(rows), 'question')} of the tests, each answered before; "
            f"median of {ROUNDS} alternating rounds.",
            table(("stage", "p50 us", "p99 us", "questions/s"), lines),
            f"First answer of a fresh process, caches warm: {_first_answer():.0f} ms (median of {STARTS}).",
        )
    )


def _first_answer() -> float:
    """Milliseconds of `metscout ask QUESTION` as a whole process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        command = [*program(), "ask", QUESTION]
        runs_of([command], 1, environment)
        (runs,) = runs_of([command], STARTS, environment)
    return median(wall for wall, _, _ in runs) / 1e6
