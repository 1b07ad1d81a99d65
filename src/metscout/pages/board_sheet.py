"""A decision as one page for the tumor board. A section is a function; `SECTIONS` says in which order they stand."""

from collections.abc import Callable, Iterable

from metscout.engine.decision import Caution, Decision, Missing, Study
from metscout.engine.stage_document import StageAnswer, StageOutcome
from metscout.facts.history import Result
from metscout.packs.load import Knowledge
from metscout.packs.model import LOCAL_POLICY, Scenario
from metscout.pages.page import SHAPES, radiation
from metscout.pages.paper import Badge, Line, Marks, Paper, Row, Section, Table
from metscout.pages.terminal import KNOWN_RATINGS, NOWHERE, ROLES, is_child
from metscout.terms.sentences import Sentence
from metscout.terms.words import Category, MissingKind, Outcome, ReviewStatus, Role, Severity

_REVIEW = {
    ReviewStatus.SUBMITTED: "Submitted, not approved by a reviewer",
    ReviewStatus.UNDER_REVIEW: "Under review, not approved yet",
    ReviewStatus.APPROVED: "Approved by its reviewers",
    ReviewStatus.RETIRED: "Retired, no longer maintained",
}
_LOUD = {Severity.CRITICAL: ("!!", "alarm"), Severity.WARNING: ("!", "warn"), Severity.INFO: ("·", "")}
_ASKED = {
    MissingKind.SCENARIO: "Decides the scenario",
    MissingKind.SAFETY: "Ask before ordering",
    MissingKind.DETAIL: "Worth knowing",
}
_ENDINGS = {"out_of_scope": "not covered", "redirected": "another guidance", "needs_facts": "one more question"}
ASK_FIRST = "ask_first"
UNREVIEWED = "unreviewed"
BOARD = "board"
_REASONS = 2
_STEPS = 3
_TO_MIND = 4
_CONFLICTS = 3


class Writing:
    """What the sections are written from."""

    def __init__(self, decision: Decision, knowledge: Knowledge, stage: StageAnswer | None) -> None:
        self.decision = decision
        self.knowledge = knowledge
        self.stage = stage
        self.child = is_child(decision)
        self.marks = Marks({**decision.citations, **(stage.citations if stage is not None else {})})

    def line(self, text: str, cites: Iterable[str], sign: str = "", tone: str = "") -> Line:
        """A line with the marks of its sources."""
        return Line(text, self.marks.of(cites), sign, tone)

    def said(self, sentences: Iterable[Sentence]) -> tuple[Line, ...]:
        """Sentences as lines."""
        return tuple(self.line(sentence.text, sentence.cites) for sentence in sentences)

    def name(self, procedure: str) -> str:
        """A procedure as people read it."""
        return self.knowledge.procedures[procedure].name

    def rating(self, category: Category | None) -> Line:
        """A category as shape and word, so that it is read without colour."""
        if category is None:
            return Line("Not rated", sign="·")
        return Line(self.knowledge.scale.categories[category][0], sign=SHAPES[category][0])

    def asked_by(self, caution: Caution) -> list[str]:
        """The missing facts that the safety rule behind a caution waits for."""
        waits = {fact for rule in self.knowledge.rules if rule.ask == caution.text for fact in rule.when.facts()}
        return [missing.fact for missing in self.decision.missing if missing.fact in waits]

    def scenarios(self) -> list[Scenario]:
        """The scenarios that the studies are rated in."""
        names = dict.fromkeys(study.scenario for study in self.decision.studies)
        topics = (self.knowledge.topic(self.knowledge.scenario_topics[name]) for name in names)
        return [
            scenario
            for name, topic in zip(names, topics, strict=True)
            for scenario in topic.scenarios
            if scenario.id == name
        ]

    def scenario_title(self, scenario: str) -> str:
        """A scenario's title."""
        topic = self.knowledge.scenario_topics.get(scenario)
        if topic is None:
            return scenario
        return next(each.title for each in self.knowledge.topic(topic).scenarios if each.id == scenario)


