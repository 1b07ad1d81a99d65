"""The order check: each ordered study against the scenario that fits, and the order as a whole."""

from collections.abc import Sequence

from metscout.conditions.derivation import derive
from metscout.engine.decide import Stamp, decide_derived
from metscout.engine.decision import Decision, Warned
from metscout.engine.mended_order import Mending, mend_order
from metscout.engine.order_answer import order_answer
from metscout.engine.order_case import PERMITTED, Case, Judged, Lacking, indication, tripped_by
from metscout.engine.order_document import OrderCheck
from metscout.engine.order_rules import (
    VERDICT_OF,
    Tripped,
    covered_by,
    rating_of,
    recent,
    weakest,
    withheld,
)
from metscout.engine.safety import standing_of
from metscout.facts.history import OrderedStudy
from metscout.facts.sheet import FactSheet
from metscout.packs.load import Knowledge
from metscout.packs.model import Procedure, Rating, Scenario
from metscout.terms.words import Category, OrderVerdict, Outcome, Role, Severity

_OFFERED = (*PERMITTED, OrderVerdict.NOT_COVERED)
_PRIMARY = (Role.FIRST_CHOICE, Role.ALTERNATIVE, Role.PROBLEM_SOLVING)


def check_order(sheet: FactSheet, orders: Sequence[OrderedStudy], knowledge: Knowledge, stamp: Stamp) -> OrderCheck:
    """The verdict on an order for one patient, with the order that mends it.

    A study that safety withholds is said to be so whatever the scenario; where none fits, nothing else is judged.
    """
    full = derive(sheet, knowledge.derivations, knowledge.vocabulary)
    decision, values = decide_derived(full, knowledge, stamp), full.values
    names = () if decision.scenario is None else (decision.scenario.id, *(other.id for other in decision.also_fits))
    scenarios = tuple(knowledge.scenario(name) for name in names)
    case = Case(
        decision,
        scenarios,
        indication(scenarios, sheet.values, knowledge),
        values,
        standing_of(full, knowledge),
        recent(sheet.prior, stamp.as_of, knowledge),
        knowledge,
        {},
    )
    judged = [_judge(ordered, case) for ordered in orders]
    if not case.scenarios:
        return order_answer(case, judged, Mending((), (), _elsewhere(decision), ()), ())
    known = [j.procedure.id for j in judged if j.procedure is not None]
    left_open = [j.ordered.candidates for j in judged if j.procedure is None]
    tripped = tripped_by(known, case, left_open)
    judged = [_with_pitfalls(j, tripped) for j in judged]
    judged = [_with_reason(j, case) for j in judged]
    lacking = _lacking(case, judged, tripped)
    judged = [_incomplete(j, lacking, case) for j in judged]
    judged, redundant = _repeated(judged, case)
    mending = mend_order(
        judged=[(j.procedure.id, j.verdict) for j in judged if j.procedure is not None],
        case=case,
        tripped=tripped,
        lacking=lacking,
        redundant=redundant,
        understood=not left_open,
    )
    return order_answer(case, judged, mending, redundant, tripped)


def _elsewhere(decision: Decision) -> tuple[Warned, ...]:
    """That the patient belongs to another guidance, where a source says so."""
    redirect = decision.redirect
    if redirect is None:
        return ()
    return (Warned("scenario_mismatch", Severity.WARNING, redirect.because, redirect.cites),)


def _judge(ordered: OrderedStudy, case: Case) -> Judged:
    """One study by itself: what safety says, else its rating."""
    procedure = _meant(ordered, case)
    if procedure is None:
        cites = _source_of(case)
        if ordered.candidates:
            names = " or ".join(case.knowledge.procedures[name].name for name in ordered.candidates[:3])
            text = f"{ordered.ordered!r} leaves open which study is meant: {names}."
        else:
            text = f"{ordered.ordered!r} is no imaging study that is known here."
        verdict = OrderVerdict.NEEDS_FACTS if ordered.candidates else OrderVerdict.NOT_COVERED
        return Judged(ordered, None, None, verdict, (Warned("ask_first", Severity.WARNING, text, cites),))
    screened = case.screened(procedure.id)
    refused, said = withheld(screened)
    rating = rating_of(procedure.id, case.scenarios, case.knowledge) or _rating_of_parts(procedure, case)
    if refused is not None:
        verdict = refused
    elif rating is not None and rating.category is not None:
        verdict = VERDICT_OF[rating.category]
    else:
        needs = case.decision.outcome is Outcome.NEEDS_FACTS
        verdict = OrderVerdict.NEEDS_FACTS if needs else OrderVerdict.NOT_COVERED
    return Judged(ordered, procedure, rating, verdict, said, screened.asks)


