"""Dressing an answer: scenario, citations, conflicts, what can be asked on."""

from collections.abc import Mapping

from metscout.answers.answer_document import Answer, AskOutcome, Nearest, Refusal
from metscout.answers.audience import MISSING, PATIENT, REVIEWED, TRAINEE, terms_in
from metscout.answers.conversation import Patient
from metscout.answers.draft import Draft
from metscout.answers.faq import Match
from metscout.answers.question import Asked
from metscout.answers.reading_grade import reading_grade
from metscout.answers.scope import Scope
from metscout.engine.bearing import shown_conflicts, unreviewed
from metscout.engine.decide import NOTICE, Stamp, knowledge_note
from metscout.engine.decision import Decision, Escalate, Missing, ReviewNote, ScenarioNote, TopicNote, Warned
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario, SourceConflict
from metscout.search.statements import CONFLICT, PROTOCOL, SAFETY
from metscout.terms.frozen import frozen
from metscout.terms.words import MissingKind

_NEAREST, _FOLLOW_UPS = 3, 3


@frozen
class Made:
    """An answer before it is dressed: its outcome, its lines, and what it rests on."""

    outcome: AskOutcome
    scope: Scope
    draft: Draft
    wording: str = MISSING
    refusal: Refusal | None = None
    missing: tuple[Missing, ...] = ()
    decision: Decision | None = None
    close: tuple[Match, ...] = ()


def finished(
    made: Made, asked: Asked, about: Patient | None, audience: str, knowledge: Knowledge, stamp: Stamp
) -> Answer:
    """The answer with all that belongs to it."""
    scope, lines = made.scope, made.draft.lines()
    answered = made.outcome is AskOutcome.ANSWERED
    shown = scope.scenario if answered or (made.outcome is AskOutcome.NEEDS_FACTS and scope.settled) else None
    plain = audience == PATIENT  # to the person concerned nothing is said but the plain lines
    conflicts = shown_conflicts(_conflicts(made, knowledge), knowledge) if answered and not plain else ()
    warnings: tuple[Warned, ...] = unreviewed(shown) if shown is not None else ()
    escalate = _escalate(scope) if answered and not plain else None
    terms = terms_in([line.text for line in lines], knowledge) if audience == TRAINEE else ()
    keys = {cite for line in lines for cite in line.cites}
    keys.update(cite for warned in warnings for cite in warned.cites)
    keys.update(cite for conflict in conflicts for position in conflict.positions for cite in position.cites)
    keys.update(cite for term in terms for cite in term.cites)
    keys.update(escalate.cites if escalate is not None else ())
    missing = made.missing
    if made.decision is not None:
        missing = tuple(m for m in made.decision.missing if m.kind is not MissingKind.DETAIL)
    return Answer(
        made.outcome,
        asked.text,
        about if about is None or isinstance(about, str) else _as_text(about),
        audience,
        _note(scope, shown),
        lines,
        made.wording if audience == PATIENT else REVIEWED,
        reading_grade(" ".join(line.text for line in lines)),
        made.refusal,
        _nearest(made, knowledge) if not answered else (),
        () if plain else _follow_ups(made, knowledge),
        scope.sheet.facts,
        missing,
        warnings,
        conflicts,
        escalate,
        {key: knowledge.citations[key] for key in sorted(keys)},
        stamp.as_of,
        knowledge_note(_packs(made, knowledge), knowledge),
        stamp.decision_id,
        stamp.created,
        NOTICE,
        made.decision.why if audience == TRAINEE and made.decision is not None else (),
        terms,
    )


def _as_text(about: Mapping[str, object]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in about.items())


def _note(scope: Scope, scenario: Scenario | None) -> ScenarioNote | None:
    if scenario is None or scope.topic is None:
        return None
    head = scope.topic.head
    return ScenarioNote(
        scenario.id,
        scenario.title,
        scenario.ratings_known,
        TopicNote(head.id, head.title, head.edition, head.currency),
        ReviewNote(scenario.review.status.value, scenario.review.updated),
    )


def _conflicts(made: Made, knowledge: Knowledge) -> list[SourceConflict]:
    """The conflicts that touch the statements shown."""
    statements = made.draft.statements()
    quoted = {s.owner.partition(":")[2] for s in statements if s.owner.startswith(f"{CONFLICT}:")}
    rules = {s.owner.partition(":")[2] for s in statements if s.owner.startswith(f"{SAFETY}:")}
    quoted |= {rule.conflict for rule in knowledge.rules if rule.label in rules and rule.conflict is not None}
    owners = {s.owner for s in statements}
    studies = {s.procedure for s in statements if s.procedure is not None}
    results = {s.result for s in statements if s.result is not None}
    return [
        conflict
        for name, conflict in sorted(knowledge.conflicts.items())
        if name in quoted
        or (
            owners & set(conflict.scenarios) and (studies & set(conflict.procedures) or results & set(conflict.results))
        )
    ]


def _escalate(scope: Scope) -> Escalate | None:
    said = scope.scenario.escalate if scope.scenario is not None else None
    said = said or (scope.topic.head.escalate if scope.topic is not None else None)
    return None if said is None else Escalate(said.to, said.when, said.cites)


def _packs(made: Made, knowledge: Knowledge) -> tuple[str, ...]:
    """The bodies of content that the answer rests on."""
    topics = [made.scope.topic.head.id] if made.scope.topic is not None else []
    owners = {statement.owner for statement in made.draft.statements()}
    topics += sorted({knowledge.scenario_topics[name] for name in owners if name in knowledge.scenario_topics})
    treating = {pathway.id for pathway in knowledge.pathways} & owners if made.scope.pathway else set()
    topics += ["treatment"] if treating else []
    topics += ["protocols"] if any(name.startswith(f"{PROTOCOL}:") for name in owners) else []
    return tuple(dict.fromkeys(topics))


def _nearest(made: Made, knowledge: Knowledge) -> tuple[Nearest, ...]:
    """The closest questions that can be answered."""
    found = []
    for match in made.close[:_NEAREST]:
        scenario = knowledge.scenario(match.known.scenario)
        found.append(Nearest(f"{scenario.id}#faq.{match.known.number}", scenario.title, match.known.asked.text))
    return tuple(found)


def _follow_ups(made: Made, knowledge: Knowledge) -> tuple[str, ...]:
    """What can be asked next: questions of the same source that the answer has not used."""
    if made.outcome is not AskOutcome.ANSWERED:
        return ()
    used = {s.about for s in made.draft.statements() if s.section == "faq"}
    scenario = made.scope.scenario
    own = [m.known.asked.text for m in made.close if scenario is not None and m.known.scenario == scenario.id]
    if not own and made.scope.pathway:
        own = [text for pathway in knowledge.pathways for text in pathway.follow_ups]
    return tuple(dict.fromkeys(text for text in own if text not in used))[:_FOLLOW_UPS]
