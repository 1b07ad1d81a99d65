"""The answer to a question. Field names are those of the JSON document."""

from enum import StrEnum

from metscout.engine.decision import Conflict, Escalate, KnowledgeNote, Missing, ScenarioNote, Warned, Why
from metscout.facts.sheet import Fact
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation


class AskOutcome(StrEnum):
    """The three ways a question can end."""

    ANSWERED = "answered"
    NEEDS_FACTS = "needs_facts"
    REFUSED = "refused"


class LineRole(StrEnum):
    """What a sentence does in an answer; the direct answer comes first."""

    DIRECT = "direct"
    SUPPORT = "support"
    CAUTION = "caution"


class RefusalCode(StrEnum):
    """Why a question is not answered."""

    OUT_OF_SCOPE = "out_of_scope"
    NOT_IN_SOURCES = "not_in_sources"
    NOT_ADVICE = "not_advice"


@frozen
class AnswerLine:
    """One sentence of the answer: a statement, quoted as it is."""

    role: LineRole
    text: str
    cites: tuple[str, ...]
    statement: str


@frozen
class Refusal:
    """Why there is no answer."""

    code: RefusalCode
    because: str


@frozen
class Nearest:
    """A question that can be answered, and whose it is."""

    id: str
    title: str
    question: str


@frozen
class Term:
    """A term of the answer with what it means; without citations where the explanation is the editors' own."""

    term: str
    means: str
    cites: tuple[str, ...]


@frozen
class Answer:
    """The whole answer. The same question, facts, packs, policy, version and date give the same bytes.

    `reading_grade` is the school grade of the lines, None where there are none. `reasoning` and `terms` are for
    trainees and empty for others.
    """

    outcome: AskOutcome
    question: str
    about: str | None
    audience: str
    scenario: ScenarioNote | None
    answer: tuple[AnswerLine, ...]
    audience_wording: str
    reading_grade: float | None
    refusal: Refusal | None
    nearest: tuple[Nearest, ...]
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
    reasoning: tuple[Why, ...] = ()
    terms: tuple[Term, ...] = ()
