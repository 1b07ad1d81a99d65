"""docs/ask.md shows what the program prints, and names every code and every key of a plain line.

`METSCOUT_UPDATE=1 pytest tests/docs` writes the example anew; read the difference before you commit it.
"""

import os
import re
import shlex
from pathlib import Path

import pytest

from metscout.adapters.cli.main import main
from metscout.answers.answer_document import AskOutcome, RefusalCode
from metscout.packs.pack_reader import FOR_PATIENTS

PAGE = Path(__file__).parents[2] / "docs" / "ask.md"
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


@pytest.mark.parametrize("word", [*AskOutcome, *RefusalCode, *FOR_PATIENTS])
def test_the_page_names(word: str) -> None:
    assert f"`{word}`" in PAGE.read_text("utf-8")
