"""Derivations: what follows from the stated facts, whatever the order of the rules."""

from collections.abc import Mapping
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.small import VOCABULARY, line
from metscout.conditions.derivation import Derivation, Derivations, derive, in_reading_order
from metscout.conditions.evaluate import evaluate
from metscout.conditions.tree import Condition, Interval, Known, Line
from metscout.facts.declaration import ChoiceValue, FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.sheet import Fact, FactSheet, Origin, SheetValue, build_sheet, stated
from metscout.packs.load import Knowledge, load_knowledge
from metscout.terms.words import Verdict


def rule(label: str, when: Condition, then: Mapping[str, Value], unless: Condition | None = None) -> Derivation:
    return Derivation(label, when, unless, tuple(then.items()), "vocabulary", ())


def when(*lines: Line) -> Condition:
    return Condition(lines)


def sheet_of(values: Mapping[str, Value], vocabulary: Vocabulary = VOCABULARY) -> FactSheet:
    return build_sheet([stated(name, value, Origin("file")) for name, value in values.items()], vocabulary)


def derived(values: Mapping[str, Value], *rules: Derivation) -> FactSheet:
    return derive(sheet_of(values), Derivations(in_reading_order(rules)), VOCABULARY)


RED_IS_KNOWN = rule("red_is_known", when(line("a.colour", "red")), {"a.known": True})
BLUE_IS_NOT = rule("blue_is_not", when(line("a.colour", "blue")), {"a.known": False})
KNOWN_IS_OWL = rule("known_is_owl", when(line("a.known", True)), {"a.class": "owl"})
UNLESS_SMALL = rule(
    "unless_small", when(line("a.colour", "red")), {"a.class": "fish"}, when(Line("a.size", Interval(below=2)))
)
SIZED = rule("sized", when(Line("a.size", Known())), {"a.known": True})
NOT_BLUE = rule("not_blue", Condition(none_of=((line("a.colour", "blue"),),)), {"a.known": True})

