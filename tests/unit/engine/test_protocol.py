"""Protocols as documents: found by any of their names, complete, and linked from the studies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import metscout
from metscout.engine.plan import protocol_for
from metscout.engine.protocol import ProtocolPage, Step, show_protocol
from metscout.packs.load import Knowledge, load_knowledge
from metscout.packs.model import Rating, Scenario
from metscout.packs.protocols import SECTIONS
from metscout.terms.document import as_document
from metscout.terms.errors import UsageError
from metscout.terms.words import Role

CHEST_TO_PELVIS = "ct_chest_abdomen_pelvis_with_iv_contrast"
LIVER = "mri_abdomen_and_pelvis_multiphase_liver_pancreas"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(use_cache=False)


NAMES = [
    ("its id", "bone_scan", "bone_scan"),
    ("its title", "Tc-99m bone scan, whole body", "bone_scan"),
    ("its title in capitals, without signs", "TC 99M BONE SCAN WHOLE BODY", "bone_scan"),
    ("the id of its study", "ct_chest_with_iv_contrast", CHEST_TO_PELVIS),
    ("the name of its study", "MRI abdomen and pelvis without and with IV contrast", LIVER),
    ("a study that only a scenario links", "mri_pelvis_without_and_with_iv_contrast", "mri_pelvis_anal"),
    ("a study with two protocols, by its own", "ct_abdomen_and_pelvis_with_iv_contrast", CHEST_TO_PELVIS),
]


@pytest.mark.parametrize(("name", "protocol"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_is_found_by(knowledge: Knowledge, name: str, protocol: str) -> None:
    assert show_protocol(name, knowledge).id == protocol


UNKNOWN = [
    ("a slip of the pen", "bone_scn", "unknown_value", "bone_scan"),
    ("nothing like it", "zzzzzz", "unknown_value", None),
    ("nothing", "", "unknown_value", None),
    ("a study without a protocol", "radiography_chest", "no_protocol", None),
]


@pytest.mark.parametrize(("name", "code", "near"), [row[1:] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_says_what_is_near_for(knowledge: Knowledge, name: str, code: str, near: str | None) -> None:
    with pytest.raises(UsageError) as raised:
        show_protocol(name, knowledge)
    assert (raised.value.code, raised.value.nearest) == (code, near)


def test_a_study_with_two_protocols_points_to_the_other(knowledge: Knowledge) -> None:
    others = show_protocol("ct_abdomen_and_pelvis_with_iv_contrast", knowledge).see_also
    assert [other.id for other in others] == ["ct_abdomen_and_pelvis_multiphase"]


def pages(knowledge: Knowledge) -> Iterator[ProtocolPage]:
    return (show_protocol(name, knowledge) for name in knowledge.protocols)


def steps(page: ProtocolPage) -> list[Step]:
    return [step for section in SECTIONS for step in getattr(page.sections, section)]


def test_every_citation_resolves(knowledge: Knowledge) -> None:
    loose = [
        (page.id, cite)
        for page in pages(knowledge)
        for said in (*page.purpose, *steps(page), *page.warnings)
        for cite in said.cites
        if cite not in page.citations
    ]
    assert loose == []


def test_every_sentence_carries_a_citation(knowledge: Knowledge) -> None:
    bare = [said for page in pages(knowledge) for said in (*page.purpose, *steps(page)) if not said.cites]
    assert bare == []


def test_none_is_shown_as_approved_before_it_is(knowledge: Knowledge) -> None:
    assert [page.id for page in pages(knowledge) if [w.code for w in page.warnings] != ["unreviewed"]] == []


CONTRACT = (
    "id", "title", "purpose", "procedures", "scenarios", "sections", "set_locally", "review", "see_also", "facts",
    "missing", "warnings", "conflicts", "escalate", "citations", "knowledge", "notice",
)  # fmt: skip


def test_the_document_has_the_members_of_the_contract(knowledge: Knowledge) -> None:
    assert tuple(as_document(show_protocol("bone_scan", knowledge))) == CONTRACT


def test_a_line_of_the_document_has_the_members_of_the_contract(knowledge: Knowledge) -> None:
    phases = as_document(show_protocol(CHEST_TO_PELVIS, knowledge))["sections"]["phases"]
    assert phases[0] == {
        "text": "Portal venous phase at 60-70 s (abdomen and pelvis, a US university).", "value": [60, 70], "unit": "s",
        "cites": ["us-university-ct-page#protocol"], "weak": False, "inference": False, "site": None,
    }  # fmt: skip


def test_anal_mri_keeps_the_conflict_on_contrast(knowledge: Knowledge) -> None:
    conflict = show_protocol("mri_pelvis_anal", knowledge).conflicts[0]
    assert "contrast stays in the order" in conflict.handled


def rows(knowledge: Knowledge) -> list[tuple[Scenario, Rating]]:
    return [(s, r) for topic in knowledge.topics for s in topic.scenarios for r in s.ratings]


def test_every_study_of_every_scenario_that_has_a_protocol_leads_to_it(knowledge: Knowledge) -> None:
    linked = {(s.id, protocol_for(r, knowledge)) for s, r in rows(knowledge) if protocol_for(r, knowledge)}
    assert {name for _, name in linked} == set(knowledge.protocols)


def test_a_protocol_names_the_scenarios_that_ask_for_it(knowledge: Knowledge) -> None:
    asked: dict[str | None, set[str]] = {}
    for scenario, rating in rows(knowledge):
        if rating.role is not Role.NOT_RECOMMENDED:
            asked.setdefault(protocol_for(rating, knowledge), set()).add(scenario.id)
    assert {p.id: set(p.scenarios) for p in knowledge.protocols.values()} == {k: v for k, v in asked.items() if k}


def test_a_protocol_names_the_studies_that_it_is_for(knowledge: Knowledge) -> None:
    own = {(p.protocol, p.id) for p in knowledge.procedures.values() if p.protocol is not None}
    own |= {(r.protocol, r.procedure) for _, r in rows(knowledge) if r.protocol is not None}
    assert {(p.id, study) for p in knowledge.protocols.values() for study in p.procedures} == own


def test_the_checklist_of_the_first_choice_covers_every_target_of_its_scenario(knowledge: Knowledge) -> None:
    left = []
    for scenario in (s for topic in knowledge.topics for s in topic.scenarios):
        if scenario.first_choice is None or not scenario.targets:
            continue
        chosen = next(r for r in scenario.ratings if r.procedure == scenario.first_choice.study)
        protocol = knowledge.protocols[protocol_for(chosen, knowledge) or ""]
        looked_at = {line.site for line in protocol.sections["reading"]}
        left += [(scenario.id, target.about) for target in scenario.targets if target.about not in looked_at]
    assert left == []


def test_ct_is_multiphase_for_a_neuroendocrine_tumor() -> None:
    decision = metscout.recommend("58F new bx-proven pancreatic NET, ?liver mets")
    protocols = {study.procedure: study.protocol for study in decision.studies}
    assert protocols["ct_abdomen_and_pelvis_with_iv_contrast"] == "ct_abdomen_and_pelvis_multiphase"


def test_ct_is_one_phase_for_an_anal_cancer() -> None:
    decision = metscout.recommend("64F new bx-proven SCC anal canal, ?distant mets before chemoRT")
    protocols = {study.procedure: study.protocol for study in decision.studies}
    assert protocols["ct_abdomen_and_pelvis_with_iv_contrast"] == CHEST_TO_PELVIS


POLICY = """\
id: north_hospital
title: North Hospital
version: "1"
review: {status: submitted, updated: "2026-11-24"}
preferred_protocols:
  - procedure: ct_abdomen_and_pelvis_with_iv_contrast
    protocol: ct_chest_abdomen_pelvis_with_iv_contrast
    because: One protocol for all.
"""


def test_a_site_that_prefers_a_protocol_gets_it_in_every_scenario(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, "utf-8")
    decision = metscout.recommend("58F new bx-proven pancreatic NET, ?liver mets", policy=tmp_path)
    protocols = {study.procedure: study.protocol for study in decision.studies}
    assert protocols["ct_abdomen_and_pelvis_with_iv_contrast"] == CHEST_TO_PELVIS


def test_an_answer_reads_no_protocol() -> None:
    door = metscout.Door()
    door.recommend("64F new bx-proven SCC anal canal, ?distant mets before chemoRT")
    assert "protocols" not in vars(door.knowledge)
