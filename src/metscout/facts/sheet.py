"""The sheet of facts known about one patient, each with where it came from."""

from collections.abc import Iterable, Mapping

from metscout.facts.declaration import FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.history import Prior, Result
from metscout.terms.frozen import frozen

SheetValue = Value | frozenset[str]


@frozen
class Origin:
    """Where a fact was said. `span` is [start, end) in code points of the text, and that slice is `quote`."""

    kind: str
    quote: str | None = None
    span: tuple[int, int] | None = None


@frozen
class Fact:
    """One fact. `state` is `known`, `absent` (stated not to be) or `unknown` (listed only when asked)."""

    name: str
    value: Value | None
    state: str
    origin: Origin


def stated(name: str, value: Value, origin: Origin) -> Fact:
    """A fact as stated: `absent` for no and none, else `known`."""
    return Fact(name, value, "absent" if value is False or value == "none" else "known", origin)


@frozen
class FactSheet:
    """What is known. A name in `contradictions` was stated in two ways and counts as unknown.

    `prior` are studies that were done, `results` what they showed.
    """

    facts: tuple[Fact, ...]
    values: Mapping[str, SheetValue]
    contradictions: Mapping[str, tuple[Fact, ...]]
    prior: tuple[Prior, ...] = ()
    results: tuple[Result, ...] = ()


def _finest(declaration: FactDeclaration, facts: list[Fact]) -> list[Fact]:
    """`facts` without those whose value gives way to another one that is stated."""
    gives_way = {v.id: v.rather_than for v in declaration.values}
    vague = {v.id for v in declaration.values if v.asks_again}
    found = {f.value for f in facts}
    covered: set[Value | None] = set()
    for value in found:
        if isinstance(value, str):
            covered.update(declaration.above(value))
            step = gives_way.get(value)
            while step is not None and step not in covered:
                covered.add(step)
                step = gives_way.get(step)
    if found - vague - {"none"}:
        covered |= vague
    return [f for f in facts if f.value not in covered]


def build_sheet(
    facts: Iterable[Fact], vocabulary: Vocabulary, prior: tuple[Prior, ...] = (), results: tuple[Result, ...] = ()
) -> FactSheet:
    """A sheet of the stated facts, in vocabulary order whatever their order here.

    The same value twice is one fact (the earliest quote stays). A finer value stands in place of a broader
    one. Two values that exclude each other are kept, listed as a contradiction, and count as unknown.
    """
    by_name: dict[str, list[Fact]] = {}
    for fact in facts:
        by_name.setdefault(fact.name, []).append(fact)
    ordered: list[Fact] = []
    values: dict[str, SheetValue] = {}
    contradictions: dict[str, tuple[Fact, ...]] = {}
    for name in vocabulary.facts:
        stated_here = by_name.get(name)
        if not stated_here:
            continue
        declaration = vocabulary[name]
        unique: dict[Value | None, Fact] = {}
        for fact in sorted(stated_here, key=_place):
            unique.setdefault(fact.value, fact)
        kept = _finest(declaration, list(unique.values())) if declaration.values else list(unique.values())
        ordered.extend(kept)
        if declaration.type is FactType.CHOICES:
            values[name] = frozenset(str(f.value) for f in kept)
        elif len(kept) == 1 and kept[0].value is not None:
            values[name] = kept[0].value
        else:
            contradictions[name] = tuple(kept)
    return FactSheet(tuple(ordered), values, contradictions, prior, results)


def _place(fact: Fact) -> tuple[int, int, str, str, str]:
    origin = fact.origin
    start, end = origin.span or (-1, -1)
    return start, end, str(fact.value), origin.kind, origin.quote or ""


def with_history(sheet: FactSheet, prior: tuple[Prior, ...], results: tuple[Result, ...]) -> FactSheet:
    """`sheet` with other studies done and other results."""
    return FactSheet(sheet.facts, sheet.values, sheet.contradictions, prior, results)
