"""What bears on an answer besides its studies: warnings, conflicts, next steps, questions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from metscout.conditions.evaluate import FAILS, HOLDS, UNKNOWN, evaluate, unknown_facts
from metscout.engine.decision import Conflict, Escalate, LeadsTo, Missing, NextSteps, Said, Study, Warned, Workup
from metscout.engine.editorial import unreviewed_severity, unreviewed_text
from metscout.engine.lines import lines_told
from metscout.engine.match import Match
from metscout.engine.plan import Plan, plan_scenario
from metscout.engine.questions import asked_fact, choices_for, question_for
from metscout.engine.safety import Standing, standing_of
from metscout.facts.history import RESULTS
from metscout.facts.sheet import FactSheet, SheetValue
from metscout.packs.compile import Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Pitfall, SafetyRule, Scenario, SourceConflict
from metscout.terms.sentences import Sentence
from metscout.terms.words import Effect, MissingKind, Severity


def joined_workup(found: Sequence[Workup | None]) -> Workup | None:
    """One work-up that covers every matched scenario."""
    parts = [workup for workup in found if workup is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    together = tuple(dict.fromkeys(name for workup in parts for name in workup.together))
    text = " ".join(dict.fromkeys(workup.text for workup in parts))
    cites = tuple(dict.fromkeys(cite for workup in parts for cite in workup.cites))
    return Workup(together, None, text, cites)


def warnings(
    held: Sequence[tuple[Topic, Scenario]],
    plans: Sequence[Plan],
    matched: Match,
    values: Mapping[str, SheetValue],
    knowledge: Knowledge,
) -> tuple[Warned, ...]:
    """What to mind about the whole answer, loudest first."""
    open_population = {t.topic.head.id for t in matched.topics if t.population_open}
    found: list[Warned] = []
    for (topic, scenario), plan in zip(held, plans, strict=True):
        if not plan.has_choice and scenario.first_choice is not None:
            found.append(_nothing_permitted(scenario, plan))
        found += [Warned("contraindicated", Severity.WARNING, said.text, said.cites) for said in plan.remarks]
        stated = [line for p in scenario.pitfalls for line in (p.when, p.unless) if line is not None]
        pitfalls = tuple(evaluate(line, values) for line in stated)
        unstated = topic.head.id in open_population
        key = ("warned", scenario.id, unstated, pitfalls)
        found += knowledge.remember(key, partial(_warned, topic, scenario, unstated, values))
    if len(held) > 1 or len(found) < 2:
        found = list(dict.fromkeys(found))
    return loudest_first(found)


def loudest_first(found: Iterable[Warned]) -> tuple[Warned, ...]:
    """Warnings by severity, in their order within one."""
    order = _LOUDEST
    return tuple(sorted(found, key=lambda warned: order[warned.severity]))


_LOUDEST = {severity: rank for rank, severity in enumerate(Severity)}


def _nothing_permitted(scenario: Scenario, plan: Plan) -> Warned:
    cites = tuple(dict.fromkeys(cite for rule in plan.applied for cite in rule.sentence.cites))
    waits = dict.fromkeys(rule.until for rule in plan.applied if rule.effect is Effect.DEFERS and rule.until)
    text = f"No rated study is permitted for this patient now: {scenario.title}."
    if waits:
        text += f" What is deferred waits until {' and until '.join(waits)}."
    return Warned("no_permitted_study", Severity.CRITICAL, text, cites or scenario.applies_cites)


def _warned(topic: Topic, scenario: Scenario, unstated: bool, values: Mapping[str, SheetValue]) -> tuple[Warned, ...]:
    """The warnings of one scenario; `unstated`: the patient's belonging to the population is not known."""
    found: list[Warned] = []
    head, cites = topic.head, scenario.applies_cites
    if unstated:
        text = f"{head.title} speaks of a stated population only, and the patient's age is not stated."
        found.append(Warned("scenario_mismatch", Severity.WARNING, text, head.population_cites))
    if head.currency in ("superseded", "probably_superseded"):
        text = f"The edition used ({head.edition}) is {head.currency.replace('_', ' ')}."
        found.append(Warned("source_superseded", Severity.WARNING, text, cites))
    if scenario.ratings_known != "complete":
        known = "No rating" if scenario.ratings_known == "none" else "Only part of the rating table"
        text = f"{known} of this scenario is known here. A study without a row is not rated, never 'not appropriate'."
        found.append(Warned("ratings_partial", Severity.WARNING, text, cites))
    found += [warned for warned in (_pitfall(p, values) for p in scenario.pitfalls) if warned is not None]
    return (*found, *unreviewed(scenario))


