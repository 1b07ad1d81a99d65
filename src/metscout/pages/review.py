"""The editorial review on a terminal: the queue, one item with its history, and the change log as Markdown."""

from collections.abc import Iterable, Sequence

from metscout.pages.ink import Ink, harmless, pad, wrap
from metscout.records.change_log import LogEntry
from metscout.records.content_diff import Change
from metscout.records.history import APPROVE, COMMENT, INTERRUPTED, RETIRE, SUBMIT, Event
from metscout.records.reviewing import ItemPage, QueueEntry
from metscout.terms.words import ReviewStatus

_COLOURS = {
    ReviewStatus.SUBMITTED: "yellow",
    ReviewStatus.UNDER_REVIEW: "cyan",
    ReviewStatus.APPROVED: "green",
    ReviewStatus.RETIRED: "dim",
}
_DID = {
    SUBMIT: "submitted it",
    COMMENT: "said",
    APPROVE: "approved it",
    RETIRE: "retired it",
    INTERRUPTED: "began something that was interrupted; nothing came of it",
}


def queue_page(entries: Sequence[QueueEntry], ink: Ink) -> str:
    """The queue, an item with all that it waits for in two lines or three."""
    lines: list[str] = []
    for entry in entries:
        state = ink.paint(pad(_spaced(entry.state.value), 13), _COLOURS[entry.state])
        lines.append(f"{state} {entry.id}")
        lines += wrap(harmless(_waits(entry)), ink.width, " " * 14)
        lines += [ink.paint(line, "yellow") for note in entry.freshness for line in wrap(note, ink.width, " " * 14)]
    counted = {state: sum(entry.state is state for entry in entries) for state in ReviewStatus}
    lines.append(f"{len(entries)} item(s): " + ", ".join(f"{n} {_spaced(state.value)}" for state, n in counted.items()))
    return "\n".join(lines) + "\n"


def _waits(entry: QueueEntry) -> str:
    parts = []
    if entry.awaiting:
        parts.append(f"awaits {' and '.join(map(_spaced, entry.awaiting))}")
    parts += [f"approved by {given.by}, {_spaced(given.role)}, {given.date}" for given in entry.approved_by]
    if entry.submitted is not None:
        parts.append(f"submitted by {entry.submitted_by} on {entry.submitted[:10]}")
    if entry.awaiting:
        parts.append(f"waits {entry.waiting_days} day(s)")
    if entry.due is not None:
        parts.append(f"due {entry.due}{', overdue' if entry.overdue else ''}")
    if entry.changed_since is not None:
        parts.append(f"changed since it was approved on {entry.changed_since}")
    return " · ".join(parts) or "nothing waits"


def item_page(page: ItemPage, ink: Ink) -> str:
    """One item: state, history with comments, and what changed since it was approved."""
    entry = page.entry
    lines = [ink.paint(line, "bold", "cyan") for line in wrap(harmless(entry.title), ink.width)]
    lines.append(f"{entry.id} · {entry.kind} · {ink.paint(_spaced(entry.state.value), _COLOURS[entry.state])}")
    lines += wrap(harmless(_waits(entry)), ink.width)
    lines += wrap(f"content {page.content[:12]} in {page.file}", ink.width)
    lines += [ink.paint(line, "yellow") for note in entry.freshness for line in wrap(note, ink.width)]
    lines += ["", ink.paint("HISTORY", "bold")]
    for event in page.history:
        lines += wrap(harmless(_event(event)), ink.width, f"  {event.at[:10]}  ")
    if not page.history:
        lines.append("  Nothing is recorded.")
    if page.changed is None:
        lines += ["", "What was approved is not in these records, so that what changed cannot be shown."]
    elif page.changed:
        lines += ["", ink.paint(f"CHANGED since it was approved: {len(page.changed)}", "bold")]
        lines += _changes(page.changed, ink)
    return "\n".join(lines) + "\n"


def _event(event: Event) -> str:
    role = f", {_spaced(event.role)}," if event.role else ""
    due = f", to be reviewed by {event.due}" if event.due else ""
    comment = f": {event.comment}" if event.comment else ""
    return f"{event.name}{role} {_DID[event.event]}{due}{comment}"


def _changes(changed: Iterable[Change], ink: Ink) -> list[str]:
    lines: list[str] = []
    last = None
    for change in changed:
        if change.where != last:
            lines += wrap(harmless(change.where), ink.width, "  ")
            last = change.where
        for said, sign, colour in ((change.was, "  - ", "red"), (change.now, "  + ", "green")):
            if said is not None:
                lines += [ink.paint(line, colour) for line in wrap(harmless(said), ink.width, sign)]
    return lines


def change_log_page(entries: Sequence[LogEntry]) -> str:
    """The change log as Markdown."""
    lines = ["# Change log of the reviewed content", ""]
    day = None
    for entry in entries:
        if entry.date != day:
            lines += [f"## {entry.date}", ""]
            day = entry.date
        by = " and ".join(f"{_markdown(name)} ({_spaced(role)})" for role, name in entry.by)
        reason = f": {_markdown(entry.reason)}" if entry.reason else "."
        lines.append(f"- **{entry.item}** {entry.what} by {by}{reason} *{_markdown(entry.title)}*")
        if entry.what == "approved":
            lines += _log_changes(entry.changed)
    if not entries:
        lines.append("Nothing is approved yet.")
    return "\n".join(lines) + "\n"


def _log_changes(changed: tuple[Change, ...] | None) -> list[str]:
    if changed is None:
        return ["  - First approval."]
    lines = []
    for change in changed:
        said = [f"~~{_markdown(change.was)}~~"] if change.was is not None else []
        said += [_markdown(change.now)] if change.now is not None else []
        lines.append(f"  - {_markdown(change.where)}: {' → '.join(said)}")
    return lines


def _markdown(text: str) -> str:
    """A text that no sign of Markdown or HTML in it can rule."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~" else sign for sign in harmless(text))


def _spaced(word: str) -> str:
    return word.replace("_", " ")
