"""Random patients drawn from the shipped vocabulary: near a scenario, near an exclusion, or anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from hypothesis import strategies as st

from metscout.conditions.derivation import derive
from metscout.conditions.tree import Admissible, Condition, Interval
from metscout.engine.decide import Stamp, decide
from metscout.engine.decision import Decision
from metscout.facts.declaration import FactDeclaration, FactType, Value
from metscout.facts.sheet import Fact, FactSheet, Origin, build_sheet, stated
from metscout.packs.compile import RowKind
from metscout.packs.load import Knowledge, load_knowledge

STAMP = Stamp("2026-11-24", "an-id", "2026-11-24T00:00:00Z")
_TEXTS = ("T2", "N1a", "stage II")


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once."""
    return load_knowledge()


@dataclass(frozen=True)
class Patient:
    """The stated facts of one patient."""

    facts: tuple[Fact, ...]

    def sheet(self) -> FactSheet:
        return build_sheet(self.facts, knowledge().vocabulary)

    def full(self) -> FactSheet:
        """The sheet with what follows from it."""
        return derive(self.sheet(), knowledge().derivations, knowledge().vocabulary)

    def decide(self, *, explain: bool = False) -> Decision:
        return decide(self.sheet(), knowledge(), STAMP, explain=explain)

    def names(self) -> list[str]:
        return sorted({fact.name for fact in self.facts})

    def without(self, *names: str) -> "Patient":
        return Patient(tuple(fact for fact in self.facts if fact.name not in names))

    def saying(self, name: str, value: Value) -> "Patient":
        return Patient((*self.without(name).facts, stated(name, value, Origin("file"))))

    def __repr__(self) -> str:
        return f"Patient({', '.join(f'{fact.name}={fact.value!r}' for fact in self.facts)})"


def patient_of(values: Mapping[str, Value | list[str]]) -> Patient:
    """A patient of these values; a list for a fact that holds several."""
    several = [(name, given if isinstance(given, list) else [given]) for name, given in values.items()]
    return Patient(tuple(stated(name, value, Origin("file")) for name, given in several for value in given))


@cache
def safety_facts() -> tuple[str, ...]:
    """Facts that bear on safety rules and on nothing that says which scenario holds."""
    rules = {
        name for rule in knowledge().rules for c in (rule.when, rule.unless) if c is not None for name in c.facts()
    }
    return tuple(sorted(_with_makers(rules) - _with_makers(read_by_topics())))


def _with_makers(names: Iterable[str]) -> set[str]:
    """The facts, and all facts from which a derivation or a band makes one of them."""
    base, found = knowledge(), set(names)
    steps = [
        (
            {name for name, _ in rule.then},
            {name for c in (rule.when, rule.unless) if c is not None for name in c.facts()},
        )
        for rule in base.derivations.rules
    ]
    steps += [({declaration.name}, {number}) for number, declaration in base.vocabulary.banded]
    while more := {name for made, read in steps if made & found for name in read} - found:
        found |= more
    return found


@cache
def read_by_topics() -> frozenset[str]:
    """Facts that say which scenario holds."""
    topics = knowledge().topics
    columns = {column.fact for topic in topics for column in topic.masks.columns}
    return frozenset(columns | {name for topic in topics for name in topic.head.population.facts()})


@cache
def population_facts() -> frozenset[str]:
    """Facts that only say whether the patient belongs to the population that a topic speaks of."""
    base = knowledge()
    groups = {name for topic in base.topics for name in topic.head.population.facts()}
    return frozenset(groups | {base.vocabulary[name].banded_from or name for name in groups})


def stated_facts() -> list[str]:
    """Facts that a person can state."""
    return [name for name, declaration in knowledge().vocabulary.facts.items() if not declaration.derived]


@cache
def _bounds(name: str) -> tuple[float, ...]:
    """The numbers at which something changes, and their neighbours."""
    base = knowledge()
    conditions: list[Condition | None] = [c for rule in base.rules for c in (rule.when, rule.unless)]
    conditions += [c for rule in base.derivations.rules for c in (rule.when, rule.unless)]
    lines = [line for c in conditions if c is not None for line in c.every_line() if line.fact == name]
    intervals = [line.admissible for line in lines if isinstance(line.admissible, Interval)]
    found = {b for i in intervals for b in (i.at_least, i.above, i.at_most, i.below) if b is not None}
    found |= {b for d in base.vocabulary.facts.values() if d.banded_from == name for v in d.values
              for b in (v.at_least, v.below) if b is not None}  # fmt: skip
    declaration = base.vocabulary[name]
    low, high = declaration.minimum or 0.0, declaration.maximum or 1000.0
    near = {n for b in found or {low, high} for n in (b - 1, b, b + 1)}
    return tuple(sorted(n for n in near if low <= n <= high))


def values_of(declaration: FactDeclaration) -> st.SearchStrategy[Value]:
    """Any single value of a fact."""
    if declaration.type is FactType.NUMBER:
        return st.sampled_from(_bounds(declaration.name))
    if declaration.type is FactType.TEXT:
        return st.sampled_from(_TEXTS)
    return st.sampled_from(declaration.domain)


