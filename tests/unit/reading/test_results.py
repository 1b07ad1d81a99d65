"""Results told in a line of text: what a study showed, and what is asked, planned, denied or old instead."""

from typing import Any

import pytest

from metscout import Door
from metscout.reading.report_words import compile_reports
from metscout.terms.errors import FactError, PackError

NO = "negative"
POS = "positive"
OPEN = "indeterminate"
PET = "fdg_pet_ct_field_of_view_not_stated"
DOTATATE = "dotatate_pet_ct_skull_base_to_mid_thigh"
CHEST = "ct_chest_without_iv_contrast"
BONE_SCAN = "bone_scan_whole_body"

# the line; each result with its site, its study where the words name one, and the words of the finding
TOLD: list[tuple[str, list[tuple[str | None, ...]]]] = [
    ("64F anal SCC staging, CT CAP showed an indeterminate 8 mm liver lesion, what next?", [(OPEN, "liver", None, "an indeterminate 8 mm liver lesion", None)]),
    ("16M new osteosarcoma, chest CT w/o: single 4 mm nodule, equivocal, what next?", [(OPEN, "lung", CHEST, "single 4 mm nodule", None)]),
    ("64F new anal SCC staging CT clear", [(NO, None, None, None, None)]),
    ("new pNET, DOTATATE avid nodes and bone lesions", [(POS, "lymph_node", DOTATATE, "avid nodes", None), (POS, "bone", DOTATATE, "bone lesions", None)]),
    ("new anal SCC, staging PET/CT clear, next step?", [(NO, None, PET, None, None)]),
    ("new anal SCC T2N0, CT C/A/P with contrast negative for metastases. What next?", [(NO, None, "ct_chest_abdomen_pelvis_with_iv_contrast", None, None)]),
    ("new anal SCC, MRI liver: hemangioma, CT chest clear", [(NO, "liver", None, None, None), (NO, "lung", None, None, None)]),
    ("new pNET, CT A/P: liver lesions suspicious for metastases; DOTATATE PET: multiple avid liver lesions", [(POS, "liver", None, "liver lesions suspicious for metastases", None), (POS, "liver", DOTATATE, "multiple avid liver lesions", None)]),
    ("new osteosarcoma, CT chest showed 3 mm nodule, too small to characterize, next?", [(OPEN, "lung", None, "3 mm nodule", None)]),
    ("new osteosarcoma, chest CT negative, PET/CT with FDG-avid lesion in L3", [(NO, "lung", None, None, None), (POS, "bone", PET, "avid lesion in L3", None)]),
    ("new Ewing, PET/CT: no distant mets. what now?", [(NO, None, PET, None, None)]),
    ("new UPS thigh, CT chest: multiple bilateral pulmonary nodules c/w mets", [(POS, "lung", None, "multiple bilateral pulmonary nodules c/w mets", None)]),
    ("anal SCC, CT chest/abd/pelvis: no evidence of distant mets, MRI pelvis for local staging?", [(NO, None, None, None, None)]),
    ("anal SCC, PET positive inguinal nodes, liver negative", [(POS, "lymph_node", PET, "positive inguinal nodes", None), (NO, "liver", PET, None, None)]),
    ("anal SCC, PET/CT equivocal liver focus", [(OPEN, "liver", PET, "equivocal liver focus", None)]),
    ("new pNET, CT liver lesions indeterminate, what next", [(OPEN, "liver", None, "liver lesions indeterminate", None)]),
    ("borderline inguinal nodes on PET/CT, new anal SCC", [(OPEN, "lymph_node", PET, "borderline inguinal nodes", None)]),
    ("new anal SCC; CT CAP: liver - 2 cm hypodensity, nonspecific; lungs - clear; nodes - borderline", [(OPEN, "liver", None, "liver - 2 cm hypodensity", None), (NO, "lung", None, None, None), (OPEN, "lymph_node", None, "nodes - borderline", None)]),
    ("new pNET 45F. CT shows no liver mets. MRI shows several small liver mets.", [(NO, "liver", None, None, None), (POS, "liver", None, "several small liver mets", None)]),
    ("new anal SCC, CT CAP done last week, no mets", [(NO, None, None, None, None)]),
    ("new anal SCC; staging CT was normal", [(NO, None, None, None, None)]),
    ("new anal SCC, no liver, lung or bone mets on CT", [(NO, "liver", None, None, None), (NO, "lung", None, None, None), (NO, "bone", None, None, None)]),
    ("new anal SCC, no nodes or liver mets on staging CT", [(NO, "lymph_node", None, None, None), (NO, "liver", None, None, None)]),
    ("new osteosarcoma, bone scan negative, chest CT clear, what next?", [(NO, "bone", BONE_SCAN, None, None), (NO, "lung", None, None, None)]),
    ("new anal SCC, lung nodule on CT suspicious for met", [(POS, "lung", None, "lung nodule", None)]),
    ("indeterminate liver lesion, new anal SCC, what next?", [(OPEN, "liver", None, "indeterminate liver lesion", None)]),
    ("negative PET/CT, new anal SCC, next step?", [(NO, None, PET, None, None)]),
    ("new anal SCC, equivocal lung nodules on staging CT", [(OPEN, "lung", None, "equivocal lung nodules", None)]),
    ("new anal SCC, CT CAP negative except for indeterminate 5 mm lung nodule", [(OPEN, "lung", None, "indeterminate 5 mm lung nodule", None)]),
    ("new anal SCC, CT CAP positive for liver metastases", [(POS, "liver", None, "positive for liver metastases", None)]),
    ("new anal SCC, staging CT: cannot exclude liver mets", [(OPEN, "liver", None, "cannot exclude liver mets", None)]),
    ("new anal SCC, CT abdomen: liver cyst, no mets", [(NO, "liver", None, None, None), (NO, None, None, None, None)]),
    ("new anal SCC, MRI confirmed liver mets", [(POS, "liver", None, "liver mets", None)]),
    ("new anal SCC, liver met confirmed on MRI", [(POS, "liver", None, "liver met", None)]),
    ("new osteosarcoma, skip lesion on MRI femur", [(OPEN, "bone", None, "skip lesion", None)]),
    ("new pNET: octreoscan showed uptake in liver", [(OPEN, "liver", "octreotide_scan_whole_body", "uptake in liver", None)]),
    ("new anal SCC, CT found a 1.2 cm adrenal nodule, indeterminate", [(OPEN, "other", None, "a 1.2 cm adrenal nodule", None)]),
    ("CT CAP: liver clear, lungs clear, new anal SCC", [(NO, "liver", None, None, None), (NO, "lung", None, None, None)]),
    ("new anal SCC, CT chest w/o done on 2026-11-02, clear", [(NO, "lung", CHEST, None, "2026-11-02")]),
    ("new anal SCC, CXR 13/11/2026 negative", [(NO, "lung", "radiography_chest", None, "2026-11-13")]),
    ("new anal SCC, bone scan on 11/02/2026: negative", [(NO, "bone", BONE_SCAN, None, "2026")]),
    ("new anal SCC, PET/CT (2026-11-10) showed avid liver lesion", [(POS, "liver", PET, "avid liver lesion", "2026-11-10")]),
    ("new anal SCC, MRI liver 3 weeks ago: 2 lesions c/w mets", [(POS, "liver", None, "2 lesions c/w mets", None)]),
    ("new osteosarcoma, chest CT today 5 pulmonary nodules, largest 9 mm", [(OPEN, "lung", None, "pulmonary nodules", None)]),
    ("new osteosarcoma: CT chest - multiple nodules, suspicious", [(POS, "lung", None, "multiple nodules", None)]),
    ("new osteosarcoma. CT chest done. No nodules.", [(NO, "lung", None, None, None)]),
    ("new osteosarcoma, CT chest neg for mets; PET/CT pos for L2 lesion", [(NO, "lung", None, None, None), (POS, "bone", PET, "pos for L2 lesion", None)]),
    ("new pNET, CT: several hypervascular liver lesions, likely mets", [(POS, "liver", None, "several hypervascular liver lesions", None)]),
    ("new pNET, CT: arterially enhancing 9 mm segment 6 liver lesion, indeterminate. next step?", [(OPEN, "liver", None, "9 mm segment 6 liver lesion", None)]),
    ("new pNET: triphasic CT abdomen/pelvis with no evidence of liver mets", [(NO, "liver", "ct_abdomen_and_pelvis_with_iv_contrast", None, None)]),
    ("new pNET, MRI liver shows 3 lesions, favor hemangiomas", [(OPEN, "liver", None, "3 lesions", None)]),
    ("new anal SCC: PET/CT with hypermetabolic left inguinal node, no distant mets", [(POS, "lymph_node", PET, "hypermetabolic left inguinal node", None), (NO, None, PET, None, None)]),
    ("new anal SCC; imaging shows no distant disease", [(NO, None, None, None, None)]),
    ("new anal SCC, scans negative, what now?", [(NO, None, None, None, None)]),
    ("new anal SCC, CT CAP without mets", [(NO, None, None, None, None)]),
    ("new anal SCC with clear CT CAP", [(NO, None, None, None, None)]),
    ("new anal SCC, CT CAP - NED", [(NO, None, None, None, None)]),
    ("new anal SCC. CT C/A/P unremarkable. Where do we go from here?", [(NO, None, None, None, None)]),
    ("64M anal SCC new, CT shows 1.5 cm R inguinal node", [(OPEN, "lymph_node", None, "inguinal node", None)]),
    ("new anal SCC, CT chest 4mm RUL nodule too small to characterize, rest clear", [(OPEN, "lung", None, "4mm RUL nodule too small to characterize", None)]),
    ("new anal SCC CT CAP neg, PET/CT pending", [(NO, None, None, None, None)]),
    ("new anal SCC CT CAP neg, MRI pelvis pending, what next?", [(NO, None, None, None, None)]),
    ("NEW ANAL SCC 60M. CT CAP: INDETERMINATE LIVER LESION. WHAT NEXT?", [(OPEN, "liver", None, "INDETERMINATE LIVER LESION", None)]),
    ("new anal SCC, PET/CT: focal uptake in liver, equivocal", [(OPEN, "liver", PET, "uptake in liver", None)]),
    ("osteosarcoma s/p resection and chemo 2022, surveillance CT chest: new 6 mm nodule, what next?", [(OPEN, "lung", None, "new 6 mm nodule", None)]),
    ("new UPS thigh, chest CT: nodules may represent mets or granulomas", [(OPEN, "lung", None, "nodules may represent mets", None)]),
    ("new UPS thigh, chest CT shows calcified granuloma only", [(NO, "lung", None, None, None)]),
    ("new UPS thigh, CT chest: no pulmonary nodules", [(NO, "lung", None, None, None)]),
    ("new UPS thigh, CT chest lungs clear", [(NO, "lung", None, None, None)]),
    ("new UPS thigh, CT chest: lung mets, what next?", [(POS, "lung", None, "lung mets", None)]),
    ("new Ewing sarcoma pelvis, PET/CT shows bone mets in spine", [(POS, "bone", PET, "bone mets in spine", None)]),
    ("new anal SCC, CT liver: 1 cm hypodensity probably cyst", [(OPEN, "liver", None, "1 cm hypodensity probably cyst", None)]),
    ("new anal SCC, MRI liver confirmed benign cyst", [(NO, "liver", None, None, None)]),
    ("new anal SCC, adrenal nodule on CT indeterminate", [(OPEN, "other", None, "adrenal nodule", None)]),
    ("new anal SCC, liver lesion seen on CT, MRI to characterize", [(OPEN, "liver", None, "liver lesion", None)]),
    ("CT CAP demonstrates liver and lung metastases, 70F new anal SCC, next step", [(POS, "liver", None, "liver and lung metastases", None), (POS, "lung", None, "liver and lung metastases", None)]),
    ("new anal SCC, CT CAP showed liver mets but no lung mets", [(POS, "liver", None, "liver mets", None), (NO, "lung", None, None, None)]),
    ("new anal SCC, no mets on CT CAP but borderline inguinal node", [(NO, None, None, None, None), (OPEN, "lymph_node", None, "borderline inguinal node", None)]),
    ("new anal SCC, CT CAP negative. CT CAP positive for liver mets.", [(NO, None, None, None, None), (POS, "liver", None, "positive for liver mets", None)]),
    ("new pNET, octreotide scan negative, dotatate PET positive in liver", [(NO, None, "octreotide_scan_whole_body", None, None), (POS, "liver", DOTATATE, None, None)]),
    ("new pNET, negative DOTATATE PET/CT, what next?", [(NO, None, DOTATATE, None, None)]),
    ("70M newly dx anal SCC. Staging CT chest/abd/pelvis with contrast: 9 mm segment 7 hypodensity too small to characterize. Next?", [(OPEN, "liver", "ct_chest_abdomen_pelvis_with_iv_contrast", "9 mm segment 7 hypodensity too small to characterize", None)]),
    ("58F anal SCC, CT abd/pelvis reveals multiple bilobar hepatic lesions consistent with metastases - next step", [(POS, "liver", None, "multiple bilobar hepatic lesions consistent with metastases", None)]),
    ("anal SCC new. Imaging: CT CAP no evidence of distant metastatic disease. Next steps?", [(NO, None, None, None, None)]),
    ("new pNET tail 52M, MRI abd w/wo: no hepatic mets. DOTATATE PET/CT: negative. what next", [(NO, "liver", "mri_abdomen_without_and_with_iv_contrast", None, None), (NO, None, DOTATATE, None, None)]),
    ("55F pNET (bx) new: DOTATATE PET/CT positive for liver and bone metastases", [(POS, "liver", DOTATATE, None, None), (POS, "bone", DOTATATE, "bone metastases", None)]),
    ("pNET new, CT multiphase demonstrates hypervascular liver mets, next?", [(POS, "liver", "ct_abdomen_with_iv_contrast_multiphase", "liver mets", None)]),
    ("17F osteosarcoma femur new; CT chest reports 2 subcentimeter nodules, nonspecific. What do we do next?", [(OPEN, "lung", None, "2 subcentimeter nodules", None)]),
    ("12M Ewing sarcoma new dx; PET/CT whole body without distant uptake, CT chest clear - what next?", [(NO, None, "fdg_pet_ct_whole_body", None, None)]),
    ("15yo osteosarcoma, new; bone scan shows skip lesion in femur; what next?", [(OPEN, "bone", BONE_SCAN, "skip lesion", None)]),
    ("45F UPS thigh high grade new, PET/CT: hypermetabolic inguinal node, biopsy?", [(POS, "lymph_node", PET, "hypermetabolic inguinal node", None)]),
    ("new synovial sarcoma, CT chest: innumerable pulmonary nodules compatible with metastases", [(POS, "lung", None, "innumerable pulmonary nodules compatible with metastases", None)]),
    ("new anal SCC; PET avid pulmonary nodule", [(POS, "lung", PET, "avid pulmonary nodule", None)]),
    ("new anal SCC, PET showed FDG uptake in a left iliac node", [(OPEN, "lymph_node", PET, "uptake in a left iliac node", None)]),
    ("new anal SCC, MRI pelvis: suspicious mesorectal nodes; CT chest negative", [(POS, "lymph_node", None, "suspicious mesorectal nodes", None), (NO, "lung", None, None, None)]),
    ("new anal SCC, MRI shows no liver lesions", [(NO, "liver", None, None, None)]),
    ("new anal SCC, CT report: no metastases", [(NO, None, None, None, None)]),
    ("new anal SCC, PET/CT came back negative", [(NO, None, PET, None, None)]),
    ("new anal SCC, CT came back with a suspicious liver lesion", [(POS, "liver", None, "a suspicious liver lesion", None)]),
    ("new anal SCC, radiology read CT CAP as negative for metastatic disease, what next?", [(NO, None, None, None, None)]),
    ("new anal SCC. CAP CT negative. Next?", [(NO, None, None, None, None)]),
    ("new anal SCC, PET/CT was positive in the liver", [(POS, "liver", PET, None, None)]),
    ("new anal SCC, CT C/A/P (done today): indeterminate lung nodules", [(OPEN, "lung", None, "indeterminate lung nodules", None)]),
    ("new anal SCC, liver lesion too small to characterize on CT", [(OPEN, "liver", None, "liver lesion too small to characterize", None)]),
    ("new anal SCC, nonspecific lung nodules seen on CT chest", [(OPEN, "lung", None, "nonspecific lung nodules", None)]),
    ("new anal SCC, staging scans show liver mets", [(POS, "liver", None, "liver mets", None)]),
    ("new anal SCC, CT shows possible liver mets", [(OPEN, "liver", None, "possible liver mets", None)]),
    ("new anal SCC, CT concerning for liver mets", [(POS, "liver", None, "concerning for liver mets", None)]),
    ("new anal SCC, CT: probable lung mets, next?", [(POS, "lung", None, "probable lung mets", None)]),
    ("new anal SCC, CT: probable liver cyst", [(OPEN, "liver", None, None, None)]),
    ("new anal SCC, PET/CT shows only the primary, no mets", [(NO, None, PET, None, None)]),
    ("new anal SCC, PET: no FDG-avid distant disease", [(NO, None, PET, None, None)]),
    ("new anal SCC; equivocal PET/CT, what next", [(OPEN, None, PET, None, None)]),
    ("new osteosarcoma, staging: CT chest negative, bone scan negative", [(NO, "lung", None, None, None), (NO, "bone", BONE_SCAN, None, None)]),
    ("new osteosarcoma; CT chest & PET/CT negative; what next?", [(NO, "lung", None, None, None), (NO, None, PET, None, None)]),
    ("new osteosarcoma, CT chest w/o contrast showed bilateral lung metastases; what next", [(POS, "lung", CHEST, "bilateral lung metastases", None)]),
    ("UPS arm new: lungs clear on CT chest, what next?", [(NO, "lung", None, None, None)]),
    ("new pNET: CT negative for liver mets, positive for bone mets", [(NO, "liver", None, None, None), (POS, "bone", None, "positive for bone mets", None)]),
    ("64F new anal SCC, CT CAP: liver lesion (indeterminate), MRI next?", [(OPEN, "liver", None, "liver lesion (indeterminate)", None)]),
    ("new anal SCC, liver lesion on CT suspicious, MRI planned", [(POS, "liver", None, "liver lesion", None)]),
]

