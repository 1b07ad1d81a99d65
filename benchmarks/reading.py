"""Reading lines of text: to facts, and on to the decision."""

from benchmarks.sheets import lines
from benchmarks.shipped import open_door
from benchmarks.tables import counted, figure, table
from benchmarks.timing import Work, compare

ROUNDS = 5


def report() -> str:
    """The table of reading over every line of text that the tests expect an outcome of."""
    given, entrance = lines(), open_door()
    entrance.read(given[0])
    spreads = compare(
        {"text to facts": Work(entrance.read, given), "text to decision": Work(entrance.recommend, given)}, ROUNDS
    )
    rows = [(name, figure(s.p50_us), figure(s.p99_us), figure(s.per_second)) for name, s in spreads.items()]
    length = sum(map(len, given)) / len(given)
    return "\n\n".join(
        (
            "### Reading",
            f"{counted(len(given), 'line')} of the tests' one-line cases, {length:.0f} characters on average; "
            f"median of {ROUNDS} alternating rounds.",
            table(("stage", "p50 us", "p99 us", "lines/s"), rows),
        )
    )
