"""Answers on studies: which one, why this and not that one, what if it is blocked, how much radiation."""

from collections.abc import Iterable, Sequence

from metscout.answers.draft import CAUTION, DIRECT, SUPPORT, Case, Draft
from metscout.engine.decide import Stamp
from metscout.engine.safety import blocking_tags, said, standing_of
from metscout.facts.history import OrderedStudy
from metscout.packs.model import Pitfall, SafetyRule, Scenario
from metscout.search.statements import CONFLICT, SAFETY, Statement
from metscout.terms.sentences import Sentence
from metscout.terms.words import Category, Effect, Role, Severity

_RADIATION = "radiation"
_WHY, _REASONS = "why", ("ratings", "compared", "reserved", "first_choice")
_ABOUT_STUDIES = ("ratings", "compared", "reserved", "order_text")


def which_study(case: Case, draft: Draft) -> None:
    """The first choice with its companions and why, the equals beside it, and what not to leave out."""
    scenario = case.scenario
    if scenario is None:
        return
    first, companions, blocked = _plan(case, scenario)
    for name in first:
        draft.add(DIRECT, case.rating(name))
    if blocked:
        draft.add(DIRECT, _ways(case, scenario, blocking_tags(blocked)), 2)
        draft.add(SUPPORT, _sentences(case, blocked), 2)
    else:
        draft.add(DIRECT, case.of("workup"), 1)
        for name in companions:
            draft.add(DIRECT, case.rating(name)[:1], 1)
    choice = [] if blocked else case.of("first_choice")
    draft.add(SUPPORT, (s for s in choice if not s.id.endswith(".order")), 2)
    if not first and not blocked:
        for rating in scenario.ratings:
            draft.add(DIRECT, case.rating(rating.procedure))
            draft.add(SUPPORT, _reasons(case, [rating.procedure]), 2)
        draft.add(DIRECT, case.of("who_fits"), 1)
    top = {r.category for r in scenario.ratings if r.procedure in first}
    for rating in scenario.ratings:
        if rating.procedure not in (*first, *companions) and rating.role is not Role.NOT_RECOMMENDED:
            draft.add(SUPPORT, case.rating(rating.procedure), 1 if rating.category in top else 0)
    draft.add(SUPPORT, case.best((s for s in choice if s.id.endswith(".order")), 1, only_hits=True))
    draft.add(CAUTION, _pitfalls(case, scenario, [p for p in scenario.pitfalls if p.severity is Severity.CRITICAL]), 1)


def _plan(case: Case, scenario: Scenario) -> tuple[list[str], list[str], list[SafetyRule]]:
    """First choices and companions for the patient if one is known, else the scenario's; and what blocks."""
    choice = scenario.first_choice
    usual = [] if choice is None else [choice.study]
    beside = [] if choice is None else list(choice.together_with)
    if case.decision is None:
        return usual, beside, []
    studies = [study for study in case.decision.studies if study.scenario == scenario.id]
    first = [study.procedure for study in studies if study.role is Role.FIRST_CHOICE]
    companions = [study.procedure for study in studies if study.role is Role.COMPANION]
    wanted = {*usual, *beside}
    out = {study.procedure for study in studies if study.role is Role.BLOCKED} & wanted
    procedures = [case.knowledge.procedures[name] for name in sorted(out)]
    applied = [rule for rule, _ in standing_of(case.scope.sheet, case.knowledge).applied]
    blocked = [r for r in applied if r.effect is not Effect.CAUTIONS and any(r.touches(p) for p in procedures)]
    return first, companions, blocked


