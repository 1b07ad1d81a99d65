"""The command line: what is printed where, and with which exit status."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from metscout.adapters.cli.main import main

FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"
ASKS = "64F new bx-proven SCC anal canal, staging"
OUTSIDE = "70M lung adenocarcinoma, staging for distant mets"
FACTS = """\
patient.age_years: 17
cancer.histology: osteosarcoma
care.phase: initial_staging
imaging.question: pulmonary_metastasis
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


STATUSES = [
    ("a line that fits", [FITS], 0),
    ("a line that lacks the question", [ASKS], 3),
    ("a line about another cancer", [OUTSIDE], 3),
    ("a line that is redirected", ["58M biopsy-proven anal adenocarcinoma, distant mets?"], 3),
    ("nothing at all", [], 2),
    ("an empty line", [""], 2),
    ("a line of blanks", ["  \n"], 2),
    ("text and a file", [FITS, "--file", "x.yaml"], 2),
    ("a file that is not there", ["--file", "no-such-file.yaml"], 2),
    ("a folder in place of a file", ["--file", "."], 2),
    ("an option that does not exist", [FITS, "--exlain"], 2),
    ("a date that is none", [FITS, "--as-of", "tomorrow"], 2),
    ("a folder of packs that is not there", [FITS, "--packs", "no-such-folder"], 2),
    ("a text that is far too long", ["a " * 20_000], 2),
]


@pytest.mark.parametrize(("arguments", "status"), [row[1:] for row in STATUSES], ids=[row[0] for row in STATUSES])
def test_recommend_ends_with(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, err = run(capsys, "recommend", *arguments)
    assert found == status
    assert bool(err) == (status == 2)
    assert bool(out) == (status != 2)


@pytest.mark.parametrize("text", [FITS, ASKS, OUTSIDE], ids=["fits", "asks", "outside"])
def test_json_is_one_document_and_nothing_else(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "recommend", text, "--json")
    document = json.loads(out)
    assert err == ""
    assert set(document) == {
        "outcome", "facts", "scenario", "why", "not_these", "also_fits", "redirect", "missing", "studies", "workup",
        "warnings", "next_steps", "conflicts", "escalate", "citations", "as_of", "knowledge", "decision_id", "created",
        "notice", "prior", "results",
    }  # fmt: skip


def test_explain_adds_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    trace = json.loads(run(capsys, "recommend", FITS, "--json", "--explain")[1])["trace"]
    assert {step["verdict"] for step in trace} >= {"holds", "fails", None}


def test_the_same_line_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    def document() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run(capsys, "recommend", FITS, "--json", "--as-of", "2026-11-24")[1])
        return {**found, "decision_id": None, "created": None}

    assert json.dumps(document()) == json.dumps(document())


def test_as_of_stands_in_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "recommend", FITS, "--json", "--as-of", "2026-11-22")[1])["as_of"] == "2026-11-22"


def test_an_error_with_json_is_an_error_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("care.phase: intial_staging\n")
    status, out, err = run(capsys, "recommend", "--file", str(tmp_path / "facts.yaml"), "--json")
    error = json.loads(out)["error"]
    assert status == 2
    assert (error["code"], error["where"], error["nearest"]) == ("unknown_value", "facts.care.phase", "initial_staging")
    assert "care.phase" in err


