"""Overlaps by set arithmetic agree with trying every patient, and the printed patient does fit both."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conditions.small import VOCABULARY, conditions
from hypothesis import given
from hypothesis import strategies as st
from packs.sample import GONE, changed, knowledge_of, write

from metscout.conditions.boxes import boxes
from metscout.conditions.evaluate import evaluate
from metscout.conditions.tree import Condition
from metscout.engine.match import match
from metscout.facts.declaration import FactType, Value
from metscout.facts.sheet import Origin, build_sheet, stated
from metscout.lint import Finding, run
from metscout.lint.patients import common_patient, in_words
from metscout.terms.words import Verdict

EVERY_SIZE: tuple[Value, ...] = (-1.0, 0.0, 0.5, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
ANY_TEXT: tuple[Value, ...] = ("T1", "T2", "as stated")


def every_patient(facts: Iterable[str]) -> Iterable[dict[str, Value]]:
    """Every patient with one value a fact."""
    names = sorted(facts)
    kinds = {FactType.NUMBER: EVERY_SIZE, FactType.TEXT: ANY_TEXT}
    domains = [kinds.get(VOCABULARY[name].type) or VOCABULARY[name].domain for name in names]
    return (dict(zip(names, row, strict=True)) for row in product(*domains))


def fits(patient: dict[str, Value], condition: Condition) -> bool:
    several = {n: frozenset([str(v)]) if VOCABULARY[n].type is FactType.CHOICES else v for n, v in patient.items()}
    return evaluate(condition, several) is Verdict.HOLDS


@given(conditions(), conditions())
def test_two_conditions_overlap_exactly_where_some_patient_fits_both(first: Condition, second: Condition) -> None:
    pairs = product(boxes(first, VOCABULARY), boxes(second, VOCABULARY))
    found = [p for p in (common_patient(pair, VOCABULARY) for pair in pairs) if p is not None]
    facts = {*first.facts(), *second.facts()}
    both = any(fits(patient, first) and fits(patient, second) for patient in every_patient(facts))
    assert bool(found) is both


@given(conditions(), conditions(), st.data())
def test_the_patient_fits_both_conditions(first: Condition, second: Condition, data: st.DataObject) -> None:
    pairs = list(product(boxes(first, VOCABULARY), boxes(second, VOCABULARY)))
    patient = common_patient(data.draw(st.sampled_from(pairs)), VOCABULARY) if pairs else None
    if patient is not None:
        assert fits(patient, first)
        assert fits(patient, second)


SECOND = "packs/sample/second.yaml"
ROWS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("the same phase and a question in common",
     {SECOND: {"applies_when": {"visit.phase": "early"}}}, ["overlapping-scenarios"]),
    ("a phase in common and a question in common",
     {SECOND: {"applies_when": {"visit.phase": ["late", "early"]}}}, ["overlapping-scenarios"]),
    ("the same phase and another question",
     {SECOND: {"applies_when": {"visit.phase": "early", "visit.question": "size"}}}, []),
    ("an overlap on purpose, said in the first",
     {SECOND: {"applies_when": {"visit.phase": "early"}},
      "packs/sample/first.yaml": {"overlaps_on_purpose": [{"with": "sample.second", "because": "both"}]}}, []),
    ("an overlap on purpose, said in the second",
     {SECOND: {"applies_when": {"visit.phase": "early"},
               "overlaps_on_purpose": [{"with": "sample.first", "because": "both"}]}}, []),
    ("no phase at all",
     {SECOND: {"applies_when": {"visit.phase": GONE}}}, ["overlapping-scenarios"]),
    ("sizes that touch at a bound that both include",
     {SECOND: {"applies_when": {"visit.phase": "early", "lump.size_cm": {"at_least": 2}}},
      "packs/sample/first.yaml": {"applies_when": {"lump.size_cm": {"at_most": 2}}}}, ["overlapping-scenarios"]),
    ("sizes that touch at a bound that one excludes",
     {SECOND: {"applies_when": {"visit.phase": "early", "lump.size_cm": {"at_least": 2}}},
      "packs/sample/first.yaml": {"applies_when": {"lump.size_cm": {"below": 2}}}}, []),
    ("a gap between two sizes",
     {SECOND: {"applies_when": {"visit.phase": "early", "lump.size_cm": {"above": 2}}},
      "packs/sample/first.yaml": {"applies_when": {"lump.size_cm": {"below": 1}}}}, []),
    ("one alternative that overlaps",
     {SECOND: {"applies_when": {"visit.phase": GONE,
                                "any_of": [{"visit.phase": "late"}, {"lump.proven": True}]}}},
     ["overlapping-scenarios"]),
    ("what one scenario leaves out",
     {SECOND: {"applies_when": {"visit.phase": GONE, "none_of": [{"visit.phase": "early"}]}}}, []),
]  # fmt: skip


def overlaps(change: dict[str, Any], folder: Path) -> list[Finding]:
    files = changed(change)
    write(files, folder)
    return list(run(knowledge_of(files, str(folder)), folder / "cases"))


@pytest.mark.parametrize(("change", "codes"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_overlap_by(change: dict[str, Any], codes: list[str], tmp_path: Path) -> None:
    assert [finding.code for finding in overlaps(change, tmp_path)] == codes


FOUND = [row[:2] for row in ROWS if row[2]]


@pytest.mark.parametrize("change", [row[1] for row in FOUND], ids=[row[0] for row in FOUND])
def test_the_printed_patient_is_matched_by_both(change: dict[str, Any], tmp_path: Path) -> None:
    (finding,) = overlaps(change, tmp_path)
    knowledge = knowledge_of(changed(change))
    facts = [stated(name, value, Origin("file")) for name, value in (finding.patient or {}).items()]
    held = match(build_sheet(facts, knowledge.vocabulary).values, knowledge).held
    assert [scenario.id for _, scenario in held] == ["sample.first", "sample.second"]


def test_the_patient_is_said_in_words(tmp_path: Path) -> None:
    (finding,) = overlaps(ROWS[0][1], tmp_path)
    assert finding.text == (
        "overlaps sample.second. A patient who fits both: part is hand; kind is cyst; phase is before treatment; "
        "question is what is near; age group is adult."
    )


def test_a_number_is_said_with_its_unit() -> None:
    vocabulary = knowledge_of(changed({})).vocabulary
    assert in_words({"lump.size_cm": 2.5}, vocabulary) == "size cm is 2.5 cm"
