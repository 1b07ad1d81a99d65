"""`metscout review`: the queue, one item, submitting, commenting, approving, retiring; history out and in."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metscout.adapters.cli.inputs import lines_of, open_input, parse_json, typed
from metscout.adapters.cli.outputs import print_document, terminal_ink, write_whole
from metscout.packs.read_reviews import ROLES
from metscout.records.decisions import day_of
from metscout.records.place import open_records
from metscout.records.reviewing import Desk
from metscout.terms.document import as_document
from metscout.terms.errors import FactError, UsageError
from metscout.terms.words import ReviewStatus

if TYPE_CHECKING:
    import argparse


def run(options: "argparse.Namespace") -> int:
    """Run one of the actions."""
    desk = Desk(
        open_records(options.records),
        [Path(folder) for folder in options.packs],
        None if options.policy is None else Path(options.policy),
    )
    today = datetime.now(UTC).date().isoformat()
    match options.action:
        case "list":
            _list(desk, today, options)
        case "show":
            _show(desk, options.item, today, options.json)
        case "export":
            _export(desk, options)
        case "import":
            _import(desk, options)
        case _:
            _act(desk, today, options)
    return 0


def _list(desk: Desk, today: str, options: "argparse.Namespace") -> None:
    states = tuple(state.value for state in ReviewStatus)
    for option, given, known in (("--state", options.state, states), ("--role", options.role, ROLES)):
        if given is not None and given not in known:
            raise UsageError("unknown_value", option, f"{given!r} is not accepted here", given, known)
    entries = [
        entry
        for entry in desk.queue(today)
        if options.state in (None, entry.state.value) and (options.role is None or options.role in entry.awaiting)
    ]
    if options.json:
        print_document({"records": desk.records.shown, "items": as_document(entries)})
    else:
        from metscout.pages.review import queue_page

        print(queue_page(entries, terminal_ink()), end="")


def _show(desk: Desk, item: str, today: str, as_json: bool) -> None:
    page = desk.page(item, today)
    if as_json:
        print_document(as_document(page))
    else:
        from metscout.pages.review import item_page

        print(item_page(page, terminal_ink()), end="")


def _act(desk: Desk, today: str, options: "argparse.Namespace") -> None:
    name = typed(options.name)
    comment = None if options.comment is None else typed(options.comment)
    if options.action == "submit":
        due = None if options.due is None else day_of(options.due, "--due")
        desk.submit(options.item, name, options.role, due, comment)
    elif options.action == "comment":
        desk.comment(options.item, name, options.role, comment or "")
    elif options.action == "approve":
        desk.approve(options.item, name, options.role, comment, options.content)
    else:
        desk.retire(options.item, name, options.role, comment or "")
    page = desk.page(options.item, today)
    if options.json:
        print_document(as_document(page.entry))
        return
    entry = page.entry
    waits = f", awaits {' and '.join(role.replace('_', ' ') for role in entry.awaiting)}" if entry.awaiting else ""
    print(f"{entry.id} is {entry.state.value.replace('_', ' ')}{waits}.")
    if options.action in ("approve", "retire"):
        print(f"Written into {page.file}")


def _export(desk: Desk, options: "argparse.Namespace") -> None:
    if options.changelog:
        from metscout.records.change_log import change_log

        entries = change_log(desk.history, desk.shelf)
        if options.json:
            print_document({"entries": as_document(entries)})
            return
        from metscout.pages.review import change_log_page

        text = change_log_page(entries)
    else:
        text = "".join(desk.history.export())
    if options.out is None:
        sys.stdout.write(text)
    else:
        write_whole(options.out, text.encode(), "--out")


def _import(desk: Desk, options: "argparse.Namespace") -> None:
    with open_input(options.file) as file:
        new, known = desk.history.take_in(_parsed(lines_of(file)))
    desk.mend()
    if options.json:
        print_document({"records": desk.records.shown, "new": new, "known": known})
    else:
        print(f"{new} line(s) taken in, {known} known already.")


def _parsed(lines: "Iterator[tuple[int, bytes | None]]") -> Iterator[tuple[str, Any]]:
    for number, line in lines:
        if line is None:
            raise FactError("too_long", f"line {number}", "is too long for a line of history")
        yield f"line {number}", parse_json(line, f"line {number}")