def _meant(ordered: OrderedStudy, case: Case) -> Procedure | None:
    """The procedure that is meant: of several that the words fit, the one that the plan rates.

    Where the words leave the contrast open, only if that makes no difference to the category.
    """
    procedures = case.knowledge.procedures
    if ordered.procedure is not None:
        return procedures[ordered.procedure]
    kinds = {(procedures[name].modality, procedures[name].tracer) for name in ordered.candidates}
    unstated = [p.id for p in procedures.values() if not p.orderable and (p.modality, p.tracer) in kinds]
    studies = [study for study in map(case.study, (*ordered.candidates, *unstated)) if study is not None]
    if not studies:
        return None
    if len({procedures[name].contrast for name in ordered.candidates}) > 1:
        alike = len({study.category for study in studies}) == 1 and len(studies) > 1
        if not alike:
            return None
    return procedures[min(studies, key=lambda study: study.rank).procedure]


def _rating_of_parts(procedure: Procedure, case: Case) -> Rating | None:
    """A combined examination without its own row is judged by its parts."""
    rows = [rating_of(part, case.scenarios, case.knowledge) for part in procedure.parts]
    return weakest([row for row in rows if row is not None], case.knowledge)


def _source_of(case: Case) -> tuple[str, ...]:
    """Where it is printed whom the scenario, or the nearest source, speaks of."""
    if case.scenarios:
        return case.scenarios[0].applies_cites
    return case.knowledge.recent.sentence.cites


def _with_pitfalls(judged: Judged, tripped: Sequence[Tripped]) -> Judged:
    """The study with the pitfalls it trips; one that is rated keeps the verdict of its category."""
    if judged.procedure is None:
        return judged
    verdict = judged.verdict
    said = []
    for found in tripped:
        if judged.procedure.id not in found.by:
            continue
        pitfall = found.pitfall
        if pitfall.severity is not Severity.INFO:
            said.append(Warned(pitfall.code, pitfall.severity, pitfall.sentence.text, pitfall.sentence.cites))
        makes = OrderVerdict.NOT_APPROPRIATE if found.trigger.makes == "not_appropriate" else None
        if makes is not None and verdict is OrderVerdict.NOT_COVERED:
            verdict = makes
        if found.trigger.makes == "incomplete" and verdict in _OFFERED:
            verdict = OrderVerdict.INCOMPLETE
    return judged.but(verdict, *said)


def _with_reason(judged: Judged, case: Case) -> Judged:
    """Why a study is not appropriate where no pitfall says it, and that an unrated one is not rated."""
    procedure, rating = judged.procedure, judged.rating
    if procedure is None:
        return judged
    if judged.verdict is OrderVerdict.NOT_COVERED:
        cites = case.scenarios[0].applies_cites
        text = f"{procedure.name} has no row among the ratings known here: it is not rated, which is not a rating."
        return judged.but(judged.verdict, Warned("not_rated", Severity.INFO, text, cites))
    if judged.verdict is not OrderVerdict.NOT_APPROPRIATE or rating is None or rating.category is None:
        return judged
    if any(problem.severity is Severity.CRITICAL for problem in judged.problems):
        return judged
    label = case.knowledge.scale.categories[rating.category][0]
    text = f"{procedure.name} is rated {label} for this question."
    return judged.but(judged.verdict, Warned(_kind_of_fault(procedure, case), Severity.CRITICAL, text, rating.cites))


def _kind_of_fault(procedure: Procedure, case: Case) -> str:
    """What tells a study from a better rated one of its modality: contrast, coverage, else the modality itself."""
    procedures = case.knowledge.procedures
    good = [procedures[s.procedure] for s in case.decision.studies if s.category is Category.USUALLY_APPROPRIATE]
    alike = [other for other in good if other.modality == procedure.modality and other.tracer == procedure.tracer]
    same_place = [other for other in alike if set(procedure.region) <= set(other.region)]
    if any(other.contrast != procedure.contrast for other in same_place):
        injected = {use for use in procedure.uses if use.endswith("contrast")}
        return "contrast_unnecessary" if injected else "contrast_omitted"
    return "coverage_incomplete" if same_place else "wrong_modality_for_question"


