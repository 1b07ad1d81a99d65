"""Properties of the order check, over the patients of the case files and orders drawn with a seed."""

import json
import os
from functools import cache
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from engine.oracles import mappings
from engine.patients import STAMP, knowledge
from metscout.conditions.derivation import derive
from metscout.conditions.evaluate import evaluate
from metscout.engine.decide import decide
from metscout.engine.order_check import check_order
from metscout.engine.order_document import OrderCheck
from metscout.facts.history import OrderedStudy
from metscout.facts.sheet import FactSheet
from metscout.packs.model import SafetyRule
from metscout.reading.patient import read_patient
from metscout.terms.document import as_document
from metscout.terms.words import Effect, OrderVerdict, Verdict

CASES = Path(__file__).parents[2] / "cases"
PROVE = os.environ.get("METSCOUT_PROVE") == "1"
WRONG = {OrderVerdict.INCOMPLETE, OrderVerdict.CONTRAINDICATED, OrderVerdict.NOT_APPROPRIATE}


@cache
def _patients() -> dict[str, FactSheet]:
    found = {}
    for path in sorted(CASES.glob("*/*.yaml")):
        cases = yaml.safe_load(path.read_text())
        if "scenario" not in cases:
            continue
        for row in cases["rows"]:
            facts: dict[str, Any] = {**cases["patient"], **row.get("change", {})}
            for name in row.get("forget", ()):
                del facts[name]
            found[f"{cases['scenario']}: {row['case']}"] = read_patient(facts, knowledge())
    return found


def _some(number: int, seed: int) -> list[Any]:
    """Patients drawn with a seed; every one where a proof is asked for."""
    names = list(_patients())
    drawn = names if PROVE else Random(seed).sample(names, number)
    return [pytest.param(name, id=name) for name in drawn]


def _orders(name: str, most: int, tries: int) -> list[list[str]]:
    """Orders of one to `most` studies, drawn with the patient's name as the seed."""
    random = Random(name)
    known = [procedure.id for procedure in knowledge().procedures.values() if procedure.orderable]
    rated = [study.procedure for study in decide(_patients()[name], knowledge(), STAMP).studies]
    pool = known + 8 * rated
    tried = tries * 20 if PROVE else tries
    return [list(dict.fromkeys(random.choices(pool, k=random.randint(1, most)))) for _ in range(tried)]


def _check(name: str, order: list[str]) -> OrderCheck:
    ordered = [OrderedStudy(study, study, (), ()) for study in order]
    return check_order(_patients()[name], ordered, knowledge(), STAMP)


def _refusing(sheet: FactSheet) -> list[SafetyRule]:
    """The rules that withhold as contraindicated or defer, read straight from their conditions."""
    values = derive(sheet, knowledge().derivations, knowledge().vocabulary).values
    return [
        rule
        for rule in knowledge().rules
        if (rule.effect is Effect.DEFERS or (rule.effect is Effect.WITHHOLDS and rule.code == "contraindicated"))
        and evaluate(rule.when, values) is Verdict.HOLDS
        and (rule.unless is None or evaluate(rule.unless, values) is not Verdict.HOLDS)
    ]


@pytest.mark.parametrize("name", _some(120, 1))
def test_what_safety_refuses_is_contraindicated_and_never_in_the_mended_order(name: str) -> None:
    rules = _refusing(_patients()[name])
    for procedure in knowledge().procedures.values():
        check = _check(name, [procedure.id])
        refused = any(rule.touches(procedure) for rule in rules)
        assert (check.orders[0].verdict is OrderVerdict.CONTRAINDICATED) == refused, procedure.id
        offered = [knowledge().procedures[line.procedure] for line in check.mended_order]
        assert not [other.id for other in offered if any(rule.touches(other) for rule in rules)], procedure.id


@pytest.mark.parametrize("name", _some(120, 2))
def test_a_mended_order_needs_no_mending(name: str) -> None:
    for order in _orders(name, 3, 12):
        mended = [line.procedure for line in _check(name, order).mended_order]
        if mended:
            assert _check(name, mended).verdict not in WRONG, (order, mended)


@pytest.mark.parametrize("name", _some(60, 3))
def test_the_order_of_the_orders_changes_no_verdict(name: str) -> None:
    for order in _orders(name, 3, 5):
        seen = set()
        for turned in permutations(order):
            check = _check(name, list(turned))
            verdicts = tuple(sorted((note.procedure, note.verdict) for note in check.orders if note.procedure))
            mended = frozenset(line.procedure for line in check.mended_order)
            seen.add((check.verdict, verdicts, mended, frozenset(check.redundant), frozenset(check.omitted)))
        assert len(seen) == 1, order


@pytest.mark.parametrize("name", _some(60, 4))
def test_every_sentence_is_cited_and_every_cite_resolves(name: str) -> None:
    for order in _orders(name, 2, 6):
        document = as_document(_check(name, order))
        said = [part for part in mappings(document) if "cites" in part and ("text" in part or "order_text" in part)]
        assert all(part["cites"] for part in said), order
        assert {cite for part in mappings(document) for cite in part.get("cites", ())} <= set(document["citations"])


@pytest.mark.parametrize("name", _some(40, 5))
def test_the_same_order_gives_the_same_bytes(name: str) -> None:
    for order in _orders(name, 3, 3):
        assert json.dumps(as_document(_check(name, order))) == json.dumps(as_document(_check(name, order)))


@pytest.mark.parametrize("name", _some(200, 6))
def test_the_work_up_of_the_decision_is_a_right_order(name: str) -> None:
    decision = decide(_patients()[name], knowledge(), STAMP)
    if decision.workup is None or not decision.workup.together:
        return
    joint = decision.workup.acquired_as
    for order in [list(decision.workup.together), *([[joint]] if joint is not None else [])]:
        found = _check(name, order)
        unrated = all(note.category is None for note in found.orders)
        right = {OrderVerdict.APPROPRIATE, OrderVerdict.MAY_BE_APPROPRIATE}
        assert found.verdict in right or (unrated and found.verdict is OrderVerdict.NOT_COVERED), (order, found.verdict)
