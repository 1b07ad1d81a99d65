"""The answer on treatment as terminal text: the direct answer, the rules that apply, what stands against them."""

from collections.abc import Iterable

from metscout.engine.decision import Missing
from metscout.engine.treatment_document import RuleNote, Treatment
from metscout.packs.load import Knowledge
from metscout.pages.ink import Ink, harmless
from metscout.pages.page import Page, review_words
from metscout.terms.words import MissingKind, Outcome, RuleStanding

_STANDING = {
    RuleStanding.RECOMMENDED: ("▶", "recommended", "green"),
    RuleStanding.OPTION: ("○", "an option", "green"),
    RuleStanding.REPORTED_ONLY: ("·", "reported only, not recommended", "yellow"),
    RuleStanding.INVESTIGATIONAL: ("?", "investigational", "yellow"),
    RuleStanding.CONTESTED: ("⇄", "contested", "yellow"),
    RuleStanding.NOT_RECOMMENDED: ("–", "not recommended", "red"),
}
_KINDS = {
    MissingKind.SCENARIO: "TELL ME",
    MissingKind.SAFETY: "ASK FIRST",
    MissingKind.DETAIL: "WORTH KNOWING",
}
_SHORT = 6
_MANY = 3
_CATEGORY = "2B"


def treatment_page(answer: Treatment, knowledge: Knowledge, ink: Ink) -> str:
    """The answer as text that fits the width."""
    page = Page(answer.citations, answer.notice, knowledge, ink)
    _head(page, answer)
    _understood(page, answer)
    first, then = (_missing, _rules) if answer.outcome is Outcome.NEEDS_FACTS else (_rules, _missing)
    first(page, answer)
    then(page, answer)
    if answer.prognosis:
        page.heading("OUTLOOK")
        page.said(answer.prognosis)
    page.conflicts(answer.conflicts)
    _team(page, answer)
    if answer.follow_ups:
        page.heading("ASK ON")
        for question in answer.follow_ups:
            page.item(question, "  ? ")
    return page.sources()


def _head(page: Page, answer: Treatment) -> None:
    """What is answered, the state of what it rests on, and the direct answer."""
    if answer.redirect is not None:
        page.title(f"Not answered here: goes to {answer.redirect.to}", "bold", "yellow")
        page.item(answer.redirect.because + page.mark(answer.redirect.cites))
        page.item("That guidance is covered here." if answer.redirect.covered else "That guidance is not covered here.")
    elif answer.outcome is Outcome.OUT_OF_SCOPE:
        page.title("Not covered: no treatment pathway here fits this patient", "bold", "yellow")
    elif answer.outcome is Outcome.NEEDS_FACTS:
        page.title("One more fact decides before anything is recommended", "bold", "yellow")
    if answer.pathway is not None:
        pathway = answer.pathway
        if answer.outcome is Outcome.MATCHED:
            page.title(pathway.title)
        else:
            page.item(pathway.title, "", "bold")
        review = review_words(pathway.review.status)
        page.item(f"intent: {pathway.intent} · this pathway is {review}", "", "bold")
        source = [part for part in (pathway.source_date, pathway.source_state) if part]
        if source:
            page.item(f"its source: {', '.join(source)}", "", "dim")
    _warnings(page, answer)
    if answer.answer:
        page.heading("ANSWER")
        page.said(answer.answer, "  ▶ ")


def _warnings(page: Page, answer: Treatment) -> None:
    page.warned(answer.warnings)


def _understood(page: Page, answer: Treatment) -> None:
    vocabulary = page.knowledge.vocabulary
    shown = []
    for fact in sorted(answer.facts, key=lambda fact: fact.origin.span or (-1, -1)):
        if fact.value is None or fact.origin.kind == "derived" or fact.name not in vocabulary:
            continue
        declaration = vocabulary[fact.name]
        unit = f" {declaration.unit}" if declaration.unit else ""
        quote = f' "{harmless(fact.origin.quote)}"' if fact.origin.quote else ""
        shown.append(f"{declaration.label}: {declaration.label_of(fact.value)}{unit}{quote}")
    if shown:
        page.heading("UNDERSTOOD")
        page.item(" · ".join(shown))


