"""What a site's policy changed in an answer, said in the answer. Ratings are never among it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from metscout.conditions.evaluate import FAILS, HOLDS, evaluate
from metscout.conditions.tree import Condition
from metscout.engine.decision import Study, Warned, Workup
from metscout.engine.plan import Plan
from metscout.engine.safety import Standing
from metscout.facts.sheet import SheetValue
from metscout.packs.load import Knowledge
from metscout.packs.model import LOCAL_POLICY, SafetyRule, Scenario
from metscout.packs.policy import MovedRule, OrderSet, Policy
from metscout.terms.words import ReviewStatus, Role, Severity

_CLEARED, _ASKED, _APPLIED = range(3)
_STATES = {
    _CLEARED: "does not apply to this patient",
    _ASKED: "is to be asked about first",
    _APPLIED: "applies to this patient",
}


def under_policy(
    scenarios: Sequence[Scenario],
    plans: Sequence[Plan],
    workup: Workup | None,
    standing: Standing,
    values: Mapping[str, SheetValue],
    policy: Policy,
    knowledge: Knowledge,
) -> tuple[Workup | None, tuple[Warned, ...]]:
    """The work-up as it is ordered here, and what the policy changed in the answer.

    One warning for each section that touched it, for each limit and for each reason why something is not
    available.
    """
    limits = tuple((rule, moved, *_states(rule, moved, values)) for rule, moved in _moved(policy, knowledge))
    key = ("policy", *(s.id for s in scenarios), standing.key, *((here, there) for _, _, here, there in limits))

    def make() -> tuple[Workup | None, tuple[Warned, ...]]:
        studies = [study for plan in plans for study in plan.studies]
        found = [*_limits(limits, studies, policy, knowledge), *_unavailable(scenarios, plans, policy, knowledge)]
        return _with_order_sets(workup, policy, knowledge), (*found, *_customs(studies, workup, policy, knowledge))

    return knowledge.remember(key, make)


def _moved(policy: Policy, knowledge: Knowledge) -> tuple[tuple[SafetyRule, MovedRule], ...]:
    """The rules with moved limits, each with what its source has."""
    rules = {moved.label: moved for moved in policy.moved}
    return knowledge.remember(
        ("moved rules",), lambda: tuple((r, rules[r.label]) for r in knowledge.rules if r.label in rules)
    )


def _customs(studies: Iterable[Study], workup: Workup | None, policy: Policy, knowledge: Knowledge) -> Iterator[Warned]:
    """Protocols, order sets and names of the site that the answer shows."""
    shown = list(dict.fromkeys(study.procedure for study in studies))
    if workup is not None and workup.acquired_as is not None:
        shown.append(workup.acquired_as)
    told = {
        "preferred_protocols": [_done_by(name, policy, knowledge) for name in shown if name in policy.protocols],
        "order_sets": [_ordered(each, knowledge) for each in _order_sets(workup, policy)],
        "wording": [_called(name, policy, knowledge) for name in shown if name in policy.wording],
    }
    for section, sentences in told.items():
        if sentences:
            yield _warned(section, " ".join(sentences), policy)


def _with_order_sets(workup: Workup | None, policy: Policy, knowledge: Knowledge) -> Workup | None:
    """The work-up with how its studies are ordered here."""
    found = _order_sets(workup, policy)
    if workup is None or not found:
        return workup
    text = " ".join((workup.text, *(_ordered(each, knowledge) for each in found)))
    return Workup(workup.together, workup.acquired_as, text, (*workup.cites, *policy.cites("order_sets")))


def _order_sets(workup: Workup | None, policy: Policy) -> tuple[OrderSet, ...]:
    if workup is None:
        return ()
    joint = () if workup.acquired_as is None else (workup.acquired_as,)
    return policy.ordered_as((*workup.together, *joint))


def _ordered(found: OrderSet, knowledge: Knowledge) -> str:
    because = f" {found.because}" if found.because else ""
    return f"Ordered here as {found.order_as}: {_names(found.studies, knowledge)}.{because}"


def _done_by(procedure: str, policy: Policy, knowledge: Knowledge) -> str:
    preferred = policy.protocols[procedure]
    because = f" {preferred.because}" if preferred.because else ""
    return f"Protocol of {knowledge.procedures[procedure].name} here: {preferred.protocol}.{because}"


def _called(procedure: str, policy: Policy, knowledge: Knowledge) -> str:
    return f"{knowledge.procedures[procedure].name} is called {policy.wording[procedure]} here."


def _warned(
    section: str, text: str, policy: Policy, severity: Severity = Severity.INFO, also: tuple[str, ...] = ()
) -> Warned:
    state = policy.review.status
    unreviewed = "" if state is ReviewStatus.APPROVED else f" ({state.value.replace('_', ' ')}, not approved)"
    return Warned(LOCAL_POLICY, severity, f"{policy.title}{unreviewed}: {text}", (*policy.cites(section), *also))


def _limits(
    limits: Iterable[tuple[SafetyRule, MovedRule, int, int]],
    studies: Iterable[Study],
    policy: Policy,
    knowledge: Knowledge,
) -> Iterator[Warned]:
    """The rules whose moved limits bear on an offered study; loud where one applied by its source and is lifted."""
    offered = [knowledge.procedures[study.procedure] for study in studies if study.role is not Role.NOT_RECOMMENDED]
    for rule, moved, here, there in limits:
        if max(here, there) == _CLEARED or here == there == _ASKED:
            continue
        if any(rule.touches(procedure) for procedure in offered):
            yield _limit(rule, moved, here, there, policy)


def _limit(rule: SafetyRule, moved: MovedRule, here: int, there: int, policy: Policy) -> Warned:
    text = f"{moved.said} By the limit set here the rule {rule.label.replace('_', ' ')} {_STATES[here]}"
    if here == there:
        return _warned("thresholds", f"{text}, as by that of the source.", policy)
    text += f"; by that of the source it {_STATES[there]}."
    if here > there:
        return _warned("thresholds", text, policy)
    return _warned("thresholds", f"{text} {rule.sentence.text}", policy, Severity.WARNING, rule.sentence.cites)


def _states(rule: SafetyRule, moved: MovedRule, values: Mapping[str, SheetValue]) -> tuple[int, int]:
    """What the rule does to this patient by the limit set here, and by that of its source."""
    return _state(rule, rule.when, rule.unless, values), _state(rule, moved.when, moved.unless, values)


def _state(rule: SafetyRule, when: Condition, unless: Condition | None, values: Mapping[str, SheetValue]) -> int:
    """What the rule does to this patient with these conditions; the same reading as `standing_rules`."""
    if unless is not None and evaluate(unless, values) is HOLDS:
        return _CLEARED
    verdict = evaluate(when, values)
    if verdict is HOLDS:
        return _APPLIED
    return _CLEARED if verdict is FAILS or rule.ask is None else _ASKED


def _unavailable(
    scenarios: Sequence[Scenario], plans: Sequence[Plan], policy: Policy, knowledge: Knowledge
) -> Iterator[Warned]:
    """The studies that this answer would show or open, and that the site cannot do."""
    considered: dict[str, None] = {}
    for scenario, plan in zip(scenarios, plans, strict=True):
        considered |= dict.fromkeys(study.procedure for study in plan.studies)
        choice = scenario.first_choice
        if choice is None:
            continue
        if choice.acquired_as is not None:
            considered[choice.acquired_as] = None
        if choice.study not in plan.together:
            ways = [option.studies for way in scenario.ways for option in way.options]
            considered |= dict.fromkeys(name for studies in ways for name in studies)
    for rule in knowledge.rules:
        if rule.code == LOCAL_POLICY:
            missing = [name for name in considered if rule.touches(knowledge.procedures[name])]
            if missing:
                yield _warned(
                    "unavailable", f"{rule.sentence.text} This concerns {_names(missing, knowledge)}.", policy
                )


def _names(procedures: Iterable[str], knowledge: Knowledge) -> str:
    names = [knowledge.procedures[name].name for name in procedures]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
