"""A page for a terminal: lines that fit the width, with numbered citations and the sources at the end."""

from collections.abc import Iterable, Mapping

from metscout.engine.decision import Conflict, Warned
from metscout.packs.load import Knowledge
from metscout.packs.model import Labels
from metscout.pages.ink import Ink, harmless, wrap
from metscout.terms.radiation import RadiationLevel
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Category, Severity

SHAPES = {
    Category.USUALLY_APPROPRIATE: ("■", "green"),
    Category.MAY_BE_APPROPRIATE: ("◆", "yellow"),
    Category.MAY_BE_APPROPRIATE_DISAGREEMENT: ("◇", "yellow"),
    Category.USUALLY_NOT_APPROPRIATE: ("□", "red"),
}
LOUD = {Severity.CRITICAL: ("red", "!! "), Severity.WARNING: ("yellow", "!  "), Severity.INFO: ("dim", "·  ")}


def review_words(status: str) -> str:
    """A state of review with what it means for the reader."""
    if status == "approved":
        return status
    return f"{status.replace('_', ' ')}, not {'to be relied on' if status == 'retired' else 'approved'}"


def radiation(level: RadiationLevel, scale: Labels, child: bool) -> str:
    """The level's symbols with its band."""
    if level.level is None or level.msv is None:
        return "radiation level not stated"
    symbol = scale.levels[level.level].symbol
    low, high = level.msv
    band = "0" if high == 0 else f"<{high:g}" if low == 0 else f"{low:g}-{high:g}"
    return f"{symbol} {band} mSv{' (child)' if child else ''}"


class Page:
    """Collects lines, and numbers the citations in the order in which they are first used."""

    def __init__(self, citations: Mapping[str, Citation], notice: str, knowledge: Knowledge, ink: Ink) -> None:
        self.citations = citations
        self.notice = notice
        self.knowledge = knowledge
        self.ink = ink
        self.lines: list[str] = []
        self.numbers: dict[str, int] = {}

    def mark(self, cites: Iterable[str]) -> str:
        """The numbers of the documents that say it, such as [1,3]."""
        found = sorted({self.numbers.setdefault(cite.partition("#")[0], len(self.numbers) + 1) for cite in cites})
        return f" [{','.join(map(str, found))}]" if found else ""

    def title(self, text: str, *styles: str) -> None:
        """The first line, the answer in a few words."""
        for line in wrap(harmless(text), self.ink.width):
            self.lines.append(self.ink.paint(line, *(styles or ("bold", "cyan"))))

    def heading(self, text: str) -> None:
        """A blank line and a heading."""
        self.lines += ["", self.ink.paint(text, "bold")]

    def item(self, text: str, first: str = "  ", *styles: str) -> None:
        """A wrapped line with a hanging indent."""
        for line in wrap(harmless(text), self.ink.width, first):
            self.lines.append(self.ink.paint(line, *styles) if styles else line)

    def said(self, sentences: Iterable[Sentence], first: str = "  · ") -> None:
        """Sentences with their citations."""
        for sentence in sentences:
            self.item(sentence.text + self.mark(sentence.cites), first)

    def conflicts(self, conflicts: Iterable[Conflict]) -> None:
        """Where sources disagree, with what was followed."""
        for number, conflict in enumerate(conflicts):
            if not number:
                self.heading("SOURCES DISAGREE")
            self.item(conflict.about, "  ⇄ ")
            for position in conflict.positions:
                self.item(position.says + self.mark(position.cites), "      · ")
            self.item(f"Here: {conflict.handled}", "      ")

    def warned(self, warnings: Iterable[Warned], first: str = "  ") -> None:
        """What to mind, each as loud as it is."""
        for warned in warnings:
            style, sign = LOUD[warned.severity]
            self.item(warned.text + self.mark(warned.cites), f"{first}{sign}", style)

    def category(self, category: Category | None) -> tuple[str, str]:
        """A category as a shape with its words, and the colour it is painted in."""
        if category is None:
            return "· not rated", "dim"
        sign, colour = SHAPES[category]
        return f"{sign} {self.knowledge.scale.categories[category][0]}", colour

    def sources(self) -> str:
        """The whole page: the documents that were cited, and the notice, last."""
        if self.numbers:
            self.heading("SOURCES")
            by_source = {key.partition("#")[0]: citation for key, citation in self.citations.items()}
            for source, number in self.numbers.items():
                citation = by_source[source]
                parts = [citation.title, citation.publisher, citation.date, f"seen: {citation.seen}"]
                if citation.source_review.by:
                    parts.append(f"reviewed by {citation.source_review.by}")
                self.item(" · ".join(part for part in parts if part), f"  [{number}] ", "dim")
        self.lines.append("")
        self.item(self.notice, "", "dim")
        return "\n".join(self.lines) + "\n"