def _rules(page: Page, answer: Treatment) -> None:
    """The rules that apply, then by one line each those that wait for a fact."""
    applying = [rule for rule in answer.rules if rule.applies]
    if applying:
        page.heading("RULES THAT APPLY")
    for rule in applying:
        _rule(page, rule)
    waiting = [rule for rule in answer.rules if not rule.applies and _is_open(rule)]
    unsettled = answer.outcome is Outcome.NEEDS_FACTS
    if waiting:
        page.heading("WHAT THE PATHWAY HOLDS, ONCE THAT IS KNOWN" if unsettled else "OPEN UNTIL MORE IS KNOWN")
    gates: dict[str, list[RuleNote]] = {}
    for rule in waiting:
        gates.setdefault("" if rule.because[0].holds or unsettled else rule.because[0].condition, []).append(rule)
    for gate, rules in gates.items():
        if len(rules) >= _MANY and gate:
            page.item(f"{len(rules)} rules wait for: {gate}", "  □ ")
            page.item(", ".join(rule.id.replace("_", " ") for rule in rules), "      ", "dim")
            continue
        for rule in rules:
            page.item(f"{rule.text}{page.mark(rule.cites)}", "  □ ")
            reasons = "; ".join(why.condition for why in rule.because if not why.holds)
            page.item(_standing(rule) if unsettled else f"{_standing(rule)} · waits for: {reasons}", "      ", "dim")


def _is_open(rule: RuleNote) -> bool:
    """Whether nothing that is stated speaks against the rule, or, of several ways, against every one."""
    against = [why.condition for why in rule.because if "(stated: " in why.condition]
    ways = [why.condition for why in rule.because if why.condition.startswith(("either ", "or "))]
    needed = [condition for condition in against if condition not in ways]
    return not needed and (not ways or not set(ways) <= set(against))


def _standing(rule: RuleNote) -> str:
    words = _STANDING[rule.standing][1]
    if rule.marker is None:
        return words
    category = f"category {rule.marker}, as printed" if rule.marker == _CATEGORY else f"marked {rule.marker}"
    return f"{words} · {category}"


def _rule(page: Page, rule: RuleNote) -> None:
    sign, _, colour = _STANDING[rule.standing]
    page.item(f"{rule.text}{page.mark(rule.cites)}", f"  {sign} ")
    page.item(_standing(rule), "      ", colour)
    if rule.because:
        page.item(f"because: {'; '.join(why.condition for why in rule.because if why.holds)}", "      ", "dim")
    for newer in rule.newer:
        page.item(f"beside it, {newer.date}: {newer.text}{page.mark(newer.cites)}", "      + ", "yellow")


def _missing(page: Page, answer: Treatment) -> None:
    for kind, title in _KINDS.items():
        asked = [missing for missing in answer.missing if missing.kind is kind]
        if asked:
            page.heading(title)
        for missing in asked:
            page.item(missing.question, "  ? ")
            _choices(page, missing)


def _choices(page: Page, missing: Missing) -> None:
    """What the values lead to, those of one ending together."""
    label = page.knowledge.vocabulary[missing.fact].label_of
    endings: dict[tuple[str, ...], list[str]] = {}
    for choice in missing.decides:
        endings.setdefault(choice.leads_to, []).append(label(choice.value))
    for ending, values in endings.items():
        if ending:
            more = [f"{len(values) - _SHORT} more"] if len(values) > _SHORT else []
            page.item(f"{', '.join((*values[:_SHORT], *more))} → {', '.join(_words(ending))}", "      ", "dim")


def _words(ending: Iterable[str]) -> list[str]:
    return [step.replace("_", " ") if "." not in step else step for step in ending]


def _team(page: Page, answer: Treatment) -> None:
    if answer.team:
        page.heading("TEAM")
        page.said(answer.team)
    if answer.escalate is not None:
        page.item(f"{answer.escalate.to}: {answer.escalate.when}{page.mark(answer.escalate.cites)}", "  → ")