def board_sheet(decision: Decision, knowledge: Knowledge, stage: StageAnswer | None = None) -> Paper:
    """The page for the board. It holds what the decision and the stage hold: no name, no number of the patient."""
    writing = Writing(decision, knowledge, stage)
    sections = [section for write in SECTIONS if (section := write(writing)) is not None]
    title, subtitle, badge = _heading(decision)
    return Paper(
        "Tumor board sheet", title, subtitle, badge, _particulars(decision), tuple(sections), writing.marks.sources(),
        decision.notice,
    )  # fmt: skip


def _heading(decision: Decision) -> tuple[str, str, Badge | None]:
    scenario = decision.scenario
    if scenario is not None:
        status = ReviewStatus(scenario.review.status)
        badge = Badge(_REVIEW[status], status is ReviewStatus.APPROVED)
        return scenario.title, f"{scenario.topic.title}, {scenario.topic.edition}", badge
    if decision.redirect is not None:
        return "Not answered here", f"Goes to {decision.redirect.to}", None
    if decision.outcome is Outcome.NEEDS_FACTS:
        return "One more fact decides", "No scenario is chosen yet", None
    return "Not covered", "No scenario here fits this patient and question", None


def _particulars(decision: Decision) -> tuple[tuple[str, str], ...]:
    packs = ", ".join(f"{pack.id} {pack.version}" for pack in decision.knowledge.packs)
    found = [("As of", decision.as_of), ("Decision", decision.decision_id)]
    if decision.scenario is not None:
        currency = decision.scenario.topic.currency.replace("_", " ")
        found += [
            ("Scenario", decision.scenario.id),
            ("Edition", currency),
            ("Ratings", KNOWN_RATINGS[decision.scenario.ratings]),
            ("Content updated", decision.scenario.review.updated),
        ]
    if decision.knowledge.policy is not None:
        found.append(("Local policy", decision.knowledge.policy))
    found.append(("Knowledge", f"{packs}; engine {decision.knowledge.engine}" if packs else decision.knowledge.engine))
    return tuple(found)


def _patient(writing: Writing) -> Section | None:
    """Every stated fact with the words it was read from; what merely follows is left to the full answer."""
    lines = []
    vocabulary = writing.knowledge.vocabulary
    for fact in sorted(writing.decision.facts, key=lambda fact: fact.origin.span or (-1, -1)):
        if fact.value is None or fact.origin.kind == "derived" or fact.name not in vocabulary:
            continue
        declaration = vocabulary[fact.name]
        unit = f" {declaration.unit}" if declaration.unit else ""
        text = f"{declaration.label}: {declaration.label_of(fact.value)}{unit}"
        lines.append(Line(text, quote=fact.origin.quote))
    nothing = Line("Nothing was understood as a fact about a patient with cancer.", tone="quiet")
    return Section("patient", "Patient and question", tuple(lines) or (nothing,), run_on=True)


def _stage(writing: Writing) -> Section | None:
    """The stage that the stated categories give, always with its edition, or what it still waits for."""
    stage = writing.stage
    if stage is None:
        return None
    given = stage.given
    basis = given.basis or (f"prefix {given.prefix}" if given.prefix else None)
    stated = " ".join(part for part in (given.t, given.n, given.m, given.grade) if part is not None)
    lines = [Line(_group(stage), tone="strong"), Line(f"from {stated}{f' ({basis})' if basis else ''}")]
    lines += [Line(missing.question) for missing in stage.missing]
    lines += writing.said(stage.because[:1])
    lines += [
        writing.line(w.text, w.cites, *_LOUD[w.severity]) for w in stage.warnings if w.severity is not Severity.INFO
    ]
    return Section("stage", "Stage", tuple(lines), run_on=True)


def _group(stage: StageAnswer) -> str:
    each = "; ".join(
        f"{one.edition}: {f'stage {one.stage_group}' if one.stage_group else 'open'}" for one in stage.by_edition
    )
    if stage.outcome is StageOutcome.NEEDS_FACTS:
        return f"The stage is open; still possible: {', '.join(stage.possible_groups) or 'not known'}"
    if stage.outcome is StageOutcome.OUT_OF_SCOPE:
        return "No stage group"
    if stage.stage_group is None:
        return f"Depends on the edition: {each}"
    edition = stage.edition or " and ".join(one.edition for one in stage.by_edition)
    return f"Stage {stage.stage_group} ({edition}{', a derived row' if stage.derived else ''})"


