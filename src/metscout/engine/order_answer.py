"""The order check as it is shown, put together from what was judged."""

from collections.abc import Sequence

from metscout.engine.decision import Conflict, DoseNote, Warned
from metscout.engine.mended_order import Mending
from metscout.engine.order_case import PERMITTED, Case, Judged
from metscout.engine.order_document import OrderCheck, OrderedNote
from metscout.engine.order_rules import Tripped, worst
from metscout.engine.questions import asked_fact
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.terms.words import OrderVerdict, Outcome, Severity


def order_answer(
    case: Case,
    judged: Sequence[Judged],
    mending: Mending,
    redundant: tuple[str, ...],
    tripped: Sequence[Tripped] = (),
) -> OrderCheck:
    """The answer as it is shown: verdicts, problems, what to ask, and every citation in use."""
    decision = case.decision
    warnings = _warnings(case, tripped)
    verdict = _whole(case, judged, mending)
    problems = tuple(dict.fromkeys(mending.problems))
    notes = tuple(_note(j, case, mending) for j in judged)
    asks = {name for j in judged for name in j.asks}
    for line in mending.studies:
        asks.update(case.screened(line.procedure).asks)
    asked = {asked_fact(name, case.knowledge) for name in asks}
    missing = tuple(m for m in decision.missing if m.kind != "safety" or m.fact in asked or not case.scenarios)
    keys = {cite for note in notes for problem in note.problems for cite in problem.cites}
    keys.update(cite for note in notes for cite in note.cites)
    keys.update(cite for problem in problems for cite in problem.cites)
    for study in mending.studies:
        keys.update(study.cites, *(caution.cites for caution in study.cautions))
    for part in (decision.redirect, decision.escalate, *warnings):
        keys.update(part.cites if part is not None else ())
    conflicts = _conflicts(case, judged, mending)
    for conflict in conflicts:
        keys.update(cite for position in conflict.positions for cite in position.cites)
    return OrderCheck(
        decision.outcome,
        decision.scenario,
        decision.redirect,
        verdict,
        notes,
        problems,
        mending.omitted,
        redundant,
        mending.studies,
        tuple(case.done.values()),
        decision.facts,
        missing,
        warnings,
        conflicts,
        decision.escalate,
        {key: case.knowledge.citations[key] for key in sorted(keys)},
        decision.as_of,
        decision.knowledge,
        decision.decision_id,
        decision.created,
        decision.notice,
    )


def _conflicts(case: Case, judged: Sequence[Judged], mending: Mending) -> tuple[Conflict, ...]:
    """The conflicts of the decision that bear on a study of the order; all of them where nothing is judged."""
    if not case.scenarios:
        return case.decision.conflicts
    names = {line.procedure for line in mending.studies}
    names.update(j.procedure.id for j in judged if j.procedure is not None)
    names.update(part for name in tuple(names) for part in case.knowledge.procedures[name].parts)
    about = case.knowledge.remember("conflicts about", lambda: _about(case.knowledge))
    return tuple(c for c in case.decision.conflicts if not about[c.about] or not names.isdisjoint(about[c.about]))


def _about(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """The studies that each conflict is about, by what it says it is about."""
    return {conflict.about: conflict.procedures for conflict in knowledge.conflicts.values()}


def _warnings(case: Case, tripped: Sequence[Tripped]) -> tuple[Warned, ...]:
    """What to mind beside the order: of the pitfalls that an order can trip, the quiet ones that it does trip."""
    key = ("on orders", *(scenario.id for scenario in case.scenarios))
    on_orders = case.knowledge.remember(key, lambda: _on_orders(case.scenarios))
    quiet = [found.pitfall for found in tripped if found.pitfall.severity is Severity.INFO]
    said = [Warned(p.code, Severity.INFO, p.sentence.text, p.sentence.cites) for p in quiet]
    return (*(warned for warned in case.decision.warnings if warned.text not in on_orders), *said)


def _on_orders(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """The sentences of the pitfalls that an order can trip."""
    return frozenset(p.sentence.text for scenario in scenarios for p in scenario.pitfalls if p.order is not None)


def _whole(case: Case, judged: Sequence[Judged], mending: Mending) -> OrderVerdict:
    """The verdict on the order: its worst part, incomplete where the work-up lacks one."""
    verdicts = [j.verdict for j in judged]
    if not case.scenarios:
        if OrderVerdict.CONTRAINDICATED in verdicts:
            return OrderVerdict.CONTRAINDICATED
        needs = case.decision.outcome is Outcome.NEEDS_FACTS
        return OrderVerdict.NEEDS_FACTS if needs else OrderVerdict.NOT_COVERED
    if mending.omitted and any(verdict in PERMITTED for verdict in verdicts):
        verdicts.append(OrderVerdict.INCOMPLETE)
    return worst(verdicts)


def _note(judged: Judged, case: Case, mending: Mending) -> OrderedNote:
    ordered, procedure, rating = judged.ordered, judged.procedure, judged.rating
    if procedure is None:
        return OrderedNote(
            ordered.ordered, None, ordered.nearest, None, judged.verdict, None, None, (), judged.problems, ()
        )
    study = case.study(procedure.id)
    return OrderedNote(
        ordered.ordered,
        procedure.id,
        (),
        rating.category if rating is not None else None,
        judged.verdict,
        study.rrl if study is not None else procedure.rrl,
        study.dose if study is not None else DoseNote(None, None),
        mending.better(procedure.id),
        judged.problems,
        rating.cites if rating is not None else (),
    )
