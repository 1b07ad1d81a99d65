"""Treatment: the rows of the cases, every rule and conflict reached, and what must never be said."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from metscout import Door
from metscout.adapters.cli.main import main
from metscout.engine.treatment_document import Treatment
from metscout.facts.declaration import FactType
from metscout.pages.ink import Ink
from metscout.pages.treat import treatment_page
from metscout.terms.document import as_document
from metscout.terms.words import MissingKind, Outcome, RuleStanding

CASES = Path(__file__).parent / "cases" / "treatment"
KEYS = {
    "case", "expect", "change", "forget", "ask", "not_asked", "applies", "brings", "lacks", "intent", "conflicts",
    "silent", "warned", "to", "text", "reads",
}  # fmt: skip
ADENOCARCINOMAS = ("adenocarcinoma", "mucinous_adenocarcinoma", "signet_ring_carcinoma", "ductal_adenocarcinoma")
ADENOCARCINOMA, SQUAMOUS = "anorectal_adenocarcinoma.metastatic", "anal_squamous_carcinoma.metastatic"
# Drugs that the sources give to squamous disease, and none of which may lead for adenocarcinoma.
SQUAMOUS_DRUGS = ("cisplatin", "carboplatin", "paclitaxel", "retifanlimab")
FOLLOWED = (RuleStanding.RECOMMENDED, RuleStanding.OPTION, RuleStanding.INVESTIGATIONAL)


def _rows() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        cases = yaml.safe_load(path.read_text())
        found += [pytest.param(cases, row, id=f"{cases['pathway']}: {row['case']}") for row in cases["rows"]]
    return found


def _patient(cases: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
    if "text" in row:
        return str(row["text"])
    patient = {**cases["patient"], **row.get("change", {})}
    return {name: value for name, value in patient.items() if name not in row.get("forget", ())}


def _applying(answer: Treatment) -> set[str]:
    return {rule.id for rule in answer.rules if rule.applies}


def _shown(answer: Treatment, door: Door) -> set[str]:
    abouts = {conflict.about: name for name, conflict in door.knowledge.conflicts.items()}
    return {abouts[conflict.about] for conflict in answer.conflicts}


@pytest.mark.parametrize(("cases", "row"), _rows())
def test_a_case_ends_as_its_row_says(cases: dict[str, Any], row: dict[str, Any], door: Door) -> None:
    assert set(row) <= KEYS, f"unknown keys {set(row) - KEYS}"
    answer = door.treat(_patient(cases, row))
    assert answer.outcome.value == row["expect"]
    if row["expect"] == "matched":
        assert answer.pathway is not None
        assert answer.pathway.id == cases["pathway"]
        assert answer.pathway.intent.value == row.get("intent", answer.pathway.intent.value)
    read = {fact.name: fact.value for fact in answer.facts}
    assert {name: read.get(name) for name in row.get("reads", ())} == row.get("reads", {})
    if "to" in row:
        assert answer.redirect is not None
        assert answer.redirect.to == row["to"]
    applying, shown = _applying(answer), _shown(answer, door)
    assert applying == set(row.get("applies", applying))
    assert set(row.get("brings", ())) <= applying
    assert not applying & set(row.get("lacks", ()))
    asked = {missing.fact for missing in answer.missing}
    assert set(row.get("ask", ())) <= asked
    assert not asked & set(row.get("not_asked", ()))
    assert set(row.get("conflicts", ())) <= shown
    assert not shown & set(row.get("silent", ()))
    assert set(row.get("warned", ())) <= {warned.code for warned in answer.warnings}


def test_every_rule_is_reached_by_a_case(door: Door) -> None:
    reached: set[tuple[str, str]] = set()
    for parameter in _rows():
        answer = door.treat(_patient(*parameter.values))
        if answer.pathway is not None:
            reached |= {(answer.pathway.id, rule) for rule in _applying(answer)}
    written = {(pathway.id, rule.id) for pathway in door.knowledge.pathways for rule in pathway.rules}
    assert written - reached == set()


def test_every_conflict_is_shown_by_a_case(door: Door) -> None:
    shown = set().union(*(_shown(door.treat(_patient(*parameter.values)), door) for parameter in _rows()))
    pathways = {pathway.id for pathway in door.knowledge.pathways}
    written = {name for name, conflict in door.knowledge.conflicts.items() if pathways & set(conflict.scenarios)}
    assert written - shown == set()


def test_all_twelve_conflicts_of_the_treatment_facts_are_written(door: Door) -> None:
    assert {f"T-{number:02}" for number in range(1, 13)} <= set(door.knowledge.conflicts)


def test_every_pathway_has_its_cases(door: Door) -> None:
    named = {yaml.safe_load(path.read_text())["pathway"] for path in CASES.glob("*.yaml")}
    assert named == {pathway.id for pathway in door.knowledge.pathways}


@pytest.fixture(scope="module")
def facts_read(door: Door) -> dict[str, list[Any]]:
    """The facts that the pathways read, each with the values it may take, and with none."""
    knowledge = door.knowledge
    names = {"cancer.subsite"}
    for pathway in knowledge.pathways:
        conditions = [pathway.within, pathway.applies_when, *(rule.when for rule in pathway.rules if rule.when)]
        conditions += [other.condition for other in pathway.elsewhere]
        names |= {name for condition in conditions for name in condition.facts()}
    names -= {"cancer.histology", "cancer.primary_site", "cancer.m", "cancer.stage_as_stated"}
    usable = (name for name in sorted(names) if knowledge.vocabulary[name].type is not FactType.TEXT)
    return {name: [None, *knowledge.vocabulary[name].domain] for name in usable}


@given(data=st.data())
@settings(deadline=None)
def test_an_adenocarcinoma_never_gets_a_squamous_recommendation(
    data: st.DataObject, door: Door, facts_read: dict[str, list[Any]]
) -> None:
    patient = {name: data.draw(st.sampled_from(values), label=name) for name, values in facts_read.items()}
    patient["cancer.histology"] = data.draw(st.sampled_from(ADENOCARCINOMAS))
    patient["cancer.primary_site"] = data.draw(st.sampled_from(["anus", "anorectum", "rectum", None]))
    answer = door.treat({name: value for name, value in patient.items() if value is not None})
    assert answer.pathway is None or answer.pathway.id == ADENOCARCINOMA
    led = [rule for rule in answer.rules if rule.applies and rule.standing in FOLLOWED]
    assert [rule.id for rule in led if any(drug in rule.text.lower() for drug in SQUAMOUS_DRUGS)] == []


@given(data=st.data())
@settings(deadline=None)
def test_no_groin_rule_applies_before_earlier_radiation_is_known(
    data: st.DataObject, door: Door, facts_read: dict[str, list[Any]]
) -> None:
    patient = {name: data.draw(st.sampled_from(values), label=name) for name, values in facts_read.items()}
    patient |= {
        "cancer.histology": "adenocarcinoma",
        "cancer.primary_site": data.draw(st.sampled_from(["anus", "rectum"])),
    }
    patient |= {"treatment.prior_groin_radiation": None, "metastasis.inguinal_lymph_node": True}
    answer = door.treat({name: value for name, value in patient.items() if value is not None})
    if answer.outcome is Outcome.MATCHED:
        assert [name for name in _applying(answer) if "groin" in name] == []
        assert "treatment.prior_groin_radiation" in {missing.fact for missing in answer.missing}


UNSETTLED = [
    pytest.param(
        {"cancer.histology": "adenocarcinoma", "metastasis.bone": True}, "cancer.primary_site", id="no origin"
    ),
    pytest.param({"cancer.primary_site": "anus", "metastasis.bone": True}, "cancer.histology", id="no histology"),
    pytest.param(
        {"cancer.histology": "adenocarcinoma", "cancer.primary_site": "anorectum", "metastasis.bone": True},
        "cancer.primary_site",
        id="anorectum",
    ),
]


@pytest.mark.parametrize(("patient", "asked"), UNSETTLED)
def test_histology_and_origin_are_asked_before_anything_is_recommended(
    patient: dict[str, Any], asked: str, door: Door
) -> None:
    answer = door.treat(patient)
    first = answer.missing[0]
    assert (answer.outcome, first.fact, first.kind) == (Outcome.NEEDS_FACTS, asked, MissingKind.SCENARIO)
    assert not _applying(answer)
    assert {value for item in first.decides for value in item.leads_to} & {ADENOCARCINOMA, SQUAMOUS}


@pytest.mark.parametrize(("cases", "row"), _rows())
def test_every_sentence_has_a_citation_that_resolves(cases: dict[str, Any], row: dict[str, Any], door: Door) -> None:
    document = as_document(door.treat(_patient(cases, row)))
    said = [*document["answer"], *document["prognosis"], *document["team"], *document["warnings"], *document["rules"]]
    said += [newer for rule in document["rules"] for newer in rule["newer"]]
    said += [position for conflict in document["conflicts"] for position in conflict["positions"]]
    assert [item for item in said if not item["cites"] or not set(item["cites"]) <= set(document["citations"])] == []


def test_no_dose_stands_anywhere(door: Door) -> None:
    texts = [rule.sentence.text for pathway in door.knowledge.pathways for rule in pathway.rules]
    assert [text for text in texts if any(unit in text for unit in ("mg", "AUC", " Gy", "m2"))] == []


def test_the_state_of_the_article_stands_in_every_answer_that_uses_it(door: Door) -> None:
    for parameter in _rows():
        answer = door.treat(_patient(*parameter.values))
        if any(rule.applies for rule in answer.rules):
            cited = {cite for warned in answer.warnings if warned.code == "unreviewed" for cite in warned.cites}
            assert "anorectal-treatment-answer#review-status" in cited


def test_a_contested_rule_says_what_stands_against_it(door: Door) -> None:
    rules = [rule for pathway in door.knowledge.pathways for rule in pathway.rules]
    assert [rule.id for rule in rules if rule.standing is RuleStanding.CONTESTED and not rule.newer] == []


def test_the_category_is_shown_as_printed(door: Door) -> None:
    markers = {rule.id: rule.marker for pathway in door.knowledge.pathways for rule in pathway.rules}
    assert [name for name, marker in markers.items() if marker == "2B"] == ["chemotherapy_after_groin_radiation"]


SENT_TO_TREATMENT = [
    "anorectal adenocarcinoma with bone + inguinal mets, no local recurrence, treatment?",
    "72F adenocarcinoma of anorectum, skeletal and groin node mets, prior groin RT, what chemo?",
    "metastatic anorectal adenoca to skeleton and inguinal LN, how do we treat",
    "rectal adenocarcinoma with liver mets, which chemo",
    "anal canal adenocarcinoma with known bone mets",
]


@pytest.mark.parametrize("text", SENT_TO_TREATMENT)
def test_recommend_sends_a_question_of_treatment_to_the_pathway(text: str, door: Door) -> None:
    redirect = door.recommend(text).redirect
    assert redirect is not None
    assert (redirect.scenario, redirect.covered, bool(redirect.cites)) == (ADENOCARCINOMA, True, True)


KEPT_FROM_TREATMENT = ["anal canal adenocarcinoma 66M new, distant mets?", "anal adenocarcinoma T2N0, local staging"]


@pytest.mark.parametrize("text", KEPT_FROM_TREATMENT)
def test_recommend_sends_a_question_of_imaging_to_rectal_guidance(text: str, door: Door) -> None:
    redirect = door.recommend(text).redirect
    assert redirect is not None
    assert (redirect.scenario, redirect.covered) == (None, False)


READ = [
    ("72F anal adenocarcinoma with painful bone mets and groin nodes", {"metastasis.bone_painful": True, "metastasis.inguinal_lymph_node": True}),
    ("rectal adenocarcinoma, bone mets and symptomatic inguinal nodes", {"symptom.groin": True}),
    ("rectal adenocarcinoma with isolated inguinal recurrence, prior groin radiation 45 Gy", {"metastasis.isolated_inguinal": True, "treatment.prior_groin_radiation": "extent_not_stated"}),
    ("adenocarcinoma anal canal, groin mets only", {"metastasis.isolated_inguinal": True}),
    ("rectal adenoca, multiple bone mets, impending fracture of the femur, ECOG 3", {"metastasis.bone_isolated": False, "metastasis.bone_fracture_risk": True, "patient.ecog": 3}),
    ("anal SCC liver mets second line after cisplatin?", {"metastasis.liver": True, "treatment.systemic_line": "after_first_line"}),
    ("metastatic rectal adenocarcinoma KRAS mutant, MSS, BRAF wt, HIV negative", {"molecular.ras": "mutated", "molecular.mismatch_repair": "proficient", "molecular.braf_v600e": False, "patient.hiv": False}),
    ("metastatic SCC of the anus, failed cisplatin and 5-FU", {"treatment.systemic_line": "after_first_line", "treatment.systemic": True}),
    ("rectal adenocarcinoma, bone mets, no groin nodes", {"metastasis.inguinal_lymph_node": False}),
    ("anal adenocarcinoma bone mets, no local recurrence, asymptomatic primary", {"cancer.local_recurrence": False, "symptom.primary_site": False}),
    ("anal adenocarcinoma with bone mets, poor performance status, prior full-dose groin RT", {"patient.performance_status": "poor", "treatment.prior_groin_radiation": "full"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), READ, ids=[text for text, _ in READ])
def test_a_text_is_read_for_what_decides_treatment(text: str, facts: dict[str, Any], door: Door) -> None:
    read = {fact.name: fact.value for fact in door.treat(text).facts}
    assert {name: read.get(name) for name in facts} == facts


@pytest.mark.parametrize("text", ["anal adenocarcinoma, ?liver mets", "rectal adenocarcinoma, r/o bone mets"])
def test_spread_that_is_only_asked_is_not_known(text: str, door: Door) -> None:
    answer = door.treat(text)
    assert answer.outcome is Outcome.NEEDS_FACTS
    assert not any(fact.name.startswith("metastasis.") and fact.value for fact in answer.facts)


PRINTED = [
    pytest.param(["anal adenocarcinoma with bone mets"], 0, "RULES THAT APPLY", id="a pathway fits"),
    pytest.param(["metastatic anal cancer"], 3, "TELL ME", id="the histology is missing"),
    pytest.param(["anal adenocarcinoma T2N0M0"], 3, "goes to rectal cancer guidance", id="no distant spread"),
    pytest.param(["osteosarcoma with lung mets"], 3, "Not covered", id="another cancer"),
]


@pytest.mark.parametrize(("arguments", "status", "text"), PRINTED)
def test_a_page_says_how_it_ended(
    arguments: list[str], status: int, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["treat", *arguments]) == status
    assert text in capsys.readouterr().out


def test_the_page_fits_a_narrow_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    main(["treat", "anal adenocarcinoma with painful bone mets and groin nodes, full groin RT before"])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 60 and " " in line.strip()] == []


def test_json_is_one_document_with_the_members_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    main(["treat", "anal adenocarcinoma with bone mets", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert list(document)[:8] == [
        "outcome", "redirect", "pathway", "answer", "rules", "prognosis", "team", "follow_ups",
    ]  # fmt: skip
    assert {"facts", "missing", "warnings", "conflicts", "escalate", "citations", "knowledge", "notice"} < set(document)
    assert list(document["rules"][0]) == ["id", "applies", "because", "text", "cites", "marker", "standing", "newer"]


@pytest.mark.parametrize("arguments", [[], ["a", "--file", "b"]], ids=["nothing given", "text and file"])
def test_a_call_that_cannot_be_carried_out_is_bad_input(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["treat", *arguments]) == 2
    assert "give one of TEXT and --file F" in capsys.readouterr().err


def test_the_same_facts_give_the_same_bytes(door: Door) -> None:
    def written(text: str) -> str:
        document = as_document(door.treat(text))
        return json.dumps({key: document[key] for key in document if key not in ("decision_id", "created")})

    assert written("anal adenocarcinoma with bone mets") == written("anal adenocarcinoma with bone mets")


def test_a_rule_with_two_ways_stays_open_while_one_is_left(door: Door) -> None:
    patient = {"cancer.histology": "adenocarcinoma", "cancer.primary_site": "rectum", "metastasis.bone": True}
    answer = door.treat(patient | {"metastasis.bone_painful": False})
    page = treatment_page(answer, door.knowledge, Ink(100, False))
    assert "An isolated or painful bone lesion is irradiated." in page.partition("OPEN UNTIL")[2].partition("WORTH")[0]
