"""Answers on the course: what follows a result, the stage, the treatment, when to look again."""

from collections.abc import Iterable

from metscout.answers.draft import CAUTION, DIRECT, SUPPORT, Case, Draft
from metscout.conditions.evaluate import FAILS, evaluate
from metscout.engine.decide import Stamp
from metscout.engine.decision import Missing
from metscout.search.statements import CONFLICT, Statement
from metscout.search.words import plain_words
from metscout.terms.frozen import replaced
from metscout.terms.words import Outcome, RuleStanding

_FOLLOW_UP, _TREATMENT, _BOARD, _MEANING, _BIOPSY = "follow_up", "treatment", "board", "meaning", "biopsy"
_STEPS = "next_steps"
_BY_NAME, _NAMED = 0.38, 0.3
_SOLE = 0.5  # where one word is all that tells
_FIRM = (RuleStanding.RECOMMENDED, RuleStanding.OPTION)
_TEAM = "team"


def result(case: Case, draft: Draft, stamp: Stamp) -> None:
    """What a result means and what is done then; where none is said, what each of the three means."""
    scenario = case.scenario
    if scenario is None or not scenario.next_steps:
        return
    if not case.asked.results:
        for name in ("positive", "negative", "indeterminate"):
            lines = [s for s in case.of(_STEPS) if s.result == name and s.site is None]
            draft.add(DIRECT, [s for s in lines if s.about == _MEANING], 1)
            draft.add(SUPPORT, [s for s in lines if s.about != _MEANING], 1)
        return
    from metscout.engine.next_steps import what_follows  # many questions are not about a result

    name = case.asked.results[0]
    site = next(iter(case.asked.sites), None)
    answer = what_follows(scenario.id, name, site, None, case.knowledge, stamp)
    texts = [sentence.text for sentence in answer.meaning] + [action.text for action in answer.actions]
    lines = [s for s in case.said(texts, (scenario.id,)) if s.result == name]
    lines = [s for s in case.of(_STEPS) if s in lines]
    own = [s for s in lines if s.site == site and site is not None]
    matching = case.best(own, 3) if own else []
    general = [s for s in lines if s.site is None]
    means = [s for s in general if s.about == _MEANING]
    does = [s for s in general if s.about != _MEANING]
    draft.add(DIRECT, matching, 3)
    draft.add(DIRECT, means, 1 if matching else 2)
    draft.add(DIRECT, case.best(does, 2), 1)
    draft.add(SUPPORT, [s for s in does if s.about != _BOARD], 2)
    draft.add(SUPPORT, [s for s in general if s.about == _BOARD], 1)
    for conflict in _conflicts(case):
        if name in conflict.results and conflict.scenarios and scenario.id in conflict.scenarios:
            draft.add(CAUTION, case.by_id(f"{CONFLICT}:{conflict.id}#handled"), 1)


def _conflicts(case: Case) -> Iterable:  # type: ignore[type-arg]
    return case.scope.topic.conflicts if case.scope.topic is not None else ()


def cure(case: Case, draft: Draft, stamp: Stamp) -> None:
    """What a clear study does and does not mean."""
    lines = [s for s in case.of(_STEPS) if s.result == "negative" and s.site is None]
    draft.add(DIRECT, case.best(lines, 2, only_hits=True))
    draft.add(SUPPORT, lines, 3)


def biopsy(case: Case, draft: Draft, stamp: Stamp) -> None:
    """When tissue is taken, and of what."""
    lines = [s for s in case.of(_STEPS) if s.about == _BIOPSY]
    wanted = [s for s in lines if not case.asked.results or s.result in case.asked.results]
    sites = [s for s in wanted if s.site in (None, *case.asked.sites)] if case.asked.sites else wanted
    draft.add(DIRECT, case.best(sites or wanted, 3), 3)
    draft.add(SUPPORT, [s for s in wanted if s not in sites], 1)


def interval(case: Case, draft: Draft, stamp: Stamp) -> None:
    """When to look again, as far as a source gives an interval."""
    scenario = case.scenario
    if scenario is None:
        return
    steps = [s for s in case.of(_STEPS) if s.about == _FOLLOW_UP]
    timed = {step.sentence.text for step in scenario.next_steps if step.months is not None}
    if case.asked.results:
        own = [s for s in steps if s.result in case.asked.results]
        steps = own or steps
    dated = [s for s in steps if s.text in timed]
    clear = [s for s in case.best(dated, 4) if _covers(case, s) > 0.4]
    draft.add(DIRECT, clear or dated, 3)
    draft.add(DIRECT, case.best([s for s in steps if s.text not in timed], 2), 2)
    about = [s for s in case.hits.values() if s.statement.section in ("faq", "pitfalls") and s.covered > 0.3]
    own_lines = [hit.statement for hit in about if hit.statement.owner == scenario.id]
    draft.add(SUPPORT, case.best(own_lines, 2))
    for conflict in _conflicts(case):
        if scenario.id in conflict.scenarios:
            handled = case.by_id(f"{CONFLICT}:{conflict.id}#handled")
            if handled and (hit := case.hits.get(handled[0].id)) is not None and hit.covered > 0.25:
                draft.add(CAUTION, handled, 1)


