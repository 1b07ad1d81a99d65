"""The tumor-board sheet: what it says, in every way a decision can end, and that nothing said can break it."""

import re
from html.parser import HTMLParser

import pytest

from metscout import Door
from metscout.engine.stage import stage_of
from metscout.pages.board_sheet import board_sheet
from metscout.pages.paper import Line, Paper
from metscout.pages.printing import html_of, markdown_of

ADULT = "64F new bx-proven T2 N1a SCC anal canal, ?distant mets before chemoRT"
BLOCKED = f"{ADULT}, anaphylaxis to iodinated contrast, pacemaker not MR conditional"
CHILD = "9-year-old boy with newly diagnosed osteosarcoma of the femur, lung mets?"
NEEDS = "58M pancreatic NET, what imaging?"
REDIRECTED = "60M new biopsy-proven adenocarcinoma of the anal canal, distant mets?"
OUT = "45F headache, ?brain tumour"
EVERY = (ADULT, BLOCKED, CHILD, NEEDS, REDIRECTED, OUT)
HOSTILE = "64F new SCC anal canal, severe <script>alert(1)</script> contrast allergy, pacemaker | x ](javascript:x) distant mets?"
VOID = {"meta", "link", "br", "hr", "img", "input"}


def paper_of(door: Door, patient: object) -> Paper:
    sheet = door.read(patient)  # type: ignore[arg-type]
    return board_sheet(door.decide(sheet), door.knowledge, stage_of(sheet, door.knowledge))


def said(paper: Paper) -> list[Line]:
    """Every line of the page, those under others and those of tables too."""
    stack = [line for section in paper.sections for line in section.lines]
    stack += [
        line for section in paper.sections if section.table
        for row in section.table.rows for cell in row.cells for line in cell
    ]  # fmt: skip
    found = []
    while stack:
        line = stack.pop()
        found.append(line)
        stack += line.under
    return found


