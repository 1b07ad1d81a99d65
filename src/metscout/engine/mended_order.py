"""The mended order: what to keep, what to add, what takes the place of what, ready to place."""

from collections.abc import Sequence

from metscout.engine.decision import Warned
from metscout.engine.order_case import Case, Lacking, tripped_by
from metscout.engine.order_document import MendedStudy
from metscout.engine.order_rules import Tripped, covered_by
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.terms.frozen import frozen
from metscout.terms.words import MendAction, OrderVerdict, Role

# What no row and no pitfall speaks of is not judged, and stays as it was ordered.
_KEPT = (
    OrderVerdict.APPROPRIATE,
    OrderVerdict.MAY_BE_APPROPRIATE,
    OrderVerdict.INCOMPLETE,
    OrderVerdict.NOT_COVERED,
)


@frozen
class Mending:
    """The mended order, what the order lacked, and what is wrong with it as a whole."""

    studies: tuple[MendedStudy, ...]
    omitted: tuple[str, ...]
    problems: tuple[Warned, ...]
    replaced: tuple[tuple[str, tuple[str, ...]], ...]

    def better(self, procedure: str) -> tuple[str, ...]:
        """What stands in the place of an ordered study; empty where it is kept as it is."""
        for name, instead in self.replaced:
            if name == procedure:
                return instead
        return ()


def mend_order(
    judged: Sequence[tuple[str, OrderVerdict]],
    case: Case,
    tripped: Sequence[Tripped],
    lacking: Sequence[Lacking],
    redundant: Sequence[str],
    understood: bool,
) -> Mending:
    """The order that answers every stated question with permitted studies.

    What is appropriate stays; what a pitfall or the table speaks against gives way to the source's own
    remedy, else to the plan; what the work-up lacks is added, as one examination where the source has one.
    `understood`: no ordered study was left open by its words.
    """
    knowledge = case.knowledge
    blocked = {name for name, _ in judged if case.screened(name).blocked_by}
    kept = [name for name, verdict in judged if verdict in _KEPT and name not in (*redundant, *blocked)]
    dropped = [name for name, verdict in judged if verdict not in _KEPT or name in blocked]
    added: dict[str, tuple[str, ...]] = {}
    for found in tripped:
        for name in found.replace_with:
            if not covered_by(name, kept, knowledge):
                added[name] = tuple(dict.fromkeys((*added.get(name, ()), *found.by)))
        if found.replace_with:
            dropped += [name for name in found.by if name not in dropped]
            kept = [name for name in kept if name not in found.by or name in found.replace_with]
    omitted = [name for left in lacking for name in left.studies]
    for name in omitted:
        if not covered_by(name, (*kept, *added), knowledge):
            added.setdefault(name, ())
    for scenario in case.scenarios:
        if not _answered(scenario, (*kept, *added, *case.done), case):
            for name in _planned(scenario, case):
                if not covered_by(name, (*kept, *added, *case.done), knowledge):
                    added.setdefault(name, tuple(dropped))
    mended = (*kept, *added)
    as_ordered = understood and set(mended) == {name for name, _ in judged}
    for found in tripped if as_ordered else tripped_by(mended, case):
        if found.trigger.makes != "incomplete":
            continue
        if found.replace_with:  # what the refused study covered is gone with it
            kept = [name for name in kept if name not in found.by]
            added = {name: old for name, old in added.items() if name not in found.by}
        for name in (*found.add, *found.replace_with):
            if not covered_by(name, (*kept, *added, *case.done), knowledge):
                added.setdefault(name, found.by if found.replace_with else ())
    written = [(found.by, found.trigger.write) for found in tripped if found.trigger.write is not None]
    studies = _lines(list(dict.fromkeys(kept)), added, case, written)
    replaced = {
        name: tuple(line.procedure for line in studies if name in line.replaces)
        or tuple(line.procedure for line in studies if line.action is not MendAction.KEEP)
        for name, verdict in judged
        if name in blocked or verdict not in (OrderVerdict.APPROPRIATE, OrderVerdict.NOT_COVERED)
    }
    problems = tuple(left.because for left in lacking)
    return Mending(tuple(studies), tuple(dict.fromkeys(omitted)), problems, tuple(replaced.items()))


