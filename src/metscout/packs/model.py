"""Knowledge as the packs state it: frozen, resolved, every sentence with its citation keys."""

from metscout.conditions.tree import Condition
from metscout.terms.frozen import frozen
from metscout.terms.radiation import RadiationLevel, RadiationLevels
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Category, Effect, ReviewStatus, Role, Severity


@frozen
class Approval:
    """One reviewer's approval, in a role, of the content with this digest."""

    by: str
    role: str
    date: str
    content: str


@frozen
class Review:
    """The editorial state of one file of knowledge, or of its wording for patients.

    `awaiting` are the roles whose approval is needed. `status` is `approved` only while their `approvals` are of
    `content`, the digest of what stands in the file now; `changed_since` is the date of an approval of something
    else. `patient` is the review of the wording for patients, None where there is none.
    """

    status: ReviewStatus
    updated: str
    awaiting: tuple[str, ...]
    approvals: tuple[Approval, ...] = ()
    author: str | None = None
    content: str = ""
    changed_since: str | None = None
    patient: "Review | None" = None


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
    """One row of a scenario's table; `category` is None for a study named without one.

    `protocol` is the one that this scenario asks for, in place of the procedure's own.
    """

    procedure: str
    category: Category | None
    role: Role
    rrl_printed: RadiationLevels | None
    cites: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    order_text: Sentence | None
    inference: bool
    protocol: str | None = None


@frozen
class FirstChoice:
    """The preferred study, the companions of which one completes it, and how both are acquired as one.

    `order_text` is what the request for that one examination says.
    """

    study: str
    together_with: tuple[str, ...]
    acquired_as: str | None
    because: tuple[Sentence, ...]
    order_text: Sentence | None


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
    """What follows one result; `site` and `finding` narrow it where the source does.

    `kind` `meaning` says what the result is, any other kind is an action. `months` is the interval the
    source gives; None where it gives none.
    """

    result: str
    kind: str
    sentence: Sentence
    site: str | None
    finding: str | None
    who: tuple[str, ...]
    procedure: str | None
    months: tuple[float, float] | None
    m_category: str | None
    intent: str | None
    inference: bool


@frozen
class OrderTrigger:
    """What in an order trips a pitfall, and the ways to mend it.

    It stands where an ordered study is one of `has` and none ordered or recently done is one of `lacks`.
    `makes` says what that makes of the order: incomplete, not_appropriate, or a note beside its rating.
    Each way is a set of studies: `add` beside the order, `replace_with` in place of those that tripped it.
    `write` goes on the request.
    """

    has: frozenset[str]
    lacks: frozenset[str]
    makes: str
    add: tuple[tuple[str, ...], ...]
    replace_with: tuple[tuple[str, ...], ...]
    write: str | None
    inference: bool


@frozen
class Pitfall:
    """A way the order or its reading goes wrong; with `when`, only for patients who fit it.

    An order does not trip it where `unless` holds.
    """

    id: str
    code: str
    severity: Severity
    sentence: Sentence
    when: Condition | None
    unless: Condition | None
    inference: bool
    order: OrderTrigger | None


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
class PatientLine:
    """A sentence in plain words for the person concerned; `about` says what of."""

    about: str
    sentence: Sentence


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
    patient: tuple[PatientLine, ...] = ()


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

    `asks`: the facts that decide whether it touches are worth asking. `results` are those it bears on.
    """

    id: str
    about: str
    scenarios: tuple[str, ...]
    procedures: tuple[str, ...]
    when: Condition | None
    positions: tuple[Position, ...]
    handled: str
    asks: bool
    results: tuple[str, ...]


LOCAL_POLICY = "local_policy"  # the code of what a site's policy does


@frozen
class SafetyRule:
    """A labelled exception with one effect on the studies it names.

    It stands where `when` holds and `unless` is not known to hold. `moved`: what a site says of a bound that
    it moved.
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
    moved: Sentence | None = None

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


@frozen
class Recent:
    """Within how many days an equal study counts as just done."""

    days: int
    sentence: Sentence


CitationTable = dict[str, Citation]