def _done(writing: Writing) -> Section | None:
    """The studies done, with what they showed; results of no named study stand by themselves."""
    results = list(writing.decision.results)
    lines = []
    for prior in writing.decision.prior:
        shown = [result for result in results if result.procedure == prior.procedure]
        results = [result for result in results if result not in shown]
        under = tuple(Line(_showed(result)) for result in shown)
        lines.append(Line(f"{prior.date}: {writing.name(prior.procedure)}", sign="✓", under=under))
    for result in results:
        study = writing.name(result.procedure) if result.procedure is not None else "study not named"
        lines.append(Line(f"{study}: {_showed(result)}", sign="✓"))
    return Section("done", "Studies done", tuple(lines)) if lines else None


def _showed(result: Result) -> str:
    where = f" in {result.site.replace('_', ' ')}" if result.site is not None else ""
    what = f": {result.finding.replace('_', ' ')}" if result.finding is not None else ""
    return f"{result.result}{where}{what}{f' ({result.date})' if result.date is not None else ''}"


def _elsewhere(writing: Writing) -> Section | None:
    redirect = writing.decision.redirect
    if redirect is None:
        return None
    covered = "That guidance is covered here." if redirect.covered else "That guidance is not covered here."
    lines = (writing.line(redirect.because, redirect.cites), Line(covered, tone="strong"))
    return Section("elsewhere", "Where this patient belongs", lines)


def _also_fits(writing: Writing) -> Section | None:
    lines = [Line(other.title, tone="strong", under=(Line(other.because),)) for other in writing.decision.also_fits]
    return Section("also-fits", "Also answered, for another question", tuple(lines)) if lines else None


def _order(writing: Writing) -> Section | None:
    """The studies to order together, how, and why."""
    decision = writing.decision
    if decision.scenario is None:
        return None
    first = [study for study in decision.studies if study.role is Role.FIRST_CHOICE]
    if not first:
        return Section("order", "Work-up", _nothing_to_order(writing))
    workup = decision.workup
    together = workup.together if workup is not None else tuple(study.procedure for study in first)
    lines = [Line(" + ".join(writing.name(procedure) for procedure in together), sign="▶", tone="strong")]
    if workup is not None:
        if workup.acquired_as is not None:
            joint = writing.knowledge.procedures[workup.acquired_as]
            level = joint.rrl.pediatric if writing.child else joint.rrl.adult
            dose = radiation(level, writing.knowledge.scale, writing.child)
            lines.append(Line(f"As one examination: {joint.name}, {dose}"))
        lines.append(writing.line(workup.text, workup.cites))
    for study in first:
        if study.order_text:
            lines.append(Line(f"On the request: {study.order_text}"))
        told = workup.text if workup is not None else ""
        lines += writing.said([reason for reason in study.reasons if reason.text != told][:_REASONS])
    return Section("order", "Work-up", tuple(lines))


def _nothing_to_order(writing: Writing) -> tuple[Line, ...]:
    decision = writing.decision
    if decision.scenario is not None and decision.scenario.ratings == "none":
        return (Line("No rating of this scenario is known here; nothing is recommended.", tone="strong"),)
    critical = [warned for warned in decision.warnings if warned.severity is Severity.CRITICAL]
    return tuple(writing.line(warned.text, warned.cites, "!!", "alarm") for warned in critical)


def _studies(writing: Writing) -> Section | None:
    """The studies that may be ordered, as rated."""
    shown = [study for study in writing.decision.studies if study.role is not Role.BLOCKED]
    if not shown:
        return None
    several = len({study.scenario for study in shown}) > 1
    head = "Radiation (child)" if writing.child else "Radiation (adult)"
    caption = "Rated studies, adjusted for this patient; the printed category is never changed"
    table = Table(
        caption,
        ("Study", "Category", head, "Role", "Cautions"),
        tuple(_row(writing, study, several) for study in shown),
    )
    return Section("studies", "Proposed studies", (), table)


