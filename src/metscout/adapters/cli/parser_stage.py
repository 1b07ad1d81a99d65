"""What can be typed for a stage."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metscout.adapters.cli.parser import Parser

_STAGE = """\
examples:
  metscout stage "anal SCC cT2 N1a M0"
  metscout stage --site anus --t cT2 --n N1a --m M0 --diagnosis-year 2024
  metscout stage --site bone --t "skip lesion" --n 0 --m 0 --grade high
  metscout stage --site pnet --size "20 mm" --n N0 --m M0

Where editions differ and neither --edition nor --diagnosis-year is given, all are answered.
"""


def add_stage(verbs: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    """The stage group."""
    parser = verbs.add_parser(
        "stage",
        help="stage group from site, T, N, M and grade",
        description="Look the stage group up in the table of the site and edition, or say which category is missing "
        "and which groups remain possible.",
        epilog=_STAGE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="one line with the categories; - reads standard input")
    parser.add_argument("--file", metavar="F", help="a facts file, YAML or JSON; - reads standard input")
    parser.add_argument("--site", metavar="S", help="where the tumor started, as people write it")
    for letter, shown in (("t", "cT2, 2 or words"), ("n", "N1a, 1a or words"), ("m", "M0, 0 or words")):
        parser.add_argument(f"--{letter}", metavar=letter.upper(), help=f"the {letter.upper()} category: {shown}")
    parser.add_argument("--grade", metavar="G", help="the grade: G2, 2, high")
    parser.add_argument("--edition", metavar="E", help="the edition of the table: AJCC 8, v9, ENETS")
    parser.add_argument("--diagnosis-year", metavar="Y", help="the year of diagnosis, which settles the edition")
    parser.add_argument("--size", metavar="SIZE", help="size in mm, or with its unit; taken for T where T is not given")
    parser.add_argument("--as-of", metavar="DATE", help="answer as of this date, YYYY-MM-DD (today)")
    return parser