class Page(HTMLParser):
    """What a browser would see: open elements, text, attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


SECTIONS = {
    ADULT: ["patient", "stage", "order", "studies", "questions", "warnings", "next", "conflicts", "escalation"],
    BLOCKED: ["patient", "stage", "order", "studies", "blocked", "questions", "warnings", "next", "conflicts", "escalation"],
    CHILD: ["patient", "order", "studies", "questions", "warnings", "next", "conflicts", "escalation"],
    NEEDS: ["patient", "questions"],
    REDIRECTED: ["patient", "elsewhere", "conflicts", "nearest"],
    OUT: ["patient", "nearest"],
}  # fmt: skip


@pytest.mark.parametrize("patient", EVERY)
def test_a_sheet_has_the_sections_of_its_outcome(door: Door, patient: str) -> None:
    assert [section.id for section in paper_of(door, patient).sections] == SECTIONS[patient]


@pytest.mark.parametrize(("patient", "title"), [
    (NEEDS, "One more fact decides"),
    (REDIRECTED, "Not answered here"),
    (OUT, "Not covered"),
])  # fmt: skip
def test_a_sheet_without_a_scenario_says_so_in_its_title(door: Door, patient: str, title: str) -> None:
    assert paper_of(door, patient).title == title


@pytest.mark.parametrize("patient", EVERY)
def test_every_mark_leads_to_a_passage_and_every_passage_is_cited(door: Door, patient: str) -> None:
    paper = paper_of(door, patient)
    cited = {mark for line in said(paper) for mark in line.marks}
    assert {passage.mark for source in paper.sources for passage in source.passages} == cited


@pytest.mark.parametrize("patient", EVERY)
def test_html_is_well_formed_and_links_only_within_or_to_sources(door: Door, patient: str) -> None:
    page = Page(html_of(paper_of(door, patient)))
    ids = {f"#{name}" for name in page.values("id")}
    assert page.open == []
    assert [link for link in page.values("href") if link not in ids and not link.startswith("https://")] == []


@pytest.mark.parametrize("patient", EVERY)
def test_html_asks_for_nothing_from_outside(door: Door, patient: str) -> None:
    html = html_of(paper_of(door, patient))
    assert [tag for tag, _ in Page(html).elements if tag in {"script", "link", "img", "iframe", "object"}] == []
    assert not re.search(r"@import|url\(", html)


def test_html_names_its_language_and_its_table(door: Door) -> None:
    page = Page(html_of(paper_of(door, ADULT)))
    scopes = {attributes.get("scope") for tag, attributes in page.elements if tag == "th"}
    assert (page.elements[0], scopes) == (("html", {"lang": "en"}), {"col", "row"})
    assert "caption" in [tag for tag, _ in page.elements]


@pytest.mark.parametrize("patient", [ADULT, BLOCKED, CHILD])
def test_a_category_is_read_without_colour(door: Door, patient: str) -> None:
    (studies,) = (section for section in paper_of(door, patient).sections if section.id == "studies")
    assert studies.table is not None
    cells = [row.cells[1][0] for row in studies.table.rows]
    assert all(cell.sign and cell.text for cell in cells)


def test_a_child_is_given_the_levels_for_children(door: Door) -> None:
    (studies,) = (section for section in paper_of(door, CHILD).sections if section.id == "studies")
    assert studies.table is not None
    assert studies.table.columns[2] == "Radiation (child)"


def test_a_blocked_study_keeps_its_rating_and_names_the_reason(door: Door) -> None:
    (blocked,) = (section for section in paper_of(door, BLOCKED).sections if section.id == "blocked")
    assert "Usually Appropriate" in blocked.lines[0].text
    assert all(line.under and line.under[0].marks for line in blocked.lines)


def test_a_fact_stands_beside_the_words_it_was_read_from(door: Door) -> None:
    patient = paper_of(door, ADULT).sections[0]
    assert Line("histology: squamous cell carcinoma", quote="SCC") in patient.lines


def test_the_stage_names_its_edition(door: Door) -> None:
    (stage,) = (section for section in paper_of(door, f"{ADULT}, M0").sections if section.id == "stage")
    assert stage.lines[0].text.startswith("Depends on the edition: AJCC 8: stage IIIA; ")


def test_what_was_done_and_what_it_showed_stands_on_the_sheet(door: Door) -> None:
    patient = {
        "cancer.primary_site": "anus", "cancer.histology": "squamous_cell_carcinoma", "care.phase": "initial_staging",
        "imaging.question": "distant_metastasis", "cancer.diagnosis_confirmed": True, "patient.age_years": 64,
        "prior": [{"procedure": "ct_chest_with_iv_contrast", "date": "2026-11-01"}],
        "results": [{"procedure": "ct_chest_with_iv_contrast", "result": "indeterminate", "site": "lung", "finding": None, "date": None}],
    }  # fmt: skip
    (done,) = (section for section in paper_of(door, patient).sections if section.id == "done")
    assert (done.lines[0].text, done.lines[0].under[0].text) == (
        "2026-11-01: CT chest with IV contrast", "indeterminate in lung",
    )  # fmt: skip


def with_quote(paper: Paper, quote: str) -> Paper:
    """The paper with one more fact, read from hostile words."""
    first = paper.sections[0]
    fields = {name: getattr(first, name) for name in first.__match_args__}
    more = type(first)(**{**fields, "lines": (*first.lines, Line(f"note: {quote}", quote=quote))})
    whole = {name: getattr(paper, name) for name in paper.__match_args__}
    return Paper(**{**whole, "sections": (more, *paper.sections[1:])})


NASTY = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b &lt; c", "{{ 7 * 7 }}", "a\x1b[31m\x00b")


@pytest.mark.parametrize("quote", NASTY)
def test_hostile_words_are_shown_in_html_and_do_nothing(door: Door, quote: str) -> None:
    page = Page(html_of(with_quote(paper_of(door, ADULT), quote)))
    assert {tag for tag, _ in page.elements} & {"script", "img"} == set()
    assert re.sub(r"[\x00-\x1f]", "\N{REPLACEMENT CHARACTER}", quote) in page.words


MARKED = [
    ("a | b", r"a \| b"),
    ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
    ("[x](javascript:y)", r"\[x\](javascript:y)"),
    ("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~"),
    ("two\nlines\n# no heading", r"two lines \# no heading"),
    ("back\\slash", r"back\\slash"),
]


@pytest.mark.parametrize(("quote", "written"), MARKED)
def test_markdown_shows_every_sign_and_obeys_none(door: Door, quote: str, written: str) -> None:
    assert f"- note: {written} “{written}”\n" in markdown_of(with_quote(paper_of(door, ADULT), quote))


@pytest.mark.parametrize("patient", [ADULT, BLOCKED, CHILD])
def test_every_row_of_a_markdown_table_has_its_five_cells(door: Door, patient: str) -> None:
    rows = [line for line in markdown_of(paper_of(door, patient)).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


@pytest.mark.parametrize("patient", EVERY)
def test_html_and_markdown_say_every_line(door: Door, patient: str) -> None:
    paper = paper_of(door, patient)
    words = " ".join(Page(html_of(paper)).words.split())
    plain = re.sub(r"\\(.)", r"\1", markdown_of(paper)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    texts = [line.text for line in said(paper)]
    assert [text for text in texts if text not in words or text not in plain] == []


def test_an_order_of_the_text_does_not_reach_the_sheet(door: Door) -> None:
    html = html_of(paper_of(door, HOSTILE))
    assert "<script>" not in html