def _row(writing: Writing, study: Study, several: bool) -> Row:
    sign, role = ROLES[study.role]
    name = [Line(study.name, writing.marks.of(study.cites), tone="strong" if study.role is Role.FIRST_CHOICE else "")]
    policy = writing.knowledge.policy
    if policy is not None and study.procedure in policy.wording:
        name.append(Line(f"here: {policy.wording[study.procedure]}", tone="quiet"))
    if several:
        name.append(Line(study.scenario, tone="quiet"))
    level = study.rrl.pediatric if writing.child else study.rrl.adult
    dose = [Line(radiation(level, writing.knowledge.scale, child=False))]
    if study.dose.typical_msv is not None:
        dose.append(Line(f"typically {study.dose.typical_msv:g} mSv", tone="quiet"))
    quiet = "quiet" if study.role is Role.NOT_RECOMMENDED else ""
    cells = (tuple(name), (writing.rating(study.category),), tuple(dose), (Line(role, sign=sign),))
    return Row((*cells, _cautions(writing, study)), quiet)


def _cautions(writing: Writing, study: Study) -> tuple[Line, ...]:
    """What to mind about this study alone; what to ask first stands in full among the questions."""
    asked = [caution for caution in study.cautions if caution.code == ASK_FIRST]
    told = {warned.text for warned in writing.decision.warnings if warned.severity is not Severity.INFO}
    own = {c.text: c for c in study.cautions if c.code != ASK_FIRST and c.text not in told}
    found = [writing.line(caution.text, caution.cites, "!", "warn") for caution in own.values()]
    if asked:
        vocabulary = writing.knowledge.vocabulary
        names = dict.fromkeys(vocabulary[fact].label for caution in asked for fact in writing.asked_by(caution))
        found.append(Line(f"ask first: {', '.join(names)}" if names else "ask first", sign="?"))
    return tuple(found)


def _blocked(writing: Writing) -> Section | None:
    """What is withheld, studies with the same reasons together; the rating stays beside it."""
    groups: dict[tuple[Line, ...], list[Study]] = {}
    for study in writing.decision.studies:
        if study.role is Role.BLOCKED:
            reasons = {c.text: writing.line(c.text, c.cites) for c in study.cautions if c.code != ASK_FIRST}
            groups.setdefault(tuple(reasons.values()), []).append(study)
    lines = [Line("; ".join(_rated(writing, study) for study in studies), sign=ROLES[Role.BLOCKED][0], tone="strong",
                  under=reasons) for reasons, studies in groups.items()]  # fmt: skip
    return Section("blocked", "Blocked for this patient", tuple(lines), half=True) if lines else None


def _rated(writing: Writing, study: Study) -> str:
    rating = writing.rating(study.category)
    return f"{study.name} ({rating.sign} {rating.text})"


def _questions(writing: Writing) -> Section | None:
    """What is still to be asked, the most deciding first; scenarios that answers lead to have a letter each."""
    letters = _letters(writing)
    lines = [
        Line(f"{letter}: {writing.scenario_title(scenario)}", tone="quiet") for scenario, letter in letters.items()
    ]
    for kind, heading in _ASKED.items():
        asked = [missing for missing in writing.decision.missing if missing.kind is kind]
        if asked:
            under = tuple(Line(m.question, sign="?", under=_leads_to(writing, m, letters)) for m in asked)
            lines.append(Line(heading, tone="strong", under=under))
    return Section("questions", "Open questions", tuple(lines), half=not letters) if lines else None


def _letters(writing: Writing) -> dict[str, str]:
    """A letter for every scenario that the answer to a question may lead to."""
    deciding = [missing for missing in writing.decision.missing if missing.kind is MissingKind.SCENARIO]
    steps = (step for missing in deciding for choice in missing.decides for step in choice.leads_to)
    found = dict.fromkeys(step for step in steps if step in writing.knowledge.scenario_topics)
    return {scenario: chr(ord("A") + number) if number < 26 else f"Z{number}" for number, scenario in enumerate(found)}


