"""Every combination of every staging table, against expectations expanded from the public tables."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from metscout import Door
from metscout.engine.stage_document import StageAnswer
from metscout.packs.staging_model import StageTable

CASES = sorted((Path(__file__).parents[2] / "cases" / "staging").glob("*.yaml"))
NONE, SUBSTAGE_OPEN = "no_group", ", substage open"
SUBSTAGE_SAID = "Which substage cannot be told from these categories."


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


ROWS = [
    pytest.param(cases, stage, combinations, id=f"{cases['table']} {stage}")
    for cases in map(load, CASES)
    for stage, combinations in cases["groups"].items()
]
TABLES = [pytest.param(load(path), id=path.stem) for path in CASES]


def ask(door: Door, cases: dict[str, Any], combination: str) -> StageAnswer:
    t, n, m, *grade = combination.split()
    return door.stage(site=cases["site"], t=t, n=n, m=m, grade=grade[0] if grade else None, edition=cases["edition"])


def known(answer: StageAnswer) -> str:
    """The group as the cases write it."""
    said = any(SUBSTAGE_SAID in sentence.text for sentence in answer.because)
    return f"{answer.stage_group}{SUBSTAGE_OPEN if said else ''}"


@pytest.mark.parametrize(("cases", "stage", "combinations"), ROWS)
def test_a_tabulated_combination_has_its_group(
    cases: dict[str, Any], stage: str, combinations: list[str], door: Door
) -> None:
    assert {known(ask(door, cases, combination)) for combination in combinations} == {stage}


def mended(cases: dict[str, Any], combination: str) -> set[str]:
    """The groups of all combinations that differ only in what could not be assessed, as the cases have them."""
    if "X" not in combination:
        return set()
    said = combination.split()
    return {
        stage.removesuffix(SUBSTAGE_OPEN)
        for stage, combinations in cases["groups"].items()
        for other in map(str.split, combinations)
        if all(o == s or (s == f"{s[0]}X" != o and o[0] == s[0]) for o, s in zip(other, said, strict=True))
    }


@pytest.mark.parametrize("cases", TABLES)
def test_an_unlisted_combination_is_asked_for_what_was_not_assessed_and_else_refused(
    cases: dict[str, Any], door: Door
) -> None:
    found = {c: (ask(door, cases, c).outcome.value, set(ask(door, cases, c).possible_groups)) for c in cases[NONE]}
    assert found == {c: ("needs_facts" if mended(cases, c) else "out_of_scope", mended(cases, c)) for c in cases[NONE]}


@pytest.mark.parametrize("cases", TABLES)
def test_an_unlisted_combination_is_refused_with_a_reason_of_the_table(cases: dict[str, Any], door: Door) -> None:
    reasons = {entry.sentence for entry in door.knowledge.staging.tables[cases["table"]].no_groups}
    answers = [ask(door, cases, combination) for combination in cases[NONE]]
    assert [answer.given for answer in answers if not reasons & set(answer.because)] == []


def combinations_of(table: StageTable) -> set[str]:
    axes = [[category.value for category in table.categories(part)] or [""] for part in ("t", "n", "m", "grade")]
    return {" ".join(combination).strip() for combination in product(*axes)}


@pytest.mark.parametrize("cases", TABLES)
def test_the_cases_name_every_combination_once(cases: dict[str, Any], door: Door) -> None:
    named = [c for combinations in cases["groups"].values() for c in combinations] + cases[NONE]
    assert sorted(named) == sorted(combinations_of(door.knowledge.staging.tables[cases["table"]]))


def test_every_table_has_its_cases(door: Door) -> None:
    assert {load(path)["table"] for path in CASES} == set(door.knowledge.staging.tables)


@pytest.mark.parametrize("cases", TABLES)
def test_every_sentence_of_a_table_has_a_citation_that_resolves(cases: dict[str, Any], door: Door) -> None:
    answers = [ask(door, cases, c) for c in combinations_of(door.knowledge.staging.tables[cases["table"]])]
    loose = [s for a in answers for s in a.because if not s.cites or not set(s.cites) <= a.citations.keys()]
    assert loose == []


DERIVED = [("T2", "N0", True), ("T2", "N1", False), ("T3", "N0", False), ("T4", "N1", True)]


@pytest.mark.parametrize(("t", "n", "derived"), DERIVED, ids=[f"{t} {n}" for t, n, _ in DERIVED])
def test_a_derived_row_of_version_9_says_so(t: str, n: str, derived: bool, door: Door) -> None:
    assert door.stage(site="anus", t=t, n=n, m="M0", edition="v9").derived is derived