# no study is told to have shown anything of spread
NOTHING = [
    "new anal SCC, CT chest w/o planned on 2026-12-02",
    "new Ewing sarcoma femur, bone scan shows uptake in femur only",
    "new anal SCC - CT unremarkable - what next",
    "new anal SCC, ?liver mets",
    "new anal SCC, r/o liver mets with CT",
    "new anal SCC, CT to look for liver mets",
    "new anal SCC, CT for mets?",
    "new anal SCC, plan CT CAP",
    "new anal SCC, need CT to exclude liver mets",
    "new anal SCC, CT CAP pending",
    "new anal SCC, PET/CT next week",
    "new anal SCC, PET denied by insurance, distant mets?",
    "new anal SCC, CT 2019 normal, distant mets?",
    "new anal SCC, CT chest 2018: clear. distant mets?",
    "new anal SCC, prior CT negative, distant mets?",
    "new anal SCC, if CT shows liver mets we will biopsy",
    "new anal SCC, will CT show liver mets?",
    "new anal SCC, does PET show nodes better?",
    "new anal SCC, can MRI show liver mets",
    "new anal SCC, should we get PET or CT for distant mets",
    "mother had liver mets on CT, new anal SCC, distant mets?",
    "FHx: father CT showed liver mets. new anal SCC 60M, distant mets?",
    "new anal SCC with known liver mets, response?",
    "pNET with liver mets on lanreotide, CT or MRI?",
    "new anal SCC, bx negative for melanoma, CT?",
    "new anal SCC, HIV negative, CT CAP?",
    "39F new anal SCC, hCG negative, CT ok?",
    "new anal SCC, MRI pelvis for local staging",
    "new anal SCC, CT CAP vs PET/CT for distant mets?",
    "new osteosarcoma, MRI shows 10 cm distal femur mass",
    "new UPS thigh, MRI: 8 cm mass, deep",
    "new pNET, CT shows 3 cm pancreatic tail mass",
    "new pNET, pancreatic lesion on CT, distant mets?",
    "new anal SCC, CT-guided biopsy showed squamous cell carcinoma",
    "new anal SCC, EUS shows T2 tumor",
    "new anal SCC, CT showed liver mets?",
    "new anal SCC, PET/CT negative?",
    "new anal SCC, unless CT shows mets, chemoRT",
    "new anal SCC, CT not done yet",
    "new anal SCC, no CT yet",
    "new anal SCC, no prior imaging, distant mets?",
    "new anal SCC, contrast allergy, CT without contrast?",
    "new anal SCC, clear margins, CT CAP?",
    "new anal SCC, lungs clear on auscultation, CT?",
    "new anal SCC, normal renal function, CT with contrast?",
    "new anal SCC; CT chest looking for nodules",
    "new osteosarcoma, chest CT: r/o mets",
    "new osteosarcoma, lung nodules? CT chest",
    "new osteosarcoma, check chest CT for nodules",
    "new pNET, DOTATATE PET for liver mets?",
    "new pNET, SSTR positive, distant staging",
    "new pNET, evaluate liver mets on MRI",
    "new anal SCC, scan for mets",
    "new anal SCC, imaging: distant mets",
    "new anal SCC, CT CAP, distant mets",
    "STS thigh s/p resection, last CT clear, routine lung surveillance",
    "osteosarcoma 2021, CT last year negative, lung surveillance",
    "new anal SCC, CXR to check for lung mets",
    "new anal SCC, is CT or MRI better for liver lesions?",
    "new anal SCC, CT head negative after fall, distant mets?",
    "new anal SCC, awaiting PET result",
    "new anal SCC, PET result pending",
    "new anal SCC, question of liver mets on CT?",
    "new anal SCC, US abdomen ordered, liver mets",
    "new anal SCC, MRI safe pacemaker, liver mets?",
    "new anal SCC, want MRI not CT, no contrast, distant mets",
    "new anal SCC, normal CT needed before chemoRT",
    "new anal SCC, CT would show nodes",
    "wants PET to see if liver lesion is avid, new pNET",
    "new anal SCC, repeat CT in 3 months for lung nodule",
    "new pNET 2022 CT showed liver cyst, distant mets now?",
    "68F anal SCC s/p CRT, 6 mo ago CT clear, follow-up",
    "new anal SCC, CT CAP for staging",
    "new anal SCC, CT CAP: please look for liver mets",
    "new anal SCC, PET/CT or CT CAP to rule out mets",
    "new anal SCC, CT with contrast for liver lesions",
    "new anal SCC, known liver mets",
    "new anal SCC, liver mets, which scan",
    "new anal SCC, family history: brother's PET showed mets",
    "new anal SCC, wife had CT negative last month",
    "new anal SCC, outside CT from 2020 showed liver lesion",
    "new anal SCC, old CT 2021: liver cyst",
    "new anal SCC, previous MRI normal",
    "h/o breast ca, last mammogram normal, new anal SCC, distant mets",
    "new anal SCC, DRE normal, CT CAP",
    "new anal SCC, labs normal, CT CAP?",
    "new anal SCC, LFTs normal, PET?",
    "new anal SCC, lungs clear on exam, CT chest",
    "new anal SCC, nodes negative on exam, PET/CT?",
    "new anal SCC, biopsy of inguinal node negative, PET/CT?",
    "new anal SCC, FNA node positive, CT CAP?",
    "new pNET on bx, well diff, Ki-67 3%, dotatate avid, distant staging?",
    "new pNET, dotatate avid tumor, CT?",
    "new osteosarcoma, X-ray shows destructive lesion of the femur",
    "new osteosarcoma, MRI shows femur lesion, CT chest next",
    "new osteosarcoma, bone lesion on XR, lungs?",
    "new Ewing, MRI femur positive for tumor",
    "new UPS, MRI with enhancing mass",
    "new UPS, US shows solid mass",
    "new pNET, EUS found pancreatic mass",
    "new anal SCC, MRI shows mass 4 cm invading sphincter",
    "new anal SCC, CT shows anal mass",
    "new anal SCC, CT showed anal wall thickening",
    "anal SCC, CT not helpful, PET?",
    "anal SCC, CT negative predictive value for nodes?",
    "how sensitive is PET for liver mets in anal SCC?",
    "does CT miss small lung nodules in sarcoma?",
    "CT chest best for lung nodules? new osteosarcoma",
    "new anal SCC: is PET positive in nodes usually?",
    "new anal SCC, once CT negative, chemoRT",
    "new anal SCC, chemoRT when PET clear",
    "new anal SCC, pt asks if CT normal",
    "new anal SCC, PET/CT scheduled, CT CAP not approved",
    "new anal SCC, CT today for mets",
    "new anal SCC, PET/CT tomorrow to check nodes",
    "new anal SCC, MRI liver to characterize?",
    "new anal SCC, do we need PET if CT is negative?",
    "new anal SCC, CT scan shows? distant mets",
    "new anal SCC, CT surveillance for mets",
    "new anal SCC, imaging to evaluate liver and lung for metastases",
    "new anal SCC, mets on CT?",
    "new anal SCC, any mets on PET/CT?",
    "new anal SCC, suspected liver mets, MRI liver?",
    "new anal SCC, possible liver mets, which study?",
    "new anal SCC, ultrasound of liver requested, lesions?",
    "new anal SCC, creatinine normal, CT with contrast clear to proceed?",
    "new anal SCC, cleared for MRI, pacemaker, distant mets?",
    "new anal SCC, normal MRI-safe device, mets?",
    "new anal SCC, CT abdomen: eval liver lesion",
    "new anal SCC, CT: evaluate for mets",
    "new anal SCC, hx lung nodules 2015 on CT stable, distant mets?",
    "pt with resected osteosarcoma, CT 6 months ago clear, lung surveillance now",
    "anal SCC s/p CRT, prior PET positive, response?",
    "new anal SCC; will proceed if no mets on CT",
    "new anal SCC, negative margins, PET",
    "new anal SCC HPV positive, PET/CT",
    "new anal SCC p16 positive on path, CT CAP",
    "new anal SCC, no contraindication to CT or MRI, normal eGFR",
    "new anal SCC, HIV positive, CT CAP or PET",
    "new anal SCC; no CT findings yet",
    "new anal SCC; CT normal saline prehydration",
    "new anal SCC; no evidence of allergy, CT with contrast",
]