def _lacking(case: Case, judged: Sequence[Judged], tripped: Sequence[Tripped]) -> tuple[Lacking, ...]:
    """The parts of each scenario's work-up that the order leaves out."""
    offered = {j.procedure.id for j in judged if j.procedure is not None and j.verdict in _OFFERED}
    could = {name for j in judged if j.procedure is None for name in j.ordered.candidates}
    there = offered | could | set(case.done)
    found = []
    for scenario in case.scenarios:
        own = [found for found in tripped if found.scenario == scenario.id]
        added = tuple(dict.fromkeys(name for trip in own if trip.trigger.makes == "incomplete" for name in trip.add))
        if added:
            pitfall = next(trip.pitfall for trip in own if trip.add)
            because = Warned(pitfall.code, pitfall.severity, pitfall.sentence.text, pitfall.sentence.cites)
            found.append(Lacking(scenario, added, because, ()))
            continue
        answer = _work_up_left(scenario, offered, there, case)
        if answer is not None:
            found.append(answer)
    return tuple(found)


def _work_up_left(scenario: Scenario, offered: set[str], there: set[str], case: Case) -> Lacking | None:
    """What the plan orders together and the order names only in part.

    Where the pack itself says what trips an order, only a question that the order leaves aside is missed here.
    """
    knowledge = case.knowledge
    told = any(pitfall.order is not None for pitfall in scenario.pitfalls)
    if told and len(case.scenarios) == 1:
        return None
    studies = {s.procedure: s for s in case.decision.studies if s.scenario == scenario.id}
    planned = [name for name, study in studies.items() if study.role in (Role.FIRST_CHOICE, Role.COMPANION)]
    choice = scenario.first_choice
    first = next((name for name, study in studies.items() if study.role is Role.FIRST_CHOICE), None)
    if first is None or (choice is None and not planned):
        return None
    answering = [n for n, s in studies.items() if s.role in _PRIMARY and s.category and covered_by(n, there, knowledge)]
    named = [name for name in offered if name in studies or knowledge.procedures[name].parts]
    if not answering:
        if not named and len(case.scenarios) == 1:
            return None
        return _left_out(scenario, (first,), tuple(named), case)
    if told or choice is None or first not in answering or first != choice.study:
        return None
    companions = [name for name in choice.together_with if name in studies and studies[name].role is not Role.BLOCKED]
    if companions and not any(covered_by(name, there, knowledge) for name in companions) and answering == [first]:
        return _left_out(scenario, (companions[0],), (first,), case)
    return None


def _left_out(scenario: Scenario, studies: tuple[str, ...], by: tuple[str, ...], case: Case) -> Lacking:
    names = " and ".join(case.knowledge.procedures[name].name for name in studies)
    workup = case.decision.workup
    cites = workup.cites if workup is not None and len(case.scenarios) == 1 else scenario.applies_cites
    text = f"The question '{scenario.asks}' needs {names} as well."
    return Lacking(scenario, studies, Warned("coverage_incomplete", Severity.WARNING, text, cites), by)


def _incomplete(judged: Judged, lacking: Sequence[Lacking], case: Case) -> Judged:
    """The study that is left incomplete by what the order lacks; for another question of two it stays as rated."""
    if judged.procedure is None or judged.verdict not in PERMITTED:
        return judged
    for left in lacking:
        if judged.procedure.id in left.makes_incomplete and len(case.scenarios) == 1:
            return judged.but(OrderVerdict.INCOMPLETE, left.because)
    return judged


def _repeated(judged: Sequence[Judged], case: Case) -> tuple[list[Judged], tuple[str, ...]]:
    """Studies that the order or the recent past already holds, each with the problem that says so."""
    knowledge = case.knowledge
    found: list[Judged] = []
    redundant: list[str] = []
    seen: set[str] = set()
    named = [j.procedure.id for j in judged if j.procedure is not None]
    for j in judged:
        if j.procedure is None:
            found.append(j)
            continue
        name, parts = j.procedure.id, j.procedure.parts
        others = [other for other in named if other != name]
        problem = None
        if covered_by(name, case.done, knowledge):
            done = next(
                p for p in case.done.values() if covered_by(name, {p.procedure}, knowledge) or p.procedure in parts
            )
            text = (
                f"{knowledge.procedures[done.procedure].name} was done on {done.date}. {knowledge.recent.sentence.text}"
            )
            problem = Warned("duplicate_recent_study", Severity.WARNING, text, knowledge.recent.sentence.cites)
        elif name in seen or any(name in knowledge.procedures[other].parts for other in others):
            text = f"{j.procedure.name} is already part of this order."
            problem = Warned("duplicate_recent_study", Severity.INFO, text, knowledge.recent.sentence.cites)
        seen.add(name)
        if problem is not None:
            redundant.append(name)
            j = j.but(j.verdict, problem)
        found.append(j)
    return found, tuple(dict.fromkeys(redundant))
