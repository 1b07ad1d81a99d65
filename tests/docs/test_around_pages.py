"""docs/check.md and docs/next.md show what the program prints and explain every verdict, option and key.

`METSCOUT_UPDATE=1 pytest tests/docs` writes the examples anew; read the difference before you commit it.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
import yaml

from metscout import Door
from metscout.adapters.cli.main import main
from metscout.facts.history import RESULTS, SITES
from metscout.packs.load import shipped_folder
from metscout.terms.words import OrderVerdict

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(r"<!-- example: (?P<command>.+?) -->\n```text\n(?P<output>.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", ["check.md", "next.md"])
def test_the_example_is_what_is_printed(
    page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = (DOCS / page).read_text("utf-8")
    (example,) = EXAMPLE.finditer(text)
    main(shlex.split(example["command"]))
    printed = capsys.readouterr().out
    if os.environ.get("METSCOUT_UPDATE"):
        start, end = example.span("output")
        (DOCS / page).write_text(text[:start] + printed + text[end:], "utf-8")
        return
    assert example["output"] == printed


@pytest.mark.parametrize("verdict", [verdict.value for verdict in OrderVerdict])
def test_every_verdict_is_explained(verdict: str) -> None:
    assert f"`{verdict}`" in (DOCS / "check.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*RESULTS, *SITES])
def test_every_result_and_site_is_listed(word: str) -> None:
    assert f"`{word}`" in (DOCS / "next.md").read_text("utf-8")


def test_the_facts_file_of_the_page_narrows_what_follows(door: Door) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "next.md").read_text("utf-8"), re.DOTALL)
    steps = door.recommend(yaml.safe_load(block)).next_steps
    assert [result for result in RESULTS if getattr(steps, result)] == ["indeterminate"]


def _keys(part: str) -> set[str]:
    """The keys of every entry that the shipped packs write under `part`."""
    found: set[str] = set()
    for path in sorted((shipped_folder() / "packs").glob("*/*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(document, dict):
            continue
        if part == "order":
            entries = [entry["order"] for entry in document.get("pitfalls", ()) if "order" in entry]
        else:
            entries = [entry for lines in document.get("next_steps", {}).values() for entry in lines]
        found |= {key for entry in entries for key in entry}
    return found


@pytest.mark.parametrize("part", ["order", "next_steps"])
def test_every_key_is_explained(part: str) -> None:
    text = (DOCS / "packs.md").read_text("utf-8")
    assert {key for key in _keys(part) if f"`{key}`" not in text} == set()
