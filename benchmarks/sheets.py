"""Patients from the tables of `tests/cases`: facts sheets, and lines of text."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.tables import Unavailable
from metscout.facts.declaration import FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.sheet import Fact, FactSheet, Origin, build_sheet, stated

CASES = Path(__file__).parents[1] / "tests" / "cases"
LINES = "oneliners"


def lines() -> list[str]:
    """Every line of text with an expected outcome, in the order of the files."""
    found = [row["text"] for name, document in _documents() if _is_of_lines(name) for row in document["rows"]]
    if not found:
        raise Unavailable(f"No line of text was found under tests/cases/{LINES}.")
    return found


def sheets(vocabulary: Vocabulary) -> tuple[str, list[FactSheet]]:
    """Facts sheets, each once, and in words where they are from.

    They are the index patients of the scenarios and each row's change of them; where there are none yet, the
    facts that the lines of text are expected to state.
    """
    facts = [facts for name, document in _documents() if not _is_of_lines(name) for facts in _patients(document)]
    source = "index patients and rows of the scenarios' cases"
    if not facts:
        facts = [
            row["facts"] for name, doc in _documents() if _is_of_lines(name) for row in doc["rows"] if "facts" in row
        ]
        source = "facts expected of the one-line cases"
    found = {repr(sorted(given.items())): given for given in facts}
    if not found:
        raise Unavailable("No patient was found under tests/cases.")
    return source, [build_sheet(_facts(given, vocabulary), vocabulary) for given in found.values()]


@cache
def _documents() -> list[tuple[Path, Any]]:
    import yaml

    try:
        return [(path, yaml.safe_load(path.read_bytes())) for path in sorted(CASES.rglob("*.yaml"))]
    except yaml.YAMLError as fault:
        raise Unavailable(f"A file under tests/cases is not YAML: {fault}") from fault


def _is_of_lines(path: Path) -> bool:
    return path.parent.name == LINES


def _patients(document: Any) -> Iterator[dict[str, Any]]:
    """The index patient of one scenario, then each row: its changes made, its forgotten facts left out."""
    if not isinstance(document, dict) or "patient" not in document:
        return
    index = document["patient"]
    yield index
    for row in document.get("rows", ()):
        changed = {**index, **row.get("change", {})}
        yield {name: value for name, value in changed.items() if name not in row.get("forget", ())}


def _facts(given: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Fact]:
    """The facts of a mapping; a list states several values, and names without a dot are no facts."""
    for name, value in given.items():
        if name in vocabulary:
            for one in value if isinstance(value, list) else (value,):
                yield stated(name, _value(one, vocabulary[name]), Origin("file"))


def _value(value: Any, declaration: FactDeclaration) -> Value:
    choices = (FactType.CHOICE, FactType.CHOICES, FactType.TEXT)
    return str(value) if declaration.type in choices else value
