"""An answer as terminal text: the direct answer first, then what bears on it, the sources numbered."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from metscout.answers.answer_document import Answer, AnswerLine, AskOutcome, LineRole
from metscout.packs.load import Knowledge
from metscout.pages.ink import Ink
from metscout.pages.page import LOUD, Page, review_words

if TYPE_CHECKING:
    from metscout.answers.rephrase import Rephrasing

_SIGNS = {LineRole.DIRECT: "  ", LineRole.SUPPORT: "  · ", LineRole.CAUTION: "  ! "}
_WHY = {
    "out_of_scope": "Not covered",
    "not_in_sources": "Not in the sources",
    "not_advice": "Not answered: this is no advice",
}
_PATIENT = "patient"
_REWORDED = "≈"


def answer_page(
    answer: Answer, knowledge: Knowledge, ink: Ink, rephrasing: "Rephrasing | None" = None, *, originals: bool = False
) -> str:
    """The answer as text that fits the width, reworded where a rephrasing was accepted; `originals` shows both."""
    page = Page(answer.citations, answer.notice, knowledge, ink)
    if answer.refusal is not None:
        page.title(_WHY[answer.refusal.code], "bold", "yellow")
        page.item(answer.refusal.because)
    elif answer.outcome is AskOutcome.NEEDS_FACTS:
        page.title("The answer differs; one more fact decides", "bold", "yellow")
    _lines(page, answer, {} if rephrasing is None else rephrasing.texts, originals)
    if rephrasing is not None:
        _rephrased(page, rephrasing, originals)
    if answer.audience == _PATIENT and answer.audience_wording == "missing":
        page.item("No reviewed wording for patients is there yet on this.", "", "yellow")
    if answer.scenario is not None:
        badge = review_words(answer.scenario.review.status)
        page.item(f"Answered for: {answer.scenario.title} ({badge}, {answer.scenario.review.updated})", "", "dim")
    _missing(page, answer)
    for term in answer.terms:
        page.item(f"{term.term}: {term.means}{page.mark(term.cites)}", "  = ", "dim")
    for reason in answer.reasoning:
        page.item(f"because {reason.condition}", "  ∴ ", "dim")
    for warned in answer.warnings:
        page.item(warned.text, f"  {LOUD[warned.severity][1]} ", LOUD[warned.severity][0])
    _conflicts(page, answer)
    if answer.nearest:
        page.heading("WHAT CAN BE ANSWERED")
        for near in answer.nearest:
            page.item(f"{near.question} ({near.title})", "  ? ")
    if answer.follow_ups:
        page.heading("ASK ON")
        for question in answer.follow_ups:
            page.item(question, "  ? ")
    return page.sources()


def _lines(page: Page, answer: Answer, texts: Mapping[str, str], originals: bool) -> None:
    for line in answer.answer:
        styles = ("bold",) if line.role is LineRole.DIRECT else ("yellow",) if line.role is LineRole.CAUTION else ()
        text = texts.get(line.statement)
        reworded = line.text if text is None else f"{text} {_REWORDED}"
        page.item(f"{reworded}{page.mark(line.cites)}", _sign(line), *styles)
        if text is not None and originals:
            page.item(f"original: {line.text}", "      ", "dim")


def _rephrased(page: Page, rephrasing: "Rephrasing", originals: bool) -> None:
    """Who reworded what, what stands as written and why, and how to see the originals."""
    if rephrasing.fault is not None:
        page.item(f"Not rephrased: {rephrasing.fault}. The answer stands as written.", "", "yellow")
        return
    count = len(rephrasing.texts)
    said = f"{_REWORDED} reworded by {rephrasing.model} and checked: {count} sentence{'' if count == 1 else 's'}."
    if not originals and count:
        said += " --original shows what the packs say."
    page.item(said, "", "dim")
    for because, number in Counter(rejected.because for rejected in rephrasing.rejected).items():
        page.item(f"{number} stand{'s' if number == 1 else ''} as written: {because}.", "  ", "dim")


def _sign(line: AnswerLine) -> str:
    return _SIGNS[line.role]


def _missing(page: Page, answer: Answer) -> None:
    if not answer.missing:
        return
    page.heading("TELL ME" if answer.outcome is AskOutcome.NEEDS_FACTS else "ASK FIRST")
    for missing in answer.missing:
        page.item(missing.question, "  ? ")


def _conflicts(page: Page, answer: Answer) -> None:
    if answer.conflicts:
        page.heading("SOURCES DISAGREE")
    for conflict in answer.conflicts:
        page.item(conflict.about, "  ⇄ ")
        for position in conflict.positions:
            page.item(position.says + page.mark(position.cites), "      · ")
        page.item(f"Here: {conflict.handled}", "      ")
