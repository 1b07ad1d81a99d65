"""What follows a result: every branch of the packs can be reached, is cited, and nothing is added to it."""

from graphlib import TopologicalSorter
from itertools import product
from typing import Any

import pytest

from metscout import Door
from metscout.engine.next_document import WhatFollows
from metscout.facts.history import RESULTS, SITES
from metscout.packs.load import load_knowledge
from metscout.packs.model import NextStep, Scenario
from metscout.terms.dates import months_after
from metscout.terms.document import as_document
from metscout.terms.errors import FactError, UsageError

KNOWLEDGE = load_knowledge()
SCENARIOS = [KNOWLEDGE.scenario(name) for name in KNOWLEDGE.scenario_topics]
TOLD = [scenario for scenario in SCENARIOS if scenario.next_steps]
LUNGS = "musculoskeletal_tumor.pulmonary_metastasis_staging"
OUTSIDE = "musculoskeletal_tumor.extrapulmonary_metastasis_staging"
ANAL = "anal_cancer.distant_metastasis"
PNET = "pancreatic_neuroendocrine_tumor.metastatic_staging"
FULL = (ANAL, LUNGS, OUTSIDE, PNET)


def _texts(answer: WhatFollows) -> set[str]:
    return {said.text for said in answer.meaning} | {action.text for action in answer.actions}


def _branches() -> list[Any]:
    """Every result, site and finding that a line of a pack names, each once."""
    found = dict.fromkeys((s.id, step.result, step.site, step.finding) for s in TOLD for step in s.next_steps)
    return [pytest.param(*branch, id=" ".join(str(part) for part in branch if part)) for branch in found]


def _lines(scenario: str, result: str) -> list[NextStep]:
    return [step for step in KNOWLEDGE.scenario(scenario).next_steps if step.result == result]


@pytest.mark.parametrize(("scenario", "result", "site", "finding"), _branches())
def test_every_branch_is_reached(scenario: str, result: str, site: str, finding: str, door: Door) -> None:
    own = {s.sentence.text for s in _lines(scenario, result) if (s.site, s.finding) == (site, finding)}
    assert own <= _texts(door.next(scenario, result, site, finding))


@pytest.mark.parametrize(("scenario", "result", "site", "finding"), _branches())
def test_a_branch_holds_no_line_of_another_site_or_finding(
    scenario: str, result: str, site: str, finding: str, door: Door
) -> None:
    ours = {
        step.sentence.text
        for step in _lines(scenario, result)
        if (site is None or step.site in (None, site)) and (finding is None or step.finding in (None, finding))
    }
    assert _texts(door.next(scenario, result, site, finding)) <= ours


@pytest.mark.parametrize(("scenario", "result", "site", "finding"), _branches())
def test_every_sentence_of_a_branch_is_cited(scenario: str, result: str, site: str, finding: str, door: Door) -> None:
    answer = door.next(scenario, result, site, finding)
    keys = [said.cites for said in answer.meaning] + [action.cites for action in answer.actions]
    assert all(keys)
    assert {key for cites in keys for key in cites} <= set(answer.citations)


def test_a_finding_that_no_source_tells_apart_is_said(door: Door) -> None:
    answer = door.next("anal_cancer.distant_metastasis", "positive", finding="x" * 100)
    said = [(warned.severity.value, warned.text) for warned in answer.warnings if warned.code == "interpretation"]
    text = f"The finding {'x' * 79 + '…'!r} is none that the source tells apart; the general branch is shown."
    assert said == [("info", text)]


@pytest.mark.parametrize("finding", [None, "liver lesion"], ids=["none", "one that is known"])
def test_nothing_is_said_of_other_findings(finding: str | None, door: Door) -> None:
    answer = door.next("anal_cancer.distant_metastasis", "indeterminate", finding=finding)
    assert "interpretation" not in {warned.code for warned in answer.warnings}


@pytest.mark.parametrize(("scenario", "result"), list(product(FULL, RESULTS)))
def test_a_full_scenario_says_what_follows_each_result(scenario: str, result: str, door: Door) -> None:
    assert _texts(door.next(scenario, result)) == {step.sentence.text for step in _lines(scenario, result)}
    assert _lines(scenario, result)


@pytest.mark.parametrize("scenario", [s.id for s in SCENARIOS if not s.next_steps])
def test_where_no_source_says_what_follows_that_is_the_answer(scenario: str, door: Door) -> None:
    answer = door.next(scenario, "positive")
    assert (answer.outcome.value, _texts(answer), answer.warnings[0].code) == ("out_of_scope", set(), "ratings_partial")


@pytest.mark.parametrize(("scenario", "result", "site"), list(product(FULL, RESULTS, SITES)))
def test_a_site_of_which_the_source_says_nothing_gets_the_general_branch(
    scenario: str, result: str, site: str, door: Door
) -> None:
    own = [step for step in _lines(scenario, result) if step.site == site]
    answer = door.next(scenario, result, site)
    assert answer.site_specific == bool(own)
    assert {s.sentence.text for s in _lines(scenario, result) if s.site is None} <= _texts(answer)


