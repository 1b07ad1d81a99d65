"""Categories, grades, sites, editions and years in the ways people write them."""

from typing import Any

import pytest

from metscout import Door

YEAR: dict[str, Any] = {"site": "anal canal", "diagnosis_year": 2020}
CATEGORIES: list[tuple[str, str, str | None]] = [
    ("t", "T2", "T2"), ("t", "2", "T2"), ("t", "t2", "T2"), ("t", "cT2", "T2"), ("t", "c T2", "T2"), ("t", "p2", "T2"),
    ("t", "ypT2", "T2"), ("t", " T 2 ", "T2"), ("t", "is", "Tis"), ("t", "pTis", "Tis"), ("t", "x", "TX"),
    ("t", "Tx", "TX"), ("t", "T2(m)", "T2"), ("n", "N1a", "N1a"), ("n", "1A", "N1a"), ("n", "pN1a(sn)", "N1a"),
    ("n", "n0(i+)", "N0"), ("n", "0", "N0"), ("n", "nx", "NX"), ("m", "0", "M0"), ("m", "cM0", "M0"), ("m", "MX", "MX"),
    ("n", "inguinal nodes", None), ("t", "in situ", None),
]  # fmt: skip


@pytest.mark.parametrize(("part", "text", "value"), CATEGORIES, ids=[f"{p} {t.strip()}" for p, t, _ in CATEGORIES])
def test_a_category_is_read(part: str, text: str, value: str | None, door: Door) -> None:
    wanted = value or {"n": "N1a", "t": "Tis"}[part]
    assert getattr(door.stage(**YEAR, **{part: text}).given, part) == wanted


PREFIXES = [
    ("cT2", "N0", "c", "clinical"), ("pT2", "pN0", "p", "pathologic"), ("ypT2", "N0", "yp", "pathologic"),
    ("ycT2", "ycN0", "yc", "clinical"), ("rT2", "N0", "r", None), ("T2", "N0", None, None), ("cT2", "pN0", None, None),
    ("T2", "pN0", "p", "pathologic"),
]  # fmt: skip


@pytest.mark.parametrize(("t", "n", "prefix", "basis"), PREFIXES, ids=[f"{t} {n}" for t, n, _, _ in PREFIXES])
def test_the_prefix_is_kept_and_names_the_basis(
    t: str, n: str, prefix: str | None, basis: str | None, door: Door
) -> None:
    given = door.stage(**YEAR, t=t, n=n, m="M0").given
    assert (given.prefix, given.basis) == (prefix, basis)


def test_prefixes_that_differ_are_said(door: Door) -> None:
    said = " ".join(sentence.text for sentence in door.stage(**YEAR, t="cT2", n="pN0", m="M0").because)
    assert "cT2, pN0" in said


def test_a_subcategory_that_the_table_lacks_is_read_as_its_category_and_said(door: Door) -> None:
    answer = door.stage(site="rectum", t="pT3b", n="N0", m="M0")
    assert (answer.stage_group, answer.given.t, "read as T3" in " ".join(s.text for s in answer.because)) == (
        "IIA", "T3b", True
    )  # fmt: skip


GRADES = [
    ("G1", "IA"), ("1", "IA"), ("low", "IA"), ("low grade", "IA"), ("low-grade", "IA"), ("GX", "IA"), ("G2", "IIA"),
    ("grade 3", "IIA"), ("Grade III", "IIA"), ("high", "IIA"), ("high grade", "IIA"), ("High-Grade", "IIA"),
    ("intermediate", "IIA"), ("2/3", "IIA"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "group"), GRADES, ids=[text for text, _ in GRADES])
def test_a_grade_is_read(text: str, group: str, door: Door) -> None:
    assert door.stage(site="bone", t="T1", n="N0", m="M0", grade=text).stage_group == group


