"""What stands beside a line about the patient changes nothing of it: relatives, denials, questions; facts only add."""

from typing import Any

import pytest
from tests.unit.reading.reader import GADOLINIUM, IODINE, Reader

from metscout.reading.text import read_text

LINES = [
    "67F SCC anal canal cT2N1a newly dx, need imaging to r/o mets before CRT",
    "anal SCC s/p CRT 1.5 years ago, no evidence of disease, routine surveillance for distant mets",
    "new biopsy-proven anal SCC, local staging, sphincter involvement?",
    "17M new osteosarcoma distal femur, lungs only",
    "newly dx HG STS arm, rule out extrapulmonary mets",
    "Ewing sarcoma pelvis treated 3 yrs ago, no symptoms, local surveillance",
    "58M biopsy-proven pancreatic NET, newly diagnosed, staging for metastases",
    "pNET under active surveillance, annual imaging",
    "pNET with liver metastases on octreotide LAR, follow-up",
]
OF_OTHERS = [
    "mother had breast cancer", "father died of lung cancer", "FHx of colon cancer", "sister with contrast allergy",
    "husband on dialysis", "wife is pregnant", "brother has a pacemaker", "uncle had sarcoma with lung mets",
    "daughter has type 1 diabetes", "maternal grandmother had melanoma", "son 12 has leukemia", "lives with a brother",
    "shellfish allergy", "penicillin allergy", "HTN, HLD, on lisinopril", "contrast allergy?", "pacemaker?",
]  # fmt: skip
TOLD: list[tuple[str, dict[str, Any]]] = [
    ("contrast allergy", {IODINE: "unspecified"}),
    ("anaphylaxis to iodinated contrast", {IODINE: "severe"}),
    ("hives with CT contrast", {IODINE: "mild"}),
    ("gadolinium allergy", {GADOLINIUM: "unspecified"}),
    ("eGFR 25", {"renal.egfr_ml_min_173m2": 25}),
    ("Cr 2.3 mg/dL", {"renal.creatinine_mg_dl": 2.3}),
    ("ESRD", {"renal.impairment_stated": True}),
    ("on hemodialysis", {"renal.dialysis": True}),
    ("AKI", {"renal.acute_kidney_injury": True}),
    ("pacemaker", {"implant.cardiac": True}),
    ("MR-unsafe pacemaker", {"implant.cardiac": True, "implant.mr_class": "unsafe"}),
    ("cochlear implant", {"implant.other": True}),
    ("cannot tolerate MRI", {"tolerance.mri": "not_tolerated"}),
    ("16 weeks pregnant", {"patient.pregnant": True}),
    ("breastfeeding", {"patient.lactating": True}),
    ("glucose 280 mg/dL", {"metabolic.glucose_mg_dl": 280}),
    ("no pacemaker", {"implant.cardiac": False}),
    ("not pregnant", {"patient.pregnant": False}),
]
JOINS = [", ", ". ", "; ", " - "]


def stated(reader: Reader, text: str) -> set[tuple[str, Any]]:
    return {(fact.name, fact.value) for fact in read_text(text, reader.lexicon).facts}


def placed(line: str, beside: str, number: int) -> str:
    """The line with other words before or behind it; a question mark needs no more than a space."""
    join = JOINS[number % len(JOINS)]
    if number % 3 == 0:
        return beside + (" " if beside.endswith("?") else join) + line
    return line + (" " if line.endswith("?") else join) + beside


@pytest.mark.parametrize("beside", OF_OTHERS)
def test_words_about_others_change_nothing(reader: Reader, beside: str) -> None:
    lines = [(line, placed(line, beside, number)) for number, line in enumerate(LINES)]
    assert [text for line, text in lines if stated(reader, text) != stated(reader, line)] == []


@pytest.mark.parametrize(("beside", "facts"), TOLD, ids=[beside for beside, _ in TOLD])
def test_a_fact_beside_a_line_is_added_and_changes_nothing(reader: Reader, beside: str, facts: dict[str, Any]) -> None:
    lines = [(line, placed(line, beside, number)) for number, line in enumerate(LINES)]
    lines += [(line, f"{line} ({beside})") for line in LINES]
    wanted = set(facts.items())
    assert [text for line, text in lines if stated(reader, text) != stated(reader, line) | wanted] == []
