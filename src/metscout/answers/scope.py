"""What a question is about: the topic and the scenario it belongs to, or why it belongs to none."""

from collections.abc import Iterable, Mapping

from metscout.answers.question import Asked
from metscout.answers.tables import tables_of
from metscout.conditions.derivation import derive
from metscout.conditions.evaluate import FAILS, evaluate
from metscout.engine.match import match, relevant
from metscout.engine.pathway_match import fitting
from metscout.facts.sheet import FactSheet, SheetValue
from metscout.packs.compile import Row, Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.terms.frozen import frozen

_WHOLE = "complete"


@frozen
class Scope:
    """Where the answer is to be found.

    `settled`: the facts make the scenario hold, so that the engine decides for this patient. `alive` are the
    scenarios of the topic that the facts leave. `elsewhere` sends this cancer to another guidance. `foreign`: the
    cancer that is named belongs to no topic. `named`: some cancer is named.
    """

    sheet: FactSheet
    topic: Topic | None
    scenario: Scenario | None
    settled: bool
    alive: tuple[Scenario, ...]
    elsewhere: tuple[Topic, Row] | None
    foreign: bool
    named: bool
    pathway: bool

    @property
    def values(self) -> Mapping[str, SheetValue]:
        """The facts by name, derived ones with them."""
        return self.sheet.values


def find_scope(asked: Asked, sheet: FactSheet, knowledge: Knowledge) -> Scope:
    """The topic and the scenario that the facts and the words of the question leave."""
    full = derive(sheet, knowledge.derivations, knowledge.vocabulary)
    values = full.values
    identity = knowledge.vocabulary.identity
    named = any(name in values or name in full.contradictions for name in identity)
    found = relevant(match(values, knowledge), values, full.contradictions, knowledge)
    fits = fitting(values, knowledge) if named else None
    pathway = fits is not None and bool(fits.held or fits.unsettled or fits.open)
    if found.held:
        topic, scenario = min(found.held, key=lambda pair: pair[1].id)
        chosen = _hinted(asked, [s for t, s in found.held if t is topic]) or scenario
        return Scope(full, topic, chosen, True, (chosen,), None, False, True, pathway)
    if found.elsewhere:
        row = min(found.elsewhere, key=lambda pair: pair[1].see)
        return Scope(full, row[0], None, False, (), row, False, True, pathway)
    if named:
        topics = [t.topic for t in found.topics]
        hinted = [topic for topic in topics if topic.head.id in asked.topics]
        topic_: Topic | None = next(iter(hinted or topics), None)
        foreign = topic_ is None or (asked.other_cancer and not hinted and len(topics) > 1)
    else:
        by_id = {topic.head.id: topic for topic in knowledge.topics}
        topic_ = next((by_id[name] for name in asked.topics if name in by_id), None)
        foreign = asked.other_cancer
    if topic_ is None or foreign:
        return Scope(full, None, None, False, (), None, foreign, named or asked.other_cancer, pathway)
    alive = tuple(s for s in topic_.scenarios if _is_alive(s, topic_, values))
    return Scope(full, topic_, _chosen(asked, topic_, alive, knowledge), False, alive, None, False, True, pathway)


def in_topic(scope: Scope, topic: Topic, scenario: Scenario) -> Scope:
    """The scope moved to the one scenario that the words of a question speak of."""
    alive = tuple(s for s in topic.scenarios if _is_alive(s, topic, scope.values))
    return Scope(scope.sheet, topic, scenario, False, alive, None, False, scope.named, scope.pathway)


def _is_alive(scenario: Scenario, topic: Topic, values: Mapping[str, SheetValue]) -> bool:
    conditions = (topic.head.population, topic.head.within, scenario.within, scenario.applies_when)
    return all(evaluate(condition, values) is not FAILS for condition in conditions)


def _hinted(asked: Asked, scenarios: Iterable[Scenario]) -> Scenario | None:
    by_id = {scenario.id: scenario for scenario in scenarios}
    return next((by_id[name] for name, _ in asked.scenarios if name in by_id), None)


def _chosen(asked: Asked, topic: Topic, alive: tuple[Scenario, ...], knowledge: Knowledge) -> Scenario | None:
    """The scenario that the question's words point to, else the only one that is whole or left."""
    hinted = _hinted(asked, alive)
    if hinted is not None:
        return hinted
    if len(alive) == 1:
        return alive[0]
    usual = tables_of(knowledge).scenarios.get(topic.head.id, ())[:1]
    whole = [s for s in alive if s.ratings_known == _WHOLE]
    first = [s for s in whole if s.id in usual]
    return next(iter(first or whole or alive), None)


def is_open(scope: Scope, asked: Asked) -> bool:
    """Whether which study to take differs between scenarios that neither the facts nor the words tell apart."""
    if (
        scope.settled
        or scope.scenario is None
        or any(name in {s.id for s in scope.alive} for name, _ in asked.scenarios)
    ):
        return False
    whole = [s for s in scope.alive if s.ratings_known == _WHOLE]
    said = any(name in scope.values for name in ("care.phase", "imaging.question"))
    return len(scope.alive) > 1 and (len(whole) > 1 or not said)
