"""What an order is judged against, and what it lacks."""

from collections.abc import Mapping, Sequence

from metscout.engine.decision import Decision, Study, Warned
from metscout.engine.order_rules import Tripped, tripped_pitfalls
from metscout.engine.reasons import stated_label
from metscout.engine.safety import Screened, Standing, screen
from metscout.facts.history import OrderedStudy, Prior
from metscout.facts.sheet import SheetValue
from metscout.packs.load import Knowledge
from metscout.packs.model import Procedure, Rating, Scenario
from metscout.terms.frozen import frozen
from metscout.terms.words import OrderVerdict

PERMITTED = (OrderVerdict.APPROPRIATE, OrderVerdict.MAY_BE_APPROPRIATE, OrderVerdict.INCOMPLETE)


@frozen
class Case:
    """What an order is judged against: the decision, the scenarios that fit, and the rules that stand.

    `indication` is what was stated, in words for the request; `done` are the studies that count as recent,
    `screens` what safety was found to do to a study.
    """

    decision: Decision
    scenarios: tuple[Scenario, ...]
    indication: str
    values: Mapping[str, SheetValue]
    standing: Standing
    done: Mapping[str, Prior]
    knowledge: Knowledge
    screens: dict[str, Screened]

    def screened(self, procedure: str) -> Screened:
        """What safety does to a study, worked out once for this patient."""
        found = self.screens.get(procedure)
        if found is None:
            found = self.screens[procedure] = screen(self.knowledge.procedures[procedure], self.standing)
        return found

    def study(self, procedure: str) -> Study | None:
        """The study of the decision's plan, of the scenario that rates it best."""
        found = [study for study in self.decision.studies if study.procedure == procedure]
        return min(found, key=lambda study: study.rank, default=None)


@frozen
class Judged:
    """One ordered study as it is being judged."""

    ordered: OrderedStudy
    procedure: Procedure | None
    rating: Rating | None
    verdict: OrderVerdict
    problems: tuple[Warned, ...]
    asks: tuple[str, ...] = ()

    def but(self, verdict: OrderVerdict, *problems: Warned) -> "Judged":
        """The same study with another verdict and more problems."""
        said = (*self.problems, *(problem for problem in problems if problem not in self.problems))
        return Judged(self.ordered, self.procedure, self.rating, verdict, said, self.asks)


@frozen
class Lacking:
    """What an order lacks for one scenario: the studies, why, and which ordered study is left incomplete by it."""

    scenario: Scenario
    studies: tuple[str, ...]
    because: Warned
    makes_incomplete: tuple[str, ...]


def tripped_by(ordered: Sequence[str], case: Case, left_open: Sequence[Sequence[str]] = ()) -> tuple[Tripped, ...]:
    """The pitfalls of all scenarios that fit which these studies trip.

    `left_open` are the studies that could be meant by words that leave something open: nothing is lacking that
    each of them would bring.
    """
    there = {*ordered, *case.done}
    return tuple(
        found
        for scenario in case.scenarios
        for found in tripped_pitfalls(scenario, ordered, there, case.values, case.standing, case.knowledge)
        if not any(could and found.trigger.lacks.issuperset(could) for could in left_open)
    )


def indication(scenarios: Sequence[Scenario], stated: Mapping[str, SheetValue], knowledge: Knowledge) -> str:
    """The stated facts that make the indication, in the order of the vocabulary, in words."""
    key = ("indicates", *(scenario.id for scenario in scenarios))
    read = knowledge.remember(key, lambda: frozenset().union(*(s.applies_when.facts() for s in scenarios)))
    vocabulary = knowledge.vocabulary
    names = [n for n in stated if n != "imaging.question" and (n in read or n.startswith("cancer."))]
    names.sort(key=lambda name: (name not in vocabulary.identity, vocabulary.ranks[name]))
    said = [stated_label(name, stated[name], knowledge) for name in names]
    told = [text for text in said if not any(text != other and text in other for other in said)]
    return ", ".join(dict.fromkeys(told)) or "as stated on the request"
