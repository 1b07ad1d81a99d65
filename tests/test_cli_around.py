"""`metscout check` and `metscout next`: what is printed where, and with which exit status."""

import io
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from metscout.adapters.cli.main import main

FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"
OPEN = "64F new bx-proven SCC anal canal, staging"
OUTSIDE = "70M lung adenocarcinoma, staging for distant mets"
FACTS = """\
patient.age_years: 17
cancer.histology: osteosarcoma
care.phase: initial_staging
imaging.question: pulmonary_metastasis
"""
LUNGS = "musculoskeletal_tumor.pulmonary_metastasis_staging"
ANAL = "anal_cancer.distant_metastasis"
RESECTED = "pancreatic_neuroendocrine_tumor.followup_treated_liver_dominant"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


# --- check --------------------------------------------------------------------------------------------------------

CHECKS = [
    ("a right order", [FITS, "--order", "CT CAP w contrast"], 0),
    ("an incomplete order", [FITS, "--order", "CT A/P w contrast"], 0),
    ("a contraindicated order", [FITS + ", anaphylaxis to CT contrast", "--order", "CT CAP w contrast"], 0),
    ("a study that is not rated", [FITS, "--order", "bone scan"], 3),
    ("words that name no study", [FITS, "--order", "flux capacitor"], 3),
    ("a fact that decides is missing", [OPEN, "--order", "CT CAP w contrast"], 3),
    ("another cancer", [OUTSIDE, "--order", "CT CAP w contrast"], 3),
    ("no order", [FITS], 2),
    ("no patient", ["--order", "CT CAP"], 2),
    ("a text and a file", [FITS, "--file", "x.yaml", "--order", "CT CAP"], 2),
    ("an empty order", [FITS, "--order", ""], 2),
    ("a file that is not there", ["--file", "no-such-file.yaml", "--order", "CT CAP"], 2),
    ("an earlier study without a date", [FITS, "--order", "CT CAP w", "--prior", "CT chest w/o"], 2),
    ("an earlier study of tomorrow", [FITS, "--order", "CT CAP w", "--prior", "CT chest w/o@2999-01-01"], 2),
    ("orders beside a stream", ["--jsonl", "-", "--order", "CT CAP"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), [row[1:] for row in CHECKS], ids=[row[0] for row in CHECKS])
def test_check_ends_with(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, err = run(capsys, "check", *arguments)
    assert found == status
    assert bool(err) == (status == 2)
    assert bool(out) == (status != 2)


READERS = [("trainee", "ORDER THIS", True), ("patient", "ORDER THIS", False), ("patient", "In plain words", True)]


@pytest.mark.parametrize(("audience", "said", "there"), READERS, ids=[f"{row[0]} {row[1]}" for row in READERS])
def test_check_says_to_its_reader(audience: str, said: str, there: bool, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "check", FITS, "--order", "CT A/P w contrast", "--audience", audience)[1]
    assert (said in out) == there


ADDED = [("trainee", "reviewed", False, True), ("patient", "reviewed", True, False)]


@pytest.mark.parametrize(("audience", "wording", "plain", "terms"), ADDED, ids=[row[0] for row in ADDED])
def test_check_adds_to_the_document_for_its_reader(
    audience: str, wording: str, plain: bool, terms: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, "check", FITS, "--order", "CT A/P w contrast", "--audience", audience, "--json")[1]
    added = json.loads(out)["for_audience"]
    assert (added["audience"], added["audience_wording"], bool(added["plain"]), bool(added["terms"])) == (
        audience, wording, plain, terms
    )  # fmt: skip


def test_an_order_given_twice_is_replaced_once(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "check", FITS, "--order", "CXR", "--order", "CXR", "--json")[1]
    assert [line["replaces"] for line in json.loads(out)["mended_order"]] == [["radiography_chest"]]


MEMBERS = [
    "outcome", "scenario", "redirect", "verdict", "orders", "problems", "omitted", "redundant", "mended_order",
]  # fmt: skip


def test_check_prints_one_document_with_the_members_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "check", FITS, "--order", "CT A/P w contrast", "--json")
    document = json.loads(out)
    assert list(document)[: len(MEMBERS)] == MEMBERS
    assert (document["verdict"], document["orders"][0]["ordered"]) == ("incomplete", "CT A/P w contrast")


def test_a_fault_is_one_sentence_and_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(
        capsys,
        "check",
        FITS,
        "--order",
        "CT CAP w",
        "--prior",
        "CT chest@2026-13-01",
        "--as-of",
        "2026-11-24",
        "--json",
    )
    assert (status, len(err.strip().splitlines())) == (2, 1)
    assert json.loads(out)["error"]["where"].startswith("prior[0]")


@pytest.mark.parametrize("ending", [".yaml", ".yml", ".json"])
def test_a_facts_file_may_stand_where_text_does(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"patient{ending}"
    facts = dict(line.split(": ") for line in FACTS.splitlines())
    file.write_text(FACTS if ending != ".json" else json.dumps({**facts, "patient.age_years": 17}))
    seen = [run(capsys, "check", *given, "--order", "CXR", "--json") for given in ([str(file)], ["--file", str(file)])]
    assert [(status, json.loads(out)["verdict"]) for status, out, _ in seen] == [(0, "not_appropriate")] * 2


def test_a_text_on_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FITS.encode())))
    status, out, _ = run(capsys, "check", "-", "--order", "CT A/P w contrast", "--json")
    assert (status, json.loads(out)["verdict"]) == (0, "incomplete")


