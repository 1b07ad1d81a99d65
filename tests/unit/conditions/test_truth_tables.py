"""Kleene's tables: what a condition says when some of its lines are not known."""

from itertools import product

import pytest

from conditions.small import line
from metscout.conditions.evaluate import evaluate, evaluate_line
from metscout.conditions.tree import Condition, Interval, Known, Line
from metscout.facts.sheet import SheetValue
from metscout.terms.words import Verdict

HOLDS, FAILS, UNKNOWN = Verdict.HOLDS, Verdict.FAILS, Verdict.UNKNOWN
VALUE: dict[Verdict, dict[str, SheetValue]] = {HOLDS: {"a.known": True}, FAILS: {"a.known": False}, UNKNOWN: {}}
OTHER: dict[Verdict, dict[str, SheetValue]] = {HOLDS: {"a.colour": "red"}, FAILS: {"a.colour": "blue"}, UNKNOWN: {}}
FIRST, SECOND = line("a.known", True), line("a.colour", "red")
PAIRS = list(product(Verdict, Verdict))


def _both(first: Verdict, second: Verdict) -> Verdict:
    if FAILS in (first, second):
        return FAILS
    return UNKNOWN if UNKNOWN in (first, second) else HOLDS


def _either(first: Verdict, second: Verdict) -> Verdict:
    if HOLDS in (first, second):
        return HOLDS
    return UNKNOWN if UNKNOWN in (first, second) else FAILS


NOT = {HOLDS: FAILS, FAILS: HOLDS, UNKNOWN: UNKNOWN}


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"{a} and {b}" for a, b in PAIRS])
def test_every_line_must_hold(first: Verdict, second: Verdict) -> None:
    assert evaluate(Condition((FIRST, SECOND)), VALUE[first] | OTHER[second]) is _both(first, second)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"{a} or {b}" for a, b in PAIRS])
def test_one_group_of_any_of_is_enough(first: Verdict, second: Verdict) -> None:
    assert evaluate(Condition(any_of=((FIRST,), (SECOND,))), VALUE[first] | OTHER[second]) is _either(first, second)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"neither {a} nor {b}" for a, b in PAIRS])
def test_none_of_the_groups_may_hold(first: Verdict, second: Verdict) -> None:
    assert (
        evaluate(Condition(none_of=((FIRST,), (SECOND,))), VALUE[first] | OTHER[second]) is NOT[_either(first, second)]
    )


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"not both {a} and {b}" for a, b in PAIRS])
def test_a_group_of_none_of_holds_only_as_a_whole(first: Verdict, second: Verdict) -> None:
    assert evaluate(Condition(none_of=((FIRST, SECOND),)), VALUE[first] | OTHER[second]) is NOT[_both(first, second)]


ONE_LINE: list[tuple[str, Line, SheetValue | None, Verdict]] = [
    ("an admitted value holds", line("a.colour", "red", "blue"), "blue", HOLDS),
    ("another value fails", line("a.colour", "red", "blue"), "green", FAILS),
    ("an unstated fact is unknown and never false", line("a.colour", "red"), None, UNKNOWN),
    ("a stated no is not unknown", line("a.known", True), False, FAILS),
    ("one of several stated values is enough", line("a.wanted", "m"), frozenset({"m", "n"}), HOLDS),
    ("none of several stated values fails", line("a.wanted", "m"), frozenset({"n", "o"}), FAILS),
    ("a finer value belongs to its class", line("a.class", "bird"), "owl", HOLDS),
    ("a class is too broad to settle one of its members", line("a.class", "owl"), "bird", UNKNOWN),
    ("another class fails", line("a.class", "owl"), "fish", FAILS),
    ("below does not reach its bound", Line("a.size", Interval(below=2)), 2.0, FAILS),
    ("at most reaches its bound", Line("a.size", Interval(at_most=2)), 2.0, HOLDS),
    ("above does not reach its bound", Line("a.size", Interval(above=2)), 2.0, FAILS),
    ("at least reaches its bound", Line("a.size", Interval(at_least=2)), 2, HOLDS),
    ("between holds inside", Line("a.size", Interval(at_least=1, below=2)), 1.5, HOLDS),
    ("a truth value is no number", Line("a.size", Interval(at_least=0)), True, FAILS),
    ("any value holds for whatever is stated", Line("a.name", Known()), "T2", HOLDS),
    ("any value is unknown for what is not stated", Line("a.name", Known()), None, UNKNOWN),
    ("a text is compared as it stands", line("a.name", "T2"), "T2", HOLDS),
]


@pytest.mark.parametrize(("one", "value", "verdict"), [row[1:] for row in ONE_LINE], ids=[row[0] for row in ONE_LINE])
def test_one_line(one: Line, value: SheetValue | None, verdict: Verdict) -> None:
    assert evaluate_line(one, {} if value is None else {one.fact: value}) is verdict


def test_an_empty_condition_holds_for_everybody() -> None:
    assert evaluate(Condition(), {}) is HOLDS
