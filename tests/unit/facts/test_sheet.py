"""The sheet: what a patient's stated facts come to."""

from itertools import permutations

import pytest

from metscout.facts.declaration import ChoiceValue, FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.derived import band
from metscout.facts.sheet import Fact, Origin, SheetValue, build_sheet, stated

CHOICES = (
    ChoiceValue("none", "none"),
    ChoiceValue("mild", "mild"),
    ChoiceValue("severe", "severe"),
    ChoiceValue("unspecified", "not stated", asks_again=True),
)
KINDS = (
    ChoiceValue("bird", "bird"),
    ChoiceValue("owl", "owl", broader="bird"),
    ChoiceValue("barn_owl", "barn owl", broader="owl"),
    ChoiceValue("fish", "fish"),
)
GROUPS = (ChoiceValue("child", "child", below=18), ChoiceValue("adult", "adult", at_least=18))
VOCABULARY = Vocabulary(
    {
        declaration.name: declaration
        for declaration in (
            FactDeclaration("a.kind", FactType.CHOICE, "kind", "Which?", values=KINDS),
            FactDeclaration("a.reaction", FactType.CHOICE, "reaction", "Which?", values=CHOICES),
            FactDeclaration("a.wanted", FactType.CHOICES, "wanted", "Which?", values=KINDS),
            FactDeclaration("a.known", FactType.YES_NO, "known", "Is it?"),
            FactDeclaration("a.size", FactType.NUMBER, "size", "How large?"),
        )
    }
)
OPEN = object()

ROWS: list[tuple[str, str, tuple[Value, ...], SheetValue | object]] = [
    ("one value stands", "a.kind", ("fish",), "fish"),
    ("the same value twice is one value", "a.kind", ("fish", "fish"), "fish"),
    ("a finer value stands in place of a broader one", "a.kind", ("bird", "owl"), "owl"),
    ("the finest of three values stands", "a.kind", ("owl", "barn_owl", "bird"), "barn_owl"),
    ("two values that exclude each other count as unknown", "a.kind", ("owl", "fish"), OPEN),
    ("yes and no count as unknown", "a.known", (True, False), OPEN),
    ("two numbers count as unknown", "a.size", (2.0, 3.0), OPEN),
    ("a stated class stands in place of one that is not stated", "a.reaction", ("unspecified", "severe"), "severe"),
    ("a reaction of unstated class does not go away with a stated none", "a.reaction", ("unspecified", "none"), OPEN),
    ("a class that is not stated is a value of its own", "a.reaction", ("unspecified",), "unspecified"),
    ("a fact of several values keeps them all", "a.wanted", ("owl", "fish"), frozenset({"owl", "fish"})),
    ("a no is a known value", "a.known", (False,), False),
]


@pytest.mark.parametrize(("name", "values", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_stated_values_come_to(name: str, values: tuple[Value, ...], expected: SheetValue | object) -> None:
    facts = [stated(name, value, Origin("file")) for value in values]
    sheets = [build_sheet(order, VOCABULARY) for order in permutations(facts)]
    assert {sheet.values.get(name, OPEN) for sheet in sheets} == {expected}


@pytest.mark.parametrize(("name", "values", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_counts_as_unknown_is_kept_as_a_contradiction(
    name: str, values: tuple[Value, ...], expected: SheetValue | object
) -> None:
    sheet = build_sheet([stated(name, value, Origin("file")) for value in values], VOCABULARY)
    assert (name in sheet.contradictions) is (expected is OPEN)


def test_facts_stand_in_the_order_of_the_vocabulary() -> None:
    facts = [stated("a.size", 2.0, Origin("file")), stated("a.known", True, Origin("file"))]
    assert [fact.name for fact in build_sheet(facts, VOCABULARY).facts] == ["a.known", "a.size"]


def test_the_earliest_quote_of_a_value_stays() -> None:
    late = stated("a.kind", "fish", Origin("text", "fish", (40, 44)))
    early = stated("a.kind", "fish", Origin("text", "Fish", (3, 7)))
    assert build_sheet([late, early], VOCABULARY).facts == (early,)


def test_one_value_from_two_places_gives_the_same_sheet_in_any_order() -> None:
    facts = [stated("a.kind", "fish", Origin("user")), stated("a.kind", "fish", Origin("file"))]
    assert build_sheet(facts, VOCABULARY) == build_sheet(facts[::-1], VOCABULARY)


STATES: list[tuple[str, Value, str]] = [
    ("a yes is known", True, "known"),
    ("a no is absent", False, "absent"),
    ("none is absent", "none", "absent"),
    ("a class that is not stated is known", "unspecified", "known"),
    ("zero is a number, not an absence", 0, "known"),
]


@pytest.mark.parametrize(("value", "state"), [row[1:] for row in STATES], ids=[row[0] for row in STATES])
def test_state_of_a_stated_value(value: Value, state: str) -> None:
    assert stated("a.known", value, Origin("file")) == Fact("a.known", value, state, Origin("file"))


BANDS = [
    ("a newborn is a child", 0.0, "child"),
    ("17.99 years is a child", 17.99, "child"),
    ("18 years is an adult", 18.0, "adult"),
    ("125 years is an adult", 125.0, "adult"),
]


@pytest.mark.parametrize(("number", "group"), [row[1:] for row in BANDS], ids=[row[0] for row in BANDS])
def test_band_of_a_number(number: float, group: str) -> None:
    groups = FactDeclaration("a.group", FactType.CHOICE, "group", "Which?", values=GROUPS, banded_from="a.size")
    assert band(groups, number) == group


def test_a_number_outside_every_band_has_none() -> None:
    gap = FactDeclaration("a.group", FactType.CHOICE, "group", "Which?", values=GROUPS[:1], banded_from="a.size")
    assert band(gap, 40) is None
