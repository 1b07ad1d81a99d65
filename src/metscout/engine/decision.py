"""The decision: the whole answer for one patient. Field names are those of the JSON document."""

from metscout.facts.declaration import Value
from metscout.facts.history import Prior, Result
from metscout.facts.sheet import Fact
from metscout.terms.frozen import frozen
from metscout.terms.radiation import RadiationLevels
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Category, MissingKind, Outcome, Role, Severity, Verdict


@frozen
class TopicNote:
    """The guideline document a scenario belongs to, and whether a newer edition is known."""

    id: str
    title: str
    edition: str
    currency: str


@frozen
class ReviewNote:
    """Editorial state of the knowledge behind an answer."""

    status: str
    updated: str


@frozen
class ScenarioNote:
    """The matched scenario; `ratings` says how much of its table is known: complete, partial, none."""

    id: str
    title: str
    ratings: str
    topic: TopicNote
    review: ReviewNote


@frozen
class Why:
    """One condition of the matched scenario and the fact that decided it."""

    condition: str
    holds: bool
    fact: str


@frozen
class NotThis:
    """A scenario that does not fit, with the reason."""

    id: str
    because: str


@frozen
class AlsoFits:
    """Another scenario that fits another stated question."""

    id: str
    title: str
    because: str


@frozen
class Redirect:
    """Where the source sends this patient; `scenario` is None where no scenario here covers it."""

    to: str
    scenario: str | None
    covered: bool
    because: str
    cites: tuple[str, ...]


@frozen
class LeadsTo:
    """What one value of a missing fact would lead to.

    Scenario ids or an outcome; for a safety fact the studies that would then be ordered, or
    `no_permitted_study`.
    """

    value: Value
    leads_to: tuple[str, ...]


@frozen
class Missing:
    """A fact to ask, with its question, its choices and what each decides."""

    fact: str
    kind: MissingKind
    question: str
    choices: tuple[Value, ...]
    decides: tuple[LeadsTo, ...]


@frozen
class Caution:
    """What to mind about one study."""

    code: str
    text: str
    cites: tuple[str, ...]


@frozen
class DoseNote:
    """The typical effective dose in mSv, None where no source in use states one, and what the level rests on."""

    typical_msv: float | None
    basis: str | None


@frozen
class Study:
    """A procedure as rated and adjusted for this patient. The printed category is never changed.

    `cites` is where the rating is printed.
    """

    procedure: str
    scenario: str
    name: str
    category: Category | None
    rank: int
    role: Role
    rrl: RadiationLevels
    dose: DoseNote
    protocol: str | None
    order_text: str | None
    reasons: tuple[Sentence, ...]
    cautions: tuple[Caution, ...]
    cites: tuple[str, ...]


@frozen
class Workup:
    """The studies to order together, and how they are acquired as one examination."""

    together: tuple[str, ...]
    acquired_as: str | None
    text: str
    cites: tuple[str, ...]


@frozen
class Warned:
    """Something to mind about the whole answer."""

    code: str
    severity: Severity
    text: str
    cites: tuple[str, ...]


@frozen
class NextSteps:
    """What follows each result."""

    positive: tuple[Sentence, ...] = ()
    negative: tuple[Sentence, ...] = ()
    indeterminate: tuple[Sentence, ...] = ()


@frozen
class Said:
    """One position in a conflict."""

    says: str
    cites: tuple[str, ...]


@frozen
class Conflict:
    """Sources that disagree, and how this answer deals with it."""

    about: str
    positions: tuple[Said, ...]
    handled: str


@frozen
class Escalate:
    """To whom the case goes, and when."""

    to: str
    when: str
    cites: tuple[str, ...]


@frozen
class PackNote:
    """One body of content the answer rests on."""

    id: str
    version: str
    sha256: str


@frozen
class KnowledgeNote:
    """What the answer rests on: local policy, packs with digests, engine version."""

    policy: str | None
    packs: tuple[PackNote, ...]
    engine: str


@frozen
class Step:
    """One line of the trace. `verdict` is None where the condition was not looked at."""

    about: str
    fact: str
    wanted: str
    found: str | None
    verdict: Verdict | None
    cites: tuple[str, ...]


@frozen
class Decision:
    """The answer. The same facts, packs, policy, version and date give the same bytes.

    `prior` and `results` are as given; with results, `next_steps` holds what follows these and nothing else.
    """

    outcome: Outcome
    facts: tuple[Fact, ...]
    scenario: ScenarioNote | None
    why: tuple[Why, ...]
    not_these: tuple[NotThis, ...]
    also_fits: tuple[AlsoFits, ...]
    redirect: Redirect | None
    missing: tuple[Missing, ...]
    studies: tuple[Study, ...]
    workup: Workup | None
    warnings: tuple[Warned, ...]
    next_steps: NextSteps
    conflicts: tuple[Conflict, ...]
    escalate: Escalate | None
    citations: dict[str, Citation]
    as_of: str
    knowledge: KnowledgeNote
    decision_id: str
    created: str
    notice: str
    prior: tuple[Prior, ...] = ()
    results: tuple[Result, ...] = ()
    trace: tuple[Step, ...] = ()