@pytest.mark.parametrize(("text", "told"), TOLD, ids=[text for text, _ in TOLD])
def test_a_line_tells_what_a_study_showed(text: str, told: list[Any], door: Door) -> None:
    results = door.read(text).results
    assert [(r.result, r.site, r.procedure, r.finding, r.date) for r in results] == told


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_asked_planned_denied_or_old_is_no_result(text: str, door: Door) -> None:
    assert door.read(text).results == ()


CONTRADICTIONS = [
    "new anal SCC, CT CAP: liver mets. no liver mets on CT CAP",
    "new anal SCC, PET/CT negative. PET/CT positive.",
    "new osteosarcoma, CT chest w/o clear, CT chest w/o positive",
]


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_study_told_to_show_and_not_to_show_a_thing_is_refused(text: str, door: Door) -> None:
    with pytest.raises(FactError) as raised:
        door.read(text)
    assert (raised.value.code, raised.value.where) == ("contradiction", "text")


# the question that a result answers is asked only where the line puts none
ANSWERED = [
    ("64F anal SCC staging, CT CAP showed an indeterminate 8 mm liver lesion, what next?", "anal_cancer.distant_metastasis"),
    ("new anal SCC 64F, PET/CT negative, what next?", "anal_cancer.distant_metastasis"),
    ("new pNET 58M, MRI: multiple liver mets, what next?", "pancreatic_neuroendocrine_tumor.metastatic_staging"),
    ("16M new osteosarcoma, chest CT w/o: single 4 mm nodule, equivocal, what next?", "musculoskeletal_tumor.pulmonary_metastasis_staging"),
    ("osteosarcoma s/p resection and chemo 2022, surveillance CT chest: new 6 mm nodule, what next?", "musculoskeletal_tumor.surveillance_pulmonary"),
    ("new anal SCC, distant CT already neg, now local T-stage", "anal_cancer.locoregional_staging"),
    ("64F new anal SCC staging CT clear", None),
    ("new anal SCC, scans negative, what now?", None),
    ("new osteosarcoma, CXR clear, what next?", None),
    ("64F anal SCC, PET/CT negative, what next?", None),
]


