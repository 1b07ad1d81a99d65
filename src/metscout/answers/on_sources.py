"""Answers on the sources and on how a study is done: conflicts, freshness, terms, who fits, protocols, pitfalls."""

import re
from collections.abc import Sequence

from metscout.answers.draft import CAUTION, DIRECT, SUPPORT, Case, Draft
from metscout.packs.model import SourceConflict
from metscout.search.statements import CONFLICT, SOURCE, Statement
from metscout.terms.words import Severity

_TECHNIQUE = ("technique", "phases", "coverage", "contrast_or_tracer", "preparation", "pediatric")
_PRINTED = re.compile(r"\d ?(%|percent)|\b(no|any) (figure|number|percentage|interval)|prints no|gives no")
_SURE, _CLEAR, _SOME = 0.6, 0.45, 0.25


def disagreement(case: Case, draft: Draft) -> None:
    """Both sides of the conflicts that the question means, and how each is dealt with."""
    touching = _touching(case)
    specific = sorted(touching, key=lambda c: -_fit(case, c))
    close = [c for c in specific if _fit(case, c) >= _SOME][:2]
    if close and _fit(case, close[0]) >= _CLEAR:
        for conflict in close[: 2 if _fit(case, close[-1]) >= _CLEAR else 1]:
            lines = case.index.of(f"{CONFLICT}:{conflict.id}", "")
            lines = [s for s in case.index.statements if s.owner == f"{CONFLICT}:{conflict.id}"]
            draft.add(DIRECT, [s for s in lines if not s.id.endswith("#handled")], 3)
            draft.add(SUPPORT, [s for s in lines if s.id.endswith("#handled")])
        return
    for conflict in specific[:2]:
        draft.add(DIRECT, [s for n in (1, 2) for s in case.by_id(f"{CONFLICT}:{conflict.id}#{n}")])
    draft.add(SUPPORT, [s for c in specific for s in case.by_id(f"{CONFLICT}:{c.id}#handled")], 4)


def _touching(case: Case) -> list[SourceConflict]:
    """The conflicts of the scenario, the topic or the pathway; all where none of them is settled."""
    every = list(case.knowledge.conflicts.values())
    scope = case.scope
    names: set[str] = set()
    if scope.scenario is not None:
        names.add(scope.scenario.id)
    if scope.elsewhere is not None:
        names.add(scope.elsewhere[1].see)
    if scope.pathway:
        names |= {p.id for p in case.pathways} if scope.scenario is None else set()
    found = [c for c in every if names & set(c.scenarios)]
    if scope.topic is not None and not any(_fit(case, c) >= _CLEAR for c in found):
        topic = f"{scope.topic.head.id}."
        beside = [c for c in every if c not in found and any(n.startswith(topic) for n in c.scenarios)]
        found += beside if not found else [c for c in beside if _fit(case, c) >= _SURE]
    free = [c for c in every if not c.scenarios and _fit(case, c) >= _CLEAR]
    return found + free if names else every


def _fit(case: Case, conflict: SourceConflict) -> float:
    """The largest share of the question's words that one sentence of a conflict holds."""
    owner = f"{CONFLICT}:{conflict.id}#"
    shares = [hit.covered for name, hit in case.hits.items() if name.startswith(owner)]
    return max(shares, default=0.0)


def freshness(case: Case, draft: Draft) -> None:
    """Edition and date of the source, who reviewed it, and how far our own review is."""
    scope = case.scope
    sources: list[str] = []
    if scope.scenario is not None:
        sources.append(scope.scenario.source)
        draft.add(DIRECT, case.of("review"), 1)
    if scope.topic is not None:
        draft.add(DIRECT, case.of("edition", scope.topic.head.id), 1)
        draft.add(SUPPORT, case.of("review", scope.topic.head.id), 1 if scope.scenario is None else 0)
        sources.append(scope.topic.head.source)
    if scope.pathway and (scope.elsewhere is not None or scope.scenario is None or "treatment" in case.asked.kinds):
        for pathway in case.pathways:
            draft.add(DIRECT, case.of("review", pathway.id), 1)
            draft.add(SUPPORT, case.best(case.of("warnings", pathway.id), 1))
            sources.append(pathway.source)
    for source in sources:
        draft.add(DIRECT, case.by_id(f"{SOURCE}:{source}"), 1)
    if not draft.has_direct():
        draft.add(DIRECT, [s for s in case.index.statements if s.section == "edition"], 4)


