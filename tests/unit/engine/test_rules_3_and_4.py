"""Rules 3 and 4 of every decision: what is withheld is never offered; nothing matched, nothing recommended."""

from hypothesis import example, given

from engine.oracles import forbidden, scenario_of, scenarios_of
from engine.patients import Patient, knowledge, patient_of, patients
from metscout.conditions.evaluate import evaluate_line
from metscout.facts.declaration import FactType, Value
from metscout.terms.words import Category, MissingKind, Outcome, Role, Severity, Verdict

LOW_GRADE_TWO_QUESTIONS: dict[str, Value | list[str]] = {
    "cancer.histology": "liposarcoma",
    "cancer.grade": "low",
    "care.phase": "initial_staging",
    "imaging.question": ["pulmonary_metastasis", "extrapulmonary_metastasis"],
}
BONE_AFTER_TREATMENT = {
    "cancer.primary_site": "bone",
    "care.phase": "after_treatment",
    "imaging.question": "locoregional_extent",
}


# 3. Safety withholds, defers or cautions; a blocked study is never offered.
@given(patients())
def test_a_study_that_a_rule_withholds_is_blocked_and_never_ordered(patient: Patient) -> None:
    decision, never = patient.decide(), forbidden(patient)
    offered = {s.procedure for s in decision.studies if s.role not in (Role.BLOCKED, Role.NOT_RECOMMENDED)}
    ordered = {*decision.workup.together, decision.workup.acquired_as} if decision.workup else set()
    assert (offered | ordered) & never == set()


@given(patients())
def test_a_study_is_blocked_only_by_a_rule_and_says_why(patient: Patient) -> None:
    never = forbidden(patient)
    for study in patient.decide().studies:
        if study.role is Role.BLOCKED:
            assert study.procedure in never
            assert study.cautions


@given(patients())
def test_a_scenario_has_at_most_one_first_choice(patient: Patient) -> None:
    decision = patient.decide()
    first = [study.scenario for study in decision.studies if study.role is Role.FIRST_CHOICE]
    assert len(first) == len(set(first))
    assert set(first) <= {scenario.id for scenario in scenarios_of(decision)}


@given(patients())
def test_a_first_choice_is_rated_or_opened_by_the_source_and_never_rated_as_not_appropriate(patient: Patient) -> None:
    for study in patient.decide().studies:
        if study.role is Role.FIRST_CHOICE:
            opened = {name for way in scenario_of(study.scenario).ways for o in way.options for name in o.studies}
            assert study.category is not Category.USUALLY_NOT_APPROPRIATE
            assert study.category is not None or study.procedure in opened


@given(patients())
def test_where_every_option_is_blocked_the_answer_says_so_and_escalates(patient: Patient) -> None:
    decision = patient.decide()
    chosen = {study.scenario for study in decision.studies if study.role is Role.FIRST_CHOICE}
    left = [s for s in scenarios_of(decision) if s.first_choice is not None and s.id not in chosen]
    critical = [w for w in decision.warnings if w.code == "no_permitted_study" and w.severity is Severity.CRITICAL]
    assert len(critical) == len(left)
    assert decision.escalate is not None or not left


@given(patients())
def test_a_scenario_with_a_permitted_rated_study_has_a_first_choice(patient: Patient) -> None:
    decision, never = patient.decide(), forbidden(patient)
    chosen = {study.scenario for study in decision.studies if study.role is Role.FIRST_CHOICE}
    for scenario in scenarios_of(decision):
        usable = {Role.FIRST_CHOICE, Role.ALTERNATIVE, Role.PROBLEM_SOLVING}
        rated = {r.procedure for r in scenario.ratings if r.category is not None and r.role in usable}
        if scenario.first_choice is not None and rated - never:
            assert scenario.id in chosen


# 4. Nothing matched means nothing recommended.
@given(patients())
@example(patient_of({**BONE_AFTER_TREATMENT, "cancer.histology": "kaposi_sarcoma"}))
def test_the_kinds_of_no_stay_apart(patient: Patient) -> None:
    decision = patient.decide()
    outcome = decision.outcome
    asked = [missing for missing in decision.missing if missing.kind is MissingKind.SCENARIO]
    assert (decision.scenario is not None) is (outcome is Outcome.MATCHED)
    assert (decision.redirect is not None) is (outcome is Outcome.REDIRECTED)
    assert bool(asked) or outcome is not Outcome.NEEDS_FACTS
    assert decision.not_these or outcome is not Outcome.OUT_OF_SCOPE


@given(patients())
def test_nothing_is_recommended_where_nothing_matched(patient: Patient) -> None:
    decision = patient.decide()
    if decision.outcome is not Outcome.MATCHED:
        steps = decision.next_steps
        said = (decision.studies, decision.also_fits, decision.why, decision.workup)
        assert not any((*said, steps.positive, steps.negative, steps.indeterminate))


@given(patients())
def test_every_reason_against_a_scenario_is_said(patient: Patient) -> None:
    assert all(other.because for other in patient.decide().not_these)


@given(patients())
def test_a_printed_category_never_changes(patient: Patient) -> None:
    for study in patient.decide().studies:
        printed = {rating.procedure: rating.category for rating in scenario_of(study.scenario).ratings}
        assert study.category is printed.get(study.procedure)


@given(patients())
def test_a_study_without_a_row_is_not_rated_and_not_called_inappropriate(patient: Patient) -> None:
    for study in patient.decide().studies:
        rated = {rating.procedure for rating in scenario_of(study.scenario).ratings if rating.category is not None}
        if study.procedure not in rated:
            assert study.category is None
            assert study.role is not Role.NOT_RECOMMENDED


@given(patients())
@example(patient_of(LOW_GRADE_TWO_QUESTIONS))
def test_another_question_is_no_reason_where_the_stated_one_fits_as_well(patient: Patient) -> None:
    values, vocabulary = patient.full().values, knowledge().vocabulary
    for other in patient.decide().not_these:
        scenario = scenario_of(other.id)
        facts = {n for miss in scenario.near_misses if miss.because == other.because for n in miss.condition.facts()}
        own = [(line.fact, evaluate_line(line, values)) for line in scenario.applies_when.every_line()]
        fitting = {n for n, verdict in own if vocabulary[n].type is FactType.CHOICES and verdict is Verdict.HOLDS}
        failing = {n for n, verdict in own if verdict is Verdict.FAILS and n not in fitting}
        assert not facts & fitting or facts & failing, (other.id, other.because)
