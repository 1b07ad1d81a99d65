"""Keeping an answer with what was asked, and asking again: what every adapter that stores decisions shares."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.recommend import document_of
from metscout.terms.document import as_document
from metscout.terms.errors import MetscoutError

if TYPE_CHECKING:
    from metscout.records.decisions import StoredDecision
    from metscout.records.place import Records
    from metscout.records.replay import Replay


class Keeper:
    """Keeps answers in one place, opened before anything is answered."""

    def __init__(self, url: str | None) -> None:
        from metscout.records.place import open_records

        self.records: Records = open_records(url)

    def keep(
        self, verb: str, given: Mapping[str, Any], document: Mapping[str, Any], door: Door, audience: str | None = None
    ) -> None:
        """Keep one answer whole, or raise UsageError."""
        from metscout.records.decisions import decision_of, store

        store(self.records, decision_of(verb, given, document, door.knowledge, audience or given.get("audience")))


def _patient(given: Mapping[str, Any]) -> Any:
    return given["text"] if "text" in given else given["facts"]


_AGAIN: dict[str, Callable[[Door, Mapping[str, Any]], dict[str, Any]]] = {
    "recommend": lambda door, given: document_of(
        door.recommend(_patient(given), explain=given["explain"]), given["explain"]
    ),
    "check": lambda door, given: as_document(door.check(_patient(given), given["orders"], given["prior"])),
    "treat": lambda door, given: as_document(door.treat(_patient(given))),
    "ask": lambda door, given: as_document(door.ask(**given)),
}


_GIVEN = {  # what stands beside the patient, by verb
    "recommend": {"explain"},
    "check": {"orders", "prior"},
    "treat": set[str](),
    "ask": {"question", "about", "audience", "conversation"},
}


def _checked(stored: "StoredDecision") -> None:
    """Raises UsageError for a record whose question can no longer be asked."""
    from metscout.records.decisions import damage_said

    given = stored.given
    with damage_said(stored.decision_id):
        document = json.loads(stored.document)
        same = document["decision_id"] == stored.decision_id and all(p["id"] for p in document["knowledge"]["packs"])
        asked = isinstance(given.get("text"), str) or isinstance(given.get("facts"), dict) or stored.verb == "ask"
        lists = all(isinstance(given.get(name, []), list) for name in ("orders", "prior", "conversation"))
        if not (same and asked and lists and set(given) - {"text", "facts"} == _GIVEN[stored.verb]):
            raise ValueError


def replayed(stored: "StoredDecision", door: Door) -> "Replay":
    """The stored decision asked again, with its own date, id and time."""
    from metscout.engine.decide import Stamp
    from metscout.records.decisions import bytes_of
    from metscout.records.replay import compare

    _checked(stored)
    then = door.stamped(Stamp(stored.as_of, stored.decision_id, stored.created))
    try:
        document = _AGAIN[stored.verb](then, stored.given)
    except MetscoutError as error:  # what could be read then cannot be read now
        document = {"error": str(error)}
    return compare(stored, bytes_of(document), door.knowledge)
