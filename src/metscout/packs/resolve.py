"""Names that only the whole can resolve: topics of scenarios, targets, conflicts, labels that stand twice."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from metscout.packs.model import SafetyRule, Scenario, SourceConflict, TopicHead
from metscout.packs.view import View, nearest

T = TypeVar("T")
Read = Sequence[tuple[View, T]]


def check_names(
    heads: Read[TopicHead],
    scenarios: Read[Scenario],
    conflicts: Read[SourceConflict],
    rules: Read[SafetyRule],
    pathways: Collection[str] = (),
) -> None:
    """Record a fault for every name that leads nowhere or stands twice; conflicts may touch `pathways` too."""
    _once("topic", [(view.at("id"), head.id) for view, head in heads])
    _once("scenario", [(view.at("id"), scenario.id) for view, scenario in scenarios])
    _once("conflict", [(view.at("id"), conflict.id) for view, conflict in conflicts])
    _once("safety rule", [(view.at("label"), rule.label) for view, rule in rules])
    topics = {head.id for _, head in heads}
    targets = {scenario.id for _, scenario in scenarios}
    targets |= {destination.id for _, head in heads for destination in head.destinations}
    for view, head in heads:
        for i, exclusion in enumerate(head.exclusions):
            _target(view.at("not_this_topic").at(i).at("see"), exclusion.see, targets)
    for view, scenario in scenarios:
        _scenario(view, scenario, topics, targets)
    for view, conflict in conflicts:
        for target in conflict.scenarios:
            _target(view.at("touches").at("scenarios"), target, targets | topics | set(pathways))
    known = {conflict.id for _, conflict in conflicts}
    for view, rule in rules:
        if rule.conflict is not None and rule.conflict not in known:
            view.at("conflict").wrong("unknown_conflict", f"{rule.conflict!r} is no conflict")


def _once(kind: str, names: list[tuple[View, str]]) -> None:
    first: dict[str, View] = {}
    for view, name in sorted(
        names, key=lambda pair: (not pair[0].document.file.startswith("knowledge/"), _at(pair[0]))
    ):
        if name in first:
            text = f"the {kind} {name!r} stands twice: also in {first[name].document.file}"
            view.wrong("duplicate_name", text)
        first.setdefault(name, view)


def _at(view: View) -> tuple[str, str]:
    return view.document.file, str(view.path)


def _scenario(view: View, scenario: Scenario, topics: set[str], targets: set[str]) -> None:
    topic, _, rest = scenario.id.partition(".")
    if not rest or topic not in topics:
        view.at("id").wrong("unknown_topic", f"{scenario.id!r} belongs to no topic here; ids read topic.scenario")
    for i, miss in enumerate(scenario.near_misses):
        _target(view.at("not_this_but").at(i).at("see"), miss.see, targets)
    for i, (other, _) in enumerate(scenario.overlaps):
        _target(view.at("overlaps_on_purpose").at(i).at("with"), other, targets)
    _first_choice(view, scenario)


def _first_choice(view: View, scenario: Scenario) -> None:
    """Every study of the first choice has a row; not looked at where a row is faulty."""
    rows = len(view.value.get("ratings") or ()) + len(view.value.get("unrated") or ())
    if scenario.first_choice is None or rows != len(scenario.ratings):
        return
    rated = {rating.procedure for rating in scenario.ratings}
    choice, place = scenario.first_choice, view.at("first_choice")
    named = [(place.at("study"), choice.study)]
    named += [(place.at("together_with").at(i), name) for i, name in enumerate(choice.together_with)]
    for where, name in named:
        if name not in rated:
            where.wrong("unknown_procedure", f"{name!r} has no row among the ratings")


def _target(view: View, target: str, targets: set[str]) -> None:
    if target not in targets:
        close = nearest(target, targets)
        hint = f"Nearest: {close!r}." if close else None
        view.wrong("unknown_scenario", f"{target!r} is neither a scenario nor a destination.", hint)
