"""Three-valued reading of a condition: what holds, what fails, what is not known."""

from collections.abc import Mapping, Sequence

from metscout.conditions.tree import Condition, Line, OneOf
from metscout.facts.sheet import SheetValue
from metscout.terms.words import Verdict

HOLDS, FAILS, UNKNOWN = Verdict.HOLDS, Verdict.FAILS, Verdict.UNKNOWN


def evaluate_line(line: Line, values: Mapping[str, SheetValue]) -> Verdict:
    """Whether one line holds; unknown if its fact is not stated."""
    value = values.get(line.fact)
    if value is None:
        return UNKNOWN
    if line.admissible.admits(value):
        return HOLDS
    return UNKNOWN if leaves_open(line, value) else FAILS


def leaves_open(line: Line, value: SheetValue) -> bool:
    """Whether a stated value is a class too broad to settle the line."""
    admissible = line.admissible
    return isinstance(admissible, OneOf) and bool(admissible.open) and admissible.leaves_open(value)


def _all(lines: Sequence[Line], values: Mapping[str, SheetValue]) -> Verdict:
    result = HOLDS
    for line in lines:
        value = values.get(line.fact)
        if value is None:
            result = UNKNOWN
        elif not line.admissible.admits(value):
            if not leaves_open(line, value):
                return FAILS
            result = UNKNOWN
    return result


def evaluate(condition: Condition, values: Mapping[str, SheetValue]) -> Verdict:
    """Kleene's verdict: any failing part fails the whole, else any unknown part leaves it open."""
    result = _all(condition.lines, values)
    if result is FAILS:
        return FAILS
    if condition.any_of:
        best = FAILS
        for group in condition.any_of:
            verdict = _all(group, values)
            if verdict is HOLDS:
                best = HOLDS
                break
            if verdict is UNKNOWN:
                best = UNKNOWN
        if best is FAILS:
            return FAILS
        if best is UNKNOWN:
            result = UNKNOWN
    for group in condition.none_of:
        verdict = _all(group, values)
        if verdict is HOLDS:
            return FAILS
        if verdict is UNKNOWN:
            result = UNKNOWN
    return result


def unknown_facts(condition: Condition, values: Mapping[str, SheetValue]) -> tuple[str, ...]:
    """The facts that keep the condition open, in the order written; empty once it is decided."""
    if evaluate(condition, values) is not UNKNOWN:
        return ()
    open_groups = [condition.lines, *(g for g in condition.none_of if _all(g, values) is UNKNOWN)]
    if not any(_all(g, values) is HOLDS for g in condition.any_of):
        open_groups += [g for g in condition.any_of if _all(g, values) is UNKNOWN]
    names = (line.fact for group in open_groups for line in group if evaluate_line(line, values) is UNKNOWN)
    return tuple(dict.fromkeys(names))
