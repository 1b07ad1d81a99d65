"""What can be typed: verbs, options, help."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

import metscout
from metscout.adapters.cli.parser_around import add_check, add_next, add_protocol, add_treat
from metscout.adapters.cli.parser_ask import add_ask
from metscout.adapters.cli.parser_records import add_records, add_replay, add_review, storing
from metscout.adapters.cli.parser_stage import add_stage
from metscout.adapters.cli.readers import add_audience
from metscout.terms.errors import UsageError

_EPILOG = """\
exit status:
  0  answered
  2  bad input; one message says where, what, and what would be right
  3  outside what the packs cover, or facts are missing (the answer says which)
  1  a fault of ours
"""

_RECOMMEND = """\
examples:
  metscout recommend "64F new bx-proven T2 SCC anal canal, ?distant mets before chemoRT"
  metscout recommend --file patient.yaml --explain
  metscout recommend --jsonl cases.jsonl > decisions.jsonl
  pbpaste | metscout recommend -

A facts file maps fact names to values:
  patient.age_years: 17
  cancer.histology: osteosarcoma
  care.phase: initial_staging
  imaging.question: pulmonary_metastasis

Text on the command line stays in the shell's history and is visible to other users while the program
runs. Use - or --file where that matters.
"""


class Parser(argparse.ArgumentParser):
    """A parser whose faults are bad input of ours: one message, exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Raise the fault in place of printing usage and leaving."""
        raise UsageError("usage", "", f"{message}. See '{self.prog} --help'.")


class _Once(argparse.Action):
    """An option that is refused when given again: the first would be lost without a word."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            parser.error(f"{option_string} is given twice; there is one")
        setattr(namespace, self.dest, values)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="metscout",
        description="Which imaging study answers the question for this cancer patient, why, and who says so. "
        "Decision support for clinicians, not a medical device.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"metscout {metscout.__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=Parser)
    _add_recommend(verbs)
    _common(storing(add_check(verbs)))
    _common(add_next(verbs))
    _common(storing(add_treat(verbs)))
    _common(storing(add_ask(verbs)))
    _common(add_stage(verbs))
    _common(add_protocol(verbs))
    _add_packs(verbs)
    add_review(verbs, _common)
    add_records(verbs, _common)
    _common(add_replay(verbs))
    completion = verbs.add_parser(
        "completion",
        help="print a completion script for your shell",
        description='Print a completion script. For bash: eval "$(metscout completion bash)"',
        allow_abbrev=False,
    )
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument("--packs", action="append", default=[], metavar="DIR", help="add a folder of packs; repeatable")
    parser.add_argument("--policy", action=_Once, metavar="DIR", help="the folder of your site's policy")


def _add_recommend(verbs: "argparse._SubParsersAction[Parser]") -> None:
    parser = verbs.add_parser(
        "recommend",
        help="patient and question in, decision out",
        description="Read a patient and a question; answer with the matching scenario, its rated studies adjusted "
        "for this patient, the work-up, what is missing, what follows, and who says so.",
        epilog=_RECOMMEND,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="one line about the patient; - reads standard input")
    parser.add_argument("--file", metavar="F", help="a facts file, YAML or JSON; - reads standard input")
    parser.add_argument(
        "--jsonl", metavar="F", help='one case a line, {"id", "text"} or {"id", "facts"}; - is standard input'
    )
    parser.add_argument("--explain", action="store_true", help="show every sentence and the trace")
    parser.add_argument(
        "--sheet",
        action=_Once,
        metavar="OUT",
        help="also write a page for the tumor board: OUT.html, OUT.pdf or OUT.md",
    )
    parser.add_argument("--as-of", metavar="DATE", help="answer as of this date, YYYY-MM-DD (today)")
    add_audience(parser)
    _common(storing(parser))


def _add_packs(verbs: "argparse._SubParsersAction[Parser]") -> None:
    packs = verbs.add_parser("packs", help="look at the knowledge, and check it", allow_abbrev=False)
    actions = packs.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    lint = actions.add_parser(
        "lint", help="check every file of a knowledge folder, all faults at once",
        description="Check the shipped knowledge, or the folder DIR together with it.", allow_abbrev=False,
    )  # fmt: skip
    lint.add_argument("folder", nargs="?", metavar="DIR")
    lint.add_argument("--cases", metavar="DIR", help="a folder of cases; scenarios without one are reported")
    _common(lint)
    show = actions.add_parser(
        "show", help="a topic as a decision table, or all that a scenario says", allow_abbrev=False
    )
    show.add_argument("name", nargs="?", metavar="TOPIC_OR_SCENARIO", help="without it, the list of both")
    _common(show)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments as typed. Raises UsageError for what cannot be read."""
    return build_parser().parse_args(arguments)
