"""Staging sites and tables."""

from functools import partial
from itertools import product
from typing import Any

from metscout.conditions.tree import Interval
from metscout.facts.tnm import GRADE, LETTERS
from metscout.packs.model import Position
from metscout.packs.pack_reader import PackReader, source_of
from metscout.packs.read_reviews import read_item_review
from metscout.packs.read_vocabulary import Names
from metscout.packs.staging_model import (
    STATED,
    EditionWithoutTable,
    NoGroup,
    OutsideSite,
    ReadAs,
    SizeBoundary,
    StageCategory,
    StageNote,
    StageRow,
    StageSite,
    StageTable,
    Staging,
    WordMeaning,
)  # fmt: skip
from metscout.packs.view import View, attempt, each
from metscout.packs.yaml_tree import Document
from metscout.terms.sentences import Sentence

ANY = "any"
_BOUNDS = ("at_least", "above", "at_most", "below")
_PARTS = (*LETTERS, GRADE)
KEYS = dict(zip(_PARTS, ("tumor", "nodes", "distant", GRADE), strict=True))  # a bare `n` would read as a no
_CATEGORIES = tuple(KEYS.values())[:-1]
_TABLE_KEYS = (
    "names", "beside", "diagnosed", GRADE, "grade_words", "not_groupable", "read_as", "bases", "size_boundaries",
    "scope", "notes",
)  # fmt: skip
_SITE_KEYS = ("perhaps", "places", "outside", "words", "editions_without_table")


def read_staging(sites: list[Document], tables: list[Document], names: Names) -> Staging:
    """Every site and table, each name once."""
    found: dict[str, StageSite] = {}
    places: list[tuple[View, str]] = []
    for document in sites:
        view = View(document, (), document.data)
        members: list[View] = attempt(partial(_members, view), [])
        for member, site in each(members, lambda v: (v, _read_site(v, names))):
            if site.id in found:
                member.at("id").wrong("duplicate_name", f"the staging site {site.id!r} stands twice")
            found[site.id] = site
            places.append((member, site.id))
    read: dict[str, StageTable] = {}
    for document in tables:
        view = View(document, (), document.data)
        table = attempt(partial(_read_table, view, names, found), None)
        if table is not None and table.id in read:
            view.at("id").wrong("duplicate_name", f"the staging table {table.id!r} stands twice")
        if table is not None:
            read[table.id] = table
    followed = {table.site for table in read.values() if not table.beside}
    for place, site in places if len(read) == len(tables) else ():
        if site not in followed:
            place.wrong("missing_table", f"the staging site {site!r} has no table of its own")
    return Staging(found, {name: read[name] for name in sorted(read)})


def _members(view: View) -> list[View]:
    if view.value is None:
        raise view.wrong("wrong_type", "is empty, should be a list")
    return list(view.list())


def _read_table(view: View, names: Names, sites: dict[str, StageSite]) -> StageTable | None:
    return _TableReader(view, names).table(sites)


def _read_site(view: View, names: Names) -> StageSite:
    view.mapping(("id", "label", "names", "when", "tumors", "asks", "source"), _SITE_KEYS)
    reader = PackReader(names, source_of(view, names))
    tumors = view.at("tumors").mapping(("when", "text", "at"))
    asks = tuple(each(view.at("asks").list(), lambda v: _read_ask(v, names)))
    if not asks:
        raise view.at("asks").wrong("missing_key", "names no fact that makes the site this one")
    places = view.at("places").mapping(("when", "text", "at"), ("inference",)) if view.has("places") else None
    return StageSite(
        view.at("id").text(),
        view.at("label").text(),
        view.at("names").texts(),
        reader.condition(view.at("when"), ()),
        reader.condition(view.at("perhaps"), ()) if view.has("perhaps") else None,
        reader.condition(tumors.at("when"), ()),
        Sentence(tumors.at("text").text(), reader.cites(tumors)),
        asks,
        tuple(each(view.at("outside").list(), lambda v: _read_outside(v, reader))),
        tuple(each(view.at("words").list(), lambda v: _read_words(v, reader))),
        tuple(each(view.at("editions_without_table").list(), lambda v: _read_without(v, reader))),
        reader.condition(places.at("when"), ()) if places else None,
        _sentence(places, reader) if places else None,
    )


