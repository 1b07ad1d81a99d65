"""What follows a result as terminal text: what it means, what to do, and the whole flow."""

from metscout.engine.flow import Flow
from metscout.engine.next_document import Action, WhatFollows
from metscout.packs.load import Knowledge
from metscout.pages.flow import flow_lines
from metscout.pages.ink import Ink
from metscout.pages.page import Page
from metscout.terms.words import Outcome

KINDS = {
    "imaging": ("◎", "imaging"),
    "biopsy": ("†", "biopsy"),
    "treatment": ("+", "treatment"),
    "follow_up": ("↻", "follow-up"),
    "referral": ("→", "referral"),
    "board": ("▣", "tumor board"),
}
_TIMED = ("follow_up",)


def next_page(answer: WhatFollows, knowledge: Knowledge, ink: Ink) -> str:
    """The answer as text that fits the width, with the flow drawn."""
    page = Page(answer.citations, answer.notice, knowledge, ink)
    if answer.outcome is Outcome.OUT_OF_SCOPE:
        page.title("Not covered: no source here says what follows", "bold", "yellow")
        page.item(answer.scenario.title, "")
    else:
        where = [word.replace("_", " ") for word in (answer.site, answer.finding) if word]
        narrowed = f" ({', '.join(where)})" if where else ""
        page.title(f"{answer.result.capitalize()}{narrowed}: {answer.scenario.title}")
        if answer.site is not None and not answer.site_specific:
            page.item("The source says nothing of its own on this site; this is the general branch.", "", "dim")
        _meaning(page, answer)
        if answer.actions:
            page.heading("DO")
        for action in answer.actions:
            _action(page, action)
        page.heading("FLOW")
        page.lines += flow_lines(branch_of(answer), ink.width, ink)
    page.warned(answer.warnings)
    page.conflicts(answer.conflicts)
    if answer.escalate is not None:
        page.heading("TAKE IT FURTHER")
        page.item(f"{answer.escalate.to}: {answer.escalate.when}{page.mark(answer.escalate.cites)}")
    return page.sources()


def branch_of(answer: WhatFollows) -> Flow:
    """The flow with the actions of the asked result only; the other results stand without theirs."""
    others = {node.id for node in answer.flow.nodes if node.kind == "result" and node.id != answer.result}
    left_out = {edge.to for edge in answer.flow.edges if edge.from_ in others}
    nodes = tuple(node for node in answer.flow.nodes if node.id not in left_out)
    return Flow(nodes, tuple(edge for edge in answer.flow.edges if edge.to not in left_out))


def _meaning(page: Page, answer: WhatFollows) -> None:
    page.heading("MEANS")
    page.said(answer.meaning)
    unstated = "not stated"
    m = answer.m_category.replace("_", " ") if answer.m_category != "not_stated" else unstated
    intent = answer.intent.replace("_", " ") if answer.intent != "not_stated" else unstated
    page.item(f"M category: {m} · intent of treatment: {intent}", "  ", "bold")


def _action(page: Page, action: Action) -> None:
    sign, word = KINDS[action.kind]
    where = [part.replace("_", " ") for part in (action.site, action.finding) if part]
    narrowed = f" ({', '.join(where)})" if where else ""
    page.item(f"{word}{narrowed}: {action.text}{page.mark(action.cites)}", f"  {sign} ")
    if action.who:
        page.item(f"who: {', '.join(page.knowledge.roles[role] for role in action.who)}", "      ", "dim")
    if action.interval is not None:
        low, high = action.interval.months
        span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        first, last = action.interval.due
        dates = f"due {first}" if first == last else f"due {first} to {last}"
        page.item(f"after {span} months, {dates}", "      ", "bold")
    elif action.kind in _TIMED:
        page.item("interval not in the source", "      ", "dim")
    if action.protocol is not None:
        page.item(f"protocol: metscout protocol {action.protocol}", "      ", "dim")
