"""Papers as HTML, Markdown and PDF. Jinja2 and WeasyPrint are loaded when a page is printed, not before."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, compress, groupby, product
from typing import TYPE_CHECKING, Any, TypeVar

from metscout.pages.ink import harmless
from metscout.pages.paper import Line, Paper, Section
from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import jinja2

T = TypeVar("T")
ENDINGS = (".html", ".pdf", ".md")
_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")
_OPENS_A_BLOCK = re.compile(r"^(|\d+(?=[.)](?:\s|$)))([-+=.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def printed(paper: Paper, ending: str) -> bytes:
    """The paper in the format of a file's ending, one of ENDINGS."""
    if ending == ".pdf":
        return pdf_of(html_of(paper))
    return (html_of(paper) if ending == ".html" else markdown_of(paper)).encode()


def html_of(paper: Paper) -> str:
    """One HTML file that asks for nothing from outside."""
    bands: list[tuple[Sequence[Section], ...]] = []
    for half, group in groupby(paper.sections, lambda section: section.half):
        sections = tuple(group)
        bands.append(balanced(sections, _length) if half else (sections,))
    sources = halved(paper.sources, lambda source: len(source.title) + 60 * len(source.passages))
    return _templates("html").get_template("paper.html.jinja").render(paper=paper, bands=bands, sources=sources)


def halved(items: Sequence[T], length: Callable[[T], float]) -> tuple[Sequence[T], ...]:
    """The items in their order as two columns of about one length; one column where there is one item."""
    if len(items) < 2:
        return (items,)
    before = [0, *accumulate(map(length, items))]
    cut = min(range(1, len(items)), key=lambda number: max(before[number], before[-1] - before[number]))
    return items[:cut], items[cut:]


def balanced(items: Sequence[T], length: Callable[[T], float]) -> tuple[Sequence[T], ...]:
    """The items as two columns as even as can be, in their order within each; the first one stands first."""
    if len(items) < 2:
        return (items,)
    lengths = [length(item) for item in items]
    sides = min(
        product((0, 1), repeat=len(items) - 1),
        key=lambda sides: abs(sum(lengths) - 2 * sum(compress(lengths, (0, *sides)))),
    )
    return [item for item, side in zip(items, (0, *sides), strict=True) if not side], list(compress(items, (0, *sides)))


def _length(section: Section) -> float:
    return 120 + sum(map(_letters, section.lines))


def _letters(line: Line) -> float:
    """Letters as they fill a column of lines, with the unfilled ends."""
    under = sum(map(_letters, line.under))
    return 35 + len(line.text) + (under - 30 * len(line.under) if line.run_on else under)


def markdown_of(paper: Paper) -> str:
    """GitHub's Markdown."""
    return _templates("markdown").get_template("paper.md.jinja").render(paper=paper)


@cache
def _templates(format: str) -> "jinja2.Environment":
    """The templates; every value is escaped for its format, without being asked to."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("metscout.pages", "html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_markdown if format == "markdown" else _clean,
    )


def _clean(value: Any) -> Any:
    """Text of people without control characters, which HTML does not allow."""
    return harmless(value) if type(value) is str else value


def _markdown(value: Any) -> Any:
    """Text of people as Markdown that shows it and does nothing else; what a macro wrote is left alone."""
    from markupsafe import Markup

    if hasattr(value, "__html__"):
        return value
    text = " ".join(harmless(str(value)).split())
    text = re.sub("[&<>]", lambda found: _ENTITIES[found[0]], _SPECIAL.sub(r"\\\1", text))
    return Markup(_OPENS_A_BLOCK.sub(r"\1\\\2", text))


def pdf_of(html: str) -> bytes:
    """The page as PDF/A4. Raises UsageError where WeasyPrint or the Pango library is missing."""
    try:
        import weasyprint
    except ImportError:
        raise UsageError(
            "not_installed", "sheet", "a PDF needs WeasyPrint; install it with: pip install -e '.[pdf]'"
        ) from None
    except OSError:
        raise UsageError(
            "not_installed", "sheet", "a PDF needs the Pango library; on Debian and Ubuntu install it with: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0",
        ) from None  # fmt: skip
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())  # a page asks for nothing, and would get nothing
    made: bytes = weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf()
    return made
