"""The public change log: what was approved and retired, by whom, and what changed each time."""

from collections.abc import Sequence

from metscout.packs.read_reviews import same_person
from metscout.records.content_diff import Change, changes
from metscout.records.history import APPROVE, RETIRE, Event, History
from metscout.records.review_items import ReviewItem, Shelf
from metscout.terms.frozen import frozen


@frozen
class LogEntry:
    """One line of the log. `by` are role and name of each reviewer; `changed` is None for a first approval.

    `reason` is why an item was retired.
    """

    date: str
    item: str
    title: str
    what: str
    by: tuple[tuple[str, str], ...]
    changed: tuple[Change, ...] | None
    reason: str | None


def change_log(history: History, shelf: Shelf) -> tuple[LogEntry, ...]:
    """Every approval that was complete and every retirement, the newest first."""
    found: list[LogEntry] = []
    events = history.events()
    for item in shelf.items.values():
        own = [event for event in events if event.item == item.id]
        found += _of_item(item, own, history)
    return tuple(sorted(found, key=lambda entry: (entry.date, entry.item), reverse=True))


def _of_item(item: ReviewItem, events: Sequence[Event], history: History) -> list[LogEntry]:
    found: list[LogEntry] = []
    before: str | None = None
    given: dict[str, list[Event]] = {}
    for event in events:
        if event.event == RETIRE:
            found.append(LogEntry(event.at[:10], item.id, item.title, "retired", _names([event]), (), event.comment))
        if event.event != APPROVE or any(same_person(event.name, other.name) for other in given.get(event.content, ())):
            continue
        reviewers = given.setdefault(event.content, [])
        reviewers.append(event)
        if {reviewer.role for reviewer in reviewers} == set(item.review.awaiting):
            changed = None if before is None else changes(history.content(before), history.content(event.content))
            found.append(LogEntry(event.at[:10], item.id, item.title, "approved", _names(reviewers), changed, None))
            before = event.content
    return found


def _names(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    return tuple((event.role or "", event.name) for event in events)
