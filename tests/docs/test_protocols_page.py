"""docs/protocols.md shows what the program prints.

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
from metscout.packs.protocols import SECTIONS

PAGE = Path(__file__).parents[2] / "docs" / "protocols.md"
EXAMPLE = re.compile(r"<!-- example: (?P<command>.+?) -->\n```text\n(?P<output>.*?)```", re.DOTALL)


def test_the_example_is_what_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = PAGE.read_text("utf-8")
    example = EXAMPLE.search(text)
    assert example is not None
    main(shlex.split(example["command"]))
    printed = capsys.readouterr().out
    if os.environ.get("METSCOUT_UPDATE"):
        PAGE.write_text(text.replace(example["output"], printed), "utf-8")
        return
    assert example["output"] == printed


def test_the_file_to_copy_has_the_sections_of_a_protocol() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert set(SECTIONS) <= yaml.safe_load(block).keys()


def test_the_file_to_copy_has_the_keys_of_the_shipped_one() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    shipped = yaml.safe_load((shipped_folder() / "protocols" / "bone_scan.yaml").read_text("utf-8"))
    assert yaml.safe_load(block).keys() == shipped.keys()
