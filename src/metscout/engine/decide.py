"""Deciding: from a sheet of facts to the whole answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import metscout
from metscout.conditions.derivation import derive
from metscout.conditions.evaluate import FAILS, evaluate
from metscout.engine.bearing import (
    details,
    escalation,
    joined_workup,
    loudest_first,
    next_steps,
    question,
    safety_questions,
    shown_conflicts,
    touching_conflicts,
    warnings,
)  # fmt: skip
from metscout.engine.decision import (
    AlsoFits,
    Conflict,
    Decision,
    Escalate,
    KnowledgeNote,
    Missing,
    NextSteps,
    NotThis,
    PackNote,
    Redirect,
    ReviewNote,
    ScenarioNote,
    Study,
    TopicNote,
    Warned,
    Why,
    Workup,
)  # fmt: skip
from metscout.engine.editorial import old_sources
from metscout.engine.match import Match, TopicMatch, match, relevant
from metscout.engine.plan import Plan, plan_scenario
from metscout.engine.questions import open_facts, scenario_questions
from metscout.engine.reasons import Reads, failing, not_these, read_by, trace, why
from metscout.engine.safety import standing_of
from metscout.facts.sheet import Fact, FactSheet, Origin, SheetValue
from metscout.packs.compile import Row, Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.terms.frozen import frozen
from metscout.terms.words import MissingKind, Outcome

if TYPE_CHECKING:
    from metscout.packs.pathways import Pathway

NOTICE = (
    "Decision support for clinicians, not a medical device. Ratings and sentences are reported from the cited "
    "sources; verify them before acting."
)
_NEAREST = 5
TREATMENT = "treatment"  # what the stamp of the pathways is called
TREATMENT_QUESTION = "care.treatment_question"
QUESTION, WHAT_FOLLOWS = "imaging.question", "imaging.what_follows"


@frozen
class Stamp:
    """What does not follow from the facts: date of the knowledge, id, time."""

    as_of: str
    decision_id: str
    created: str


def decide(sheet: FactSheet, knowledge: Knowledge, stamp: Stamp, *, explain: bool = False) -> Decision:
    """The decision for one patient. `explain` adds the trace."""
    full = derive(sheet, knowledge.derivations, knowledge.vocabulary)
    return decide_derived(full, knowledge, stamp, explain=explain)


def decide_derived(full: FactSheet, knowledge: Knowledge, stamp: Stamp, *, explain: bool = False) -> Decision:
    """The decision for a sheet from which everything that follows is already derived."""
    values = full.values
    matched = relevant(match(values, knowledge), values, full.contradictions, knowledge)
    topics = {t.topic.head.id: (t, read_by(t.topic, values)) for t in matched.topics}
    pathway = None if matched.held else _asked_pathway(values, knowledge)
    if matched.held:
        answer = _matched(full, matched, topics, knowledge, stamp.as_of)
    elif pathway is not None:
        answer = _to_treatment(pathway, full, matched, topics, knowledge)
    elif matched.elsewhere:
        answer = _redirected(full, matched, topics, knowledge)
    elif matched.open or (matched.elsewhere_open and not matched.gaps):
        answer = _needs_facts(full, matched, topics, knowledge)
        if not answer.missing:
            answer = _out_of_scope(full, matched, knowledge)
    else:
        answer = _out_of_scope(full, matched, knowledge)
    return _finished(answer, full, topics, knowledge, stamp, explain)


Topics = Mapping[str, tuple[TopicMatch, Reads]]


@frozen
class _Answer:
    """The parts of a decision as they come together."""

    outcome: Outcome
    scenario: ScenarioNote | None = None
    why: tuple[Why, ...] = ()
    not_these: tuple[NotThis, ...] = ()
    also_fits: tuple[AlsoFits, ...] = ()
    redirect: Redirect | None = None
    missing: tuple[Missing, ...] = ()
    studies: tuple[Study, ...] = ()
    workup: Workup | None = None
    warnings: tuple[Warned, ...] = ()
    next_steps: NextSteps = NextSteps()
    conflicts: tuple[Conflict, ...] = ()
    escalate: Escalate | None = None
    topics: tuple[str, ...] = ()
    cites: frozenset[str] = frozenset()


def _matched(sheet: FactSheet, matched: Match, topics: Topics, knowledge: Knowledge, as_of: str) -> _Answer:
    values = sheet.values
    standing = standing_of(sheet, knowledge)
    held = sorted(matched.held, key=lambda pair: pair[1].id)
    topic, scenario = held[0]
    plans: list[Plan] = []
    for _, other in held:
        rank = 1 + sum(len(plan.studies) for plan in plans)
        plans.append(plan_scenario(other, standing, knowledge, rank))
    studies = tuple(study for plan in plans for study in plan.studies)
    applied = tuple(dict.fromkeys(rule for plan in plans for rule in plan.applied))
    touched = touching_conflicts(held, studies, applied, values, knowledge)
    missing = safety_questions(sheet, held, plans, standing, knowledge)
    missing += details(sheet, matched, held, touched, missing, knowledge)
    workup = joined_workup([plan.workup for plan in plans])
    warned = warnings(held, plans, matched, values, knowledge)
    if knowledge.policy is not None:
        from metscout.engine.local_policy import under_policy  # an answer without one starts sooner

        scenarios = [found for _, found in held]
        workup, local = under_policy(scenarios, plans, workup, standing, values, knowledge.policy, knowledge)
        warned = loudest_first((*local, *warned))
    old = old_sources([(scenario.source, scenario.applies_cites) for _, scenario in held], as_of, knowledge)
    warned = loudest_first((*warned, *old)) if old else warned
    follows, cites = _next_steps(sheet, [scenario for _, scenario in held], plans, knowledge)
    return _Answer(
        Outcome.MATCHED,
        _scenario_note(topic, scenario),
        why(topic, scenario, values, topics[topic.head.id][1], knowledge),
        _not_these(topics, values, knowledge),
        tuple(AlsoFits(s.id, s.title, f"the stated question is also: {s.asks}") for _, s in held[1:]),
        missing=missing,
        studies=studies,
        workup=workup,
        warnings=warned,
        next_steps=follows,
        conflicts=shown_conflicts(touched, knowledge),
        escalate=escalation(held, plans),
        topics=tuple(dict.fromkeys(t.head.id for t, _ in held)),
        cites=cites,
    )


def _next_steps(
    sheet: FactSheet, held: list[Scenario], plans: list[Plan], knowledge: Knowledge
) -> tuple[NextSteps, frozenset[str]]:
    """What follows each result, or the results that are known; and what is cited there and in the plans."""
    told = sheet.results if sheet.results and _answer_the_question(sheet) else ()
    known = tuple([(found.result, found.site, found.finding) for found in told])
    key = ("next", known, *(scenario.id for scenario in held))
    steps = knowledge.remember(key, lambda: next_steps(held, known))
    cited = knowledge.remember(("cited", *key), lambda: _cited(steps))
    return steps, cited.union(*(plan.cites for plan in plans))


def _cited(steps: NextSteps) -> frozenset[str]:
    said = (*steps.positive, *steps.negative, *steps.indeterminate)
    return frozenset(cite for sentence in said for cite in sentence.cites)


def _answer_the_question(sheet: FactSheet) -> bool:
    """Whether the results are those of the study that is asked about.

    A line that puts a question beside a result asks for something else, unless it asks what follows.
    """
    if sheet.values.get(WHAT_FOLLOWS) is True:
        return True
    return not any(fact.name == QUESTION and fact.origin.kind == "text" for fact in sheet.facts)


def _scenario_note(topic: Topic, scenario: Scenario) -> ScenarioNote:
    head = topic.head
    return ScenarioNote(
        scenario.id,
        scenario.title,
        scenario.ratings_known,
        TopicNote(head.id, head.title, head.edition, head.currency),
        ReviewNote(scenario.review.status.value, scenario.review.updated),
    )


def _not_these(topics: Topics, values: Mapping[str, SheetValue], knowledge: Knowledge) -> tuple[NotThis, ...]:
    found = [not_these(matched, values, reads, knowledge) for matched, reads in topics.values()]
    return found[0] if len(found) == 1 else tuple(reason for reasons in found for reason in reasons)


def _redirected(sheet: FactSheet, matched: Match, topics: Topics, knowledge: Knowledge) -> _Answer:
    topic, row = min(matched.elsewhere, key=lambda pair: pair[1].see)
    touched = [
        conflict
        for conflict in topic.conflicts
        if row.see in conflict.scenarios
        and (conflict.when is None or evaluate(conflict.when, sheet.values) is not FAILS)
    ]
    return _Answer(
        Outcome.REDIRECTED,
        not_these=_not_these(topics, sheet.values, knowledge),
        redirect=_redirect(topic, row, knowledge),
        missing=tuple(question(n, MissingKind.DETAIL, sheet, knowledge) for n in sheet.contradictions),
        conflicts=shown_conflicts(touched, knowledge),
        topics=(topic.head.id,),
    )


def _asked_pathway(values: Mapping[str, SheetValue], knowledge: Knowledge) -> "Pathway | None":
    """The treatment pathway for a patient whose question is treatment; most patients' is not."""
    if values.get(TREATMENT_QUESTION) is not True:
        return None
    from metscout.engine.pathway_match import asked_of_treatment

    return asked_of_treatment(values, knowledge)


