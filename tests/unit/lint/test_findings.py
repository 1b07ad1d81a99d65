"""Every finding carries two examples in its docstring; they are run here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from packs.sample import changed, knowledge_of, write

from metscout.lint import CHECKS, Finding, lint_folders, run
from metscout.lint.finding import Check
from metscout.terms.document import as_document

HEADINGS = ["Finds", "Why it matters to a patient", "Example", "When to accept it"]
NAMES = [check.code for check in CHECKS]


def sections(check: Check) -> dict[str, str]:
    """The docstring of a check by its headings."""
    parts = re.split(r"\n    ([A-Z][A-Za-z ]+):\n", type(check).__doc__ or "")
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def examples(check: Check) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(sections(check)["Example"])
    return found


def findings(change: dict[str, Any], folder: Path) -> tuple[Finding, ...]:
    """What lint says of the sample with the change, which lies in the folder."""
    files = changed(change)
    write(files, folder)
    return run(knowledge_of(files, str(folder)), folder / "cases")


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_finds(check: Check, tmp_path: Path) -> None:
    found = findings(examples(check)["finds"], tmp_path)
    assert {(finding.code, finding.severity) for finding in found} == {(check.code, check.severity)}


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_stays_quiet(check: Check, tmp_path: Path) -> None:
    assert findings(examples(check)["stays_quiet"], tmp_path) == ()


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_the_docstring_has_its_headings(check: Check) -> None:
    assert list(sections(check)) == HEADINGS
    assert all(text.strip() for text in sections(check).values())


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_one_finding_is_one_file_of_its_name(check: Check) -> None:
    assert type(check).__module__ == f"metscout.lint.{check.code.replace('-', '_')}"
    assert type(check).__name__.lower() == check.code.replace("-", "")


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_the_finding_points_into_a_file_and_says_what_to_do(check: Check, tmp_path: Path) -> None:
    for finding in findings(examples(check)["finds"], tmp_path):
        lines = Path(finding.file).read_text("utf-8").splitlines()
        assert lines[finding.line - 1][finding.column - 1 :].strip()
        assert finding.hint


def test_the_sample_is_clean(tmp_path: Path) -> None:
    assert findings({}, tmp_path) == ()


def test_without_a_folder_of_cases_no_case_is_asked_for(tmp_path: Path) -> None:
    files = changed({"cases/sample/first.yaml": None, "cases/sample/second.yaml": None})
    write(files, tmp_path)
    assert run(knowledge_of(files, str(tmp_path))) == ()


PLACES: list[tuple[str, dict[str, Any], str, str, int]] = [
    ("a tag of a rule", {"safety/rules.yaml": {"field": {"withholds": {"procedures_using": "feild"}}}},
     "safety/rules.yaml", "procedures_using: feild", 1),
    ("a tag of a preparation",
     {"packs/sample/first.yaml": {"preparation": [{"uses": "dyes", "text": "x", "at": "opening"}]}},
     "packs/sample/first.yaml", "uses: dyes", 1),
    ("a first choice without a way out", {"packs/sample/second.yaml": {"if_blocked": None}},
     "packs/sample/second.yaml", "study: scan_b", 1),
    ("an overlap", {"packs/sample/second.yaml": {"applies_when": {"visit.phase": "early"}}},
     "packs/sample/first.yaml", "applies_when:", 1),
    ("a source that nothing cites", {"packs/conflicts.yaml": None}, "vocabulary/sources.yaml", "key: other-guide", 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "file", "text", "count"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES]
)
def test_points_at(change: dict[str, Any], file: str, text: str, count: int, tmp_path: Path) -> None:
    found = findings(change, tmp_path)
    lines = (tmp_path / file).read_text("utf-8").splitlines()
    assert len(found) == count
    assert found[0].file == f"{tmp_path}/{file}"
    assert lines[found[0].line - 1][found[0].column - 1 :].startswith(text)


def test_a_misspelled_tag_is_told_the_nearest(tmp_path: Path) -> None:
    found = findings({"safety/rules.yaml": {"field": {"withholds": {"procedures_using": "feild"}}}}, tmp_path)
    assert found[0].hint == "Nearest: 'field'."


def test_findings_are_shown_worst_first(tmp_path: Path) -> None:
    change = {
        "vocabulary/procedures.yaml": {"scan_b": {"rrl": {"adult": None}}},
        "packs/sample/second.yaml": {"if_blocked": None},
    }
    severities = [finding.severity for finding in findings(change, tmp_path)]
    assert severities == sorted(severities)
    assert len(set(severities)) == 2


def test_a_finding_reads_as_place_fault_remedy() -> None:
    finding = Finding("unknown-tag", "error", "a.yaml", 3, 5, "no procedure uses the tag 'x'.", None, "Nearest: 'y'.")
    assert str(finding) == "a.yaml:3:5  error: unknown-tag\n  no procedure uses the tag 'x'.\n  Nearest: 'y'."


def test_a_finding_is_a_document_of_the_contract() -> None:
    document = as_document(Finding("unknown-tag", "error", "a.yaml", 3, 5, "text"))
    assert list(document) == ["code", "severity", "file", "line", "column", "text", "patient", "hint"]


def test_a_broken_folder_gives_all_its_faults_as_findings(tmp_path: Path) -> None:
    write({"packs/broken/topic.yaml": "id: broken\nzzz: 1\n", "safety/broken.yaml": "- label: no\n"}, tmp_path)
    found = lint_folders([tmp_path])
    codes = {(Path(finding.file).name, finding.code, finding.line) for finding in found}
    assert {("topic.yaml", "unknown-key", 2), ("broken.yaml", "ambiguous-word", 1)} <= codes
    assert {finding.severity for finding in found} == {"error"}