def _planned(scenario: Scenario, case: Case) -> tuple[str, ...]:
    """The studies that the plan orders together for a scenario."""
    studies = [s for s in case.decision.studies if s.scenario == scenario.id]
    first = [s.procedure for s in studies if s.role is Role.FIRST_CHOICE]
    workup = case.decision.workup
    together = workup.together if workup is not None else ()
    own = {s.procedure for s in studies if s.role is not Role.BLOCKED}
    return tuple(dict.fromkeys((*first, *(name for name in together if name in own))))


def _answered(scenario: Scenario, there: Sequence[str], case: Case) -> bool:
    """Whether any rated and permitted study that can stand alone for the scenario's question is there."""
    alone = (Role.FIRST_CHOICE, Role.ALTERNATIVE, Role.PROBLEM_SOLVING)
    studies = [s for s in case.decision.studies if s.scenario == scenario.id and s.category is not None]
    if not any(s.role is Role.FIRST_CHOICE for s in studies):
        return True
    return any(s.role in alone and covered_by(s.procedure, there, case.knowledge) for s in studies)


Written = Sequence[tuple[tuple[str, ...], str]]


def _lines(kept: list[str], added: dict[str, tuple[str, ...]], case: Case, written: Written) -> list[MendedStudy]:
    """The lines of the order; what was added is acquired with what it completes where one examination does both."""
    joint = case.decision.workup.acquired_as if case.decision.workup is not None and added else None
    parts = case.knowledge.procedures[joint].parts if joint is not None else ()
    whole = {*kept, *added}
    if joint is not None and set(parts) <= whole and not case.screened(joint).blocked_by:
        replaces = [name for name in kept if name in parts]
        replaces += [old for name in parts for old in added.get(name, ()) if old not in replaces]
        line = _line(joint, MendAction.REPLACE if replaces else MendAction.ADD, tuple(replaces), case, written)
        rest = [_line(name, MendAction.KEEP, (), case, written) for name in kept if name not in parts]
        rest += [_added(name, old, case, written) for name, old in added.items() if name not in parts]
        return [line, *rest]
    return [
        *(_line(name, MendAction.KEEP, (), case, written) for name in kept),
        *(_added(name, old, case, written) for name, old in added.items()),
    ]


def _added(name: str, old: tuple[str, ...], case: Case, written: Written) -> MendedStudy:
    return _line(name, MendAction.REPLACE if old else MendAction.ADD, old, case, written)


def _line(name: str, action: MendAction, replaces: tuple[str, ...], case: Case, written: Written) -> MendedStudy:
    procedure = case.knowledge.procedures[name]
    text, cites = request_text(name, case.scenarios, case.indication, case.knowledge)
    text = " ".join((text, *dict.fromkeys(wish for by, wish in written if name in by or set(replaces) & set(by))))
    policy = case.knowledge.policy
    if policy is not None and name in policy.wording:
        text, cites = policy.request(name, text) or text, (*cites, *policy.cites("wording"))
    study = case.study(name)
    protocol = study.protocol if study is not None else procedure.protocol
    cautions = case.screened(name).cautions
    once = tuple(dict.fromkeys(replaces))
    return MendedStudy(name, procedure.name, action, once, protocol, text, cites, cautions)


def request_text(
    name: str, scenarios: Sequence[Scenario], known: str, knowledge: Knowledge
) -> tuple[str, tuple[str, ...]]:
    """What to write on the request and its citations: the study, the indication as stated, the source's wishes."""
    key = ("request", name, *(scenario.id for scenario in scenarios))
    wishes, cites = knowledge.remember(key, lambda: _wishes(name, scenarios))
    return " ".join((f"{knowledge.procedures[name].name}. Indication: {known}.", *wishes)), cites


def _wishes(name: str, scenarios: Sequence[Scenario]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The questions the study has to answer and what its sources want on the request, with their citations."""
    wishes = dict.fromkeys(scenario.asks for scenario in scenarios)
    cites: dict[str, None] = {}
    for scenario in scenarios:
        choice = scenario.first_choice
        joint = choice.order_text if choice is not None and choice.acquired_as == name else None
        for said in (joint, *(rating.order_text for rating in scenario.ratings if rating.procedure == name)):
            if said is not None:
                wishes.setdefault(said.text)
                cites |= dict.fromkeys(said.cites)
    for scenario in scenarios:
        cites |= dict.fromkeys(scenario.applies_cites)
    return tuple(wishes), tuple(cites)
