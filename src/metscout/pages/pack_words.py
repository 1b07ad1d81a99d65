"""The words of the packs' pages: lines with their citation keys, conditions as they are written."""

from collections.abc import Iterable, Sequence

from metscout.conditions.tree import Admissible, Condition, Interval, Known, Line, OneOf
from metscout.facts.declaration import FactDeclaration, Value, Vocabulary
from metscout.packs.load import Knowledge
from metscout.packs.model import Exclusion
from metscout.pages.ink import columns, harmless, wrap
from metscout.terms.sentences import Sentence


class PackText:
    """Lines that fit a width, and the citation keys they used in the order of first use."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []
        self.used: dict[str, None] = {}

    def heading(self, text: str) -> None:
        """A blank line and a heading."""
        self.lines += ["", *wrap(text.upper(), self.width)]

    def item(self, text: str, cites: Iterable[str] = (), first: str = "  ") -> None:
        """A wrapped line with its citation keys."""
        keys = tuple(cites)
        self.used |= dict.fromkeys(keys)
        said = f"{text} [{', '.join(keys)}]" if keys else text
        self.lines += wrap(harmless(said), self.width, first, " " * columns(first) if first else "  ")

    def said(self, sentences: Iterable[Sentence], first: str = "  - ", about: str = "") -> None:
        """Sentences with their citation keys."""
        for sentence in sentences:
            self.item(f"{about}: {sentence.text}" if about else sentence.text, sentence.cites, first)

    def text(self) -> str:
        """The whole page."""
        return "\n".join(self.lines) + "\n"


def admitted(parts: Sequence[Admissible], declaration: FactDeclaration) -> list[str]:
    """The values that all parts admit; a value stands for those below it."""
    listed = [part.values for part in parts if isinstance(part, OneOf)]
    words = [_bounds(part) for part in parts if isinstance(part, Interval)]
    if listed:
        common = frozenset.intersection(*listed)
        highest = [value for value in common if common.isdisjoint(declaration.above(value))]
        order = {value: rank for rank, value in enumerate(declaration.domain)}
        words += [_word(value) for value in sorted(highest, key=lambda value: (order.get(value, 0), str(value)))]
    return words or (["any value"] if any(isinstance(part, Known) for part in parts) else ["none"])


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bounds(interval: Interval) -> str:
    bounds = {name: getattr(interval, name) for name in ("at_least", "above", "at_most", "below")}
    return " and ".join(f"{spaced(name)} {bound:g}" for name, bound in bounds.items() if bound is not None)


def exclusion_lines(text: PackText, exclusion: Exclusion, titles: dict[str, str], vocabulary: Vocabulary) -> None:
    """Who belongs elsewhere, where, and why."""
    text.item("; ".join(spelled(exclusion.condition, vocabulary)), first="  - ")
    text.item(f"-> {titles.get(exclusion.see, exclusion.see)}", first="    ")
    inferred = " (inference, awaiting review)" if exclusion.inference else ""
    text.item(f"{exclusion.because}{inferred}", exclusion.cites, first="    ")


def spelled(condition: Condition, vocabulary: Vocabulary) -> list[str]:
    """A condition as it is written: one fact with its values a line, any_of and none_of in words."""
    found = [_spell_line(line, vocabulary) for line in condition.lines]
    for words, groups in (("any of", condition.any_of), ("none of", condition.none_of)):
        if groups:
            shown = " | ".join(", ".join(_spell_line(line, vocabulary) for line in group) for group in groups)
            found.append(f"{words}: {shown}")
    return found


def _spell_line(line: Line, vocabulary: Vocabulary) -> str:
    return f"{line.fact}: {' or '.join(admitted((line.admissible,), vocabulary[line.fact]))}"


def spaced(word: str) -> str:
    """An id as words."""
    return word.replace("_", " ")


def source_lines(text: PackText, knowledge: Knowledge) -> None:
    """The sources that were cited, in the order of their keys."""
    text.heading("sources")
    for key in sorted(text.used):
        citation = knowledge.citations[key]
        reports = citation.reports and f"reports {citation.reports}"
        parts = (citation.publisher, citation.date, f"seen: {citation.seen}", reports)
        text.item(f"[{key}] {citation.title}: {citation.locator or 'no heading'}", first="  ")
        text.item(" · ".join(part for part in parts if part), first="    ")
