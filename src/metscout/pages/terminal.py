"""A decision as terminal text: the answer first, then what bears on it, sources last."""

from metscout.engine.decision import Decision, Missing, Study
from metscout.packs.load import Knowledge
from metscout.packs.model import LOCAL_POLICY
from metscout.pages.ink import Ink, columns, harmless, pad, wrap
from metscout.pages.page import LOUD, Page, radiation, review_words
from metscout.terms.words import MissingKind, Outcome, Role, Severity

ROLES = {
    Role.FIRST_CHOICE: ("▶", "first choice"),
    Role.COMPANION: ("+", "companion"),
    Role.ALTERNATIVE: ("○", "alternative"),
    Role.PROBLEM_SOLVING: ("?", "problem solving"),
    Role.NOT_RECOMMENDED: ("–", "not recommended"),
    Role.BLOCKED: ("✕", "blocked"),
}
_SHORT = 4
_BEFORE_ORDERING = ("scenario_mismatch", "histology_mismatch")
KNOWN_RATINGS = {
    "complete": "all ratings that the article prints",
    "partial": "part of the ratings",
    "none": "no ratings known",
}
NOWHERE = (("redirected",), ("needs_facts",), ("out_of_scope",))


class DecisionPage(Page):
    """A page about one decision. `explain` shows every sentence."""

    def __init__(self, decision: Decision, knowledge: Knowledge, ink: Ink, *, explain: bool) -> None:
        super().__init__(decision.citations, decision.notice, knowledge, ink)
        self.decision = decision
        self.vocabulary = knowledge.vocabulary
        self.procedures = knowledge.procedures
        self.policy = knowledge.policy
        self.explain = explain


def decision_page(decision: Decision, knowledge: Knowledge, ink: Ink, *, explain: bool = False) -> str:
    """The decision as text that fits the width. `explain` shows every sentence and the trace."""
    page = DecisionPage(decision, knowledge, ink, explain=explain)
    _answer(page)
    _understood(page)
    _missing(page)
    if decision.studies:
        _studies(page)
    _mind(page)
    _next(page)
    _conflicts(page)
    if decision.outcome is not Outcome.MATCHED or explain:
        _not_these(page)
    if explain:
        _trace(page)
    return page.sources()


def _answer(page: DecisionPage) -> None:
    decision, ink = page.decision, page.ink
    if decision.scenario is not None:
        scenario = decision.scenario
        for line in wrap(scenario.title, ink.width):
            page.lines.append(ink.paint(line, "bold", "cyan"))
        state = f"{scenario.topic.title}, {scenario.topic.edition} · {KNOWN_RATINGS[scenario.ratings]}"
        page.item(f"{state} · {review_words(scenario.review.status)}", "", "dim")
        for other in decision.also_fits:
            page.item(f"Also fits: {other.title}", "")
        _order(page)
    elif decision.redirect is not None:
        redirect = decision.redirect
        page.lines.append(ink.paint("Not answered here: goes to " + redirect.to, "bold", "yellow"))
        page.item(redirect.because + page.mark(redirect.cites))
        page.item("That guidance is covered here." if redirect.covered else "That guidance is not covered here.")
    elif decision.outcome is Outcome.NEEDS_FACTS:
        page.lines.append(ink.paint("One more fact decides", "bold", "yellow"))
    else:
        page.lines.append(ink.paint("Not covered: no scenario here fits this patient and question", "bold", "yellow"))
        if not decision.facts:
            page.item("Nothing here was understood as a fact about a patient with cancer.")


