"""A vocabulary small enough to try every combination, and conditions drawn over it."""

from collections.abc import Mapping

from hypothesis import strategies as st

from metscout.conditions.tree import Admissible, Condition, Interval, Known, Line, line_of, one_of
from metscout.facts.declaration import ChoiceValue, FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.sheet import SheetValue


def _fact(name: str, kind: FactType, *values: ChoiceValue) -> FactDeclaration:
    return FactDeclaration(name, kind, name.partition(".")[2], "Which?", values=values)


VOCABULARY = Vocabulary(
    {
        declaration.name: declaration
        for declaration in (
            _fact("a.colour", FactType.CHOICE, *(ChoiceValue(v, v) for v in ("red", "green", "blue"))),
            _fact(
                "a.class", FactType.CHOICE, ChoiceValue("bird", "bird"), ChoiceValue("owl", "owl", broader="bird"),
                ChoiceValue("fish", "fish"),
            ),
            _fact("a.known", FactType.YES_NO),
            _fact("a.wanted", FactType.CHOICES, *(ChoiceValue(v, v) for v in ("m", "n", "o"))),
            _fact("a.size", FactType.NUMBER),
            _fact("a.name", FactType.TEXT),
        )
    }
)  # fmt: skip
_NUMBERS = (0.0, 1.0, 1.5, 2.0, 3.0)
_TEXTS = ("T1", "T2")


def line(fact: str, *values: Value) -> Line:
    """A line that admits these values."""
    return line_of(fact, one_of(frozenset(values), VOCABULARY[fact]), VOCABULARY[fact])


def values_of(fact: str) -> st.SearchStrategy[SheetValue]:
    """Any value that a sheet can hold for the fact."""
    declaration = VOCABULARY[fact]
    if declaration.type is FactType.NUMBER:
        return st.sampled_from(_NUMBERS)
    if declaration.type is FactType.TEXT:
        return st.sampled_from(_TEXTS)
    if declaration.type is FactType.CHOICES:
        return st.frozensets(st.sampled_from([str(v) for v in declaration.domain]), min_size=1)
    return st.sampled_from(declaration.domain)


def sheets() -> st.SearchStrategy[Mapping[str, SheetValue]]:
    """Any selection of known facts."""
    return st.fixed_dictionaries({}, optional={fact: values_of(fact) for fact in VOCABULARY.facts})


@st.composite
def _admissible(draw: st.DrawFn, fact: str) -> Admissible:
    declaration = VOCABULARY[fact]
    if draw(st.integers(0, 5)) == 0:
        return Known()
    if declaration.type is FactType.NUMBER:
        low, high = sorted((draw(st.sampled_from(_NUMBERS)), draw(st.sampled_from(_NUMBERS))))
        names = draw(st.sets(st.sampled_from(("at_least", "above", "at_most", "below")), min_size=1))
        return Interval(**{name: low if name in ("at_least", "above") else high for name in names})
    pool = _TEXTS if declaration.type is FactType.TEXT else declaration.domain
    return one_of(frozenset(draw(st.sets(st.sampled_from(pool), min_size=1))), declaration)


@st.composite
def _groups(draw: st.DrawFn, facts: tuple[str, ...], most: int) -> tuple[Line, ...]:
    names = draw(st.lists(st.sampled_from(facts), min_size=1, max_size=most))
    return tuple(line_of(name, draw(_admissible(name)), VOCABULARY[name]) for name in names)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Any condition that a pack may write: `none_of` never speaks of a fact that holds several values."""
    every = tuple(VOCABULARY.facts)
    single = tuple(name for name in every if VOCABULARY[name].type is not FactType.CHOICES)
    lines = draw(st.one_of(st.just(()), _groups(every, 3)))
    any_of = draw(st.lists(_groups(every, 2), max_size=3))
    none_of = draw(st.lists(_groups(single, 2), max_size=2))
    return Condition(lines, tuple(any_of), tuple(none_of))