def what_if(case: Case, draft: Draft) -> None:
    """What a supposed fact changes: the ways that open, the rules that stand, what the sources disagree on."""
    rules = _supposed(case)
    scenario = case.scenario
    if scenario is not None:
        touched = [case.knowledge.procedures[row.procedure] for row in scenario.ratings]
        named = [case.knowledge.procedures[name] for name in case.meant()]
        touching = [rule for rule in rules if any(rule.touches(procedure) for procedure in touched)]
        rules = [r for r in touching if any(r.touches(p) for p in named)] or touching or rules
        choice = scenario.first_choice
        wanted = [] if choice is None else [choice.study, *choice.together_with]
        firsts = [case.knowledge.procedures[name] for name in wanted] + named
        blocking = [r for r in rules if r.effect is not Effect.CAUTIONS and any(r.touches(p) for p in firsts)]
        draft.add(DIRECT, _ways(case, scenario, blocking_tags(blocking)), 3)
    draft.add(SUPPORT if draft.has_direct() else DIRECT, _sentences(case, rules), 3)
    for rule in rules:
        if rule.conflict is not None:
            draft.add(CAUTION, case.by_id(f"{CONFLICT}:{rule.conflict}#handled"))
    if case.asked.query.terms:
        protocol = [line for p in case.protocols() for line in case.of_protocol(p, "preparation", "pediatric")]
        draft.add(SUPPORT, case.best(protocol, 1, only_hits=True))


def _supposed(case: Case) -> list[SafetyRule]:
    """The rules that stand for the facts that the question supposes; else those that its words speak of."""
    standing = [rule for rule, _ in standing_of(case.scope.sheet, case.knowledge).applied]
    wanted = set(case.asked.what_if)
    found = [rule for rule in standing if wanted & set(rule.when.facts())]
    named = [rule for rule in case.knowledge.rules if rule.label in case.asked.rules]
    if not found:
        return named
    facts = {fact for rule in found for fact in rule.when.facts()}
    return found + [rule for rule in named if not facts & set(rule.when.facts())]


def _sentences(case: Case, rules: Iterable[SafetyRule]) -> list[Statement]:
    return [s for rule in rules for s in case.by_id(f"{SAFETY}:{rule.label}") or case.said([said(rule)])]


def _ways(case: Case, scenario: Scenario, tags: Sequence[str]) -> list[Statement]:
    """The options that the scenario opens for blocked tags, and what it says where it opens none."""
    found: list[Statement] = []
    values = standing_of(case.scope.sheet, case.knowledge).applied
    withheld = [rule for rule, _ in values if rule.effect is not Effect.CAUTIONS]
    for way in scenario.ways:
        if way.tag not in tags:
            continue
        own = [s for s in case.of("if_blocked") if s.about == way.tag]
        options = [s for s in own if s.procedure is not None]
        for number, option in enumerate(way.options):
            procedures = [case.knowledge.procedures[name] for name in option.studies]
            if not any(rule.touches(procedure) for rule in withheld for procedure in procedures):
                found.append(options[number])
        found += [s for s in own if s.procedure is None]
    return found


def study(case: Case, draft: Draft) -> None:
    """What a named study is rated and why, against the others that are named."""
    scenario = case.scenario
    if scenario is None:
        return
    meant = case.meant()
    if not meant:
        _unrated(case, draft, scenario)
        return
    first = scenario.first_choice.study if scenario.first_choice is not None else None
    shown = _closest(case, scenario, meant)
    reasons = _reasons(case, shown)
    if _WHY in case.asked.kinds:
        leading = case.of("first_choice") if first in shown else []
        draft.add(DIRECT, case.best([s for s in (*reasons, *leading) if s.section in _REASONS], 2), 2)
    for name in shown:
        draft.add(DIRECT, case.rating(name))
    draft.add(SUPPORT, [s for s in reasons if s.section == "ratings" and s.procedure == shown[0]], 1)
    draft.add(SUPPORT, case.best(reasons, 4), 2 if len(shown) < 3 else 3)
    if first in shown:
        draft.add(SUPPORT, case.best(case.of("first_choice"), 1, only_hits=True))
    elif first is not None and len(case.asked.mentions) == 1:
        draft.add(SUPPORT, case.rating(first))
    draft.add(CAUTION, _pitfalls(case, scenario, _tripped(scenario, shown)), 1)


