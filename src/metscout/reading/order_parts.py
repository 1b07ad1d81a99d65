"""An order cut into the studies it joins, each as what it says of machine, part, contrast and technique."""

from dataclasses import dataclass, field

from metscout.reading.order_grammar import BOTH, OPEN, UNKNOWN, WITH_IV, WITHOUT_IV, Item
from metscout.reading.order_words import Sense

_TURNS = ("reason", "elsewhen")
Pairs = frozenset[frozenset[str]]


@dataclass(slots=True)
class Part:
    """One study as it was written.

    `elsewhere` names a study that no procedure is, `uncovered` a part of the body that none covers, and
    `strange` is whether a word was not understood.
    """

    modalities: set[str] = field(default_factory=set)
    region: dict[str, None] = field(default_factory=dict)  # in the order they were named
    contrast: str | None = None
    techniques: set[str] = field(default_factory=set)
    elsewhere: bool = False
    uncovered: bool = False
    strange: bool = False
    start: int = 0
    end: int = 0


def parts_of(items: list[Item], flat: frozenset[str], pairs: Pairs) -> list[Part]:
    """The studies that an order joins, in the order they were written.

    `flat` are the machines that take views, `pairs` those that are one where they stand side by side.
    """
    found = [_described(group, part, flat) for part in _cut(items, pairs) for group in _grouped(part)]
    _share(found)
    return found


def _turned(items: list[Item]) -> None:
    """Mark the items that stand behind a turn to the reason, and not to the next study."""
    turn: str | None = None
    machine = fresh = False
    for at, item in enumerate(items):
        role = item.sense.role
        if item.hard:
            turn, machine = None, False
        elif role == "join":
            fresh = True
            continue
        elif role in _TURNS:
            turn = role if turn != "elsewhen" else turn
        elif item.sense.modality is not None and turn is not None and (
            not machine or (turn == "reason" and fresh and _whole(items, at))
        ):  # fmt: skip
            turn = None
        item.late = turn is not None
        machine = machine or item.sense.modality is not None
        fresh = False


def _whole(items: list[Item], at: int) -> bool:
    """Whether a study begins here: a machine and, before anything turns, a part of the body."""
    for item in items[at:]:
        if item.sense.region or item.sense.usual:
            return True
        if item.sense.role in ("join", *_TURNS):
            return False
    return False


def _names_study(item: Item) -> bool:
    return not item.late and (item.sense.modality is not None or item.sense.role == "elsewhere")


def _has_region(items: list[Item]) -> bool:
    return any((item.sense.region or item.sense.usual) and not item.late for item in items)


def _cut(items: list[Item], pairs: Pairs) -> list[list[Item]]:
    """The items of each study that has its own machine."""
    _turned(items)
    chunks: list[list[Item]] = [[]]
    for at, item in enumerate(items):
        if item.sense.role == "join":
            chunks.append([])
            continue
        here = chunks[-1]
        if _names_study(item) and item.sense.modality is not None and _again(here, item, items[at + 1 :], pairs):
            moved = _own_region(here)
            chunks.append(here[moved:])
            del here[moved:]
        chunks[-1].append(item)
    return _attached([chunk for chunk in chunks if chunk])


def _again(here: list[Item], item: Item, following: list[Item], pairs: Pairs) -> bool:
    """Whether a machine begins another study without a joining word."""
    named = [other for other in here if _names_study(other)]
    if not named or not _has_region(here):
        return False
    if here[-1] is named[-1] and frozenset((here[-1].sense.modality, item.sense.modality)) in pairs:
        return False
    if item.sense.usual or item.sense.region:
        return all(other.sense.modality != item.sense.modality for other in named)
    for other in following:
        if other.sense.role == "join" or other.late or other.sense.modality is not None:
            break
        if other.sense.region:
            return True
    return _region_first(here) and bool(_own_region(here) < len(here))


def _own_region(here: list[Item]) -> int:
    """Where the parts of the body begin that stand right before the next machine, in an order that writes so."""
    if not _region_first(here):
        return len(here)
    at = len(here)
    while at > 0 and here[at - 1].sense.region and not here[at - 1].late:
        at -= 1
    return at


def _region_first(items: list[Item]) -> bool:
    for item in items:
        if _names_study(item):
            return False
        if item.sense.region and not item.late:
            return True
    return False


def _attached(chunks: list[list[Item]]) -> list[list[Item]]:
    """Chunks without a machine of their own put to the study that they go on, or that they begin."""
    found: list[list[Item]] = []
    waiting: list[Item] = []
    for at, chunk in enumerate(chunks):
        if not any(_names_study(item) for item in chunk):
            if found and not waiting and not _begins(found[-1], chunk, chunks[at + 1 :]):
                found[-1] += chunk
            else:
                waiting += chunk
        elif found and not waiting and _goes_on(found[-1], chunk):
            found[-1] += chunk
        else:
            found.append(waiting + chunk)
            waiting = []
    if waiting:
        if found:
            found[-1] += waiting
        else:
            found.append(waiting)
    return found


