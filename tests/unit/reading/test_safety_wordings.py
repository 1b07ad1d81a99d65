"""The many ways to write what may stand against a study, and the words near them that say nothing of the kind."""

from typing import Any

import pytest
from tests.unit.reading.reader import GADOLINIUM, IODINE, Reader, row, wrong

SEVERE = [
    "anaphylaxis due to contrast", "anaphylaxis secondary to IV contrast", "anaphylaxis d/t contrast", "anaphylaxis 2/2 contrast",
    "anaphylaxis 2/2 IV contrast in 2019", "anaphylaxis caused by contrast", "anaphylaxis was caused by CT contrast",
    "anaphylaxis triggered by iodinated contrast", "anaphylaxis because of contrast", "anaphylaxis precipitated by contrast dye",
    "contrast-induced anaphylaxis", "contrast induced anaphylaxis", "contrast-related anaphylaxis", "anaphylaxis (contrast)",
    "anaphylaxis (IV contrast, 2015)", "contrast gave her anaphylaxis", "IV dye gave him anaphylactic shock", "contrast caused anaphylaxis",
    "contrast triggered an anaphylactic reaction", "contrast led to cardiac arrest", "reacts severely to contrast", "reacted severely to IV contrast",
    "throat closed up after contrast dye", "throat closed after CT contrast", "nearly died after contrast injection", "almost died from IV contrast",
    "ICM anaphylaxis", "RCM anaphylaxis", "IVCM anaphylaxis", "radiocontrast anaphylaxis", "anaphylaxis to ICM", "allergies: RCM (anaphylaxis)",
    "anaphylaxis to Iomeron", "anaphylaxis after Omnipaque", "Visipaque anaphylaxis", "Ultravist - anaphylaxis", "anaphylactic shock from Isovue",
    "pulmonary edema after contrast", "laryngeal edema after IV contrast", "laryngeal oedema due to contrast", "cardiac arrest secondary to contrast",
    "DRESS after contrast", "SJS after iodinated contrast", "TEN after contrast", "Stevens-Johnson syndrome after contrast",
    "toxic epidermal necrolysis after contrast", "passed out after contrast", "coded after contrast CT", "needed epinephrine after contrast injection",
    "after contrast she went into anaphylactic shock", "following contrast administration developed laryngeal edema", "received contrast and coded",
    "developed stridor following administration of IV contrast", "contrast nearly killed her", "anafilaxis to contrast", "epi given after contrast CT",
    "had anaphylaxis when given contrast", "contrast => anaphylaxis", "severe type I hypersensitivity to contrast",
    "anaphyl\u00adaxis to contrast", "anaphylaxis to con\u200btrast", "\u200banaphylaxis to contrast", "anaphylaxis to IV \ufeffcontrast",
    "anaphyl\u0430xis to contrast", "anaphylaxis to c\u043entr\u0430st", "\u0410naphylaxis to contrast", "anaphylaxis to c\u03bfntrast",
    "anaphyla\u0301xis to contrast", "\uff41naphylaxis to contrast",
]  # fmt: skip
UNSPECIFIED = [
    "type I hypersensitivity to contrast", "reacts to contrast", "contrast reaction", "ICM allergy", "RCM allergy", "IVCM allergy",
    "radiocontrast allergy", "Iomeron allergy", "allergic to Ultravist", "did not tolerate contrast", "problems with IV contrast",
    "had trouble with contrast", "contrast gave her a reaction", "reaction caused by contrast", "bad reaction after contrast injection",
    "severe contrast allergy? pt unsure", "severe contrast allergy?", "?anaphylaxis to contrast", "possible anaphylaxis to contrast",
    "possible contrast allergy", "maybe allergic to contrast", "reported contrast hypersensitivity",
]  # fmt: skip
NO_REACTION_READ = [
    "mother has contrast allergy", "mother had anaphylaxis due to contrast", "contrast-induced nephropathy", "contrast-induced AKI 2019",
    "ICM, cardiogenic shock", "severe ICM, EF 20%", "penicillin-induced anaphylaxis, CT with contrast", "anaphylaxis due to penicillin, CT with contrast",
    "ten lesions after contrast", "any contrast allergy?", "contrast allergy?", "contrast allergy unknown", "anaphylaxis (peanuts), needs CT with contrast",
    "lesion enhances after contrast", "severe pain due to metastasis, contrast CT planned", "passed out last week, CT head without contrast",
    "dress size 12, CT with contrast", "RCM, hypotensive", "CT with contrast, patient hypotensive", "syncope and CT head with contrast normal",
    "dyspnea, received CT with contrast showing PE", "cardiac arrest last month, CT chest with contrast", "CT chest with contrast for respiratory failure",
    "sister had anaphylaxis after contrast", "hypotension due to sepsis, CT with contrast",
]  # fmt: skip
DENIED = [
    "no h/o contrast reaction", "tolerated contrast before", "no contrast-induced anaphylaxis", "never had anaphylaxis due to contrast",
    "denies reaction to Iomeron", "no ICM allergy", "no reaction caused by contrast", "no problems with contrast", "does not react to contrast",
]  # fmt: skip

