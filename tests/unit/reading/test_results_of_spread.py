"""Results that name the spread they deny, metastases told with their study, and one result told in two parts."""

from typing import Any

import pytest

from metscout import Door

NO = "negative"
POS = "positive"
OPEN = "indeterminate"
PET = "fdg_pet_ct_field_of_view_not_stated"
DOTATATE = "dotatate_pet_ct_skull_base_to_mid_thigh"
BONE_SCAN = "bone_scan_whole_body"
ANAL = "anal_cancer.distant_metastasis"
LOCAL = "anal_cancer.locoregional_staging"
PNET = "pancreatic_neuroendocrine_tumor.metastatic_staging"
LUNGS = "musculoskeletal_tumor.pulmonary_metastasis_staging"
OUTSIDE = "musculoskeletal_tumor.extrapulmonary_metastasis_staging"
WATCHED = "musculoskeletal_tumor.surveillance_pulmonary"

# a negative result that names spread, and the scenario whose question it therefore answers; None: it is asked
DENIED: list[tuple[str, str | None]] = [
    ("64F new anal SCC, CT negative for metastatic disease", ANAL),
    ("64F new anal SCC, no evidence of metastases on PET/CT", ANAL),
    ("64F new anal SCC, CT CAP: no distant metastases", ANAL),
    ("64F new anal SCC, CT CAP shows no hepatic metastases", ANAL),
    ("64F new anal SCC, PET/CT no mets", ANAL),
    ("64F new anal SCC, CT negative for distant mets, inguinal nodes negative", ANAL),
    ("64F new anal SCC, CT: confined to the anal canal", ANAL),
    ("58M new pNET, MRI neg for mets", PNET),
    ("58M new pNET, multiphase CT without evidence of metastatic disease", PNET),
    ("58M new pNET, CT: confined to the pancreas", PNET),
    ("58M new pNET, MRI confined to pancreas, next step?", PNET),
    ("58M new pNET, CT shows tumor confined to the pancreas", PNET),
    ("58M new pNET, tumor confined to the pancreas on MRI", PNET),
    ("16M new osteosarcoma, CT chest no pulmonary mets", LUNGS),
    ("16M new osteosarcoma, CT chest negative for metastatic disease", LUNGS),
    ("16M new osteosarcoma, PET negative for extrapulmonary mets", OUTSIDE),
    ("16M new osteosarcoma, CT chest clear, PET negative for extrapulmonary mets", OUTSIDE),
    ("16M new osteosarcoma, whole-body MRI negative for extrapulmonary metastases", OUTSIDE),
    ("12M Ewing sarcoma new, PET/CT: no extrapulmonary disease", OUTSIDE),
    ("45F UPS thigh high grade new, PET/CT no disease outside the lungs", OUTSIDE),
    ("osteosarcoma s/p resection, surveillance CT clean, no distant disease", WATCHED),
    ("osteosarcoma resected 2023, surveillance CT chest negative for mets", WATCHED),
    ("synovial sarcoma s/p resection on surveillance, CT chest shows no evidence of distant disease", WATCHED),
    ("anal SCC s/p CRT 2023, surveillance CT negative for distant mets", ANAL),
    ("64F new anal SCC, no distant mets on CT, local extent now?", LOCAL),
    ("64F new anal SCC, no distant mets on CT, MRI pelvis for T stage", LOCAL),
    ("64F new anal SCC, MRI pelvis negative for mets", None),
    ("64F new anal SCC, MRI pelvis: confined to the anal canal", None),
    ("58M new pNET, EUS: confined to the pancreas", None),
    ("64F new anal SCC, US no liver mets", None),
    ("64F new anal SCC, CT negative", None),
    ("58M new pNET staging CT clear", None),
    ("64F new anal SCC, if CT negative for mets, chemoRT", None),
    ("64F new anal SCC, CT negative for mets?", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "scenario"), DENIED, ids=[text for text, _ in DENIED])
def test_a_negative_result_that_names_spread_says_which_question_was_asked(text: str, scenario: str | None, door: Door) -> None:
    found = door.recommend(text).scenario
    assert (found.id if found is not None else None) == scenario


SHOWN = [text for text, scenario in DENIED if scenario in (ANAL, PNET, LUNGS, OUTSIDE, WATCHED)]


