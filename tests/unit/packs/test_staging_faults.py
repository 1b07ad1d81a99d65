"""Faults of a staging table: each at its place, and none of them ends the reading."""

from pathlib import Path

import pytest

from metscout.packs.build import build
from metscout.packs.load import load_knowledge, read_folders, shipped_folder

TABLE, SITES = "knowledge/staging/bone_appendicular_ajcc8.yaml", "knowledge/staging/sites.yaml"
FIRST_ROW = "  - {tumor: T1, nodes: [N0, NX], distant: M0, grade: [G1, GX], stage: IA}\n"

# what a reader would say; file, text, what stands in its place; code of the fault, where it points
ROWS: list[tuple[str, tuple[str, str, str], tuple[str, str]]] = [
    ("a row with a category that is none", (TABLE, FIRST_ROW, FIRST_ROW.replace("T1", "T9")), ("unknown_value", "rows[0].tumor")),
    ("a row that an earlier one covers", (TABLE, FIRST_ROW, FIRST_ROW * 2), ("unreachable_row", "rows[1]")),
    ("a row without a stage", (TABLE, FIRST_ROW, FIRST_ROW.replace(", stage: IA", "")), ("missing_key", "rows[0]")),
    ("a row with a basis of nowhere", (TABLE, FIRST_ROW, FIRST_ROW.replace("IA}", "IA, basis: guess}")), ("unknown_value", "rows[0].basis")),
    ("a row that names no category", (TABLE, FIRST_ROW, FIRST_ROW.replace("tumor: T1", "tumor: []")), ("missing_key", "rows[0].tumor")),
    ("a heading that is none", (TABLE, "at: bone\n", "at: skeleton\n"), ("unknown_heading", "at")),
    ("a site that is none", (TABLE, "site: bone_appendicular\n", "site: bones\n"), ("unknown_value", "site")),
    ("a misspelled key", (TABLE, "grade_words:", "grade_wards:"), ("unknown_key", "grade_wards")),
    ("a bound that is none", (TABLE, "{at_most: 80}", "{up_to: 80}"), ("unknown_key", "tumor.T1.size_mm.up_to")),
    ("words for two letters", (SITES, "      reads: T3\n", "      reads: [T3, M1]\n"), ("unknown_value", "[1].words[0].reads")),
    ("a site that no fact makes", (SITES, "    - {fact: cancer.primary_site, values: [bone]}\n    - {fact: cancer.histology, values: [bone_sarcoma]}\n", "    []\n"), ("missing_key", "[1].asks")),
    ("a value that is none", (SITES, "values: [bone]", "values: [bones]"), ("unknown_value", "[1].asks[0].values[0]")),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    """The staging tables and the vocabulary they rest on."""
    found = read_folders([shipped_folder()])
    return {name: content for name, content in found.items() if name.split("/")[1] in ("staging", "vocabulary")}


def faults(shipped: dict[str, bytes], file: str, old: str, new: str) -> list[tuple[str, str, str]]:
    text = shipped[file].decode()
    assert old in text
    return [(f.file, f.code, f.where) for f in build(shipped | {file: text.replace(old, new, 1).encode()})[2]]


@pytest.mark.parametrize(("case", "change", "fault"), ROWS, ids=[row[0] for row in ROWS])
def test_a_fault_is_named_at_its_place(
    case: str, change: tuple[str, str, str], fault: tuple[str, str], shipped: dict[str, bytes]
) -> None:
    assert (change[0], *fault) in faults(shipped, *change)


@pytest.mark.parametrize("file", [TABLE, SITES], ids=["a table", "the sites"])
@pytest.mark.parametrize(
    "text", ["", "just a text\n", "- 1\n- [x]\n", "tumor: 3\n"], ids=["empty", "text", "list", "number"]
)
def test_a_file_that_is_something_else_is_a_fault_and_no_crash(file: str, text: str, shipped: dict[str, bytes]) -> None:
    assert any(fault.file == file for fault in build(shipped | {file: text.encode()})[2])


def test_a_site_without_a_table_is_a_fault(shipped: dict[str, bytes]) -> None:
    found = build({name: content for name, content in shipped.items() if name != TABLE})[2]
    told = [(fault.code, fault.where) for fault in found if fault.file == SITES]
    assert told == [("missing_table", "[1]")]


def test_the_cache_gives_back_what_was_compiled(own_cache: Path) -> None:
    load_knowledge()
    assert load_knowledge().staging == load_knowledge(use_cache=False).staging
