"""Every sentence of the knowledge under an id: the unit that is cited, searched, shown and reviewed."""

from collections.abc import Iterable, Iterator, Sequence

from metscout.packs.load import Knowledge
from metscout.packs.model import (
    Escalation,
    PatientLine,
    Rating,
    Review,
    SafetyRule,
    Scenario,
    SourceConflict,
    TopicHead,
)
from metscout.packs.pathways import Pathway, PathwayRule
from metscout.packs.protocols import SECTIONS, Protocol, ProtocolConflict
from metscout.terms.frozen import frozen
from metscout.terms.radiation import RadiationLevel
from metscout.terms.sentences import Citation, Sentence
from metscout.terms.words import RuleStanding

FOR_ALL, FOR_PATIENTS = "clinician", "patient"
CONFLICT, SAFETY, PROTOCOL, SOURCE = "conflict", "safety", "protocol", "source"


@frozen
class Statement:
    """One sentence. `owner` is whose it is (`safety:<label>` and the like), `section` where it stands there.

    `about` is what it speaks of inside its section; for an answer of the source, its question. `review_status` is
    None where the file carries no review of its own.
    """

    id: str
    owner: str
    section: str
    about: str | None
    text: str
    cites: tuple[str, ...]
    procedure: str | None = None
    result: str | None = None
    site: str | None = None
    audience: str = FOR_ALL
    review_status: str | None = None


def all_statements(knowledge: Knowledge) -> tuple[Statement, ...]:
    """Every statement, in the order of its owners; ids count from 1 in file order."""
    found: list[Statement] = []
    for topic in knowledge.topics:
        found += _of_topic(topic.head, knowledge)
        for scenario in topic.scenarios:
            found += _of_scenario(scenario, knowledge)
    for pathway in knowledge.pathways:
        found += _of_pathway(pathway)
    for protocol in knowledge.protocols.values():
        found += _of_protocol(protocol)
    for rule in knowledge.rules:
        found.append(_of_rule(rule))
    for conflict in knowledge.conflicts.values():
        found += _of_conflict(conflict)
    found += _of_sources(knowledge.citations)
    return tuple(found)


class _Owner:
    """Makes the statements of one owner."""

    def __init__(self, owner: str, review: Review | None) -> None:
        self.owner = owner
        self.status = None if review is None else review.status.value
        self.wording = None if review is None or review.patient is None else review.patient.status.value

    def one(
        self,
        place: str,
        sentence: Sentence,
        about: str | None = None,
        procedure: str | None = None,
        result: str | None = None,
        site: str | None = None,
        audience: str = FOR_ALL,
    ) -> Statement:
        """The statement at `place`, which begins with its section."""
        name = f"{self.owner}#{place}" if place else self.owner
        section = place.partition(".")[0]
        return Statement(
            name,
            self.owner,
            section,
            about,
            sentence.text,
            sentence.cites,
            procedure,
            result,
            site,
            audience,
            self.status if audience == FOR_ALL else self.wording,
        )

    def row(
        self,
        place: str,
        sentences: Iterable[Sentence],
        about: str | None = None,
        procedure: str | None = None,
        site: str | None = None,
    ) -> Iterator[Statement]:
        """The sentences of one list, numbered from 1."""
        for number, sentence in enumerate(sentences, 1):
            yield self.one(f"{place}.{number}", sentence, about, procedure, None, site)

    def patient(self, lines: Sequence[PatientLine]) -> Iterator[Statement]:
        """The lines written for the person concerned."""
        for number, line in enumerate(lines, 1):
            result = line.about.removeprefix("result_") if line.about.startswith("result_") else None
            yield self.one(f"patient.{number}", line.sentence, line.about, None, result, audience=FOR_PATIENTS)

    def escalate(self, escalation: Escalation | None) -> Iterator[Statement]:
        """To whom the case goes."""
        if escalation is not None:
            text = f"{_sentence(escalation.when)} Take it to: {escalation.to}."
            yield self.one("escalate.1", Sentence(text, escalation.cites), escalation.to)

    def review(self, review: Review, title: str, cites: tuple[str, ...]) -> Iterator[Statement]:
        """How far the editorial review of the file is."""
        waits = f", awaiting {_joined(review.awaiting)}" if review.awaiting else ""
        state = f"{_plain(review.status.value)}{waits}; last updated {review.updated}"
        text = f"Review of what is said here on {title}: {state}."
        if cites:
            yield self.one("review.1", Sentence(text, cites[:1]))


def _of_topic(head: TopicHead, knowledge: Knowledge) -> Iterator[Statement]:
    own = _Owner(head.id, head.review)
    yield from own.row("facts_of_topic", head.background)
    for destination in head.destinations:
        yield from own.row(f"destinations.{destination.id}", destination.sentences, destination.title)
    for number, row in enumerate(head.exclusions, 1):
        yield own.one(f"not_this_topic.{number}", Sentence(_sentence(row.because), row.cites), row.see)
    yield from own.escalate(head.escalate)
    cites = head.within_cites or head.population_cites
    if cites:
        text = f"{head.title}: edition {head.edition}; state of the edition: {_plain(head.currency)}."
        yield own.one("edition.1", Sentence(text, cites[:1]))
        yield from own.review(head.review, head.title, cites)


