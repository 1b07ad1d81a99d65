"""Lines that were once read wrongly: on safety the safe reading holds, and what is not known is not denied."""

from typing import Any

import pytest
from tests.unit.reading.reader import IODINE, PHASE, Reader, row, wrong

CLEAR = "34F new bx-proven SCC anal canal ?distant mets"
CARDIAC, EGFR, PREGNANT = "implant.cardiac", "renal.egfr_ml_min_173m2", "patient.pregnant"
FIRST = "initial_staging"


def after(text: str, *without: str, **facts: Any) -> Any:
    """A row for words behind a line that is clear of itself."""
    return row(f"{CLEAR}, {text}", *without, **facts)


def unspecified(text: str) -> Any:
    return after(text, allergy__iodinated_contrast="unspecified")


ROWS = [
    # an exception ends what a denial reaches
    unspecified("no allergies except contrast"),
    unspecified("no allergies other than contrast"),
    unspecified("no known allergies apart from IV contrast"),
    unspecified("NKDA except IV contrast"),
    after("no allergies but contrast", allergy__iodinated_contrast="unspecified"),
    after("no reaction to contrast except hives in 2010", allergy__iodinated_contrast="mild"),
    after("denies severe reaction to contrast but had hives", allergy__iodinated_contrast="mild"),
    after("no severe contrast allergy", IODINE),
    after("no severe reaction to contrast", IODINE),
    after("no contrast allergy", allergy__iodinated_contrast="none"),
    unspecified("allergy to contrast tolerated with premedication"),
    unspecified("contrast tolerated with premedication"),
    unspecified("tolerates contrast with premedication"),
    unspecified("premedicated for contrast"),
    unspecified("needs steroid prep for contrast"),
    after("contrast tolerated well", allergy__iodinated_contrast="none"),
    unspecified("Allergies: latex (anaphylaxis), contrast"),
    after("Intubated after last contrast CT", allergy__iodinated_contrast="severe"),
    after("coded during last CT with contrast", allergy__iodinated_contrast="severe"),
    unspecified("All: IV dye"),
    after("Contrast (IV) - SOB", allergy__iodinated_contrast="moderate"),
    unspecified("cannot have contrast"),
    unspecified("IV contrast contraindicated"),
    unspecified("pt refuses IV contrast"),
    # devices
    after("no pacemaker, has ICD", implant__cardiac=True),
    after("pacemaker removed but leads remain", implant__cardiac=True),
    after("pacemaker: no", implant__cardiac=False),
    after("pacemaker - none", implant__cardiac=False),
    after("dialysis: no; AKI: no", renal__dialysis=False, renal__acute_kidney_injury=False),
    after("pacemaker planned", CARDIAC),
    after("lives with mother who has pacemaker", CARDIAC),
    # figures
    after("eGFR was 75, now 20", renal__egfr_ml_min_173m2=20),
    after("eGFR 75 in 2015, 20 today", renal__egfr_ml_min_173m2=20),
    after("glucose was 300 mg/dl, now 120 mg/dl", metabolic__glucose_mg_dl=120),
    after("eGFR 4.5 ml/s", EGFR),
    after("eGFR -5", EGFR),
    after("eGFR 2O", EGFR),
    after("GFR>60", EGFR),
    after("eGFR 30-45", EGFR),
    after("eGFR 75", renal__egfr_ml_min_173m2=75),
    row("64F new bx-proven anal SCC ?distant mets, Cr 450 umol/L", "treatment.completed", "treatment.systemic", asks="distant_metastasis"),
    row("64F anal SCC ICD-10 C21.1 ?distant mets", PHASE, CARDIAC),
    # the biopsy
    row("64F new anal SCC not biopsy proven yet ?distant mets", cancer__diagnosis_confirmed=False),
    row("64F new anal SCC biopsy not done ?distant mets", cancer__diagnosis_confirmed=False),
    row("64F anal SCC clinically, no histology ?distant mets", cancer__diagnosis_confirmed=False),
    # pregnancy
    after("pregnancy test not done", PREGNANT),
    after("pregnant last year, delivered", PREGNANT),
    after("pregnant 5 yr ago", PREGNANT),
    after("pregnant 5 years ago", PREGNANT),
    after("ICD 10 years ago", implant__cardiac=True),
    after("expecting results tomorrow", PREGNANT),
    after("EGA 22w", patient__pregnant=True),
    after("G1P0 @ 9w", patient__pregnant=True),
    after("eGFR 75 -> 20", EGFR),
    after("no eGFR, eGFR 75 - 80", EGFR),
    after("pacemaker 5 yr ago", implant__cardiac=True),
    after("no issues with contrast but had hives to penicillin", allergy__iodinated_contrast="none"),
    # who and when
    row("55M ALL in remission, new pNET tail bx proven ?mets", patient__age_years=55, patient__sex="male"),
    row("F, 68, new anal SCC ?mets", patient__age_years=68, patient__sex="female"),
    row("female, 49, new anal SCC ?mets", patient__age_years=49, patient__sex="female"),
    row("68 (F) new anal SCC ?mets", patient__age_years=68, patient__sex="female"),
    row("46 y man new anal SCC ?mets", patient__age_years=46, patient__sex="male"),
    row("thirty one year old woman new anal SCC ?mets", patient__age_years=31, patient__sex="female"),
    row("fifty four year old new anal SCC ?mets", patient__age_years=54),
    row("fifty-four-year-old man new anal SCC ?mets", patient__age_years=54, patient__sex="male"),
    row("9 y/o new osteosarcoma ?mets", patient__age_years=9),
    row("64F/17M new anal SCC ?mets", patient__age_years=(64, 17)),
    # only supposed
    row("64F if anal SCC were confirmed would need staging", "cancer.diagnosis_confirmed", "cancer.histology"),
    row("17M osteosarcoma vs osteomyelitis ?mets", "cancer.histology"),
    # phase
    row("64F anal SCC ?mets, surgery not yet done", "treatment.completed", care__phase=FIRST),
    row("64F anal SCC ?mets, treatment has not started", "treatment.completed", care__phase=FIRST),
    row("64F anal SCC ?mets, nothing started yet", "treatment.completed", care__phase=FIRST),
    row("64F anal SCC ?mets, nothing done yet", "treatment.completed", care__phase=FIRST),
    row("64F anal SCC ?mets, no therapy so far", "treatment.completed", care__phase=FIRST),
    row("64F anal SCC ?mets, biopsy yesterday", care__phase=FIRST),
    row("64F anal SCC diagnosed on biopsy, ?mets", care__phase=FIRST),
    row("64M pNET ?mets, prostate ca himself 2011 treated and cured", PHASE, "treatment.completed"),
    row("64F recurrent anal SCC new bx-proven ?distant mets", care__phase="suspected_recurrence"),
    after("AKI resolved", renal__acute_kidney_injury=False),
    after("off metformin", medication__metformin=False),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_a_hard_line_is_read_safely(reader: Reader, text: str, wanted: dict[str, Any]) -> None:
    assert wrong(reader, text, wanted) == {}
