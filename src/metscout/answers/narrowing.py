"""The scenario that a question without a settled patient is answered for."""

from collections.abc import Sequence

from metscout.answers.faq import CLOSE, MARGIN, SURE, Match, fits, matches
from metscout.answers.question import Asked
from metscout.answers.scope import Scope, in_topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.search.index import index_of
from metscout.terms.frozen import replaced

_CLEARLY = 0.7  # how well a question of a source has to fit to outweigh the words that name a scenario
_AHEAD = 0.2  # of the questions of other cancers, where it is only close
_COMPLETE = "complete"
_OF_THE_WHOLE = {"stage", "spread", "result", "interval", "cure", "pitfall", "biopsy", "escalate", "team"}


def known_questions(asked: Asked, scope: Scope, knowledge: Knowledge) -> tuple[Match, ...]:
    """The questions that the sources answer themselves, in the scope where there is one, the closest first."""
    index = index_of(knowledge)
    if scope.topic is None:
        scenarios = tuple(s for topic in knowledge.topics for s in topic.scenarios if s.faq)
    elif scope.settled and scope.scenario is not None:
        scenarios = (scope.scenario,)
    else:
        scenarios = tuple(s for s in scope.topic.scenarios if s.faq)
    return tuple(matches(asked, scenarios, index, knowledge))


def evident(asked: Asked, scope: Scope, close: Sequence[Match], knowledge: Knowledge) -> Scope | None:
    """Where no cancer is named: the scenario whose own question is asked, if no other cancer's comes near."""
    if not close or close[0].score < CLOSE or asked.other_cancer:
        return None
    best = close[0]
    topic = knowledge.topic(knowledge.scenario_topics[best.known.scenario])
    rivals = [m.score for m in close if not m.known.scenario.startswith(f"{topic.head.id}.")]
    if rivals and best.score - max(rivals) < (MARGIN if best.score >= SURE else _AHEAD):
        return None
    return in_topic(scope, topic, knowledge.scenario(best.known.scenario))


def narrowed(asked: Asked, scope: Scope, close: Sequence[Match], knowledge: Knowledge) -> Scope:
    """The scope on the scenario whose own question is asked, where the words point to no other."""
    alive = {scenario.id: scenario for scenario in scope.alive}
    sure = "imaging.question" not in scope.values and fits(close, close[0] if close else None, CLOSE)
    sure = sure or bool(close and close[0].score >= SURE - MARGIN)
    if scope.topic is not None and sure and not scope.settled:
        alive |= {s.id: s for s in scope.topic.scenarios if s.id == close[0].known.scenario}
    best = next((m for m in close if m.known.scenario in alive), None)
    hinted = [name for name, _ in asked.scenarios if name in alive]
    if (
        best is None
        or asked.kinds[:1] == ("check",)
        or not fits(close, best, CLOSE)
        or (hinted and best.score < _CLEARLY)
    ):
        return _with_a_row(asked, _on_one_that_speaks(asked, scope, bool(hinted)), knowledge)
    return replaced(scope, scenario=alive[best.known.scenario])


def _with_a_row(asked: Asked, scope: Scope, knowledge: Knowledge) -> Scope:
    """The scope on a scenario that rates a study which the question names, where the one at hand does not."""
    if not asked.mentions or scope.scenario is None or _rates(asked, scope.scenario, knowledge):
        return scope
    found = [s for s in scope.alive if _rates(asked, s, knowledge)]
    return replaced(scope, scenario=found[0]) if found else scope


def _rates(asked: Asked, scenario: Scenario, knowledge: Knowledge) -> bool:
    rated = [knowledge.procedures[row.procedure] for row in scenario.ratings]
    return any(mention.among(rated) for mention in asked.mentions)


def _on_one_that_speaks(asked: Asked, scope: Scope, hinted: bool) -> Scope:
    """The scope on the whole scenario of the topic where the one at hand says nothing of results and targets."""
    wanted = bool(_OF_THE_WHOLE & set(asked.kinds[:1])) or not (asked.kinds or hinted)
    if not wanted or scope.topic is None:
        return scope
    if scope.scenario is not None and (scope.scenario.targets or scope.scenario.ratings_known == _COMPLETE):
        return scope
    whole = [s for s in scope.topic.scenarios if s.targets]
    alive = [s for s in whole if s in scope.alive]
    found = (alive or whole)[:1]
    return replaced(scope, scenario=found[0]) if found else scope