def _order(page: DecisionPage) -> None:
    decision = page.decision
    first = [study for study in decision.studies if study.role is Role.FIRST_CHOICE]
    if not first:
        page.heading("ORDER")
        known = decision.scenario is not None and decision.scenario.ratings == "none"
        critical = [warned.text for warned in decision.warnings if warned.severity is Severity.CRITICAL]
        unrated = "No rating of this scenario is known here; nothing is recommended."
        page.item(unrated if known else " ".join(critical))
        return
    page.heading("ORDER")
    together = decision.workup.together if decision.workup else tuple(study.procedure for study in first)
    for position, procedure in enumerate(together):
        lead = "  ▶ " if position == 0 else "  + "
        page.item(page.procedures[procedure].name, lead, "bold")
    if decision.workup is not None:
        if decision.workup.acquired_as:
            joint = page.procedures[decision.workup.acquired_as]
            level = joint.rrl.pediatric if is_child(page.decision) else joint.rrl.adult
            page.item(
                f"as one examination: {joint.name}, {radiation(level, page.knowledge.scale, is_child(page.decision))}",
                "    ",
            )
        page.item(decision.workup.text + page.mark(decision.workup.cites), "    ")
    for study in first:
        if study.order_text:
            page.item(f"On the request: {study.order_text}", "    ")
        told = decision.workup.text if decision.workup else ""
        reasons = [reason for reason in study.reasons if reason.text != told]
        for reason in reasons if page.explain else reasons[:2]:
            page.item(reason.text + page.mark(reason.cites), "    · ")
        for caution in study.cautions:
            if caution.code != "ask_first":
                page.item(caution.text + page.mark(caution.cites), "    ! ", "yellow")
    for warned in decision.warnings:
        if warned.severity is Severity.WARNING and warned.code in _BEFORE_ORDERING:
            page.item(f"Before ordering: {warned.text}{page.mark(warned.cites)}", "    ! ", "yellow")


def _understood(page: DecisionPage) -> None:
    shown = []
    for fact in sorted(page.decision.facts, key=lambda fact: fact.origin.span or (-1, -1)):
        if fact.state == "unknown" or fact.value is None or fact.name not in page.vocabulary:
            continue
        declaration = page.vocabulary[fact.name]
        if fact.origin.kind == "derived" and not page.explain:
            continue
        label = declaration.label_of(fact.value)
        unit = f" {declaration.unit}" if declaration.unit else ""
        text = f"{declaration.label}: {label}{unit}"
        if fact.origin.kind == "derived":
            text += " (follows)"
        elif fact.origin.quote:
            text += f' "{harmless(fact.origin.quote)}"'
        shown.append(text)
    if shown:
        page.heading("UNDERSTOOD")
        page.item(" · ".join(shown))


def _missing(page: DecisionPage) -> None:
    titles = {
        MissingKind.SCENARIO: "TELL ME",
        MissingKind.SAFETY: "ASK FIRST",
        MissingKind.DETAIL: "WORTH KNOWING",
    }
    for kind, title in titles.items():
        asked = [missing for missing in page.decision.missing if missing.kind is kind]
        if not asked:
            continue
        page.heading(title)
        for missing in asked:
            page.item(missing.question, "  ? ")
            _choices(page, missing)


def _choices(page: DecisionPage, missing: Missing) -> None:
    """What the values lead to, values of one ending together."""
    if missing.kind is not MissingKind.SCENARIO:
        return
    declaration = page.vocabulary[missing.fact]
    endings: dict[tuple[str, ...], list[str]] = {}
    for choice in missing.decides:
        endings.setdefault(choice.leads_to, []).append(declaration.label_of(choice.value))
    for ending, values in sorted(endings.items(), key=lambda item: item[0] in NOWHERE):
        shown = (
            values if page.explain or len(values) <= _SHORT + 1 else [*values[:_SHORT], f"{len(values) - _SHORT} more"]
        )
        page.item(f"{', '.join(shown)} → {_ending(ending)}", "      ", "dim")


def _ending(leads_to: tuple[str, ...]) -> str:
    words = {"out_of_scope": "not covered", "redirected": "another guidance", "needs_facts": "one more question"}
    return " or ".join(words.get(step, step) for step in leads_to)


