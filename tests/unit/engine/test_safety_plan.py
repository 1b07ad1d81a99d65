"""What safety does to a plan, on a knowledge small enough to look at whole."""

from collections.abc import Mapping
from typing import Any

import pytest
from packs.answers import SAMPLE_PATIENT, STAMP, answer
from packs.sample import changed, knowledge_of, sample_files

from metscout.engine.decide import decide
from metscout.facts.declaration import Value
from metscout.facts.sheet import Origin, build_sheet, stated
from metscout.packs.load import Knowledge

SAMPLE = knowledge_of(sample_files())
CLEAR: dict[str, Value] = {**SAMPLE_PATIENT, "reaction.dye": "none", "person.expecting": False, "reaction.field": False}

# what a clinician would say; what differs; role of each study; studies ordered together; acquired as
ROWS: list[tuple[str, dict[str, Value], dict[str, str], list[str], str | None]] = [
    ("nothing speaks against anything", {},
     {"scan_a": "first_choice", "scan_b": "companion", "scan_c": "alternative"}, ["scan_a", "scan_b"], "scan_ab"),
    ("a severe reaction withholds the dye and opens the way that the source names", {"reaction.dye": "severe"},
     {"scan_b": "first_choice", "scan_c": "alternative", "scan_a": "blocked"}, ["scan_b"], None),
    ("a mild reaction cautions and changes no place", {"reaction.dye": "mild"},
     {"scan_a": "first_choice", "scan_b": "companion", "scan_c": "alternative"}, ["scan_a", "scan_b"], "scan_ab"),
    ("rays that wait leave the study without rays", {"person.expecting": True},
     {"scan_c": "first_choice", "scan_a": "blocked", "scan_b": "blocked"}, ["scan_c"], None),
    ("a blocked alternative changes nothing else", {"reaction.field": True},
     {"scan_a": "first_choice", "scan_b": "companion", "scan_c": "blocked"}, ["scan_a", "scan_b"], "scan_ab"),
    ("a way that is blocked itself is passed over", {"reaction.dye": "severe", "person.expecting": True},
     {"scan_c": "first_choice", "scan_a": "blocked", "scan_b": "blocked"}, ["scan_c"], None),
    ("everything is blocked", {"person.expecting": True, "reaction.field": True},
     {"scan_a": "blocked", "scan_b": "blocked", "scan_c": "blocked"}, [], None),
]  # fmt: skip


def decided(change: Mapping[str, Value], knowledge: Knowledge = SAMPLE) -> dict[str, Any]:
    return answer({**CLEAR, **change}, knowledge)


