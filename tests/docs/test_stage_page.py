"""docs/stage.md shows what the program prints, and names every table and every key.

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
from metscout.packs.load import shipped_folder

PAGE = Path(__file__).parents[2] / "docs" / "stage.md"
EXAMPLE = re.compile(r"<!-- example: (?P<command>.+?) -->\n```text\n(?P<output>.*?)```", re.DOTALL)
COMMANDS = [match["command"] for match in EXAMPLE.finditer(PAGE.read_text("utf-8"))]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_is_what_is_printed(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    main(shlex.split(command))
    printed = capsys.readouterr().out
    text = PAGE.read_text("utf-8")
    example = next(match for match in EXAMPLE.finditer(text) if match["command"] == command)
    if os.environ.get("METSCOUT_UPDATE"):
        start, end = example.span("output")
        PAGE.write_text(text[:start] + printed + text[end:], "utf-8")
        return
    assert example["output"] == printed


def test_every_table_is_listed(door: Door) -> None:
    text = PAGE.read_text("utf-8")
    assert [table for table in door.knowledge.staging.tables if f"| `{table}` |" not in text] == []


def test_every_key_is_explained() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", PAGE.read_text("utf-8")))
    files = sorted((shipped_folder() / "staging").glob("*.yaml"))
    documents = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    used = {
        key
        for document in documents
        for entry in (document if isinstance(document, list) else [document])
        for key in entry
    }
    assert used - explained - {"review"} == set()
