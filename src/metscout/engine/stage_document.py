"""The stage: the whole answer. Field names are those of the JSON document."""

from enum import StrEnum

from metscout.engine.decision import Conflict, Escalate, KnowledgeNote, Missing, Warned
from metscout.facts.sheet import Fact
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation, Sentence


class StageOutcome(StrEnum):
    """The three ways a question for a stage can end."""

    STAGED = "staged"
    NEEDS_FACTS = "needs_facts"
    OUT_OF_SCOPE = "out_of_scope"


@frozen
class Given:
    """The categories as they were understood; None where one is not stated, or in two ways.

    `basis` is clinical or pathologic, None where the prefix says neither or the prefixes differ.
    """

    t: str | None = None
    n: str | None = None
    m: str | None = None
    grade: str | None = None
    basis: str | None = None
    prefix: str | None = None


@frozen
class EditionStage:
    """The group in one edition; None where that edition has none for these categories, or not yet one."""

    edition: str
    stage_group: str | None


@frozen
class StageAnswer:
    """The stage group with its edition, or what is missing, or why there is none.

    `edition` and `table` are None where several editions are answered. `derived`: a group rests on a row that
    no source states. The same input and packs give the same bytes.
    """

    outcome: StageOutcome
    site: str | None
    edition: str | None
    table: str | None
    derived: bool
    given: Given
    stage_group: str | None
    possible_groups: tuple[str, ...]
    by_edition: tuple[EditionStage, ...]
    because: tuple[Sentence, ...]
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]
    warnings: tuple[Warned, ...]
    conflicts: tuple[Conflict, ...]
    escalate: Escalate | None
    citations: dict[str, Citation]
    knowledge: KnowledgeNote
    notice: str
