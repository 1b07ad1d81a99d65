"""What an answer adds for its reader, as terminal text."""

from metscout.answers.for_audience import AudienceNote
from metscout.packs.load import Knowledge
from metscout.pages.ink import Ink
from metscout.pages.page import Page

_TITLES = {
    "result_positive": "If spread is found",
    "result_negative": "If nothing is found",
    "result_indeterminate": "If the result is not clear",
    "study": "The test",
    "why": "Why this test",
    "other_studies": "Other tests",
    "preparation": "Before the test",
    "radiation": "Radiation",
    "treatment": "Treatment",
    "ask_the_team": "Ask your team",
}


def audience_page(note: AudienceNote, notice: str, knowledge: Knowledge, ink: Ink) -> str:
    """The plain words for a patient, or the terms for a trainee, with their sources."""
    page = Page(note.citations, notice, knowledge, ink)
    if note.plain:
        page.title("In plain words")
        if note.review_status != "approved":
            page.item("No reviewer has approved this text yet.", "", "dim")
    about = ""
    for line in note.plain:
        if line.about != about:
            about = line.about
            page.heading(_TITLES[about].upper())
        page.item(line.text + page.mark(line.cites), "  ")
    if note.audience_wording == "missing":
        page.heading("IN PLAIN WORDS")
        page.item("No reviewed wording for patients is known for this answer.", "  ")
    elif note.plain:
        status = (note.review_status or "").replace("_", " ")
        page.item(f"Wording from the packs, {status}. Reading grade {note.reading_grade}.", "  ", "dim")
    if note.terms:
        page.heading("TERMS")
        for term in note.terms:
            page.item(f"{term.term}: {term.means}{page.mark(term.cites)}", "  · ")
    return page.sources()