def _of_scenario(scenario: Scenario, knowledge: Knowledge) -> Iterator[Statement]:
    own = _Owner(scenario.id, scenario.review)
    yield from own.row("who_fits", scenario.who_fits)
    for number, row in enumerate(scenario.near_misses, 1):
        yield own.one(f"not_this_but.{number}", Sentence(_sentence(row.because), row.cites), row.see)
    for rating in scenario.ratings:
        yield from _of_rating(own, rating, scenario, knowledge)
    if scenario.first_choice is not None:
        choice = scenario.first_choice
        yield from own.row("first_choice", choice.because, None, choice.study)
        if choice.order_text is not None:
            yield own.one("first_choice.order", choice.order_text, None, choice.acquired_as or choice.study)
    if scenario.workup is not None:
        yield own.one("workup.1", scenario.workup)
    for reserved in scenario.reserved:
        yield from own.row(f"reserved.{reserved.about}", reserved.sentences, None, reserved.about)
    counts: dict[str, int] = {}
    for point in scenario.compared:
        number = counts[point.about] = counts.get(point.about, 0) + 1
        yield own.one(f"compared.{point.about}.{number}", point.sentences[0], point.aspect, point.about)
    for target in scenario.targets:
        yield from own.row(f"targets.{target.about}", target.sentences, target.about, None, target.about)
    counts = {}
    for ready in scenario.preparation:
        number = counts[ready.about] = counts.get(ready.about, 0) + 1
        yield own.one(f"preparation.{ready.about}.{number}", ready.sentences[0], ready.about)
    for way in scenario.ways:
        if way.because is not None:
            yield own.one(f"if_blocked.{way.tag}", way.because, way.tag)
        for number, option in enumerate(way.options, 1):
            names = " + ".join(knowledge.procedures[name].name for name in option.studies)
            said = Sentence(f"{names}: {option.because.text}", option.because.cites)
            yield own.one(f"if_blocked.{way.tag}.{number}", said, way.tag, option.studies[0])
    counts = {}
    for step in scenario.next_steps:
        number = counts[step.result] = counts.get(step.result, 0) + 1
        place = f"next_steps.{step.result}.{number}"
        yield own.one(place, step.sentence, step.kind, step.procedure, step.result, step.site)
    for pitfall in scenario.pitfalls:
        yield own.one(f"pitfalls.{pitfall.id}", pitfall.sentence, pitfall.severity.value)
    for number, answered in enumerate(scenario.faq, 1):
        yield from own.row(f"faq.{number}", answered.answer, answered.question)
    yield from own.row("dose_notes", scenario.dose_notes)
    yield from own.escalate(scenario.escalate)
    for old in scenario.history:
        for number, (procedure, category) in enumerate(old.ratings, 1):
            name, label = knowledge.procedures[procedure].name, knowledge.scale.categories[category][0]
            text = f"History, not a rating of today: in the {old.edition} {name} was {label} ({old.population})."
            place = f"superseded_ratings.{_id(old.population)}.{number}"
            yield own.one(place, Sentence(text, old.cites), old.population, procedure)
    yield from own.review(scenario.review, scenario.title, scenario.applies_cites)
    yield from own.patient(scenario.patient)


def _of_rating(own: _Owner, rating: Rating, scenario: Scenario, knowledge: Knowledge) -> Iterator[Statement]:
    """What category a study has here, how much radiation it gives, and why."""
    procedure = knowledge.procedures[rating.procedure]
    place = f"ratings.{procedure.id}"
    if rating.category is None:
        text = f"{procedure.name} is named without a rating for: {scenario.title}."
    else:
        label = knowledge.scale.categories[rating.category][0]
        text = f"{procedure.name} is rated {label} for: {scenario.title}."
    yield own.one(place, Sentence(text, rating.cites), rating.category, procedure.id)
    yield from own.row(place, rating.reasons, None, procedure.id)
    if rating.order_text is not None:
        yield own.one(f"order_text.{procedure.id}", rating.order_text, None, procedure.id)
    printed = rating.rrl_printed
    levels = printed if printed is not None and printed.adult.level is not None else procedure.rrl
    cites = rating.cites if levels is printed else procedure.rrl_cites
    bands = ((levels.adult, "adults"), (levels.pediatric, "children"))
    said = [f"{_band(level, knowledge)} for {who}" for level, who in bands if level.level is not None]
    if said and cites:
        text = f"{procedure.name}: relative radiation level {' and '.join(said)}."
        yield own.one(f"radiation.{procedure.id}", Sentence(text, cites), None, procedure.id)