def stage(case: Case, draft: Draft, stamp: Stamp) -> None:
    """The stage group where T, N and M are given; else what the sources say of stage and M here."""
    from metscout.engine.stage import stage_of

    given = any(name in case.scope.values for name in ("cancer.t", "cancer.n", "cancer.m"))
    if given:
        answer = stage_of(case.scope.sheet, case.knowledge)
        named = _sites_named(case)
        if named and (answer is None or answer.site is None):
            answer = stage_of(case.scope.sheet, case.knowledge, named)
        said = () if answer is None else answer.because
        draft.add(DIRECT, case.quoted("stage", said), 4)
    if case.scenario is not None:
        if case.asked.results or case.asked.sites:
            meaning = [s for s in case.of(_STEPS) if s.about == _MEANING]
            wanted = [s for s in meaning if not case.asked.results or s.result in case.asked.results]
            sites = [s for s in wanted if s.site in case.asked.sites] if case.asked.sites else wanted
            draft.add(DIRECT, case.best(sites or wanted, 2, only_hits=True))
            general = [s for s in meaning if s.site is None and any(s.result == other.result for other in sites)]
            draft.add(DIRECT, general, 1)
        sections = (_STEPS, "targets", "faq")
        lines = [h.statement for h in case.hits.values() if h.statement.section in sections and h.covered > 0.3]
        own = [s for s in lines if s.owner == case.scenario.id]
        draft.add(SUPPORT if draft.has_direct() else DIRECT, case.best(own, 3))
        for conflict in _conflicts(case):
            handled = case.by_id(f"{CONFLICT}:{conflict.id}#handled")
            if handled and (hit := case.hits.get(handled[0].id)) is not None and hit.covered > 0.45:
                draft.add(CAUTION, handled, 1)


def _sites_named(case: Case) -> tuple[str, ...]:
    """The staging sites that the question names, by the longest of their names in it."""
    words = f" {' '.join(case.asked.words)} "
    every = [(name, site.id) for site in case.knowledge.staging.sites.values() for name in site.names]
    found = [(name, site) for name, site in every if f" {' '.join(plain_words(name))} " in words]
    longest = max((name for name, _ in found), key=len, default="")
    return tuple(site for name, site in found if name == longest)


def treatment(case: Case, draft: Draft, stamp: Stamp) -> tuple[Missing, ...]:
    """How the disease is treated: the pathway's answer and rules in their standing; returns what has to be known."""
    if not case.scope.pathway:
        _treatment_of_scenario(case, draft)
        return ()
    from metscout.engine.treat import treat  # few questions are about treatment

    answer = treat(case.scope.sheet, case.knowledge, stamp)
    if answer.outcome is Outcome.NEEDS_FACTS:
        if not _by_name(case, draft):
            _unsettled(case, draft)
            return answer.missing
        return ()
    if answer.outcome is not Outcome.MATCHED or answer.pathway is None:
        if answer.redirect is not None:
            draft.add(DIRECT, case.said([answer.redirect.because]), 2)
        _treatment_of_scenario(case, draft)
        return ()
    owner = answer.pathway.id
    rules = _rules(case, owner)
    strong = [s for s in case.best(rules, 4, only_hits=True) if _covers(case, s) > _NAMED]
    firm = [s for s in strong if s.about in _FIRM]
    doubted = [s for s in strong if s.about not in _FIRM]
    draft.add(DIRECT, firm, 2)
    draft.add(DIRECT, case.said([s.text for s in answer.answer], (owner,)), 1 if doubted else 2)
    for statement in (*doubted, *firm):  # what is newer never stands without the rule that it answers
        newer = [s for s in case.index.of(owner, "rules") if s.id.startswith(f"{statement.id}.newer")]
        if statement in firm or draft.add(SUPPORT, [statement]):
            draft.add(SUPPORT, newer, 1)
    applied = [r.id for r in answer.rules if r.applies and r.standing is RuleStanding.RECOMMENDED]
    draft.add(SUPPORT, [s for name in applied for s in case.by_id(f"{owner}#rules.{name}")], 2)
    handled = [s for name in _touching(case, owner) for s in case.by_id(f"{CONFLICT}:{name}#handled")]
    draft.add(CAUTION, [s for s in case.best(handled, 1) if _covers(case, s) > _NAMED])
    draft.add(CAUTION, case.said([w.text for w in answer.warnings], (owner,)), 1)
    return ()


