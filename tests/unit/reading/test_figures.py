"""TNM, grade, stage, size and Ki-67 as they are printed."""

from typing import Any

import pytest
from tests.unit.reading.reader import Reader, row, wrong

T, N, M = "cancer.t", "cancer.n", "cancer.m"
GRADE, PRINTED, STAGE = "cancer.grade", "cancer.grade_as_stated", "cancer.stage_as_stated"
ROWS = [
    row("anal SCC T2N0M0", cancer__t="T2", cancer__n="N0", cancer__m="M0"),
    row("anal SCC cT3 N1a Mx", M, cancer__t="T3", cancer__n="N1a", cancer__tnm_basis="c"),
    row("UPS pT1b", cancer__t="T1b", cancer__tnm_basis="p"),
    row("anal SCC T2 N0", cancer__t="T2", cancer__n="N0"),
    row("anal SCC, T3, N1", cancer__t="T3", cancer__n="N1"),
    row("anal SCC ypT0N0", cancer__t="T0", cancer__n="N0", cancer__tnm_basis="yp"),
    row("anal SCC rT2", cancer__t="T2", cancer__tnm_basis="r"),
    row("anal SCC ycT1", cancer__t="T1", cancer__tnm_basis="yc"),
    row("anal scc ct2n1a", cancer__t="T2", cancer__n="N1a", cancer__tnm_basis="c"),
    row("anal scc t2n0m0", cancer__t="T2", cancer__n="N0", cancer__m="M0"),
    row("anal SCC T4bN1cM1", cancer__t="T4b", cancer__n="N1c", cancer__m="M1", metastasis__present=True),
    row("Tis anal SCC", cancer__t="Tis"),
    row("anal SCC T3N1aM?", M, cancer__t="T3", cancer__n="N1a"),
    row("anal SCC TxN0", T, cancer__n="N0"),
    row("anal SCC, T2 on exam", cancer__t="T2"),
    row("anal SCC cT2 cN0 cM0", cancer__t="T2", cancer__n="N0", cancer__m="M0", cancer__tnm_basis="c"),
    row("anal SCC pT2pN1", cancer__t="T2", cancer__n="N1", cancer__tnm_basis="p"),
    row("ycT0? after CRT, anal SCC", T),
    row("UPS, T2-weighted MRI", T),
    row("UPS, T2 hyperintense", T),
    row("UPS bright on T2", T),
    row("MRI T2 sequences, UPS", T),
    row("Ewing sarcoma at T12", T),
    row("Ewing sarcoma, T4 vertebral body", T),
    row("chordoma, T1 spine level", T),
    row("T2DM, anal SCC", T),
    row("TSH and free T4 normal, pNET", T),
    row("anal SCC, CD4 310", T, N, M),
    row("G2P2, anal SCC", GRADE, PRINTED),
    # grade
    row("UPS G3", cancer__grade="high", cancer__grade_as_stated="G3"),
    row("pNET G1", cancer__grade="low", cancer__grade_as_stated="G1"),
    row("pNET g2", cancer__grade="intermediate", cancer__grade_as_stated="g2"),
    row("grade 3 LMS", cancer__grade="high", cancer__grade_as_stated="grade 3"),
    row("grade II chondrosarcoma", cancer__grade="intermediate"),
    row("FNCLCC grade 2 UPS", cancer__grade="intermediate"),
    row("high-grade UPS", cancer__grade="high", cancer__grade_as_stated="high-grade"),
    row("HG STS", cancer__grade="high"),
    row("LG chondrosarcoma", cancer__grade="low"),
    row("low grade chondrosarcoma", cancer__grade="low"),
    row("intermediate-grade STS", cancer__grade="intermediate"),
    row("STS, grade pending", GRADE, PRINTED),
    row("STS, grade ?", GRADE, PRINTED),
    row("STS, grade unknown", GRADE, PRINTED),
    row("well-differentiated liposarcoma", GRADE, cancer__histology="well_differentiated_liposarcoma"),
    row("well diff pNET", GRADE, cancer__differentiation="well"),
    row("poorly differentiated anal SCC", cancer__differentiation="poor"),
    row("mod diff SCC of anus", cancer__differentiation="moderate"),
    row("grade 3 mucositis, anal SCC", GRADE),
    row("high grade dysplasia", GRADE),
    row("not high grade, UPS", GRADE),
    row("mother had a high-grade sarcoma", GRADE),
    # stage
    row("anal SCC stage IIIA", cancer__stage_as_stated="IIIA"),
    row("stage 2 pNET", cancer__stage_as_stated="2"),
    row("stage IV pNET", "metastasis.present", cancer__stage_as_stated="IV"),
    row("early stage pNET", STAGE),
    row("stage IV?", STAGE),
    # Ki-67 and size
    row("pNET Ki-67 3%", cancer__ki67_percent=3),
    row("pNET, Ki67 of 12%", cancer__ki67_percent=12),
    row("pNET (ki-67: 2.5 %)", cancer__ki67_percent=2.5),
    row("pNET Ki-67 index 8 percent", cancer__ki67_percent=8),
    row("2.3 cm pNET", cancer__size_cm=2.3),
    row("pNET 15 mm", cancer__size_cm=1.5),
    row("pNET measuring 3.2 x 2.1 cm", cancer__size_cm=3.2),
    row("6 cm thigh mass, UPS", cancer__size_cm=6),
    row("8 mm lung nodule, anal SCC", "cancer.size_cm"),
    row("rectal cancer 4 cm above the anal verge", "cancer.size_cm"),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_the_line_prints_these_figures(reader: Reader, text: str, wanted: dict[str, Any]) -> None:
    assert wrong(reader, text, wanted) == {}
