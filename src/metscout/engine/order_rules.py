"""What trips an order: pitfalls of the packs, studies already done, and the rating of each study."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from metscout.conditions.evaluate import HOLDS, evaluate
from metscout.engine.decision import Warned
from metscout.engine.safety import Screened, Standing, screen
from metscout.facts.history import Prior
from metscout.facts.sheet import SheetValue
from metscout.packs.load import Knowledge
from metscout.packs.model import OrderTrigger, Pitfall, Rating, Scenario
from metscout.terms.dates import days_between
from metscout.terms.frozen import frozen
from metscout.terms.words import Category, Effect, OrderVerdict, Severity

VERDICT_OF = {
    Category.USUALLY_APPROPRIATE: OrderVerdict.APPROPRIATE,
    Category.MAY_BE_APPROPRIATE: OrderVerdict.MAY_BE_APPROPRIATE,
    Category.MAY_BE_APPROPRIATE_DISAGREEMENT: OrderVerdict.MAY_BE_APPROPRIATE,
    Category.USUALLY_NOT_APPROPRIATE: OrderVerdict.NOT_APPROPRIATE,
}
_FROM_WORST = (
    OrderVerdict.CONTRAINDICATED,
    OrderVerdict.NOT_APPROPRIATE,
    OrderVerdict.INCOMPLETE,
    OrderVerdict.NEEDS_FACTS,
    OrderVerdict.MAY_BE_APPROPRIATE,
    OrderVerdict.APPROPRIATE,
    OrderVerdict.NOT_COVERED,
)


def worst(verdicts: Iterable[OrderVerdict]) -> OrderVerdict:
    """The verdict of the whole: its worst part; parts without a rating count only where there is nothing else."""
    return min(verdicts, key=_FROM_WORST.index, default=OrderVerdict.NOT_COVERED)


@frozen
class Tripped:
    """A pitfall that an order trips: by which studies, and the way to mend it that is permitted here."""

    scenario: str
    pitfall: Pitfall
    trigger: OrderTrigger
    by: tuple[str, ...]
    add: tuple[str, ...]
    replace_with: tuple[str, ...]


def tripped_pitfalls(
    scenario: Scenario,
    ordered: Sequence[str],
    there: Collection[str],
    values: Mapping[str, SheetValue],
    standing: Standing,
    knowledge: Knowledge,
) -> tuple[Tripped, ...]:
    """The pitfalls of the scenario that this order trips. `there`: ordered or recently done.

    A pitfall whose every way to mend is withheld from this patient does not stand: the order may be the
    source's own way round.
    """
    found = []
    for pitfall in scenario.pitfalls:
        trigger = pitfall.order
        if trigger is None or trigger.has.isdisjoint(ordered) or not trigger.lacks.isdisjoint(there):
            continue
        if pitfall.when is not None and evaluate(pitfall.when, values) is not HOLDS:
            continue
        if pitfall.unless is not None and evaluate(pitfall.unless, values) is HOLDS:
            continue
        ways = trigger.add or trigger.replace_with
        way = permitted_way(ways, ordered, standing, knowledge)
        if ways and way is None:
            continue
        by = tuple(name for name in ordered if name in trigger.has)
        add, instead = (way or (), ()) if trigger.add else ((), way or ())
        found.append(Tripped(scenario.id, pitfall, trigger, by, add, instead))
    return tuple(found)


def permitted_way(
    ways: Sequence[tuple[str, ...]], ordered: Sequence[str], standing: Standing, knowledge: Knowledge
) -> tuple[str, ...] | None:
    """The first way whose studies are all permitted; one that uses what the order already uses goes first."""
    procedures = knowledge.procedures
    permitted = [way for way in ways if not any(screen(procedures[name], standing).blocked_by for name in way)]
    if not permitted:
        return None
    used = frozenset().union(*(procedures[name].uses for name in ordered))
    return max(permitted, key=lambda way: all(procedures[name].uses <= used for name in way))


def covered_by(name: str, there: Collection[str], knowledge: Knowledge) -> bool:
    """Whether a study is among `there`, alone or as part of a combined examination, or its parts all are."""
    procedures = knowledge.procedures
    if name in there or any(name in procedures[other].parts for other in there):
        return True
    parts = procedures[name].parts
    return bool(parts) and all(covered_by(part, there, knowledge) for part in parts)


def recent(prior: Iterable[Prior], as_of: str, knowledge: Knowledge) -> dict[str, Prior]:
    """The studies done within the days that count as recent, by procedure, the latest of each."""
    found: dict[str, Prior] = {}
    for study in sorted(prior, key=lambda p: p.date):
        if 0 <= days_between(study.date, as_of) <= knowledge.recent.days:
            found[study.procedure] = study
    return found


def rating_of(procedure: str, scenarios: Sequence[Scenario], knowledge: Knowledge) -> Rating | None:
    """The best rated row of a study over the scenarios that fit; None where no table has one."""
    rows = [rating for scenario in scenarios for rating in scenario.ratings if rating.procedure == procedure]
    return max(rows, key=lambda row: _height(row.category, knowledge), default=None)


def _height(category: Category | None, knowledge: Knowledge) -> int:
    return 0 if category is None else knowledge.scale.categories[category][1]


def weakest(ratings: Iterable[Rating], knowledge: Knowledge) -> Rating | None:
    """The weakest rated row: what a combined examination is judged by; None where no part is rated."""
    rated = [row for row in ratings if row.category is not None]
    return min(rated, key=lambda row: _height(row.category, knowledge), default=None)


def withheld(screened: Screened) -> tuple[OrderVerdict | None, tuple[Warned, ...]]:
    """What safety makes of an ordered study: the verdict if it forbids it, and what it says.

    A study that only cannot be had here keeps the verdict of its rating.
    """
    refused = any(r.code == "contraindicated" or r.effect is Effect.DEFERS for r in screened.blocked_by)
    verdict = OrderVerdict.CONTRAINDICATED if refused else None
    loud = {rule.sentence.cites: rule.severity for rule in screened.applied}
    said = [
        Warned(c.code, Severity.CRITICAL if screened.blocked_by else loud.get(c.cites, Severity.INFO), c.text, c.cites)
        for c in screened.cautions
    ]
    return verdict, tuple(said)