def _to_treatment(
    pathway: "Pathway", sheet: FactSheet, matched: Match, topics: Topics, knowledge: Knowledge
) -> _Answer:
    """Another kind of answer: the pathway, which `treat` gives. The conflicts of a topic that sends on stay."""
    other = _redirected(sheet, matched, topics, knowledge) if matched.elsewhere else None
    return _Answer(
        Outcome.REDIRECTED,
        not_these=_not_these(topics, sheet.values, knowledge),
        redirect=Redirect(pathway.title, pathway.id, True, pathway.redirect.text, pathway.redirect.cites),
        missing=tuple(question(n, MissingKind.DETAIL, sheet, knowledge) for n in sheet.contradictions),
        conflicts=other.conflicts if other else (),
        topics=(*(other.topics if other else ()), TREATMENT),
    )


def _redirect(topic: Topic, row: Row, knowledge: Knowledge) -> Redirect:
    """Where the row sends its patients: a destination of the topic, or a scenario of another one."""
    because = _as_sentence(row.because)
    if row.see in knowledge.scenario_topics:
        other = knowledge.topic(knowledge.scenario_topics[row.see])
        title = next(scenario.title for scenario in other.scenarios if scenario.id == row.see)
        return Redirect(title, row.see, True, because, row.cites)
    destination = next(found for found in topic.head.destinations if found.id == row.see)
    said = destination.sentences
    cites = tuple(dict.fromkeys((*row.cites, *(cite for sentence in said for cite in sentence.cites))))
    text = " ".join((because, *(sentence.text for sentence in said)))
    return Redirect(destination.to, None, destination.covered, text, cites)