@pytest.mark.parametrize(("text", "scenario"), ANSWERED, ids=[text for text, _ in ANSWERED])
def test_a_result_says_which_question_was_asked_or_the_question_is_asked(text: str, scenario: str | None, door: Door) -> None:
    found = door.recommend(text).scenario
    assert (found.id if found is not None else None) == scenario


def test_of_a_known_result_only_what_follows_it_is_shown(door: Door) -> None:
    steps = door.recommend("new anal SCC 64F, PET/CT negative, what next?").next_steps
    assert (bool(steps.negative), steps.positive, steps.indeterminate) == (True, (), ())


def test_beside_a_question_that_is_still_asked_every_next_step_is_shown(door: Door) -> None:
    steps = door.recommend("new anal SCC no liver mets on US, distant mets elsewhere? CT").next_steps
    assert (bool(steps.negative), bool(steps.positive)) == (True, True)


def test_the_words_of_a_finding_are_no_facts_about_the_tumor(door: Door) -> None:
    sheet = door.read("new anal SCC, MRI liver: 2 cm hemangioma, 8 mm lesion indeterminate")
    assert {fact.name for fact in sheet.facts} & {"cancer.size_cm", "cancer.subsite", "imaging.question"} == set()
    assert sheet.values["cancer.histology"] == "squamous_cell_carcinoma"