def figure(case: Case, draft: Draft) -> None:
    """A number that is asked for: the statements that print one, or that say that none is printed."""
    scope = case.scope
    owners = {scope.scenario.id} if scope.scenario is not None else set()
    owners |= {pathway.id for pathway in case.pathways} if scope.scenario is None else set()
    near = [hit for hit in case.hits.values() if hit.statement.owner in owners and hit.covered >= _CLEAR]
    near = [hit for hit in near if _PRINTED.search(hit.statement.text)]
    draft.add(DIRECT, [hit.statement for hit in sorted(near, key=lambda hit: (-hit.covered, -hit.score))], 3)


def holds_for(case: Case, draft: Draft) -> None:
    """For whom the guidance holds, and where others belong."""
    scope = case.scope
    if scope.elsewhere is not None:
        elsewhere(case, draft)
        return
    if scope.scenario is None:
        return
    lines = [*case.of("who_fits"), *case.of("not_this_but")]
    if scope.topic is not None:
        head = scope.topic.head
        lines += [
            s for s in case.index.statements if s.owner == head.id and s.section in ("destinations", "not_this_topic")
        ]
    ranked = case.best(lines, 4, only_hits=True)
    clear = [s for s in ranked if _covers(case, s) >= _SOME]
    draft.add(DIRECT, clear, 3)
    if not clear and case.asked.kinds[0] == "holds_for":
        draft.add(DIRECT, case.of("who_fits"), 3)
        draft.add(SUPPORT, case.of("not_this_but"), 2)


def elsewhere(case: Case, draft: Draft) -> None:
    """Where a cancer that looks like one of ours belongs, in the words of the topic."""
    if case.scope.elsewhere is None:
        return
    topic, row = case.scope.elsewhere
    owned = case.of("destinations", topic.head.id)
    own = [s for s in owned if s.id.startswith(f"{topic.head.id}#destinations.{row.see}.")]
    draft.add(DIRECT, own, 3)
    draft.add(SUPPORT, own, 3)
    if not own:
        excluded = [s for s in case.of("not_this_topic", topic.head.id) if s.about == row.see]
        draft.add(DIRECT, excluded, 1)


def _covers(case: Case, statement: Statement) -> float:
    hit = case.hits.get(statement.id)
    return 0.0 if hit is None else hit.covered


def pitfall(case: Case, draft: Draft) -> None:
    """The pitfalls of the scenario, those that the question speaks of first, then the loudest."""
    order = [severity.value for severity in Severity]
    own = sorted(case.of("pitfalls"), key=lambda s: order.index(s.about or order[-1]))
    clear = [s for s in case.best(own, 3, only_hits=True) if _covers(case, s) > _SOME]
    draft.add(DIRECT, clear, 3)
    every = [hit.statement for hit in case.hits.values() if case.scenario and hit.statement.owner == case.scenario.id]
    spoken = [s for s in case.best(every, 4, only_hits=True) if _covers(case, s) > _CLEAR]
    draft.add(DIRECT, spoken, 2)
    draft.add(DIRECT if not draft.has_direct() else SUPPORT, own, 4 if not clear else 1)
    if not own:
        draft.add(DIRECT, [s for p in case.protocols() for s in case.of_protocol(p, "pitfalls")], 4)