def reserved(case: Case, draft: Draft) -> None:
    """For whom a named study is kept."""
    names = case.meant()
    draft.add(DIRECT, [s for name in names[:2] for s in case.rating(name)], 2)
    kept = [s for s in case.of("reserved") if s.procedure in names or not names]
    draft.add(DIRECT, case.best(kept, 3), 2)
    draft.add(SUPPORT, kept, 2)
    draft.add(SUPPORT, case.best(_reasons(case, names), 2, only_hits=True))


def _closest(case: Case, scenario: Scenario, meant: Sequence[str]) -> list[str]:
    """Of the studies that the question can mean, at most three: the first choice among them, else the best rated."""
    choice = scenario.first_choice
    usual = [] if choice is None else [choice.study, *choice.together_with]
    shown: list[str] = []
    rated = case.rated()
    many = len(case.asked.mentions) > 1
    for mention in case.asked.mentions:
        found = mention.among(rated)
        unrated = {row.procedure for row in scenario.ratings if row.category is None}
        found = tuple(sorted(found, key=lambda name: (name in unrated, name not in usual, found.index(name))))
        exact = mention.contrast is not None or mention.region
        shown += found[: 2 if not many and not exact else 1 if many else 2]
    return list(dict.fromkeys(name for name in shown if name in meant))[:3]


def _reasons(case: Case, procedures: Sequence[str]) -> list[Statement]:
    """What the scenario says of these studies, without their ratings."""
    plain = {f"{case.scenario.id if case.scenario else ''}#ratings.{name}" for name in procedures}
    return [
        s for section in _ABOUT_STUDIES for s in case.of(section) if s.procedure in procedures and s.id not in plain
    ]


def _tripped(scenario: Scenario, procedures: Sequence[str]) -> list[Pitfall]:
    """The pitfalls that an order of one of these studies falls into."""
    return [p for p in scenario.pitfalls if p.order is not None and p.order.has & set(procedures)]


def _pitfalls(case: Case, scenario: Scenario, pitfalls: Iterable[Pitfall]) -> list[Statement]:
    found = [s for pitfall in pitfalls for s in case.by_id(f"{scenario.id}#pitfalls.{pitfall.id}")]
    return case.best(found, len(found))


def _unrated(case: Case, draft: Draft, scenario: Scenario) -> None:
    """A study without a row: the pitfalls that speak of it, what the text says of it, then the study that leads."""
    procedures = case.knowledge.procedures.values()
    named = [name for mention in case.asked.mentions for name in mention.among(procedures)]
    spoken = _pitfalls(case, scenario, _tripped(scenario, named))
    draft.add(DIRECT, spoken, 2)
    mentioned = [s for s in case.best(_everything(case), 12, only_hits=True) if _names(case, s)]
    draft.add(DIRECT if not draft.has_direct() else SUPPORT, mentioned, 2)
    if draft.has_direct() and scenario.first_choice is not None:
        draft.add(SUPPORT, case.rating(scenario.first_choice.study))


def _names(case: Case, statement: Statement) -> bool:
    """Whether a statement speaks of a study that the question names."""
    from metscout.answers.tables import tables_of
    from metscout.search.words import plain_words

    found = tables_of(case.knowledge).find(plain_words(statement.text))
    words = {tables_of(case.knowledge).studies[int(here.value)] for here in found if here.group == "study"}
    return any(mention.words in words for mention in case.asked.mentions)


def _everything(case: Case) -> list[Statement]:
    owner = case.scenario.id if case.scenario is not None else ""
    return [hit.statement for hit in case.hits.values() if hit.statement.owner == owner]


