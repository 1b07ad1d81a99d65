"""Treatment pathways as their files state them: rules with conditions, standing, and what is newer."""

from metscout.conditions.tree import Condition
from metscout.packs.model import Escalation, PatientLine, Review
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence
from metscout.terms.words import Intent, MissingKind, RuleStanding, Severity


@frozen
class Newer:
    """Newer or contrary evidence beside a rule, with its date as the source gives it."""

    sentence: Sentence
    date: str


@frozen
class PathwayRule:
    """One rule. Without `when` it holds for every patient of the pathway. `marker` is as the source prints it."""

    id: str
    when: Condition | None
    sentence: Sentence
    marker: str | None
    standing: RuleStanding
    newer: tuple[Newer, ...]
    inference: bool


@frozen
class Told:
    """A statement for the patients who meet `when`; for all where there is none."""

    sentence: Sentence
    when: Condition | None


@frozen
class IntentRule:
    """For whom the sources name an intent."""

    intent: Intent
    sentence: Sentence
    when: Condition


@frozen
class PathwayElsewhere:
    """Patients who look like this pathway and are treated by another guidance; `see` is a pathway here, if any."""

    condition: Condition
    to: str
    see: str | None
    because: str
    cites: tuple[str, ...]


@frozen
class PathwayWarning:
    """What to mind about every answer of the pathway, or about those for patients who meet `when`."""

    code: str
    severity: Severity
    sentence: Sentence
    when: Condition | None


@frozen
class PathwayAsk:
    """A fact that the source leaves out and that is asked all the same."""

    fact: str
    kind: MissingKind
    when: Condition | None


@frozen
class Settled:
    """What has to be known before anything of the pathway is recommended, and why."""

    condition: Condition
    sentence: Sentence


@frozen
class Pathway:
    """One treatment pathway.

    `within` says whose it is, `applies_when` at which state of the disease. `source_state` and `source_date` are
    what the source prints of itself.
    """

    id: str
    title: str
    source: str
    source_state: str | None
    source_date: str | None
    review: Review
    within: Condition
    within_cites: tuple[str, ...]
    applies_when: Condition
    applies_cites: tuple[str, ...]
    settled: Settled | None
    elsewhere: tuple[PathwayElsewhere, ...]
    intent: tuple[IntentRule, ...]
    answer: tuple[Told, ...]
    rules: tuple[PathwayRule, ...]
    prognosis: tuple[Told, ...]
    team: tuple[Sentence, ...]
    follow_ups: tuple[str, ...]
    warnings: tuple[PathwayWarning, ...]
    asks: tuple[PathwayAsk, ...]
    escalate: Escalation | None
    redirect: Sentence
    file: str
    patient: tuple[PatientLine, ...] = ()


@frozen
class Pathways:
    """All pathways in the order of their ids."""

    members: tuple[Pathway, ...]
