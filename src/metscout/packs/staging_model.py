"""Staging tables as the knowledge states them: sites, editions, categories, rows, and what has no group."""

from metscout.conditions.tree import Condition, Interval
from metscout.packs.model import Position, Review
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence

STATED, DERIVED = "stated", "derived"


@frozen
class StageCategory:
    """One category with its meaning.

    `size_mm` where a size alone can put a tumor there, `count` where a number of positive nodes alone can.
    """

    value: str
    sentence: Sentence
    size_mm: Interval | None
    count: Interval | None = None


@frozen
class StageRow:
    """The combinations that make one group. `basis` is `stated` or one of the table's own bases.

    `substage_open`: the categories do not say which substage it is.
    """

    t: tuple[str, ...]
    n: tuple[str, ...]
    m: tuple[str, ...]
    grade: tuple[str, ...]
    stage: str
    basis: str
    substage_open: bool
    cites: tuple[str, ...]


@frozen
class NoGroup:
    """Combinations that the table leaves without a group, and why. `cannot_be`: no patient can have them."""

    t: tuple[str, ...]
    n: tuple[str, ...]
    m: tuple[str, ...]
    grade: tuple[str, ...]
    cannot_be: bool
    sentence: Sentence


@frozen
class ReadAs:
    """A category that the table itself lacks and its source maps to another one."""

    given: str
    value: str
    sentence: Sentence


@frozen
class StageNote:
    """A sentence worth saying where one of the categories is stated."""

    values: frozenset[str]
    sentence: Sentence


@frozen
class SizeBoundary:
    """A size on which sources put the cut differently."""

    mm: float
    about: str
    positions: tuple[Position, ...]
    handled: str


@frozen
class StageTable:
    """One table of one edition for one site. The first row that matches gives the group.

    `grades` is empty where the group does not depend on the grade. `grade_words` are the categories that a
    grade in words may be. `beside` marks a rival system that is shown and never followed unasked.
    """

    id: str
    title: str
    site: str
    edition: str
    names: tuple[str, ...]
    beside: bool
    first_year: int | None
    last_year: int | None
    years: Sentence | None
    review: Review
    t: tuple[StageCategory, ...]
    n: tuple[StageCategory, ...]
    m: tuple[StageCategory, ...]
    grades: tuple[StageCategory, ...]
    grade_words: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[StageRow, ...]
    no_groups: tuple[NoGroup, ...]
    read_as: tuple[ReadAs, ...]
    bases: tuple[tuple[str, Sentence], ...]
    boundaries: tuple[SizeBoundary, ...]
    scope: tuple[Sentence, ...]
    notes: tuple[StageNote, ...]
    cites: tuple[str, ...]
    file: str

    def categories(self, letter: str) -> tuple[StageCategory, ...]:
        """The categories of `t`, `n`, `m` or `grade`."""
        return {"t": self.t, "n": self.n, "m": self.m, "grade": self.grades}[letter]


@frozen
class WordMeaning:
    """Words or facts that say a category, such as a skip lesion.

    `reads` are the categories they may be, one where they settle it; a printed category among `agrees` stands
    beside them. `anywhere`: the words may stand in free text; `positive`: they may, where the text calls them
    positive; else they count only where the category is asked for. `fills`: they count only where nothing is printed.
    """

    words: tuple[str, ...]
    when: Condition | None
    reads: tuple[str, ...]
    agrees: frozenset[str]
    anywhere: bool
    positive: bool
    fills: bool
    sentence: Sentence


@frozen
class OutsideSite:
    """Tumors at the site that its tables do not stage, by facts or by name."""

    id: str
    names: tuple[str, ...]
    when: Condition | None
    sentence: Sentence


@frozen
class EditionWithoutTable:
    """An edition that is in force and whose groups no source in use prints."""

    edition: str
    names: tuple[str, ...]
    first_year: int
    sentence: Sentence


@frozen
class StageSite:
    """A site with tables. `when` makes a patient its own, `perhaps` leaves it open, `tumors` are those it stages.

    `asks` are the facts that make the site this one, each with the value that does. `places` make it this one
    where its first fact is not said.
    """

    id: str
    label: str
    names: tuple[str, ...]
    when: Condition
    perhaps: Condition | None
    tumors: Condition
    tumors_sentence: Sentence
    asks: tuple[tuple[str, tuple[str, ...]], ...]
    outside: tuple[OutsideSite, ...]
    words: tuple[WordMeaning, ...]
    without_table: tuple[EditionWithoutTable, ...]
    places: Condition | None
    places_sentence: Sentence | None


@frozen
class Staging:
    """Every site and every table, by id."""

    sites: dict[str, StageSite]
    tables: dict[str, StageTable]

    def of(self, site: str) -> tuple[StageTable, ...]:
        """The tables of a site, older editions first, rival systems last."""
        found = [table for table in self.tables.values() if table.site == site]
        return tuple(sorted(found, key=lambda table: (table.beside, table.first_year or 0, table.id)))
