"""The shipped knowledge has no finding."""

from pathlib import Path

from metscout.lint import lint_folders
from metscout.packs.load import shipped_folder

CASES = Path(__file__).parents[2] / "cases"


def test_the_shipped_knowledge_is_clean() -> None:
    assert "\n\n".join(map(str, lint_folders(cases=CASES))) == ""


def test_naming_the_shipped_folder_changes_nothing() -> None:
    assert lint_folders([shipped_folder()]) == lint_folders()