def _read_ask(view: View, names: Names) -> tuple[str, tuple[str, ...]]:
    view.mapping(("fact", "values"))
    fact = view.at("fact").one_of(names.vocabulary.facts)
    accepted = [str(value) for value in names.vocabulary[fact].domain]
    return fact, tuple(member.one_of(accepted) for member in view.at("values").list())


def _read_outside(view: View, reader: PackReader) -> OutsideSite:
    view.mapping(("id", "text", "at"), ("names", "when", "inference"))
    when = reader.condition(view.at("when"), ()) if view.has("when") else None
    return OutsideSite(view.at("id").text(), view.at("names").texts(), when, _sentence(view, reader))


def _read_words(view: View, reader: PackReader) -> WordMeaning:
    view.mapping(("reads", "text", "at"), ("words", "when", "agrees", "anywhere", "positive", "fills", "inference"))
    reads = view.at("reads").texts()
    if len({value[:1] for value in reads}) != 1 or reads[0][:1].lower() not in LETTERS:
        raise view.at("reads").wrong("unknown_value", "should be categories of one letter, T, N or M")
    return WordMeaning(
        view.at("words").texts(),
        reader.condition(view.at("when"), ()) if view.has("when") else None,
        reads,
        frozenset((*reads, *view.at("agrees").texts())),
        view.at("anywhere").flag(),
        view.at("positive").flag(),
        view.at("fills").flag(),
        _sentence(view, reader),
    )


def _read_without(view: View, reader: PackReader) -> EditionWithoutTable:
    view.mapping(("edition", "names", "from", "text", "at"))
    year = int(view.at("from").number())
    return EditionWithoutTable(
        view.at("edition").text(), view.at("names").texts(), year, Sentence(view.at("text").text(), reader.cites(view))
    )


def _sentence(view: View, reader: PackReader) -> Sentence:
    """The text and source of a mapping that holds more than a statement."""
    text = view.at("text").text()
    inferred = " (Inference, awaiting review.)" if view.at("inference").flag() else ""
    return Sentence(f"{text}{inferred}", reader.cites(view))


def _interval(view: View) -> Interval | None:
    view.mapping(optional=_BOUNDS)
    bounds = {key: view.at(key).number() for key in _BOUNDS if view.has(key)}
    return Interval(**bounds) if bounds else None


