"""Whole decisions on the shipped knowledge: matched, explained, encoded; each stage includes those before it."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from typing import TypeVar

import msgspec

from benchmarks.sheets import sheets
from benchmarks.shipped import shipped
from benchmarks.tables import counted, figure, table
from benchmarks.timing import Spread, Work, compare
from metscout.conditions.derivation import derive
from metscout.engine.decide import Stamp, decide
from metscout.engine.decision import Decision
from metscout.engine.match import Match, match
from metscout.facts.sheet import FactSheet, SheetValue
from metscout.packs.load import Knowledge
from metscout.terms.document import as_document

ROUNDS = 5
CALLS = 2_000
FIRST = "decision with trace, patients not seen before"
T = TypeVar("T")
_STAMP = Stamp("2026-01-01", "benchmark", "2026-01-01T00:00:00Z")


def report() -> str:
    """Two tables: the stages over all patients, and the traced decision by outcome."""
    knowledge = shipped()
    source, patients = sheets(knowledge.vocabulary)
    stages = _stages(knowledge)
    traced, encoded = stages["decision with trace"], stages["with trace, to JSON bytes"]
    full = [derive(sheet, knowledge.derivations, knowledge.vocabulary).values for sheet in patients]

    def matched(values: Mapping[str, SheetValue]) -> Match:
        return match(values, knowledge)

    works = {"match, facts on the sheet": Work(matched, _many(full))}
    works |= {name: Work(act, _many(patients)) for name, act in stages.items()}
    works[FIRST] = _first_sight(patients)
    groups: dict[str, list[FactSheet]] = {}
    for sheet in patients:
        groups.setdefault(decide(sheet, knowledge, _STAMP).outcome.value, []).append(sheet)
    by_outcome = {
        name: compare({"trace": Work(traced, _many(group)), "JSON": Work(encoded, _many(group))}, ROUNDS)
        for name, group in sorted(groups.items())
    }
    decisions = [decide(sheet, knowledge, _STAMP, explain=True) for sheet in patients]
    steps = sum(len(decision.trace) for decision in decisions) / len(decisions)
    size = sum(len(msgspec.json.encode(decision)) for decision in decisions) / len(decisions)
    return "\n\n".join(
        (
            "### Whole decisions",
            f"{counted(len(patients), 'facts sheet')} ({source}) on the shipped knowledge; on average "
            f"{steps:.0f} lines of trace and {size / 1000:.1f} kB of JSON; median of {ROUNDS} alternating rounds.",
            table(
                ("up to and with", "p50 us", "p99 us", "per second"),
                (
                    (name, *map(figure, (s.p50_us, s.p99_us, s.per_second)))
                    for name, s in compare(works, ROUNDS).items()
                ),
            ),
            table(
                ("outcome", "sheets", "trace p50 us", "trace p99 us", "JSON p50 us", "JSON p99 us"),
                (_outcome_row(name, len(groups[name]), spreads) for name, spreads in by_outcome.items()),
            ),
        )
    )


def _stages(knowledge: Knowledge) -> dict[str, Callable[[FactSheet], object]]:
    """The decision as it grows: without and with the trace, encoded, and written as the command line does."""

    def bare(sheet: FactSheet) -> Decision:
        return decide(sheet, knowledge, _STAMP)

    def traced(sheet: FactSheet) -> Decision:
        return decide(sheet, knowledge, _STAMP, explain=True)

    def encoded(sheet: FactSheet) -> bytes:
        return msgspec.json.encode(decide(sheet, knowledge, _STAMP, explain=True))

    def written(sheet: FactSheet) -> str:
        return json.dumps(as_document(decide(sheet, knowledge, _STAMP, explain=True)), ensure_ascii=False)

    return {
        "decision": bare,
        "decision with trace": traced,
        "with trace, to JSON bytes": encoded,
        "with trace, to JSON text through plain dicts": written,
    }


def _first_sight(patients: Sequence[FactSheet]) -> Work:
    """Traced decisions with nothing remembered of an earlier round: the knowledge is loaded anew for each."""
    current = [shipped()]

    def anew() -> None:
        current[0] = shipped()

    def first(sheet: FactSheet) -> Decision:
        return decide(sheet, current[0], _STAMP, explain=True)

    return Work(first, patients, before=anew)


def _many(inputs: Sequence[T]) -> list[T]:
    """The inputs over and over, whole passes, until there are enough calls to speak of a 99th percentile."""
    passes = -(-CALLS // len(inputs))
    return list(islice(cycle(inputs), passes * len(inputs)))


def _outcome_row(name: str, count: int, spreads: Mapping[str, Spread]) -> tuple[str, ...]:
    trace, document = spreads["trace"], spreads["JSON"]
    return f"`{name}`", f"{count:,}", *map(figure, (trace.p50_us, trace.p99_us, document.p50_us, document.p99_us))