ROWS: list[tuple[str, dict[str, Value], tuple[Derivation, ...], str, SheetValue | None]] = [
    ("a fact follows from another", {"a.colour": "red"}, (RED_IS_KNOWN,), "a.known", True),
    ("nothing follows where the condition fails", {"a.colour": "blue"}, (RED_IS_KNOWN,), "a.known", None),
    ("nothing follows from what is not stated", {}, (RED_IS_KNOWN,), "a.known", None),
    ("what is stated is never replaced", {"a.colour": "red", "a.known": False}, (RED_IS_KNOWN,), "a.known", False),
    ("one derivation feeds the next", {"a.colour": "red"}, (KNOWN_IS_OWL, RED_IS_KNOWN), "a.class", "owl"),
    ("a rule stands back where unless holds", {"a.colour": "red", "a.size": 1}, (UNLESS_SMALL,), "a.class", None),
    ("a rule stands where unless fails", {"a.colour": "red", "a.size": 2}, (UNLESS_SMALL,), "a.class", "fish"),
    ("a rule stands where unless is unknown", {"a.colour": "red"}, (UNLESS_SMALL,), "a.class", "fish"),
    ("any stated value is enough for any_value", {"a.size": 3}, (SIZED,), "a.known", True),
    ("none_of holds for another value", {"a.colour": "red"}, (NOT_BLUE,), "a.known", True),
    ("two rules that agree give one fact", {"a.colour": "red", "a.size": 1}, (RED_IS_KNOWN, SIZED), "a.known", True),
    ("two rules that disagree leave it open", {"a.colour": "blue", "a.size": 1}, (BLUE_IS_NOT, SIZED), "a.known", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "rules", "name", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_what_follows(
    values: dict[str, Value], rules: tuple[Derivation, ...], name: str, expected: SheetValue | None
) -> None:
    assert derived(values, *rules).values.get(name) == expected


def test_two_rules_that_disagree_are_kept_as_a_contradiction() -> None:
    found = derived({"a.colour": "blue", "a.size": 1}, BLUE_IS_NOT, SIZED)
    assert {fact.value for fact in found.contradictions["a.known"]} == {True, False}


def test_a_contradiction_of_stated_facts_is_not_derived_away() -> None:
    facts = [stated("a.known", value, Origin("file")) for value in (True, False)]
    sheet = build_sheet([*facts, stated("a.colour", "red", Origin("file"))], VOCABULARY)
    assert "a.known" not in derive(sheet, Derivations((RED_IS_KNOWN,)), VOCABULARY).values


def test_a_derived_fact_carries_the_quote_it_came_from() -> None:
    sheet = build_sheet([stated("a.colour", "red", Origin("text", "ruddy", (4, 9)))], VOCABULARY)
    facts = derive(sheet, Derivations((RED_IS_KNOWN,)), VOCABULARY).facts
    assert Fact("a.known", True, "known", Origin("derived", "ruddy", (4, 9))) in facts


def test_a_band_follows_from_its_number() -> None:
    groups = (ChoiceValue("child", "child", below=18), ChoiceValue("adult", "adult", at_least=18))
    years = FactDeclaration("p.years", FactType.NUMBER, "age", "How old?")
    group = FactDeclaration("p.group", FactType.CHOICE, "group", "Which?", values=groups, banded_from="p.years")
    vocabulary = Vocabulary({"p.years": years, "p.group": group})
    assert derive(sheet_of({"p.years": 17.5}, vocabulary), Derivations(()), vocabulary).values["p.group"] == "child"


CIRCLES = {
    "two rules that feed each other": (KNOWN_IS_OWL, rule("owls", when(line("a.class", "owl")), {"a.known": True})),
    "two rules that each stand back for the other": (
        rule("one", when(line("a.colour", "red")), {"a.class": "owl"}, when(line("a.class", "fish"))),
        rule("two", when(line("a.colour", "red")), {"a.class": "fish"}, when(line("a.class", "owl"))),
    ),
}


@pytest.mark.parametrize("rules", CIRCLES.values(), ids=CIRCLES.keys())
def test_rules_that_wait_for_one_another_are_refused(rules: tuple[Derivation, ...]) -> None:
    with pytest.raises(ValueError, match=rules[0].label):
        in_reading_order(rules)


@cache
def shipped() -> Knowledge:
    return load_knowledge()


@given(st.data())
def test_the_order_in_which_derivations_are_written_never_matters(data: st.DataObject) -> None:
    rules = shipped().derivations.rules
    assert in_reading_order(tuple(data.draw(st.permutations(rules)))) == in_reading_order(rules)


@st.composite
def stated_values(draw: st.DrawFn) -> dict[str, Value]:
    """Some facts that the shipped derivations read, with some of their values."""
    vocabulary = shipped().vocabulary
    reads = {
        name: vocabulary[name].domain
        for rule in shipped().derivations.rules
        for name in (*rule.when.facts(), *(rule.unless.facts() if rule.unless else ()))
        if vocabulary[name].domain and not vocabulary[name].derived
    }
    names = draw(st.lists(st.sampled_from(sorted(reads)), max_size=6, unique=True))
    return {name: draw(st.sampled_from(reads[name])) for name in names}


@given(stated_values())
def test_deriving_agrees_with_trying_every_rule_in_turn(values: dict[str, Value]) -> None:
    knowledge = shipped()
    sheet = sheet_of(values, knowledge.vocabulary)
    plain = _try_every_rule(sheet, knowledge)
    assert derive(sheet, knowledge.derivations, knowledge.vocabulary).values == plain


def _try_every_rule(sheet: FactSheet, knowledge: Knowledge) -> dict[str, SheetValue]:
    values = dict(sheet.values)
    added: dict[str, Value] = {}
    for found in knowledge.derivations.rules:
        applies = evaluate(found.when, values) is Verdict.HOLDS
        if not applies or (found.unless is not None and evaluate(found.unless, values) is Verdict.HOLDS):
            continue
        for name, value in found.then:
            if name in added and added[name] != value:
                values.pop(name, None)
            elif name not in added and name not in values and name not in sheet.contradictions:
                added[name] = values[name] = value
    return values


@given(stated_values())
def test_what_is_stated_stands_after_deriving(values: dict[str, Value]) -> None:
    knowledge = shipped()
    sheet = sheet_of(values, knowledge.vocabulary)
    full = derive(sheet, knowledge.derivations, knowledge.vocabulary)
    assert dict(sheet.values).items() <= full.values.items()


def _single_values() -> list[tuple[str, Value]]:
    facts = shipped().vocabulary.facts.values()
    return [
        (declaration.name, value) for declaration in facts if not declaration.derived for value in declaration.domain
    ]


def _contradicted(values: dict[str, Value]) -> set[str]:
    knowledge = shipped()
    return set(
        derive(sheet_of(values, knowledge.vocabulary), knowledge.derivations, knowledge.vocabulary).contradictions
    )


def test_no_stated_value_is_contradicted_by_what_follows_from_it() -> None:
    found = {(name, value): _contradicted({name: value}) for name, value in _single_values()}
    assert {pair: facts for pair, facts in found.items() if facts} == {}


def test_no_histology_at_any_site_is_contradicted_by_what_follows() -> None:
    vocabulary = shipped().vocabulary
    pairs = product(vocabulary["cancer.histology"].domain, vocabulary["cancer.primary_site"].domain)
    found = [pair for pair in pairs if _contradicted({"cancer.histology": pair[0], "cancer.primary_site": pair[1]})]
    assert found == []