def _studies(page: DecisionPage) -> None:
    page.heading("STUDIES")
    child = is_child(page.decision)
    several = len({study.scenario for study in page.decision.studies}) > 1
    rows = [_row(page, study, child) for study in page.decision.studies]
    sizes = [max(columns(row[i]) for row in rows) for i in range(4)]
    table = sum(sizes) + 8 <= page.ink.width
    scenario = ""
    for study, row in zip(page.decision.studies, rows, strict=True):
        if several and study.scenario != scenario:
            scenario = study.scenario
            page.item(scenario, "  ", "dim")
        name, role, rating, dose = row
        painted = page.ink.paint(rating, page.category(study.category)[1])
        if table:
            gap = " " * (sizes[2] - columns(rating))
            page.lines.append(f"  {pad(name, sizes[0])}  {pad(role, sizes[1])}  {painted}{gap}  {dose}")
        else:
            page.item(f"{name} ({role})", "  ")
            page.lines.append(f"      {painted}")
            page.item(dose, "      ")
        _study_notes(page, study)


def is_child(decision: Decision) -> bool:
    """Whether the pediatric radiation levels hold."""
    return any(fact.name == "patient.age_group" and fact.value == "child" for fact in decision.facts)


def _row(page: DecisionPage, study: Study, child: bool) -> tuple[str, str, str, str]:
    """Name, role, category with its shape, radiation."""
    sign, role = ROLES[study.role]
    return (
        f"{sign} {study.name}",
        role,
        page.category(study.category)[0],
        radiation(study.rrl.pediatric if child else study.rrl.adult, page.knowledge.scale, child),
    )


def _study_notes(page: DecisionPage, study: Study) -> None:
    if page.policy is not None and study.procedure in page.policy.wording:
        page.item(f"here: {page.policy.wording[study.procedure]}", "      ", "dim")
    seen = set()
    for caution in study.cautions if study.role is not Role.FIRST_CHOICE or page.explain else ():
        if caution.text in seen or (caution.code == "ask_first" and not page.explain):
            continue
        seen.add(caution.text)
        blocked = caution.code == "contraindicated" or "Deferred until" in caution.text
        page.item(caution.text + page.mark(caution.cites), "      ✕ " if blocked else "      ! ")
    if page.explain and study.role is not Role.FIRST_CHOICE:
        page.said(study.reasons, "      · ")


def _mind(page: DecisionPage) -> None:
    warnings = page.decision.warnings
    if not warnings:
        return
    page.heading("MIND")
    loud = [w for w in warnings if w.severity is not Severity.INFO]
    local = [w for w in warnings if w.severity is Severity.INFO and w.code == LOCAL_POLICY]
    quiet = [w for w in warnings if w.severity is Severity.INFO and w.code != LOCAL_POLICY]
    shown = (*loud, *local, *(quiet if page.explain else quiet[:_SHORT]))
    for warned in shown:
        style, sign = LOUD[warned.severity]
        page.item(warned.text + page.mark(warned.cites), f"  {sign}", *(() if style == "dim" else (style,)))
    if len(shown) < len(warnings):
        page.item(f"{len(warnings) - len(shown)} more with --explain", "    ", "dim")


def _next(page: DecisionPage) -> None:
    steps = page.decision.next_steps
    named = (("positive", steps.positive), ("negative", steps.negative), ("indeterminate", steps.indeterminate))
    if not any(found for _, found in named):
        return
    page.heading("NEXT")
    for name, found in named:
        if found:
            page.item(f"if {name}:", "  ")
            page.said(found if page.explain else found[:3], "    · ")


def _conflicts(page: DecisionPage) -> None:
    page.conflicts(page.decision.conflicts)
    if page.decision.escalate is not None and page.decision.studies:
        escalate = page.decision.escalate
        page.heading("TAKE IT FURTHER")
        page.item(f"{escalate.to}: {escalate.when}{page.mark(escalate.cites)}")


def _not_these(page: DecisionPage) -> None:
    if page.decision.not_these:
        page.heading("WHY NOT" if page.decision.outcome is not Outcome.OUT_OF_SCOPE else "NEAREST")
        for other in page.decision.not_these:
            page.item(f"{other.id}: {other.because}", "  – ")


def _trace(page: DecisionPage) -> None:
    page.heading("TRACE")
    about = ""
    for step in page.decision.trace:
        if step.about != about:
            about = step.about
            page.item(about, "  ")
        verdict = "not looked at" if step.verdict is None else step.verdict.value
        found = "" if step.found is None else f" (stated: {step.found})"
        page.item(f"{verdict}: {step.wanted}{found}", "    · ")
