"""The desk of the review: who may do what, written into the file first and into the history after."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from metscout.engine.editorial import old_sources
from metscout.packs.load import load_knowledge
from metscout.packs.model import Approval, Review
from metscout.packs.read_reviews import ROLES, same_person
from metscout.records.content_diff import Change, changes
from metscout.records.history import APPROVE, COMMENT, INTERRUPTED, RETIRE, SUBMIT, Event, History, new_uid
from metscout.records.place import Records
from metscout.records.review_file import as_written, held, replace_file, with_entry, with_review
from metscout.records.review_items import ReviewItem, Shelf, check_writable
from metscout.terms.errors import UsageError
from metscout.terms.frozen import frozen, replaced
from metscout.terms.words import ReviewStatus

_FOUND = "Found in the file."
_OLD = ("superseded", "probably_superseded")


@frozen
class QueueEntry:
    """One item in the queue. `awaiting` are the roles still missing, `approved_by` the approvals that count.

    `waiting_days` are counted since it was submitted, or since its file was updated where nobody submitted it.
    """

    id: str
    kind: str
    title: str
    state: ReviewStatus
    awaiting: tuple[str, ...]
    approved_by: tuple[Approval, ...]
    submitted_by: str | None
    submitted: str | None
    waiting_days: int
    due: str | None
    overdue: bool
    changed_since: str | None
    freshness: tuple[str, ...]


@frozen
class ItemPage:
    """Everything about one item: `changed` since its last approval, None where what was approved is not known here."""

    entry: QueueEntry
    content: str
    file: str
    history: tuple[Event, ...]
    changed: tuple[Change, ...] | None


class Desk:
    """The review of these packs with these records. Opening it mends what a killed process left behind.

    Raises PackError for packs that do not load.
    """

    def __init__(self, records: Records, packs: Sequence[Path] = (), policy: Path | None = None) -> None:
        self.records = records
        self.history = History(records)
        self.packs = tuple(packs)
        self.policy = policy
        self.knowledge = load_knowledge(packs, policy=policy)
        self.shelf = Shelf(packs, policy)
        self.mend()

    def mend(self) -> None:
        """Bring the history in line with the files, which are the truth."""
        if self.history.pending() or self._unheard(self.history.events()):
            with self.records.alone():
                self._look_again()

    def queue(self, today: str) -> tuple[QueueEntry, ...]:
        """Every item, those that are due first, then those that wait longest."""
        by_item: dict[str, list[Event]] = {}
        for event in self.history.events():
            by_item.setdefault(event.item, []).append(event)
        found = [self._entry(item, by_item.get(name, []), today) for name, item in self.shelf.items.items()]
        return tuple(sorted(found, key=lambda entry: (entry.due or "9999", -entry.waiting_days, entry.id)))

    def page(self, name: str, today: str) -> ItemPage:
        """One item, its history, and what changed since it was last approved."""
        item = self.shelf.item(name)
        events = self.history.events(name)
        return ItemPage(
            self._entry(item, events, today), item.review.content, str(item.path), events, self._changed(item, events)
        )

    def submit(self, name: str, by: str, role: str | None, due: str | None, comment: str | None) -> ReviewItem:
        """Put an item as it stands now up for review; what was retired comes back as submitted."""
        with self._at_work(name) as item:
            if item.review.status is ReviewStatus.APPROVED:
                raise UsageError("nothing_to_do", name, f"is approved as it stands; {_given(item.review)}")
            event = self._event(item, SUBMIT, by, role, comment, due)
            if item.review.status is ReviewStatus.RETIRED:
                renewed = replaced(item.review, status=ReviewStatus.SUBMITTED, updated=event.at[:10], approvals=())
                self._write(item, renewed, event)
            else:
                self.history.add(event, item.content)
        return self.shelf.item(name)

    def comment(self, name: str, by: str, role: str, comment: str) -> None:
        """Say something about an item."""
        with self._at_work(name) as item:
            self.history.add(self._event(item, COMMENT, by, role, comment), item.content)

    def approve(
        self, name: str, by: str, role: str, comment: str | None = None, content: str | None = None
    ) -> ReviewItem:
        """Approve an item as it stands now, in one role; with the last role it is approved."""
        with self._at_work(name) as item:
            _may_approve(item, self.history.events(name), by, role, content)
            event = self._event(item, APPROVE, by, role, comment)
            review = item.review
            others = tuple(given for given in review.approvals if given.role != role)
            approvals = (*others, Approval(event.name, role, event.at[:10], review.content))
            given = {found.role for found in approvals if found.content == review.content}
            complete = given >= set(review.awaiting)
            if complete:
                approvals = tuple(found for found in approvals if found.content == review.content)
            status = ReviewStatus.APPROVED if complete else ReviewStatus.UNDER_REVIEW
            self._write(item, replaced(review, status=status, updated=event.at[:10], approvals=approvals), event)
        return self.shelf.item(name)

    def retire(self, name: str, by: str, role: str, comment: str) -> ReviewItem:
        """Take an item out of use, with the reason."""
        with self._at_work(name) as item:
            if item.review.status is ReviewStatus.RETIRED:
                raise UsageError("nothing_to_do", name, "is retired already")
            event = self._event(item, RETIRE, by, role, comment)
            retired = replaced(item.review, status=ReviewStatus.RETIRED, updated=event.at[:10])
            self._write(item, retired, event)
        return self.shelf.item(name)

    @contextlib.contextmanager
    def _at_work(self, name: str) -> Iterator[ReviewItem]:
        """The item with every other reviewer kept out, read from its file just now."""
        with self.records.alone():
            self._look_again()
            yield self.shelf.item(name)
            self.shelf = Shelf(self.packs, self.policy)

    def _event(
        self, item: ReviewItem, event: str, by: str, role: str | None, comment: str | None, due: str | None = None
    ) -> Event:
        if role is not None and role not in ROLES:
            raise UsageError("unknown_value", "--role", f"{role!r} is no role of a reviewer", role, ROLES)
        said = None if comment is None else _clean(comment, "--comment")
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Event(new_uid(), item.id, at, event, _clean(by, "--as"), role, said, due, item.review.content)

    def _write(self, item: ReviewItem, review: Review, event: Event) -> None:
        """Say it, write the file, keep it: killed anywhere between, the next start knows by the file what happened."""
        check_writable(item)
        with held(item.path):
            self._unchanged(item)
            self.history.begin(event, item.content)
            try:
                before = item.path.read_bytes() if item.path.exists() else b""
                write = with_entry if item.overlay else with_review
                replace_file(item.path, write(before, item.id, as_written(review), str(item.path)))
            except (OSError, UsageError):
                self.history.end(event, replaced(event, event=INTERRUPTED))
                raise
            try:
                self.history.end(event, event)
            except UsageError as error:
                text = (
                    f"is written into {item.path}, but not into the history, which the next start mends: {error.text}"
                )
                raise UsageError(error.code, item.id, text) from None

    def _unchanged(self, item: ReviewItem) -> None:
        """Raise UsageError where the item is no longer as it was read, now that its folder is held."""
        found = Shelf(self.packs, self.policy).item(item.id)
        if found.review != item.review:
            raise UsageError("changed", item.id, "was changed by somebody else just now; look at it again")

    def _look_again(self) -> None:
        """Read the files anew, and mend; only while alone."""
        self.shelf = Shelf(self.packs, self.policy)
        for event in self.history.pending():
            item = self.shelf.items.get(event.item)
            happened = item is not None and _is_written(event, item.review)
            self.history.end(event, event if happened else replaced(event, event=INTERRUPTED))
        for event, content in self._unheard(self.history.events()):
            self.history.add(event, content)

    def _unheard(self, events: Sequence[Event]) -> list[tuple[Event, object]]:
        """Approvals of what stands in the files now that the history has not heard of."""
        known = {(event.item, event.role, event.content) for event in events if event.event == APPROVE}
        return [
            (
                Event(
                    new_uid(),
                    item.id,
                    f"{given.date}T00:00:00Z",
                    APPROVE,
                    given.by,
                    given.role,
                    _FOUND,
                    None,
                    given.content,
                ),
                item.content,
            )
            for item in self.shelf.items.values()
            for given in item.review.approvals
            if given.content == item.review.content and (item.id, given.role, given.content) not in known
        ]

    def _entry(self, item: ReviewItem, events: Sequence[Event], today: str) -> QueueEntry:
        review = item.review
        approved = tuple(given for given in review.approvals if given.content == review.content)
        submitted = next((event for event in reversed(events) if event.event == SUBMIT), None)
        current = submitted if submitted is not None and submitted.content == review.content else None
        state = review.status
        discussed = any(event.event == COMMENT and event.content == review.content for event in events)
        if state is ReviewStatus.SUBMITTED and discussed:
            state = ReviewStatus.UNDER_REVIEW
        waits = state in (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW)
        since = current.at[:10] if current is not None else review.updated
        due = current.due if current is not None and waits else None
        given = {found.role for found in approved}
        return QueueEntry(
            item.id,
            item.kind,
            item.title,
            state,
            tuple(role for role in review.awaiting if role not in given) if waits else (),
            approved,
            current.name if current is not None else review.author,
            current.at if current is not None else None,
            max(0, (date.fromisoformat(today) - date.fromisoformat(since)).days) if waits else 0,
            due,
            due is not None and due < today,
            review.changed_since,
            self._freshness(item, today),
        )

    def _freshness(self, item: ReviewItem, today: str) -> tuple[str, ...]:
        """What is said of the age of the item's source, and of a newer edition of its topic."""
        name, knowledge = item.owner, self.knowledge
        found: list[str] = []
        owners = [(pathway.source, pathway.applies_cites) for pathway in knowledge.pathways if pathway.id == name]
        if name in knowledge.scenario_topics:
            scenario, topic = knowledge.scenario(name), knowledge.topic(knowledge.scenario_topics[name])
            owners.append((scenario.source, scenario.applies_cites))
            if topic.head.currency in _OLD:
                found.append(f"The edition used is {topic.head.currency.replace('_', ' ')}.")
        return (*(warned.text for warned in old_sources(owners, today, knowledge)), *found)

    def _changed(self, item: ReviewItem, events: Sequence[Event]) -> tuple[Change, ...] | None:
        """What changed since the last approval; nothing where it never was approved or still is."""
        now = item.review.content
        past = [given.content for given in item.review.approvals if given.content != now]
        past += [event.content for event in reversed(events) if event.event == APPROVE and event.content != now]
        if item.review.status is ReviewStatus.APPROVED or not past:
            return ()
        before = self.history.content(past[0])
        return None if before is None else changes(before, item.content)


