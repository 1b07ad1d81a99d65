"""Enumerations whose members are the contract's own strings."""

from enum import StrEnum


class Category(StrEnum):
    """The rating category of a procedure in a scenario."""

    USUALLY_APPROPRIATE = "usually_appropriate"
    MAY_BE_APPROPRIATE = "may_be_appropriate"
    MAY_BE_APPROPRIATE_DISAGREEMENT = "may_be_appropriate_disagreement"
    USUALLY_NOT_APPROPRIATE = "usually_not_appropriate"


class Outcome(StrEnum):
    """The four ways a decision can end."""

    MATCHED = "matched"
    NEEDS_FACTS = "needs_facts"
    REDIRECTED = "redirected"
    OUT_OF_SCOPE = "out_of_scope"


class Verdict(StrEnum):
    """The truth of a condition for one patient; `UNKNOWN` is never read as `FAILS`."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a study is for in one patient's plan."""

    FIRST_CHOICE = "first_choice"
    COMPANION = "companion"
    ALTERNATIVE = "alternative"
    PROBLEM_SOLVING = "problem_solving"
    NOT_RECOMMENDED = "not_recommended"
    BLOCKED = "blocked"


class Effect(StrEnum):
    """The one thing a safety rule does to a study."""

    WITHHOLDS = "withholds"
    DEFERS = "defers"
    CAUTIONS = "cautions"


class Severity(StrEnum):
    """How loudly a warning speaks."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class MissingKind(StrEnum):
    """Why a fact is asked: it decides the scenario, the safety of a study, or a detail."""

    SCENARIO = "scenario"
    SAFETY = "safety"
    DETAIL = "detail"


class ReviewStatus(StrEnum):
    """The editorial state of knowledge; only `APPROVED` counts as reviewed."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    RETIRED = "retired"


class OrderVerdict(StrEnum):
    """What the order check says of one study and of the order as a whole."""

    APPROPRIATE = "appropriate"
    MAY_BE_APPROPRIATE = "may_be_appropriate"
    NOT_APPROPRIATE = "not_appropriate"
    INCOMPLETE = "incomplete"
    CONTRAINDICATED = "contraindicated"
    NEEDS_FACTS = "needs_facts"
    NOT_COVERED = "not_covered"


class MendAction(StrEnum):
    """What the mended order does with a study."""

    KEEP = "keep"
    ADD = "add"
    REPLACE = "replace"


class RuleStanding(StrEnum):
    """What weight a rule of a treatment pathway carries for the patients it is written for."""

    RECOMMENDED = "recommended"
    OPTION = "option"
    REPORTED_ONLY = "reported_only"
    INVESTIGATIONAL = "investigational"
    CONTESTED = "contested"
    NOT_RECOMMENDED = "not_recommended"


class Intent(StrEnum):
    """What a treatment is meant to reach."""

    CURATIVE = "curative"
    PALLIATIVE = "palliative"
    UNDECIDED = "undecided"
