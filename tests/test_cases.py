"""Every scenario's cases: an index patient, and rows that each change one thing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from metscout import Door
from metscout.packs.load import shipped_folder

CASES = Path(__file__).parent / "cases"
TOPICS = {folder.name for folder in (shipped_folder() / "packs").iterdir() if folder.is_dir()}
KEYS = {"case", "expect", "change", "forget", "ask", "blocked", "first_choice", "also_fits", "not_asked", "cautions"}


def _rows() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*/*.yaml")):
        if path.parent.name not in TOPICS:
            continue
        cases = yaml.safe_load(path.read_text())
        name = cases["scenario"]
        found += [pytest.param(cases, row, id=f"{name}: {row['case']}") for row in cases["rows"]]
    return found


@pytest.mark.parametrize(("cases", "row"), _rows())
def test_a_case_ends_as_its_row_says(cases: dict[str, Any], row: dict[str, Any], door: Door) -> None:
    assert set(row) <= KEYS, f"unknown keys {set(row) - KEYS}"
    patient = {**cases["patient"], **row.get("change", {})}
    for name in row.get("forget", []):
        del patient[name]
    decision = door.recommend(patient)
    expect = row["expect"]
    if expect == "matched" or "." in expect:
        wanted = cases["scenario"] if expect == "matched" else expect
        assert decision.scenario is not None, decision.missing
        assert decision.scenario.id == wanted
    else:
        assert decision.outcome.value == expect
    asked = {missing.fact for missing in decision.missing}
    assert set(row.get("ask", ())) <= asked
    assert not asked & set(row.get("not_asked", ()))
    roles = {study.procedure: study.role.value for study in decision.studies}
    blocked = {name for name, role in roles.items() if role == "blocked"}
    if "blocked" in row:
        assert set(row["blocked"]) <= blocked
        assert row["blocked"] or not blocked
    first = [name for name, role in roles.items() if role == "first_choice"]
    if "first_choice" in row:
        assert row["first_choice"] in first if row["first_choice"] else not first
    if "also_fits" in row:
        assert [other.id for other in decision.also_fits] == row["also_fits"]
    codes = {caution.code for study in decision.studies for caution in study.cautions}
    assert set(row.get("cautions", ())) <= codes


def test_every_scenario_has_its_cases(door: Door) -> None:
    named = {yaml.safe_load(p.read_text())["scenario"] for p in CASES.glob("*/*.yaml") if p.parent.name in TOPICS}
    assert named == set(door.knowledge.scenario_topics)
