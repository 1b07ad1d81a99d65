"""Treatment pathways as their files state them."""

from collections.abc import Sequence

from metscout.conditions.tree import Condition
from metscout.packs.model import Escalation
from metscout.packs.pack_reader import CODES, PackReader, source_of
from metscout.packs.pathways import (
    IntentRule,
    Newer,
    Pathway,
    PathwayAsk,
    PathwayElsewhere,
    PathwayRule,
    PathwayWarning,
    Settled,
    Told,
)
from metscout.packs.read_reviews import read_item_review
from metscout.packs.read_vocabulary import UNREAD, Names
from metscout.packs.view import View, attempt, each, nearest
from metscout.terms.sentences import Sentence
from metscout.terms.words import Intent, MissingKind, RuleStanding, Severity

_NOBODY = Condition()
_SILENT = Sentence("", ())


def read_pathway(view: View, names: Names) -> Pathway:
    """One pathway with all it carries."""
    view.mapping(
        ("id", "title", "source", "review", "within", "applies_when", "redirect", "intent", "rules"),
        (
            "settled", "elsewhere", "answer", "prognosis", "team", "follow_ups", "warnings", "also_ask", "escalate",
            "patient",
        ),
    )  # fmt: skip
    reader = PackReader(names, attempt(lambda: source_of(view, names), UNREAD))
    own = [citation for key, citation in names.citations.items() if key.partition("#")[0] == reader.source]
    return Pathway(
        id=view.at("id").text(),
        title=reader.word(view.at("title")),
        source=reader.source or "",
        source_state=own[0].source_review.state if own else None,
        source_date=own[0].date if own else None,
        review=read_item_review(view),
        within=reader.condition(view.at("within")),
        within_cites=attempt(lambda: reader.cites(view.at("within")), ()),
        applies_when=reader.condition(view.at("applies_when")),
        applies_cites=attempt(lambda: reader.cites(view.at("applies_when")), ()),
        settled=attempt(lambda: _settled(reader, view.at("settled")), None),
        elsewhere=tuple(each(view.at("elsewhere").list(), lambda v: _elsewhere(reader, v))),
        intent=tuple(each(view.at("intent").list(), lambda v: _intent(reader, v))),
        answer=tuple(each(view.at("answer").list(), lambda v: _told(reader, v))),
        rules=_rules(reader, view.at("rules")),
        prognosis=tuple(each(view.at("prognosis").list(), lambda v: _told(reader, v))),
        team=reader.sentences(view.at("team")),
        follow_ups=tuple(each(view.at("follow_ups").list(), lambda v: v.text())),
        warnings=tuple(each(view.at("warnings").list(), lambda v: _warning(reader, v))),
        asks=tuple(each(view.at("also_ask").list(), lambda v: _ask(reader, v))),
        escalate=attempt(lambda: _escalation(reader, view.at("escalate")), None),
        redirect=attempt(lambda: reader.sentence(view.at("redirect")), _SILENT),
        file=view.document.file,
        patient=reader.patient_lines(view.at("patient")),
    )


def _when(reader: PackReader, view: View) -> Condition | None:
    """The condition under `when`; None where it stands for everybody."""
    return reader.condition(view.at("when"), ()) if view.has("when") else None


def _settled(reader: PackReader, view: View) -> Settled | None:
    if view.value is None:
        return None
    sentence = reader.sentence(view, ("when",))
    if not view.has("when"):
        raise view.wrong("missing_key", "lacks when")
    return Settled(reader.condition(view.at("when"), ()), sentence)


def _elsewhere(reader: PackReader, view: View) -> PathwayElsewhere:
    condition = reader.condition(view, ("to", "see", "because", "at", "inference"))
    for key in ("to", "because"):
        if not view.has(key):
            raise view.wrong("missing_key", f"lacks {key}")
    because = view.at("because").text()
    if view.at("inference").flag():
        because = f"{because} (Inference, awaiting review.)"
    return PathwayElsewhere(
        condition, view.at("to").text(), view.at("see").optional_text(), because, reader.cites(view)
    )


def _intent(reader: PackReader, view: View) -> IntentRule:
    sentence = reader.sentence(view, ("intent", "when"))
    if not view.has("when"):
        raise view.wrong("missing_key", "lacks when")
    return IntentRule(Intent(view.at("intent").one_of(tuple(Intent))), sentence, reader.condition(view.at("when"), ()))


def _told(reader: PackReader, view: View) -> Told:
    return Told(reader.sentence(view, ("when",)), _when(reader, view))


def _rules(reader: PackReader, view: View) -> tuple[PathwayRule, ...]:
    """The rules; an id stands once."""
    found: list[PathwayRule] = []
    for place, rule in each(view.list(), lambda v: (v, _rule(reader, v))):
        if any(rule.id == other.id for other in found):
            place.at("id").wrong("duplicate_name", f"the rule {rule.id!r} stands twice")
        found.append(rule)
    return tuple(found)


def _rule(reader: PackReader, view: View) -> PathwayRule:
    sentence = reader.sentence(view, ("when", "marker", "standing", "newer"))
    if not view.has("id"):
        raise view.wrong("missing_key", "lacks id")
    return PathwayRule(
        view.at("id").text(),
        _when(reader, view),
        sentence,
        view.at("marker").optional_text(),
        RuleStanding(view.at("standing").one_of(tuple(RuleStanding))),
        tuple(each(view.at("newer").list(), lambda v: _newer(reader, v))),
        view.at("inference").flag(),
    )


def _newer(reader: PackReader, view: View) -> Newer:
    sentence = reader.sentence(view, ("date",))
    return Newer(sentence, view.at("date").text())


def _warning(reader: PackReader, view: View) -> PathwayWarning:
    sentence = reader.sentence(view, ("code", "severity", "when"))
    return PathwayWarning(
        view.at("code").one_of(CODES),
        Severity(view.at("severity").one_of(tuple(Severity))),
        sentence,
        _when(reader, view),
    )


def _ask(reader: PackReader, view: View) -> PathwayAsk:
    view.mapping(("fact",), ("kind", "when"))
    name = view.at("fact").text()
    if name not in reader.names.vocabulary:
        close = nearest(name, reader.names.vocabulary.facts)
        hint = f"Nearest: {close!r}." if close else None
        raise view.at("fact").wrong("unknown_fact", f"{name!r} is not a fact.", hint)
    kind = view.at("kind").one_of((MissingKind.DETAIL, MissingKind.SAFETY)) if view.has("kind") else MissingKind.DETAIL
    return PathwayAsk(name, MissingKind(kind), _when(reader, view))


def _escalation(reader: PackReader, view: View) -> Escalation | None:
    if view.value is None:
        return None
    view.mapping(("to", "when", "at"), ("members",))
    return Escalation(view.at("to").text(), view.at("when").text(), reader.cites(view), view.at("members").texts())


def check_pathways(found: Sequence[tuple[View, Pathway]], taken: frozenset[str]) -> None:
    """Record a fault for a pathway that stands twice or sends patients where nothing is; `taken` are other ids."""
    names = {pathway.id for _, pathway in found}
    seen: set[str] = set()
    for view, pathway in found:
        if pathway.id in seen or pathway.id in taken:
            view.at("id").wrong("duplicate_name", f"the pathway {pathway.id!r} stands twice")
        seen.add(pathway.id)
        for i, other in enumerate(pathway.elsewhere):
            if other.see is not None and other.see not in names:
                close = nearest(other.see, names)
                hint = f"Nearest: {close!r}." if close else None
                place = view.at("elsewhere").at(i).at("see")
                place.wrong("unknown_scenario", f"{other.see!r} is no pathway here.", hint)
