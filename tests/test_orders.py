"""Orders as people write them: each row an order for one patient, with the verdict and the order that mends it.

What a row expects is read from the packs and their articles. `trips` names pitfalls; all else is what a reader sees.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from metscout import Door
from metscout.engine.order_document import OrderCheck
from metscout.packs.model import Pitfall
from metscout.terms.errors import FactError

CASES = Path(__file__).parent / "cases" / "orders"
KEYS = {
    "case", "patient", "text", "change", "forget", "orders", "prior", "outcome", "verdict", "studies", "problems",
    "no_problems", "trips", "mended", "not_mended", "omitted", "redundant", "ask", "writes",
}  # fmt: skip


def _cases() -> list[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        cases = yaml.safe_load(path.read_text())
        found += [(path.stem, cases["patients"], row) for row in cases["rows"]]
    return found


ROWS = [pytest.param(patients, row, id=f"{topic}: {row['case']}") for topic, patients, row in _cases()]


def _check(door: Door, patients: Mapping[str, Any], row: Mapping[str, Any]) -> OrderCheck:
    if "text" in row:
        return door.check(row["text"], row["orders"], row.get("prior", ()))
    patient = {**patients[row["patient"]], **row.get("change", {})}
    for name in row.get("forget", ()):
        del patient[name]
    return door.check(patient, row["orders"], row.get("prior", ()))


def _said(check: OrderCheck) -> set[str]:
    """Every sentence that the check says of the order: the problems, and what is only to be minded."""
    problems = [problem.text for note in check.orders for problem in note.problems]
    return {*problems, *(p.text for p in check.problems), *(w.text for w in check.warnings)}


def _tripped(check: OrderCheck, door: Door) -> set[str]:
    if check.scenario is None:
        return set()
    wishes = [line.order_text for line in check.mended_order]
    return {pitfall.id for pitfall in _triggered(door, check.scenario.id) if _stands(pitfall, _said(check), wishes)}


def _stands(pitfall: Pitfall, said: set[str], wishes: list[str]) -> bool:
    wish = pitfall.order.write if pitfall.order is not None else None
    return pitfall.sentence.text in said and (wish is None or any(wish in text for text in wishes))


def _triggered(door: Door, scenario: str) -> list[Pitfall]:
    return [pitfall for pitfall in door.knowledge.scenario(scenario).pitfalls if pitfall.order is not None]


@pytest.mark.parametrize(("patients", "row"), ROWS)
def test_an_order_is_judged_as_its_row_says(patients: Mapping[str, Any], row: dict[str, Any], door: Door) -> None:
    assert set(row) <= KEYS, f"unknown keys {set(row) - KEYS}"
    check = _check(door, patients, row)
    found = {problem.code for note in check.orders for problem in note.problems}
    found |= {problem.code for problem in check.problems}
    mended = {line.procedure for line in check.mended_order}
    seen: dict[str, object] = {
        "outcome": check.outcome.value,
        "verdict": check.verdict.value,
        "studies": [note.verdict.value for note in check.orders],
        "mended": sorted(mended),
        "omitted": sorted(check.omitted),
        "redundant": sorted(check.redundant),
    }
    expected = {key: row[key] for key in seen if key in row}
    for key in ("mended", "omitted", "redundant"):
        if key in expected:
            expected[key] = sorted(expected[key])
    assert {key: seen[key] for key in expected} == expected
    assert set(row.get("problems", ())) <= found
    assert not found & set(row.get("no_problems", ()))
    assert not mended & set(row.get("not_mended", ()))
    assert set(row.get("ask", ())) <= {missing.fact for missing in check.missing}
    assert row.get("writes", "") in "\n".join(line.order_text for line in check.mended_order)
    if "trips" in row:
        tripped = _tripped(check, door)
        assert set(row["trips"]) <= tripped if row["trips"] else not tripped


def test_every_pitfall_of_an_order_is_tripped_by_a_row(door: Door) -> None:
    named = set()
    for _, patients, row in _cases():
        if "trips" in row:
            scenarios = _check(door, patients, row).scenario
            assert scenarios is not None, row["case"]
            named |= {(scenarios.id, name) for name in row["trips"]}
    wanted = {(name, pitfall.id) for name in door.knowledge.scenario_topics for pitfall in _triggered(door, name)}
    assert wanted <= named


def test_the_rows_cover_what_they_should() -> None:
    rows = [row for _, _, row in _cases()]
    verdicts = {"appropriate", "may_be_appropriate", "not_appropriate", "incomplete", "contraindicated", "needs_facts"}
    assert len(rows) >= 150
    assert verdicts | {"not_covered"} <= {row.get("verdict") for row in rows}


@pytest.mark.parametrize(
    ("order", "prior", "code", "part"),
    [
        pytest.param(
            "CT CAP w", "CT chest w/o@2027-01-01", "future_date", "2026-11-24", id="an earlier study of tomorrow"
        ),
        pytest.param(
            "CT CAP w", "CT chest w/o@2026-02-30", "impossible_date", "2026-02-30", id="a day no calendar has"
        ),
        pytest.param(
            "CT CAP w", "CT chest w/o", "wrong_type", "PROCEDURE@DATE", id="an earlier study without its date"
        ),
        pytest.param(
            "CT CAP w",
            "flux capacitor@2026-11-01",
            "unknown_procedure",
            "flux capacitor",
            id="an earlier study nobody knows",
        ),
        pytest.param(" ", "CT chest w/o@2026-11-01", "empty_text", "orders[0]", id="an empty order"),
    ],
)
def test_what_cannot_be_read_gets_one_message(order: str, prior: str, code: str, part: str, door: Door) -> None:
    with pytest.raises(FactError) as caught:
        door.check("64F new SCC anal canal, ?distant mets", [order], [prior])
    assert (caught.value.code, part in str(caught.value)) == (code, True)


def test_unknown_words_get_the_three_nearest_studies(door: Door) -> None:
    (note,) = door.check("64F new SCC anal canal, ?distant mets", ["CT of the flux capacitor"]).orders
    assert (note.procedure, len(note.nearest)) == (None, 3)


def test_a_study_that_is_not_rated_is_never_called_inappropriate(door: Door) -> None:
    (note,) = door.check("64F new SCC anal canal, ?distant mets", ["bone scan"]).orders
    assert (note.category, note.verdict.value) == (None, "not_covered")
