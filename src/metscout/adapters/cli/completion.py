"""`metscout completion`: a completion script for a shell."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def run(options: "argparse.Namespace") -> int:
    """Print the script."""
    import shtab

    from metscout.adapters.cli.parser import build_parser

    print(shtab.complete(build_parser(), options.shell))
    return 0
