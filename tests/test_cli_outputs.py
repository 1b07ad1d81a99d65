"""Files that are written, and what is said of files that are read: nothing is broken, and no letter is repeated."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from metscout.adapters.cli.main import main

FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"
LETTER = "Mrs Smith " * 30


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("METSCOUT_RECORDS", f"sqlite:///{tmp_path / 'r.sqlite'}")
    return tmp_path


def _link(path: Path) -> None:
    path.with_name("target").write_text("kept")
    path.symlink_to("target")


NO_FILES: list[tuple[str, Callable[[Path], object], str]] = [
    ("a folder", lambda path: path.mkdir(), "is a folder; name a file"),
    ("a pipe", os.mkfifo, "is a device or a pipe; name a file"),
    ("a link to a file", _link, "is a link; name a file"),
    ("a link to nothing", lambda path: path.symlink_to("nowhere"), "is a link; name a file"),
    ("a link to a device", lambda path: path.symlink_to("/dev/null"), "is a link; name a file"),
]
WRITTEN = [
    ("sheet.html", ["recommend", FITS, "--sheet"]),
    ("records.jsonl", ["records", "export", "--out"]),
    ("history.jsonl", ["review", "export", "--out"]),
    ("flow.svg", ["next", "anal_cancer.distant_metastasis", "--result", "positive", "--flow"]),
]


@pytest.mark.parametrize(("make", "said"), [row[1:] for row in NO_FILES], ids=[row[0] for row in NO_FILES])
@pytest.mark.parametrize(("name", "command"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_what_is_no_file_is_not_written_over(
    name: str, command: list[str], make: Callable[[Path], object], said: str, here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    make(here / name)
    before = (here / name).lstat()
    status = main([*command, name])
    after = (here / name).lstat()
    found = (status, said in capsys.readouterr().err, after.st_ino, after.st_mode)
    assert found == (2, True, before.st_ino, before.st_mode)


PRIVATE = [(*row, 0o600) for row in WRITTEN[:2]] + [(*row, 0o644) for row in WRITTEN[2:]]


@pytest.mark.parametrize(("name", "command", "mode"), PRIVATE, ids=[row[0] for row in PRIVATE])
def test_what_can_hold_patient_data_is_private_whatever_it_was(
    name: str, command: list[str], mode: int, here: Path
) -> None:
    (here / name).touch()
    (here / name).chmod(0o644)
    assert main([*command, name]) == 0
    assert stat.S_IMODE((here / name).stat().st_mode) == mode


VERBS = [["recommend"], ["check", "--order", "CXR"], ["treat"], ["stage"]]
ECHOED = [
    ("a value", json.dumps({"cancer.histology": LETTER})),
    ("a number", json.dumps({"patient.age_years": LETTER})),
    ("the name of a fact", json.dumps({LETTER: 1})),
    ("a result", json.dumps({"results": [{"result": LETTER}]})),
    ("a key of a result", json.dumps({"results": [{LETTER: "positive"}]})),
    ("an earlier study", json.dumps({"prior": [{"procedure": LETTER, "date": "2020"}]})),
    ("a date", json.dumps({"prior": [{"procedure": "CXR", "date": LETTER}]})),
    ("a key that stands twice", f'"{LETTER}": 1\n"{LETTER}": 2\n'),
    ("a tag", f"a: !!{LETTER.strip().replace(' ', '_')} x\n"),
    ("a key of JSON that stands twice", f'{{"{LETTER}": 1, "{LETTER}": 2}}'),
]


@pytest.mark.parametrize("verb", VERBS, ids=[row[0] for row in VERBS])
@pytest.mark.parametrize("content", [row[1] for row in ECHOED], ids=[row[0] for row in ECHOED])
def test_an_error_repeats_no_more_than_80_characters(
    content: str, verb: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "facts.yaml").write_text(content)
    status = main([*verb, "--file", "facts.yaml", "--json"])
    printed = capsys.readouterr()
    said = (printed.out + printed.err).replace("_", " ")
    assert (status, LETTER[:81] in said) == (2, False)


FUTURE = [
    ("a result", {"results": [{"result": "positive", "date": "2026-11-25"}]}, "facts.results[0].date"),
    ("an earlier study", {"prior": [{"procedure": "CXR", "date": "2027"}]}, "facts.prior[0].date"),
]


@pytest.mark.parametrize("verb", VERBS, ids=[row[0] for row in VERBS])
@pytest.mark.parametrize(("facts", "where"), [row[1:] for row in FUTURE], ids=[row[0] for row in FUTURE])
def test_what_lies_after_the_date_of_the_answer_is_refused(
    facts: dict[str, object], where: str, verb: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "facts.json").write_text(json.dumps(facts))
    status = main([*verb, "--file", "facts.json", "--as-of", "2026-11-24", "--json"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert (status, error["code"], error["where"]) == (2, "future_date", where)


@pytest.mark.parametrize("facts", [row[1] for row in FUTURE], ids=[row[0] for row in FUTURE])
def test_so_is_a_line_of_a_stream(facts: dict[str, object], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "cases.jsonl").write_text(json.dumps({"id": 1, "facts": facts}))
    status = main(["recommend", "--jsonl", "cases.jsonl", "--as-of", "2026-11-24"])
    assert (status, json.loads(capsys.readouterr().out)["error"]["code"]) == (2, "future_date")
