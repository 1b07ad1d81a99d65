"""What can be typed to ask a question."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metscout.adapters.cli.parser import Parser

_ASK = """\
examples:
  metscout ask "why CT and not PET/CT in anal cancer?"
  metscout ask "and if she is pregnant?" --conversation asked.jsonl
  metscout ask "what does a liver lesion mean?" --about "64F new SCC anal canal, staging" --audience trainee
  metscout ask --jsonl questions.jsonl > answers.jsonl

A line of asked.jsonl: {"question", "about"}; of questions.jsonl: {"id", "question", "about", "audience"}.
Every sentence of an answer is a cited statement of the packs; what none of them says is refused.
"""


def add_ask(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """A question in plain words."""
    parser = verbs.add_parser(
        "ask",
        help="a question in plain words, answered from cited statements",
        description="Answer a question about imaging, its results or treatment, with or without a patient. Nothing is "
        "written anew: each sentence is a statement of the packs with its source.",
        epilog=_ASK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="what you want to know; - reads standard input")
    parser.add_argument("--about", metavar="TEXT", help="one line about the patient")
    parser.add_argument("--file", metavar="F", help="a facts file about the patient, YAML or JSON; - is standard input")
    parser.add_argument("--conversation", metavar="F", help='earlier questions, {"question", "about"} a line')
    parser.add_argument("--audience", metavar="A", help="clinician (usual), trainee or patient")
    parser.add_argument("--jsonl", metavar="F", help="one question a line; - is standard input")
    parser.add_argument("--rephrase", action="store_true", help="let the configured language model reword it, checked")
    parser.add_argument(
        "--original", action="store_true", help="with --rephrase: show the original of each sentence too"
    )
    parser.add_argument("--as-of", metavar="DATE", help="answer as of this date, YYYY-MM-DD (today)")
    return parser
