"""How a fact is declared: its type, values, unit and the question a person is asked."""

from enum import StrEnum

from metscout.terms.frozen import frozen

Value = bool | int | float | str


class FactType(StrEnum):
    """What kind of value a fact takes. `CHOICES` holds one or several values at once."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


@frozen
class ChoiceValue:
    """One admissible value. `asks_again`: present without its class, so the class is still asked.

    `broader` names the class this value belongs to: where the class is wanted, this value will do, and where
    this value is wanted, the class leaves it open. `rather_than` names a value that gives way to this one
    where both are stated.
    `at_least` and `below` band a number fact into this value.
    """

    id: str
    label: str
    asks_again: bool = False
    broader: str | None = None
    rather_than: str | None = None
    at_least: float | None = None
    below: float | None = None


@frozen
class FactDeclaration:
    """One fact of the vocabulary. `asked_as` names the fact that is asked in its place.

    `identity` facts say which cancer it is. `or_else` names a fact whose values are taken in its place where
    it does not have them. `from_orders`: what the text of an order says of it counts.
    """

    name: str
    type: FactType
    label: str
    question: str
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[ChoiceValue, ...] = ()
    derived: bool = False
    asked_as: str | None = None
    banded_from: str | None = None
    values_of: str | None = None
    identity: bool = False
    or_else: str | None = None
    from_orders: bool = False

    @property
    def domain(self) -> tuple[Value, ...]:
        """Every value the fact can take; empty for numbers and text."""
        if self.type is FactType.YES_NO:
            return (True, False)
        return tuple(v.id for v in self.values)

    def above(self, value: Value) -> tuple[str, ...]:
        """The classes a value belongs to, nearest first."""
        broader = {v.id: v.broader for v in self.values}
        found: list[str] = []
        step = broader.get(value) if isinstance(value, str) else None
        while step is not None and step not in found:
            found.append(step)
            step = broader.get(step)
        return tuple(found)

    def label_of(self, value: Value) -> str:
        """The words for a value as people read them."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        for choice in self.values:
            if choice.id == value:
                return choice.label
        return f"{value:g}" if isinstance(value, float) else str(value)


class Vocabulary:
    """All declared facts by name, in the order they are declared; `ranks` is that order.

    `identity` are the facts that say which cancer it is, `suspected` those that carry one only suspected,
    each with the fact whose values it takes; `banded` are facts that a number's band gives, after that number.
    """

    __slots__ = ("banded", "facts", "identity", "ranks", "suspected")
    __match_args__ = ("facts",)

    def __init__(self, facts: dict[str, FactDeclaration]) -> None:
        self.facts = facts
        self.ranks = {name: rank for rank, name in enumerate(facts)}
        self.banded = tuple((d.banded_from, d) for d in facts.values() if d.banded_from)
        self.identity = tuple(d.name for d in facts.values() if d.identity)
        self.suspected = tuple((d.name, d.values_of) for d in facts.values() if d.values_of)

    def __getitem__(self, name: str) -> FactDeclaration:
        return self.facts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.facts
