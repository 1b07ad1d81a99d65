"""Replaying: the same bytes, or exactly what differs."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import metscout
from metscout import Door
from metscout.adapters.cli.main import main

FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"
OUTSIDE = "70M lung adenocarcinoma, staging for distant mets"
POLICY = 'id: north\ntitle: Policy of the North\nversion: "1"\nreview: {status: approved, updated: "2026-11-01"}\n'
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: str, json_: bool = True) -> tuple[int, str]:
        status = main([*arguments, *(["--json"] if json_ else []), "--records", f"sqlite:///{tmp_path / 'r.sqlite'}"])
        return status, capsys.readouterr().out

    return ran


def stored(run: Run, *arguments: str) -> str:
    found: str = json.loads(run(*arguments, "--store")[1])["decision_id"]
    return found


def replay(run: Run, name: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    status, out = run("replay", name, *arguments)
    return status, json.loads(out)


FACTS = '{"cancer.histology": "osteosarcoma", "patient.age_years": 17, "care.phase": "initial_staging"}'
ASKED = [
    ("a line of text", ["recommend", FITS]),
    ("a line with its trace", ["recommend", FITS, "--explain"]),
    ("a line that is out of scope", ["recommend", OUTSIDE]),
    ("a day long ago", ["recommend", FITS, "--as-of", "2019-03-04"]),
    ("a facts file", ["recommend", "--file", "facts.json"]),
    ("an order", ["check", FITS, "--order", "CT A/P w", "--order", "CXR", "--prior", "CT chest w/o@2026-11-02"]),
    ("a treatment", ["treat", "64F metastatic rectal adenocarcinoma with bone mets"]),
    ("a question", ["ask", "Why not PET/CT first?", "--about", FITS]),
]


@pytest.mark.parametrize("asked", [row[1] for row in ASKED], ids=[row[0] for row in ASKED])
def test_comes_out_the_same(asked: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "facts.json").write_text(FACTS)
    name = stored(run, *asked)
    assert replay(run, name) == (0, {"decision_id": name, "identical": True, "differs": []})


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder beside the shipped packs with a rule of its own."""
    folder = tmp_path / "packs"
    (folder / "safety").mkdir(parents=True)
    (folder / "knowledge.yaml").write_text('version: "1"\n')
    rules = Path(metscout.__file__).parents[2] / "knowledge" / "safety"
    rule = next(rules.glob("*.yaml")).read_text("utf-8").split("\n- label: ")[1]
    (folder / "safety" / "ours.yaml").write_text("- label: our_" + rule, "utf-8")
    return folder


def test_a_changed_pack_is_named_with_both_digests(run: Run, packs: Path) -> None:
    name = stored(run, "recommend", FITS, "--packs", str(packs))
    before = Door([packs]).knowledge.stamps["safety"].sha256
    with open(packs / "safety" / "ours.yaml", "a") as file:
        file.write("# looked at again\n")
    after = Door([packs]).knowledge.stamps["safety"].sha256
    differs = [{"what": "pack safety", "stored": before, "now": after}]
    assert replay(run, name, "--packs", str(packs)) == (
        3,
        {"decision_id": name, "identical": False, "differs": differs},
    )


def test_a_pack_that_the_answer_does_not_rest_on_changes_nothing(run: Run, packs: Path) -> None:
    shutil.rmtree(packs / "safety")
    (packs / "protocols").mkdir()
    protocol = Path(metscout.__file__).parents[2] / "knowledge" / "protocols" / "bone_scan.yaml"
    text = protocol.read_text("utf-8").replace("id: bone_scan", "id: our_scan", 1)
    (packs / "protocols" / "our_scan.yaml").write_text(text, "utf-8")
    name = stored(run, "recommend", FITS)
    assert replay(run, name, "--packs", str(packs))[1]["identical"]


def test_a_policy_that_was_not_there_is_named(run: Run, tmp_path: Path) -> None:
    name = stored(run, "recommend", FITS)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "policy.yaml").write_text(POLICY)
    now = Door(policy=tmp_path / "site").knowledge.policy
    differs = [{"what": "policy", "stored": None, "now": now.stamp if now else None}]
    assert replay(run, name, "--policy", str(tmp_path / "site"))[1]["differs"] == differs


def test_another_engine_is_named_by_its_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    name = stored(run, "recommend", FITS)
    now = metscout.__version__
    monkeypatch.setattr(metscout, "__version__", "9.9")
    assert replay(run, name)[1]["differs"] == [{"what": "engine", "stored": now, "now": "9.9"}]


def _tampered(tmp_path: Path, old: bytes, new: bytes) -> None:
    """The stored document, changed behind the program's back."""
    import sqlite3

    with sqlite3.connect(tmp_path / "r.sqlite") as connection:
        ((document,),) = connection.execute("SELECT document FROM decisions")
        connection.execute("UPDATE decisions SET document = ?", (document.replace(old, new, 1),))


def test_where_all_versions_are_the_same_the_first_place_in_the_document_is_named(run: Run, tmp_path: Path) -> None:
    name = stored(run, "recommend", FITS)
    _tampered(tmp_path, b'"rank": 1', b'"rank": 7')
    status, found = replay(run, name)
    assert (status, found["differs"]) == (3, [{"what": "document", "stored": 7, "now": 1, "path": "studies[0].rank"}])


def test_bytes_count_and_not_only_values(run: Run, tmp_path: Path) -> None:
    name = stored(run, "recommend", FITS)
    _tampered(tmp_path, b'"rank": 1', b'"rank":  1')
    assert replay(run, name)[1]["differs"][0]["what"] == "document"


def test_what_can_no_longer_be_read_is_not_identical(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "facts.json").write_text(FACTS)
    name = stored(run, "recommend", "--file", "facts.json")
    import sqlite3

    with sqlite3.connect(tmp_path / "r.sqlite") as connection:
        connection.execute("UPDATE decisions SET given = replace(given, 'osteosarcoma', 'gone_since')")
    assert replay(run, name)[0] == 3


DAMAGED = [
    ("a question that is no JSON", "given = '{\"te'"),
    ("a question that is a list", "given = '[1]'"),
    ("a question without a patient", "given = '{\"explain\": false}'"),
    ("a question with something more", 'given = \'{"text": "x", "explain": false, "x": 1}\''),
    ("an answer that is no JSON", "document = x'00ff'"),
    ("an answer that is text", "document = 'text'"),
    ("an answer without its parts", 'document = CAST(\'{"outcome": "matched"}\' AS BLOB)'),
    ("packs that are none", "packs = '{\"a\": 1}'"),
    ("a date that is none", "as_of = 'yesterday'"),
    ("a verb that there is not", "verb = 'sing'"),
]


@pytest.mark.parametrize("change", [row[1] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_damaged_record_is_said_to_be_damaged(change: str, run: Run, tmp_path: Path) -> None:
    name = stored(run, "recommend", FITS)
    import sqlite3

    with sqlite3.connect(tmp_path / "r.sqlite") as connection:
        connection.execute(f"UPDATE decisions SET {change}")
    status, found = replay(run, name)
    assert (status, found["error"]["code"], "record is damaged" in found["error"]["text"]) == (
        2, "damaged_record", True
    )  # fmt: skip


def test_a_person_reads_that_it_is_identical(run: Run) -> None:
    name = stored(run, "recommend", FITS)
    status, out = run("replay", name, json_=False)
    assert (status, out.startswith(f"Identical: decision {name}")) == (0, True)
