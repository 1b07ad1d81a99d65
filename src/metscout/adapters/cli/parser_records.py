"""What can be typed about what is kept: storing, records, replay, and the editorial review."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metscout.adapters.cli.parser import Parser

Common = Callable[[argparse.ArgumentParser], None]
_WHERE = "where records are: sqlite:///FILE or postgresql+psycopg://... (a file of your own)"
_REVIEW = """\
examples:
  metscout review list
  metscout review submit anal_cancer.distant_metastasis --as "A. Author" --due 2027-01-31
  metscout review show anal_cancer.distant_metastasis
  metscout review approve anal_cancer.distant_metastasis --as "R. Reviewer" --role radiologist
  metscout review list --state submitted --role patient_editor

An item is a scenario, a treatment pathway, a protocol or a staging table; its wording for patients is an item of
its own, ID#patient. Nobody approves what they submitted.
"""
_RECORDS = """\
examples:
  metscout recommend --file patient.yaml --store
  metscout records list
  metscout records export --out decisions.jsonl
  metscout records purge --before 2026-01-01

METSCOUT_RETENTION_DAYS=N lets go of decisions older than N days whenever one is stored.
"""


def storing(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of a verb whose answers can be kept."""
    parser.add_argument("--store", action="store_true", help="keep the answer with what was asked, to replay it later")
    parser.add_argument("--records", metavar="URL", help=f"with --store: {_WHERE}")
    return parser


def _described(
    verbs: "argparse._SubParsersAction[Parser]", name: str, said: str, description: str, epilog: str | None = None
) -> "Parser":
    return verbs.add_parser(
        name,
        help=said,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_replay(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """A stored decision again."""
    parser = _described(
        verbs,
        "replay",
        "recompute a stored decision and prove that it is identical",
        "Ask again what was stored, as of the same day, with the packs of today; say that the answer is the same byte\n"
        "for byte, or which pack, policy or version differs. Give the --packs and --policy that it was made with.",
    )
    parser.add_argument("decision", metavar="ID", help="the decision_id of the answer")
    parser.add_argument("--records", metavar="URL", help=_WHERE)
    return parser


def add_records(verbs: "argparse._SubParsersAction[Parser]", common: Common) -> None:
    """Looking at, exporting and deleting stored decisions."""
    parser = _described(
        verbs, "records", "stored decisions: list, export, purge",
        "Decisions that were kept with --store. They can hold patient data.", _RECORDS,
    )  # fmt: skip
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))
    said = {
        "list": "one line a decision, nothing about patients",
        "export": "every decision as a line of JSON, patient data included",
        "purge": "delete decisions made before a day",
    }
    for name, text in said.items():
        action = actions.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.", allow_abbrev=False)
        action.add_argument("--before", metavar="DATE", help="only those made before this day, YYYY-MM-DD")
        action.add_argument("--records", metavar="URL", help=_WHERE)
        if name == "export":
            action.add_argument("--out", metavar="F", help="write into this file, for its owner alone")
        common(action)


def add_review(verbs: "argparse._SubParsersAction[Parser]", common: Common) -> None:
    """The editorial review."""
    parser = _described(
        verbs,
        "review",
        "the editorial review: queue, comments, approvals, history",
        "Who reviewed what, and what waits. An approval is written into the file of the item (or into reviews.yaml of\n"
        "--policy) with the digest of what was approved; whatever changes afterwards is submitted again.",
        _REVIEW,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))

    def add(name: str, said: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=said, description=f"{said[:1].upper()}{said[1:]}.", allow_abbrev=False)
        action.add_argument("--records", metavar="URL", help=_WHERE)
        common(action)
        return action

    def by_somebody(name: str, said: str, role: bool = True) -> argparse.ArgumentParser:
        action = add(name, said)
        action.add_argument("item", metavar="ID", help="as 'metscout review list' shows it")
        action.add_argument("--as", dest="name", required=True, metavar="NAME", help="who you are")
        action.add_argument(
            "--role", required=role, metavar="R", help="radiologist, oncologist, physicist or patient_editor"
        )
        action.add_argument("--comment", metavar="TEXT", required=name in ("comment", "retire"), help="in a few words")
        return action

    queue = add("list", "what waits for whom, since when and until when")
    queue.add_argument("--state", metavar="S", help="submitted, under_review, approved or retired")
    queue.add_argument("--role", metavar="R", help="what still awaits this role")
    add("show", "state, comments, history, and what changed since the last approval").add_argument("item", metavar="ID")
    due = by_somebody("submit", "put an item, as it stands now, up for review", role=False)
    due.add_argument("--due", metavar="DATE", help="the day by which it should be reviewed, YYYY-MM-DD")
    by_somebody("comment", "say something about an item")
    approve = by_somebody("approve", "approve an item as it stands now")
    approve.add_argument(
        "--content",
        metavar="DIGEST",
        help="only if it is still this content: its first digits, as 'review show' gives them",
    )
    by_somebody("retire", "take an item out of use, with the reason")
    out = add("export", "history and contents as lines of JSON, or the public change log")
    out.add_argument(
        "--changelog", action="store_true", help="what was approved and retired, and what changed, as Markdown"
    )
    out.add_argument("--out", metavar="F", help="write into this file")
    add("import", "history and contents that were exported; what is known already is left alone").add_argument(
        "file", metavar="F", help="- is standard input"
    )
