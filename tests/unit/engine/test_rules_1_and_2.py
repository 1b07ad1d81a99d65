"""Rules 1 and 2 of every decision: every sentence is cited; what is unknown is asked and never assumed."""

from hypothesis import given

from engine.oracles import asked_as, document, mappings, open_rules, scenarios_of, standing
from engine.patients import Patient, knowledge, patients, safety_facts
from metscout.engine.decision import Decision
from metscout.terms.words import MissingKind, Outcome, Role

GUIDING = ("text", "says")


# 1. Every sentence is cited.
@given(patients())
def test_every_citation_key_resolves(patient: Patient) -> None:
    found = document(patient.decide(explain=True))
    keys = {key for part in mappings(found) for key in part.get("cites", ())}
    assert keys <= found["citations"].keys()


@given(patients())
def test_every_sentence_of_guidance_has_a_citation(patient: Patient) -> None:
    parts = mappings(document(patient.decide()))
    assert [
        part for part in parts if "cites" in part and any(key in part for key in GUIDING) and not part["cites"]
    ] == []


@given(patients())
def test_a_redirect_and_an_escalation_are_cited(patient: Patient) -> None:
    decision = patient.decide()
    assert all(part.cites for part in (decision.redirect, decision.escalate) if part is not None)


# 2. What is unknown is asked and never assumed.
@given(patients())
def test_an_unknown_safety_fact_never_changes_outcome_or_scenario(patient: Patient) -> None:
    before, after = patient.decide(), patient.without(*safety_facts()).decide()
    assert (after.outcome, after.scenario) == (before.outcome, before.scenario)


@given(patients())
def test_without_safety_facts_every_study_keeps_its_place(patient: Patient) -> None:
    bare = patient.without(*safety_facts())
    roles = {(study.scenario, study.procedure): study.role for study in bare.decide().studies}
    assert Role.BLOCKED not in roles.values()
    for scenario in scenarios_of(bare.decide()):
        if scenario.first_choice is not None:
            assert roles[scenario.id, scenario.first_choice.study] is Role.FIRST_CHOICE


@given(patients())
def test_an_open_safety_rule_is_asked_first_at_every_offered_study_it_touches(patient: Patient) -> None:
    decision = patient.decide()
    asked = {missing.fact for missing in decision.missing if missing.kind is MissingKind.SAFETY}
    for study in decision.studies:
        if study.role in (Role.BLOCKED, Role.NOT_RECOMMENDED):
            continue
        touching = [r for r in open_rules(patient) if r.touches(knowledge().procedures[study.procedure])]
        texts = {caution.text for caution in study.cautions if caution.code == "ask_first"}
        assert {rule.ask for rule in touching} == texts
        assert all(asked & {asked_as(name) for name in rule.when.facts()} for rule in touching)


@given(patients())
def test_a_safety_fact_is_asked_only_where_an_offered_study_makes_it_matter(patient: Patient) -> None:
    decision = patient.decide()
    offered = [knowledge().procedures[s.procedure] for s in decision.studies if s.role is not Role.NOT_RECOMMENDED]
    rules = [rule for rule in (*standing(patient), *open_rules(patient)) if any(map(rule.touches, offered))]
    facts = {asked_as(n) for rule in rules for c in (rule.when, rule.unless) if c is not None for n in c.facts()}
    assert {missing.fact for missing in decision.missing if missing.kind is MissingKind.SAFETY} <= facts


@given(patients())
def test_what_is_asked_is_not_known(patient: Patient) -> None:
    full = patient.full()
    vague = {
        name
        for name, value in full.values.items()
        if any(choice.id == value and choice.asks_again for choice in knowledge().vocabulary[name].values)
        or any(value in knowledge().vocabulary[name].above(v) for v in knowledge().vocabulary[name].domain)
    }
    asked = {missing.fact for missing in patient.decide().missing}
    stated_names = {fact.name for fact in patient.facts}
    assert asked & stated_names <= vague | full.contradictions.keys()


@given(patients())
def test_each_answer_to_a_question_leads_where_the_question_says(patient: Patient) -> None:
    for missing in patient.decide().missing:
        for item in missing.decides:
            then = patient.saying(missing.fact, item.value).decide()
            wanted = (_ordered(then),) if missing.kind is MissingKind.SAFETY else (_ending(then),)
            found = {item.leads_to} if missing.kind is MissingKind.SAFETY else _endings(item.leads_to)
            assert wanted[0] in found, (missing.fact, item.value)


def _ordered(decision: Decision) -> tuple[str, ...]:
    """The first choices and what completes them, or that nothing is permitted."""
    first = tuple(study.procedure for study in decision.studies if study.role is Role.FIRST_CHOICE)
    together = decision.workup.together if decision.workup else first
    return tuple(dict.fromkeys(together)) or ("no_permitted_study",)


def _ending(decision: Decision) -> tuple[str, ...]:
    if decision.outcome is Outcome.MATCHED:
        return tuple(scenario.id for scenario in scenarios_of(decision))
    return (decision.outcome.value,)


def _endings(leads_to: tuple[str, ...]) -> set[tuple[str, ...]]:
    """One scenario or several are an answer or still open; a word is the outcome, or open towards a redirect."""
    if leads_to == (Outcome.OUT_OF_SCOPE.value,):
        return {leads_to}
    return {leads_to, (Outcome.NEEDS_FACTS.value,)}


@given(patients())
def test_a_question_that_decides_nothing_never_stands_before_one_that_decides(patient: Patient) -> None:
    questions = [m for m in patient.decide().missing if m.kind is MissingKind.SCENARIO and m.decides]
    deciding = [len({item.leads_to for item in m.decides}) > 1 for m in questions]
    assert deciding == sorted(deciding, reverse=True)