ROWS = [
    *(row(text, allergy__iodinated_contrast="severe") for text in SEVERE),
    *(row(text, allergy__iodinated_contrast="unspecified") for text in UNSPECIFIED),
    *(row(text, IODINE, GADOLINIUM) for text in NO_REACTION_READ),
    *(row(text, allergy__iodinated_contrast="none") for text in DENIED),
    row("anaphylaxis due to gadolinium", IODINE, allergy__gadolinium_contrast="severe"),
    row("gadavist-induced anaphylaxis", IODINE, allergy__gadolinium_contrast="severe"),
    row("contrast caused hives", allergy__iodinated_contrast="mild"),
    row("denies contrast allergy. Allergies: IV contrast (anaphylaxis)", allergy__iodinated_contrast=("none", "severe")),
    row("NKDA. Anaphylaxis due to contrast 2012", allergy__iodinated_contrast="severe"),
    # glucose: of an open or a wide statement the number that is safe to act on
    row("glucose >300 mg/dL", metabolic__glucose_mg_dl=300),
    row("glucose > 300", metabolic__glucose_without_unit=300),
    row("glucose over 300 mg/dL", metabolic__glucose_mg_dl=300),
    row("glucose above 16 mmol/L", metabolic__glucose_mg_dl=288),
    row("glucose greater than 300 mg/dl", metabolic__glucose_mg_dl=300),
    row("glucose 250-320 mg/dL", metabolic__glucose_mg_dl=320),
    row("glucose 90-320", metabolic__glucose_without_unit=320),
    row("sugars between 250 and 320 mg/dL", metabolic__glucose_mg_dl=320),
    row("glucose 14 to 18 mmol/L", metabolic__glucose_mg_dl=324),
    row("hyperglycemia to 320 mg/dL", metabolic__glucose_mg_dl=320),
    row("hyperglycaemia 18 mmol/L", metabolic__glucose_mg_dl=324),
    row("hyperglycemic at 320", metabolic__glucose_without_unit=320),
    row("glc 320 mg/dL", metabolic__glucose_mg_dl=320),
    row("BG 320 mg/dL", metabolic__glucose_mg_dl=320),
    row("FSBG 320", metabolic__glucose_without_unit=320),
    row("sugars in the 300s", metabolic__glucose_without_unit=300),
    row("sugars in the 300s mg/dL", metabolic__glucose_mg_dl=300),
    row("Glu 320H", metabolic__glucose_without_unit=320),
    row("BG in the high 200s", metabolic__glucose_without_unit=200),
    row("glucose 90, glucose 320", metabolic__glucose_without_unit=(90, 320)),
    row("glucose 90 mg/dL, later glucose 320 mg/dL", metabolic__glucose_mg_dl=(90, 320)),
    row("glucose 95", metabolic__glucose_without_unit=95),
    row("glucose 95 mg/dL", metabolic__glucose_mg_dl=95),
    row("glucose <200 mg/dL", "metabolic.glucose_mg_dl", "metabolic.glucose_without_unit"),
    row("eGFR 45-60", "renal.egfr_ml_min_173m2"),
    row("hyperglycemia", "metabolic.glucose_mg_dl", "metabolic.glucose_without_unit"),
    # pregnancy
    *(row(text, patient__pregnant=True) for text in [
        "bHCG+", "bHCG +", "beta-hCG positive", "\u03b2-hCG positive", "hCG 5000", "bhcg 5,000 mIU/mL", "b-hCG: 12000", "quant hCG 800",
        "G2P1 at 20 weeks", "G2P1 @ 20w", "G3P2 22 wks", "gestation 22 weeks", "gestation of 22 weeks", "29F at 22/40", "29F, 22/40", "22/40 pregnant", "22 wks pregnant", "31F 20/40 gestation", "27yo G1P0 at 18w3d",
        "IUP", "pregnant, not in labor", "gravid uterus",
    ]),
    row("not pregnant, pregnant", patient__pregnant=(False, True)),
    row("possibly pregnant", "patient.pregnant"),
    row("may be pregnant", "patient.pregnant"),
    row("hCG <5", "patient.pregnant"),
    row("hCG 2", "patient.pregnant"),
    row("G2P1", "patient.pregnant"),
    row("G2P1, surgery 20 weeks ago", "patient.pregnant"),
    row("nodes 22/40 positive", "patient.pregnant"),
    row("22/40 nodes involved", "patient.pregnant"),
    row("given 22/40 Gy so far", "patient.pregnant"),
    row("sister is at 22/40", "patient.pregnant"),
    row("follow-up at 22 weeks", "patient.pregnant"),
    # devices
    *(row(text, implant__cardiac=True) for text in [
        "has PM", "PM in situ", "PPM", "s/p PPM 2019", "paced rhythm", "pacer", "V-paced", "biventricular device", "BiV device", "CRT-D", "CRT-P", "PM implanted 2018", "dual chamber PM",
        "CRT device", "pacemaker dependent", "pacing device", "p\u0430cemaker", "pace\u00admaker", "loop recorder", "PM, anal SCC",
    ]),
    *(row(text, "implant.cardiac") for text in [
        "CRT completed", "s/p CRT", "PM&R consult", "PM & R consult", "pm visit", "PM visit", "seen at 3 PM", "4:30 PM", "PM dose held", "in the PM", "pulmonary mets (PM)", "scan this PM", "tomorrow PM", "father has a PM",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_wording_is_read_as_what_it_says(reader: Reader, text: str, wanted: dict[str, Any]) -> None:
    assert wrong(reader, text, wanted) == {}


QUOTES = [
    pytest.param("pt: anaphyl\u00adaxis to con\u200btrast", "anaphyl\u00adaxis to con\u200btrast", id="hidden characters"),
    pytest.param("pt: anaphyl\u0430xis to c\u043entrast.", "anaphyl\u0430xis to c\u043entrast", id="letters of another script"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote"), QUOTES)
def test_quote_stays_that_of_the_text_as_given(reader: Reader, text: str, quote: str) -> None:
    from metscout.reading.text import read_text

    found = [f.origin for f in read_text(text, reader.lexicon).facts if f.name == IODINE]

    assert [(o.quote, text[slice(*o.span)]) for o in found if o.span] == [(quote, quote)]
