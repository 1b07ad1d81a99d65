"""Treating: from a sheet of facts to the rules of a pathway, each with its weight and what stands against it."""

from collections.abc import Iterable, Mapping
from itertools import chain

from metscout.conditions.derivation import derive, follow
from metscout.conditions.evaluate import FAILS, HOLDS, UNKNOWN, evaluate, evaluate_line, unknown_facts
from metscout.conditions.tree import Condition
from metscout.engine.bearing import loudest_first, question, shown_conflicts
from metscout.engine.decide import NOTICE, TREATMENT, TREATMENT_QUESTION, Stamp, knowledge_note
from metscout.engine.decision import Conflict, Escalate, LeadsTo, Missing, Redirect, ReviewNote, Warned, Why
from metscout.engine.editorial import old_sources, unreviewed_severity, unreviewed_text
from metscout.engine.pathway_match import Fits, fitting
from metscout.engine.questions import OPEN, OUT, asked_fact, choices_for, question_for
from metscout.engine.reasons import found_label
from metscout.engine.treatment_document import NewerNote, PathwayNote, RuleNote, Treatment
from metscout.facts.declaration import Value
from metscout.facts.sheet import Fact, FactSheet, Origin, SheetValue
from metscout.packs.load import Knowledge
from metscout.packs.model import SourceConflict
from metscout.packs.pathways import Pathway, PathwayRule, Told
from metscout.terms.frozen import frozen, replaced
from metscout.terms.sentences import Sentence
from metscout.terms.words import Intent, MissingKind, Outcome, Severity

_LONG = 12  # more values than this are too many to offer one by one
Values = Mapping[str, SheetValue]