@pytest.mark.parametrize("text", SHOWN)
def test_what_follows_a_negative_result_is_shown_alone(text: str, door: Door) -> None:
    steps = door.recommend(text).next_steps
    assert (bool(steps.negative), steps.positive, steps.indeterminate) == (True, (), ())


# the line; each result with its site, its study where the words name one, and the words of the finding
TOLD: list[tuple[str, list[tuple[str | None, ...]]]] = [
    ("new anal SCC, staging: bone mets in L2 on MRI", [(POS, "bone", None, "bone mets in L2")]),
    ("new anal SCC, staging: liver mets on MRI", [(POS, "liver", None, "liver mets")]),
    ("new anal SCC, workup: liver mets on CT", [(POS, "liver", None, "liver mets")]),
    ("new anal SCC staging - liver mets and lung mets on CT CAP", [(POS, "liver", None, "liver mets"), (POS, "lung", None, "lung mets")]),
    ("new anal SCC, restaging: lung mets on CT chest", [(POS, "lung", None, "lung mets")]),
    ("new anal SCC, CT CAP - liver mets", [(POS, "liver", None, "liver mets")]),
    ("new anal SCC, PET/CT = liver mets", [(POS, "liver", PET, "liver mets")]),
    ("new anal SCC, PET/CT → liver mets", [(POS, "liver", PET, "liver mets")]),
    ("new anal SCC, CT CAP, multiple liver mets", [(POS, "liver", None, "multiple liver mets")]),
    ("new anal SCC, liver mets per CT", [(POS, "liver", None, "liver mets")]),
    ("new anal SCC, liver mets (CT)", [(POS, "liver", None, "liver mets")]),
    ("new anal SCC, liver mets by PET", [(POS, "liver", PET, "liver mets")]),
    ("new anal SCC, CT: 3 liver mets, largest 2 cm", [(POS, "liver", None, "3 liver mets")]),
    ("new anal SCC, bilobar liver mets seen on MRI", [(POS, "liver", None, "bilobar liver mets")]),
    ("new osteosarcoma, staging CT - lytic bone mets L3", [(POS, "bone", None, "lytic bone mets L3")]),
    ("new osteosarcoma, bone scan: rib metastasis", [(POS, "bone", BONE_SCAN, "rib metastasis")]),
    ("new osteosarcoma, PET/CT solitary vertebral metastasis", [(POS, "bone", PET, "solitary vertebral metastasis")]),
    ("new pNET, liver mets both lobes on multiphase MRI", [(POS, "liver", None, "liver mets both lobes")]),
    ("new pNET, CT shows multiple liver mets", [(POS, "liver", None, "multiple liver mets")]),
    ("new pNET, multiple bone mets on DOTATATE PET", [(POS, "bone", DOTATATE, "multiple bone mets")]),
    ("new pNET, DOTATATE: bone mets in spine and pelvis", [(POS, "bone", DOTATATE, "bone mets in spine")]),
    ("new pNET, CT with liver mets", [(POS, "liver", None, "liver mets")]),
    ("new osteosarcoma, indeterminate 9 mm nodule on chest CT", [(OPEN, "lung", None, "indeterminate 9 mm nodule")]),
    ("new osteosarcoma, chest CT indeterminate 9 mm nodule", [(OPEN, "lung", None, "indeterminate 9 mm nodule")]),
    ("new osteosarcoma, CT chest with indeterminate nodule 9 mm", [(OPEN, "lung", None, "indeterminate nodule 9 mm")]),
    ("new osteosarcoma, 9 mm indeterminate pulmonary nodule on CT", [(OPEN, "lung", None, "9 mm indeterminate pulmonary nodule")]),
    ("new osteosarcoma, PET/CT indeterminate bone uptake in rib", [(OPEN, "bone", PET, "indeterminate bone uptake in rib")]),
    ("new osteosarcoma, equivocal uptake in rib on PET/CT", [(OPEN, "bone", PET, "equivocal uptake in rib")]),
    ("new osteosarcoma, PET/CT equivocal focus in the sacrum", [(OPEN, "bone", PET, "equivocal focus in the sacrum")]),
    ("new pNET, DOTATATE negative, can we stop?", [(NO, None, DOTATATE, None)]),
    ("new pNET, negative DOTATATE, can we stop?", [(NO, None, DOTATATE, None)]),
    ("new pNET, DOTATATE scan neg. Are we done?", [(NO, None, DOTATATE, None)]),
    ("new osteosarcoma, PET/CT positive for bone metastasis, solitary lesion in T12", [(POS, "bone", PET, "solitary lesion in T12")]),
    ("new osteosarcoma, PET/CT positive, solitary lesion in T12", [(POS, "bone", PET, "solitary lesion in T12")]),
    ("new osteosarcoma, PET/CT positive: solitary lesion in T12", [(POS, "bone", PET, "positive: solitary lesion in T12")]),
    ("new osteosarcoma, solitary lesion in T12 on PET/CT, consistent with metastasis", [(POS, "bone", PET, "solitary lesion in T12")]),
    ("new osteosarcoma, PET/CT: lesion in T12, consistent with metastasis", [(POS, "bone", PET, "lesion in T12")]),
    ("new anal SCC, CT positive for liver mets, 2 cm lesion in segment 6", [(POS, "liver", None, "2 cm lesion in segment 6")]),
    ("new anal SCC, MRI positive for liver metastases, three lesions", [(POS, "liver", None, "three lesions")]),
    ("new anal SCC, CT chest indeterminate, 6 mm nodule RUL", [(OPEN, "lung", None, "6 mm nodule RUL")]),
    ("new anal SCC, PET/CT positive for liver metastasis, 4 mm lung nodule", [(POS, "liver", PET, "positive for liver metastasis"), (OPEN, "lung", PET, "4 mm lung nodule")]),
    ("new anal SCC, CT negative, 4 mm lung nodule", [(OPEN, "lung", None, "4 mm lung nodule")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD, ids=[text for text, _ in TOLD])
def test_a_finding_and_its_study_are_one_result_in_any_order(text: str, told: list[Any], door: Door) -> None:
    assert [(r.result, r.site, r.procedure, r.finding) for r in door.read(text).results] == told


NOTHING = [
    "new anal SCC, eval: liver mets on CT?",
    "new anal SCC, CT CAP, liver mets?",
    "new anal SCC, CT with contrast, 2 liver mets?",
    "new anal SCC, MRI, new liver lesions",
    "new pNET, dotatate negative tumor, distant mets?",
    "new anal SCC, CT limited to the chest",
    "new pNET, is it confined to the pancreas on CT?",
    "new pNET, if confined to the pancreas on CT, surgery",
    "new anal SCC, plan CT, confined to the anal canal on exam",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_only_asked_or_said_of_the_tumor_is_no_result(text: str, door: Door) -> None:
    assert door.read(text).results == ()


# a line that must be shown, by a part of its words
FOLLOWS = [
    ("16M new osteosarcoma, PET/CT positive for bone metastasis, solitary lesion in T12", "may need a biopsy"),
    ("16M new osteosarcoma, PET/CT positive for bone metastasis, solitary lesion in T12", "intensive systemic chemotherapy"),
    ("16M new osteosarcoma, PET/CT: solitary liver metastasis", "weighs on the prognosis"),
    ("16M new osteosarcoma, PET/CT: solitary liver metastasis", "may need a biopsy"),
    ("58M new pNET, DOTATATE negative, can we stop?", "does not rule out metastases"),
    ("58M new pNET, DOTATATE negative, can we stop?", "FDG-PET/CT may then tell more"),
]


@pytest.mark.parametrize(("text", "words"), FOLLOWS, ids=[f"{text}: {words}" for text, words in FOLLOWS])
def test_the_lines_of_the_finding_stand_beside_those_of_its_site(text: str, words: str, door: Door) -> None:
    steps = door.recommend(text).next_steps
    said = " ".join(sentence.text for sentence in (*steps.positive, *steps.negative, *steps.indeterminate))
    assert words in said


SITED = [
    ("64F new anal SCC, CT CAP shows liver mets", ANAL),
    ("64F new anal SCC, staging: bone mets in L2 on MRI", ANAL),
    ("58M new pNET, liver mets both lobes on multiphase MRI", PNET),
    ("16M new osteosarcoma, PET/CT positive for bone metastasis, solitary lesion in T12", OUTSIDE),
]


@pytest.mark.parametrize(("text", "scenario"), SITED, ids=[text for text, _ in SITED])
def test_beside_the_lines_of_a_site_every_general_line_stays(text: str, scenario: str, door: Door) -> None:
    lines = door.knowledge.scenario(scenario).next_steps
    general = {s.sentence.text for s in lines if s.result == POS and s.site is None and s.finding is None}
    assert general <= {sentence.text for sentence in door.recommend(text).next_steps.positive}
