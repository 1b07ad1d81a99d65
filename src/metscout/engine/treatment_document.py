"""The answer on treatment. Field names are those of the JSON document."""

from metscout.engine.decision import Conflict, Escalate, KnowledgeNote, Missing, Redirect, ReviewNote, Warned, Why
from metscout.facts.sheet import Fact
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Intent, Outcome, RuleStanding


@frozen
class PathwayNote:
    """The pathway that was followed. `source_state` and `source_date` are what its source prints of itself."""

    id: str
    title: str
    intent: Intent
    review: ReviewNote
    source_state: str | None
    source_date: str | None


@frozen
class NewerNote:
    """Newer or contrary evidence beside a rule, with its date."""

    text: str
    date: str
    cites: tuple[str, ...]


@frozen
class RuleNote:
    """One rule: whether it applies to this patient and why, its weight, and what is newer.

    A condition whose fact is not stated does not hold, and says so; of those that start with `either` and `or`, one
    is enough. `marker` is as the source prints it.
    """

    id: str
    applies: bool
    because: tuple[Why, ...]
    text: str
    cites: tuple[str, ...]
    marker: str | None
    standing: RuleStanding
    newer: tuple[NewerNote, ...]


@frozen
class Treatment:
    """The answer. The same facts, packs, policy, version and date give the same bytes."""

    outcome: Outcome
    redirect: Redirect | None
    pathway: PathwayNote | None
    answer: tuple[Sentence, ...]
    rules: tuple[RuleNote, ...]
    prognosis: tuple[Sentence, ...]
    team: tuple[Sentence, ...]
    follow_ups: tuple[str, ...]
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]
    warnings: tuple[Warned, ...]
    conflicts: tuple[Conflict, ...]
    escalate: Escalate | None
    citations: dict[str, Citation]
    as_of: str
    knowledge: KnowledgeNote
    decision_id: str
    created: str
    notice: str