def radiation(case: Case, draft: Draft) -> None:
    """Levels and bands of the studies that are named, else of the one that leads, with what is said of the dose."""
    scenario = case.scenario
    rated = case.rated()
    names = case.meant()
    if scenario is None:
        procedures = case.knowledge.procedures.values()
        wanted = {name for mention in case.asked.mentions for name in mention.among(procedures)}
        levels = [s for s in _of_section(case, _RADIATION) if s.procedure in wanted]
        draft.add(DIRECT, levels, 2)
        return
    if not names and scenario.first_choice is not None:
        choice = scenario.first_choice
        names = [choice.study, *choice.together_with]
    notes = case.best(case.of("dose_notes"), 3)
    own = [s for name in names for s in case.of(_RADIATION) if s.procedure == name]
    many = len(case.asked.mentions) > 1
    draft.add(DIRECT, own[: 2 if many else 1])
    draft.add(DIRECT, own[2:] if many else (), 1)
    draft.add(DIRECT, notes, 2)
    compared = [s for s in case.of("compared") if s.about == _RADIATION and (s.procedure in names or not case.meant())]
    draft.add(SUPPORT, compared, 2)
    if len(rated) and not draft.has_direct():
        draft.add(DIRECT, case.of(_RADIATION), 2)
    pediatric = [line for p in case.protocols() for line in case.of_protocol(p, "pediatric")]
    draft.add(SUPPORT, case.best(pediatric, 2, only_hits=True), 1)


def _of_section(case: Case, section: str) -> list[Statement]:
    """A section over all owners, the best match first."""
    found = [s for s in case.index.statements if s.section == section]
    return case.best(found, len(found))


def contrast(case: Case, draft: Draft) -> None:
    """Whether contrast is given: what the scenario and the protocol of the study say of it."""
    names = case.meant()
    lines = [s for s in _everything(case) if s.section in ("ratings", "pitfalls", "compared", "first_choice", "faq")]
    lines = [s for s in lines if s.procedure is None or not names or s.procedure in names]
    draft.add(DIRECT, case.best(lines, 3, only_hits=True), 2)
    protocol = [line for p in case.protocols()[:1] for line in case.of_protocol(p, "contrast_or_tracer")]
    draft.add(SUPPORT if draft.has_direct() else DIRECT, case.best(protocol, 2), 2)


def check(case: Case, draft: Draft, stamp: Stamp) -> None:
    """The verdict on the studies that the question says were ordered, in the words of the packs."""
    rated = case.rated()
    procedures = list(case.knowledge.procedures.values())
    names: list[str] = []
    for mention in case.asked.mentions:
        found = mention.among(rated) or mention.among([p for p in procedures if p.orderable])
        names += found[:1]
    if not names or case.scenario is None:
        return
    for name in names:
        draft.add(DIRECT, case.rating(name))
    if case.decision is not None:
        from metscout.engine.order_check import check_order  # few questions are about an order

        orders = [OrderedStudy(case.knowledge.procedures[n].name, n, (), ()) for n in dict.fromkeys(names)]
        verdict = check_order(case.scope.sheet, orders, case.knowledge, stamp)
        problems = [p for order in verdict.orders for p in order.problems] + list(verdict.problems)
        loudest = sorted(problems, key=lambda p: list(Severity).index(p.severity))
        draft.add(DIRECT, case.quoted("check", [Sentence(p.text, p.cites) for p in loudest]), 3)
    draft.add(DIRECT, _pitfalls(case, case.scenario, _missed(case.scenario, names)), 2)
    low = (Category.USUALLY_NOT_APPROPRIATE, Category.MAY_BE_APPROPRIATE)
    if case.scenario.first_choice is not None and any(
        row.procedure in names and row.category in low for row in case.scenario.ratings
    ):
        draft.add(SUPPORT, case.rating(case.scenario.first_choice.study))
    draft.add(SUPPORT, case.best(_reasons(case, names), 2))


def _missed(scenario: Scenario, names: Sequence[str]) -> list[Pitfall]:
    """The pitfalls that an order of exactly these studies falls into."""
    ordered = set(names)
    loud = [p for p in scenario.pitfalls if p.severity is not Severity.INFO]
    return [p for p in loud if p.order is not None and p.order.has & ordered and not p.order.lacks & ordered]