PRIORS = [
    ("new anal SCC, CT chest w/o done on 2026-11-02, clear", [(CHEST, "2026-11-02")]),
    ("new anal SCC, bone scan 13/11/2026 negative", [(BONE_SCAN, "2026-11-13")]),
    ("new anal SCC, bone scan on 11/02/2026: negative", []),
    ("new anal SCC, CT chest w/o done last week", []),
    ("new anal SCC, CT chest w/o done 2 weeks ago, clear", []),
    ("new anal SCC, CT chest w/o planned on 2026-12-02", []),
    ("new anal SCC, need CT chest w/o on 2026-12-02", []),
]


@pytest.mark.parametrize(("text", "prior"), PRIORS, ids=[text for text, _ in PRIORS])
def test_a_study_done_on_a_certain_day_is_an_earlier_study(text: str, prior: list[Any], door: Door) -> None:
    assert [(done.procedure, done.date) for done in door.read(text).prior] == prior


MRI = [
    ("MRI of the primary done", True), ("local MRI complete", True), ("MRI thigh done 2 weeks ago", True),
    ("MRI femur showed 10 cm mass", True), ("MRI of the tumor completed last week", True), ("local MRI: 9 cm tumor", True),
    ("MRI of the thigh has been done", True), ("MRI tibia on 11/02/2026 shows tumor", True),
    ("no MRI yet", False), ("PET instead of MRI", False), ("PET/CT rather than MRI", False), ("MRI not done", False),
    ("without MRI so far", False), ("no MRI of the primary", False), ("no MRI of the thigh so far", False),
    ("", None), ("MRI femur pending", None), ("no MRI needed?", None), ("MRI brain done", None), ("MRI done", None),
    ("MRI w/o contrast not tolerated", None), ("no MRI contraindication", None), ("no MRI findings", None),
    ("if MRI femur shows invasion", None), ("MRI femur?", None), ("plan MRI femur", None), ("will MRI femur show the extent", None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "done"), MRI)
