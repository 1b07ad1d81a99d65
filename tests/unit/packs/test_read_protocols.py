"""Faults of a protocol: what a reader would say, what stands in the file, what is reported."""

import pytest
import yaml

from packs.sample import faults_of, sample_files

FILE = "protocols/scan.yaml"
LINE = {"text": "Scan at 60-70 s.", "value": [60, 70], "unit": "s", "at": "main-guide#opening"}


def protocol(**changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": "scan",
        "title": "A scan",
        "review": {"status": "submitted", "updated": "2026-11-24"},
        "purpose": [],
        "procedures": ["scan_a"],
        "scenarios": ["sample.first"],
        "preparation": [],
        "contrast_or_tracer": [],
        "phases": [LINE],
        "technique": [],
        "coverage": [],
        "pediatric": [],
        "reading": [],
        "pitfalls": [],
        "set_locally": ["tube_current"],
    }
    return plain | changes


def codes(**changes: object) -> list[str]:
    return [fault.code for fault in faults_of(sample_files() | {FILE: yaml.safe_dump(protocol(**changes))})]


def line(**changes: object) -> dict[str, object]:
    return {key: value for key, value in (LINE | changes).items() if value is not None}


FAULTS: list[tuple[str, dict[str, object], str]] = [
    ("a line without a source", {"phases": [line(at=None)]}, "missing_key"),
    ("a heading without its source", {"phases": [line(at="opening")]}, "uncited_claim"),
    ("a heading that is not there", {"phases": [line(at="main-guide#nowhere")]}, "unknown_heading"),
    ("a figure without its unit", {"phases": [line(unit=None)]}, "missing_key"),
    ("a unit without its figure", {"phases": [line(value=None)]}, "missing_key"),
    ("a figure that the sentence does not say", {"phases": [line(value=65)]}, "value_not_in_text"),
    ("a range that runs backwards", {"phases": [line(value=[70, 60])]}, "out_of_range"),
    ("a range with three ends", {"phases": [line(value=[60, 65, 70])]}, "out_of_range"),
    ("a figure that is a word", {"phases": [line(value="fast")]}, "wrong_type"),
    ("a study that is not there", {"procedures": ["scan_zz"]}, "unknown_procedure"),
    ("a scenario that is not there", {"scenarios": ["sample.frist"]}, "unknown_scenario"),
    ("a target that no scenario has", {"reading": [line(site="moon")]}, "unknown_site"),
    ("a section that is no section", {"phasen": []}, "unknown_key"),
    ("a parameter that is no id", {"set_locally": ["Tube current"]}, "bad_name"),
    ("an id that is no id", {"id": "A scan"}, "bad_name"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_reports(changes: dict[str, object], code: str) -> None:
    assert code in codes(**changes)


def test_reads_a_protocol_without_fault() -> None:
    assert codes() == []


def test_refuses_a_protocol_that_stands_twice() -> None:
    text = yaml.safe_dump(protocol())
    assert [fault.code for fault in faults_of(sample_files() | {FILE: text, "protocols/again.yaml": text})] == [
        "duplicate_name"
    ]


PROCEDURES, FIRST = "vocabulary/procedures.yaml", "packs/sample/first.yaml"


def with_protocol_named(file: str, name: str) -> list[tuple[str, str]]:
    """The faults where the first study of a file points to a protocol."""
    files = sample_files() | {FILE: yaml.safe_dump(protocol())}
    data = yaml.safe_load(files[file])
    row = data[0] if isinstance(data, list) else data["ratings"][0]
    row["protocol"] = name
    return [(f.code, f.hint or "") for f in faults_of(files | {file: yaml.safe_dump(data, sort_keys=False)})]


@pytest.mark.parametrize("file", [PROCEDURES, FIRST], ids=["a study of the vocabulary", "a row of a scenario"])
def test_refuses_a_protocol_that_does_not_exist(file: str) -> None:
    assert with_protocol_named(file, "scann") == [("unknown_protocol", "Nearest: 'scan'.")]


@pytest.mark.parametrize("file", [PROCEDURES, FIRST], ids=["a study of the vocabulary", "a row of a scenario"])
def test_accepts_a_protocol_that_exists(file: str) -> None:
    assert with_protocol_named(file, "scan") == []
