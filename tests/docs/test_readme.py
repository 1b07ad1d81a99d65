"""The README shows what the program prints: each example is run, each Python line too.

`METSCOUT_UPDATE=1 pytest tests/docs` writes the examples anew; read the difference before you commit it.
"""

import os
import re
import shlex
from pathlib import Path

import pytest

import metscout
from metscout.adapters.cli.main import main

README = Path(__file__).parents[2] / "README.md"
EXAMPLE = re.compile(r"<!-- example: (?P<command>.+?) -->\n```text\n(?P<output>.*?)```", re.DOTALL)
COMMANDS = [match["command"] for match in EXAMPLE.finditer(README.read_text())]


def _printed(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    main(shlex.split(command))
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_prints_what_the_readme_shows(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    printed = _printed(command, capsys)
    text = README.read_text()
    if os.environ.get("METSCOUT_UPDATE"):
        updated = EXAMPLE.sub(
            lambda m: m[0].replace(m["output"], printed) if m["output"] and m["command"] == command
            else f"<!-- example: {command} -->\n```text\n{printed}```" if m["command"] == command else m[0],
            text,
        )  # fmt: skip
        README.write_text(updated)
        return
    shown = {match["command"]: match["output"] for match in EXAMPLE.finditer(text)}
    assert shown[command] == printed


def test_the_python_of_the_readme_gives_what_it_says() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    space: dict[str, object] = {}
    for line in block.splitlines():
        code, _, comment = line.partition("     # ")
        if comment:
            assert repr(eval(code, space)) == comment.strip() or str(eval(code, space)) == comment.strip().strip("'")
        else:
            exec(code, space)
    assert "decision" in space


def test_every_verb_stands_in_the_readme() -> None:
    text = README.read_text()
    for verb in ("recommend", "check", "next", "packs show", "packs lint", "completion"):
        assert f"metscout {verb}" in text
    assert metscout.__version__ in (README.parent / "CHANGELOG.md").read_text()