BAD_FILES = [
    ("an empty file", b"", "empty_file"),
    ("no UTF-8", b"care.phase: \xff\n", "not_utf8"),
    ("a key that stands twice", b"care.phase: surveillance\ncare.phase: screening\n", "duplicate_key"),
    ("a bare no", b"patient.pregnant: no\n", "ambiguous_word"),
    ("a list", b"- care.phase\n", "wrong_type"),
    ("an unknown fact", b"cancer.histologie: osteosarcoma\n", "unknown_fact"),
    ("an unknown value", b"cancer.histology: ostosarcoma\n", "unknown_value"),
    ("a text for a number", b"patient.age_years: old\n", "wrong_type"),
    ("an age beyond people", b"patient.age_years: 190\n", "out_of_range"),
    ("a truth value for a number", b"patient.age_years: true\n", "wrong_type"),
    ("broken JSON", b'{"care.phase": ', "not_json"),
    ("not a number in JSON", b'{"patient.age_years": NaN}', "out_of_range"),
    ("a JSON key that stands twice", b'{"care.phase": "screening", "care.phase": "suspected"}', "duplicate_key"),
    ("JSON nested without end", b"[" * 100_000, "too_deep"),
    ("a FHIR resource", b'{"resourceType": "Bundle"}', "not_supported"),
    ("YAML nested without end", b"a: " + b"[" * 100_000, "not_yaml"),
]


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES])
def test_a_bad_facts_file_gets_one_clear_error(
    content: bytes, code: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(content)
    status, out, err = run(capsys, "recommend", "--file", str(path), "--json")
    assert status == 2
    assert json.loads(out)["error"]["code"] == code
    assert err.startswith("metscout: ")
    assert err.count("\n") == 1


def test_a_facts_file_is_answered(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(FACTS)
    status, out, _ = run(capsys, "recommend", "--file", str(tmp_path / "facts.yaml"), "--json")
    assert status == 0
    assert json.loads(out)["scenario"]["id"] == "musculoskeletal_tumor.pulmonary_metastasis_staging"


def _lines(*cases: bytes) -> bytes:
    return b"\n".join(cases) + b"\n"


STREAM = _lines(
    json.dumps({"id": "a", "text": FITS}).encode(),
    b"",
    b'{"id": "c", "text": ',
    b'{"id": "d", "text": "\xff"}',
    json.dumps({"id": "e", "facts": {"cancer.histology": "osteosarcom"}}).encode(),
    json.dumps({"id": "f", "text": FITS, "facts": {}}).encode(),
    json.dumps({"id": "g", "txt": FITS}).encode(),
    b'{"id": "h", "text": "' + b"x" * 10_000_000 + b'"}',
    json.dumps({"id": 9, "text": OUTSIDE}).encode(),
)


def test_a_faulty_line_of_a_stream_becomes_a_record_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "cases.jsonl").write_bytes(STREAM)
    status, out, _ = run(capsys, "recommend", "--jsonl", str(tmp_path / "cases.jsonl"))
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [record.get("outcome") for record in records] == ["matched", *[None] * 7, "out_of_scope"]
    assert [record.get("line") for record in records] == [None, 2, 3, 4, 5, 6, 7, 8, None]
    assert [record["id"] for record in records] == ["a", None, None, None, "e", "f", "g", None, 9]
    assert all("error" in record for record in records[1:8])


def test_a_clean_stream_ends_well(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps({"id": 1, "text": ASKS}) + "\n")
    status, out, _ = run(capsys, "recommend", "--jsonl", str(tmp_path / "cases.jsonl"))
    assert (status, json.loads(out)["outcome"]) == (0, "needs_facts")


def test_a_dash_reads_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FITS.encode())))
    assert run(capsys, "recommend", "-")[0] == 0


@pytest.mark.parametrize("columns", ["30", "64", "100", "200"])
def test_the_page_fits_the_terminal(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    page = run(capsys, "recommend", FITS, "--explain")[1]
    longest = max(len(line) for line in page.splitlines())
    assert longest <= max(int(columns), 48)
    assert "\x1b" not in page


def test_control_characters_of_the_input_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in run(capsys, "recommend", "64F \x1b[31mSCC\x1b[0m anal canal new bx, ?distant mets")[1]


@pytest.mark.parametrize("verb", [[], ["recommend"], ["packs", "lint"], ["packs", "show"], ["completion"]])
def test_every_verb_has_help(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*verb, "--help"])
    assert left.value.code == 0
    assert "usage: metscout" in capsys.readouterr().out


def test_recommend_help_says_that_text_stays_in_the_history(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["recommend", "--help"])
    assert "history" in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_prints_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "completion", shell)
    assert status == 0
    assert "recommend" in out


def test_packs_lint_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "packs", "lint", "--json")
    assert (status, json.loads(out)) == (0, {"clean": True, "findings": []})


def test_packs_lint_reports_every_fault_of_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "safety").mkdir()
    (tmp_path / "safety" / "rules.yaml").write_text("- {label: one}\n- {label: two}\n")
    status, out, _ = run(capsys, "packs", "lint", str(tmp_path), "--json")
    assert status == 3
    assert len(json.loads(out)["findings"]) == 2


@pytest.mark.parametrize("name", ["anal_cancer", "anal_cancer.distant_metastasis"])
def test_packs_show_prints_a_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "packs", "show", name)
    assert status == 0
    assert "distant" in out


def test_packs_show_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "packs", "show", "anal_cancer.distant_metastases")
    assert status == 2
    assert "anal_cancer.distant_metastasis" in err


def test_a_closed_pipe_is_no_fault() -> None:
    script = "import sys; from metscout.adapters.cli.main import run; run()"
    command = [sys.executable, "-c", script, "recommend", FITS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == b""


def test_our_fault_says_so_and_repeats_nothing_of_the_patient(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metscout.adapters.cli.recommend.Door", lambda *_: 1 / 0)
    status, _, err = run(capsys, "recommend", FITS)
    assert status == 1
    assert "ZeroDivisionError" in err
    assert "anal" not in err
