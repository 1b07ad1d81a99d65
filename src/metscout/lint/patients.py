"""Set arithmetic over boxes: whether one patient lies in several of them, and who that is."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from metscout.conditions.boxes import Box
from metscout.conditions.tree import Admissible, Interval, OneOf
from metscout.facts.declaration import FactDeclaration, FactType, Value, Vocabulary

_ANY_TEXT = "as stated"


def common_patient(boxes: Sequence[Box], vocabulary: Vocabulary) -> dict[str, Value] | None:
    """A patient who lies in every box, None if there is none.

    Each fact gets one value, also those that may hold several: a patient with two questions is answered
    twice on purpose. Derivations are not applied, so a value may be one that only a derivation gives.
    """
    names = sorted({name for box in boxes for name in box}, key=lambda name: vocabulary.ranks[name])
    patient: dict[str, Value] = {}
    for name in names:
        admitted = [part for box in boxes for part in box.get(name, ())]
        value = _common_value(vocabulary[name], admitted)
        if value is None:
            return None
        patient[name] = value
    return patient


def _common_value(declaration: FactDeclaration, admitted: Sequence[Admissible]) -> Value | None:
    candidates: Iterable[Value] = declaration.domain
    if declaration.type is FactType.NUMBER:
        candidates = _numbers(declaration, admitted)
    elif declaration.type is FactType.TEXT:
        candidates = sorted({str(v) for part in admitted if isinstance(part, OneOf) for v in part.values} | {_ANY_TEXT})
    return next((value for value in candidates if all(part.admits(value) for part in admitted)), None)


def _numbers(declaration: FactDeclaration, admitted: Sequence[Admissible]) -> list[Value]:
    """One number from every stretch that the bounds cut out, within what the fact can be."""
    low = declaration.minimum if declaration.minimum is not None else float("-inf")
    high = declaration.maximum if declaration.maximum is not None else float("inf")
    bounds = {b for part in admitted if isinstance(part, Interval) for b in _bounds(part)}
    cuts = sorted({b for b in (*bounds, low, high) if abs(b) != float("inf")} or {0.0})
    inner = [(a + b) / 2 for a, b in pairwise(cuts)]
    found = sorted(n for n in (cuts[0] - 1, *cuts, *inner, cuts[-1] + 1) if low <= n <= high)
    return [int(n) if n == int(n) else n for n in found]


def _bounds(interval: Interval) -> list[float]:
    parts = (interval.at_least, interval.above, interval.at_most, interval.below)
    return [part for part in parts if part is not None]


def in_words(patient: dict[str, Value], vocabulary: Vocabulary) -> str:
    """The patient as people say it: `histology is squamous cell carcinoma; phase is surveillance`."""
    parts = []
    for name, value in patient.items():
        declaration = vocabulary[name]
        unit = f" {declaration.unit}" if declaration.unit else ""
        parts.append(f"{declaration.label} is {declaration.label_of(value)}{unit}")
    return "; ".join(parts)