def _by_name(case: Case, draft: Draft) -> bool:
    """The rules that a question asks for by name, in general: only of pathways that the facts do not exclude."""
    owners = [pathway.id for pathway in case.pathways]
    lines = [s for owner in owners for s in _rules(case, owner)]
    titles = {term for pathway in case.pathways for term in case.index.language.terms(plain_words(pathway.title))}
    telling = [term for term in case.asked.query.terms if term not in titles]
    least = _BY_NAME if len([term for term in telling if term not in case.asked.query.strange]) > 1 else _SOLE
    ranks = {s.id: case.score(s) for s in lines}
    case = replaced(case, hits=case.index.ranked(replaced(case.asked.query, terms=tuple(telling))))
    lines = sorted(lines, key=lambda s: -(ranks[s.id] + case.score(s)))
    whole = sum(case.asked.query.weights.values()) / (sum(case.asked.query.weights[term] for term in telling) or 1.0)
    close = [s for s in lines if _covers(case, s) * whole >= least][:4]
    draft.add(DIRECT, close, 3)
    for statement in close[:2]:
        newer = [s for s in case.index.statements if s.id.startswith(f"{statement.id}.newer")]
        draft.add(SUPPORT, newer, 1)
    handled = [
        s for owner in owners for name in _touching(case, owner) for s in case.by_id(f"{CONFLICT}:{name}#handled")
    ]
    draft.add(CAUTION, [s for s in case.best(handled, 1) if close and _covers(case, s) > _BY_NAME])
    draft.add(CAUTION, [s for owner in owners for s in case.index.of(owner, "warnings")], 1)
    return bool(close)


def _rules(case: Case, owner: str) -> list[Statement]:
    """The rules of a pathway that the facts do not exclude, as statements."""
    pathway = next(pathway for pathway in case.knowledge.pathways if pathway.id == owner)
    values = case.scope.values
    open_ = [rule for rule in pathway.rules if rule.when is None or evaluate(rule.when, values) is not FAILS]
    return [s for rule in open_ for s in case.by_id(f"{owner}#rules.{rule.id}")]


def _covers(case: Case, statement: Statement) -> float:
    hit = case.hits.get(statement.id)
    return 0.0 if hit is None else hit.covered


def _touching(case: Case, owner: str) -> list[str]:
    return [c.id for c in case.knowledge.conflicts.values() if owner in c.scenarios]


def _unsettled(case: Case, draft: Draft) -> None:
    """Why something has to be known first, in the pathway's own words."""
    for pathway in case.pathways:
        if pathway.settled is not None:
            draft.add(DIRECT, case.index.of(pathway.id, "settled"), 1)


def _treatment_of_scenario(case: Case, draft: Draft) -> None:
    """What the imaging articles themselves say of treatment after each result."""
    if case.scenario is None:
        return
    topic = case.scope.topic
    owners = [case.scenario.id] + [
        s.id for s in (topic.scenarios if topic is not None else ()) if s is not case.scenario
    ]
    lines = [s for owner in owners for s in case.of(_STEPS, owner) if s.about == _TREATMENT]
    wanted = [s for s in lines if not case.asked.results or s.result in case.asked.results]
    ranked = [s for s in case.best(wanted, 3) if _covers(case, s) > 0.2]
    draft.add(DIRECT, ranked, 3)


def prognosis(case: Case, draft: Draft, stamp: Stamp) -> None:
    """What the sources say of the outlook of a group of patients, never of one person."""
    if not case.scope.pathway:
        return
    from metscout.engine.treat import treat  # few questions are about treatment

    answer = treat(case.scope.sheet, case.knowledge, stamp)
    owners = [p.id for p in case.pathways if answer.pathway is None or p.id == answer.pathway.id]
    texts = [sentence.text for sentence in answer.prognosis]
    general = [s for p in case.pathways for s in case.index.of(p.id, "prognosis")]
    draft.add(DIRECT, case.said(texts, owners) or case.best(general, 3), 3)
    handled = [
        s for owner in owners for name in _touching(case, owner) for s in case.by_id(f"{CONFLICT}:{name}#handled")
    ]
    draft.add(CAUTION, [s for s in case.best(handled, 1) if _covers(case, s) > 0.2])


def team(case: Case, draft: Draft, stamp: Stamp) -> None:
    """Who takes part in the decision."""
    if case.scope.pathway:
        rules = [s for p in case.pathways for s in case.index.of(p.id, "rules")]
        draft.add(DIRECT, [s for s in rules if s.id.endswith(_TEAM)], 1)
    boards = [s for s in case.of(_STEPS) if s.about == _BOARD]
    draft.add(DIRECT, case.best(boards, 1))
    draft.add(SUPPORT if draft.has_direct() else DIRECT, case.of("escalate"), 1)