def _leads_to(writing: Writing, missing: Missing, letters: dict[str, str]) -> tuple[Line, ...]:
    """What each answer leads to, answers of one ending together, those that lead nowhere last."""
    if missing.kind is not MissingKind.SCENARIO:
        return ()
    declaration = writing.knowledge.vocabulary[missing.fact]
    endings: dict[tuple[str, ...], list[str]] = {}
    for choice in missing.decides:
        endings.setdefault(choice.leads_to, []).append(declaration.label_of(choice.value))
    return tuple(
        Line(f"{', '.join(values)} → {' or '.join(sorted(letters.get(s) or _ENDINGS.get(s, s) for s in ending))}")
        for ending, values in sorted(endings.items(), key=lambda item: item[0] in NOWHERE)
    )


def _of(heading: str, shown: int, count: int) -> str:
    """A heading that says so where not everything is shown."""
    return f"{heading} ({shown} of {count} shown)" if shown < count else heading


def _warnings(writing: Writing) -> Section | None:
    """Everything that is critical or a warning, what the site says, and the first few of the rest."""
    found = [warned for warned in writing.decision.warnings if warned.code != UNREVIEWED]  # the badge says that
    quiet = [warned for warned in found if warned.severity is Severity.INFO and warned.code != LOCAL_POLICY]
    shown = [*(warned for warned in found if warned not in quiet), *quiet[:_TO_MIND]]
    lines = tuple(writing.line(warned.text, warned.cites, *_LOUD[warned.severity]) for warned in shown)
    return Section("warnings", _of("To mind", len(shown), len(found)), lines, half=True) if lines else None


def _next(writing: Writing) -> Section | None:
    steps = writing.decision.next_steps
    named = (("positive", steps.positive), ("negative", steps.negative), ("indeterminate", steps.indeterminate))
    lines = [
        Line(
            _of(f"If {result}", min(_STEPS, len(found)), len(found)), tone="strong", under=writing.said(found[:_STEPS])
        )
        for result, found in named
        if found
    ]
    return Section("next", "After the result", tuple(lines), half=True) if lines else None


def _conflicts(writing: Writing) -> Section | None:
    """Both sides of the first few disagreements; the others are named."""
    found = writing.decision.conflicts
    lines = []
    for conflict in found[:_CONFLICTS]:
        positions = tuple(writing.line(position.says, position.cites) for position in conflict.positions)
        handled = Line(f"Here: {conflict.handled}")
        lines.append(Line(conflict.about, sign="⇄", tone="strong", under=(*positions, handled), run_on=True))
    others = "; ".join(conflict.about for conflict in found[_CONFLICTS:])
    if others:
        lines.append(Line(f"Also, in the full answer: {others}", sign="⇄"))
    return Section("conflicts", "Sources disagree", tuple(lines), half=True) if lines else None


def _escalation(writing: Writing) -> Section | None:
    """To whom the case goes and when, with those who sit there where a source names them."""
    escalate = writing.decision.escalate
    if escalate is None:
        return None
    lines = [writing.line(f"{escalate.to}: {escalate.when}", escalate.cites)]
    boards = [step for scenario in writing.scenarios() for step in scenario.next_steps if step.kind == BOARD]
    fullest = max(boards, key=lambda step: len(step.who), default=None)
    if fullest is not None and len(fullest.who) > 1:
        members = ", ".join(writing.knowledge.roles[role] for role in fullest.who)
        lines.append(writing.line(f"At the table: {members}", fullest.sentence.cites))
    return Section("escalation", "Take it further", tuple(lines), half=True)


def _nearest(writing: Writing) -> Section | None:
    """Why no scenario fits, where none does."""
    if writing.decision.outcome is Outcome.MATCHED or not writing.decision.not_these:
        return None
    lines = [
        Line(writing.scenario_title(other.id), sign="–", under=(Line(other.because, tone="quiet"),))
        for other in writing.decision.not_these
    ]
    return Section("nearest", "Nearest scenarios, and why they do not fit", tuple(lines))


SECTIONS: tuple[Callable[[Writing], Section | None], ...] = (
    _patient,
    _stage,
    _done,
    _elsewhere,
    _also_fits,
    _order,
    _studies,
    _blocked,
    _questions,
    _warnings,
    _next,
    _conflicts,
    _escalation,
    _nearest,
)
