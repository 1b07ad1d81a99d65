"""The condition tree: lines that must all hold, with one level of any-of and none-of."""

from metscout.facts.declaration import FactDeclaration, Value
from metscout.facts.sheet import SheetValue
from metscout.terms.frozen import frozen


@frozen
class OneOf:
    """Any of these values. A value of `open` is a class that some of them belong to: it settles nothing."""

    values: frozenset[Value]
    open: frozenset[Value] = frozenset()

    def leaves_open(self, value: SheetValue) -> bool:
        """Whether the value is too broad to say yes or no."""
        if isinstance(value, frozenset):
            return not self.open.isdisjoint(value)
        return value in self.open

    def admits(self, value: SheetValue) -> bool:
        """Whether the value, or one of several stated ones, is among these."""
        if isinstance(value, frozenset):
            return not self.values.isdisjoint(value)
        return value in self.values


@frozen
class NoneOf:
    """Any text but these."""

    values: frozenset[Value]

    def admits(self, value: SheetValue) -> bool:
        """Whether the value is another one."""
        return value not in self.values


@frozen
class Interval:
    """A number in [`at_least`, ...] or (`above`, ...), up to `at_most` or `below`."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None

    def admits(self, value: SheetValue) -> bool:
        """Whether the number lies inside."""
        if isinstance(value, (bool, str, frozenset)):
            return False
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )


@frozen
class Known:
    """Any value at all, as long as one is stated."""

    def admits(self, value: SheetValue) -> bool:
        """Always true: the fact is known."""
        return True


Admissible = OneOf | NoneOf | Interval | Known


def one_of(values: frozenset[Value], declaration: FactDeclaration) -> OneOf:
    """Any of these values or of the values below them; the classes above them leave it open."""
    classes = {value: declaration.above(value) for value in declaration.domain}
    admitted = values | {value for value, above in classes.items() if not values.isdisjoint(above)}
    broader = {name for value in admitted for name in classes.get(value, ())}
    return OneOf(frozenset(admitted), frozenset(broader - admitted))


@frozen
class Line:
    """One fact and the values it may take; `words` says it as people read it."""

    fact: str
    admissible: Admissible
    words: str = ""


@frozen
class Condition:
    """All `lines` hold, one of `any_of` holds if given, none of `none_of` holds."""

    lines: tuple[Line, ...] = ()
    any_of: tuple[tuple[Line, ...], ...] = ()
    none_of: tuple[tuple[Line, ...], ...] = ()

    def every_line(self) -> tuple[Line, ...]:
        """All lines at any level, in the order written."""
        return self.lines + tuple(line for group in self.any_of + self.none_of for line in group)

    def facts(self) -> tuple[str, ...]:
        """The facts it reads, in the order written, each once."""
        return tuple(dict.fromkeys(line.fact for line in self.every_line()))


def line_of(fact: str, admissible: Admissible, declaration: FactDeclaration) -> Line:
    """A line with its words."""
    return Line(fact, admissible, describe(admissible, declaration))


def describe(admissible: Admissible, declaration: FactDeclaration) -> str:
    """The admissible values as words, such as `histology is squamous cell carcinoma`."""
    if isinstance(admissible, Known):
        return f"{declaration.label} is stated"
    if isinstance(admissible, NoneOf):
        return f"{declaration.label} is none of {', '.join(sorted(map(str, admissible.values)))}"
    if isinstance(admissible, Interval):
        unit = f" {declaration.unit}" if declaration.unit else ""
        parts = [
            f"{words} {bound:g}{unit}"
            for words, bound in (
                ("at least", admissible.at_least),
                ("above", admissible.above),
                ("at most", admissible.at_most),
                ("below", admissible.below),
            )
            if bound is not None
        ]
        return f"{declaration.label} is {' and '.join(parts)}"
    if admissible.values == {True}:
        return declaration.label
    if admissible.values == {False}:
        return f"not: {declaration.label}"
    order = {value: rank for rank, value in enumerate(declaration.domain)}
    labels = [declaration.label_of(v) for v in sorted(admissible.values, key=lambda v: order.get(v, 0))]
    shown = labels if len(labels) <= 6 else [*labels[:5], f"{len(labels) - 5} more"]
    return f"{declaration.label} is {' or '.join(shown)}"
