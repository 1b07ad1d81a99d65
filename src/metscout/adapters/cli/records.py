"""`metscout records`: what is stored, as a list, as lines of JSON, and deleting it."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from metscout.adapters.cli.outputs import print_document, write_whole
from metscout.records.decisions import StoredDecision, day_of, decisions, purge, retained_from
from metscout.records.place import open_records
from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.records.place import Records


def run(options: "argparse.Namespace") -> int:
    """Run `records list`, `records export` or `records purge`."""
    before = None if options.before is None else day_of(options.before, "--before")
    records = open_records(options.records)
    if options.action == "list":
        _list(records, before, options.json)
    elif options.action == "export":
        _export(records, before, options.out)
    else:
        _purge(records, before, options.json)
    return 0


def _list(records: "Records", before: str | None, as_json: bool) -> None:
    rows = [_row(decision) for decision in decisions(records, before)]
    if as_json:
        print_document({"records": records.shown, "decisions": rows})
        return
    for row in rows:
        verb, outcome = f"{row['verb']:<9}", f"{row['outcome']:<12}"
        print(f"{row['decision_id']}  {row['created']}  {verb} {outcome} {row['about'] or ''}".rstrip())
    print(f"{len(rows)} decision(s) in {records.shown}")


def _row(decision: StoredDecision) -> dict[str, Any]:
    """What may be shown of a decision: nothing of the patient."""
    document = json.loads(decision.document)
    about = document.get("scenario") or document.get("pathway")
    return {
        "decision_id": decision.decision_id,
        "created": decision.created,
        "as_of": decision.as_of,
        "verb": decision.verb,
        "outcome": document["outcome"],
        "about": about["id"] if about else None,
        "policy": decision.policy,
        "engine": decision.engine,
        "audience": decision.audience,
    }


def _export(records: "Records", before: str | None, out: str | None) -> None:
    if out is None:
        for line in _lines(records, before):
            sys.stdout.write(line)
    else:
        write_whole(out, "".join(_lines(records, before)).encode(), "--out", private=True)


def _lines(records: "Records", before: str | None) -> Iterator[str]:
    for decision in decisions(records, before):
        record = {name: getattr(decision, name) for name in decision.__match_args__} | {
            "document": json.loads(decision.document)
        }
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def _purge(records: "Records", before: str | None, as_json: bool) -> None:
    until = before or retained_from()
    if until is None:
        raise UsageError("usage", "--before", "names no day; give --before DATE, or set METSCOUT_RETENTION_DAYS")
    count = purge(records, until)
    if as_json:
        print_document({"records": records.shown, "before": until, "purged": count})
    else:
        print(f"{count} decision(s) made before {until} deleted from {records.shown}")
