"""What stands around the study: the check of an order, and what follows a result."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.shipped import shipped
from benchmarks.tables import Unavailable, counted, figure, table
from benchmarks.timing import Work, compare
from metscout.engine.decide import Stamp
from metscout.engine.next_document import WhatFollows
from metscout.engine.next_steps import what_follows
from metscout.engine.order_check import check_order
from metscout.engine.order_document import OrderCheck
from metscout.facts.history import OrderedStudy
from metscout.facts.sheet import FactSheet, with_history
from metscout.packs.load import Knowledge
from metscout.reading.history import read_prior
from metscout.reading.orders import read_orders
from metscout.reading.patient import read_patient

ROUNDS = 5
CALLS = 2_000
CASES = Path(__file__).parents[1] / "tests" / "cases" / "orders"
T = TypeVar("T")
_STAMP = Stamp("2026-11-24", "benchmark", "2026-11-24T00:00:00Z")

Ordered = tuple[FactSheet, tuple[OrderedStudy, ...]]
Asked = tuple[str, str, str | None, str | None]
Typed = tuple[Any, Sequence[str], Sequence[str]]


def report() -> str:
    """One table: checks and next steps, with what is remembered of earlier calls and without."""
    knowledge = shipped()
    typed = list(_typed())
    orders = [_read(patient, written, prior, knowledge) for patient, written, prior in typed]
    asked = list(_asked(knowledge))
    current = [shipped()]

    def anew() -> None:
        current[0] = shipped()

    def check(case: Ordered) -> OrderCheck:
        return check_order(*case, knowledge, _STAMP)

    def first_check(case: Ordered) -> OrderCheck:
        return check_order(*case, current[0], _STAMP)

    def read_and_check(case: Typed) -> OrderCheck:
        return check_order(*_read(*case, knowledge), knowledge, _STAMP)

    def follow(case: Asked) -> WhatFollows:
        return what_follows(*case, knowledge, _STAMP)

    def first_follow(case: Asked) -> WhatFollows:
        return what_follows(*case, current[0], _STAMP)

    works = {
        "check, facts and studies on the sheet": Work(check, _many(orders)),
        "check, patients not seen before": Work(first_check, orders, before=anew),
        "check, patient and orders read first": Work(read_and_check, _many(typed)),
        "next": Work(follow, _many(asked)),
        "next, results not asked before": Work(first_follow, asked, before=anew),
    }
    return "\n\n".join(
        (
            "### Around the study",
            f"{counted(len(orders), 'order')} of the tests' cases and {len(asked)} branches of what follows, "
            f"on the shipped knowledge; median of {ROUNDS} alternating rounds.",
            table(
                ("verb", "p50 us", "p99 us", "per second"),
                (
                    (name, *map(figure, (s.p50_us, s.p99_us, s.per_second)))
                    for name, s in compare(works, ROUNDS).items()
                ),
            ),
        )
    )


def _typed() -> Iterator[Typed]:
    """Patient, orders and earlier studies of each row, as they are written there."""
    import yaml

    paths = sorted(CASES.glob("*.yaml"))
    if not paths:
        raise Unavailable("No order was found under tests/cases/orders.")
    for path in paths:
        cases = yaml.safe_load(path.read_bytes())
        for row in cases["rows"]:
            yield _patient(cases["patients"], row), row["orders"], row.get("prior", ())


def _patient(patients: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    if "text" in row:
        return row["text"]
    changed = {**patients[row["patient"]], **row.get("change", {})}
    return {name: value for name, value in changed.items() if name not in row.get("forget", ())}


def _read(patient: Any, written: Sequence[str], prior: Sequence[str], knowledge: Knowledge) -> Ordered:
    sheet = read_patient(patient, knowledge)
    done = tuple(read_prior(entry, knowledge, _STAMP.as_of) for entry in prior)
    ordered = tuple(study for text in written for study in read_orders(text, knowledge))
    return with_history(sheet, (*sheet.prior, *done), sheet.results), ordered


def _asked(knowledge: Knowledge) -> Iterator[Asked]:
    """Every branch of every scenario, each once."""
    scenarios = [knowledge.scenario(name) for name in knowledge.scenario_topics]
    yield from dict.fromkeys((s.id, step.result, step.site, step.finding) for s in scenarios for step in s.next_steps)


def _many(inputs: Sequence[T]) -> list[T]:
    """The inputs over and over, whole passes, until there are enough calls to speak of a 99th percentile."""
    passes = -(-CALLS // len(inputs))
    return list(islice(cycle(inputs), passes * len(inputs)))
