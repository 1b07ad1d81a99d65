"""`review` on the command line: each action, what it prints, and with which status it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from metscout.adapters.cli.main import main
from metscout.packs.load import shipped_folder

ITEM = "our_scan"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "140")
    (tmp_path / "pack" / "protocols").mkdir(parents=True)
    (tmp_path / "pack" / "knowledge.yaml").write_text('version: "1"\n')
    shipped = (shipped_folder() / "protocols" / "bone_scan.yaml").read_text("utf-8")
    (tmp_path / "pack" / "protocols" / "our_scan.yaml").write_text(shipped.replace("id: bone_scan", f"id: {ITEM}", 1))
    return tmp_path


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main(["review", *arguments, "--packs", str(home / "pack")])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return ran


def approve(run: Run) -> None:
    run("submit", ITEM, "--as", "A. Author", "--due", "2100-01-01", "--comment", "the first")
    run("approve", ITEM, "--as", "B. Bee", "--role", "radiologist", "--comment", "well done")
    run("approve", ITEM, "--as", "C. Cee", "--role", "physicist")


def test_the_way_of_an_item(run: Run, home: Path) -> None:
    file = home / "pack" / "protocols" / "our_scan.yaml"
    said = [
        run("submit", ITEM, "--as", "A")[:2],
        run("approve", ITEM, "--as", "B", "--role", "radiologist")[:2],
        run("approve", ITEM, "--as", "C", "--role", "physicist")[:2],
        run("retire", ITEM, "--as", "B", "--role", "radiologist", "--comment", "old")[:2],
    ]
    assert said == [
        (0, f"{ITEM} is submitted, awaits radiologist and physicist.\n"),
        (0, f"{ITEM} is under review, awaits physicist.\nWritten into {file}\n"),
        (0, f"{ITEM} is approved.\nWritten into {file}\n"),
        (0, f"{ITEM} is retired.\nWritten into {file}\n"),
    ]


def test_the_author_is_refused_with_the_reason(run: Run) -> None:
    run("submit", ITEM, "--as", "A")
    status, out, err = run("approve", ITEM, "--as", "a", "--role", "radiologist")
    assert (status, out) == (2, "")
    assert "who submits does not approve" in err


def test_the_list_is_narrowed_by_state_and_role(run: Run) -> None:
    approve(run)
    assert [i["id"] for i in json.loads(run("list", "--state", "approved", "--json")[1])["items"]] == [ITEM]
    physicist = json.loads(run("list", "--role", "physicist", "--json")[1])["items"]
    assert {item["kind"] for item in physicist} == {"protocol"}


def test_an_item_is_shown_with_comments_and_history(run: Run) -> None:
    approve(run)
    out = run("show", ITEM)[1]
    for said in (
        "approved",
        "A. Author submitted it, to be reviewed by 2100-01-01: the first",
        "B. Bee, radiologist, approved it: well done",
    ):
        assert said in out


def test_what_changed_is_shown_as_sentences(run: Run, home: Path) -> None:
    approve(run)
    file = home / "pack" / "protocols" / "our_scan.yaml"
    file.write_text(file.read_text("utf-8").replace("Hydrate, and void", "Drink, and void"), "utf-8")
    out = run("show", ITEM)[1]
    assert "changed since it was approved on" in out
    assert "- Hydrate, and void before imaging." in out
    assert "+ Drink, and void before imaging." in out


def test_the_change_log_is_public(run: Run) -> None:
    approve(run)
    out = run("export", "--changelog")[1]
    assert f"- **{ITEM}** approved by B. Bee (radiologist) and C. Cee (physicist)." in out.replace("\\", "")
    assert "well done" not in out


def test_history_goes_out_and_comes_in(run: Run, home: Path) -> None:
    approve(run)
    run("export", "--out", str(home / "history.jsonl"))
    other = ("--records", f"sqlite:///{home / 'other.sqlite'}")
    assert run("import", str(home / "history.jsonl"), *other)[0] == 0
    assert "A. Author submitted it" in run("show", ITEM, *other)[1]


WRONG = [
    ("an item that there is not", ["show", "our_scam"], "Nearest: 'our_scan'"),
    ("a state that there is not", ["list", "--state", "done"], "--state"),
    ("a role that there is not", ["comment", ITEM, "--as", "B", "--role", "dentist", "--comment", "x"], "is no role"),
    ("nobody", ["approve", ITEM, "--role", "radiologist"], "--as"),
    ("retiring without a reason", ["retire", ITEM, "--as", "B", "--role", "radiologist"], "--comment"),
    ("a day that there is not", ["submit", ITEM, "--as", "A", "--due", "soon"], "is no date"),
    ("a file that is no history", ["import", "pyproject.toml"], "line 1"),
]


@pytest.mark.parametrize(("arguments", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_says_what_is_wrong_with(arguments: list[str], said: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    status, out, err = run(*arguments)
    assert (status, out, said in err) == (2, "", True)
