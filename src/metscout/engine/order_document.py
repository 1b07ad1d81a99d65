"""The order check: what is given, and the whole answer. Field names are those of the JSON document."""

from metscout.engine.decision import (
    Caution,
    Conflict,
    DoseNote,
    Escalate,
    KnowledgeNote,
    Missing,
    Redirect,
    ScenarioNote,
    Warned,
)
from metscout.facts.history import Prior
from metscout.facts.sheet import Fact
from metscout.terms.frozen import frozen
from metscout.terms.radiation import RadiationLevels
from metscout.terms.sentences import Citation
from metscout.terms.words import Category, MendAction, OrderVerdict, Outcome


@frozen
class OrderedNote:
    """One ordered procedure with its own verdict. `procedure` is None where the text names none, or more than one.

    `better` is what to order in its place, or the examination that takes it in. `cites` is where its rating
    is printed.
    """

    ordered: str
    procedure: str | None
    nearest: tuple[str, ...]
    category: Category | None
    verdict: OrderVerdict
    rrl: RadiationLevels | None
    dose: DoseNote | None
    better: tuple[str, ...]
    problems: tuple[Warned, ...]
    cites: tuple[str, ...]


@frozen
class MendedStudy:
    """One line of the mended order, ready to place; `order_text` is what to write on the request.

    `cautions` are what safety has to say of this study for this patient.
    """

    procedure: str
    name: str
    action: MendAction
    replaces: tuple[str, ...]
    protocol: str | None
    order_text: str
    cites: tuple[str, ...]
    cautions: tuple[Caution, ...]


@frozen
class OrderCheck:
    """The verdict on an order. The same facts, order, packs, policy and date give the same bytes."""

    outcome: Outcome
    scenario: ScenarioNote | None
    redirect: Redirect | None
    verdict: OrderVerdict
    orders: tuple[OrderedNote, ...]
    problems: tuple[Warned, ...]
    omitted: tuple[str, ...]
    redundant: tuple[str, ...]
    mended_order: tuple[MendedStudy, ...]
    prior: tuple[Prior, ...]
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
