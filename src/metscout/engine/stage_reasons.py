"""What a stage rests on: the row that gave it, the words behind it, and what is still to ask."""

from collections.abc import Iterable, Iterator

from metscout.engine.decision import Conflict, LeadsTo, Missing, Said, Warned
from metscout.engine.stage_document import Given
from metscout.engine.stage_site import EditionChoice
from metscout.engine.stage_tables import PARTS, Reading, combinations, groups_of, no_group_of, row_of, stages
from metscout.facts.tnm import CATEGORY_FACTS, GRADE, LETTERS, YEAR, Stated
from metscout.packs.load import Knowledge
from metscout.packs.staging_model import STATED, StageCategory, StageRow, StageTable
from metscout.terms.errors import FactError
from metscout.terms.sentences import Sentence
from metscout.terms.words import MissingKind, ReviewStatus, Severity

_BASES = {"c": "clinical", "yc": "clinical", "p": "pathologic", "yp": "pathologic"}
Categories = dict[str, tuple[Stated, ...]]


def given(stated: Categories) -> Given:
    """The categories as understood, with the prefix that T and N share."""
    single: dict[str, Stated | None] = {}
    for part, ones in stated.items():
        values = {one.value for one in ones}
        single[part] = ones[0] if len(values) == 1 else None
    prefixes = {one.prefix for part in ("t", "n") for one in stated[part] if one.prefix}
    prefixes = prefixes or {one.prefix for one in stated["m"] if one.prefix}
    prefix = prefixes.pop() if len(prefixes) == 1 else None
    t, n, m, grade = (one.value if (one := single[part]) else None for part in PARTS)
    return Given(t, n, m, grade, _BASES.get(prefix) if prefix else None, prefix)


def rows_of(reading: Reading) -> tuple[StageRow, ...]:
    """The rows that give the group, each once; none where the ending is open."""
    if reading.group is None:
        return ()
    found = (row_of(reading.table, combination) for combination in combinations(reading.possible, reading.table))
    return tuple(dict.fromkeys(row for row in found if row is not None))


def because(readings: Iterable[Reading], beside: Iterable[Reading], stated: Categories) -> tuple[Sentence, ...]:
    """The row of each edition with its basis, or why there is none; then what the statements were read as."""
    found: list[Sentence] = []
    for reading in (*readings, *beside):
        found += _endings(reading)
    for reading in readings:
        found += reading.because
    said = {part: [f"{one.prefix or ''}{one.value}" for one in stated[part]] for part in LETTERS}
    for part in PARTS:
        if len({one.value for one in stated[part]}) > 1:
            several = " and ".join(dict.fromkeys(one.value for one in stated[part]))
            found.append(Sentence(f"{several} are both said, so {_label(part)} is open.", ()))
    prefixes = {one.prefix for part in ("t", "n") for one in stated[part] if one.prefix}
    if len(prefixes) > 1:
        printed = ", ".join(text for part in ("t", "n") for text in said[part])
        found.append(Sentence(f"The prefixes differ ({printed}), so neither clinical nor pathologic is named.", ()))
    return tuple(found)


def _any_of(part: str) -> str:
    return "Any grade" if part == GRADE else f"Any {part.upper()} category"


def _label(part: str) -> str:
    return "the grade" if part == GRADE else f"the {part.upper()} category"


def _endings(reading: Reading) -> Iterator[Sentence]:
    table = reading.table
    shown = _shown(reading)
    if not reading.settled:
        names = [group for group in reading.groups if group is not None]
        or_none = " or none" if None in reading.groups else ""
        yield Sentence(f"{table.edition}: with {shown} the group may be {', '.join(names)}{or_none}.", table.cites)
        return
    rows = rows_of(reading)
    if not rows:
        none = no_group_of(table, combinations(reading.possible, table)[0])
        yield Sentence(f"{table.edition}: {shown} has no stage group.", none.sentence.cites if none else table.cites)
        if none is not None:
            yield none.sentence
        return
    cites = tuple(dict.fromkeys(cite for row in rows for cite in row.cites))
    text = f"{table.edition}: {shown} is stage {reading.group}."
    if any(row.substage_open for row in rows):
        text += " Which substage cannot be told from these categories."
    for part, values in reading.possible.items():
        if len(values) > 1:
            whole = len(values) == len(table.categories(part))
            text += (
                f" {_any_of(part)} gives the same." if whole else f" Whether {' or '.join(values)} makes no difference."
            )
    yield Sentence(text, cites)
    bases = dict(table.bases)
    for basis in dict.fromkeys(row.basis for row in rows if row.basis != STATED):
        yield Sentence(f"{table.edition}: {bases[basis].text}", bases[basis].cites)


def _shown(reading: Reading) -> str:
    """The categories that are settled, in words."""
    known = [values[0] for values in reading.possible.values() if len(values) == 1]
    return " ".join(known) or "what is stated"


def by_size(size_mm: float, table: StageTable) -> StageCategory | None:
    """The T category that a size alone makes; None where the table goes by something else."""
    found = (category for category in table.t if category.size_mm is not None and category.size_mm.admits(size_mm))
    return next(found, None)


def by_count(count: int, table: StageTable) -> StageCategory | None:
    """The N category that a number of positive nodes makes; None where the table does not go by it."""
    return next((category for category in table.n if category.count is not None and category.count.admits(count)), None)


def count_hint(stated: Categories, count: int | None, tables: tuple[StageTable, ...]) -> tuple[Sentence, ...]:
    """That a number of positive nodes makes another N category than the one that is stated."""
    if count is None or not tables or (found := by_count(count, tables[0])) is None:
        return ()
    printed = {one.value for one in stated["n"]}
    other = next((c for c in tables[0].n if c.value in printed and c.count is not None), None)
    if other is None or other.value == found.value:
        return ()
    text = f"Positive nodes counted: {count}, which would be {found.value}, and {other.value} is stated: check them."
    return (Sentence(text, found.sentence.cites),)


