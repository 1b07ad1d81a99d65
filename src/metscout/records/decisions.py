"""Stored decisions: what was asked, what was answered, and what that rests on. They can hold patient data."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from metscout.packs.load import Knowledge
from metscout.records.place import Records
from metscout.terms.errors import UsageError
from metscout.terms.frozen import frozen

RETENTION = "METSCOUT_RETENTION_DAYS"
_AT_ONCE = 100


@frozen
class StoredDecision:
    """One decision. `given` is the input as it was given, `document` the answer byte for byte.

    `packs` are the version and digest of every pack there was, by name; those it rests on stand in the document.
    """

    decision_id: str
    verb: str
    given: dict[str, Any]
    document: bytes
    as_of: str
    created: str
    packs: dict[str, tuple[str, str]]
    policy: str | None
    engine: str
    audience: str | None


def bytes_of(document: Mapping[str, Any]) -> bytes:
    """The document as `--json` prints it into a file."""
    return json.dumps(document, ensure_ascii=False).encode()


def decision_of(
    verb: str, given: Mapping[str, Any], document: Mapping[str, Any], knowledge: Knowledge, audience: str | None = None
) -> StoredDecision:
    """The record of an answer that this knowledge gave."""
    packs = {name: (stamp.version, stamp.sha256) for name, stamp in sorted(knowledge.stamps.items())}
    return StoredDecision(
        document["decision_id"],
        verb,
        dict(given),
        bytes_of(document),
        document["as_of"],
        document["created"],
        packs,
        document["knowledge"]["policy"],
        document["knowledge"]["engine"],
        audience,
    )


def store(records: Records, decision: StoredDecision) -> None:
    """Keep the decision, and let go of those that are older than the retention setting allows."""
    from metscout.records.tables import DECISIONS

    last = retained_from()
    row = {
        "decision_id": decision.decision_id,
        "verb": decision.verb,
        "given": json.dumps(decision.given, ensure_ascii=False),
        "document": decision.document,
        "as_of": decision.as_of,
        "created": decision.created,
        "packs": json.dumps(decision.packs),
        "policy": decision.policy,
        "engine": decision.engine,
        "audience": decision.audience,
    }
    with records.transaction() as connection:
        connection.execute(DECISIONS.insert().values(row))
        if last is not None:
            connection.execute(DECISIONS.delete().where(DECISIONS.c.created < last))


def find_decision(records: Records, decision_id: str) -> StoredDecision:
    """The decision of that id. Raises UsageError where none is stored, and where its record is damaged."""
    from metscout.records.tables import DECISIONS

    wanted = DECISIONS.select().where(DECISIONS.c.decision_id == decision_id)
    with damage_said(decision_id), records.transaction() as connection:
        row = connection.execute(wanted).mappings().first()
    if row is None:
        text = f"no decision {decision_id!r} is stored in {records.shown}; see 'metscout records list'"
        raise UsageError("unknown_value", "replay", text, decision_id)
    return _decision(row)


def decisions(records: Records, before: str | None = None) -> Iterator[StoredDecision]:
    """Every stored decision, oldest first; those made before a day where one is given.

    Read a few at a time: a reader who pauses keeps nobody from storing.
    """
    from sqlalchemy import select, tuple_

    from metscout.records.tables import DECISIONS

    place = (DECISIONS.c.created, DECISIONS.c.decision_id)
    wanted = select(DECISIONS).order_by(*place).limit(_AT_ONCE)
    if before is not None:
        wanted = wanted.where(DECISIONS.c.created < before)
    last: tuple[str, str] | None = None
    while True:
        following = wanted if last is None else wanted.where(tuple_(*place) > last)
        with damage_said("records"), records.transaction() as connection:
            found = [_decision(row) for row in connection.execute(following).mappings()]
        yield from found
        if len(found) < _AT_ONCE:
            return
        last = (found[-1].created, found[-1].decision_id)


def purge(records: Records, before: str) -> int:
    """Delete what was stored of decisions made before a day; returns how many there were."""
    from metscout.records.tables import DECISIONS

    with records.transaction() as connection:
        count = connection.execute(DECISIONS.delete().where(DECISIONS.c.created < before)).rowcount
    records.clear_up(DECISIONS.name)
    return count


def retained_from() -> str | None:
    """The first day that the retention setting keeps; None where nothing is set. Raises UsageError for no number."""
    days = os.environ.get(RETENTION)
    if not days:
        return None
    if not days.isdecimal() or not 0 < int(days) <= 36500:
        raise UsageError("wrong_type", RETENTION, f"{days!r} is no number of days from 1 to 36500", days)
    return (datetime.now(UTC).date() - timedelta(days=int(days))).isoformat()


def day_of(text: str, option: str) -> str:
    """A date as typed. Raises UsageError for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError("wrong_type", option, f"{text!r} is no date", text, ("YYYY-MM-DD",)) from None


def _decision(row: Mapping[Any, Any]) -> StoredDecision:
    with damage_said(row["decision_id"]):
        packs = {name: (version, digest) for name, (version, digest) in json.loads(row["packs"]).items()}
        if not isinstance(json.loads(row["document"])["outcome"], str):
            raise ValueError
        return StoredDecision(
            row["decision_id"],
            row["verb"],
            dict(json.loads(row["given"])),
            bytes(row["document"]),
            date.fromisoformat(row["as_of"]).isoformat(),
            row["created"],
            packs,
            row["policy"],
            row["engine"],
            row["audience"],
        )


@contextlib.contextmanager
def damage_said(where: str) -> Iterator[None]:
    """Reading a record: what cannot be read as one is said to be damaged, and nothing of it is shown."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = "the record is damaged and cannot be read"
        raise UsageError("damaged_record", where, text, where) from None
