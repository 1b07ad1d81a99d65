"""The trace keeps what failed and what was not looked at apart."""

import pytest
from packs.answers import SAMPLE_PATIENT, STAMP
from packs.sample import knowledge_of, sample_files

from metscout.engine.decide import decide
from metscout.engine.decision import Step
from metscout.facts.declaration import Value
from metscout.facts.sheet import Origin, build_sheet, stated
from metscout.terms.words import Verdict

SAMPLE = knowledge_of(sample_files())


def steps(change: dict[str, Value], *forgotten: str, about: str) -> list[Step]:
    values = {name: value for name, value in {**SAMPLE_PATIENT, **change}.items() if name not in forgotten}
    sheet = build_sheet([stated(name, value, Origin("file")) for name, value in values.items()], SAMPLE.vocabulary)
    return [step for step in decide(sheet, SAMPLE, STAMP, explain=True).trace if step.about == about]


HOLDS, FAILS, UNKNOWN = Verdict.HOLDS, Verdict.FAILS, Verdict.UNKNOWN
ROWS: list[tuple[str, dict[str, Value], tuple[str, ...], list[Verdict | None]]] = [
    ("every line that holds", {}, (), [HOLDS, HOLDS, HOLDS]),
    ("nothing after the line that fails", {"visit.phase": "late"}, (), [HOLDS, FAILS, None]),
    ("nothing after the first line, which fails", {"body.kind": "wart"}, (), [FAILS, None, None]),
    ("a line that is unknown, and what follows it", {}, ("visit.phase",), [HOLDS, UNKNOWN, HOLDS]),
]


@pytest.mark.parametrize(("change", "forgotten", "verdicts"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_looks_at(change: dict[str, Value], forgotten: tuple[str, ...], verdicts: list[Verdict | None]) -> None:
    assert [step.verdict for step in steps(change, *forgotten, about="sample.first")] == verdicts


def test_a_step_says_what_was_wanted_and_what_was_found() -> None:
    step = steps({"visit.phase": "late"}, about="sample.first")[1]
    assert (step.fact, step.wanted, step.found) == ("visit.phase", "phase is before treatment", "after treatment")


def test_a_line_that_was_not_looked_at_has_found_nothing() -> None:
    step = steps({"visit.phase": "late"}, about="sample.first")[2]
    assert (step.found, step.verdict) == (None, None)


def test_a_safety_rule_that_stands_is_traced() -> None:
    assert [step.verdict for step in steps({"reaction.dye": "severe"}, about="severe_reaction")] == [HOLDS]


def test_without_explain_there_is_no_trace() -> None:
    sheet = build_sheet([], SAMPLE.vocabulary)
    assert decide(sheet, SAMPLE, STAMP).trace == ()
