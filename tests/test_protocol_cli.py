"""`metscout protocol`: what is printed, what is written, and with which exit status."""

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from metscout.adapters.cli.main import main
from metscout.engine.protocol import ProtocolPage, Step, show_protocol
from metscout.packs.load import load_knowledge
from metscout.pages.printing import html_of
from metscout.pages.protocol import protocol_paper
from metscout.terms.frozen import replaced

ANY = list(load_knowledge().protocols)
VOID = {"meta", "br", "link", "img", "hr"}


class Balance(HTMLParser):
    """Whether every element that was opened is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["protocol", *arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


STATUSES = [
    ("the list", [], 0),
    ("a protocol", ["bone_scan"], 0),
    ("a study", ["MRI abdomen and pelvis without and with IV contrast"], 0),
    ("a name that is none", ["bone_scn"], 2),
    ("a study without a protocol", ["radiography_chest"], 2),
    ("a sheet of no protocol", ["--html", "out.html"], 2),
    ("a sheet with the wrong ending", ["bone_scan", "--pdf", "out.txt"], 2),
    ("an option that does not exist", ["bone_scan", "--sheet"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), [row[1:] for row in STATUSES], ids=[row[0] for row in STATUSES])
def test_leaves_with_the_status_of(capsys: pytest.CaptureFixture[str], arguments: list[str], status: int) -> None:
    assert run(capsys, *arguments)[0] == status


def test_the_list_names_every_protocol(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(run(capsys, "--json")[1])
    assert [entry["id"] for entry in listed["protocols"]] == sorted(ANY)


@pytest.mark.parametrize("name", ANY)
def test_prints_one_document(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert json.loads(run(capsys, name, "--json")[1])["id"] == name


def test_a_wrong_name_is_an_error_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "bone_scn", "--json")[1])["error"]["nearest"] == "bone_scan"


@pytest.mark.parametrize("columns", [40, 80, 140])
@pytest.mark.parametrize("name", ANY)
def test_the_page_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    longest = max(run(capsys, name)[1].splitlines(), key=len)
    assert len(longest) <= columns or " " not in longest.strip()


def test_a_weak_figure_is_told_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert "100-150 mL  Iodinated contrast, 100-150 mL. (Weak source, confirm locally.)" in run(
        capsys, "ct_chest_abdomen_pelvis_with_iv_contrast"
    )[1]  # fmt: skip


def test_the_page_says_what_the_site_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert "SET LOCALLY" in run(capsys, "bone_scan")[1]


@pytest.mark.parametrize("name", ANY)
def test_the_sheet_is_well_formed(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    run(capsys, name, "--html", str(tmp_path / "sheet.html"))
    balance = Balance()
    balance.feed((tmp_path / "sheet.html").read_text("utf-8"))
    assert (balance.open, balance.faults) == ([], [])


def test_the_sheet_escapes_what_it_is_given() -> None:
    knowledge = load_knowledge()
    plain = show_protocol("bone_scan", knowledge)
    bad = Step("<script>alert(1)</script> & more", 1, "<b>", plain.sections.phases[0].cites, False, False, None)
    page: ProtocolPage = replaced(plain, title="<i>", sections=replaced(plain.sections, phases=(bad,)))
    text = html_of(protocol_paper(page, knowledge))
    assert [word for word in ("<script", "<i>", "<b>") if word in text] == []


def test_the_sheet_asks_for_nothing_from_outside(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "bone_scan", "--html", str(tmp_path / "sheet.html"))
    text = (tmp_path / "sheet.html").read_text("utf-8")
    assert [word for word in ("<script", "<img", "<link", "@import", "src=") if word in text] == []


def test_writes_a_pdf(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    run(capsys, "bone_scan", "--pdf", str(tmp_path / "sheet.pdf"))
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_says_what_to_install_for_a_pdf(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    _, _, told = run(capsys, "bone_scan", "--pdf", str(tmp_path / "sheet.pdf"))
    assert (told.startswith("metscout: --pdf: "), ".[pdf]" in told) == (True, True)