def _as_sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _needs_facts(sheet: FactSheet, matched: Match, topics: Topics, knowledge: Knowledge) -> _Answer:
    names = open_facts(matched, sheet.values, knowledge)
    missing = scenario_questions(sheet, names, knowledge)
    rest = tuple(n for n in sheet.contradictions if n not in names)
    missing += tuple(question(n, MissingKind.DETAIL, sheet, knowledge) for n in rest)
    return _Answer(
        Outcome.NEEDS_FACTS,
        not_these=_not_these(topics, sheet.values, knowledge),
        missing=missing,
        topics=tuple(t.topic.head.id for t in matched.topics),
    )


def _out_of_scope(sheet: FactSheet, matched: Match, knowledge: Knowledge) -> _Answer:
    """Nothing fits: the nearest scenarios with the reason each does not."""
    values = sheet.values
    gap = {row.owner: row.because for _, row in matched.gaps}
    ranked: list[tuple[int, str, str]] = []
    for topic in knowledge.topics:
        for scenario in topic.scenarios:
            count, text = failing(topic, scenario, values, knowledge)
            ranked.append((count, scenario.id, gap.get(scenario.id, text)))
    outside = tuple(f"{topic.head.id}." for topic in matched.excluded)
    ranked.sort(key=lambda item: (item[1] not in gap, not item[1].startswith(outside), item[0], item[1]))
    return _Answer(
        Outcome.OUT_OF_SCOPE,
        not_these=tuple(NotThis(name, because) for _, name, because in ranked[:_NEAREST]),
        missing=tuple(question(n, MissingKind.DETAIL, sheet, knowledge) for n in sheet.contradictions),
        topics=tuple(dict.fromkeys(knowledge.scenario_topics[name] for _, name, _ in ranked[:_NEAREST])),
    )


def _finished(
    answer: _Answer, sheet: FactSheet, topics: Topics, knowledge: Knowledge, stamp: Stamp, explain: bool
) -> Decision:
    asked = tuple(
        Fact(missing.fact, None, "unknown", Origin("derived"))
        for missing in answer.missing
        if missing.fact not in sheet.values and missing.fact not in sheet.contradictions
    )
    steps = trace(topics, sheet.values, standing_of(sheet, knowledge), knowledge) if explain else ()
    keys = set(answer.cites)
    for step in steps:
        keys.update(step.cites)
    for part in (answer.redirect, answer.workup, answer.escalate, *answer.warnings):
        if part is not None:
            keys.update(part.cites)
    for conflict in answer.conflicts:
        for position in conflict.positions:
            keys.update(position.cites)
    return Decision(
        answer.outcome,
        sheet.facts + asked,
        answer.scenario,
        answer.why,
        answer.not_these,
        answer.also_fits,
        answer.redirect,
        answer.missing,
        answer.studies,
        answer.workup,
        answer.warnings,
        answer.next_steps,
        answer.conflicts,
        answer.escalate,
        {key: knowledge.citations[key] for key in sorted(keys)},
        stamp.as_of,
        knowledge_note(answer.topics, knowledge),
        stamp.decision_id,
        stamp.created,
        NOTICE,
        sheet.prior,
        sheet.results,
        steps,
    )


def knowledge_note(topics: tuple[str, ...], knowledge: Knowledge) -> KnowledgeNote:
    """What an answer from these topics rests on."""
    packs = knowledge.remember(("packs", topics), lambda: _packs(topics, knowledge))
    return KnowledgeNote(knowledge.policy.stamp if knowledge.policy else None, packs, metscout.__version__)


def _packs(topics: tuple[str, ...], knowledge: Knowledge) -> tuple[PackNote, ...]:
    """The content an answer from these topics rests on."""
    names = sorted({"vocabulary", "safety", *topics})
    stamps = [knowledge.stamps[name] for name in names if name in knowledge.stamps]
    return tuple(PackNote(stamp.id, stamp.version, stamp.sha256) for stamp in stamps)
