"""`--store`, `records` and `replay` on the command line: off by default, private, and nothing of patients in a list."""

import json
import os
import stat
from pathlib import Path

import pytest

from metscout.adapters.cli.main import main

FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("METSCOUT_RECORDS", raising=False)
    monkeypatch.delenv("METSCOUT_RETENTION_DAYS", raising=False)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_nothing_is_kept_unless_it_is_asked_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "recommend", FITS)
    assert not (home / "data").exists()


def test_what_is_printed_is_what_is_stored(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "recommend", FITS, "--store", "--json")[1]
    exported = json.loads(run(capsys, "records", "export")[1])
    assert json.dumps(exported["document"], ensure_ascii=False) == printed.rstrip("\n")
    assert exported["given"] == {"text": FITS, "explain": False}


def test_a_list_names_decisions_and_nothing_of_patients(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(run(capsys, "recommend", FITS, "--store", "--json")[1])
    out = run(capsys, "records", "list")[1]
    assert document["decision_id"] in out
    assert "anal_cancer.distant_metastasis" in out
    assert "64F" not in out + run(capsys, "records", "list", "--json")[1]


def test_every_case_of_a_stream_is_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"id": 1, "text": FITS}, {"id": 2, "text": ""}, {"id": 3, "facts": {"cancer.histology": "osteosarcoma"}}]
    (home / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    status, out, _ = run(capsys, "recommend", "--jsonl", str(home / "cases.jsonl"), "--store")
    printed = [json.loads(line).get("decision_id") for line in out.splitlines()]
    kept = json.loads(run(capsys, "records", "list", "--json")[1])["decisions"]
    assert (status, {row["decision_id"] for row in kept}) == (2, {name for name in printed if name})


def test_an_order_check_is_kept_with_its_orders(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "check", FITS, "--order", "CT A/P w", "--prior", "CT chest w/o@2026-11-02", "--store")
    given = json.loads(run(capsys, "records", "export")[1])["given"]
    assert given == {"text": FITS, "orders": ["CT A/P w"], "prior": ["CT chest w/o@2026-11-02"]}


def test_an_exported_file_is_for_its_owner_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "recommend", FITS, "--store")
    run(capsys, "records", "export", "--out", str(home / "out.jsonl"))
    assert stat.S_IMODE(os.stat(home / "out.jsonl").st_mode) == 0o600


def test_purging_says_how_many_went(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "recommend", FITS, "--store")
    out = run(capsys, "records", "purge", "--before", "2100-01-01", "--json")[1]
    assert json.loads(out)["purged"] == 1


WRONG = [
    ("a place and nothing to keep", ["recommend", FITS, "--records", "sqlite:///x"], "give --store as well"),
    ("a place that is none", ["recommend", FITS, "--store", "--records", "ftp://x"], "--records"),
    ("a decision that is not there", ["replay", "abc"], "no decision 'abc' is stored"),
    ("purging without a day", ["records", "purge"], "give --before DATE"),
    ("a day that there is not", ["records", "purge", "--before", "2026-02-30"], "is no date"),
]


@pytest.mark.parametrize(("arguments", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_says_what_is_wrong_with(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out, said in err) == (2, "", True)


def test_a_place_can_be_set_for_all(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("METSCOUT_RECORDS", f"sqlite:///{home / 'ours.sqlite'}")
    run(capsys, "recommend", FITS, "--store")
    assert (home / "ours.sqlite").exists()
    assert not (home / "data").exists()


def test_replaying_ends_with_0_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    name = json.loads(run(capsys, "recommend", FITS, "--store", "--json")[1])["decision_id"]
    status, out, _ = run(capsys, "replay", name)
    assert (status, out.split(":")[0]) == (0, "Identical")