class _TableReader:
    """Reads one table; a row names categories, so those are read first."""

    def __init__(self, view: View, names: Names) -> None:
        self.view = view.mapping(
            ("id", "title", "site", "edition", "source", "at", "review", *_CATEGORIES, "rows"), _TABLE_KEYS
        )
        self.reader = PackReader(names, source_of(view, names))
        self.cites = self.reader.cites(view)
        self.known: dict[str, tuple[StageCategory, ...]] = {part: self._categories(part) for part in _PARTS}

    def table(self, sites: dict[str, StageSite]) -> StageTable:
        """The whole table."""
        view, reader = self.view, self.reader
        years = view.at("diagnosed")
        if view.has("diagnosed"):
            years.mapping(("text", "at"), ("from", "to", "inference"))
        bases = tuple((key, reader.sentence(v)) for key, v in view.at("bases").items()) if view.has("bases") else ()
        self.bases = (STATED, *(key for key, _ in bases))
        first, last = years.at("from").optional_number(), years.at("to").optional_number()
        words = view.at("grade_words")
        return StageTable(
            view.at("id").text(),
            view.at("title").text(),
            view.at("site").one_of(sites),
            view.at("edition").text(),
            view.at("names").texts(),
            view.at("beside").flag(),
            None if first is None else int(first),
            None if last is None else int(last),
            _sentence(years, reader) if view.has("diagnosed") else None,
            read_item_review(view),
            self.known["t"],
            self.known["n"],
            self.known["m"],
            self.known[GRADE],
            tuple((key, self._values(v, GRADE)) for key, v in words.items()) if view.has("grade_words") else (),
            self._rows(),
            tuple(each(view.at("not_groupable").list(), self._no_group)),
            tuple(each(view.at("read_as").list(), self._read_as)),
            bases,
            tuple(each(view.at("size_boundaries").list(), self._boundary)),
            reader.sentences(view.at("scope")),
            tuple(each(view.at("notes").list(), self._note)),
            self.cites,
            view.document.file,
        )

    def _categories(self, part: str) -> tuple[StageCategory, ...]:
        if not self.view.has(KEYS[part]):
            return ()
        return tuple(each((v for _, v in self.view.at(KEYS[part]).items()), self._category))

    def _category(self, view: View) -> StageCategory:
        view.mapping(("text",), ("size_mm", "count", "at"))
        cites = self.reader.cites(view) if view.has("at") else self.cites
        size, count = (_interval(view.at(key)) if view.has(key) else None for key in ("size_mm", "count"))
        return StageCategory(str(view.path[-1]), Sentence(view.at("text").text(), cites), size, count)

    def _values(self, view: View, part: str) -> tuple[str, ...]:
        """The categories that a row names; `any` is all of them, and nothing stands for the grade that is not asked."""
        values = tuple(category.value for category in self.known[part])
        if view.value == ANY or (part == GRADE and view.value is None):
            return values
        members = [view] if isinstance(view.value, str) else list(view.list())
        if not members:
            raise view.wrong("missing_key", f"names no category; write {ANY} for all")
        return tuple(member.one_of(values) for member in members)

    def _combination(self, view: View) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        t, n, m, grade = (self._values(view.at(KEYS[part]), part) for part in _PARTS)
        return t, n, m, grade

    def _rows(self) -> tuple[StageRow, ...]:
        rows: list[StageRow] = []
        seen: set[tuple[Any, ...]] = set()
        for view, row in each(self.view.at("rows").list(), lambda v: (v, self._row(v))):
            combinations = set(product(row.t, row.n, row.m, row.grade or (None,)))
            if combinations <= seen:
                view.wrong("unreachable_row", "an earlier row already matches all that this one names")
            seen |= combinations
            rows.append(row)
        return tuple(rows)

    def _row(self, view: View) -> StageRow:
        view.mapping((*_CATEGORIES, "stage"), (GRADE, "basis", "substage_open", "at"))
        basis = view.at("basis").one_of(self.bases) if view.has("basis") else STATED
        cites = self.reader.cites(view) if view.has("at") else self.cites
        return StageRow(
            *self._combination(view), view.at("stage").text(), basis, view.at("substage_open").flag(), cites
        )

    def _no_group(self, view: View) -> NoGroup:
        view.mapping((*_CATEGORIES, "text", "at"), (GRADE, "cannot_be", "inference"))
        return NoGroup(*self._combination(view), view.at("cannot_be").flag(), _sentence(view, self.reader))

    def _read_as(self, view: View) -> ReadAs:
        view.mapping(("given", "value", "text", "at"), ("inference",))
        value = view.at("value").one_of(self._all())
        return ReadAs(view.at("given").text(), value, _sentence(view, self.reader))

    def _note(self, view: View) -> StageNote:
        view.mapping(("for", "text", "at"), ("inference",))
        values = frozenset(member.one_of(self._all()) for member in view.at("for").list())
        return StageNote(values, _sentence(view, self.reader))

    def _all(self) -> tuple[str, ...]:
        return tuple(category.value for part in _PARTS for category in self.known[part])

    def _boundary(self, view: View) -> SizeBoundary:
        view.mapping(("mm", "about", "positions", "handled"))
        positions = []
        for member in view.at("positions").list():
            member.mapping(("says", "at"))
            positions.append(Position(member.at("says").text(), self.reader.cites(member)))
        if not positions:
            raise view.wrong("missing_key", "names no position")
        return SizeBoundary(
            view.at("mm").number(), view.at("about").text(), tuple(positions), view.at("handled").text()
        )
