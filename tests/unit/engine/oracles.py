"""What a decision has to agree with, read straight from the knowledge and not through the engine."""

import json
from collections.abc import Iterator
from typing import Any

from engine.patients import Patient, knowledge
from metscout.conditions.evaluate import evaluate
from metscout.engine.decision import Decision
from metscout.packs.model import SafetyRule, Scenario
from metscout.terms.document import as_document
from metscout.terms.words import Effect, Verdict


def document(decision: Decision) -> Any:
    return as_document(decision)


def written(patient: Patient) -> str:
    return json.dumps(document(patient.decide(explain=True)), ensure_ascii=False)


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from mappings(member)


def scenario_of(name: str) -> Scenario:
    topic = knowledge().topic(knowledge().scenario_topics[name])
    return next(scenario for scenario in topic.scenarios if scenario.id == name)


def scenarios_of(decision: Decision) -> list[Scenario]:
    names = [decision.scenario.id] if decision.scenario else []
    return [scenario_of(name) for name in (*names, *(other.id for other in decision.also_fits))]


def standing(patient: Patient) -> list[SafetyRule]:
    """The rules that hold and are not cleared, read straight from their conditions."""
    values = patient.full().values
    return [
        rule
        for rule in knowledge().rules
        if evaluate(rule.when, values) is Verdict.HOLDS
        and (rule.unless is None or evaluate(rule.unless, values) is not Verdict.HOLDS)
    ]


def forbidden(patient: Patient) -> set[str]:
    """Every procedure that some standing rule withholds or defers."""
    blocking = [rule for rule in standing(patient) if rule.effect is not Effect.CAUTIONS]
    return {name for name, p in knowledge().procedures.items() if any(rule.touches(p) for rule in blocking)}


def open_rules(patient: Patient) -> list[SafetyRule]:
    """The rules that a question would settle."""
    values = patient.full().values
    return [
        rule
        for rule in knowledge().rules
        if rule.ask is not None
        and evaluate(rule.when, values) is Verdict.UNKNOWN
        and (rule.unless is None or evaluate(rule.unless, values) is not Verdict.HOLDS)
    ]


def asked_as(name: str) -> str:
    other = knowledge().vocabulary[name].asked_as
    return name if other is None else asked_as(other)
