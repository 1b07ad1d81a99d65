"""An order check as terminal text: the verdict, the order that mends it, then each study with its problems."""

from metscout.engine.order_document import MendedStudy, OrderCheck, OrderedNote
from metscout.packs.load import Knowledge
from metscout.pages.ink import Ink
from metscout.pages.page import Page
from metscout.terms.words import MendAction, OrderVerdict, Outcome, Severity

VERDICTS = {
    OrderVerdict.APPROPRIATE: ("✓", "appropriate", "green"),
    OrderVerdict.MAY_BE_APPROPRIATE: ("~", "may be appropriate", "yellow"),
    OrderVerdict.INCOMPLETE: ("◐", "incomplete", "yellow"),
    OrderVerdict.NOT_APPROPRIATE: ("✗", "not appropriate", "red"),
    OrderVerdict.CONTRAINDICATED: ("✕", "contraindicated", "red"),
    OrderVerdict.NEEDS_FACTS: ("?", "one more fact decides", "yellow"),
    OrderVerdict.NOT_COVERED: ("·", "not covered", "yellow"),
}
_ACTIONS = {MendAction.KEEP: "keep", MendAction.ADD: "add", MendAction.REPLACE: "order instead"}


def check_page(check: OrderCheck, knowledge: Knowledge, ink: Ink) -> str:
    """The check as text that fits the width."""
    page = Page(check.citations, check.notice, knowledge, ink)
    sign, word, colour = VERDICTS[check.verdict]
    page.title(_headline(check, sign, word), "bold", colour)
    if check.scenario is not None:
        page.item(f"{check.scenario.title} · {check.scenario.review.status.replace('_', ' ')}", "", "dim")
    elif check.redirect is not None:
        page.item(f"Goes to {check.redirect.to}. {check.redirect.because}{page.mark(check.redirect.cites)}")
    elif check.outcome is Outcome.OUT_OF_SCOPE:
        page.item("No scenario here fits this patient and question, so nothing is judged but what safety forbids.")
    _mended(page, check)
    page.heading("ORDERED")
    for note in check.orders:
        _ordered(page, note)
    own = [problem for note in check.orders for problem in note.problems]
    page.warned(problem for problem in check.problems if problem not in own)
    if check.missing:
        page.heading("ASK")
        for missing in check.missing:
            page.item(missing.question, "  ? ")
    page.conflicts(check.conflicts)
    return page.sources()


def _headline(check: OrderCheck, sign: str, word: str) -> str:
    """The verdict in a sentence; an order of studies that are already done says so first."""
    if check.scenario is None:
        return f"{sign} {word.capitalize()}"
    if check.redundant and not check.mended_order:
        return "⟳ Already done: nothing here needs to be ordered again"
    if check.verdict is OrderVerdict.NEEDS_FACTS:
        return f"{sign} One more fact decides about this order"
    may = check.verdict is OrderVerdict.MAY_BE_APPROPRIATE
    return f"{sign} This order {word}" if may else f"{sign} This order is {word}"


def _mended(page: Page, check: OrderCheck) -> None:
    """The order to place, where the one that was written is not it."""
    if not check.mended_order:
        if check.redundant and check.scenario is not None:
            page.heading("ORDER THIS")
            page.item("Nothing: what was ordered is already done or already part of the order.")
            _left_out(page, check)
        return
    if all(line.action is MendAction.KEEP for line in check.mended_order) and not check.redundant:
        title = "ON THE REQUEST"
    else:
        title = "ORDER THIS"
    page.heading(title)
    for line in check.mended_order:
        _line(page, line)
    _left_out(page, check)


def _left_out(page: Page, check: OrderCheck) -> None:
    """The ordered studies that the mended order leaves out because they are done or stand in it already."""
    done = {prior.procedure: prior.date for prior in check.prior}
    for name in check.redundant:
        when = f"done on {done[name]}" if name in done else "done, or part of another study of this order"
        page.item(f"leave out: {page.knowledge.procedures[name].name} ({when})", "  ▷ ", "bold")


def _line(page: Page, line: MendedStudy) -> None:
    old = [page.knowledge.procedures[name].name for name in line.replaces]
    told = f" (in place of {', '.join(old)})" if old else ""
    page.item(f"{_ACTIONS[line.action]}: {line.name}{told}", "  ▶ ", "bold")
    page.item(line.order_text + page.mark(line.cites), "    ")
    for caution in line.cautions:
        page.item(caution.text + page.mark(caution.cites), "    ! ", "yellow")
    if line.protocol is not None:
        page.item(f"Protocol: metscout protocol {line.protocol}", "    ", "dim")


def _ordered(page: Page, note: OrderedNote) -> None:
    sign, word, colour = VERDICTS[note.verdict]
    name = page.knowledge.procedures[note.procedure].name if note.procedure is not None else f"{note.ordered!r}"
    page.item(f"{name}: {word}", f"  {sign} ", colour)
    if note.procedure is not None:
        rating, painted = page.category(note.category)
        page.item(rating + page.mark(note.cites), "      ", painted)
    page.warned(sorted(note.problems, key=lambda problem: list(Severity).index(problem.severity)), "      ")
    if note.nearest:
        page.item("Did you mean: " + "; ".join(page.knowledge.procedures[n].name for n in note.nearest), "      ")