def unassessed(opened: Iterable[Reading]) -> Iterator[Sentence]:
    """What the group may be once the categories that could not be assessed are known."""
    for reading in opened:
        names = ", ".join(group for group in reading.groups if group is not None)
        yield Sentence(f"{reading.table.edition}: once it is assessed, the group may be {names}.", reading.table.cites)


def size_hint(stated: Categories, size_mm: float | None, tables: tuple[StageTable, ...]) -> tuple[Sentence, ...]:
    """What a size that is stated beside the categories says of T: it never makes one unasked."""
    if size_mm is None or not tables or (found := by_size(size_mm, tables[0])) is None:
        return ()
    other = _other_size(stated, found, tables[0])
    if not stated["t"]:
        text = f"The size of {size_mm:g} mm alone would be {found.value}; it is taken only where it is given for T."
    elif other is not None:
        text = f"The size of {size_mm:g} mm alone would be {found.value}, and {other.value} is stated: check them."
    else:
        return ()
    return (Sentence(text, found.sentence.cites),)


def _other_size(stated: Categories, found: StageCategory, table: StageTable) -> StageCategory | None:
    """The stated T category that goes by another size than the one found; None where none does."""
    printed = {one.value for one in stated["t"]} - {found.value}
    return next((category for category in table.t if category.value in printed and category.size_mm is not None), None)


def agree_on_size(stated: Categories, size_mm: float, tables: tuple[StageTable, ...]) -> None:
    """Raises FactError where the size that is given for T makes another category than the stated one."""
    found = by_size(size_mm, tables[0])
    other = None if found is None else _other_size(stated, found, tables[0])
    if found is not None and other is not None:
        text = f"{size_mm:g} mm alone is {found.value}, and {other.value} is stated; one of them is wrong"
        raise FactError("contradiction", "size", text, f"{size_mm:g} mm")


def notes(readings: Iterable[Reading]) -> tuple[Sentence, ...]:
    """What is worth saying of the categories, and what each table is for."""
    found: list[Sentence] = []
    for reading in readings:
        known = {values[0] for values in reading.possible.values() if len(values) == 1}
        found += [note.sentence for note in reading.table.notes if note.values & known]
        found += reading.table.scope
    unique = {sentence.text: sentence for sentence in reversed(found)}
    return tuple(reversed(unique.values()))


def warnings(editions: EditionChoice, readings: Iterable[Reading]) -> tuple[Warned, ...]:
    """A newer edition without a table, an edition outside its years, and that the tables are not reviewed."""
    found: list[Warned] = []
    if editions.mismatch is not None:
        found.append(Warned("source_superseded", Severity.WARNING, editions.mismatch.text, editions.mismatch.cites))
    if editions.newer is not None:
        sentence = editions.newer.sentence
        found.append(Warned("source_superseded", Severity.WARNING, sentence.text, sentence.cites))
    for reading in readings:
        review = reading.table.review
        if review.status is not ReviewStatus.APPROVED:
            state = review.status.value.replace("_", " ")
            text = f"The table of {reading.table.edition} is {state}, not approved."
            found.append(Warned("unreviewed", Severity.INFO, text, reading.table.cites))
    return tuple(found)


def conflicts(readings: Iterable[Reading], size_mm: float | None) -> tuple[Conflict, ...]:
    """The cuts on which sources differ, where the size lies just on one."""
    found = []
    for reading in readings:
        for boundary in reading.table.boundaries:
            if boundary.mm == size_mm:
                positions = tuple(Said(position.says, position.cites) for position in boundary.positions)
                found.append(Conflict(boundary.about, positions, boundary.handled))
    return tuple(found)


def questions(readings: tuple[Reading, ...], knowledge: Knowledge) -> tuple[Missing, ...]:
    """The open parts that decide, most deciding first, each value with the groups it leads to."""
    found: list[tuple[int, int, Missing]] = []
    for place, part in enumerate(PARTS):
        values = tuple(dict.fromkeys(value for reading in readings for value in reading.possible[part]))
        if len(values) < 2:
            continue
        decides = tuple(LeadsTo(value, _leads_to(readings, part, value)) for value in values)
        if len({one.leads_to for one in decides}) < 2:
            continue
        question = knowledge.vocabulary[CATEGORY_FACTS[part]].question
        missing = Missing(CATEGORY_FACTS[part], MissingKind.SCENARIO, question, values, decides)
        found.append((sum(len(one.leads_to) for one in decides), place, missing))
    return tuple(missing for _, _, missing in sorted(found, key=lambda item: item[:2]))


def _leads_to(readings: tuple[Reading, ...], part: str, value: str) -> tuple[str, ...]:
    groups: dict[str, None] = {}
    for reading in readings:
        if value in reading.possible[part]:
            found = groups_of({**reading.possible, part: (value,)}, reading.table)
            groups |= dict.fromkeys(group for group in found if group is not None)
    order = dict.fromkeys(stage for reading in readings for stage in stages(reading.table))
    return tuple(group for group in order if group in groups) or ("out_of_scope",)


def which_year(readings: Iterable[Reading], knowledge: Knowledge) -> tuple[Missing, ...]:
    """The year of diagnosis, where it decides between the editions."""
    decides = tuple(
        LeadsTo(reading.table.first_year, (reading.group or "out_of_scope",))
        for reading in readings
        if reading.table.first_year is not None
    )
    if len(decides) < 2:
        return ()
    question = knowledge.vocabulary[YEAR].question
    return (Missing(YEAR, MissingKind.DETAIL, question, (), decides),)
