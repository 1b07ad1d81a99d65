"""Lint: what a reader of the packs would stumble over, one file and one class per finding."""

from metscout.lint.checks import CHECKS, lint_folders, run
from metscout.lint.finding import Finding

__all__ = ["CHECKS", "Finding", "lint_folders", "run"]