def test_the_line_says_whether_the_primary_had_its_mri(said: str, done: bool | None, door: Door) -> None:
    assert door.read(f"16M new osteosarcoma, mets outside lungs? {said}").values.get("imaging.primary_mri") is done


AGENTS = [
    ("eGFR 22, gadodiamide", "group_i"), ("Omniscan planned", "group_i"), ("with Magnevist", "group_i"), ("group I agent", "group_i"),
    ("Eovist", "group_ii"), ("gadobutrol", "group_ii"), ("Dotarem 0.1 mmol/kg", "group_ii"), ("group II agent", "group_ii"),
    ("allergic to Omniscan", None), ("no Magnevist", None), ("avoid gadodiamide", None), ("hives after Dotarem", None),
    ("prior gadavist tolerated", None), ("gadolinium", None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "group"), AGENTS)
def test_the_group_of_an_agent_that_is_to_be_given_is_read(said: str, group: str | None, door: Door) -> None:
    assert door.read(f"64F new pNET, distant mets? {said}").values.get("contrast.gadolinium_group") == group


PNET = "64F new pNET, distant mets?"
MRI_ORDER = "MRI abd/pelvis w/wo"
ORDERED = [
    (f"{PNET} eGFR 22", f"{MRI_ORDER} gadodiamide", "contraindicated"),
    (f"{PNET} eGFR 22, Omniscan", MRI_ORDER, "contraindicated"),
    (f"{PNET} eGFR 22", f"{MRI_ORDER} Gadavist", "incomplete"),
    (f"{PNET} eGFR 22", f"{MRI_ORDER}, avoid Magnevist", "incomplete"),
    (f"{PNET} eGFR 30", f"{MRI_ORDER} gadodiamide", "incomplete"),
    (f"{PNET} on dialysis", f"{MRI_ORDER} Magnevist", "contraindicated"),
    (PNET, f"{MRI_ORDER}, eGFR 20, Magnevist", "contraindicated"),
    (PNET, f"{MRI_ORDER}, anaphylaxis to gadolinium", "contraindicated"),
]