def protocol(case: Case, draft: Draft) -> None:
    """How a study is done: the lines of its protocol that the question means, and what to write on the request."""
    found = case.protocols()
    named = [section for section in _TECHNIQUE if any(w in section.split("_") for w in _stems(case))]
    orders = [s for s in case.of("order_text") if s.procedure in case.meant()] or case.of("order_text")[:1]
    wants_order = any(word in case.asked.words for word in ("request", "order", "specify", "tell", "write"))
    if wants_order:
        draft.add(DIRECT, orders, 2)
        draft.add(DIRECT, [s for s in case.of("first_choice") if s.id.endswith(".order")], 1)
    for one in found[:1]:
        lines = case.of_protocol(one, *(named or _TECHNIQUE))
        ranked = case.best(lines, 3, only_hits=True)
        draft.add(DIRECT, ranked if named or ranked else [], 3)
        if not named:
            firsts = [case.of_protocol(one, section)[:1] for section in _TECHNIQUE]
            draft.add(DIRECT if not draft.has_direct() else SUPPORT, [s for first in firsts for s in first], 4)
        else:
            draft.add(DIRECT, lines, 3)
        draft.add(SUPPORT, case.of_protocol(one, "purpose"), 1)
        draft.add(CAUTION, case.best(case.of_protocol(one, "pitfalls"), 1, only_hits=True))


def _stems(case: Case) -> set[str]:
    """The words of the question, and each with and without its plural s."""
    return {form for word in case.asked.words for form in (word, word.removesuffix("s"), f"{word}s")}


def preparation(case: Case, draft: Draft) -> None:
    """How the patient is prepared, as the scenario and the protocol say."""
    own = case.of("preparation")
    draft.add(DIRECT, case.best(own, 2))
    lines = [s for p in case.protocols()[:1] for s in case.of_protocol(p, "preparation")]
    draft.add(DIRECT, case.best(lines, 4), 4)
    rules = [rule for rule in case.knowledge.rules if rule.label in case.asked.rules]
    draft.add(SUPPORT, [s for rule in rules for s in case.by_id(f"safety:{rule.label}")], 2)
    pitfalls = [s for s in case.of("pitfalls") if _covers(case, s) > _SOME]
    draft.add(CAUTION, case.best(pitfalls, 1))


def reading(case: Case, draft: Draft) -> None:
    """What the report has to speak of."""
    lines = [s for p in case.protocols()[:1] for s in case.of_protocol(p, "reading")]
    draft.add(DIRECT, case.best(lines, 4), 4)
    draft.add(SUPPORT, case.best(case.of("targets"), 2), 2)


def spread(case: Case, draft: Draft) -> None:
    """Where the disease goes and what it looks like there."""
    lines = case.of("targets")
    if case.asked.sites:
        own = [s for s in lines if s.about in case.asked.sites]
        beside = [s for s in lines if s not in own and any(site in (s.about or "") for site in case.asked.sites)]
        spoken = [s for s in case.best(beside, 2, only_hits=True) if _covers(case, s) > _CLEAR]
        draft.add(DIRECT, spoken, 2)
        draft.add(DIRECT, own or beside or case.best(lines, 4), 4)
        draft.add(SUPPORT, own, 2)
    else:
        named = case.best(lines, 2, only_hits=True)
        draft.add(DIRECT, [s for s in named if _covers(case, s) > _CLEAR], 2)
        draft.add(DIRECT, _firsts(lines), 4)
    if case.scope.topic is not None:
        draft.add(SUPPORT, case.best(case.of("facts_of_topic", case.scope.topic.head.id), 1))
    draft.add(SUPPORT, _firsts(lines), 2)


def _firsts(statements: Sequence[Statement]) -> list[Statement]:
    """The first statement on each thing."""
    found: dict[str | None, Statement] = {}
    for statement in statements:
        found.setdefault(statement.about, statement)
    return list(found.values())


def escalate(case: Case, draft: Draft) -> None:
    """To whom the case goes, and when."""
    draft.add(DIRECT, case.of("escalate"), 1)
    if case.scope.topic is not None:
        draft.add(DIRECT, case.of("escalate", case.scope.topic.head.id), 1)
    boards = [s for s in case.of("next_steps") if s.about == "board"]
    draft.add(SUPPORT, case.best(boards, 2), 2)
