"""A protocol as a page a technologist works from: the steps in order, the figures in front, what the site sets last."""

from metscout.engine.decision import Conflict
from metscout.engine.protocol import ProtocolList, ProtocolPage, Step
from metscout.packs.load import Knowledge
from metscout.pages.ink import Ink, columns, harmless, wrap
from metscout.pages.page import Page
from metscout.pages.paper import Badge, Line, Marks, Paper, Row, Section, Table

_HEADINGS = {
    "preparation": "Preparation",
    "contrast_or_tracer": "Contrast or tracer",
    "phases": "Phases and timing",
    "technique": "Technique",
    "coverage": "Coverage",
    "pediatric": "Children",
    "reading": "Reading checklist",
    "pitfalls": "Pitfalls",
}
_BOX = "☐"
_CROWDED = 60
_NOTHING = "Nothing is stated by the sources in use."
_SITE_DECIDES = "No source in use gives a figure for these; the site decides:"


def protocol_page(page: ProtocolPage, knowledge: Knowledge, ink: Ink) -> str:
    """The protocol as terminal text that fits the width."""
    text = Page(page.citations, page.notice, knowledge, ink)
    text.title(page.title)
    text.item(f"{page.id} · {_state(page)}", "", "dim")
    for warned in page.warnings:
        text.item(warned.text, "! ", "yellow")
    text.item(f"For {', '.join(_name(p, knowledge) for p in page.procedures)}", "")
    text.heading("PURPOSE")
    text.said(page.purpose)
    for number, (section, heading) in enumerate(_HEADINGS.items(), 1):
        text.heading(f"{number}  {heading.upper()}")
        steps: tuple[Step, ...] = getattr(page.sections, section)
        width = 0 if ink.width < _CROWDED else max((columns(_figure(step)) for step in steps), default=0)
        for step in steps:
            _write(text, step, width, f"{_BOX} " if section == "reading" else "")
        if not steps:
            text.item(_NOTHING, "  ", "dim")
    text.heading("SET LOCALLY")
    text.item(f"{_SITE_DECIDES} {_spaced(page.set_locally)}.")
    _around(text, page, knowledge)
    return text.sources()


def _write(text: Page, step: Step, width: int, sign: str) -> None:
    """One step: the figure in bold in a column of its own, or before the words where the page is narrow."""
    figure = _figure(step)
    said = harmless(f"{_site(step)}{step.text}{text.mark(step.cites)}")
    if width or figure:
        said = sign + said
    indent = f"  {figure.rjust(width) or figure}  " if width or figure else f"  {sign or '· '}"
    styles = ("yellow",) if step.weak else ()
    first, *rest = wrap(said, text.ink.width, indent, " " * (width + 4 if width else 4))
    words = text.ink.paint(first[len(indent) :], *styles)
    text.lines.append(indent.replace(figure, text.ink.paint(figure, "bold"), 1) + words if figure else indent + words)
    text.lines += [text.ink.paint(line, *styles) for line in rest]


def _around(text: Page, page: ProtocolPage, knowledge: Knowledge) -> None:
    text.conflicts(page.conflicts)
    text.heading("ASKED FOR BY")
    for scenario in page.scenarios:
        text.item(f"{knowledge.scenario(scenario).title} ({scenario})", "  · ")
    for other in page.see_also:
        text.item(f"Another protocol for one of these studies: {other.title} ({other.id})", "  · ")


def protocol_list_page(found: ProtocolList, knowledge: Knowledge, ink: Ink) -> str:
    """All protocols, with the studies that they are for."""
    text = Page({}, found.notice, knowledge, ink)
    text.title("Imaging protocols")
    for protocol in found.protocols:
        text.lines.append("")
        text.item(protocol.id, "", "bold")
        text.item(f"{protocol.title} · {protocol.review.status.replace('_', ' ')}")
        text.item(f"for {', '.join(_name(p, knowledge) for p in protocol.procedures)}", "  ", "dim")
    return text.sources()


def protocol_paper(page: ProtocolPage, knowledge: Knowledge) -> Paper:
    """The protocol as a sheet to print."""
    marks = Marks(page.citations)
    sections = [Section("purpose", "Purpose", tuple(Line(s.text, marks.of(s.cites)) for s in page.purpose))]
    for number, (section, heading) in enumerate(_HEADINGS.items(), 1):
        sections.append(_section(section, f"{number} {heading}", getattr(page.sections, section), marks))
    local = (Line(_SITE_DECIDES), *(Line(_spaced((name,)), sign=_BOX) for name in page.set_locally))
    sections.append(Section("set-locally", "Set locally", local))
    if page.conflicts:
        sections.append(Section("conflicts", "Sources disagree", tuple(_conflict(c, marks) for c in page.conflicts)))
    asked = [Line(f"{knowledge.scenario(name).title} ({name})", sign="·") for name in page.scenarios]
    asked += [Line(f"Another protocol for one of these studies: {o.title} ({o.id})", sign="·") for o in page.see_also]
    sections.append(Section("asked-for-by", "Asked for by", tuple(asked)))
    approved = page.review.status == "approved"
    return Paper(
        "Imaging protocol",
        page.title,
        " ".join(warned.text for warned in page.warnings),
        Badge(_state(page), approved),
        (("Protocol", page.id), ("For", ", ".join(_name(p, knowledge) for p in page.procedures))),
        tuple(sections),
        marks.sources(),
        page.notice,
    )


def _section(name: str, heading: str, steps: tuple[Step, ...], marks: Marks) -> Section:
    """The steps as a table with the figures in front, or as lines where none has a figure."""
    if not steps:
        return Section(name, heading, (Line(_NOTHING, tone="quiet"),))
    sign = _BOX if name == "reading" else "·"
    if not any(_figure(step) for step in steps):
        return Section(name, heading, tuple(_line(step, marks, sign) for step in steps))
    rows = tuple(
        Row(((Line(_figure(step), tone="strong"),), (_line(step, marks, sign if name == "reading" else ""),)))
        for step in steps
    )
    return Section(name, heading, (), Table(f"{heading}: figures and what they are", ("Figure", "What"), rows))


def _conflict(conflict: Conflict, marks: Marks) -> Line:
    said = (Line(position.says, marks.of(position.cites), "-") for position in conflict.positions)
    return Line(conflict.about, under=(*said, Line(conflict.handled, sign="=")))


def _line(step: Step, marks: Marks, sign: str) -> Line:
    return Line(f"{_site(step)}{step.text}", marks.of(step.cites), sign, "warn" if step.weak else "")


def _figure(step: Step) -> str:
    """The figure with its unit, such as 60-70 s; empty where there is none."""
    if step.value is None:
        return ""
    ends = step.value if isinstance(step.value, tuple) else (step.value,)
    figure = "-".join(f"{end:g}" for end in ends)
    return f"{figure}{'' if step.unit == '%' else ' '}{step.unit}"


def _site(step: Step) -> str:
    return f"{_spaced((step.site,)).capitalize()}: " if step.site is not None else ""


def _state(page: ProtocolPage) -> str:
    words = page.review.status.replace("_", " ")
    return f"{words}, {page.review.updated}" if words == "approved" else f"{words}, not approved"


def _name(procedure: str, knowledge: Knowledge) -> str:
    return knowledge.procedures[procedure].name


def _spaced(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