def _begins(before: list[Item], chunk: list[Item], after: list[list[Item]]) -> bool:
    """Whether a chunk belongs to what follows, in an order that writes the part before the machine."""
    if not _region_first(before) or not _has_region(chunk):
        return False
    named = next((other for other in after if any(_names_study(item) for item in other)), None)
    return named is not None and (_region_first(named) or not _has_region(named))


def _goes_on(before: list[Item], chunk: list[Item]) -> bool:
    """Whether a chunk only repeats the machine of the study before it, or adds a technique to it."""
    if not _has_region(before) or any(item.sense.region and not item.late for item in chunk):
        return False
    usual = {part for item in chunk if not item.late for part in item.sense.usual}
    if not usual <= {part for item in before if not item.late for part in item.sense.region}:
        return False
    here = {item.sense.modality for item in chunk if _names_study(item)}
    return here <= {item.sense.modality for item in before if _names_study(item)}


def _grouped(part: list[Item]) -> list[list[Item]]:
    """A part as groups of regions that each have a contrast of their own."""
    marks = [(bool(item.sense.region), item) for item in part if not item.late and _tells(item.sense)]
    runs: list[tuple[bool, list[Item]]] = []
    for is_region, item in marks:
        if runs and runs[-1][0] == is_region:
            runs[-1][1].append(item)
        else:
            runs.append((is_region, [item]))
    contrasts = [members for is_region, members in runs if not is_region]
    regions = [members for is_region, members in runs if is_region]
    if len(contrasts) < 2 or len(regions) < 2 or len({_summed(members) for members in contrasts}) < 2:
        return [part]
    groups: list[list[Item]] = []
    if runs[0][0]:
        for is_region, members in runs:
            if is_region and len(groups) < len(contrasts):
                groups.append(list(members))
            else:
                groups[-1] += members
    else:
        for is_region, members in runs:
            if not is_region and len(groups) < len(regions):
                groups.append(list(members))
            else:
                groups[-1] += members
    return groups


def _tells(sense: Sense) -> bool:
    return bool(sense.region) or (sense.contrast is not None and sense.modality is None)


def _summed(items: list[Item]) -> str | None:
    """All statements of contrast together."""
    said = {item.sense.contrast for item in items} - {None}
    if len(said) <= 1:
        return next(iter(said), None)
    if OPEN in said:
        return OPEN
    return BOTH if {WITH_IV, WITHOUT_IV} <= said or BOTH in said else None


def _described(group: list[Item], part: list[Item], flat: frozenset[str]) -> Part:
    """What a group says, with the machine and the technique of the whole part."""
    found = Part(start=min(item.start for item in group), end=max(item.end for item in group))
    for item in part:
        sense = item.sense
        if item.late:
            continue
        if sense.modality is not None:
            found.modalities.add(sense.modality)
        found.techniques |= sense.techniques
        found.elsewhere |= sense.role == "elsewhere"
        found.strange |= sense.role == UNKNOWN
    _place(found, group, part, bool(found.modalities & flat))
    timely = [item for item in group if not item.late]
    found.contrast = _summed(timely) or _summed([item for item in group if item.late])
    return found


def _place(found: Part, group: list[Item], part: list[Item], views: bool) -> None:
    """The part of the body: as said; else as the place of a disease; else as the study is usually done."""
    weak: dict[str, None] = {}
    weak_uncovered = False
    for at, item in enumerate(group):
        sense = item.sense
        if not sense.region and sense.role != "uncovered":
            continue
        if sense.view and views:
            continue
        if item.late or _diseased(group, at):
            weak |= dict.fromkeys(sorted(sense.region))
            weak_uncovered |= sense.role == "uncovered"
        else:
            found.region |= dict.fromkeys(sorted(sense.region))
            found.uncovered |= sense.role == "uncovered"
    if found.region or found.uncovered:
        return
    for item in part:
        if not item.late:
            found.region |= dict.fromkeys(sorted(item.sense.usual))
    if not found.region:
        found.region, found.uncovered = weak, weak_uncovered


def _diseased(group: list[Item], at: int) -> bool:
    """Whether a part of the body is named as the place of a disease."""
    after = at + 1
    while after < len(group) and group[after].sense.region:
        after += 1
    if after < len(group) and group[after].sense.role == "disease":
        return True
    before = at - 1
    while before >= 0 and group[before].sense.role == "noise" and group[before].word.isalpha():
        before -= 1
    return before >= 0 and before < at - 1 and group[before].sense.role == "disease"


def _share(parts: list[Part]) -> None:
    """A machine that stands alone before another study is ordered of the same part of the body."""
    for part, following in zip(reversed(parts[:-1]), reversed(parts[1:]), strict=True):
        alone = not part.region and not part.techniques and not part.strange and not part.elsewhere
        if alone and not part.uncovered and following.region and part.contrast is None and len(part.modalities) == 1:
            part.region, part.contrast = dict(following.region), following.contrast
