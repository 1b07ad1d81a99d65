"""What follows a study: the meaning of its result, the actions, and the flow from question to action."""

from collections.abc import Sequence
from functools import partial

from metscout.engine.bearing import shown_conflicts, unreviewed
from metscout.engine.decide import NOTICE, Stamp, knowledge_note
from metscout.engine.decision import Escalate, Warned
from metscout.engine.flow import Flow, FlowEdge, FlowNode
from metscout.engine.lines import MEANING, findings_named, lines_for
from metscout.engine.next_document import Action, Interval, ScenarioName, WhatFollows
from metscout.engine.plan import protocol_for
from metscout.facts.history import RESULTS, SITES
from metscout.packs.load import Knowledge
from metscout.packs.model import NextStep, Scenario
from metscout.packs.view import nearest
from metscout.terms.dates import months_after
from metscout.terms.errors import UsageError, cut
from metscout.terms.frozen import replaced
from metscout.terms.words import Outcome, Severity

_NOT_STATED = "not_stated"
_UNCHANGED = "unchanged"


def what_follows(
    name: str, result: str, site: str | None, finding: str | None, knowledge: Knowledge, stamp: Stamp
) -> WhatFollows:
    """What follows `result` of the scenario's study, narrowed to a site or a finding where they are given.

    A site or a finding of which the source says nothing gets the general branch. Raises UsageError for a name, a
    result or a site that is not known.
    """
    scenario = _scenario(name, knowledge)
    _one_of("result", result, RESULTS)
    if site is not None:
        _one_of("site", site, SITES)
    known = findings_named(finding, scenario, result, site)
    key = ("what follows", name, result, site, known, stamp.as_of)
    answer = knowledge.remember(key, partial(_answer, scenario, result, site, known, knowledge, stamp))
    return answer if known or finding is None else _with_unknown(finding, answer, scenario, knowledge)


def _with_unknown(finding: str, answer: WhatFollows, scenario: Scenario, knowledge: Knowledge) -> WhatFollows:
    """The general branch, with the note that the finding did not choose it; none where no branch is shown."""
    if answer.outcome is not Outcome.MATCHED:
        return answer
    text = f"The finding {cut(finding)!r} is none that the source tells apart; the general branch is shown."
    said = Warned("interpretation", Severity.INFO, text, scenario.applies_cites)
    cited = {*answer.citations, *said.cites}
    return replaced(
        answer,
        warnings=(*answer.warnings, said),
        citations={key: knowledge.citations[key] for key in sorted(cited)},
    )


def _scenario(name: str, knowledge: Knowledge) -> Scenario:
    if name not in knowledge.scenario_topics:
        known = tuple(knowledge.scenario_topics)
        raise UsageError("unknown_value", "scenario", f"{name!r} is no scenario.", name, known, nearest(name, known))
    return knowledge.scenario(name)


def _one_of(where: str, value: str, accepted: Sequence[str]) -> None:
    if value not in accepted:
        text = f"{value!r} is not accepted."
        raise UsageError("unknown_value", where, text, value, tuple(accepted), nearest(value, accepted))


def _answer(
    scenario: Scenario,
    result: str,
    site: str | None,
    findings: tuple[str, ...],
    knowledge: Knowledge,
    stamp: Stamp,
) -> WhatFollows:
    lines = lines_for(scenario, result, site, findings)
    means = [line for line in lines if line.kind == MEANING]
    m_category = _stated(means, "m_category", site, findings)
    does = [line for line in lines if line.kind != MEANING and not (m_category == _UNCHANGED and _of_spread(line))]
    topic = knowledge.topic(knowledge.scenario_topics[scenario.id])
    said = scenario.escalate or topic.head.escalate
    warnings = [*unreviewed(scenario)]
    if not scenario.next_steps:
        text = "No source known here says what follows the study of this scenario."
        warnings.insert(0, Warned("ratings_partial", Severity.WARNING, text, scenario.applies_cites))
    touched = [c for c in topic.conflicts if scenario.id in c.scenarios and result in c.results]
    conflicts = shown_conflicts(touched, knowledge)
    escalate = None if said is None else Escalate(said.to, said.when, said.cites)
    keys = {cite for line in lines for cite in line.sentence.cites}
    keys.update(cite for warned in warnings for cite in warned.cites)
    keys.update(cite for conflict in conflicts for position in conflict.positions for cite in position.cites)
    keys.update(escalate.cites if escalate is not None else ())
    return WhatFollows(
        Outcome.MATCHED if lines else Outcome.OUT_OF_SCOPE,
        ScenarioName(scenario.id, scenario.title),
        result,
        site,
        site is not None and any(line.site == site for line in lines),
        findings[0] if len(findings) == 1 else None,
        tuple(line.sentence for line in means),
        m_category,
        _stated(means, "intent", site, findings),
        tuple(_action(line, scenario, knowledge, stamp.as_of) for line in does),
        flow_of(scenario, knowledge),
        (),
        (),
        tuple(warnings),
        conflicts,
        escalate,
        {key: knowledge.citations[key] for key in sorted(keys)},
        stamp.as_of,
        knowledge_note((topic.head.id,), knowledge),
        NOTICE,
    )