@pytest.mark.parametrize(("patient", "order", "verdict"), ORDERED, ids=[f"{p}: {o}" for p, o, _ in ORDERED])
def test_what_an_order_says_of_agent_kidneys_and_allergies_counts(patient: str, order: str, verdict: str, door: Door) -> None:
    assert door.check(patient, [order]).orders[0].verdict.value == verdict


LOCAL = [("no MRI yet", "incomplete"), ("MRI of the primary done", "appropriate"), ("", "appropriate")]


@pytest.mark.parametrize(("said", "verdict"), LOCAL)
def test_pet_ct_without_the_mri_of_the_primary_is_incomplete(said: str, verdict: str, door: Door) -> None:
    patient = f"16M new osteosarcoma, mets outside lungs? {said}"
    assert door.check(patient, ["FDG PET/CT whole body"]).orders[0].verdict.value == verdict


def test_words_of_results_in_a_wrong_shape_are_a_fault_of_their_file() -> None:
    with pytest.raises(PackError) as raised:
        compile_reports({"reports.yaml": {"sites": [{"said": ["spot"]}]}}, {})
    assert [fault.file for fault in raised.value.faults] == ["reports.yaml"]


def test_the_order_of_the_words_of_results_never_matters() -> None:
    one = {"a.yaml": {"shows": ["shows"], "verdicts": {"negative": ["clear"]}}, "b.yaml": {"shows": ["told"]}}
    assert compile_reports(one, {}) == compile_reports(dict(reversed(one.items())), {})
