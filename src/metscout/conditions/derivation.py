"""Facts that follow from stated ones, by the table of derivations and the bands of numbers."""

from collections.abc import Collection, Hashable, Mapping

from metscout.conditions.evaluate import HOLDS, evaluate
from metscout.conditions.tree import Condition, OneOf
from metscout.facts.declaration import Value, Vocabulary
from metscout.facts.derived import band
from metscout.facts.sheet import Fact, FactSheet, Origin, SheetValue, stated
from metscout.terms.frozen import frozen


@frozen
class Derivation:
    """Where `when` holds and `unless` is not known to hold, `then` follows unless it was stated."""

    label: str
    when: Condition
    unless: Condition | None
    then: tuple[tuple[str, Value], ...]
    source: str
    cites: tuple[str, ...]


_KNOWN = 4096


class Derivations:
    """All derivations in the order in which they can be applied, as bits found by the fact values they read.

    `needs` are, for each rule, the facts without which it cannot hold. `known` is what followed from values met
    before.
    """

    __slots__ = ("by_fact", "by_value", "known", "needs", "rules")
    __match_args__ = ("rules",)

    def __init__(self, rules: tuple[Derivation, ...]) -> None:
        self.rules = rules
        self.known: dict[Hashable, tuple[list[Following], Mapping[str, SheetValue]]] = {}
        self.needs = tuple(frozenset(line.fact for line in rule.when.lines) for rule in rules)
        self.by_value: dict[tuple[str, Value], int] = {}
        self.by_fact: dict[str, int] = {}
        for position, rule in enumerate(rules):
            excluded = {line.fact for group in rule.when.none_of for line in group}
            for line in rule.when.every_line():
                if isinstance(line.admissible, OneOf) and line.fact not in excluded:
                    for value in line.admissible.values:
                        key = (line.fact, value)
                        self.by_value[key] = self.by_value.get(key, 0) | 1 << position
                else:
                    self.by_fact[line.fact] = self.by_fact.get(line.fact, 0) | 1 << position

    def woken_by(self, name: str, value: SheetValue) -> int:
        """The rules of which a line holds for this value."""
        if isinstance(value, frozenset):
            found = self.by_fact.get(name, 0)
            for member in value:
                found |= self.by_value.get((name, member), 0)
            return found
        return self.by_fact.get(name, 0) | self.by_value.get((name, value), 0)


@frozen
class Following:
    """One fact that follows: `source` is the fact it came from. `against` is a value derived before it."""

    name: str
    value: Value
    source: str
    against: Value | None


def follow(
    values: dict[str, SheetValue], contradicted: Collection[str], derivations: Derivations, vocabulary: Vocabulary
) -> list[Following]:
    """Adds to `values` what follows from them, and gives it in the order in which it was found.

    A stated fact is never replaced. Where two derivations disagree the fact is taken out of `values` again.
    """
    found: list[Following] = []
    added: dict[str, Value] = {}
    waiting = 0
    for name, value in values.items():
        waiting |= derivations.woken_by(name, value)
    for number_name, declaration in vocabulary.banded:
        number = values.get(number_name)
        name = declaration.name
        if number is not None and name not in values and name not in contradicted:
            banded = band(declaration, number)  # type: ignore[arg-type]
            if banded is not None:
                values[name] = added[name] = banded
                found.append(Following(name, banded, number_name, None))
                waiting |= derivations.woken_by(name, banded)
    while waiting:
        lowest = waiting & -waiting
        waiting ^= lowest
        position = lowest.bit_length() - 1
        if not derivations.needs[position] <= values.keys():
            continue
        rule = derivations.rules[position]
        if evaluate(rule.when, values) is not HOLDS:
            continue
        if rule.unless is not None and evaluate(rule.unless, values) is HOLDS:
            continue
        for name, value in rule.then:
            if name in added:
                if added[name] != value:
                    found.append(Following(name, value, _source_of(rule.when, values), added[name]))
                    values.pop(name, None)
            elif name not in values and name not in contradicted:
                found.append(Following(name, value, _source_of(rule.when, values), None))
                values[name] = added[name] = value
                waiting |= derivations.woken_by(name, value) & -(lowest << 1)
    return found


def _source_of(condition: Condition, values: Mapping[str, SheetValue]) -> str:
    """The first fact of the condition that holds."""
    for line in condition.every_line():
        value = values.get(line.fact)
        if value is not None and line.admissible.admits(value):
            return line.fact
    return ""


def derive(sheet: FactSheet, derivations: Derivations, vocabulary: Vocabulary) -> FactSheet:
    """`sheet` with what follows from it, each fact with the words of the fact it came from.

    A stated fact is never replaced. Two derivations that disagree leave the fact a contradiction.
    """
    found, values = _followed(sheet, derivations, vocabulary)
    if not found:
        return sheet
    first: dict[str, Fact] = {}
    for fact in sheet.facts:
        first.setdefault(fact.name, fact)
    contradictions = dict(sheet.contradictions)
    added: list[Fact] = []
    for item in found:
        origin = first[item.source].origin if item.source in first else _DERIVED
        if origin.kind != "derived":
            origin = Origin("derived", origin.quote, origin.span)
        fact = stated(item.name, item.value, origin)
        if item.against is not None:
            contradictions[item.name] = (first[item.name], fact)
        else:
            first[item.name] = fact
            added.append(fact)
    order = vocabulary.ranks
    facts = sorted((*sheet.facts, *added), key=lambda fact: order[fact.name])
    return FactSheet(tuple(facts), values, contradictions, sheet.prior, sheet.results)


def _followed(
    sheet: FactSheet, derivations: Derivations, vocabulary: Vocabulary
) -> tuple[list[Following], Mapping[str, SheetValue]]:
    """What follows from the values of a sheet, and all values; worked out once for equal values."""
    key = (tuple(sheet.values.items()), tuple(sheet.contradictions))
    known = derivations.known.get(key)
    if known is None:
        values: dict[str, SheetValue] = dict(sheet.values)
        known = (follow(values, sheet.contradictions, derivations, vocabulary), values)
        if len(derivations.known) >= _KNOWN:
            derivations.known.clear()
        derivations.known[key] = known
    return known


_DERIVED = Origin("derived")


def in_reading_order(derivations: tuple[Derivation, ...]) -> tuple[Derivation, ...]:
    """The derivations sorted so that a rule comes after those whose facts it reads.

    Raises ValueError naming the labels that wait for one another.
    """
    makers: dict[str, list[Derivation]] = {}
    for rule in derivations:
        for name, _ in rule.then:
            makers.setdefault(name, []).append(rule)
    ordered: list[Derivation] = []
    waiting = sorted(derivations, key=lambda rule: rule.label)
    while waiting:
        ready = [rule for rule in waiting if not _waits_for(rule, waiting, makers)]
        if not ready:
            raise ValueError(", ".join(rule.label for rule in waiting))
        ordered += ready
        waiting = [rule for rule in waiting if rule not in ready]
    return tuple(ordered)


def _waits_for(rule: Derivation, waiting: list[Derivation], makers: dict[str, list[Derivation]]) -> bool:
    reads = set(rule.when.facts()) | set(rule.unless.facts() if rule.unless else ())
    for name in reads:
        for maker in makers.get(name, ()):
            if maker is not rule and maker in waiting:
                return True
    return False