def _band(level: RadiationLevel, knowledge: Knowledge) -> str:
    """A level as its symbol and band."""
    symbol = next(row.symbol for row in knowledge.scale.levels if row.level == level.level)
    if level.msv is None:
        return symbol
    low, high = level.msv
    return f"{symbol} ({low:g} mSv)" if low == high else f"{symbol} ({low:g}-{high:g} mSv)"


def _of_pathway(pathway: Pathway) -> Iterator[Statement]:
    own = _Owner(pathway.id, pathway.review)
    if pathway.settled is not None:
        yield own.one("settled.1", pathway.settled.sentence)
    for number, away in enumerate(pathway.elsewhere, 1):
        yield own.one(f"elsewhere.{number}", Sentence(_sentence(away.because), away.cites), away.to)
    yield from own.row("intent", [rule.sentence for rule in pathway.intent])
    yield from own.row("answer", [told.sentence for told in pathway.answer])
    for rule in pathway.rules:
        yield own.one(f"rules.{rule.id}", _in_its_standing(rule), rule.standing.value)
        yield from own.row(f"rules.{rule.id}.newer", [newer.sentence for newer in rule.newer], "newer")
    yield from own.row("prognosis", [told.sentence for told in pathway.prognosis])
    yield from own.row("team", pathway.team)
    yield from own.row("warnings", [warning.sentence for warning in pathway.warnings])
    yield own.one("redirect.1", pathway.redirect)
    yield from own.escalate(pathway.escalate)
    yield from own.review(pathway.review, pathway.title, pathway.within_cites)
    yield from own.patient(pathway.patient)


def _in_its_standing(rule: PathwayRule) -> Sentence:
    """A rule as quoted alone, with its standing."""
    return Sentence(f"{rule.sentence.text} (Standing here: {_STANDING[rule.standing]}.)", rule.sentence.cites)


_STANDING = {
    RuleStanding.RECOMMENDED: "recommended",
    RuleStanding.OPTION: "an option",
    RuleStanding.REPORTED_ONLY: "reported only, not recommended",
    RuleStanding.INVESTIGATIONAL: "investigational",
    RuleStanding.CONTESTED: "contested",
    RuleStanding.NOT_RECOMMENDED: "not recommended",
}


def _of_protocol(protocol: Protocol) -> Iterator[Statement]:
    own = _Owner(f"{PROTOCOL}:{protocol.id}", protocol.review)
    study = protocol.procedures[0] if protocol.procedures else None
    yield from own.row("purpose", protocol.purpose, protocol.title, study)
    for section in SECTIONS:
        for number, line in enumerate(protocol.sections[section], 1):
            yield own.one(f"{section}.{number}", line.sentence, protocol.title, study, None, line.site)
    for number, conflict in enumerate(protocol.conflicts, 1):
        yield from _positions(own, f"conflicts.{number}", conflict)
    yield from own.patient(protocol.patient)


def _of_rule(rule: SafetyRule) -> Statement:
    text = rule.sentence.text
    if rule.until is not None:
        text += f" Deferred until {rule.until}."
    if rule.who_decides is not None:
        text += f" Decides: {rule.who_decides}."
    return _Owner(f"{SAFETY}:{rule.label}", None).one("", Sentence(text, rule.sentence.cites), rule.using)


def _of_conflict(conflict: SourceConflict) -> Iterator[Statement]:
    yield from _positions(_Owner(f"{CONFLICT}:{conflict.id}", None), "", conflict)


def _positions(own: _Owner, place: str, conflict: SourceConflict | ProtocolConflict) -> Iterator[Statement]:
    """Both sides, and how it is dealt with."""
    at = f"{place}." if place else ""
    for number, position in enumerate(conflict.positions, 1):
        yield own.one(f"{at}{number}", Sentence(position.says, position.cites), conflict.about)
    cites = tuple(dict.fromkeys(cite for position in conflict.positions for cite in position.cites))
    text = f"How this is dealt with ({conflict.about}): {conflict.handled}"
    yield own.one(f"{at}handled", Sentence(text, cites), conflict.about)


def _of_sources(citations: dict[str, Citation]) -> Iterator[Statement]:
    """Who reviewed each source and when; one for each document that says so."""
    seen: set[str] = set()
    for key in sorted(citations):
        source, citation = key.partition("#")[0], citations[key]
        review = citation.source_review
        if source in seen or not review.by:
            continue
        seen.add(source)
        parts = [part for part in (f"reviewed by {review.by}", review.date, review.state) if part]
        text = f"The source itself, {citation.title}: {', '.join(parts)}."
        yield _Owner(f"{SOURCE}:{source}", None).one("", Sentence(text, (key,)), citation.title)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", ")")) else f"{text}."


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _id(text: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _joined(words: Sequence[str]) -> str:
    return " and ".join(_plain(word) for word in words)
