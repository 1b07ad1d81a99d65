"""Cited sentences and where their citations lead."""

from metscout.terms.frozen import frozen


@frozen
class Sentence:
    """One sentence of guidance. `cites` are keys `source#heading` that resolve in the citations."""

    text: str
    cites: tuple[str, ...]


@frozen
class SourceReview:
    """Who reviewed the source itself and when; `None` where the source does not say."""

    by: str | None
    date: str | None
    state: str | None


@frozen
class Citation:
    """Where a sentence is said: document, heading, and how much of it was seen."""

    title: str
    publisher: str | None
    date: str | None
    locator: str | None
    url: str | None
    reports: str | None
    source_review: SourceReview
    seen: str