def unreviewed(scenario: Scenario) -> tuple[Warned, ...]:
    """That the content of a scenario is not approved, where it is not."""
    text = unreviewed_text(scenario.review, "This content")
    if text is None:
        return ()
    return (Warned("unreviewed", unreviewed_severity(scenario.review), text, scenario.applies_cites),)


def _pitfall(pitfall: Pitfall, values: Mapping[str, SheetValue]) -> Warned | None:
    """The pitfall as a reminder; one with `when` as loud as stated, for patients who fit it only."""
    severity = Severity.INFO
    if pitfall.unless is not None and evaluate(pitfall.unless, values) is HOLDS:
        return None
    if pitfall.when is not None:
        verdict = evaluate(pitfall.when, values)
        if verdict is not HOLDS:
            return None
        severity = pitfall.severity
    return Warned(pitfall.code, severity, pitfall.sentence.text, pitfall.sentence.cites)


def next_steps(scenarios: Sequence[Scenario], known: Sequence[tuple[str, str | None, str | None]] = ()) -> NextSteps:
    """What follows each result, of all scenarios together; of the `known` ones only, where there are any.

    A known result is its word, its site and its finding; one that names a site keeps the lines of that site.
    """
    wanted = known or tuple((result, None, None) for result in RESULTS)
    found: dict[str, dict[Sentence, None]] = {result: {} for result in RESULTS}
    for result, site, finding in wanted:
        for scenario in scenarios:
            found[result] |= dict.fromkeys(step.sentence for step in lines_told(scenario, result, site, finding))
    return NextSteps(*(tuple(found[result]) for result in RESULTS))


def escalation(held: Sequence[tuple[Topic, Scenario]], plans: Sequence[Plan]) -> Escalate | None:
    """To whom the case goes: as a scenario or its topic says, else to the team when no study is permitted."""
    for topic, scenario in held:
        said = scenario.escalate or topic.head.escalate
        if said is not None:
            return Escalate(said.to, said.when, said.cites)
    for (_, scenario), plan in zip(held, plans, strict=True):
        if not plan.has_choice and scenario.first_choice is not None:
            warned = _nothing_permitted(scenario, plan)
            return Escalate("the team responsible for the patient", "no permitted study is left", warned.cites)
    return None


def touching_conflicts(
    held: Sequence[tuple[Topic, Scenario]],
    studies: Sequence[Study],
    applied: Iterable[SafetyRule],
    values: Mapping[str, SheetValue],
    knowledge: Knowledge,
) -> tuple[SourceConflict, ...]:
    """The conflicts that touch these scenarios and studies, and those of the safety rules that applied."""
    names = {study.procedure for study in studies}
    ids = {scenario.id for _, scenario in held} | {topic.head.id for topic, _ in held}
    found = {
        conflict.id: conflict
        for topic, _ in held
        for conflict in topic.conflicts
        if not ids.isdisjoint(conflict.scenarios)
        and (not conflict.procedures or not names.isdisjoint(conflict.procedures))
        and (conflict.when is None or evaluate(conflict.when, values) is not FAILS)
    }
    for rule in applied:
        if rule.conflict is not None:
            found[rule.conflict] = knowledge.conflicts[rule.conflict]
    return tuple(found[name] for name in sorted(found))


