"""What a stage is made of: editions, what is missing, what cannot be, and the traps the sources name."""

from typing import Any

import pytest

from metscout import Door
from metscout.engine.stage import stage_of
from metscout.terms.document import as_document
from metscout.terms.errors import FactError

ANAL = {"site": "anus", "n": "N0", "m": "M0"}
BONE = {"site": "bone", "n": "N0", "m": "M0", "grade": "G3"}
STS = {"site": "soft tissue", "n": "N0", "m": "M0", "grade": "G2"}
NET = {"site": "pNET", "n": "N0", "m": "M0"}

EDITIONS: list[tuple[str, dict[str, Any], str | None, dict[str, str | None]]] = [
    ("neither edition nor year, and they differ", {"t": "T2", "n": "N1a"}, None, {"AJCC 8": "IIIA", "AJCC Version 9": "IIB"}),
    ("neither edition nor year, and they agree", {"t": "T2"}, "IIA", {"AJCC 8": "IIA", "AJCC Version 9": "IIA"}),
    ("in situ, without edition", {"t": "Tis"}, None, {"AJCC 8": "0", "AJCC Version 9": None}),
    ("the last year of the 8th edition", {"t": "T3", "diagnosis_year": 2022}, "IIB", {"AJCC 8": "IIB"}),
    ("the first year of version 9", {"t": "T3", "diagnosis_year": "2023"}, "IIIA", {"AJCC Version 9": "IIIA"}),
    ("the first year of the 8th edition", {"t": "T3", "diagnosis_year": 2018}, "IIB", {"AJCC 8": "IIB"}),
    ("the edition by its number", {"t": "T3", "n": "N1b", "edition": "8"}, "IIIC", {"AJCC 8": "IIIC"}),
    ("the edition in words", {"t": "T3", "n": "N1b", "edition": "AJCC 9th edition"}, "IIIA", {"AJCC Version 9": "IIIA"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "group", "by_edition"), EDITIONS, ids=[row[0] for row in EDITIONS])
def test_the_edition_follows_what_is_stated(
    case: str, values: dict[str, Any], group: str | None, by_edition: dict[str, str | None], door: Door
) -> None:
    answer = door.stage(**{**ANAL, **values})
    assert (answer.outcome.value, answer.stage_group, {e.edition: e.stage_group for e in answer.by_edition}) == (
        "staged", group, by_edition
    )  # fmt: skip


BOTH = [
    ("both with their names", "anal SCC cT2 N1a M0 AJCC 8 and AJCC v9", {"AJCC 8": "IIIA", "AJCC Version 9": "IIB"}),
    ("the second one short", "anal SCC cT2 N1a M0, AJCC 8 vs v9", {"AJCC 8": "IIIA", "AJCC Version 9": "IIB"}),
    ("the first one short", "anal SCC cT2 N1a M0, 8th and 9th edition", {"AJCC 8": "IIIA", "AJCC Version 9": "IIB"}),
    ("a rival system", "pNET T2 N0 M0 AJCC 8 and ENETS", {"AJCC 8": "II", "ENETS": "IIA"}),
    ("one that has no table", "pNET T2 N0 M0 AJCC 8 and AJCC 9", {"AJCC 8": "II"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by_edition"), [row[1:] for row in BOTH], ids=[row[0] for row in BOTH])
def test_all_editions_that_a_text_names_are_answered(text: str, by_edition: dict[str, str], door: Door) -> None:
    assert {e.edition: e.stage_group for e in door.stage(text).by_edition} == by_edition


VERTEBRAE = ["anal SCC, mets at T10, N1 M1", "anal SCC T2 N1 M1, met at T9", "anal SCC T2 N0 M0, CN5 palsy"]


@pytest.mark.parametrize("text", VERTEBRAE)
def test_a_vertebra_or_a_nerve_is_no_category(text: str, door: Door) -> None:
    assert door.stage(text).outcome.value == "staged"


SEVERAL = ["rectum and anus", "rectum or anus", "rectum / anus", "colon, rectum and anus"]


@pytest.mark.parametrize("site", SEVERAL)
def test_of_several_sites_it_is_asked_which(site: str, door: Door) -> None:
    answer = door.stage(site=site, t="T2", n="N0", m="M0")
    assert (answer.outcome.value, answer.missing[0].fact) == ("needs_facts", "cancer.primary_site")


def test_several_names_of_one_site_are_one(door: Door) -> None:
    assert door.stage(site="colon and rectum", t="T2", n="N0", m="M0").outcome.value == "staged"


def test_a_year_after_the_date_of_the_answer_is_refused() -> None:
    with pytest.raises(FactError) as caught:
        Door(as_of="2023-01-01").stage(**ANAL, t="T2", diagnosis_year=2024)
    assert caught.value.code == "future_date"


def test_the_year_is_asked_where_it_decides(door: Door) -> None:
    answer = door.stage(**{**ANAL, "t": "T2", "n": "N1a"})
    assert [(m.fact, [(d.value, d.leads_to) for d in m.decides]) for m in answer.missing] == [
        ("cancer.diagnosis_year", [(2018, ("IIIA",)), (2023, ("IIB",))])
    ]


def test_an_edition_asked_for_outside_its_years_is_followed_and_said(door: Door) -> None:
    answer = door.stage(**ANAL, t="T3", edition="AJCC 8", diagnosis_year=2024)
    assert (answer.stage_group, answer.warnings[0].code) == ("IIB", "source_superseded")


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("a year before the first edition here", {**ANAL, "t": "T2", "diagnosis_year": 2017}, "earlier edition"),
    ("a pancreatic NET of 2024", {**NET, "t": "T2", "diagnosis_year": 2024}, "No public table"),
    ("a pancreatic NET in version 9", {**NET, "t": "T2", "edition": "v9"}, "No public table"),
    ("version 9 of bone", {**BONE, "t": "T2", "edition": "v9"}, "No table of AJCC Version 9"),
    ("the missing row of ENETS", {**NET, "t": "T4", "edition": "ENETS"}, "was missing"),
    ("bone of the pelvis", {"patient": "osteosarcoma of the pelvis T1 N0 M0 G2"}, "pelvis and spine"),
    ("bone of the spine", {**BONE, "t": "T1", "site": "spine"}, "pelvis and spine"),
    ("retroperitoneum", {**STS, "t": "T1", "site": "retroperitoneum"}, "retroperitoneum"),
    ("retroperitoneum in a text", {"patient": "retroperitoneal liposarcoma T2 N0 M0 G2"}, "retroperitoneum"),
    ("neuroendocrine carcinoma", {"patient": "pancreatic NEC T2 N0 M0"}, "exocrine pancreas"),
    ("exocrine pancreas", {"patient": "pancreatic adenocarcinoma T2 N0 M0"}, "exocrine pancreas"),
    ("melanoma of the anus", {"patient": "anal melanoma T2 N0 M0"}, "for carcinoma"),
    ("a NET of the rectum", {"patient": "rectal NET T2 N0 M0"}, "for adenocarcinoma"),
    ("a bone of the pelvis by its name", {**BONE, "t": "T1", "site": "left iliac bone"}, "pelvis and spine"),
    ("soft tissue of the neck", {**STS, "t": "T1", "site": "soft tissue of the neck"}, "head and neck"),
    ("head and neck", {**STS, "t": "T1", "site": "head and neck"}, "head and neck"),
    ("an organ without a table", {"site": "left kidney", "t": "T2", "n": "N0", "m": "M0"}, "No table here"),
    ("a tumor of an organ without a table", {"site": "renal cell carcinoma", "t": "T2", "n": "N0", "m": "M0"}, "No table here"),
    ("melanoma of a limb", {**STS, "t": "T1", "site": "melanoma of the thigh"}, "No table here"),
    ("another organ", {"site": "breast", "t": "T2", "n": "N0", "m": "M0"}, "No table here"),
    ("another organ in a text", {"patient": "lung adenocarcinoma T2 N0 M0"}, "No table here"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "reason"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_no_table_here_stages_is_out_of_scope_with_the_reason(
    case: str, values: dict[str, Any], reason: str, door: Door
) -> None:
    answer = door.stage(**values)
    said = " ".join(sentence.text for sentence in answer.because)
    assert (answer.outcome.value, answer.stage_group, reason in said) == ("out_of_scope", None, True)


MISSING: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    ("N", {"site": "anus", "t": "T2", "m": "M0", "edition": "8"}, ["cancer.n"], ["IIA", "IIIA"]),
    ("M", {"site": "anus", "t": "T2", "n": "N0", "edition": "8"}, ["cancer.m"], ["IIA", "IV"]),
    ("M that was not assessed", {"site": "anus", "t": "T2", "n": "N0", "m": "MX", "edition": "8"}, ["cancer.m"], ["IIA", "IV"]),
    ("nodes that were not assessed", {"site": "anus", "t": "T2", "n": "NX", "m": "M0", "edition": "8"}, ["cancer.n"], ["IIA", "IIIA"]),
    ("a tumor that was not assessed", {"site": "rectum", "t": "TX", "n": "N0", "m": "M0"}, ["cancer.t"], ["0", "I", "IIA", "IIB", "IIC", "II"]),
    ("the number of positive nodes", {"patient": "colon cancer pT3 cN+ M0"}, ["cancer.n"], ["IIIB", "IIIC", "III"]),
    ("the grade", {"site": "bone", "t": "T1", "n": "N0", "m": "M0"}, ["cancer.grade"], ["IA", "IIA"]),
    ("T and the grade", {"site": "sts", "n": "N0", "m": "M0"}, ["cancer.t", "cancer.grade"], ["IA", "IB", "II", "IIIA", "IIIB", "I"]),
    ("the place of the metastasis", {"site": "bone", "t": "T1", "n": "N0", "m": "metastatic"}, ["cancer.m"], ["IVA", "IVB"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "values", "asked", "possible"), MISSING, ids=[f"{row[0]} is missing" for row in MISSING]
)
def test_a_missing_category_is_asked_with_what_each_value_leads_to(
    case: str, values: dict[str, Any], asked: list[str], possible: list[str], door: Door
) -> None:
    answer = door.stage(**values)
    assert (answer.outcome.value, [m.fact for m in answer.missing], list(answer.possible_groups)) == (
        "needs_facts", asked, possible
    )  # fmt: skip


def test_each_value_of_a_missing_category_says_its_group(door: Door) -> None:
    answer = door.stage(site="anus", t="T4", m="M0", edition="8")
    decides = {str(d.value): d.leads_to for d in answer.missing[0].decides}
    assert decides == {"N0": ("IIIB",), "NX": ("III",), **dict.fromkeys(("N1", "N1a", "N1b", "N1c"), ("IIIC",))}


SETTLED: list[tuple[str, dict[str, Any], str]] = [
    ("M1 of the anal canal", {"site": "anus", "m": "M1", "edition": "8"}, "IV"),
    ("a node of soft tissue", {"site": "sts", "n": "N1", "m": "M0"}, "IV"),
    ("a node of bone", {"site": "bone", "n": "N1", "m": "M0"}, "IVB"),
    ("any metastasis of a NET", {"site": "pnet", "m": "M+"}, "IV"),
    ("a high grade that is G2 or G3", {"site": "bone", "t": "T2", "n": "N0", "m": "M0", "grade": "high"}, "IIB"),
    ("some node of the anal canal", {"site": "anus", "t": "T2", "n": "N+", "m": "M0", "edition": "8"}, "IIIA"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "group"), SETTLED, ids=[row[0] for row in SETTLED])
def test_what_changes_nothing_is_not_asked(case: str, values: dict[str, Any], group: str, door: Door) -> None:
    answer = door.stage(**values)
    assert (answer.stage_group, answer.missing) == (group, ())


def test_a_primary_that_was_not_found_keeps_a_missing_node_open(door: Door) -> None:
    """STS T0 G1 is stage IV with a node and has no group without one: the node is asked, never taken."""
    assert door.stage(site="sts", t="T0", m="M0", grade="G1").outcome.value == "needs_facts"


TRAPS: list[tuple[str, dict[str, Any], str]] = [
    ("a skip lesion in the same bone is T3", {**BONE, "t": "skip lesion in the same bone"}, "III"),
    ("a skip lesion in a text", {"patient": "osteosarcoma femur G3 N0 M0, skip lesion in the same bone"}, "III"),
    ("lung only is M1a of bone", {**BONE, "t": "T1", "m": "lung only"}, "IVA"),
    ("another bone is M1b", {**BONE, "t": "T1", "m": "another bone"}, "IVB"),
    ("lung only has no substage in soft tissue", {**STS, "t": "T1", "m": "lung only"}, "IV"),
    ("a node alone is stage IV in soft tissue", {**STS, "t": "T1", "n": "N1"}, "IV"),
    ("an inguinal node is regional for the anal canal", {**ANAL, "t": "T2", "n": "inguinal node", "edition": "8"}, "IIIA"),
    ("an inguinal node is distant for the rectum", {"site": "rectum", "t": "T2", "n": "inguinal node"}, "IV"),
    ("an inguinal node in a text on the rectum", {"patient": "rectal adenocarcinoma T3 N0, biopsy-proven inguinal node metastasis"}, "IV"),
    ("a para-aortic node is distant for the anal canal", {"site": "anus", "t": "T2", "n": "para-aortic node", "edition": "8"}, "IV"),
    ("a positive groin node in a text on the anal canal", {"patient": "anal SCC T2 M0, positive groin node, AJCC 8"}, "IIIA"),
    ("a positive inguinal node in a text on the rectum", {"patient": "rectal cancer T3 N0, inguinal node positive"}, "IV"),
    ("a para-aortic node in a text on the anal canal", {"patient": "anal SCC T2 N0, para-aortic node metastasis, AJCC 8"}, "IV"),
    ("liver only in a text on a NET", {"patient": "pNET T2 N0, liver mets only"}, "IV"),
    ("lung only in a text on bone", {"patient": "osteosarcoma T2 N0 lung mets only G3"}, "IVA"),
    ("bone and lung in a text on bone", {"patient": "osteosarcoma T2 N0 G3 bone and lung mets"}, "IVB"),
    ("two organs in a text on the rectum", {"patient": "rectal cancer T3 N0, liver and lung mets"}, "IVB"),
    ("one organ in a text on the rectum", {"patient": "rectal cancer T3 N0, liver mets only"}, "IVA"),
    ("the peritoneum in a text on the colon", {"patient": "colon cancer T4a N1c, peritoneal carcinomatosis"}, "IVC"),
    ("negative nodes and no spread", {"patient": "anal SCC T2 node negative no distant mets"}, "IIA"),
    ("five of fourteen nodes", {"patient": "colon cancer pT3 M0, 5 of 14 nodes positive"}, "IIIB"),
    ("none of fourteen nodes", {"patient": "colon cancer pT3 M0, 0/14 nodes"}, "IIA"),
    ("deposits without a positive node", {"patient": "colon cancer pT1 M0 tumor deposits, 0/14 nodes"}, "IIIA"),
    ("a count given for N", {"site": "colon", "t": "T4a", "n": "5/14", "m": "M0"}, "IIIC"),
    ("words in another order given for N", {**ANAL, "t": "T2", "n": "positive groin node", "edition": "8"}, "IIIA"),
    ("words given for N and M", {"site": "rectum", "t": "T3", "n": "node negative", "m": "no distant mets"}, "IIA"),
    ("a sarcoma in a named bone", {"patient": "sarcoma of the femur T1 N0 M0 G3"}, "IIA"),
    ("a sarcoma in a region", {"patient": "sarcoma thigh T2 N0 M0 G2"}, "IIIA"),
    ("exactly 20 mm is T2 of a NET", {**NET, "size": "20 mm"}, "II"),
    ("just below 20 mm is T1 of a NET", {**NET, "size": "1.9 cm"}, "I"),
    ("T4 of a NET does not wait for the nodes", {**NET, "t": "T4", "n": "NX"}, "III"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "group"), TRAPS, ids=[row[0] for row in TRAPS])
def test_the_traps_that_the_sources_name(case: str, values: dict[str, Any], group: str, door: Door) -> None:
    assert door.stage(**values).stage_group == group


OPEN: list[tuple[str, dict[str, Any], list[str]]] = [
    ("a printed T2 beside a skip lesion", {"patient": "osteosarcoma femur T2 N0 M0 G3, skip lesion in the same bone"}, ["IIB", "III"]),
    ("M0 beside an inguinal node of the rectum", {"site": "rectum", "t": "T2", "n": "N0", "m": "M0", "patient": "biopsy-proven inguinal node metastasis"}, ["I", "IV"]),
    ("M0 beside liver metastases", {"patient": "rectal cancer T3 N0 M0, new liver mets"}, ["IIA", "IVA", "IVB", "IVC"]),
    ("N0 beside a positive node", {"patient": "anal SCC T2 N0 M0, node positive, AJCC 8"}, ["IIA", "IIIA"]),
    ("two T categories", {"patient": "anal SCC T2 N0 M0, T3 on MRI, AJCC 8"}, ["IIA", "IIB"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "possible"), OPEN, ids=[row[0] for row in OPEN])
def test_what_is_said_in_two_ways_stays_open(
    case: str, values: dict[str, Any], possible: list[str], door: Door
) -> None:
    answer = door.stage(**values)
    assert (answer.outcome.value, list(answer.possible_groups)) == ("needs_facts", possible)


DOUBTED: list[tuple[str, str, list[str]]] = [
    ("asked before", "rectal cancer T3 N1 ?liver mets", ["cancer.m"]),
    ("asked behind", "rectal cancer T3 N1 distant mets?", ["cancer.m"]),
    ("ruled out yet", "rectal cancer T3 N1, rule out distant mets", ["cancer.m"]),
    ("looked for", "rectal cancer T3 N1 CT for liver mets", ["cancer.m"]),
    ("a node that is only suspicious", "anal SCC T2 M0, suspicious inguinal node, AJCC 8", ["cancer.n"]),
    ("one node group that is free", "anal SCC T2 M0, no inguinal node metastasis, AJCC 8", ["cancer.n"]),
    ("a negative biopsy of a node", "anal SCC T2 M0, inguinal node biopsy negative, AJCC 8", ["cancer.n"]),
    ("metastases of an earlier cancer", "rectal cancer T3 N1, history of breast cancer with bone mets", ["cancer.m"]),
    ("one organ that is free", "rectal cancer T3 N1, no liver mets", ["cancer.m"]),
    ("a denial that runs on", "osteosarcoma T2 N0 G3, no lung mets or skip lesion", ["cancer.m"]),
    ("nodes of another place", "colon cancer T3 M0, 1 of 3 inguinal nodes positive", ["cancer.m", "cancer.n"]),
]


@pytest.mark.parametrize(("case", "text", "asked"), DOUBTED, ids=[row[0] for row in DOUBTED])
def test_what_is_denied_or_doubted_says_no_category(case: str, text: str, asked: list[str], door: Door) -> None:
    assert sorted(missing.fact for missing in door.stage(text).missing) == asked


def test_a_count_that_makes_another_category_is_said(door: Door) -> None:
    answer = door.stage("colon cancer pT3 pN1b M0, 5/14 nodes positive")
    assert (answer.given.n, "would be N2a" in " ".join(s.text for s in answer.because)) == ("N1b", True)


def test_the_site_that_a_place_makes_is_said(door: Door) -> None:
    said = " ".join(sentence.text for sentence in door.stage(**{**BONE, "site": "femur", "t": "T1"}).because)
    assert "The place is a bone" in said


def test_a_denied_skip_lesion_is_none(door: Door) -> None:
    assert door.stage("osteosarcoma femur T2 N0 M0 G3, no skip lesion in the same bone").stage_group == "IIB"


def test_exactly_20_mm_shows_both_cuts(door: Door) -> None:
    assert [len(conflict.positions) for conflict in door.stage(**NET, size=20).conflicts] == [2]


def test_a_size_in_a_text_is_never_taken_for_t(door: Door) -> None:
    assert door.stage("pNET 15 mm N0 M0").outcome.value == "needs_facts"


def test_the_rival_system_stands_beside_and_is_not_followed(door: Door) -> None:
    answer = door.stage(**NET, t="T2")
    shown = {entry.edition: entry.stage_group for entry in answer.by_edition}
    assert (answer.stage_group, shown) == ("II", {"AJCC 8": "II", "ENETS": "IIA"})


def test_a_net_without_a_year_is_told_of_version_9(door: Door) -> None:
    assert "source_superseded" in {warned.code for warned in door.stage(**NET, t="T2").warnings}


SITES: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("no site at all", {"patient": "T2N0M0"}, "cancer.primary_site", ["anus", "bone", "soft_tissue", "pancreas", "colon", "rectum"]),
    ("a pancreas without its type", {"patient": "pancreas T2 N0 M0"}, "cancer.histology", ["neuroendocrine_tumor"]),
    ("a sarcoma of bone or soft tissue", {"site": "sarcoma", "t": "T2", "n": "N0", "m": "M0"}, "cancer.primary_site", ["bone", "soft_tissue"]),
    ("a joint", {"site": "knee", "t": "T1", "n": "N0", "m": "M0", "grade": "G2"}, "cancer.primary_site", ["bone", "soft_tissue"]),
    ("a sarcoma of the pelvis", {"site": "pelvic sarcoma", "t": "T1", "n": "N0", "m": "M0"}, "cancer.primary_site", ["bone", "soft_tissue"]),
    ("an anorectal tumor", {"patient": "anorectal adenocarcinoma T2 N0 M0"}, "cancer.primary_site", ["anus", "colon", "rectum"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "fact", "choices"), SITES, ids=[row[0] for row in SITES])
def test_an_unsettled_site_is_asked(
    case: str, values: dict[str, Any], fact: str, choices: list[str], door: Door
) -> None:
    (missing,) = door.stage(**values).missing
    assert (missing.fact, list(missing.choices)) == (fact, choices)


IMPOSSIBLE: list[tuple[str, dict[str, Any], str, str]] = [
    ("T5", {**ANAL, "t": "T5"}, "t", "T4"),
    ("N3 of the anal canal", {**ANAL, "t": "T2", "n": "N3"}, "n", "N1c"),
    ("M2", {**ANAL, "t": "T2", "m": "M2"}, "m", "M1"),
    ("T4b of bone", {**BONE, "t": "T4b"}, "t", "T3"),
    ("a grade of four", {**BONE, "t": "T1", "grade": "G4"}, "grade", "G3"),
    ("a grade that is none", {**BONE, "t": "T1", "grade": "purple"}, "grade", "G3"),
    ("words that are no category", {**ANAL, "t": "banana"}, "t", "T4"),
    ("words of another site", {**STS, "t": "skip lesion"}, "t", ""),
    ("an N where T belongs", {**ANAL, "t": "N1"}, "t", ""),
    ("a misspelled site", {**ANAL, "t": "T2", "site": "anl canal"}, "site", "anal_canal"),
    ("an unknown edition", {**ANAL, "t": "T2", "edition": "7th"}, "edition", "AJCC 8"),
    ("a year that is none", {**ANAL, "t": "T2", "diagnosis_year": "last"}, "diagnosis_year", ""),
    ("a year of three digits", {**ANAL, "t": "T2", "diagnosis_year": 202}, "diagnosis_year", ""),
    ("a size without a number", {**NET, "size": "large"}, "size", "20 mm"),
    ("a size of nothing", {**NET, "size": "0 mm"}, "size", ""),
    ("a size and another category", {**ANAL, "t": "T1", "size": "60 mm"}, "size", "T3"),
    ("a size beside a text", {"patient": "anal SCC T1 N0 M0", "size": 60}, "size", "T1"),
    ("a text with categories that cannot be", {"patient": "anal SCC T5 N9 M7"}, "t", "T4"),
    ("a text with one that cannot be", {"patient": "anal SCC cT2 N9 M0"}, "n", "N1c"),
    ("a text without N", {"patient": "anal SCC cT2 M7"}, "m", "M1"),
    ("a text with blanks left out", {"patient": "anal SCC T2N1aM5"}, "m", "'M5'"),
    ("a text with a prefix alone", {"patient": "anal SCC cT5"}, "t", "'cT5'"),
    ("an edition of a text", {"patient": "anal SCC cT2 N1a M0 AJCC 7"}, "edition", "AJCC 8"),
    ("an edition of a text by its number", {"patient": "anal SCC cT2 N1a M0, 7th edition"}, "edition", "AJCC 8"),
    ("an edition of a text in words", {"patient": "anal SCC cT2 N1a M0, seventh edition"}, "edition", "AJCC 8"),
    ("a known and an unknown edition", {"patient": "anal SCC T2 N1a M0, AJCC 8 or AJCC 6"}, "edition", "AJCC 8"),
    ("a year to come", {**ANAL, "t": "T2", "diagnosis_year": 2099}, "diagnosis_year", "2099"),
    ("a year to come in a text", {"patient": "anal SCC dx 2099 T2 N0 M0"}, "diagnosis_year", "2099"),
    ("a site that the text denies", {"patient": "colon adenocarcinoma T2 N0 M0", "site": "anus"}, "site", ""),
]  # fmt: skip


@pytest.mark.parametrize(("case", "values", "where", "accepted"), IMPOSSIBLE, ids=[row[0] for row in IMPOSSIBLE])
def test_an_impossible_value_is_one_error_that_names_what_is_right(
    case: str, values: dict[str, Any], where: str, accepted: str, door: Door
) -> None:
    with pytest.raises(FactError) as caught:
        door.stage(**values)
    assert (caught.value.where, accepted in str(caught.value)) == (where, True)


def test_a_sheet_of_facts_gives_its_stage(door: Door) -> None:
    answer = stage_of(door.read("rectal adenocarcinoma ypT3 N1b M0"), door.knowledge)
    assert answer is not None
    assert (answer.stage_group, answer.given.prefix) == ("IIIB", "yp")


@pytest.mark.parametrize(
    "text", ["anal SCC, staging", "anal SCC T2 N2 M0"], ids=["nothing stated", "nothing that can be"]
)
def test_a_sheet_without_categories_has_no_stage(text: str, door: Door) -> None:
    assert stage_of(door.read(text), door.knowledge) is None


def test_the_same_question_has_the_same_bytes(door: Door) -> None:
    first, second = (as_document(door.stage("anal SCC cT2 N1a M0")) for _ in range(2))
    assert first == second


KEYS = (
    "outcome", "site", "edition", "table", "derived", "given", "stage_group", "possible_groups", "by_edition", "because",
    "facts", "missing", "warnings", "conflicts", "escalate", "citations", "knowledge", "notice",
)  # fmt: skip


def test_the_document_has_the_members_of_the_contract(door: Door) -> None:
    assert tuple(as_document(door.stage("anal SCC cT2 N1a M0"))) == KEYS


def test_the_answer_rests_on_the_staging_files(door: Door) -> None:
    assert [pack.id for pack in door.stage(**ANAL, t="T2").knowledge.packs] == ["staging", "vocabulary"]
