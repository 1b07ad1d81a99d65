"""Rules 5 and 6 of every decision: conflicts and second questions are shown; the same facts, the same bytes."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.oracles import asked_as, scenarios_of, written
from engine.patients import STAMP, Patient, alike, knowledge, patient_of, patients, population_facts, with_spans
from metscout.conditions.evaluate import unknown_facts
from metscout.engine.decide import decide
from metscout.packs.load import load_knowledge
from metscout.terms.words import Outcome


# 5. Conflicts are shown, and two questions get two answers.
@given(patients())
def test_a_conflict_shows_both_sides_and_what_was_followed(patient: Patient) -> None:
    for conflict in patient.decide().conflicts:
        assert len(conflict.positions) > 1
        assert conflict.handled


@given(patients())
def test_the_primary_scenario_is_the_smallest_id_and_every_other_is_shown(patient: Patient) -> None:
    decision = patient.decide()
    names = [scenario.id for scenario in scenarios_of(decision)]
    assert names == sorted(names)
    with_studies = {s.id for s in scenarios_of(decision) if s.ratings}
    assert {study.scenario for study in decision.studies} == with_studies


@given(patients())
def test_a_fact_that_would_make_another_scenario_fit_as_well_is_asked(patient: Patient) -> None:
    decision, values = patient.decide(), patient.full().values
    asked = {missing.fact for missing in decision.missing}
    for scenario in scenarios_of(decision):
        for other in knowledge().topic(knowledge().scenario_topics[scenario.id]).scenarios:
            unknown = {asked_as(name) for name in unknown_facts(other.applies_when, values)}
            assert not unknown or unknown & asked, other.id


# 6. The same facts give the same bytes.
@given(patients())
def test_the_same_patient_gets_the_same_bytes(patient: Patient) -> None:
    assert written(patient) == written(patient)


@given(patients(), st.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(patient: Patient, chance: Any) -> None:
    shuffled = list(patient.facts)
    chance.shuffle(shuffled)
    assert written(Patient(tuple(shuffled))) == written(patient)


@given(patients(), st.randoms(use_true_random=False))
def test_the_order_of_facts_read_from_a_text_never_matters(patient: Patient, chance: Any) -> None:
    shuffled = list(with_spans(patient).facts)
    chance.shuffle(shuffled)
    assert written(Patient(tuple(shuffled))) == written(with_spans(patient))


def _with_glucose(mg_dl: float) -> Patient:
    """A patient whose tracer study waits or does not, by one number."""
    return patient_of(
        {
            "cancer.histology": "osteosarcoma",
            "care.phase": "initial_staging",
            "imaging.question": "extrapulmonary_metastasis",
            "metabolic.glucose_mg_dl": mg_dl,
        }
    )


@settings(max_examples=settings.default.max_examples // 5 if settings.default else 40)
@given(alike())
@example([_with_glucose(150), _with_glucose(250)])
def test_an_answer_does_not_depend_on_who_was_answered_before(queue: list[Patient]) -> None:
    forth, back = load_knowledge(), load_knowledge()
    first = [decide(patient.sheet(), forth, STAMP, explain=True) for patient in queue]
    second = [decide(patient.sheet(), back, STAMP, explain=True) for patient in reversed(queue)]
    assert first == second[::-1]


# Forgetting a fact never makes up an answer.
@given(patients(), st.data())
def test_forgetting_a_fact_opens_only_what_the_questions_allowed(patient: Patient, data: st.DataObject) -> None:
    names = [name for name in patient.names() if name not in population_facts()]
    if not names:
        return
    forgotten = data.draw(st.sampled_from(names))
    before, after = patient.decide(), patient.without(forgotten).decide()
    if after.outcome is Outcome.MATCHED and before.outcome is Outcome.NEEDS_FACTS:
        allowed = {name for m in before.missing for item in m.decides for name in item.leads_to}
        assert {s.id for s in scenarios_of(after)} <= allowed


@given(patients(), st.data())
def test_forgetting_a_fact_never_makes_an_answer_of_a_no(patient: Patient, data: st.DataObject) -> None:
    names = [name for name in patient.names() if name not in population_facts()]
    if not names:
        return
    forgotten = data.draw(st.sampled_from(names))
    before, after = patient.decide(), patient.without(forgotten).decide()
    if after.outcome is Outcome.MATCHED and not _derived_more(patient, forgotten):
        assert before.outcome in (Outcome.MATCHED, Outcome.NEEDS_FACTS)
        assert {s.id for s in scenarios_of(after)} <= {s.id for s in scenarios_of(before)} or not before.scenario


def _derived_more(patient: Patient, forgotten: str) -> bool:
    """Whether a derivation fills in something else once the fact is gone: it stood back for it."""
    before, after = patient.full().values, patient.without(forgotten).full().values
    return any(name not in before or before[name] != value for name, value in after.items())
