"""What can be typed around the study: checking an order, and what follows a result."""

import argparse
from typing import TYPE_CHECKING

from metscout.adapters.cli.readers import add_audience

if TYPE_CHECKING:
    from metscout.adapters.cli.parser import Parser

_CHECK = """\
examples:
  metscout check "64F new bx-proven T2 SCC anal canal, ?distant mets" --order "CT A/P w contrast"
  metscout check patient.yaml --order "MRI A&P w/wo" --order "CT chest w/o" --prior "CT chest w/o@2026-11-02"
  metscout check --jsonl orders.jsonl > checks.jsonl

A line of orders.jsonl: {"id", "text" or "facts", "orders": ["CXR"], "prior": [{"procedure", "date"}]}
"""
_NEXT = """\
examples:
  metscout next anal_cancer.distant_metastasis --result indeterminate --site liver
  metscout next musculoskeletal_tumor.pulmonary_metastasis_staging --result positive --flow flow.svg
"""

_PROTOCOL = """\
examples:
  metscout protocol
  metscout protocol "CT chest without IV contrast"
  metscout protocol "MRI area of interest without IV contrast"
  metscout protocol bone_scan --pdf bone-scan.pdf
"""


def add_check(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """The order check."""
    parser = verbs.add_parser(
        "check",
        help="is this order right for this patient, and which order mends it",
        description="Judge one or several ordered studies for a patient and a question. Studies are written as "
        "people write them, or by their id.",
        epilog=_CHECK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "text",
        nargs="?",
        metavar="TEXT_OR_FILE",
        help="a line about the patient, or a facts file; - reads standard input",
    )
    parser.add_argument("--file", metavar="F", help="a facts file, YAML or JSON; - reads standard input")
    parser.add_argument("--jsonl", metavar="F", help="one patient with orders a line; - is standard input")
    parser.add_argument(
        "--order", action="append", default=[], metavar="PROCEDURE", help="an ordered study; repeatable"
    )
    parser.add_argument(
        "--prior", action="append", default=[], metavar="PROCEDURE@DATE", help="a study already done; repeatable"
    )
    parser.add_argument("--as-of", metavar="DATE", help="answer as of this date, YYYY-MM-DD (today)")
    add_audience(parser)
    return parser


def add_next(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """What follows a result."""
    parser = verbs.add_parser(
        "next",
        help="what follows the result of the study",
        description="What a result means for M and for treatment, what to do, by whom and when.",
        epilog=_NEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("scenario", metavar="SCENARIO", help="its id, as 'metscout packs show' lists them")
    parser.add_argument("--result", required=True, metavar="R", help="positive, negative or indeterminate")
    parser.add_argument("--site", metavar="S", help="liver, lung, lymph_node, bone or other")
    parser.add_argument("--finding", metavar="TEXT", help="what was found, in a few words")
    parser.add_argument("--flow", metavar="OUT.svg", help="draw the way from question to action into this file")
    parser.add_argument("--as-of", metavar="DATE", help="count reminders from this date, YYYY-MM-DD (today)")
    return parser


def add_protocol(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """How a study is done."""
    parser = verbs.add_parser(
        "protocol",
        help="how a study is done: preparation, contrast, phases, technique, reading checklist",
        description="Show one imaging protocol, found by its id, its title or the study it is for.",
        epilog=_PROTOCOL,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("name", nargs="?", metavar="ID", help="a protocol or a study; without it, the list")
    parser.add_argument("--html", metavar="OUT", help="write it as a sheet, OUT.html")
    parser.add_argument("--pdf", metavar="OUT", help="write it as a sheet, OUT.pdf")
    parser.add_argument("--as-of", metavar="DATE", help="answer as of this date, YYYY-MM-DD (today)")
    return parser


_TREAT = """\
examples:
  metscout treat "anal canal adenocarcinoma with bone and inguinal mets, no prior groin RT, ECOG 1"
  metscout treat --file patient.yaml --json

Histology and origin (anal canal or rectum) are asked before anything is recommended. No doses are given.
"""


def add_treat(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """How metastatic disease is treated."""
    parser = verbs.add_parser(
        "treat",
        help="treatment of metastatic anal and rectal cancer, rule by rule, with what stands against each",
        description="Read a patient; answer with the treatment pathway: the rules that apply, their standing, newer "
        "or contrary evidence with its date, what has to be known, and who says so.",
        epilog=_TREAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="one line about the patient; - reads standard input")
    parser.add_argument("--file", metavar="F", help="a facts file, YAML or JSON; - reads standard input")
    parser.add_argument("--as-of", metavar="DATE", help="answer as of this date, YYYY-MM-DD (today)")
    add_audience(parser)
    return parser