def _of_spread(line: NextStep) -> bool:
    """Whether a line is on the treatment of spread in general, which a finding that leaves M as it is does not need."""
    return line.kind == "treatment" and line.site is None and line.finding is None


def _stated(lines: Sequence[NextStep], part: str, site: str | None, findings: tuple[str, ...]) -> str:
    """What the lines say of M or of the intent: those on the finding, else on the site, else the general ones.

    Findings of one site that differ leave it not stated until the finding is named.
    """
    of_finding = [line for line in lines if line.finding is not None and line.finding in findings]
    of_site = [line for line in lines if line.site is not None and line.site == site and line not in of_finding]
    general = [line for line in lines if line.site is None and line.finding is None]
    for group in (of_finding, [line for line in of_site if line.finding is None], of_site, general):
        said = {getattr(line, part) for line in group} - {None}
        if said:
            return str(said.pop()) if len(said) == 1 else _NOT_STATED
    return _NOT_STATED


def _action(line: NextStep, scenario: Scenario, knowledge: Knowledge, as_of: str) -> Action:
    procedure = None if line.procedure is None else knowledge.procedures[line.procedure]
    protocol = None
    if procedure is not None:
        rows = [row for row in scenario.ratings if row.procedure == procedure.id]
        protocol = protocol_for(rows[0], knowledge) if rows else procedure.protocol
    return Action(
        line.kind,
        line.sentence.text,
        line.sentence.cites,
        line.who,
        line.procedure,
        protocol,
        None if line.months is None else _interval(line.months, as_of),
        line.site,
        line.finding,
    )


def _interval(months: tuple[float, float], as_of: str) -> Interval:
    return Interval(months, (months_after(as_of, months[0]), months_after(as_of, months[1])))


def flow_of(scenario: Scenario, knowledge: Knowledge) -> Flow:
    """The scenario as a drawing: its question, the studies ordered first, each result, and what is done."""
    return knowledge.remember(("flow", scenario.id), partial(_flow, scenario, knowledge))


def _flow(scenario: Scenario, knowledge: Knowledge) -> Flow:
    nodes = [FlowNode("question", "question", scenario.asks)]
    edges: list[FlowEdge] = []
    choice = scenario.first_choice
    before = "question"
    if choice is not None:
        name = choice.acquired_as or choice.study
        nodes.append(FlowNode("study", "study", knowledge.procedures[name].name))
        edges.append(FlowEdge(before, "study", None))
        before = "study"
    for result in RESULTS:
        lines = lines_for(scenario, result)
        if not lines:
            continue
        means = [line for line in lines if line.kind == MEANING and line.site is None and line.finding is None]
        label = f"{result}: {means[0].sentence.text}" if means else result
        nodes.append(FlowNode(result, "result", label))
        edges.append(FlowEdge(before, result, result))
        for number, line in enumerate((line for line in lines if line.kind != MEANING), 1):
            nodes.append(FlowNode(f"{result}-{number}", "action", line.sentence.text))
            edges.append(FlowEdge(result, f"{result}-{number}", _only_for(line)))
    return Flow(tuple(nodes), tuple(edges))


def _only_for(line: NextStep) -> str | None:
    """The site and the finding that an action is for, in words."""
    site, finding = ((word or "").replace("_", " ") for word in (line.site, line.finding))
    said = [word for word in (site if site not in finding else "", finding) if word]
    return ": ".join(said) or None