def _admitted(declaration: FactDeclaration, parts: Iterable[Admissible]) -> list[Value]:
    every = _bounds(declaration.name) if declaration.type is FactType.NUMBER else declaration.domain
    parts = list(parts)
    return [value for value in every if all(part.admits(value) for part in parts)] or list(every)


@st.composite
def _near_a_row(draw: st.DrawFn, kinds: tuple[RowKind, ...]) -> dict[str, list[Value]]:
    """Facts that fit one row of one topic; what only a derivation gives is replaced by what it reads."""
    owner = draw(st.sampled_from(_owners(kinds)))
    row = draw(
        st.sampled_from([row for topic in knowledge().topics for row in topic.rows if (row.kind, row.owner) == owner])
    )
    values: dict[str, list[Value]] = {}
    for name, parts in row.box.items():
        _say(draw, values, name, draw(st.sampled_from(_admitted(knowledge().vocabulary[name], parts))), 0)
    return values


@cache
def _owners(kinds: tuple[RowKind, ...]) -> list[tuple[RowKind, str]]:
    """Whose rows there are, each scenario as often as any other."""
    rows = [row for topic in knowledge().topics for row in topic.rows if row.kind in kinds]
    return sorted({(row.kind, row.owner) for row in rows})


def _say(draw: st.DrawFn, values: dict[str, list[Value]], name: str, value: Value, depth: int) -> None:
    if not knowledge().vocabulary[name].derived or depth > 3:
        values.setdefault(name, [value])
        return
    makers = [rule for rule in knowledge().derivations.rules if (name, value) in rule.then]
    if not makers:
        return
    rule = draw(st.sampled_from(makers))
    groups = draw(st.sampled_from(rule.when.any_of)) if rule.when.any_of else ()
    for line in (*rule.when.lines, *groups):
        admitted = _admitted(knowledge().vocabulary[line.fact], [line.admissible])
        _say(draw, values, line.fact, draw(st.sampled_from(admitted)), depth + 1)


@st.composite
def _some(draw: st.DrawFn, names: list[str], most: int) -> dict[str, list[Value]]:
    """Some facts with any value; now and then with two, which is a contradiction unless the fact holds several."""
    chosen = draw(st.lists(st.sampled_from(names), max_size=most, unique=True))
    found: dict[str, list[Value]] = {}
    for name in chosen:
        several = knowledge().vocabulary[name].type is FactType.CHOICES or draw(st.integers(0, 9)) == 0
        values = st.lists(
            values_of(knowledge().vocabulary[name]), min_size=1, max_size=2 if several else 1, unique=True
        )
        found[name] = draw(values)
    return found


@st.composite
def _near_a_rule(draw: st.DrawFn) -> dict[str, list[Value]]:
    """Facts under which some safety rule stands."""
    rule = draw(st.sampled_from(knowledge().rules))
    values: dict[str, list[Value]] = {}
    groups = draw(st.sampled_from(rule.when.any_of)) if rule.when.any_of else ()
    for line in (*rule.when.lines, *groups):
        admitted = _admitted(knowledge().vocabulary[line.fact], [line.admissible])
        _say(draw, values, line.fact, draw(st.sampled_from(admitted)), 0)
    return values


_SCENARIO = (RowKind.SCENARIO,)
_OTHER = (RowKind.ELSEWHERE, RowKind.NEAR_MISS, RowKind.GAP)


@st.composite
def patients(draw: st.DrawFn) -> Patient:
    """A patient who fits some scenario or exclusion, changed in a fact or two, with safety facts; or any patient."""
    start = draw(st.integers(0, 9))
    anybody = _some(stated_facts(), 8)
    values = draw(_near_a_row(_SCENARIO) if start < 7 else _near_a_row(_OTHER) if start < 9 else anybody)
    if draw(st.booleans()):
        values.pop(draw(st.sampled_from(sorted(values) or [""])), None)
    if draw(st.booleans()):
        values |= draw(_some(stated_facts(), 2))
    if draw(st.integers(0, 3)) == 0:
        values["imaging.question"] = draw(_some(["imaging.question"], 1)).get("imaging.question", [])
    values |= draw(_some(list(safety_facts()), 3))
    if draw(st.booleans()):
        values |= draw(_near_a_rule())
    facts = [stated(name, value, Origin("file")) for name, given in values.items() for value in given]
    return Patient(tuple(facts))


def with_spans(patient: Patient) -> Patient:
    """The same facts as if they had been read from a text, in their order."""
    text = [replace(f, origin=Origin("text", str(f.value), (9 * i, 9 * i + 1))) for i, f in enumerate(patient.facts)]
    return Patient(tuple(text))


@st.composite
def alike(draw: st.DrawFn) -> list[Patient]:
    """Some patients, and each of them again with one safety fact said otherwise."""
    pairs = st.sampled_from(safety_facts()).flatmap(
        lambda n: st.tuples(st.just(n), values_of(knowledge().vocabulary[n]))
    )
    queue = []
    for patient in draw(st.lists(patients(), min_size=1, max_size=4)):
        queue += [patient, *(patient.saying(name, value) for name, value in draw(st.lists(pairs, max_size=8)))]
    return queue
