"""What happened in the review, in order, and the contents it speaks of, as the database keeps them."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from metscout.packs.read_reviews import ROLES, digest_of
from metscout.records.place import Records
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen

if TYPE_CHECKING:
    from sqlalchemy import Connection

SUBMIT, COMMENT, APPROVE, RETIRE, INTERRUPTED = "submit", "comment", "approve", "retire", "interrupted"
EVENTS = (SUBMIT, COMMENT, APPROVE, RETIRE, INTERRUPTED)


@frozen
class Event:
    """One thing that somebody did with an item; `content` is the digest of what it was then.

    `interrupted`: it was begun, and the file was never written. `uid` tells it from all others anywhere.
    """

    uid: str
    item: str
    at: str
    event: str
    name: str
    role: str | None
    comment: str | None
    due: str | None
    content: str


_FIELDS: tuple[str, ...] = Event.__match_args__


def new_uid() -> str:
    """An id that no other event has."""
    return os.urandom(16).hex()


class History:
    """The events and contents of one database."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def events(self, item: str | None = None) -> tuple[Event, ...]:
        """All events in the order they were kept, or those of one item."""
        from metscout.records.tables import EVENTS as TABLE

        wanted = TABLE.select().order_by(TABLE.c.number)
        if item is not None:
            wanted = wanted.where(TABLE.c.item == item)
        with self.records.transaction() as connection:
            return tuple(_event(row) for row in connection.execute(wanted).mappings())

    def pending(self) -> tuple[Event, ...]:
        """What was begun and not ended: it is under way, or its process died."""
        from metscout.records.tables import PENDING

        with self.records.transaction() as connection:
            return tuple(_event(row) for row in connection.execute(PENDING.select()).mappings())

    def content(self, digest: str) -> Any:
        """A content by its digest; None where it was never seen."""
        from metscout.records.tables import CONTENTS

        with self.records.transaction() as connection:
            text = connection.execute(CONTENTS.select().where(CONTENTS.c.sha256 == digest)).mappings().first()
        return None if text is None else json.loads(text["content"])

    def begin(self, event: Event, content: Any) -> None:
        """Say what is going to be done, before the file is touched."""
        from metscout.records.tables import PENDING

        with self.records.transaction() as connection:
            _keep_content(connection, content)
            connection.execute(PENDING.insert().values(_row(event)))

    def end(self, begun: Event, event: Event) -> None:
        """Say what became of it, once the file is written."""
        from metscout.records.tables import EVENTS as TABLE
        from metscout.records.tables import PENDING

        with self.records.transaction() as connection:
            if connection.execute(PENDING.delete().where(PENDING.c.uid == begun.uid)).rowcount:
                connection.execute(TABLE.insert().values(_row(event)))

    def add(self, event: Event, content: Any) -> None:
        """Keep an event that touches no file."""
        from metscout.records.tables import EVENTS as TABLE

        with self.records.transaction() as connection:
            _keep_content(connection, content)
            connection.execute(TABLE.insert().values(_row(event)))

    def export(self) -> Iterator[str]:
        """Every event and content as a line of JSON; comments, names and dates, nothing about patients."""
        from metscout.records.tables import CONTENTS

        for event in self.events():
            yield json.dumps({"event": _row(event)}, ensure_ascii=False) + "\n"
        with self.records.transaction() as connection:
            for row in connection.execute(CONTENTS.select().order_by(CONTENTS.c.sha256)).mappings():
                yield json.dumps({"content": json.loads(row["content"])}, ensure_ascii=False) + "\n"

    def take_in(self, lines: Iterable[tuple[str, Any]]) -> tuple[int, int]:
        """Add what was exported elsewhere, all of it or nothing; returns how much was new, and how much known.

        `lines` are parsed lines with their places. Raises FactError for what is no such line.
        """
        from metscout.records.tables import EVENTS as TABLE

        read = [_line(place, line) for place, line in lines]
        known = {event.uid for event in self.events()}
        new = 0
        with self.records.transaction() as connection:
            for found in read:
                if not isinstance(found, Event):
                    new += _keep_content(connection, found["content"])
                elif found.uid not in known:
                    connection.execute(TABLE.insert().values(_row(found)))
                    known.add(found.uid)
                    new += 1
        return new, len(read) - new


def _line(place: str, line: Any) -> "Event | dict[str, Any]":
    if isinstance(line, dict) and set(line) == {"content"}:
        return line
    event = line.get("event") if isinstance(line, dict) and set(line) == {"event"} else None
    if not isinstance(event, dict) or set(event) != set(_FIELDS):
        raise FactError("wrong_type", place, "is no line of 'metscout review export'")
    for key, value in event.items():
        if not isinstance(value, str) and not (value is None and key in ("role", "comment", "due")):
            raise FactError("wrong_type", f"{place}.event.{key}", "is no text")
    if event["event"] not in EVENTS or event["role"] not in (None, *ROLES):
        raise FactError("unknown_value", f"{place}.event", "has an event or a role that there is not")
    return _event(event)


def _keep_content(connection: "Connection", content: Any) -> int:
    """Keep a content once; returns 1 where it is new."""
    from metscout.records.tables import CONTENTS

    digest = digest_of(content)
    if connection.execute(CONTENTS.select().where(CONTENTS.c.sha256 == digest)).first() is not None:
        return 0
    text = json.dumps(content, ensure_ascii=False)
    connection.execute(CONTENTS.insert().values(sha256=digest, content=text))
    return 1


def _event(row: Mapping[Any, Any]) -> Event:
    return Event(*(row[name] for name in _FIELDS))


def _row(event: Event) -> dict[str, str | None]:
    return {name: getattr(event, name) for name in _FIELDS}
