"""Replaying a stored decision: the same bytes, or exactly what differs."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import metscout
from metscout.packs.load import Knowledge
from metscout.records.decisions import StoredDecision
from metscout.terms.frozen import frozen

_GONE = object()


@frozen
class Difference:
    """One thing that is not as it was: `what` it is, stored and now; `path` is the first place in the document."""

    what: str
    stored: Any
    now: Any
    path: str | None = None


@frozen
class Replay:
    """Whether the answer is the same byte for byte, and if not, why."""

    decision_id: str
    identical: bool
    differs: tuple[Difference, ...]


def compare(stored: StoredDecision, now: bytes, knowledge: Knowledge) -> Replay:
    """The stored answer against the one that this knowledge gives now.

    What the answer rests on is named first; other packs only where nothing else explains it, and the document
    itself only where everything that it rests on is the same.
    """
    if now == stored.document:
        return Replay(stored.decision_id, True, ())
    before, after = json.loads(stored.document), json.loads(now)
    resting = {pack["id"] for document in (before, after) for pack in document.get("knowledge", {}).get("packs", ())}
    packs = {
        name: Difference(f"pack {name}", *versions)
        for name in sorted(stored.packs.keys() | knowledge.stamps.keys())
        if len(set(versions := _versions(name, stored, knowledge))) > 1
    }
    found = [packs[name] for name in packs if name in resting]
    policy = None if knowledge.policy is None else knowledge.policy.stamp
    if policy != stored.policy:
        found.append(Difference("policy", stored.policy, policy))
    if metscout.__version__ != stored.engine:
        found.append(Difference("engine", stored.engine, metscout.__version__))
    found = found or list(packs.values()) or [_in_document(before, after)]
    return Replay(stored.decision_id, False, tuple(found))


def _versions(name: str, stored: StoredDecision, knowledge: Knowledge) -> tuple[str | None, str | None]:
    """The digest then and now; the version too where only that differs."""
    then, today = stored.packs.get(name), knowledge.stamps.get(name)
    if then is None or today is None or then[1] != today.sha256:
        return then[1] if then else None, today.sha256 if today else None
    return then[0], today.version


def _in_document(before: Any, after: Any) -> Difference:
    path, then, now = next(_differing(before, after, ""), ("", None, None))
    return Difference("document", then, now, path or "order of members")


def _differing(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The places at which two documents differ, in the order of the first."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            place = f"{path}.{key}" if path else key
            yield from _differing(before.get(key, _GONE), after.get(key, _GONE), place)
    elif isinstance(before, list) and isinstance(after, list):
        for i, (then, now) in enumerate(zip_longest(before, after, fillvalue=_GONE)):
            yield from _differing(then, now, f"{path}[{i}]")
    elif before != after or type(before) is not type(after):
        yield path, None if before is _GONE else before, None if after is _GONE else after
