"""Conditions compiled to bit masks: one bit a row, one table a fact, so that matching is a few lookups."""

from collections.abc import Mapping, Sequence

from metscout.conditions.boxes import Box
from metscout.conditions.tree import Admissible, OneOf
from metscout.facts.declaration import FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.sheet import SheetValue
from metscout.terms.frozen import frozen


@frozen
class Column:
    """One fact over all rows. Bit i of a mask belongs to row i.

    `free` are the rows that do not read the fact, `needs` those that do. `by_value` gives the rows that a
    value leaves alive (free ones included), `open_by_value` those among them that it is too broad to settle.
    `others` are rows that no table can hold, numbers and texts above all, with what they admit; `several`
    says that the fact may hold several values at once.
    """

    fact: str
    needs: int
    free: int
    by_value: dict[Value, int]
    open_by_value: dict[Value, int]
    others: tuple[tuple[tuple[Admissible, ...], int], ...]
    several: bool

    def alive(self, value: SheetValue) -> int:
        """The rows that this value leaves alive."""
        if isinstance(value, frozenset):
            mask = self.free
            for member in value:
                mask |= self.by_value.get(member, 0)
        else:
            mask = self.by_value.get(value, self.free)
        if self.others:
            for parts, rows in self.others:
                if all(part.admits(value) for part in parts):
                    mask |= rows
        return mask

    def left_open(self, value: SheetValue) -> int:
        """The rows that this value is too broad to settle."""
        if not self.open_by_value:
            return 0
        if isinstance(value, frozenset):
            mask = settled = 0
            for member in value:
                mask |= self.open_by_value.get(member, 0)
                settled |= self.by_value.get(member, 0) & ~self.open_by_value.get(member, 0)
            return mask & ~settled
        return self.open_by_value.get(value, 0)


class Masks:
    """Compiled rows: `every` is the mask of all, `columns` one a fact.

    Columns that one table answers are kept apart from those that take a closer look.
    """

    __match_args__ = ("every", "columns")
    __slots__ = ("_plain", "_special", "columns", "every")

    def __init__(self, every: int, columns: tuple[Column, ...]) -> None:
        self.every = every
        self.columns = columns
        plain = [c for c in columns if not (c.others or c.open_by_value or c.several)]
        self._plain = tuple([(c.fact, c.needs, c.free, c.by_value) for c in plain])
        self._special = tuple([(c.fact, c.needs, c) for c in columns if c not in plain])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Masks) and (self.every, self.columns) == (other.every, other.columns)

    __hash__ = None  # type: ignore[assignment]

    def match(self, values: Mapping[str, SheetValue]) -> tuple[int, int]:
        """Rows that hold, and rows that an unknown fact leaves open."""
        alive = self.every
        undecided = 0
        get = values.get
        for fact, needs, free, by_value in self._plain:
            value = get(fact)
            if value is None:
                undecided |= needs
            else:
                alive &= by_value.get(value, free)  # type: ignore[arg-type]
        for fact, needs, column in self._special:
            value = get(fact)
            if value is None:
                undecided |= needs
            else:
                alive &= column.alive(value)
                undecided |= column.left_open(value)
        return alive & ~undecided, alive & undecided


def compile_masks(rows: Sequence[Box], vocabulary: Vocabulary) -> Masks:
    """Masks over boxes, one bit a box in the order given."""
    every = (1 << len(rows)) - 1
    names = sorted({name for box in rows for name in box}, key=lambda name: vocabulary.ranks[name])
    return Masks(every, tuple(_column(name, rows, every, vocabulary[name]) for name in names))


def _column(name: str, rows: Sequence[Box], every: int, declaration: FactDeclaration) -> Column:
    needs = sum(1 << i for i, box in enumerate(rows) if name in box)
    free = every & ~needs
    several = declaration.type is FactType.CHOICES
    tabled = bool(declaration.domain)
    by_value: dict[Value, int] = dict.fromkeys(declaration.domain, free)
    open_by_value: dict[Value, int] = {}
    others: dict[tuple[Admissible, ...], int] = {}
    for i, box in enumerate(rows):
        if name not in box:
            continue
        if not tabled or (several and len(box[name]) > 1):
            others[box[name]] = others.get(box[name], 0) | 1 << i
            continue
        for value in by_value:
            found: SheetValue = frozenset((str(value),)) if several else value
            verdict = _verdict(box[name], found)
            if verdict is not False:
                by_value[value] |= 1 << i
            if verdict is None:
                open_by_value[value] = open_by_value.get(value, 0) | 1 << i
    return Column(name, needs, free, by_value, open_by_value, tuple(others.items()), several)


def _verdict(parts: Sequence[Admissible], value: SheetValue) -> bool | None:
    """Whether all parts admit the value; None where it is too broad for one and none refuses it."""
    verdict: bool | None = True
    for part in parts:
        if not part.admits(value):
            if not (isinstance(part, OneOf) and part.leaves_open(value)):
                return False
            verdict = None
    return verdict


def bits(mask: int) -> list[int]:
    """The positions of the set bits, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