def test_earlier_studies_of_a_facts_file_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text(FACTS + "prior:\n  - {procedure: CT chest w/o, date: 2026-11-20}\n")
    _, out, _ = run(capsys, "check", str(file), "--order", "CT chest w/o", "--as-of", "2026-11-24", "--json")
    assert json.loads(out)["redundant"] == ["ct_chest_without_iv_contrast"]


def test_a_stream_answers_line_by_line_and_goes_on_after_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"id": "a", "text": FITS, "orders": ["CT CAP w"]},
        {"id": "b", "text": FITS},
        {"id": "c", "text": FITS, "orders": ["CT CAP w"], "prior": [{"procedure": "CT CAP w", "date": "never"}]},
        {"id": "d", "facts": dict(line.split(": ") for line in FACTS.splitlines()[1:]), "orders": ["CXR"]},
        {"id": "e", "text": FITS, "orders": "CT CAP w"},
    ]
    file = tmp_path / "orders.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n{broken\n")
    status, out, _ = run(capsys, "check", "--jsonl", str(file), "--as-of", "2026-11-24")
    answers = [json.loads(line) for line in out.splitlines()]
    seen = [(answer["id"], answer.get("verdict") or answer["error"]["where"]) for answer in answers]
    assert (status, seen[:5]) == (
        2,
        [
            ("a", "appropriate"),
            ("b", "line 2.orders"),
            ("c", "prior[0].date"),
            ("d", "not_appropriate"),
            ("e", "line 5.orders"),
        ],
    )
    assert (answers[5]["id"], answers[5]["line"]) == (None, 6)


def test_the_page_names_the_verdict_the_order_to_place_and_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "check", FITS, "--order", "CT A/P w contrast")
    parts = (
        "This order is incomplete",
        "ORDER THIS",
        "CT chest abdomen pelvis with IV contrast",
        "Indication:",
        "SOURCES",
    )
    assert [part for part in parts if part not in out] == []


# --- next ---------------------------------------------------------------------------------------------------------

NEXTS = [
    ("a result", [ANAL, "--result", "negative"], 0),
    ("a result at a site", [ANAL, "--result", "indeterminate", "--site", "liver"], 0),
    ("a finding in words", [ANAL, "--result", "positive", "--site", "lymph_node", "--finding", "groin node"], 0),
    ("a site of which the source says nothing", [LUNGS, "--result", "negative", "--site", "liver"], 0),
    ("a scenario without next steps", [RESECTED, "--result", "positive"], 3),
    ("a scenario that is not there", ["anal_cancer.metastasis", "--result", "positive"], 2),
    ("a result that is none", [ANAL, "--result", "maybe"], 2),
    ("a site that is none", [ANAL, "--result", "positive", "--site", "left"], 2),
    ("no result", [ANAL], 2),
    ("a date that is none", [ANAL, "--result", "positive", "--as-of", "today"], 2),
    ("a drawing of another kind", [ANAL, "--result", "positive", "--flow", "flow.png"], 2),
    ("a drawing in a folder that is not there", [ANAL, "--result", "positive", "--flow", "no/such/flow.svg"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), [row[1:] for row in NEXTS], ids=[row[0] for row in NEXTS])
def test_next_ends_with(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, err = run(capsys, "next", *arguments)
    assert found == status
    assert bool(err) == (status == 2)
    assert bool(out) == (status != 2)


def test_next_prints_one_document_with_the_members_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "next", ANAL, "--result", "indeterminate", "--site", "liver", "--json")
    document = json.loads(out)
    members = ["outcome", "scenario", "result", "site", "site_specific", "finding", "meaning", "m_category", "intent"]
    assert list(document)[:11] == [*members, "actions", "flow"]
    assert {"from", "to", "when"} == set(document["flow"]["edges"][0])


def test_a_misspelled_scenario_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "next", "anal_cancer.distant_metastases", "--result", "positive", "--json")
    assert json.loads(out)["error"]["nearest"] == ANAL
    assert ANAL in err


def test_the_flow_is_drawn_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flow.svg"
    status, _, _ = run(capsys, "next", ANAL, "--result", "positive", "--flow", str(file))
    assert status == 0
    assert ElementTree.parse(file).getroot().tag.endswith("svg")


def test_the_page_gives_the_due_date_of_an_interval(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [LUNGS, "--result", "indeterminate", "--site", "lung", "--finding", "4 mm nodule"]
    _, out, _ = run(capsys, "next", *arguments, "--as-of", "2026-11-30")
    assert "due 2027-02-28" in out


def test_the_page_says_where_no_source_gives_an_interval(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "next", LUNGS, "--result", "negative")
    assert "interval not in the source" in out
