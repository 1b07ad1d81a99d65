"""Denied, doubted, earlier and other people's cancers are not the patient's cancer."""

from typing import Any

import pytest
from tests.unit.reading.reader import GADOLINIUM, IODINE, PHASE, SITE, TYPE, Reader, row, wrong

SCC, NET = "squamous_cell_carcinoma", "neuroendocrine_tumor"
POSSIBLE = {"cancer__suspicion": "possible"}
ROWS = [
    # doubted
    row("?SCC anal canal", SITE, TYPE, cancer__suspected_site="anus", cancer__suspected_histology=SCC, **POSSIBLE),
    row("? osteosarcoma distal femur", TYPE, cancer__suspected_histology="osteosarcoma", **POSSIBLE),
    row("suspected osteosarcoma of the tibia", TYPE, cancer__suspected_histology="osteosarcoma", **POSSIBLE),
    row("possible pNET", SITE, TYPE, cancer__suspected_site="pancreas", cancer__suspected_histology=NET, **POSSIBLE),
    row("r/o lung cancer", SITE, cancer__suspected_site="lung", **POSSIBLE),
    row("rule out anal cancer", SITE, cancer__suspected_site="anus", **POSSIBLE),
    row("c/f sarcoma of the thigh", TYPE, cancer__suspected_histology="sarcoma", **POSSIBLE),
    row("concern for pancreatic NET", TYPE, cancer__suspected_histology=NET, **POSSIBLE),
    row("lesion suspicious for osteosarcoma", TYPE, **POSSIBLE),
    row("could this be a sarcoma?", TYPE, **POSSIBLE),
    row("thigh mass, sarcoma?", TYPE, **POSSIBLE),
    row("SCC anal canal?", SITE, TYPE, **POSSIBLE),
    row("osteosarcoma suspected, biopsy tomorrow", TYPE, "cancer.diagnosis_basis", **POSSIBLE),
    row("cannot exclude pNET", TYPE, **POSSIBLE),
    row("query Ewing sarcoma", TYPE, **POSSIBLE),
    row("evaluate for lung cancer", SITE, **POSSIBLE),
    row("64F anal mass, ?SCC", TYPE, cancer__primary_site="anus", cancer__suspected_histology=SCC, **POSSIBLE),
    # highly suspected
    row("highly suspected pNET", cancer__suspicion="high", cancer__histology=NET, cancer__primary_site="pancreas"),
    row("imaging consistent with pNET", cancer__suspicion="high", cancer__histology=NET),
    row("probable osteosarcoma", cancer__suspicion="high", cancer__histology="osteosarcoma"),
    row("presumed pancreatic NET, no biopsy yet", cancer__suspicion="high", cancer__histology=NET),
    row("pNET strongly suspected", cancer__suspicion="high", cancer__histology=NET),
    row("highly suspicious for pNET", cancer__suspicion="high", cancer__histology=NET),
    row("likely pNET on CT", cancer__suspicion="high", cancer__histology=NET),
    # sure in spite of a question in the line
    row("?mets in osteosarcoma", "cancer.suspicion", cancer__histology="osteosarcoma"),
    row("r/o mets, anal SCC", "cancer.suspicion", cancer__histology=SCC),
    row("new pNET, which scan?", "cancer.suspicion", cancer__histology=NET),
    row("Is PET needed for a newly diagnosed anal SCC?", "cancer.suspicion", cancer__histology=SCC),
    row("r/o osteosarcoma recurrence", "cancer.suspicion", cancer__histology="osteosarcoma"),
    row("suspected local recurrence of STS calf", "cancer.suspicion", cancer__histology="soft_tissue_sarcoma"),
    row("evaluate for mets from anal SCC", "cancer.suspicion", cancer__histology=SCC),
    row("staging for anal SCC", "cancer.suspicion", cancer__histology=SCC),
    row("?liver mets, bx-proven pNET", "cancer.suspicion", cancer__histology=NET),
    # alternatives
    row("anal ca, squamous vs adeno", TYPE, cancer__primary_site="anus"),
    row("either melanoma or SCC, anal canal", TYPE),
    row("FNA pancreas: adenocarcinoma vs NET", TYPE),
    # denied
    row("anal lesion, no SCC on biopsy", TYPE, "cancer.diagnosis_confirmed"),
    row("adenocarcinoma ruled out, anal SCC confirmed", cancer__histology=SCC, cancer__primary_site="anus"),
    row("not squamous: adenocarcinoma of the anus", cancer__histology="adenocarcinoma"),
    row("no evidence of melanoma; anal SCC", cancer__histology=SCC),
    row("biopsy negative for malignancy, anal polyp", SITE, TYPE),
    row("no cancer", SITE, TYPE),
    row("sarcoma excluded", TYPE),
    row("never had cancer", SITE, TYPE),
    # earlier ones
    row("h/o breast ca 2010, now new anal SCC", cancer__primary_site="anus", cancer__histology=SCC, history__other_cancer=True),
    row("new anal SCC, h/o breast ca 2010 s/p mastectomy and chemo", "treatment.completed", "treatment.systemic", cancer__primary_site="anus", history__other_cancer=True),
    row("prior melanoma, now osteosarcoma of the femur", cancer__histology="osteosarcoma", history__other_cancer=True),
    row("remote history of prostate cancer; new pNET", cancer__primary_site="pancreas", history__other_cancer=True),
    row("breast cancer survivor with new anal SCC", cancer__primary_site="anus", history__other_cancer=True),
    row("treated breast ca in 2010, now new anal SCC", "treatment.completed", cancer__primary_site="anus", history__other_cancer=True),
    row("colon cancer resected 2015; new pNET tail", "treatment.resection", cancer__primary_site="pancreas", history__other_cancer=True),
    row("PMH: lymphoma 1999, in remission. Newly dx UPS thigh", cancer__histology="undifferentiated_pleomorphic_sarcoma", history__other_cancer=True),
    row("Hodgkin lymphoma as a child, now new osteosarcoma", cancer__histology="osteosarcoma", history__other_cancer=True),
    row("h/o anal SCC s/p CRT 2019, surveillance", "history.other_cancer", cancer__primary_site="anus", cancer__histology=SCC, treatment__chemoradiation=True),
    row("history of osteosarcoma, resected 2020, lungs?", "history.other_cancer", cancer__histology="osteosarcoma"),
    row("known pNET", "history.other_cancer", cancer__histology=NET, cancer__diagnosis_confirmed=True),
    row("two cancers: new rectal cancer and new lung cancer", cancer__primary_site=("rectum", "lung")),
    # relatives
    row("mother had anal SCC", SITE, TYPE),
    row("FHx of pNET", SITE, TYPE),
    row("FHx osteosarcoma, 15M with knee pain", TYPE, patient__age_years=15),
    row("family history: breast ca (mother), colon ca (father). New anal SCC", cancer__primary_site="anus", cancer__histology=SCC),
    row("new anal SCC; sister had breast cancer", cancer__primary_site="anus"),
    row("no FHx of pancreatic cancer, new anal SCC", cancer__primary_site="anus"),
    row("anal SCC 60F, father with pacemaker", "implant.cardiac"),
    row("anal SCC, sister w/ contrast allergy", IODINE),
    row("her mother has a pacemaker and diabetes, anal SCC", "implant.cardiac", "metabolic.diabetes"),
    row("anal SCC 38F whose sister is pregnant", "patient.pregnant"),
    row("wife on dialysis, 62M with anal SCC", "renal.dialysis", patient__age_years=62),
    row("pNET in his brother; pt 44M has a new pNET", cancer__primary_site="pancreas", patient__age_years=44),
    row("maternal aunt with pNET", SITE, TYPE),
    row("brother, 45, died of GBM; new pNET 50M", cancer__histology=NET, patient__age_years=50),
    row("son has gadolinium allergy, pt has pNET", GADOLINIUM, cancer__histology=NET),
    row("mother reports that he has a pacemaker, 20M osteosarcoma", implant__cardiac=True, patient__age_years=20),
    row("per daughter, contrast allergy. 80F anal SCC", allergy__iodinated_contrast="unspecified"),
    row("brought in by mother, 6yo RMS", cancer__histology="rhabdomyosarcoma", patient__age_years=6),
    row("mother of two, 41F, new anal SCC", cancer__histology=SCC, patient__age_years=41),
    # how it was proven
    row("bx-proven anal SCC", cancer__diagnosis_basis="biopsy"),
    row("biopsy shows anal SCC", cancer__diagnosis_basis="biopsy"),
    row("EUS-FNA confirmed pNET", cancer__diagnosis_basis="biopsy"),
    row("path-proven UPS thigh", cancer__diagnosis_basis="biopsy"),
    row("anal SCC on biopsy last week", cancer__diagnosis_basis="biopsy"),
    row("newly biopsied osteosarcoma", cancer__diagnosis_basis="biopsy", care__phase="initial_staging"),
    row("core bx: high-grade UPS", cancer__diagnosis_basis="biopsy", cancer__grade="high"),
    row("histologically confirmed anal SCC", cancer__diagnosis_basis="biopsy"),
    row("osteosarcoma, biopsy pending", "cancer.diagnosis_basis"),
    row("anal mass, biopsy next week", "cancer.diagnosis_basis"),
    row("anal mass, awaiting biopsy", "cancer.diagnosis_basis"),
    row("thigh mass, biopsy non-diagnostic", "cancer.diagnosis_basis"),
    row("confirmed anal SCC", cancer__diagnosis_confirmed=True),
    row("anal SCC, known contrast allergy", "cancer.diagnosis_confirmed"),
    row("anal SCC", PHASE, "cancer.diagnosis_confirmed", "cancer.diagnosis_basis"),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_only_what_is_the_patients_and_sure_is_a_fact(reader: Reader, text: str, wanted: dict[str, Any]) -> None:
    assert wrong(reader, text, wanted) == {}