@frozen
class _Answer:
    """The parts of an answer as they come together."""

    outcome: Outcome
    redirect: Redirect | None = None
    pathway: PathwayNote | None = None
    answer: tuple[Sentence, ...] = ()
    rules: tuple[RuleNote, ...] = ()
    prognosis: tuple[Sentence, ...] = ()
    team: tuple[Sentence, ...] = ()
    follow_ups: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[Warned, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    escalate: Escalate | None = None


def treat(sheet: FactSheet, knowledge: Knowledge, stamp: Stamp) -> Treatment:
    """The answer on treatment for one patient. That treatment is asked need not be stated."""
    full = derive(_asking(sheet), knowledge.derivations, knowledge.vocabulary)
    fits = fitting(full.values, knowledge)
    if fits.held:
        answer = _matched(fits.held[0], full, knowledge)
    elif fits.unsettled:
        answer = _unsettled(fits.unsettled[0], full, knowledge)
    elif fits.elsewhere:
        answer = _redirected(fits, full, knowledge)
    elif fits.open:
        answer = _Answer(Outcome.NEEDS_FACTS, missing=_deciding(fits, full, knowledge))
    else:
        answer = _Answer(Outcome.OUT_OF_SCOPE, warnings=_misfits(full.values, knowledge))
    owners = [(pathway.source, pathway.applies_cites) for pathway in (*fits.held[:1], *fits.unsettled[:1])]
    old = old_sources(owners[:1], stamp.as_of, knowledge)
    if old:
        answer = replaced(answer, warnings=loudest_first((*answer.warnings, *old)))
    return _finished(answer, full, knowledge, stamp)


def _asking(sheet: FactSheet) -> FactSheet:
    """The sheet with the question that everybody puts who comes here; it is no fact of the patient's."""
    return FactSheet(
        sheet.facts, {TREATMENT_QUESTION: True, **sheet.values}, sheet.contradictions, sheet.prior, sheet.results
    )


def _matched(pathway: Pathway, sheet: FactSheet, knowledge: Knowledge) -> _Answer:
    values = sheet.values
    intent, reasons = _intent(pathway, values)
    said = _meant(pathway.answer, values)
    return _Answer(
        Outcome.MATCHED,
        pathway=_note(pathway, intent),
        answer=(*said[:1], *reasons, *said[1:]),
        rules=tuple(_rule(rule, values, (), knowledge) for rule in pathway.rules),
        prognosis=_meant(pathway.prognosis, values),
        team=pathway.team,
        follow_ups=pathway.follow_ups,
        missing=_open_questions(pathway, sheet, knowledge),
        warnings=_warnings(pathway, values),
        conflicts=shown_conflicts(_touching(pathway, values, knowledge), knowledge),
        escalate=_escalate(pathway),
    )


def _unsettled(pathway: Pathway, sheet: FactSheet, knowledge: Knowledge) -> _Answer:
    """The pathway without a rule that applies, and what has to be known first."""
    values = sheet.values
    settled = pathway.settled
    lines = settled.condition.every_line() if settled else ()
    before = tuple(Why(f"{line.words}, which is not known", False, line.fact) for line in lines)
    fits = Fits((), (pathway,), (), ())
    return _Answer(
        Outcome.NEEDS_FACTS,
        pathway=_note(pathway, _intent(pathway, values)[0]),
        answer=(settled.sentence,) if settled else (),
        rules=tuple(_rule(rule, values, before, knowledge) for rule in pathway.rules),
        team=pathway.team,
        missing=_deciding(fits, sheet, knowledge) + _open_questions(pathway, sheet, knowledge),
        warnings=_warnings(pathway, values),
        conflicts=shown_conflicts(_touching(pathway, values, knowledge), knowledge),
        escalate=_escalate(pathway),
    )


def _redirected(fits: Fits, sheet: FactSheet, knowledge: Knowledge) -> _Answer:
    other = min(fits.elsewhere, key=lambda found: (found.see is None, found.to))
    return _Answer(
        Outcome.REDIRECTED,
        Redirect(other.to, other.see, other.see is not None, other.because, other.cites),
        missing=_contradicted(sheet, (), knowledge),
    )


def _note(pathway: Pathway, intent: Intent) -> PathwayNote:
    review = ReviewNote(pathway.review.status.value, pathway.review.updated)
    return PathwayNote(pathway.id, pathway.title, intent, review, pathway.source_state, pathway.source_date)


def _intent(pathway: Pathway, values: Values) -> tuple[Intent, tuple[Sentence, ...]]:
    """The intent and the sentences that say it; undecided where the sources name none, or more than one."""
    holding = [rule for rule in pathway.intent if evaluate(rule.when, values) is HOLDS]
    stated = {rule.intent for rule in holding} - {Intent.UNDECIDED}
    intent = stated.pop() if len(stated) == 1 else Intent.UNDECIDED
    return intent, tuple(rule.sentence for rule in holding if rule.intent is intent)


def _meant(told: Iterable[Told], values: Values) -> tuple[Sentence, ...]:
    """The statements that are meant for this patient."""
    return tuple(said.sentence for said in told if said.when is None or evaluate(said.when, values) is HOLDS)


def _rule(rule: PathwayRule, values: Values, before: tuple[Why, ...], knowledge: Knowledge) -> RuleNote:
    """The rule for this patient; `before` is what keeps every rule from applying."""
    applies = not before and (rule.when is None or evaluate(rule.when, values) is HOLDS)
    because = before + (() if rule.when is None else _because(rule.when, values, knowledge))
    newer = tuple(NewerNote(n.sentence.text, n.date, n.sentence.cites) for n in rule.newer)
    return RuleNote(
        rule.id, applies, because, rule.sentence.text, rule.sentence.cites, rule.marker, rule.standing, newer
    )


def _because(when: Condition, values: Values, knowledge: Knowledge) -> tuple[Why, ...]:
    """Every line of the condition; one whose fact is not stated, or is too broad, does not hold and says so."""
    found = []
    rivals = [line for group in when.any_of for line in group]
    for line in (*when.lines, *rivals):
        joined = "" if line not in rivals else "either " if line is rivals[0] else "or "
        verdict = evaluate_line(line, values)
        text = f"{joined}{line.words}"
        if verdict is UNKNOWN:
            text += " (not stated)"
        elif verdict is FAILS:
            text += f" (stated: {found_label(line, values[line.fact], knowledge)})"
        found.append(Why(text, verdict is HOLDS, line.fact))
    return tuple(found)


def _warnings(pathway: Pathway, values: Values) -> tuple[Warned, ...]:
    found = [
        Warned(w.code, w.severity, w.sentence.text, w.sentence.cites)
        for w in pathway.warnings
        if w.when is None or evaluate(w.when, values) is HOLDS
    ]
    text = unreviewed_text(pathway.review, "This pathway")
    if text is not None:
        found.append(Warned("unreviewed", unreviewed_severity(pathway.review), text, pathway.applies_cites))
    return loudest_first(found)


def _touching(pathway: Pathway, values: Values, knowledge: Knowledge) -> tuple[SourceConflict, ...]:
    return tuple(
        conflict
        for conflict in knowledge.conflicts.values()
        if pathway.id in conflict.scenarios and (conflict.when is None or evaluate(conflict.when, values) is not FAILS)
    )


def _escalate(pathway: Pathway) -> Escalate | None:
    said = pathway.escalate
    return None if said is None else Escalate(said.to, said.when, said.cites)


def _open_questions(pathway: Pathway, sheet: FactSheet, knowledge: Knowledge) -> tuple[Missing, ...]:
    """What the open rules wait for, the fact of most rules first; then what the source leaves out."""
    values = sheet.values
    waiting: dict[str, list[PathwayRule]] = {}
    for rule in pathway.rules:
        for name in _waits_for(rule, values):
            waiting.setdefault(asked_fact(name, knowledge), []).append(rule)
    ranks = knowledge.vocabulary.ranks
    names = sorted(waiting, key=lambda name: (-len(waiting[name]), ranks[name]))
    found = [_of_rules(name, waiting[name], sheet, knowledge) for name in names]
    for ask in pathway.asks:
        open_ = ask.fact not in values and ask.fact not in waiting
        if open_ and (ask.when is None or evaluate(ask.when, values) is HOLDS):
            found.append(question(ask.fact, ask.kind, sheet, knowledge))
    settled = pathway.settled.condition.facts() if pathway.settled else ()
    return tuple(found) + _contradicted(sheet, {*(missing.fact for missing in found), *settled}, knowledge)


def _waits_for(rule: PathwayRule, values: Values) -> tuple[str, ...]:
    """The facts that an open rule waits for; only the first one where even that is not known."""
    if rule.when is None:
        return ()
    names = unknown_facts(rule.when, values)
    first = rule.when.lines[0].fact if rule.when.lines else None
    return names[:1] if names[:1] == (first,) else names


def _contradicted(sheet: FactSheet, already: Iterable[str], knowledge: Knowledge) -> tuple[Missing, ...]:
    names = (name for name in sheet.contradictions if name not in already)
    return tuple(question(name, MissingKind.DETAIL, sheet, knowledge) for name in names)


def _of_rules(name: str, rules: list[PathwayRule], sheet: FactSheet, knowledge: Knowledge) -> Missing:
    """The question with the rules that each answer would bring to bear."""
    declaration = knowledge.vocabulary[name]
    decides = []
    for value in declaration.domain:
        values = _with(sheet, name, value, knowledge)
        led = tuple(rule.id for rule in rules if rule.when is not None and evaluate(rule.when, values) is HOLDS)
        decides.append(LeadsTo(value, led))
    offered = _offered(sheet, name, knowledge)
    return Missing(
        name,
        MissingKind.DETAIL,
        question_for(sheet, declaration),
        offered,
        tuple(item for item in decides if item.value in offered),
    )


def _offered(sheet: FactSheet, name: str, knowledge: Knowledge) -> tuple[Value, ...]:
    """The values to choose from; of a stated class, those that refine it."""
    declaration = knowledge.vocabulary[name]
    offered = choices_for(sheet, declaration, ())
    stated = sheet.values.get(name)
    return tuple(value for value in offered if stated in declaration.above(value)) or offered


def _with(sheet: FactSheet, name: str, value: Value, knowledge: Knowledge) -> Values:
    """The values that would be known once the fact is answered."""
    derived = {fact.name for fact in sheet.facts if fact.origin.kind == "derived"}
    values = {known: told for known, told in sheet.values.items() if known not in derived}
    values[name] = value
    follow(values, sheet.contradictions.keys() - {name}, knowledge.derivations, knowledge.vocabulary)
    return values


def _deciding(fits: Fits, sheet: FactSheet, knowledge: Knowledge) -> tuple[Missing, ...]:
    """The facts that decide on the pathway, each with what its values lead to: which cancer it is, then the rest."""
    values = sheet.values
    names: dict[str, None] = {}
    for pathway in (*fits.unsettled, *fits.open):
        conditions = [pathway.within, pathway.applies_when]
        wanted = chain.from_iterable(unknown_facts(condition, values) for condition in conditions)
        names |= {asked_fact(name, knowledge): None for name in wanted if knowledge.vocabulary[name].domain}
        if pathway.settled is not None and evaluate(pathway.settled.condition, values) is not HOLDS:
            names |= dict.fromkeys(pathway.settled.condition.facts())
    found = []
    for name in names:
        decides = tuple(item for item in _decides(name, sheet, knowledge) if item.value != values.get(name))
        declaration = knowledge.vocabulary[name]
        choices = choices_for(sheet, declaration, decides)
        endings = len({item.leads_to for item in decides})
        missing = Missing(name, MissingKind.SCENARIO, question_for(sheet, declaration), choices, decides)
        which = name not in knowledge.vocabulary.identity
        found.append(((which, -endings, knowledge.vocabulary.ranks[name]), missing))
    ordered = tuple(missing for _, missing in sorted(found, key=lambda item: item[0]))
    return ordered if fits.unsettled else ordered + _contradicted(sheet, names, knowledge)


def _decides(name: str, sheet: FactSheet, knowledge: Knowledge) -> tuple[LeadsTo, ...]:
    domain = knowledge.vocabulary[name].domain
    found = [LeadsTo(value, _ending(_with(sheet, name, value, knowledge), knowledge)) for value in domain]
    if len(found) > _LONG:
        found = [item for item in found if item.leads_to != (OUT,)]
    return tuple(found)


def _ending(values: Values, knowledge: Knowledge) -> tuple[str, ...]:
    """The pathways that fit, else a redirect, else those still open, else out of scope."""
    fits = fitting(values, knowledge)
    if fits.held:
        return tuple(pathway.id for pathway in fits.held)
    if fits.unsettled:
        return (OPEN,)
    if fits.elsewhere:
        return (Outcome.REDIRECTED.value,)
    return tuple(pathway.id for pathway in fits.open) or (OUT,)


def _misfits(values: Values, knowledge: Knowledge) -> tuple[Warned, ...]:
    """What treatment is covered, and for each pathway the first thing that does not fit."""
    return tuple(
        Warned("scenario_mismatch", Severity.INFO, _misfit(pathway, values, knowledge), pathway.applies_cites)
        for pathway in knowledge.pathways
    )


def _misfit(pathway: Pathway, values: Values, knowledge: Knowledge) -> str:
    for line in chain(pathway.within.every_line(), pathway.applies_when.every_line()):
        value = values.get(line.fact)
        if value is not None and evaluate_line(line, values) is FAILS:
            return f"{pathway.title}: it needs: {line.words}; stated: {found_label(line, value, knowledge)}."
    return f"{pathway.title}: nothing that is stated speaks of it."


def _finished(answer: _Answer, sheet: FactSheet, knowledge: Knowledge, stamp: Stamp) -> Treatment:
    asked = tuple(
        Fact(missing.fact, None, "unknown", Origin("derived"))
        for missing in answer.missing
        if missing.fact not in sheet.values and missing.fact not in sheet.contradictions
    )
    said: list[Sentence | Warned | NewerNote | RuleNote | Redirect | Escalate] = [
        *answer.answer, *answer.prognosis, *answer.team, *answer.warnings, *answer.rules,
        *(newer for rule in answer.rules for newer in rule.newer),
    ]  # fmt: skip
    said += [part for part in (answer.redirect, answer.escalate) if part is not None]
    keys = {cite for part in said for cite in part.cites}
    keys |= {cite for conflict in answer.conflicts for position in conflict.positions for cite in position.cites}
    return Treatment(
        answer.outcome,
        answer.redirect,
        answer.pathway,
        answer.answer,
        answer.rules,
        answer.prognosis,
        answer.team,
        answer.follow_ups,
        sheet.facts + asked,
        answer.missing,
        answer.warnings,
        answer.conflicts,
        answer.escalate,
        {key: knowledge.citations[key] for key in sorted(keys)},
        stamp.as_of,
        knowledge_note((TREATMENT,), knowledge),
        stamp.decision_id,
        stamp.created,
        NOTICE,
    )
