"""Matching alone: Metscout's compiled masks beside zen-engine and two plain loops, on the same patients."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import workload, zen_tables
from benchmarks.machine import installed
from benchmarks.tables import counted, figure, table
from benchmarks.timing import Work, compare
from benchmarks.workload import TOPIC, Patient, Situation

PATIENTS = 4_000
ROUNDS = 5
OURS, SHARDED, SINGLE = "Metscout", "zen-engine, one table a topic", "zen-engine, one table"
UNKNOWNS = "Metscout, a third of the small facts unknown"
BY_TOPIC, SCAN = "plain Python, dict of topics and scan", "plain Python, scan of all"


def report(criteria: Path | None) -> str:
    """The table of matching. Raises Unavailable where the criteria or the peer cannot be had."""
    from benchmarks.synthetic_knowledge import compiled
    from metscout.engine.match import match

    entries = workload.made_entries() if criteria is None else workload.read_entries(criteria)
    known = workload.situations(entries)
    whole = workload.patients(known, PATIENTS)
    parts = workload.with_unknowns(whole)
    knowledge = compiled(known)
    for topic in knowledge.index.topics:
        knowledge.topic(topic)
    contexts = [zen_tables.context(patient) for patient in whole]

    every = workload.plain_rows(known)

    def ours(patient: Patient) -> Any:
        return match(patient, knowledge)

    def scanned(patient: Patient) -> list[str]:
        return workload.scan(every, patient)

    works = {
        OURS: Work(ours, whole),
        UNKNOWNS: Work(ours, parts),
        SHARDED: Work(zen_tables.table_a_topic(known), contexts),
        SINGLE: Work(zen_tables.one_table(known), contexts),
        BY_TOPIC: Work(_by_topic(known), whole),
        SCAN: Work(scanned, whole),
    }
    readers: dict[str, Callable[[Any], list[str]]] = {
        OURS: _held, UNKNOWNS: _held, SHARDED: zen_tables.answer, SINGLE: zen_tables.answer, BY_TOPIC: list, SCAN: list
    }  # fmt: skip
    right = {name: [scanned(p) for p in (parts if name == UNKNOWNS else whole)] for name in works}
    wrong = {name: _wrong(work, readers[name], right[name]) for name, work in works.items()}
    spreads = compare(works, ROUNDS)
    base = spreads[OURS].p50_us
    rows = [
        (
            name, figure(found.p50_us), figure(found.p99_us), figure(found.per_second),
            f"{found.p50_us / base:.1f}x", f"{wrong[name]} of {PATIENTS:,}",
        )
        for name, found in spreads.items()
    ]  # fmt: skip
    return "\n\n".join(
        (
            "### Matching alone",
            _sentence(criteria, known, right[OURS]),
            table(("engine", "p50 us", "p99 us", "decisions/s", "p50 to ours", "wrong answers"), rows),
        )
    )


def _sentence(criteria: Path | None, known: Sequence[Situation], right: Sequence[list[str]]) -> str:
    ratings = sum(len(situation.entry.ratings) for situation in known)
    source = "a synthetic table" if criteria is None else f"`{criteria.name}`"
    topics = len({situation.entry.topic for situation in known})
    panels = len({situation.entry.panel for situation in known})
    hits = [len(answer) for answer in right]
    return (
        f"{counted(len(known), 'scenario')} and {counted(ratings, 'rating')} of {source} ({counted(topics, 'topic')}, "
        f"{counted(panels, 'panel')}), each with 3 to 6 synthetic conditions over ten facts; {PATIENTS:,} seeded "
        f"patients with {min(hits)} to {max(hits)} scenarios each ({sum(map(bool, hits)) / len(hits):.0%} with any); "
        f"median of {ROUNDS} alternating rounds; zen-engine {installed('zen-engine')}."
    )


def _held(found: Any) -> list[str]:
    return [scenario.id for _, scenario in found.held]


def _wrong(work: Work, read: Callable[[Any], list[str]], right: Sequence[list[str]]) -> int:
    """How many answers differ from looking at every situation."""
    return sum(sorted(read(work.act(item))) != sorted(answer) for item, answer in zip(work.inputs, right, strict=True))


def _by_topic(known: Sequence[Situation]) -> Callable[[Patient], list[str]]:
    """The simplest good baseline: only the rows of the patient's topic and panel are looked at."""
    tables = {topic: workload.plain_rows(rows) for topic, rows in workload.by_topic(known).items()}
    return lambda patient: workload.scan(tables[patient[TOPIC]], patient)