@pytest.mark.parametrize(
    ("scenario", "result", "site", "finding", "m", "intent"),
    [
        pytest.param(ANAL, "negative", None, None, "M0", "curative", id="anal: clear"),
        pytest.param(ANAL, "positive", None, None, "M1", "palliative", id="anal: metastasis"),
        pytest.param(ANAL, "positive", "liver", None, "M1", "palliative", id="anal: liver"),
        pytest.param(ANAL, "positive", "lymph_node", "inguinal_lymph_node_only", "unchanged", "undecided", id="anal: a groin node alone changes no M"),
        pytest.param(ANAL, "positive", "lymph_node", "regional_lymph_node", "unchanged", "undecided", id="anal: a regional node changes no M"),
        pytest.param(ANAL, "positive", "lymph_node", "para_aortic_lymph_node", "M1", "palliative", id="anal: a para-aortic node is M1"),
        pytest.param(ANAL, "positive", "lymph_node", None, "not_stated", "undecided", id="anal: a node as such gets no M"),
        pytest.param(ANAL, "indeterminate", None, None, "not_stated", "not_stated", id="anal: open"),
        pytest.param(LUNGS, "positive", None, None, "M1", "not_stated", id="lungs: nodules (no intent is assigned, C-12)"),
        pytest.param(LUNGS, "negative", None, None, "M0", "not_stated", id="lungs: clear"),
        pytest.param(LUNGS, "indeterminate", "lung", "isolated_4_mm_nodule", "not_stated", "not_stated", id="lungs: a nodule of 4 mm"),
        pytest.param(OUTSIDE, "positive", None, None, "M1", "undecided", id="outside: metastasis, two plans"),
        pytest.param(OUTSIDE, "positive", "bone", "skip_lesion", "unchanged", "undecided", id="outside: a skip lesion is T"),
        pytest.param(OUTSIDE, "positive", "lymph_node", "regional_lymph_node", "unchanged", "undecided", id="outside: a regional node is N"),
        pytest.param(OUTSIDE, "positive", "lymph_node", "distant_lymph_node", "M1", "undecided", id="outside: a distant node"),
        pytest.param(OUTSIDE, "negative", None, None, "M0", "curative", id="outside: clear, with the chest"),
        pytest.param(PNET, "positive", "liver", "liver_metastases", "M1", "not_stated", id="pnet: liver"),
        pytest.param(PNET, "positive", "lymph_node", "regional_lymph_node", "unchanged", "not_stated", id="pnet: a regional node"),
        pytest.param(PNET, "negative", None, None, "M0", "not_stated", id="pnet: clear"),
        pytest.param(PNET, "indeterminate", "liver", None, "not_stated", "not_stated", id="pnet: a small liver lesion"),
    ],
)  # fmt: skip
def test_a_result_makes_of_m_and_intent_what_the_source_says(
    scenario: str, result: str, site: str, finding: str, m: str, intent: str, door: Door
) -> None:
    answer = door.next(scenario, result, site, finding)
    assert (answer.m_category, answer.intent) == (m, intent)


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        pytest.param("a solitary 4 mm nodule", "isolated_4_mm_nodule", id="words that share most with one finding"),
        pytest.param("isolated 4-mm nodule", "isolated_4_mm_nodule", id="a hyphen"),
        pytest.param("calcified nodules", "calcified_nodules", id="the finding in plain words"),
        pytest.param("something else entirely", None, id="words of no finding"),
    ],
)
def test_a_finding_is_read_as_it_is_written(words: str, finding: str, door: Door) -> None:
    assert door.next(LUNGS, "indeterminate", "lung", words).finding == finding


# --- flow ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", TOLD, ids=lambda scenario: scenario.id)
def test_a_flow_is_well_formed(scenario: Scenario, door: Door) -> None:
    flow = door.next(scenario.id, scenario.next_steps[0].result).flow
    ids = [node.id for node in flow.nodes]
    assert len(set(ids)) == len(ids)
    assert {end for edge in flow.edges for end in (edge.from_, edge.to)} == set(ids)
    before: dict[str, set[str]] = {}
    for edge in flow.edges:
        before.setdefault(edge.to, set()).add(edge.from_)
    list(TopologicalSorter(before).static_order())
    kinds = {node.id: node.kind for node in flow.nodes}
    follows = {("question", "study"), ("question", "result"), ("study", "result"), ("result", "action")}
    assert {(kinds[edge.from_], kinds[edge.to]) for edge in flow.edges} <= follows


@pytest.mark.parametrize("scenario", TOLD, ids=lambda scenario: scenario.id)
def test_the_actions_of_a_flow_are_those_of_the_pack(scenario: Scenario, door: Door) -> None:
    flow = door.next(scenario.id, scenario.next_steps[0].result).flow
    drawn = sorted(node.label for node in flow.nodes if node.kind == "action")
    assert drawn == sorted(step.sentence.text for step in scenario.next_steps if step.kind != "meaning")