SITES = [
    ("anus", "anal_canal"), ("anal canal", "anal_canal"), ("Anal_Canal", "anal_canal"), ("anal SCC", "anal_canal"),
    ("rectum", "colorectal"), ("colon", "colorectal"), ("sigmoid", "colorectal"), ("rectal adenocarcinoma", "colorectal"),
    ("bone", "bone_appendicular"), ("osteosarcoma", "bone_appendicular"), ("Ewing sarcoma", "bone_appendicular"),
    ("osteosarcoma of the distal femur", "bone_appendicular"), ("soft tissue", "soft_tissue_trunk_extremity"),
    ("extremity sarcoma", "soft_tissue_trunk_extremity"), ("STS", "soft_tissue_trunk_extremity"),
    ("liposarcoma of the thigh", "soft_tissue_trunk_extremity"), ("pNET", "pancreatic_net"),
    ("pancreas NET", "pancreatic_net"), ("pancreatic neuroendocrine tumour", "pancreatic_net"),
    ("insulinoma", "pancreatic_net"), ("colorectal", "colorectal"),
    ("femur", "bone_appendicular"), ("distal tibia", "bone_appendicular"), ("left humerus", "bone_appendicular"),
    ("rib", "bone_appendicular"), ("mandible", "bone_appendicular"), ("soft tissue thigh", "soft_tissue_trunk_extremity"),
    ("soft tissue of the trunk", "soft_tissue_trunk_extremity"), ("thigh sarcoma", "soft_tissue_trunk_extremity"),
    ("chest wall soft tissue", "soft_tissue_trunk_extremity"), ("quadriceps muscle", "soft_tissue_trunk_extremity"),
    ("soft tissue mass of the left forearm", "soft_tissue_trunk_extremity"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "site"), SITES, ids=[text for text, _ in SITES])
def test_a_site_is_read(text: str, site: str, door: Door) -> None:
    assert door.stage(site=text, t="T2", n="N0", m="M0", grade="G1").site == site


TEXTS: list[tuple[str, str, str | None]] = [
    ("anal SCC cT2 N1a M0, AJCC 8", "AJCC 8", "IIIA"),
    ("anal SCC cT2N1aM0 (AJCC version 9)", "AJCC Version 9", "IIB"),
    ("anal SCC diagnosed in 2024, T2 N1a M0", "AJCC Version 9", "IIB"),
    ("anal SCC dx 03/2021 T2 N1a M0", "AJCC 8", "IIIA"),
    ("anal canal T2 N1a M0 dx 2024", "AJCC Version 9", "IIB"),
    ("rectal cancer pT3N1bM0", "AJCC 8", "IIIB"),
    ("rectal cancer TXN1M0", "AJCC 8", "III"),
    ("colon cancer T4b N2a M0", "AJCC 8", "IIIC"),
    ("osteosarcoma femur T1 N0 M1a G3", "AJCC 8", "IVA"),
    ("osteosarcoma femur T2 N0 M0 high grade", "AJCC 8", "IIB"),
    ("soft tissue sarcoma thigh T3N0M0 G2", "AJCC 8", "IIIB"),
    ("pNET T4NXM0", "AJCC 8", "III"),
    ("pNET pT2 N0 M0, ENETS", "ENETS", "IIA"),
]


@pytest.mark.parametrize(("text", "edition", "group"), TEXTS, ids=[text for text, _, _ in TEXTS])
def test_a_line_of_text_is_staged(text: str, edition: str, group: str | None, door: Door) -> None:
    answer = door.stage(text)
    assert (answer.edition, answer.stage_group) == (edition, group)


def test_facts_are_staged(door: Door) -> None:
    facts = {"cancer.primary_site": "anus", "cancer.t": "cT2", "cancer.n": "N0", "cancer.m": "M0"}
    assert door.stage({**facts, "cancer.diagnosis_year": 2021}).stage_group == "IIA"


def test_a_single_value_completes_a_text(door: Door) -> None:
    assert door.stage("T2N1aM0", site="anus", edition="8").stage_group == "IIIA"


def test_a_year_of_the_text_is_a_fact_with_its_place(door: Door) -> None:
    text = "anal SCC dx 03/2021 T2 N1a M0"
    (fact,) = (f for f in door.stage(text).facts if f.name == "cancer.diagnosis_year")
    assert fact.origin.span is not None
    assert text[slice(*fact.origin.span)] == fact.origin.quote == "2021"