@pytest.mark.parametrize(("change", "roles"), [row[1:3] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_roles_where(change: dict[str, Value], roles: dict[str, str]) -> None:
    assert {study["procedure"]: study["role"] for study in decided(change)["studies"]} == roles


@pytest.mark.parametrize(("change", "roles"), [row[1:3] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_order_of_studies_where(change: dict[str, Value], roles: dict[str, str]) -> None:
    studies = decided(change)["studies"]
    assert [(study["procedure"], study["rank"]) for study in studies] == [(n, i + 1) for i, n in enumerate(roles)]


@pytest.mark.parametrize(("change", "row"), [(row[1], row[3:]) for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_is_ordered_where(change: dict[str, Value], row: tuple[list[str], str | None]) -> None:
    workup = decided(change)["workup"] or {"together": [], "acquired_as": None}
    assert (workup["together"], workup["acquired_as"]) == row


def test_where_everything_is_blocked_a_critical_warning_stands_first() -> None:
    first = decided({"person.expecting": True, "reaction.field": True})["warnings"][0]
    assert (first["code"], first["severity"]) == ("no_permitted_study", "critical")


def test_where_everything_is_blocked_the_case_goes_to_the_board() -> None:
    assert decided({"person.expecting": True, "reaction.field": True})["escalate"]["to"] == "the board"


def _study(name: str, change: Mapping[str, Value]) -> dict[str, Any]:
    found = decided(change)["studies"]
    return next(study for study in found if study["procedure"] == name)


CAUTIONS: list[tuple[str, str, dict[str, Value], list[tuple[str, str]]]] = [
    ("a withheld study says why", "scan_a", {"reaction.dye": "severe"},
     [("contraindicated", "The dye is not given after a severe reaction.")]),
    ("a deferred study says until when", "scan_b", {"person.expecting": True},
     [("contraindicated", "Rays wait. Deferred until the child is born.")]),
    ("a cautioned study says who decides", "scan_a", {"reaction.dye": "mild"},
     [("patient_preparation", "The dye is given with care after a mild reaction. Decides: radiologist.")]),
    ("a study that no rule touches has none", "scan_c", {"reaction.dye": "severe"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), [row[1:] for row in CAUTIONS], ids=[row[0] for row in CAUTIONS])
def test_cautions(name: str, change: dict[str, Value], said: list[tuple[str, str]]) -> None:
    assert [(caution["code"], caution["text"]) for caution in _study(name, change)["cautions"]] == said


def test_an_unknown_reaction_keeps_the_study_and_is_asked_first() -> None:
    unknown = {name: value for name, value in CLEAR.items() if name != "reaction.dye"}
    found = answer(unknown, SAMPLE)
    first = found["studies"][0]
    assert (first["procedure"], first["role"]) == ("scan_a", "first_choice")
    assert [caution["code"] for caution in first["cautions"]] == ["ask_first"]
    assert [(missing["fact"], missing["kind"]) for missing in found["missing"]] == [("reaction.dye", "safety")]


def test_a_rule_that_is_never_asked_asks_nothing() -> None:
    unknown = {name: value for name, value in CLEAR.items() if name != "person.expecting"}
    assert answer(unknown, SAMPLE)["missing"] == []


def test_a_reaction_of_unstated_class_is_asked_whoever_was_answered_before() -> None:
    both = {"safety/rules.yaml": {"severe_reaction": {"when": {"reaction.dye": ["severe", "unspecified"]}}}}
    knowledge = knowledge_of(changed(both))
    assert decided({"reaction.dye": "severe"}, knowledge)["missing"] == []
    asked = [missing["fact"] for missing in decided({"reaction.dye": "unspecified"}, knowledge)["missing"]]
    assert asked == ["reaction.dye"]


OUTCOMES: list[tuple[str, dict[str, Value], list[str], str, list[str]]] = [
    ("a fit", {}, [], "matched", []),
    ("a phase that is not stated", {}, ["visit.phase"], "needs_facts", ["visit.phase"]),
    ("a wart", {"body.kind": "wart"}, [], "redirected", []),
    ("a foot", {"body.part": "foot"}, [], "out_of_scope", []),
    ("a child", {"person.age_group": "child"}, [], "out_of_scope", []),
    ("an age that is not stated", {}, ["person.age_group"], "matched", ["person.age_group"]),
    ("a question on which the source is silent", {"visit.question": "size"}, [], "out_of_scope", []),
    ("nothing but a phase", {}, ["body.part", "body.kind", "visit.question"], "out_of_scope", []),
]


@pytest.mark.parametrize(
    ("change", "forgotten", "outcome", "asked"), [row[1:] for row in OUTCOMES], ids=[row[0] for row in OUTCOMES]
)
def test_the_outcome_of(change: dict[str, Value], forgotten: list[str], outcome: str, asked: list[str]) -> None:
    values = {name: value for name, value in {**CLEAR, **change}.items() if name not in forgotten}
    found = answer(values, SAMPLE)
    assert (found["outcome"], [missing["fact"] for missing in found["missing"]]) == (outcome, asked)


def test_a_contradiction_is_asked_in_its_own_words() -> None:
    facts = [stated(name, value, Origin("file")) for name, value in CLEAR.items()]
    sheet = build_sheet([*facts, stated("visit.phase", "late", Origin("file"))], SAMPLE.vocabulary)
    asked = decide(sheet, SAMPLE, STAMP).missing[0]
    assert (asked.fact, asked.choices) == ("visit.phase", ("early", "late"))
    assert asked.question == "Stated in two ways: before treatment and after treatment. When is it?"


def test_each_answer_to_a_missing_fact_says_where_it_leads() -> None:
    unknown = {name: value for name, value in CLEAR.items() if name != "visit.phase"}
    assert answer(unknown, SAMPLE)["missing"][0]["decides"] == [
        {"value": "early", "leads_to": ["sample.first"]},
        {"value": "late", "leads_to": ["sample.second"]},
        {"value": "worry", "leads_to": ["sample.second"]},
    ]


def test_two_questions_get_two_answers() -> None:
    files = changed({"packs/sample/second.yaml": {"applies_when": {"visit.phase": "early", "visit.question": "size"}}})
    facts = [stated(name, value, Origin("file")) for name, value in CLEAR.items()]
    knowledge = knowledge_of(files)
    sheet = build_sheet([*facts, stated("visit.question", "size", Origin("file"))], knowledge.vocabulary)
    decision = decide(sheet, knowledge, STAMP)
    assert decision.scenario is not None
    assert (decision.scenario.id, [other.id for other in decision.also_fits]) == ("sample.first", ["sample.second"])
    assert [study.rank for study in decision.studies] == [1, 2, 3, 4]
