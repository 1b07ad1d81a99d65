"""Treatment pathways: every fault at its place, read apart from the base, and stamped."""

from pathlib import Path

import pytest

from metscout.packs.load import Knowledge, load_knowledge
from packs.sample import faults_of, knowledge_of, sample_files

NAME = "treatment/lump.yaml"
PATHWAY = """\
id: lump.spread
title: A lump that has spread; treatment
source: main-guide
review: {status: submitted, updated: "2026-11-24"}
within: {lump.size_cm: {above: 0}, at: who fits}
applies_when: {visit.phase: early, at: who fits}
redirect: {text: "Treatment is another question.", at: who fits}
elsewhere:
  - {visit.phase: late, to: somebody else, see: lump.spread, because: "It is late.", at: who fits}
intent:
  - {intent: palliative, when: {visit.phase: early}, text: "It is palliative.", at: who fits}
rules:
  - {id: first, when: {visit.phase: early}, text: "Do this first.", at: who fits, marker: "2B", standing: option,
     newer: [{text: "Newer.", date: "2026", at: who fits}]}
  - {id: second, text: "Then that.", at: who fits, standing: recommended}
also_ask:
  - {fact: visit.phase, kind: safety}
warnings:
  - {code: unreviewed, severity: warning, text: "A draft.", at: who fits}
"""


def with_pathway(text: str = PATHWAY) -> dict[str, str]:
    return sample_files() | {NAME: text}


def test_a_pathway_that_is_right_has_no_fault() -> None:
    assert faults_of(with_pathway()) == []


# what a reader would say; what stands in the file, what stands in its place; code, path, hint
ROWS = [
    ("a rule without a heading", ("text: \"Then that.\", at: who fits", "text: \"Then that.\""), "missing_key", "rules[1]", None),
    ("a heading that is none", ("text: \"Then that.\", at: who fits", "text: \"Then that.\", at: who fit"), "unknown_heading", "rules[1].at", "Nearest: 'who fits'."),
    ("newer evidence without a date", ("date: \"2026\", ", ""), "wrong_type", "rules[0].newer[0].date", None),
    ("newer evidence without a heading", ("date: \"2026\", at: who fits", "date: \"2026\""), "missing_key", "rules[0].newer[0]", None),
    ("a misspelled standing", ("standing: option", "standing: optoin"), "unknown_value", "rules[0].standing", "Nearest: 'option'."),
    ("a rule that stands twice", ("id: second", "id: first"), "duplicate_name", "rules[1].id", None),
    ("a misspelled fact in a rule", ("id: first, when: {visit.phase", "id: first, when: {visit.fase"), "unknown_fact", "rules[0].when.visit.fase", "Nearest: 'visit.phase'."),
    ("a misspelled fact to ask", ("fact: visit.phase, kind", "fact: visit.fase, kind"), "unknown_fact", "also_ask[0].fact", "Nearest: 'visit.phase'."),
    ("an intent for nobody", ("intent: palliative, when: {visit.phase: early}, ", "intent: palliative, "), "missing_key", "intent[0]", None),
    ("a misspelled intent", ("intent: palliative", "intent: paliative"), "unknown_value", "intent[0].intent", "Nearest: 'palliative'."),
    ("a destination that is no pathway", ("see: lump.spread", "see: lump.spred"), "unknown_scenario", "elsewhere[0].see", "Nearest: 'lump.spread'."),
    ("a key of nothing here", ("id: lump.spread\n", "id: lump.spread\ndose: 5\n"), "unknown_key", "dose", None),
    ("a source that is none", ("source: main-guide", "source: main-gide"), "unknown_source", "source", "Nearest: 'main-guide'."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "where", "hint"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_fault_of_a_pathway_is_said_at_its_place(
    change: tuple[str, str], code: str, where: str, hint: str | None
) -> None:
    old, new = change
    assert PATHWAY.count(old) == 1
    (fault,) = faults_of(with_pathway(PATHWAY.replace(old, new)))
    assert (fault.code, fault.where, fault.file) == (code, where, f"sample/{NAME}")
    assert hint is None or fault.hint == hint


def test_a_pathway_that_stands_twice_is_refused() -> None:
    (fault,) = faults_of(with_pathway() | {"treatment/again.yaml": PATHWAY})
    assert (fault.code, fault.where) == ("duplicate_name", "id")


def test_the_state_of_the_source_comes_with_the_pathway() -> None:
    (pathway,) = knowledge_of(with_pathway()).pathways
    citation = knowledge_of(with_pathway()).citations["main-guide#who-fits"]
    assert (pathway.source_state, pathway.source_date) == (citation.source_review.state, citation.date)


def test_a_changed_pathway_changes_the_stamp_of_treatment_alone() -> None:
    stamps = knowledge_of(with_pathway()).stamps
    other = knowledge_of(with_pathway(PATHWAY.replace("Then that.", "Then this."))).stamps
    assert [name for name in stamps if stamps[name] != other[name]] == ["treatment"]


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_knowledge()
    return load_knowledge()


def test_the_pathways_come_back_from_the_cache_as_they_were_compiled(cached: Knowledge) -> None:
    assert cached.pathways == load_knowledge(use_cache=False).pathways


def test_a_lost_entry_of_pathways_costs_time_and_no_answer(cached: Knowledge, tmp_path: Path) -> None:
    for entry in (tmp_path / "metscout").glob("*-treatment"):
        entry.unlink()
    assert load_knowledge().pathways == cached.pathways
