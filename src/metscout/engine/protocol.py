"""How a study is done: one protocol as the document of the contract, found by id, by title or by its study."""

from collections.abc import Iterable

from metscout.engine.decide import NOTICE, knowledge_note
from metscout.engine.decision import Conflict, Escalate, KnowledgeNote, Missing, ReviewNote, Said, Warned
from metscout.engine.editorial import unreviewed_text
from metscout.facts.sheet import Fact
from metscout.packs.load import Knowledge
from metscout.packs.model import Review
from metscout.packs.protocols import SECTIONS, Protocol, ProtocolLine
from metscout.packs.view import nearest
from metscout.terms.errors import UsageError
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import Severity

_STAMPS = ("protocols",)
_SHOWN = 80


@frozen
class Step:
    """One line of a protocol. `value` is a number or [low, high]; None, and no unit, where no source gives one.

    `weak`: only summaries say it, confirm it locally. `site` ties a line of the checklist to a scenario's target.
    """

    text: str
    value: float | tuple[float, float] | None
    unit: str | None
    cites: tuple[str, ...]
    weak: bool
    inference: bool
    site: str | None


@frozen
class Steps:
    """The sections of a protocol in the order in which they are worked through."""

    preparation: tuple[Step, ...]
    contrast_or_tracer: tuple[Step, ...]
    phases: tuple[Step, ...]
    technique: tuple[Step, ...]
    coverage: tuple[Step, ...]
    pediatric: tuple[Step, ...]
    reading: tuple[Step, ...]
    pitfalls: tuple[Step, ...]


@frozen
class ProtocolName:
    """A protocol in a list."""

    id: str
    title: str
    procedures: tuple[str, ...]
    scenarios: tuple[str, ...]
    review: ReviewNote


@frozen
class ProtocolPage:
    """One protocol. `set_locally` names what no source gives; `see_also` are others for one of the same studies."""

    id: str
    title: str
    purpose: tuple[Sentence, ...]
    procedures: tuple[str, ...]
    scenarios: tuple[str, ...]
    sections: Steps
    set_locally: tuple[str, ...]
    review: ReviewNote
    see_also: tuple[ProtocolName, ...]
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]
    warnings: tuple[Warned, ...]
    conflicts: tuple[Conflict, ...]
    escalate: Escalate | None
    citations: dict[str, Citation]
    knowledge: KnowledgeNote
    notice: str


@frozen
class ProtocolList:
    """All protocols, by id."""

    protocols: tuple[ProtocolName, ...]
    knowledge: KnowledgeNote
    notice: str


def list_protocols(knowledge: Knowledge) -> ProtocolList:
    """All protocols, by id."""
    names = tuple(_name(protocol) for protocol in knowledge.protocols.values())
    return ProtocolList(names, knowledge_note(_STAMPS, knowledge), NOTICE)


def show_protocol(name: str, knowledge: Knowledge) -> ProtocolPage:
    """The protocol with this id or title, or the one of the study with this id or name.

    Raises UsageError with the nearest id where there is none.
    """
    protocol = find_protocol(name, knowledge)
    sections = Steps(*(tuple(_step(line) for line in protocol.sections[section]) for section in SECTIONS))
    conflicts = tuple(
        Conflict(c.about, tuple(Said(p.says, p.cites) for p in c.positions), c.handled) for c in protocol.conflicts
    )
    warnings = _warnings(protocol)
    keys = {cite for sentence in (*protocol.purpose, *_lines(protocol)) for cite in sentence.cites}
    keys.update(cite for conflict in conflicts for position in conflict.positions for cite in position.cites)
    studies = set(protocol.procedures)
    others = (p for p in knowledge.protocols.values() if p is not protocol and not studies.isdisjoint(p.procedures))
    return ProtocolPage(
        protocol.id,
        protocol.title,
        protocol.purpose,
        protocol.procedures,
        protocol.scenarios,
        sections,
        protocol.set_locally,
        _review(protocol.review),
        tuple(_name(other) for other in others),
        (),
        (),
        warnings,
        conflicts,
        None,
        {key: knowledge.citations[key] for key in sorted(keys)},
        knowledge_note(_STAMPS, knowledge),
        NOTICE,
    )


def find_protocol(name: str, knowledge: Knowledge) -> Protocol:
    """The protocol that a name means. Raises UsageError with the nearest id where it means none."""
    wanted = _spelled(name)
    protocols = knowledge.protocols
    for protocol in protocols.values():
        if wanted in (_spelled(protocol.id), _spelled(protocol.title)):
            return protocol
    for procedure in knowledge.procedures.values():
        if wanted in (_spelled(procedure.id), _spelled(procedure.name)):
            if procedure.protocol is not None:
                return protocols[procedure.protocol]
            named = [p for p in protocols.values() if procedure.id in p.procedures]
            if len(named) == 1:
                return named[0]
            known = tuple(p.id for p in named) or tuple(protocols)
            text = f"{procedure.name} has no protocol here" if not named else f"{procedure.name} has several protocols"
            raise UsageError("no_protocol", "protocol", text, procedure.id, known)
    spellings = {_spelled(text): p.id for p in protocols.values() for text in (p.id, p.title)}
    close = nearest(wanted, spellings)
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    text = f"{shown!r} is no protocol, and no study that has one"
    raise UsageError(
        "unknown_value", "protocol", text, shown, tuple(protocols), spellings[close] if close is not None else None
    )


def _spelled(text: str) -> str:
    """A name without what ids and titles write differently."""
    letters = (char if char.isalnum() else " " for char in text.casefold())
    return " ".join("".join(letters).split())


def _step(line: ProtocolLine) -> Step:
    said = line.sentence
    return Step(said.text, line.value, line.unit, said.cites, line.weak, line.inference, line.site)


def _lines(protocol: Protocol) -> Iterable[Sentence]:
    return (line.sentence for section in protocol.sections.values() for line in section)


def _warnings(protocol: Protocol) -> tuple[Warned, ...]:
    """That the protocol is not approved, and how much of it a site has to confirm."""
    lines = [line for section in protocol.sections.values() for line in section]
    weak = [line for line in lines if line.weak]
    cites = dict.fromkeys(cite for line in lines for cite in line.sentence.cites)
    found = []
    unreviewed = unreviewed_text(protocol.review, "This protocol")
    if unreviewed is not None:
        found.append(unreviewed)
    if weak:
        found.append(f"{len(weak)} of its {len(lines)} lines rest on weak sources; confirm them locally before use.")
    inferred = sum(line.inference for line in lines)
    if inferred:
        found.append(f"{inferred} of its {len(lines)} lines are inference, which no source says.")
    if not found:
        return ()
    loud = Severity.WARNING if weak or inferred else Severity.INFO
    return (Warned("unreviewed", loud, " ".join(found), tuple(cites)),)


def _name(protocol: Protocol) -> ProtocolName:
    return ProtocolName(protocol.id, protocol.title, protocol.procedures, protocol.scenarios, _review(protocol.review))


def _review(review: Review) -> ReviewNote:
    return ReviewNote(review.status.value, review.updated)
