"""The sheet as PDF, and as a file that `recommend --sheet` writes whole or not at all."""

import base64
import ctypes.util
import os
import re
import zlib
from pathlib import Path

import pytest

from metscout import Door
from metscout.adapters.cli.main import main
from metscout.pages.board_sheet import board_sheet
from metscout.pages.printing import html_of, pdf_of, printed

ADULT = "64F new bx-proven T2 N1a SCC anal canal, ?distant mets before chemoRT"
BLOCKED = f"{ADULT}, anaphylaxis to iodinated contrast, pacemaker not MR conditional"
CHILD = "9-year-old boy with newly diagnosed osteosarcoma of the femur, lung mets?"

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

# Where tests count, a PDF is drawn; elsewhere a machine without Pango leaves these out and says so.
needs_pango = pytest.mark.skipif(
    not os.environ.get("CI") and ctypes.util.find_library("pangoft2-1.0") is None, reason="the Pango library is missing"
)


def unpacked(pdf: bytes) -> bytes:
    """The objects of a PDF as they are before compression."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"\x78")


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", unpacked(pdf)))


@needs_pango
@pytest.mark.parametrize(
    "patient", [ADULT, BLOCKED, CHILD, "58M pancreatic NET, what imaging?", "45F headache, ?brain tumour"]
)
def test_a_pdf_has_one_page_or_two(door: Door, patient: str) -> None:
    pdf = printed(board_sheet(door.recommend(patient), door.knowledge), ".pdf")
    assert pdf.startswith(b"%PDF-")
    assert 1 <= pages(pdf) <= 2


@needs_pango
def test_a_pdf_fetches_nothing(tmp_path: Path, door: Door) -> None:
    dot = tmp_path / "dot.png"
    dot.write_bytes(base64.b64decode(DOT))
    html = html_of(board_sheet(door.recommend(ADULT), door.knowledge))
    asked = "".join(f'<img src="{url}" alt="">' for url in (dot.as_uri(), f"data:image/png;base64,{DOT}"))
    assert b"/Image" not in unpacked(pdf_of(html.replace("<main>", f"<main>{asked}")))


@pytest.mark.parametrize("ending", [".html", ".md", pytest.param(".pdf", marks=needs_pango)])
def test_recommend_writes_the_sheet_and_prints_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    out = tmp_path / f"sheet{ending}"
    status = main(["recommend", ADULT, "--sheet", str(out)])
    printed_page = capsys.readouterr()
    assert (status, printed_page.err) == (0, f"Sheet written to {out}\n")
    assert printed_page.out.startswith("Squamous cell anal cancer")
    assert out.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [out]


FAULTS = [
    ("sheet.docx", "ends in '.docx'; the ending says the format. Accepted: .html, .pdf, .md."),
    ("sheet", "has no ending; the ending says the format. Accepted: .html, .pdf, .md."),
    ("folder.html", "is a folder; name a file."),
    ("nowhere/sheet.html", "cannot be written: No such file or directory."),
]


@pytest.mark.parametrize(("name", "told"), FAULTS)
def test_a_sheet_that_cannot_be_written_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    status = main(["recommend", ADULT, "--sheet", str(tmp_path / name)])
    assert status == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["folder.html"]


def test_a_sheet_is_for_one_patient(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", "--jsonl", "cases.jsonl", "--sheet", "sheet.html"]) == 2
    assert "--sheet: is for one patient" in capsys.readouterr().err


def test_a_refused_text_leaves_the_old_sheet_alone(tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    out.write_text("old")
    main(["recommend", "--file", str(tmp_path / "missing.yaml"), "--sheet", str(out)])
    assert out.read_text() == "old"
