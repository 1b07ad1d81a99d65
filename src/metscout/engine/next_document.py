"""What follows a result: the whole answer. Field names are those of the JSON document."""

from metscout.engine.decision import Conflict, Escalate, KnowledgeNote, Missing, Warned
from metscout.engine.flow import Flow
from metscout.facts.sheet import Fact
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Outcome


@frozen
class ScenarioName:
    """A scenario by its id and title."""

    id: str
    title: str


@frozen
class Interval:
    """The interval a source gives, shortest and longest, in months, and the dates it leads to."""

    months: tuple[float, float]
    due: tuple[str, str]


@frozen
class Action:
    """One thing to do. `interval` is None where no source gives one; `who` is empty where none says who."""

    kind: str
    text: str
    cites: tuple[str, ...]
    who: tuple[str, ...]
    procedure: str | None
    protocol: str | None
    interval: Interval | None
    site: str | None
    finding: str | None


@frozen
class WhatFollows:
    """What follows one result of a scenario's study."""

    outcome: Outcome
    scenario: ScenarioName
    result: str
    site: str | None
    site_specific: bool
    finding: str | None
    meaning: tuple[Sentence, ...]
    m_category: str
    intent: str
    actions: tuple[Action, ...]
    flow: Flow
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]
    warnings: tuple[Warned, ...]
    conflicts: tuple[Conflict, ...]
    escalate: Escalate | None
    citations: dict[str, Citation]
    as_of: str
    knowledge: KnowledgeNote
    notice: str
