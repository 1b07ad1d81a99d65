"""Timing of single calls, in rounds that alternate between the things compared."""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns
from typing import Any


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to time: `act` is called once for each of `inputs`; `before` each round, untimed."""

    act: Callable[[Any], object]
    inputs: Sequence[Any]
    before: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long one call took, in microseconds, and how many calls fit into a second."""

    p50_us: float
    p99_us: float
    per_second: float


def time_calls(work: Work) -> list[int]:
    """Nanoseconds of each call, in the order of the inputs; one reading of the clock is included."""
    act, clock = work.act, perf_counter_ns
    taken = []
    for item in work.inputs:
        start = clock()
        act(item)
        taken.append(clock() - start)
    return taken


def compare(works: Mapping[str, Work], rounds: int) -> dict[str, Spread]:
    """The spread of each work: medians over `rounds`, in each of which every work runs once.

    A first round warms up and is not counted. The garbage collector stays on, as it is for a user.
    """
    found: dict[str, list[Spread]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            if work.before is not None:
                work.before()
            gc.collect()
            taken = time_calls(work)
            if number:
                found[name].append(spread_of(taken))
    return {
        name: Spread(
            median(s.p50_us for s in spreads),
            median(s.p99_us for s in spreads),
            median(s.per_second for s in spreads),
        )
        for name, spreads in found.items()
    }


def spread_of(taken: Sequence[int]) -> Spread:
    """The spread of calls given in nanoseconds; the nearest-rank 99th percentile."""
    ordered = sorted(taken)
    rank = -(-len(ordered) * 99 // 100) - 1
    return Spread(median(ordered) / 1e3, ordered[rank] / 1e3, len(ordered) / (sum(ordered) / 1e9))
