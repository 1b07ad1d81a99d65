"""One tree, four readings: evaluate, explain, masks and boxes agree on every patient."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product

import pytest
from hypothesis import given

from conditions.small import VOCABULARY, conditions, line, sheets
from metscout.conditions.boxes import boxes
from metscout.conditions.evaluate import evaluate, evaluate_line, unknown_facts
from metscout.conditions.masks import compile_masks
from metscout.conditions.tree import Condition, Interval, Known, Line
from metscout.facts.sheet import SheetValue
from metscout.terms.words import Verdict

Sheet = Mapping[str, SheetValue]


def by_masks(condition: Condition, values: Sheet) -> Verdict:
    holds, open_ = compile_masks(boxes(condition, VOCABULARY), VOCABULARY).match(values)
    return Verdict.HOLDS if holds else Verdict.UNKNOWN if open_ else Verdict.FAILS


def by_boxes(condition: Condition, values: Sheet) -> Verdict:
    verdicts = {
        evaluate(Condition(tuple(Line(fact, part) for fact, parts in box.items() for part in parts)), values)
        for box in boxes(condition, VOCABULARY)
    }
    return next((v for v in (Verdict.HOLDS, Verdict.UNKNOWN) if v in verdicts), Verdict.FAILS)


def by_explaining(condition: Condition, values: Sheet) -> Verdict:
    """Open exactly where it names facts to ask, else decided by its lines."""
    if unknown_facts(condition, values):
        return Verdict.UNKNOWN
    said = {one: evaluate_line(one, values) is Verdict.HOLDS for one in condition.every_line()}
    every = all(said[one] for one in condition.lines)
    any_of = not condition.any_of or any(all(said[one] for one in group) for group in condition.any_of)
    none_of = not any(all(said[one] for one in group) for group in condition.none_of)
    return Verdict.HOLDS if every and any_of and none_of else Verdict.FAILS


def readings(condition: Condition, values: Sheet) -> list[Verdict]:
    return [read(condition, values) for read in (evaluate, by_masks, by_boxes, by_explaining)]


def _small_conditions() -> Iterator[Condition]:
    yes, no, red = line("a.known", True), line("a.known", False), line("a.colour", "red")
    not_red, m, m_or_n = line("a.colour", "green", "blue"), line("a.wanted", "m"), line("a.wanted", "m", "n")
    owl, bird = line("a.class", "owl"), line("a.class", "bird")
    pieces = (yes, no, red, not_red, m, m_or_n, owl, bird)
    groups = [(), ((yes,), (red,)), ((m,), (owl,)), ((yes, m), (not_red,))]
    excluded = [(), ((yes,),), ((red, owl),), ((bird,), (no,))]
    lines = list(chain.from_iterable(combinations(pieces, size) for size in range(3)))
    return (Condition(*parts) for parts in product(lines, groups, excluded))


def _small_sheets() -> list[Sheet]:
    choices: dict[str, list[SheetValue | None]] = {
        "a.known": [None, True, False],
        "a.colour": [None, "red", "blue"],
        "a.wanted": [None, frozenset("m"), frozenset("no"), frozenset("mo")],
        "a.class": [None, "owl", "bird", "fish"],
    }
    rows = product(*choices.values())
    return [{fact: v for fact, v in zip(choices, row, strict=True) if v is not None} for row in rows]


def test_all_readings_agree_on_every_combination_of_a_small_vocabulary() -> None:
    sheets_ = _small_sheets()
    wrong = []
    for condition in _small_conditions():
        masks = compile_masks(boxes(condition, VOCABULARY), VOCABULARY)
        for values in sheets_:
            holds, open_ = masks.match(values)
            found = Verdict.HOLDS if holds else Verdict.UNKNOWN if open_ else Verdict.FAILS
            if found is not evaluate(condition, values):
                wrong.append((condition, values, found))
    assert not wrong[:3]


@given(conditions(), sheets())
def test_all_readings_agree_on_random_conditions(condition: Condition, values: Sheet) -> None:
    assert len(set(readings(condition, values))) == 1, readings(condition, values)


@given(conditions(), sheets(), sheets())
def test_more_facts_never_overturn_a_verdict(condition: Condition, values: Sheet, more: Sheet) -> None:
    before, after = evaluate(condition, values), evaluate(condition, {**more, **values})
    assert before in (Verdict.UNKNOWN, after)


@given(conditions(), sheets())
def test_the_facts_to_ask_are_facts_that_the_condition_reads_and_does_not_know(
    condition: Condition, values: Sheet
) -> None:
    open_ = {one.fact for one in condition.every_line() if evaluate_line(one, values) is Verdict.UNKNOWN}
    assert set(unknown_facts(condition, values)) <= open_


AT_LEAST_2, ANY_SIZE = Line("a.size", Interval(at_least=2)), Line("a.size", Known())
TRICKY: list[tuple[str, Condition, Sheet]] = [
    ("a text that is listed", Condition((line("a.name", "T1"),)), {"a.name": "T1"}),
    ("a text that is not listed", Condition((line("a.name", "T1"),)), {"a.name": "T2"}),
    ("any text at all", Condition((Line("a.name", Known()),)), {"a.name": "T2"}),
    ("none of the listed texts", Condition(none_of=((line("a.name", "T1"),),)), {"a.name": "T2"}),
    ("any number at all", Condition((ANY_SIZE,)), {"a.size": 1.0}),
    ("no number stated at all", Condition(none_of=((ANY_SIZE,),)), {"a.size": 1.0}),
    ("none of the numbers from two on, by one", Condition(none_of=((AT_LEAST_2,),)), {"a.size": 1.0}),
    ("none of the numbers from two on, by two", Condition(none_of=((AT_LEAST_2,),)), {"a.size": 2.0}),
    ("any of several values", Condition((Line("a.wanted", Known()),)), {"a.wanted": frozenset("m")}),
    ("a fact of several values bounded twice by different values",
     Condition((line("a.wanted", "m"), line("a.wanted", "n"))), {"a.wanted": frozenset("mn")}),
    ("a fact bounded by a line and by a group",
     Condition((line("a.colour", "red", "blue"),), any_of=((line("a.colour", "blue"),), (line("a.known", True),))),
     {"a.colour": "blue"}),
    ("a group that repeats the lines",
     Condition((line("a.known", True), line("a.colour", "red")),
               any_of=((Line("a.colour", Known()),), (line("a.known", True), line("a.colour", "red")))),
     {"a.colour": "red"}),
    ("a class that one part admits and another leaves open",
     Condition((line("a.class", "bird"), line("a.class", "owl"))), {"a.class": "bird"}),
    ("none of a finer value, by its class", Condition(none_of=((line("a.class", "owl"),),)), {"a.class": "bird"}),
    ("none of a whole group of which one line is unknown",
     Condition(none_of=((line("a.known", True), AT_LEAST_2),)), {"a.known": True}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "values"), [row[1:] for row in TRICKY], ids=[row[0] for row in TRICKY])
def test_all_readings_agree_on(condition: Condition, values: Sheet) -> None:
    assert set(readings(condition, values)) == {evaluate(condition, values)}, readings(condition, values)
