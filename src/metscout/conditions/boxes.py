"""A condition as boxes: a union of products of admissible values, for masks, proofs and tables."""

from metscout.conditions.tree import Admissible, Condition, Interval, Line, NoneOf, OneOf
from metscout.facts.declaration import FactType, Vocabulary

Box = dict[str, tuple[Admissible, ...]]


def _outside(line: Line, vocabulary: Vocabulary) -> list[Admissible]:
    """The values of the fact that the line does not admit."""
    admissible = line.admissible
    declaration = vocabulary[line.fact]
    if isinstance(admissible, OneOf):
        if declaration.type is FactType.TEXT:
            return [NoneOf(admissible.values)]
        if declaration.type is FactType.CHOICES:
            raise ValueError(f"none_of cannot exclude a value of {line.fact}: it may hold several")
        return [OneOf(frozenset(declaration.domain) - admissible.values - admissible.open, admissible.open)]
    if isinstance(admissible, Interval):
        outside: list[Admissible] = []
        if admissible.at_least is not None:
            outside.append(Interval(below=admissible.at_least))
        if admissible.above is not None:
            outside.append(Interval(at_most=admissible.above))
        if admissible.at_most is not None:
            outside.append(Interval(above=admissible.at_most))
        if admissible.below is not None:
            outside.append(Interval(at_least=admissible.below))
        return outside
    return [OneOf(frozenset())]


def _with(box: Box, fact: str, admissible: Admissible) -> Box:
    return {**box, fact: (*box.get(fact, ()), admissible)}


def boxes(condition: Condition, vocabulary: Vocabulary) -> tuple[Box, ...]:
    """The boxes whose union is the condition. A fact not in a box may be anything, or unknown."""
    base: Box = {}
    for line in condition.lines:
        base = _with(base, line.fact, line.admissible)
    result = [base]
    if condition.any_of:
        widened = []
        for group in condition.any_of:
            box = base
            for line in group:
                box = _with(box, line.fact, line.admissible)
            widened.append(box)
        result = widened
    for group in condition.none_of:
        result = [
            _with(box, line.fact, outside) for box in result for line in group for outside in _outside(line, vocabulary)
        ]
    return tuple(result)


def admits(box: Box, fact: str, value: object) -> bool:
    """Whether a box admits a value for a fact."""
    return all(a.admits(value) for a in box.get(fact, ()))  # type: ignore[arg-type]


def both(first: Box, second: Box) -> Box:
    """The box in which both hold."""
    joined = dict(first)
    for fact, admissible in second.items():
        joined[fact] = (*joined.get(fact, ()), *admissible)
    return joined
