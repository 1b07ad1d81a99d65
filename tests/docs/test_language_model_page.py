"""docs/language-model.md names every setting, and its words on the lists are true."""

from pathlib import Path

import pytest

from metscout.adapters.language_model import KEY, MAX_REPLY, MODEL, TIMEOUT, URL

PAGE = (Path(__file__).parents[2] / "docs" / "language-model.md").read_text("utf-8")


@pytest.mark.parametrize("setting", [URL, MODEL, KEY, TIMEOUT, "--rephrase", "--original"])
def test_every_setting_has_its_row(setting: str) -> None:
    assert f"| `{setting}` |" in PAGE


@pytest.mark.parametrize("key", ["model", "accepted", "rejected", "fault"])
def test_every_key_is_explained(key: str) -> None:
    assert f"| `{key}` |" in PAGE


def test_the_largest_reply_is_as_said() -> None:
    assert f"above {MAX_REPLY // 1024} KB" in PAGE
