"""Which treatment pathway fits, which stays open for want of a fact, who is treated by another guidance."""

from collections.abc import Mapping

from metscout.conditions.evaluate import FAILS, HOLDS, evaluate
from metscout.facts.sheet import SheetValue
from metscout.packs.load import Knowledge
from metscout.packs.pathways import Pathway, PathwayElsewhere
from metscout.terms.frozen import frozen

_IMAGING = "imaging.question"
_ROOMS = ("cancer.", "metastasis.")


@frozen
class Fits:
    """What holds and what is open over all pathways.

    `unsettled` fit, but of them something has to be known before anything is recommended.
    """

    held: tuple[Pathway, ...]
    unsettled: tuple[Pathway, ...]
    elsewhere: tuple[PathwayElsewhere, ...]
    open: tuple[Pathway, ...]


def fitting(values: Mapping[str, SheetValue], knowledge: Knowledge) -> Fits:
    """Every pathway by whether it fits these facts, in the order of their ids."""
    held: list[Pathway] = []
    unsettled: list[Pathway] = []
    elsewhere: list[PathwayElsewhere] = []
    open_: list[Pathway] = []
    for pathway in knowledge.pathways:
        elsewhere += [other for other in pathway.elsewhere if evaluate(other.condition, values) is HOLDS]
        within, applies = evaluate(pathway.within, values), evaluate(pathway.applies_when, values)
        if FAILS in (within, applies) or not _is_about(pathway, values, knowledge):
            continue
        if within is not HOLDS or applies is not HOLDS:
            open_.append(pathway)
        elif pathway.settled is None or evaluate(pathway.settled.condition, values) is HOLDS:
            held.append(pathway)
        else:
            unsettled.append(pathway)
    return Fits(tuple(held), tuple(unsettled), tuple(elsewhere), tuple(open_))


def _is_about(pathway: Pathway, values: Mapping[str, SheetValue], knowledge: Knowledge) -> bool:
    """Whether a stated fact on which cancer it is speaks for the pathway, or, where none is stated, any of cancer."""
    if any(name in values for name in pathway.within.facts()):
        return True
    if any(name in values for name in knowledge.vocabulary.identity):
        return False
    return any(name.startswith(_ROOMS) and value is not False for name, value in values.items())


def asked_of_treatment(values: Mapping[str, SheetValue], knowledge: Knowledge) -> Pathway | None:
    """The pathway for a patient who asks for treatment and for no imaging; None where there is none."""
    if _IMAGING in values:
        return None
    found = fitting(values, knowledge)
    return next(iter((*found.held, *found.unsettled)), None)
