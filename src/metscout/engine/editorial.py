"""What an answer says of its own ground: content that is not approved, a source that is old."""

from collections.abc import Iterable
from functools import partial

from metscout.engine.decision import Warned
from metscout.packs.load import Knowledge
from metscout.packs.model import Review
from metscout.terms.dates import latest, months_after
from metscout.terms.words import ReviewStatus, Severity

OLD_AFTER_MONTHS = 24  # a convention of this program, which a site's policy can change


def unreviewed_text(review: Review, what: str) -> str | None:
    """That a reviewer did not approve `what` (such as "This content"); None where it is approved."""
    if review.status is ReviewStatus.APPROVED:
        return None
    if review.status is ReviewStatus.RETIRED:
        return f"{what} was retired by its reviewers on {review.updated}; do not rely on it."
    since = f": it changed since it was approved on {review.changed_since}" if review.changed_since else ""
    return f"{what} is {review.status.value.replace('_', ' ')} and not yet approved by a reviewer{since}."


def unreviewed_severity(review: Review) -> Severity:
    """How loudly it is said: what was retired is no mere draft."""
    return Severity.WARNING if review.status is ReviewStatus.RETIRED else Severity.INFO


def old_after_months(knowledge: Knowledge) -> int:
    """After how many months a source counts as old: as the site says, or by convention."""
    policy = knowledge.policy
    return OLD_AFTER_MONTHS if policy is None or policy.old_after_months is None else policy.old_after_months


def old_sources(owners: Iterable[tuple[str, tuple[str, ...]]], as_of: str, knowledge: Knowledge) -> tuple[Warned, ...]:
    """A warning for each source that is old on the day `as_of`, once; `owners` are sources with a citation of each."""
    found = [
        knowledge.remember(("old", source, cites, as_of), partial(_old_source, cites, as_of, knowledge))
        for source, cites in dict.fromkeys(owners)
        if cites
    ]
    return tuple(dict.fromkeys(warned for warned in found if isinstance(warned, Warned)))


def _old_source(cites: tuple[str, ...], as_of: str, knowledge: Knowledge) -> Warned | str:
    """The warning, or an empty text: what is remembered is not looked up again."""
    citation = knowledge.citations[cites[0]]
    months = old_after_months(knowledge)
    if citation.date is None or months_after(latest(citation.date), months) >= as_of:
        return ""
    policy = knowledge.policy
    own = policy.cites("old_after_months") if policy is not None and policy.old_after_months is not None else ()
    text = f"The source is of {citation.date}: more than {months} months before {as_of}. Look for a newer edition."
    return Warned("source_old", Severity.WARNING, text, (*cites[:1], *own))
