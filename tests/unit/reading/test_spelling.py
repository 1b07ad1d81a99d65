"""Slips of the pen are mended; words that only look alike are left alone."""

from typing import Any

import pytest
from tests.unit.reading.reader import SITE, TYPE, Reader, row, wrong

ROWS = [
    row("ostesarcoma of the femur", cancer__histology="osteosarcoma"),
    row("osteosarcom tibia", cancer__histology="osteosarcoma"),
    row("oseosarcoma", cancer__histology="osteosarcoma"),
    row("squamos cell carcinma of the anus", cancer__histology="squamous_cell_carcinoma"),
    row("squamous cell carcinoma of the anl canal", cancer__histology="squamous_cell_carcinoma"),
    row("neuroendocrin tumor of the pancreas", cancer__histology="neuroendocrine_tumor"),
    row("pancreatc neuroendocrine tumor", cancer__primary_site="pancreas"),
    row("neuorendocrine tumour, pancreas", cancer__histology="neuroendocrine_tumor"),
    row("leiomyosracoma of the thigh", cancer__histology="leiomyosarcoma"),
    row("rhabdomiosarcoma", cancer__histology="rhabdomyosarcoma"),
    row("liposarcmoa of the thigh", cancer__histology="liposarcoma"),
    row("chondrosarkoma pelvis", cancer__histology="chondrosarcoma"),
    row("new anal SCC, distant metastasys?", asks="distant_metastasis"),
    row("new anal SCC, metastatses?", asks="distant_metastasis"),
    row("treated STS, local survelliance", asks="local_recurrence"),
    row("anal SCC treated, routine surveilance", care__phase="surveillance"),
    row("anal SCC newly diagnozed", care__phase="initial_staging"),
    row("pacemeker", implant__cardiac=True),
    row("claustrofobic", tolerance__mri="with_support"),
    row("anaphilaxis to CT contrast", allergy__iodinated_contrast="severe"),
    row("gadolinum allergy", allergy__gadolinium_contrast="unspecified"),
    row("hemodyalisis", renal__dialysis=True),
    row("tumour of the pancreas", cancer__primary_site="pancreas"),
    row("oesophageal cancer", cancer__primary_site="esophagus"),
    row("haemodialysis", renal__dialysis=True),
    row("leukaemia", cancer__histology="leukemia"),
    row("laryngeal oedema after CT contrast", allergy__iodinated_contrast="severe"),
    # look-alikes
    row("ankle inversion injury", "imaging.question"),
    row("by contract", "allergy.iodinated_contrast"),
    row("lover of sports", SITE),
    row("penal institution", SITE),
    row("renal panel", SITE),
    row("the colour is fine", SITE),
    row("meeting in the evening", TYPE),
    row("sarcoid", TYPE),
    row("lunch at noon", SITE),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_the_word_is_read_as_meant(reader: Reader, text: str, wanted: dict[str, Any]) -> None:
    assert wrong(reader, text, wanted) == {}