def _may_approve(item: ReviewItem, events: Sequence[Event], by: str, role: str, content: str | None) -> None:
    """Raise UsageError with the reason why this person may not approve the item in this role, if there is one."""
    review, name = item.review, item.id
    if content is not None and not review.content.startswith(content.lower()):
        text = f"is not the content {content} any more, but {review.content[:12]}; see 'metscout review show {name}'"
        raise UsageError("changed", name, text, content)
    if review.status is ReviewStatus.RETIRED:
        raise UsageError("retired", name, "is retired; submit it again before it is approved")
    if not review.awaiting:
        raise UsageError("not_awaited", name, "names nobody whose approval it awaits; write 'awaiting' into its review")
    if role not in review.awaiting:
        raise UsageError("not_awaited", name, f"awaits no {role}", role, review.awaiting)
    current = [given for given in review.approvals if given.content == review.content]
    for given in current:
        if given.role == role:
            text = f"is approved as {role} already, by {given.by} on {given.date}"
            raise UsageError("nothing_to_do", name, text)
        if same_person(given.by, by):
            text = f"is approved by {given.by} as {given.role} already; another person approves it as {role}"
            raise UsageError("four_eyes", name, text)
    authors = [event.name for event in events if event.event == SUBMIT and event.content == review.content]
    if review.author is not None:
        authors.append(review.author)
    if not authors:
        past = next((event for event in reversed(events) if event.event == SUBMIT), None)
        why = f"changed since {past.name} submitted it" if past is not None else "was submitted by nobody yet"
        text = f"{why}, so that nobody is known who may not approve it; 'metscout review submit {name}' first"
        raise UsageError("not_submitted", name, text)
    if any(same_person(author, by) for author in authors):
        raise UsageError("four_eyes", name, f"was submitted by {by}; who submits does not approve")


def _is_written(event: Event, review: Review) -> bool:
    """Whether the file says what the event was going to write."""
    if event.event == APPROVE:
        wanted = (event.name, event.role, event.content)
        return any((given.by, given.role, given.content) == wanted for given in review.approvals)
    state = ReviewStatus.RETIRED if event.event == RETIRE else ReviewStatus.SUBMITTED
    return review.status is state


def _given(review: Review) -> str:
    return " and ".join(f"by {given.by} as {given.role} on {given.date}" for given in review.approvals)


def _clean(text: str, option: str) -> str:
    found = " ".join(text.split())
    if not found or not found.isprintable():
        raise UsageError("wrong_type", option, "is no text that can be printed on one line", text)
    return found
