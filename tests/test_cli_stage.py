"""`metscout stage`: what is printed where, and with which exit status."""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from metscout.adapters.cli.main import main

ANUS = ["--site", "anus", "--t", "cT2", "--n", "N1a", "--m", "M0"]
STATUSES: list[tuple[str, list[str], int]] = [
    ("all categories", ANUS, 0),
    ("one line of text", ["anal SCC cT2 N1a M0"], 0),
    ("a year", [*ANUS, "--diagnosis-year", "2024"], 0),
    ("a category missing", ANUS[:-2], 3),
    ("a combination without a group", ["--site", "anus", "--t", "T0", "--n", "N0", "--m", "M0"], 3),
    ("nodes that were not assessed", ["--site", "anus", "--t", "T2", "--n", "NX", "--m", "M0"], 3),
    ("a named bone", ["--site", "distal tibia", "--t", "T2", "--n", "N0", "--m", "M0", "--grade", "G2"], 0),
    ("words for every category", ["rectal cancer pT3, 5 of 14 nodes positive, no distant mets"], 0),
    ("a site that is not here", ["--site", "breast", "--t", "T2", "--n", "N0", "--m", "M0"], 3),
    ("a year before the tables", [*ANUS, "--diagnosis-year", "2010"], 3),
    ("an impossible category", ["--site", "anus", "--t", "T5", "--n", "N0", "--m", "M0"], 2),
    ("an unknown site", ["--site", "nowhere", "--t", "T2"], 2),
    ("an unknown edition", [*ANUS, "--edition", "3"], 2),
    ("a year that is none", [*ANUS, "--diagnosis-year", "soon"], 2),
    ("nothing at all", [], 2),
    ("text and a file", ["anal SCC T2", "--file", "x.yaml"], 2),
    ("an empty line", [""], 2),
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["stage", *arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.mark.parametrize(("case", "arguments", "status"), STATUSES, ids=[row[0] for row in STATUSES])
def test_the_exit_status_says_how_it_ended(
    case: str, arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, *arguments)[0] == status


BAD = [(case, arguments) for case, arguments, status in STATUSES if status == 2]


@pytest.mark.parametrize(("case", "arguments"), BAD, ids=[row[0] for row in BAD])
def test_bad_input_is_one_line_on_standard_error(
    case: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, err = run(capsys, *arguments)
    assert (out, err.count("\n")) == ("", 1)


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(capsys, *arguments, "--json")[1])
    return found


def test_the_document_names_both_editions(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, *ANUS)
    assert (found["outcome"], found["stage_group"], found["by_edition"]) == (
        "staged",
        None,
        [{"edition": "AJCC 8", "stage_group": "IIIA"}, {"edition": "AJCC Version 9", "stage_group": "IIB"}],
    )


def test_the_document_keeps_what_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, *ANUS)["given"] == {
        "t": "T2", "n": "N1a", "m": "M0", "grade": None, "basis": "clinical", "prefix": "c"
    }  # fmt: skip


def test_an_impossible_category_is_an_error_document(capsys: pytest.CaptureFixture[str]) -> None:
    error = document(capsys, "--site", "anus", "--t", "T5")["error"]
    assert (error["where"], error["found"], "T4" in error["accepted"]) == ("t", "T5", True)


PAGES: list[tuple[str, list[str], list[str]]] = [
    ("both editions side by side", ANUS, ["IIIA (AJCC 8) · IIB (AJCC Version 9)", "AJCC 8          IIIA", "AJCC Version 9  IIB"]),
    ("the edition beside the group", ["rectal cancer pT3 N1b M0"], ["Stage IIIB (AJCC 8)", "pathologic"]),
    ("a derived row", ["--site", "anus", "--t", "1", "--n", "0", "--m", "0", "--edition", "9"], ["a derived row", "Check it against the AJCC protocol"]),
    ("what is missing", ANUS[:-2], ["TELL ME", "Still possible: IIB, IIIA, IV"]),
    ("what was not assessed", ["--site", "anus", "--t", "T2", "--n", "NX", "--m", "M0"], ["TELL ME", "has no stage group", "once it is assessed"]),
    ("why there is none", ["--site", "anus", "--t", "T0", "--n", "N0", "--m", "M0"], ["No stage group", "Without an assessed primary tumor"]),
    ("the boundary", ["--site", "pnet", "--size", "20 mm", "--n", "0", "--m", "0"], ["SOURCES DISAGREE", "ENETS   IIA"]),
    ("the sources at the end", ANUS, ["SOURCES", "not a medical device"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "arguments", "shown"), PAGES, ids=[row[0] for row in PAGES])
def test_the_page_shows(case: str, arguments: list[str], shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    page = run(capsys, *arguments)[1]
    assert [text for text in shown if text not in page] == []


@pytest.mark.parametrize("columns", ["40", "80", "140"])
def test_the_page_keeps_to_the_width(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", columns)
    page = run(capsys, "rectal cancer pT3 N1b M0")[1]
    assert max(map(len, page.splitlines())) <= int(columns)


def test_a_facts_file_is_staged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text("cancer.primary_site: rectum\ncancer.t: pT2\ncancer.n: N0\ncancer.m: M0\n")
    assert document(capsys, "--file", str(file))["stage_group"] == "I"


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"rectal cancer pT2 N0 M0")))
    assert document(capsys, "-")["stage_group"] == "I"
