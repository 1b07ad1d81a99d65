"""Questions in plain words: what an answer must say, what it must not, and what is refused."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from metscout import Door
from metscout.packs.yaml_tree import parse_yaml

CASES = Path(__file__).parent / "cases" / "questions"


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted(CASES.glob("*.yaml")):
        found += parse_yaml(path.read_bytes(), path.name).data
    return found


@cache
def door() -> Door:
    return Door(as_of="2026-11-24")


def faults(row: dict[str, Any]) -> list[str]:
    """What is wrong with the answer to a row; empty where all holds."""
    answer = door().ask(row["q"], row.get("about"), row.get("audience", "clinician"), row.get("conversation", ()))
    text = " ".join(line.text for line in answer.answer)
    ids = " ".join(line.statement for line in answer.answer)
    found = []
    wanted = row.get("outcome", "answered")
    if wanted not in (answer.outcome.value, "any"):
        found.append(f"outcome {answer.outcome.value}")
    if "code" in row and (answer.refusal is None or answer.refusal.code.value != row["code"]):
        found.append(f"refusal {answer.refusal and answer.refusal.code.value}")
    found += [
        f"lacks {entry!r}"
        for entry in row.get("must", ())
        if not any(_says(part, text, ids) for part in entry.split(" | "))
    ]
    found += [f"says {entry!r}" for entry in row.get("never", ()) if entry in text]
    found += [
        f"uncited {line.statement}"
        for line in answer.answer
        if not line.cites or not set(line.cites) <= set(answer.citations)
    ]
    return found


def _says(part: str, text: str, ids: str) -> bool:
    return (
        part in ids
        if "#" in part or ":" in part or "_" in part or part.startswith("faq.")
        else part.casefold() in text.casefold()
    )


def parameters() -> list[Any]:
    """The rows, each named by its question."""
    return [pytest.param(row, id=row["q"]) for row in rows()]


@pytest.mark.parametrize("row", parameters())
def test_a_question_gets_what_it_needs(row: dict[str, Any]) -> None:
    assert faults(row) == []
