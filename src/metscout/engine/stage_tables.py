"""One staging table against what is stated: which combinations are possible, and the group of each."""

from collections.abc import Iterable
from itertools import product

from metscout.facts.tnm import GRADE, LETTERS, Stated
from metscout.packs.staging_model import NoGroup, StageRow, StageTable
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence

PARTS = (*LETTERS, GRADE)
Combination = tuple[str | None, ...]


@frozen
class Admitted:
    """The categories of a table that one statement may be, and the sentence that says so where it is not plain."""

    values: tuple[str, ...]
    because: Sentence | None = None


@frozen
class Reading:
    """What a table makes of all that is stated.

    `possible` are the categories by part; more than one leaves the part open. `groups` are the groups that can
    come out, in the table's order, None among them for combinations without one.
    """

    table: StageTable
    possible: dict[str, tuple[str, ...]]
    because: tuple[Sentence, ...]
    groups: tuple[str | None, ...]

    @property
    def settled(self) -> bool:
        """Whether just one ending is possible."""
        return len(self.groups) == 1

    @property
    def group(self) -> str | None:
        """The one group; None where several are possible or there is none."""
        return self.groups[0] if self.settled else None


def row_of(table: StageTable, combination: Combination) -> StageRow | None:
    """The first row that names the combination of T, N, M and grade."""
    return next((row for row in table.rows if _names(row, combination)), None)


def no_group_of(table: StageTable, combination: Combination) -> NoGroup | None:
    """Why the combination has no group, where the table says it."""
    return next((entry for entry in table.no_groups if _names(entry, combination)), None)


def _names(entry: StageRow | NoGroup, combination: Combination) -> bool:
    return all(value is None or value in getattr(entry, part) for part, value in zip(PARTS, combination, strict=True))


def combinations(possible: dict[str, tuple[str, ...]], table: StageTable) -> tuple[Combination, ...]:
    """Every combination of the possible categories that a patient can have; all of them where none can."""
    found = tuple(product(*(possible[part] or (None,) for part in PARTS)))
    real = tuple(c for c in found if row_of(table, c) or not ((none := no_group_of(table, c)) and none.cannot_be))
    return real or found


def groups_of(possible: dict[str, tuple[str, ...]], table: StageTable) -> tuple[str | None, ...]:
    """The groups that can come out, in the table's order; None last, for combinations without a group."""
    rows = [row_of(table, combination) for combination in combinations(possible, table)]
    found = {row.stage for row in rows if row is not None}
    ordered: list[str | None] = [stage for stage in stages(table) if stage in found]
    return (*ordered, None) if None in rows else tuple(ordered)


def stages(table: StageTable) -> tuple[str, ...]:
    """The groups of a table in the order of its rows."""
    return tuple(dict.fromkeys(row.stage for row in table.rows))


def union(readings: Iterable[Reading]) -> tuple[str, ...]:
    """All groups of the readings, in the order of their tables."""
    found: dict[str, None] = {}
    order: dict[str, None] = {}
    for reading in readings:
        order |= dict.fromkeys(stages(reading.table))
        found |= dict.fromkeys(group for group in reading.groups if group is not None)
    return tuple(group for group in order if group in found)


def if_assessed(reading: Reading) -> Reading:
    """The reading with every value of what could not be assessed (NX), where that alone leaves it without a group."""
    unassessed = [part for part, values in reading.possible.items() if len(values) == 1 and values[0].endswith("X")]
    if None not in reading.groups or not unassessed:
        return reading
    every = {part: tuple(c.value for c in reading.table.categories(part)) for part in unassessed}
    opened = {part: tuple(value for value in values if not value.endswith("X")) for part, values in every.items()}
    possible = {**reading.possible, **opened}
    groups = groups_of(possible, reading.table)
    return Reading(reading.table, possible, reading.because, groups) if groups != (None,) else reading


def read(table: StageTable, stated: dict[str, tuple[Stated, ...]]) -> Reading:
    """What the table makes of the statements. Raises FactError for a category that it cannot take."""
    possible: dict[str, tuple[str, ...]] = {}
    because: list[Sentence] = []
    for part in PARTS:
        values: dict[str, None] = {}
        for one in stated[part]:
            admitted = admit(table, part, one)
            values |= dict.fromkeys(admitted.values)
            because += [sentence for sentence in (one.because, admitted.because) if sentence is not None]
        possible[part] = tuple(values) or tuple(category.value for category in table.categories(part))
    return Reading(table, possible, tuple(dict.fromkeys(because)), groups_of(possible, table))


def taken(table: StageTable, stated: dict[str, tuple[Stated, ...]]) -> Reading | None:
    """What the table makes of the statements; None where it lacks a category that is stated."""
    try:
        return read(table, stated)
    except FactError:
        return None


def admit(table: StageTable, part: str, stated: Stated) -> Admitted:
    """The categories that a statement may be in this table.

    A subcategory that the table lacks is read as its category. Raises FactError naming the accepted ones.
    """
    accepted = tuple(category.value for category in table.categories(part))
    value = stated.value
    if not accepted or value in accepted:
        return Admitted((value,) if accepted else ())
    mapped = next((entry for entry in table.read_as if entry.given == value), None)
    if mapped is not None:
        return Admitted((mapped.value,), mapped.sentence)
    words = dict(table.grade_words) if part == GRADE else {}
    if value in words:
        text = f"The grade in words, {value}, is {' or '.join(words[value])} in this table."
        return Admitted(words[value], Sentence(text, table.cites))
    if value.endswith("+"):
        some = tuple(found for found in accepted if found[1:2] not in ("0", "X"))
        return Admitted(some, Sentence(f"{value} may be {', '.join(some)}.", table.cites))
    parent = next((value[:end] for end in range(len(value) - 1, 1, -1) if value[:end] in accepted), None)
    if parent is not None:
        text = f"{table.edition} has no {value} at this site; it is read as {parent}."
        return Admitted((parent,), Sentence(text, table.cites))
    if value.endswith("X"):
        text = f"{value} says that {value[0]} was not assessed; this table has no {value}."
        return Admitted(accepted, Sentence(text, table.cites))
    raise FactError("unknown_value", part, f"{value!r} is no {_name(part)} of {table.title}", value, accepted)


def _name(part: str) -> str:
    return part if part == GRADE else f"{part.upper()} category"