def shown_conflicts(touched: Iterable[SourceConflict], knowledge: Knowledge) -> tuple[Conflict, ...]:
    """Conflicts as an answer shows them."""
    return tuple(knowledge.remember(("conflict", conflict.id), partial(_shown, conflict)) for conflict in touched)


def _shown(conflict: SourceConflict) -> Conflict:
    positions = tuple(Said(position.says, position.cites) for position in conflict.positions)
    return Conflict(conflict.about, positions, conflict.handled)


def question(name: str, kind: MissingKind, sheet: FactSheet, knowledge: Knowledge) -> Missing:
    """A fact to ask for its own sake, without what each value would lead to."""
    if name in sheet.contradictions:
        return _asking(name, kind, sheet, knowledge)
    return knowledge.remember(("ask", name, kind), lambda: _asking(name, kind, sheet, knowledge))


def _asking(name: str, kind: MissingKind, sheet: FactSheet, knowledge: Knowledge) -> Missing:
    declaration = knowledge.vocabulary[name]
    return Missing(name, kind, question_for(sheet, declaration), choices_for(sheet, declaration, ()), ())


def safety_questions(
    sheet: FactSheet,
    held: Sequence[tuple[Topic, Scenario]],
    plans: Sequence[Plan],
    standing: Standing,
    knowledge: Knowledge,
) -> tuple[Missing, ...]:
    """Safety facts to ask, those that settle a block first, each with the studies its values would leave."""
    wanted = [name for _, facts in standing.applied for name in facts]
    names = [name for plan in plans for name in plan.asks]
    ordered = [name for name in wanted if name in names] + names
    asked = dict.fromkeys(asked_fact(name, knowledge) for name in ordered)
    scenarios = tuple(scenario.id for _, scenario in held)
    found = []
    for name in asked:
        if name in sheet.contradictions:
            found.append(_asking(name, MissingKind.SAFETY, sheet, knowledge))
            continue
        key = ("safety", name, scenarios, standing.stated)
        found.append(knowledge.remember(key, partial(_safety_question, name, sheet, held, knowledge)))
    return tuple(found)


def _safety_question(
    name: str, sheet: FactSheet, held: Sequence[tuple[Topic, Scenario]], knowledge: Knowledge
) -> Missing:
    asked = _asking(name, MissingKind.SAFETY, sheet, knowledge)
    decides = []
    for value in asked.choices:
        standing = standing_of(sheet, knowledge, {name: value})
        plans = [plan_scenario(scenario, standing, knowledge, 1) for _, scenario in held]
        together = dict.fromkeys(study for plan in plans for study in plan.together)
        decides.append(LeadsTo(value, tuple(together) or ("no_permitted_study",)))
    return Missing(asked.fact, asked.kind, asked.question, asked.choices, tuple(decides))


def details(
    sheet: FactSheet,
    matched: Match,
    held: Sequence[tuple[Topic, Scenario]],
    touched: Iterable[SourceConflict],
    asked: tuple[Missing, ...],
    knowledge: Knowledge,
) -> tuple[Missing, ...]:
    """Facts that sharpen the answer: an unstated age, what decides whether a conflict touches, contradictions."""
    names: dict[str, None] = {}
    for found in matched.topics:
        if found.population_open and any(found.topic is topic for topic, _ in held):
            names |= dict.fromkeys(found.topic.head.population.facts())
    for conflict in touched:
        if conflict.asks and conflict.when is not None and evaluate(conflict.when, sheet.values) is UNKNOWN:
            names |= dict.fromkeys(asked_fact(n, knowledge) for n in unknown_facts(conflict.when, sheet.values))
    names |= dict.fromkeys(sheet.contradictions)
    already = {missing.fact for missing in asked}
    return tuple(question(n, MissingKind.DETAIL, sheet, knowledge) for n in names if n not in already)
