"""A stage as terminal text: the group with its edition first, why, what is missing, sources last."""

from metscout.engine.decision import Missing
from metscout.engine.stage_document import StageAnswer, StageOutcome
from metscout.packs.load import Knowledge
from metscout.pages.ink import Ink, pad
from metscout.pages.page import Page
from metscout.terms.words import Severity

_NO_GROUP = "no stage group"


def stage_page(answer: StageAnswer, knowledge: Knowledge, ink: Ink) -> str:
    """The answer as text that fits the width; every group stands beside its edition."""
    page = Page(answer.citations, answer.notice, knowledge, ink)
    _title(answer, page)
    _given(answer, page)
    _editions(answer, page)
    _why(answer, page)
    _missing(answer, page)
    _mind(answer, page)
    return page.sources()


def _title(answer: StageAnswer, page: Page) -> None:
    site = page.knowledge.staging.sites[answer.site].label if answer.site else None
    where = f" · {site}" if site else ""
    if answer.outcome is StageOutcome.NEEDS_FACTS:
        page.title(f"The stage is open{where}", "bold", "yellow")
    elif answer.outcome is StageOutcome.OUT_OF_SCOPE:
        page.title(f"No stage group{where}", "bold", "yellow")
    elif answer.stage_group is not None:
        edition = answer.edition or " and ".join(entry.edition for entry in answer.by_edition)
        derived = ", a derived row" if answer.derived else ""
        page.title(f"Stage {answer.stage_group} ({edition}{derived}){where}")
    else:
        each = " · ".join(f"{entry.stage_group or _NO_GROUP} ({entry.edition})" for entry in answer.by_edition)
        page.title(f"Stage depends on the edition: {each}{where}", "bold", "yellow")
    if answer.table is not None:
        table = page.knowledge.staging.tables[answer.table]
        state = table.review.status.value.replace("_", " ")
        page.item(f"{table.title} · {state}{'' if state == 'approved' else ', not approved'}", "", "dim")
    elif unreviewed := [warned.text for warned in answer.warnings if warned.severity is Severity.INFO]:
        page.item(" ".join(unreviewed), "", "dim")


def _given(answer: StageAnswer, page: Page) -> None:
    given = answer.given
    shown = [value for value in (given.t, given.n, given.m, given.grade) if value is not None]
    if shown:
        basis = f" ({given.basis}, prefix {given.prefix})" if given.basis else ""
        basis = basis or (f" (prefix {given.prefix})" if given.prefix else "")
        page.heading("UNDERSTOOD")
        page.item(" ".join(shown) + basis)


def _editions(answer: StageAnswer, page: Page) -> None:
    if len(answer.by_edition) > 1 or (answer.by_edition and answer.outcome is not StageOutcome.STAGED):
        page.heading("BY EDITION")
        width = max(len(entry.edition) for entry in answer.by_edition)
        without = "open" if answer.outcome is StageOutcome.NEEDS_FACTS else _NO_GROUP
        for entry in answer.by_edition:
            page.lines.append(f"  {pad(entry.edition, width)}  {entry.stage_group or without}")
    if answer.possible_groups:
        open_ended = answer.outcome is StageOutcome.NEEDS_FACTS
        text = "Still possible" if open_ended else "Possible once what was not assessed is known"
        page.item(f"{text}: {', '.join(answer.possible_groups)}")


def _why(answer: StageAnswer, page: Page) -> None:
    page.heading("WHY")
    page.said(answer.because)


def _missing(answer: StageAnswer, page: Page) -> None:
    if answer.missing:
        page.heading("TELL ME" if answer.outcome is StageOutcome.NEEDS_FACTS else "WORTH KNOWING")
        for missing in answer.missing:
            page.item(missing.question, "  ? ")
            _choices(missing, page)


def _choices(missing: Missing, page: Page) -> None:
    """What the values lead to, values of one ending together."""
    declaration = page.knowledge.vocabulary[missing.fact]
    endings: dict[tuple[str, ...], list[str]] = {}
    for choice in missing.decides:
        shown = f"from {choice.value}" if isinstance(choice.value, int) else declaration.label_of(choice.value)
        endings.setdefault(choice.leads_to, []).append(shown)
    for ending, values in endings.items():
        groups = _NO_GROUP if ending == (StageOutcome.OUT_OF_SCOPE.value,) else f"stage {' or '.join(ending)}"
        page.item(f"{', '.join(values)} → {groups}", "      ", "dim")


def _mind(answer: StageAnswer, page: Page) -> None:
    warnings = [warned for warned in answer.warnings if warned.severity is not Severity.INFO]
    if warnings:
        page.heading("MIND")
        page.warned(warnings)
    page.conflicts(answer.conflicts)