# --- intervals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        pytest.param("2026-11-24", "2027-02-24", id="over the turn of the year"),
        pytest.param("2026-11-30", "2027-02-28", id="to the end of February"),
        pytest.param("2027-11-30", "2028-02-29", id="to the end of February in a leap year"),
        pytest.param("2028-02-29", "2028-05-29", id="from the day that only leap years have"),
        pytest.param("2026-01-31", "2026-04-30", id="from the 31st to a month of 30 days"),
    ],
)
def test_a_reminder_falls_on_the_day(as_of: str, due: str) -> None:
    answer = Door(as_of=as_of).next(LUNGS, "indeterminate", "lung", "isolated_4_mm_nodule")
    assert {a.interval.due for a in answer.actions if a.interval and a.finding is not None} == {(due, due)}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        pytest.param("2024-02-29", 12, "2025-02-28", id="a year after 29 February"),
        pytest.param("2024-02-29", 48, "2028-02-29", id="four years after 29 February"),
        pytest.param("2026-12-31", 2, "2027-02-28", id="two months after the last day of the year"),
        pytest.param("2026-11-24", 0, "2026-11-24", id="no month"),
        pytest.param("2026-11-24", 1.5, "2027-01-08", id="a month and a half"),
        pytest.param("9999-01-01", 24, "9999-12-31", id="the end of the calendar"),
    ],
)
def test_months_are_counted_by_the_calendar(start: str, months: float, end: str) -> None:
    assert months_after(start, months) == end


def test_a_span_gives_the_first_and_the_last_day(door: Door) -> None:
    answer = door.next(ANAL, "negative")
    spans = {action.interval.months: action.interval.due for action in answer.actions if action.interval}
    assert spans[(3, 6)] == ("2027-02-24", "2027-05-24")


def test_where_no_source_gives_an_interval_there_is_none(door: Door) -> None:
    (baseline,) = [a for a in door.next(LUNGS, "negative").actions if a.kind == "follow_up"]
    assert baseline.interval is None


# --- what is not known --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "where", "nearest"),
    [
        pytest.param(("anal_cancer.distant_metastases", "positive"), "scenario", ANAL, id="a scenario misspelled"),
        pytest.param((ANAL, "postive"), "result", "positive", id="a result misspelled"),
        pytest.param((ANAL, "positive", "livr"), "site", "liver", id="a site misspelled"),
    ],
)
def test_an_unknown_word_gets_the_nearest(arguments: tuple[str, ...], where: str, nearest: str, door: Door) -> None:
    with pytest.raises(UsageError) as caught:
        door.next(*arguments)
    assert (caught.value.where, caught.value.nearest) == (where, nearest)


# --- results among the facts --------------------------------------------------------------------------------------

PATIENT = {
    "patient.age_years": 17,
    "cancer.primary_site": "bone",
    "cancer.histology": "osteosarcoma",
    "cancer.diagnosis_confirmed": True,
    "imaging.question": "pulmonary_metastasis",
    "care.phase": "initial_staging",
}


def _after(door: Door, *results: dict[str, str]) -> dict[str, list[str]]:
    steps = door.recommend({**PATIENT, "results": list(results)}).next_steps
    return {result: [said.text for said in getattr(steps, result)] for result in RESULTS}


def test_a_known_result_leaves_its_branch_only(door: Door) -> None:
    steps = _after(door, {"result": "negative"})
    assert [result for result in RESULTS if steps[result]] == ["negative"]


def test_a_known_finding_leaves_its_lines_and_the_general_ones(door: Door) -> None:
    steps = _after(door, {"result": "indeterminate", "site": "lung", "finding": "4 mm nodule"})
    answer = door.next(LUNGS, "indeterminate", "lung", "4 mm nodule")
    assert set(steps["indeterminate"]) == _texts(answer)


def test_without_a_result_all_branches_stand(door: Door) -> None:
    assert all(_after(door).values())


def test_results_of_two_sites_both_stand(door: Door) -> None:
    steps = _after(door, {"result": "negative", "site": "bone"}, {"result": "positive", "site": "lung"})
    assert [result for result in RESULTS if steps[result]] == ["positive", "negative"]


def test_results_that_contradict_each_other_get_one_message(door: Door) -> None:
    study = {"procedure": "CT chest w/o", "date": "2026-11-20"}
    with pytest.raises(FactError) as caught:
        _after(door, {**study, "result": "positive"}, {**study, "result": "negative"})
    assert (caught.value.code, caught.value.where) == ("contradiction", "facts.results[1]")


def test_the_same_question_gives_the_same_document(door: Door) -> None:
    assert as_document(door.next(ANAL, "positive")) == as_document(Door(as_of="2026-11-24").next(ANAL, "positive"))
