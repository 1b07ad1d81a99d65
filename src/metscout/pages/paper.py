"""A page to hand out as data: sections of lines and tables, which HTML, PDF and Markdown all print from.

A section says what it is about, never how it looks: a new one needs no template.
"""

from collections.abc import Iterable, Mapping

from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation

_HEADING = 56


@frozen
class Line:
    """One thing said. `marks` are its sources, `quote` the words it was read from, `sign` a shape in front of it.

    `tone` is strong, alarm, warn, quiet or nothing; what it says stands in the text too. Where it is `run_on`,
    the lines under it share a paragraph.
    """

    text: str
    marks: tuple[str, ...] = ()
    sign: str = ""
    tone: str = ""
    quote: str | None = None
    under: tuple["Line", ...] = ()
    run_on: bool = False


@frozen
class Row:
    """One row; a cell is a stack of lines, the first cell heads the row."""

    cells: tuple[tuple[Line, ...], ...]
    tone: str = ""


@frozen
class Table:
    """A table with its caption and its column heads."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@frozen
class Section:
    """A heading with lines below it, then a table. `half` ones stand side by side; `run_on` lines share a paragraph."""

    id: str
    heading: str
    lines: tuple[Line, ...]
    table: Table | None = None
    half: bool = False
    run_on: bool = False


@frozen
class Passage:
    """A heading of a source, with the mark under which it is cited."""

    mark: str
    heading: str


@frozen
class SourceNote:
    """A numbered source: what it is, what state it is in, and the passages cited from it."""

    number: int
    title: str
    notes: tuple[str, ...]
    url: str | None
    passages: tuple[Passage, ...]


@frozen
class Badge:
    """The state of review in words; `approved` only where a reviewer approved."""

    text: str
    approved: bool


@frozen
class Paper:
    """The whole page."""

    kind: str
    title: str
    subtitle: str
    badge: Badge | None
    particulars: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceNote, ...]
    notice: str


class Marks:
    """Numbers sources and their passages in the order in which they are first cited."""

    def __init__(self, citations: Mapping[str, Citation]) -> None:
        self._citations = citations
        self._passages: dict[str, dict[str, str]] = {}
        self._marks: dict[str, str] = {}

    def of(self, cites: Iterable[str]) -> tuple[str, ...]:
        """The marks of these citation keys, such as 1.2 for the second passage of the first source."""
        return tuple(sorted({self._mark(cite) for cite in cites}, key=_place))

    def _mark(self, cite: str) -> str:
        source = cite.partition("#")[0]
        passages = self._passages.setdefault(source, {})
        if cite not in self._marks:
            number = list(self._passages).index(source) + 1
            self._marks[cite] = passages[cite] = f"{number}.{len(passages) + 1}"
        return self._marks[cite]

    def sources(self) -> tuple[SourceNote, ...]:
        """Every source that was cited, with the headings of the passages cited from it."""
        return tuple(self._note(number, passages) for number, passages in enumerate(self._passages.values(), 1))

    def _note(self, number: int, passages: Mapping[str, str]) -> SourceNote:
        first = self._citations[next(iter(passages))]
        review = first.source_review
        state = f"review: {review.state or 'not stated'}"
        notes = (
            first.date,
            f"{state} ({review.by})" if review.by else state,
            f"seen: {first.seen}",
        )
        return SourceNote(
            number,
            first.title,
            tuple([note for note in notes if note]),
            first.url if first.url and first.url.startswith(("https://", "http://")) else None,
            tuple(Passage(mark, _short(self._citations[cite].locator or cite)) for cite, mark in passages.items()),
        )


def _short(heading: str) -> str:
    """A heading, cut after a word where it is long enough to be found again."""
    if len(heading) <= _HEADING:
        return heading
    return f"{heading[:_HEADING].rpartition(' ')[0] or heading[:_HEADING]}…"


def _place(mark: str) -> tuple[int, int]:
    number, _, passage = mark.partition(".")
    return int(number), int(passage)
