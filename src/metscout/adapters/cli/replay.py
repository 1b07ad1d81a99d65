"""`metscout replay`: a stored decision asked again."""

from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.outputs import print_document
from metscout.adapters.stored import replayed
from metscout.records.decisions import find_decision
from metscout.records.place import open_records

if TYPE_CHECKING:
    import argparse

    from metscout.records.replay import Replay


def run(options: "argparse.Namespace") -> int:
    """Say whether it is the same byte for byte; if not, what differs."""
    stored = find_decision(open_records(options.records), options.decision)
    replay = replayed(stored, Door(options.packs, stored.as_of, options.policy))
    if options.json:
        print_document(_document(replay))
    elif replay.identical:
        print(f"Identical: decision {replay.decision_id}, made {stored.created}, comes out the same byte for byte.")
    else:
        print(f"Not identical: decision {replay.decision_id}, made {stored.created}.")
        for found in replay.differs:
            place = f" at {found.path}" if found.path else ""
            print(f"  {found.what}{place}\n    stored  {_shown(found.stored)}\n    now     {_shown(found.now)}")
    return 0 if replay.identical else 3


def _document(replay: "Replay") -> dict[str, Any]:
    differs = [
        {"what": found.what, "stored": found.stored, "now": found.now, **({"path": found.path} if found.path else {})}
        for found in replay.differs
    ]
    return {"decision_id": replay.decision_id, "identical": replay.identical, "differs": differs}


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)
