"""The procedures that a written study can be: one, several where something is left open, or none."""

from collections.abc import Iterable
from itertools import chain

from metscout.reading.order_grammar import OPEN, WITH_IV
from metscout.reading.order_parts import Part
from metscout.reading.order_words import Entry, OrderWords
from metscout.terms.frozen import frozen

_WHOLE = "whole_body"
_UNSTATED = "not_stated"
_NONE = "none"


@frozen
class Fit:
    """What a written study can be. `procedure` is None where several fit, or none does."""

    procedure: str | None
    candidates: tuple[str, ...]


NOTHING = Fit(None, ())


def fits_of(part: Part, words: OrderWords) -> tuple[Fit, ...]:
    """What a part can be: one fit, or one for each study that together cover the parts of the body it names."""
    if part.elsewhere or not (part.modalities or part.region):
        return (NOTHING,)
    machines = _machines(part, words)
    if part.strange and not part.techniques and not (part.region and part.modalities):
        return (NOTHING,)
    tracers = words.tables["must_agree"]
    if part.uncovered and not part.region:
        return (NOTHING,)
    if len(machines) != 1:
        found = [_fit(part, frozenset(part.region), machine, words, exact=True) for machine in machines]
        return (Fit(None, tuple(dict.fromkeys(chain.from_iterable(_all(fit) for fit in found)))),)
    machine = machines[0]
    shown = words.tables["shown_as"].get(machine, {})
    part.region = {shown.get(name, name): None for name in part.region}
    region = frozenset((_WHOLE,)) if _WHOLE in part.region else frozenset(part.region)
    if machine in tracers or not region:
        return (_fit(part, region, machine, words),)
    covered = _cover(region, words.entries.get(machine, ()))
    found = [_fit(part, piece, machine, words) for piece in covered]
    found = [fit for _, fit in sorted(zip(covered, found, strict=True), key=lambda pair: _first(pair[0], part))]
    left = region.difference(*covered) or part.uncovered
    return (*found, NOTHING) if left else tuple(found)


def _first(piece: frozenset[str], part: Part) -> int:
    """Where a piece of the region was named first."""
    named = list(part.region)
    return min(named.index(region) for region in piece)


def _all(fit: Fit) -> tuple[str, ...]:
    return (fit.procedure,) if fit.procedure is not None else fit.candidates


def _machines(part: Part, words: OrderWords) -> list[str]:
    """The machines that the part can be done on: those it names, put together where they are one."""
    if not part.modalities:
        return list(words.entries)
    named = frozenset(part.modalities)
    for pair in words.tables["together"]:
        if named == frozenset(pair["of"]):
            return [pair["is"]]
    alone = {pair["of"][0]: pair["is"] for pair in words.tables["together"] if len(pair["of"]) == 1}
    each = {alone.get(name, name) for name in named}
    return [machine for machine in words.entries if machine in each]


def _cover(region: frozenset[str], entries: Iterable[Entry]) -> list[frozenset[str]]:
    """The region as pieces that procedures cover, the largest first; a piece that none covers is left out."""
    known = {entry.region for entry in entries}
    if region in known:
        return [region]
    found: list[frozenset[str]] = []
    left = region
    for piece in sorted(known, key=lambda piece: (-len(piece), sorted(piece))):
        if piece <= left:
            found.append(piece)
            left -= piece
    return found


def _fit(part: Part, region: frozenset[str], machine: str, words: OrderWords, *, exact: bool = False) -> Fit:
    """What a study of one machine and one part of the body can be.

    A tracer is offered for other parts of the body as well, unless the match is to be `exact`.
    """
    tables = words.tables
    entries = words.entries.get(machine, ())
    tracers = frozenset(tables["must_agree"].get(machine, ()))
    own = part.techniques & tracers
    usual = tables["unsaid"].get(machine)
    if tracers and not own and usual is not None:
        own = {usual}
    pool = [entry for entry in entries if not own or entry.kinds & tracers == own]
    if not pool:
        return NOTHING
    placed = [entry for entry in pool if (entry.region == region if exact else _covers(entry, region))]
    if not region:
        placed = [entry for entry in placed if entry.no_region] or placed
    if not placed:
        usually = [entry for entry in pool if entry.no_region and entry.orderable] or pool
        return Fit(None, _ids(usually)) if tracers and not exact else NOTHING
    contrast, pairs = part.contrast, tables["given_as"].get(machine, {})
    unsettled = contrast is None or (contrast == OPEN and WITH_IV in pairs)  # `MRI liver protocol +/- gad` is both
    if unsettled and part.techniques.intersection(tables["contrast_with"]):
        contrast = WITH_IV
    given = pairs.get(contrast, contrast)
    best = _kind(placed, part.techniques, tracers)
    fitting = [entry for entry in best if _agrees(entry, given, best)]
    if not fitting:  # the contrast that is said outweighs the technique
        fitting = [entry for entry in placed if entry.kinds <= part.techniques | own and _agrees(entry, given, placed)]
    if not fitting:
        return Fit(None, _ids(best))
    open_ = given == OPEN or (bool(tracers) and bool(part.techniques.intersection(tables["opens"])))
    if part.strange and tracers and not any(entry.no_region or entry.any_region for entry in fitting):
        return Fit(None, _ids(entry for entry in pool if entry.no_region or entry in fitting))
    if len(fitting) == 1 and not open_:
        return Fit(fitting[0].id, ())
    return Fit(None, _ids(fitting))


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The ids of the studies that can be ordered; of all where none can."""
    entries = list(entries)
    return tuple(entry.id for entry in entries if entry.orderable) or tuple(entry.id for entry in entries)


def _covers(entry: Entry, region: frozenset[str]) -> bool:
    if not region:
        return entry.no_region or (_UNSTATED not in entry.region)
    return entry.any_region or entry.region == region


def _kind(entries: list[Entry], said: set[str], tracers: frozenset[str]) -> list[Entry]:
    """The entries of the kind that is said; the plain ones where none is, all where there is no plain one."""
    matching = [entry for entry in entries if entry.kinds - tracers <= said]
    if not matching:
        return entries
    most = max(len(entry.kinds & said - tracers) for entry in matching)
    return [entry for entry in matching if len(entry.kinds & said - tracers) == most]


def _agrees(entry: Entry, given: str | None, beside: list[Entry]) -> bool:
    """Whether the contrast that is said is the one of the entry; without a word, plain studies are meant."""
    if given is None or given == OPEN:
        return entry.contrast in (_NONE, _UNSTATED) or not any(other.contrast == _NONE for other in beside)
    return entry.contrast == given or (entry.contrast in (_NONE, _UNSTATED) and given == "without_iv")
