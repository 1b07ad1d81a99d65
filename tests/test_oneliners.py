"""Lines as a busy clinician types them: outcome, scenario, facts, questions, first choice, safety."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from metscout import Door
from metscout.engine.decision import Decision

FILES = sorted((Path(__file__).parent / "cases" / "oneliners").glob("*.yaml"))
OFFERED = {"first_choice", "alternative", "companion", "problem_solving"}


def _rows() -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem}: {row['text'][:90]}")
        for path in FILES
        for row in yaml.safe_load(path.read_text())["rows"]
    ]


def differences(decision: Decision, row: dict[str, Any]) -> list[str]:
    """All in which the decision is not what the row expects, in words."""
    found = []
    outcomes = row["outcome"] if isinstance(row["outcome"], list) else [row["outcome"]]
    if decision.outcome.value not in outcomes:
        found.append(f"outcome {decision.outcome.value}, not {outcomes}")
    scenario = decision.scenario.id if decision.scenario else None
    if "scenario" in row and decision.outcome.value == "matched" and scenario != row["scenario"]:
        found.append(f"scenario {scenario}, not {row['scenario']}")
    known: dict[str, set[Any]] = {}
    for fact in decision.facts:
        if fact.state != "unknown":
            known.setdefault(fact.name, set()).add(fact.value)
    for name, value in (*row.get("facts", {}).items(), *row.get("absent_facts", {}).items()):
        wanted = set(value) if isinstance(value, list) else {value}
        if not wanted <= known.get(name, set()):
            found.append(f"fact {name} is {known.get(name)}, not {value}")
    stated = {fact.name for fact in decision.facts if fact.state == "known" and fact.origin.kind != "derived"}
    found += [f"fact {name} is invented: {known[name]}" for name in row.get("no_facts", ()) if name in stated]
    asked = {missing.fact for missing in decision.missing}
    if "ask" in row and not asked & set(row["ask"]) and decision.outcome.value in ("needs_facts", "matched"):
        found.append(f"asks {sorted(asked)}, none of {row['ask']}")
    roles = {study.procedure: study.role.value for study in decision.studies}
    first = {name for name, role in roles.items() if role == "first_choice"}
    if row.get("first_choice") and decision.outcome.value == "matched" and not first & set(row["first_choice"]):
        found.append(f"first choice {sorted(first)}, none of {row['first_choice']}")
    found += [f"{n} is {roles.get(n)}, not blocked" for n in row.get("blocked", ()) if roles.get(n) != "blocked"]
    found += [f"{n} is offered as {roles[n]}" for n in row.get("never_first", ()) if roles.get(n) in OFFERED]
    if "also_fits" in row and decision.outcome.value == "matched":
        also = [other.id for other in decision.also_fits]
        if also != list(row["also_fits"]):
            found.append(f"also fits {also}, not {row['also_fits']}")
    return found


@pytest.mark.parametrize("row", _rows())
def test_a_line_is_answered_as_expected(row: dict[str, Any], door: Door) -> None:
    decision = door.recommend(row["text"])
    assert differences(decision, row) == []
    for fact in decision.facts:
        if fact.origin.span is not None:
            start, end = fact.origin.span
            assert row["text"][start:end] == fact.origin.quote


def test_no_line_stands_twice() -> None:
    texts = [row["text"].casefold() for path in FILES for row in yaml.safe_load(path.read_text())["rows"]]
    assert len(texts) == len(set(texts))
    assert len(texts) >= 400
