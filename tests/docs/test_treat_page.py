"""docs/treat.md shows what the program prints, and names every standing and every key.

`METSCOUT_UPDATE=1 pytest tests/docs` writes the example anew; read the difference before you commit it.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
import yaml

from metscout.adapters.cli.main import main
from metscout.packs.load import shipped_folder
from metscout.terms.words import RuleStanding

PAGE = Path(__file__).parents[2] / "docs" / "treat.md"
EXAMPLE = re.compile(r"<!-- example: (?P<command>.+?) -->\n```text\n(?P<output>.*?)```", re.DOTALL)


def test_the_example_is_what_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = PAGE.read_text("utf-8")
    example = EXAMPLE.search(text)
    assert example is not None
    main(shlex.split(example["command"]))
    printed = capsys.readouterr().out
    if os.environ.get("METSCOUT_UPDATE"):
        start, end = example.span("output")
        PAGE.write_text(text[:start] + printed + text[end:], "utf-8")
        return
    assert example["output"] == printed


def test_every_standing_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    assert [standing for standing in RuleStanding if f"| `{standing.value}` |" not in text] == []


def test_every_key_of_a_pathway_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    keys: set[str] = set()
    for path in (shipped_folder() / "treatment").glob("*.yaml"):
        data = yaml.safe_load(path.read_text("utf-8"))
        keys |= set(data) if isinstance(data, dict) else set()
    assert sorted(key for key in keys if f"`{key}`" not in text) == []
