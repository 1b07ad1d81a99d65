"""Knowledge as the packs state it: frozen, resolved, every sentence with its citation keys."""

from metscout.conditions.tree import Condition
from metscout.terms.frozen import frozen
from metscout.terms.radiation import RadiationLevel, RadiationLevels
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Category, Effect, ReviewStatus, Role, Severity


@frozen
class Review:
    """The editorial state of one file of knowledge."""

    status: ReviewStatus
    updated: str
    awaiting: tuple[str, ...]


@frozen
class Procedure:
    """One orderable study. `uses` are the tags that safety rules speak of."""

    id: str
    name: str
    modality: str
    region: tuple[str, ...]
    contrast: str
    tracer: str | None
    rrl: RadiationLevels
    rrl_cites: tuple[str, ...]
    uses: frozenset[str]
    orderable: bool
    protocol: str | None
    parts: tuple[str, ...]


@frozen
class Rating:
    """One row of a scenario's table; `category` is None for a study named without one."""

    procedure: str
    category: Category | None
    role: Role
    rrl_printed: RadiationLevels | None
    cites: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    order_text: Sentence | None
    inference: bool


@frozen
class FirstChoice:
    """The preferred study, the companions of which one completes it, and how both are acquired as one."""

    study: str
    together_with: tuple[str, ...]
    acquired_as: str | None
    because: tuple[Sentence, ...]


@frozen
class Option:
    """Studies that take over when the first choice is blocked."""

    studies: tuple[str, ...]
    because: Sentence
    inference: bool


@frozen
class Way:
    """What opens when a tag became unusable: options, and whether the source ranks them."""

    tag: str
    ranked: bool
    options: tuple[Option, ...]
    because: Sentence | None


@frozen
class NextStep:
    """What follows one result; `site` and `finding` narrow it where the source does."""

    result: str
    sentence: Sentence
    site: str | None
    finding: str | None
    inference: bool


@frozen
class Pitfall:
    """A way the order or its reading goes wrong; with `when`, only for patients who fit it."""

    id: str
    code: str
    severity: Severity
    sentence: Sentence
    when: Condition | None
    inference: bool


@frozen
class Exclusion:
    """Patients who look like this scenario and belong elsewhere: a scenario or a destination."""

    condition: Condition
    see: str
    because: str
    cites: tuple[str, ...]
    inference: bool


@frozen
class Gap:
    """Patients for whom the source is silent."""

    condition: Condition
    because: str


@frozen
class Topical:
    """Sentences about one thing: a target, a reserved study, a compared study, a tag to prepare for."""

    about: str
    sentences: tuple[Sentence, ...]
    aspect: str | None = None


@frozen
class Answered:
    """A question of the source with the sentences that answer it."""

    question: str
    answer: tuple[Sentence, ...]


@frozen
class Escalation:
    """When to take the case to whom."""

    to: str
    when: str
    cites: tuple[str, ...]
    members: tuple[str, ...]


@frozen
class History:
    """A superseded table, shown as history and never as a rating."""

    edition: str
    population: str
    ratings: tuple[tuple[str, Category], ...]
    cites: tuple[str, ...]


@frozen
class Scenario:
    """One clinical situation with its own ratings, and everything its source says of it."""

    id: str
    title: str
    asks: str
    source: str
    review: Review
    ratings_known: str
    within: Condition
    applies_when: Condition
    applies_cites: tuple[str, ...]
    near_misses: tuple[Exclusion, ...]
    gaps: tuple[Gap, ...]
    overlaps: tuple[tuple[str, str], ...]
    who_fits: tuple[Sentence, ...]
    ratings: tuple[Rating, ...]
    first_choice: FirstChoice | None
    workup: Sentence | None
    reserved: tuple[Topical, ...]
    compared: tuple[Topical, ...]
    targets: tuple[Topical, ...]
    preparation: tuple[Topical, ...]
    ways: tuple[Way, ...]
    next_steps: tuple[NextStep, ...]
    pitfalls: tuple[Pitfall, ...]
    faq: tuple[Answered, ...]
    escalate: Escalation | None
    dose_notes: tuple[Sentence, ...]
    reviewer_notes: tuple[Sentence, ...]
    history: tuple[History, ...]
    file: str


@frozen
class Destination:
    """Where patients go that no scenario here covers."""

    id: str
    title: str
    to: str
    covered: bool
    sentences: tuple[Sentence, ...]


@frozen
class TopicHead:
    """A topic without its scenarios: identity, edition, who belongs to it."""

    id: str
    title: str
    edition: str
    currency: str
    source: str
    review: Review
    population: Condition
    population_cites: tuple[str, ...]
    within: Condition
    within_cites: tuple[str, ...]
    background: tuple[Sentence, ...]
    destinations: tuple[Destination, ...]
    exclusions: tuple[Exclusion, ...]
    escalate: Escalation | None
    file: str


@frozen
class Position:
    """One side of a conflict."""

    says: str
    cites: tuple[str, ...]


@frozen
class SourceConflict:
    """Two sources that disagree; shown where it touches an answer, with what was followed.

    `asks`: the facts that decide whether it touches are worth asking.
    """

    id: str
    about: str
    scenarios: tuple[str, ...]
    procedures: tuple[str, ...]
    when: Condition | None
    positions: tuple[Position, ...]
    handled: str
    asks: bool


@frozen
class SafetyRule:
    """A labelled exception with one effect on the studies it names.

    It stands where `when` holds and `unless` is not known to hold.
    """

    label: str
    when: Condition
    unless: Condition | None
    effect: Effect
    using: str | None
    but_not_using: str | None
    procedures: tuple[str, ...]
    until: str | None
    code: str
    severity: Severity
    sentence: Sentence
    ask: str | None
    who_decides: str | None
    conflict: str | None
    inference: bool
    file: str

    def touches(self, procedure: Procedure) -> bool:
        """Whether the rule speaks of this study."""
        if procedure.id in self.procedures:
            return True
        if self.using is None or self.using not in procedure.uses:
            return False
        return self.but_not_using is None or self.but_not_using not in procedure.uses


@frozen
class Level:
    """A relative radiation level: symbol and the bands in mSv."""

    level: int
    symbol: str
    adult_msv: tuple[float, float]
    pediatric_msv: tuple[float, float]

    def adult(self) -> RadiationLevel:
        """The level with its adult band."""
        return RadiationLevel(self.level, self.adult_msv)

    def pediatric(self) -> RadiationLevel:
        """The level with its pediatric band."""
        return RadiationLevel(self.level, self.pediatric_msv)


@frozen
class PackStamp:
    """Which content an answer rests on."""

    id: str
    version: str
    sha256: str


@frozen
class Labels:
    """Words of the scales as they are shown: category labels and ranks, radiation symbols and bands."""

    categories: dict[str, tuple[str, int]]
    levels: tuple[Level, ...]


CitationTable = dict[str, Citation]
