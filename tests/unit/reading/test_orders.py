"""Studies as busy clinicians, code lists and order systems write them."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metscout.facts.history import OrderedStudy
from metscout.packs.load import OF_ORDERS, Knowledge, load_knowledge
from metscout.reading.order_words import compile_orders, folded, order_words
from metscout.reading.orders import MAX_ORDER, read_order, read_orders
from metscout.terms.errors import FactError, PackError

# the spellings of each study
ONE = {
    "ct_abdomen_and_pelvis_with_iv_contrast": [
        "CT ABD & PELV W/CONTRAST", "36813-4", "CT A/P triple phase", "STAT CT abd/pelv +C please", "CT with IV and oral contrast abdomen pelvis",
        "CT a+p +c", "CAT scan of the belly and pelvis with dye", "contrast-enhanced CT of the abdomen and pelvis",
        "CT abdomen/pelvis with IV contrast, portal venous phase", "CT A/P w/ contrast no chest", "ct abd pelvis w contrast r/o liver mets",
        "CT w/ contrast abd/pelv", "contrast CT abdomen pelvis", "CT AP w/c", "multiphase CT abdomen and pelvis with contrast",
        "CT A/P with IV contrast only", "urgent CTAP with contrast", "CT abdoman pelvis with contast",
        "Computed tomography of abdomen and pelvis with contrast", "CECT abdomen pelvis", "CT Abd+Pelvis W", "CT abdomen/pelvis W IV CONTRAST ONLY",
        "CT abdomen pelvis IV and oral contrast", "triple phase CT abdomen/pelvis", "arterial and portal venous phase CT abdomen and pelvis",
        "CPT 74177 CT ABD & PELV W/CONTRAST", "CT of abdomen and pelvis, contrast: with", "ct abd plv w", "CT A P w con",
        "CT AP w contrast for 64F with anal cancer",
    ],
    "ct_abdomen_and_pelvis_without_iv_contrast": [
        "CT abd/pelvis with oral contrast only", "ct abd & pelvis w/o", "CT abdomne pelivs wihtout contrast", "CT abdo pelvis plain",
        "CT abdomen-pelvis unenhanced", "CT abd pelvis NC", "CT ABDOMEN & PELVIS W/O CONTRAST", "CT abdomen/pelvis w/o iv con",
        "CT abdomen pelvis w/ PO contrast, no IV", "CT abdomen pelvis w/ PO, w/o IV", "CT abdomen pelvis oral but no IV contrast",
        "CT A/P w/ PO contrast, no IV contrast",
    ],
    "ct_abdomen_and_pelvis_without_and_with_iv_contrast": [
        "CT abd and pelvis w/ and w/o contrast", "CT A/P w/wo/c", "CT ABD & PELVIS 1/> SECTION/REGNS W/O & W/CONTRAST",
        "74178 CT abdomen pelvis w/wo", "ct a/p w/ and w/o",
    ],
    "ct_abdomen_with_iv_contrast": [
        "CT abdomen +C", "CT abdomen (C+)", "CT pancreas w/ contrast",
    ],
    "ct_abdomen_with_iv_contrast_multiphase": [
        "CT abdomen pancreas protocol", "CT liver triphasic", "CT PANCREAS PROTOCOL W CONTRAST", "CT liver mass protocol", "multiphasic CT abdomen",
        "CT triple phase liver", "three phase liver CT", "quad phase CT liver", "4 phase liver CT", "quad-phase CT liver",
    ],
    "ct_abdomen_without_iv_contrast": [
        "CT abd C-",
    ],
    "ct_abdomen_without_and_with_iv_contrast": [
        "CT abdomen multiphase without and with", "CT ABDOMEN W/WO PANCREAS", "CT abdomen w and wo",
    ],
    "ct_pelvis_with_iv_contrast": [
        "CT PELVIS W/DYE",
    ],
    "ct_pelvis_without_iv_contrast": [
        "CT pelvis (without)", "CT pelvis bone without contrast",
    ],
    "ct_pelvis_without_and_with_iv_contrast": [
        "CT pelvis w/wo contrast",
    ],
    "ct_chest_with_iv_contrast": [
        "71260 CT THORAX DX C+", "CT ches with contrst", "CT chest contrast: no", "CT chest contrast: yes", "Contrast: with. CT chest",
        "CT THORAX W/DYE", "CT chest with contrast to rule out pulmonary mets", "CT chest w stat", "CT chest w/ 3D recons",
        "LOINC 24628-0 CT Chest W contrast IV", "24628-0", "24628-0 - chest CT with contrast", "CT Chest W contrast IV (24628-0)",
    ],
    "ct_chest_without_iv_contrast": [
        "CT chest w/o eval for mets to liver", "CT chest -C", "low-dose CT chest without contrast", "CT thorax noncontrast", "CT lungs no contrast",
        "noncon CT chest", "CT chest w/o for pt with contrast allergy", "CT chest wo contrast for ? lung mets", "CT chst w/o",
        "CT chest, no contrast", "CT chest no IV contrast, please", "CT chest, IV contrast: none", "CT CHEST W/O CONTRAST",
        "ct chest without iv contrast", "ct_chest_without_iv_contrast", "CT_CHEST_WITHOUT_IV_CONTRAST", "chest CT non-con", "CT THORAX W/O DYE",
        "CT chest w/o contrast", "CT chest wo contrast, follow up of lung nodule on prior PET", "ct chest without (osteosarcoma, ?lung mets)",
        "CT chest (no contrast)", "CT chest [without contrast]", "CT chest - without contrast", "CT Chest W/O", "CT Chest WO IV Contrast",
        "CT cheest without contrst", "CT chest wo please", "computed tomography chest without contrast", "NCCT chest", "HRCT chest",
        "CT chest no iv", "ct lungs without", "CT chest, low dose, no contrast", "CT for lung nodules without contrast",
        "without contrast: CT chest", "CT chest w/o contrast (pt allergic to contrast)",
        "CT chest w/o contrast, h/o osteosarcoma of femur s/p resection", "CT pulm wo",
    ],
    "ct_chest_without_and_with_iv_contrast": [
        "CT THORAX DX C-/C+", "CT chest with and without contrast", "CT CHEST WITHOUT THEN WITH CONTRAST", "CT THORAX W/O & W/DYE",
    ],
    "ct_chest_abdomen_pelvis_with_iv_contrast": [
        "CT chest, abdomen and pelvis with contrast", "CT C/A/P w/ contrast", "CT CAP w contrast anal SCC staging", "CT CAP C+",
        "CT CHEST ABDOMEN PELVIS W CONTRAST", "CT Chest Abdomen Pelvis W IV Contrast [IMG1234]", "CT C-A-P w IV", "CT CAP w/ PO and IV contrast",
        "CT TAP with contrast", "CT of chest, abdomen, and pelvis, with intravenous contrast", "CT thorax/abdomen/pelvis +contrast",
        "ct chest/abd/pelv w iv con", "CT C A P w", "chest/abd/pelvis CT w/ contrast", "need CT C/A/P w/ contrast pls, new anal SCC",
        "please get CT of chest/abd/pelvis with contrast for staging", "CT-CAP with contrast", "CTCAP w", "CT chest+abdomen+pelvis with contrast",
        "CT chest abdomen & pelvis with contrast, eval lung nodules and liver lesions",
        "staging CT chest abdomen pelvis with contrast for rectal cancer", "CT C/A/P, IV contrast, STAT", "CT chest/abd/pelvis w/ con",
        "CT of the chest abdomen and pelvis with IV contrast to evaluate for metastatic disease", "CT CAP (with contrast)",
        "CT CAP contrast enhanced", "IMG1234 - CT CHEST ABDOMEN PELVIS WITH IV CONTRAST", "CT C/A/P w contrast; attn liver", "CT T/A/P + contrast",
        "CT thoraco-abdomino-pelvic with contrast", "CT trunk with contrast", "CT CAP with contrast, premedicate for contrast allergy",
        "CT CAP w contrast. eGFR 45.", "64F anal SCC CT CAP w contrast",
    ],
    "ct_chest_abdomen_pelvis_without_iv_contrast": [
        "CT CAP without contrast due to contrast allergy", "ct c/a/p w/o c", "no contrast CT CAP",
    ],
    "ct_chest_abdomen_pelvis_without_and_with_iv_contrast": [
        "CT CAP with and without", "CT CAP pre and post contrast",
    ],
    "ct_area_of_interest_with_iv_contrast": [
        "CT thigh with contrast", "CT LOWER EXTREMITY W/DYE",
    ],
    "ct_area_of_interest_without_iv_contrast": [
        "CT femur without contrast", "CT primary tumor w/o",
    ],
    "ct_area_of_interest_without_and_with_iv_contrast": [
        "CT thigh w/o and w/ contrast", "CT femur with and without",
    ],
    "ct_colonography": [
        "CT colonography", "virtual colonoscopy",
    ],
    "ct_head_with_iv_contrast": [
        "CT head with contrast",
    ],
    "ct_head_without_iv_contrast": [
        "CT head w/o", "CT HEAD/BRAIN W/O DYE", "CT brain non contrast",
    ],
    "fdg_pet_ct_skull_base_to_mid_thigh": [
        "PET IMAGE W/CT SKULL-THIGH", "PET/CT skull base to mid thigh", "FDG PET/CT eyes to thighs",
        "PET+CT Guidance for localization of tumor of Skull base to mid-thigh-- W 18F-FDG IV", "PET/CT skull-thigh",
        "PET CT from skull base to thighs", "TUMOR IMAGING PET/CT SKULL BASE TO MID-THIGH", "NM PET CT SKULL BASE TO MID THIGH",
        "PET CT FDG IMAGING SKULL TO THIGH", "PET/CT neck to thigh", "PET/CT eyes-to-thighs", "FDG-PET-CT skull base-mid thigh",
        "78815 PET/CT skull base to mid thigh", "PET CT skull base to mid thigh w/o contrast",
    ],
    "fdg_pet_ct_whole_body": [
        "PET scan whole body", "FDG PET/CT vertex to toes", "81555-5", "fdg-pet/ct whole body", "PET IMAGE W/CT FULL BODY",
        "NM PET/CT TUMOR IMAGING WHOLE BODY SUBSEQUENT TREATMENT STRATEGY", "PET head to toe", "FDG PET/CT, vertex to toe",
        "18F-FDG PET/CT whole-body", "whole body PET", "whole body PET/CT with FDG", "wb pet ct", "FDG PET CT head to toe",
    ],
    "fdg_pet_ct_area_of_interest": [
        "PET/CT limited", "PET IMAGE W/CT LMTD",
    ],
    "dotatate_pet_ct_skull_base_to_mid_thigh": [
        "Ga-68 DOTATATE PET/CT", "DOTATATE PET/CT whole body", "Netspot", "Ga68 DOTATATE", "Cu-64 dotatate pet/ct", "Detectnet PET", "SSTR PET/CT",
        "Ga-68 DOTATATE PET/CT skull base to mid-thigh", "68Ga-DOTATATE PET-CT", "64Cu-DOTATATE PET/CT", "somatostatin receptor PET/CT",
        "DOTATOC PET/CT", "PET dotatate", "dotatae PET", "dotatate", "gallium dotatate pet ct", "Ga 68 PET",
    ],
    "fluoride_pet_ct_whole_body": [
        "NaF PET", "NaF PET/CT whole body", "18F NaF PET/CT", "sodium fluoride PET bone scan", "81552-2",
    ],
    "fdg_pet_mri_skull_base_to_mid_thigh": [
        "FDG PET-MR skull base to mid-thigh",
    ],
    "fdg_pet_mri_field_of_view_not_stated": [
        "FDG PET/MRI", "PET-MRI",
    ],
    "bone_scan_whole_body": [
        "bone scan", "NM bone", "BONE IMAGING WHOLE BODY", "WBBS", "Tc99m MDP", "NM Whole body Bone Views", "BONE/JOINT IMAGING WHOLE BODY",
        "NM BONE SCAN WHOLE BODY", "Tc-99m MDP bone scan", "nuclear medicine bone scan whole body", "Whole body bone scintigraphy",
        "NM bone scan: eval bone pain", "39818-0", "nuclear bone scan", "whole-body bone scan", "technetium scan", "tc 99 bone scan",
    ],
    "bone_scan_whole_body_with_spect_or_spect_ct_area_of_interest": [
        "bone scan w SPECT/CT", "bone scintigraphy whole body with SPECT", "99mTc-MDP bone scan with SPECT/CT of femur",
    ],
    "octreotide_scan_whole_body": [
        "octreoscan", "In-111 octreotide scan", "SRS", "somatostatin receptor scintigraphy", "octreotid scan", "octreotide",
    ],
    "octreotide_scan_with_spect_or_spect_ct_chest_and_abdomen": [
        "octreotide scan with SPECT/CT", "Octreoscan w SPECT",
    ],
    "mri_abdomen_and_pelvis_without_and_with_iv_contrast": [
        "MRI A&P w/wo", "MR abd/pel w/wo gad multiphase", "MRI A/P eovist", "MRI ABDOMEN AND PELVIS W/WO IV CONTRAST LIVER PANCREAS PROTOCOL",
        "MRI A/P with & without IV gadolinium", "MRI abdomen and pelvis with gadavist", "MRI abd/pelv wo then w", "MRI abdomen pelvis c+/c-",
        "multiphase MRI abdomen and pelvis",
    ],
    "mri_abdomen_and_pelvis_without_iv_contrast": [
        "MRI A/P w/o", "MRI abdomen/pelvis noncontrast",
    ],
    "mri_abdomen_without_and_with_iv_contrast": [
        "MRI ABDOMEN W/O & W/DYE", "MRI abdomen with contrast", "MRI liver protocol", "dynamic MRI liver", "MR ABDOMEN W WO CONTRAST",
        "MRI abdomen w/wo for liver lesion seen on CT", "MRI abdomen WO & W", "MRI pancreas w/wo", "MRI pancreas protocol",
        "MRI abd w/wo, patient has pacemaker",
    ],
    "mri_abdomen_without_iv_contrast": [
        "MRI abd w/o",
    ],
    "mri_abdomen_without_and_with_hepatobiliary_contrast": [
        "MRI liver with Eovist", "gadoxetate MRI liver", "MRI abdomen w Eovist", "MRI liver w/wo Primovist", "MRI abd Gd-EOB-DTPA",
        "MRI abdomen with hepatobiliary agent", "MRI w eovist",
    ],
    "mri_abdomen_without_and_with_iv_contrast_with_mrcp": [
        "MRI liver/pancreas protocol with MRCP", "MRCP w/wo", "MRI/MRCP without and with contrast", "MRI abd w/wo + MRCP", "MRCP with contrast",
    ],
    "mri_abdomen_without_iv_contrast_with_mrcp": [
        "MRCP without contrast", "MRI abdomen without contrast with MRCP",
    ],
    "mri_pelvis_without_and_with_iv_contrast": [
        "MRI pelvis with and without gad", "MRI pelvis rectal cancer protocol w/ & w/o", "MR Pelvis WO and W contrast IV", "MRI rectum w/wo",
        "MRI anal canal with gad", "MRI pelvis, with & without, anal cancer protocol", "MRI anus w/ and w/o",
        "MRI pelvis wwo, ?recurrence anal canal", "MRI pelvis w+w/o", "MRI pelvis W&WO", "MRI w/wo pelvis",
        "MRI without and with contrast of pelvis", "pelvic MRI with contrast", "MRI plevis w/wo",
        "magnetic resonance imaging of pelvis without and with contrast", "MRI pelvis w & wo", "MRI pelvis w, wo", "MRI pelvis w wo gado",
        "MRI pelvis without/with", "MR pelvis with/without contrast", "30674-6|MR Pelvis WO and W contrast IV",
        "MRI of the pelvis w/ and w/o contrast, rectal protocol, 3T", "MRI pelvis - high resolution rectal - with and without",
        "MR PELVIS WITHOUT AND WITH IV CONTRAST",
    ],
    "mri_pelvis_without_iv_contrast": [
        "MRI PELVIS W/O DYE", "MRI pelvis rectal protocol without contrast",
    ],
    "mri_chest_without_and_with_iv_contrast": [
        "MRI CHEST W/O & W/DYE",
    ],
    "mri_chest_without_iv_contrast": [
        "MRI thorax w/o",
    ],
    "mri_chest_abdomen_pelvis_without_and_with_iv_contrast": [
        "MRI CAP w/wo", "MRI chest/abdomen/pelvis with and without contrast",
    ],
    "mri_chest_abdomen_pelvis_without_iv_contrast": [
        "MRI chest abdomen pelvis w/o contrast",
    ],
    "mri_whole_body_without_and_with_iv_contrast": [
        "MRI whole body without and with IV contrast", "WB-MRI w/wo", "80499-7 WB MRI w/wo",
    ],
    "mri_whole_body_without_iv_contrast": [
        "whole body MRI w/o", "mri whole-body w/o gad", "whole-body DWI MRI without contrast",
    ],
    "mri_area_of_interest_without_and_with_iv_contrast": [
        "MRI femur w/wo", "MRI left thigh w/wo contrast", "MRI R femur with & without gad", "MRI primary site w and w/o",
        "MRI LWR EXTREMITY W/O&W/DYE", "MRI soft tissue thigh w/wo", "MRI humerus w/o and with", "MRI R LE w/wo", "MRI femur w/ contrast",
        "MRI sacrum w/wo", "MRI hip w/wo", "MRI of primary tumor left distal femur with and without contrast",
        "MRI entire femur incl joint above and below w/wo", "MRI right thigh mass with gad", "MRI femur w/wo s/p limb salvage",
    ],
    "mri_area_of_interest_without_iv_contrast": [
        "MRI lumbar spine without contrast", "MRI JNT OF LWR EXTRE W/O DYE",
    ],
    "mri_head_without_and_with_iv_contrast": [
        "brain MRI w/wo", "MRI Brain W WO Contrast", "MRI BRAIN STEM W/O & W/DYE", "MRI brain with and without contrast",
    ],
    "mri_head_without_iv_contrast": [
        "MRI head wo",
    ],
    "radiography_chest": [
        "CXR", "X-RAY EXAM CHEST 2 VIEWS", "radiograph of the chest", "chest xray PA & lateral", "CXR 2V", "portable CXR", "XR CHEST PA LAT",
        "XR CHEST 1 VIEW PORTABLE", "XR CHEST 2V FRONTAL AND LATERAL", "chest radiograph", "CXR PA/lat", "xray chest", "xray cheest",
        "36643-5 XR Chest 2 Views", "71046 Radiologic exam chest 2 views",
    ],
    "radiography_area_of_interest": [
        "XR femur AP/lateral", "XR knee 2 views", "plain film femur", "XR FEMUR LEFT 2 VIEWS", "X-ray femur", "plain films of the knee",
        "Plain radiographs of the left humerus", "x-ray right knee AP and lateral", "XR AP pelvis", "XR pelvis", "XR spine", "XR pelvis and femur",
    ],
    "radiography_abdomen": [
        "XR abdomen", "KUB",
    ],
    "radiography_skeletal_survey": [
        "skeletal survey", "bone survey", "skeletal survy",
    ],
    "us_abdomen": [
        "US abdomen", "abdominal ultrasound", "RUQ US", "US liver", "US EXAM ABDOM COMPLETE", "sonogram abdomen", "US RUQ", "ultrsound abdomen",
        "US abdomen without contrast", "Sono abd", "ultrasound of liver", "liver ultrasound",
    ],
    "us_abdomen_transabdominal": [
        "transabdominal US abdomen",
    ],
    "us_abdomen_with_iv_contrast": [
        "CEUS liver", "US abdomen with IV contrast", "US liver with contrast", "contrast US liver", "CEUS",
    ],
    "us_abdomen_endoscopic": [
        "EUS", "endoscopic ultrasound pancreas", "EUS w/ FNA", "endoscopic US", "EUS pancreas with FNA", "upper EUS", "EUS/FNA", "EUS-FNA pancreas",
        "endoscopic ultrasound (EUS)",
    ],
    "us_pelvis_transabdominal": [
        "transabdominal pelvic ultrasound", "US pelvis transabdominal",
    ],
    "us_pelvis_transrectal": [
        "TRUS", "transrectal ultrasound", "endoanal US",
    ],
    "us_area_of_interest": [
        "US groin", "ultrasound right groin nodes", "US inguinal nodes", "ultrasound thigh mass", "US soft tissue groin",
    ],
}

# what a study can be where the order leaves something open
OPEN = [
    ("PET-CT", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("24627-2 CT Chest", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("36813-4 CT Spine cervical", "ct_abdomen_and_pelvis_with_iv_contrast ct_area_of_interest_with_iv_contrast ct_area_of_interest_without_iv_contrast ct_area_of_interest_without_and_with_iv_contrast"),
    ("MRI knee", "mri_area_of_interest_without_and_with_iv_contrast mri_area_of_interest_without_iv_contrast"),
    ("PET", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("DWIBS", "mri_whole_body_without_and_with_iv_contrast mri_whole_body_without_iv_contrast"),
    ("SPECT Whole body W In-111 pentetreotide IV", "octreotide_scan_with_spect_or_spect_ct_chest_and_abdomen"),
    ("PET/MRI whole body", "fdg_pet_mri_skull_base_to_mid_thigh"),
    ("PET/CT", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("CT chest", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("MRI abdomen +/- contrast", "mri_abdomen_without_and_with_iv_contrast mri_abdomen_without_iv_contrast"),
    ("MRI abdomen w/ MRCP", "mri_abdomen_without_and_with_iv_contrast_with_mrcp mri_abdomen_without_iv_contrast_with_mrcp"),
    ("MRI pelvis", "mri_pelvis_without_and_with_iv_contrast mri_pelvis_without_iv_contrast"),
    ("MRI", "mri_abdomen_and_pelvis_without_and_with_iv_contrast mri_abdomen_and_pelvis_without_iv_contrast mri_abdomen_without_and_with_iv_contrast mri_abdomen_without_iv_contrast"),
    ("CT", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_and_pelvis_without_iv_contrast ct_abdomen_and_pelvis_without_and_with_iv_contrast ct_abdomen_with_iv_contrast"),
    ("MRI with contrast", "mri_abdomen_and_pelvis_without_and_with_iv_contrast mri_abdomen_without_and_with_iv_contrast mri_pelvis_without_and_with_iv_contrast mri_chest_without_and_with_iv_contrast"),
    ("pelvic ultrasound", "us_pelvis_transabdominal us_pelvis_transrectal"),
    ("NM Bone Limited Views", "bone_scan_whole_body"),
    ("FDG-PET", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("PET/CT chest abdomen pelvis", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("DWI whole body MRI", "mri_whole_body_without_and_with_iv_contrast mri_whole_body_without_iv_contrast"),
    ("CT head without & with", "ct_head_with_iv_contrast ct_head_without_iv_contrast"),
    ("CT chest for nodule seen on CXR and MRI", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT abdomen without pelvis", "ct_abdomen_with_iv_contrast ct_abdomen_without_iv_contrast ct_abdomen_without_and_with_iv_contrast"),
    ("29252-4 CT Chest W contrast IV", "ct_chest_without_iv_contrast ct_chest_with_iv_contrast"),
    ("MRI pelvis 36813-4", "ct_abdomen_and_pelvis_with_iv_contrast mri_pelvis_without_and_with_iv_contrast mri_pelvis_without_iv_contrast"),
    ("MIR pelvis", "mri_pelvis_without_and_with_iv_contrast mri_pelvis_without_iv_contrast"),
    ("C/A/P with contrast", "ct_chest_abdomen_pelvis_with_iv_contrast mri_chest_abdomen_pelvis_without_and_with_iv_contrast"),
    ("abdomen with contrast", "ct_abdomen_with_iv_contrast mri_abdomen_without_and_with_iv_contrast radiography_abdomen us_abdomen_with_iv_contrast"),
    ("MRI groin", "mri_area_of_interest_without_and_with_iv_contrast mri_area_of_interest_without_iv_contrast"),
    ("FDG PET skull base to mid-thigh with IV contrast", "fdg_pet_ct_skull_base_to_mid_thigh"),
    ("CT scan", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_and_pelvis_without_iv_contrast ct_abdomen_and_pelvis_without_and_with_iv_contrast ct_abdomen_with_iv_contrast"),
    ("scan of chest", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast mri_chest_without_and_with_iv_contrast"),
    ("CT CAP", "ct_chest_abdomen_pelvis_with_iv_contrast ct_chest_abdomen_pelvis_without_iv_contrast ct_chest_abdomen_pelvis_without_and_with_iv_contrast"),
    ("CT chest/abdomen/pelvis", "ct_chest_abdomen_pelvis_with_iv_contrast ct_chest_abdomen_pelvis_without_iv_contrast ct_chest_abdomen_pelvis_without_and_with_iv_contrast"),
    ("US EXAM PELVIC COMPLETE", "us_pelvis_transabdominal us_pelvis_transrectal"),
    ("MRI tib/fib", "mri_area_of_interest_without_and_with_iv_contrast mri_area_of_interest_without_iv_contrast"),
    ("F-18 FDG PET CT", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("CT with contrast", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_with_iv_contrast ct_pelvis_with_iv_contrast ct_chest_with_iv_contrast"),
    ("ct abd pelv w ivc", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_and_pelvis_without_iv_contrast ct_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("MRI pelvis +/- gad", "mri_pelvis_without_and_with_iv_contrast mri_pelvis_without_iv_contrast"),
    ("MRI A/P +/- gad", "mri_abdomen_and_pelvis_without_and_with_iv_contrast mri_abdomen_and_pelvis_without_iv_contrast"),
    ("MRI thigh +/- gad", "mri_area_of_interest_without_and_with_iv_contrast mri_area_of_interest_without_iv_contrast"),
    ("CT chest +/- contrast", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT A/P pancreas protocol +/- contrast", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_and_pelvis_without_iv_contrast ct_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("PET/CT skul base to mid thigh", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body fdg_pet_ct_area_of_interest"),
    ("CT chest with thin cuts", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT chest without delay", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("MRI pelvis with or without contrast", "mri_pelvis_without_and_with_iv_contrast mri_pelvis_without_iv_contrast"),
    ("LDCT chest", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT abdomen pelvis with rectal contrast", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_and_pelvis_without_iv_contrast ct_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("81553-0", "fdg_pet_ct_area_of_interest"),
    ("87915-5", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("72246-2", "mri_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("97393-3", "mri_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("MR Abdomen and Pelvis W contrast IV", "mri_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("MR whole body", "mri_whole_body_without_and_with_iv_contrast mri_whole_body_without_iv_contrast"),
    ("30745-4 CT Chest W contrast IV", "radiography_chest ct_chest_with_iv_contrast"),
    ("44139-4", "fdg_pet_ct_whole_body"),
    ("PT Whole body", "fdg_pet_ct_whole_body"),
    ("39627-5 bone scan", "bone_scan_whole_body"),
    ("chest", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast mri_chest_without_and_with_iv_contrast"),
    ("CT A/P with oral contrast", "ct_abdomen_and_pelvis_with_iv_contrast ct_abdomen_and_pelvis_without_iv_contrast ct_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("Chest CT", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("FDG avid PET", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("CT/PET", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("PET/CT with contrast", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("Bone scan with and without contrast", "bone_scan_whole_body"),
    ("CXR with contrast", "radiography_chest"),
    ("MRI distal femur", "mri_area_of_interest_without_and_with_iv_contrast mri_area_of_interest_without_iv_contrast"),
    ("bone scan limited knee", "bone_scan_whole_body"),
    ("CT chest high res", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT lung", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT pulm", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT for lung nodules", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("CT chest PE protocol", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
    ("pet scan", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("PET/CT TORSO", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("CT chest and abdomen and pelvis", "ct_chest_abdomen_pelvis_with_iv_contrast ct_chest_abdomen_pelvis_without_iv_contrast ct_chest_abdomen_pelvis_without_and_with_iv_contrast"),
    ("chest/abdomen/pelvis", "ct_chest_abdomen_pelvis_with_iv_contrast ct_chest_abdomen_pelvis_without_iv_contrast ct_chest_abdomen_pelvis_without_and_with_iv_contrast mri_chest_abdomen_pelvis_without_and_with_iv_contrast"),
    ("NM PET", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("Anal cancer staging: PET/CT", "fdg_pet_ct_skull_base_to_mid_thigh fdg_pet_ct_whole_body"),
    ("MRI pelvis for anal cancer local staging", "mri_pelvis_without_and_with_iv_contrast mri_pelvis_without_iv_contrast"),
    ("CT chest for sarcoma lung mets surveillance", "ct_chest_with_iv_contrast ct_chest_without_iv_contrast ct_chest_without_and_with_iv_contrast"),
]

# orders of several studies; ? marks a study that is left open, - one that is not understood
SEVERAL = [
    ("CT chest w/o + MRI abdomen/pelvis w/wo", "ct_chest_without_iv_contrast mri_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("CT chest wo and CT a/p with", "ct_chest_without_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT chest without and abdomen/pelvis with contrast", "ct_chest_without_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT chest w/o CT A/P w/", "ct_chest_without_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("chest x-ray and bone scan", "radiography_chest bone_scan_whole_body"),
    ("MRI brain, CT chest/abd/pelvis with contrast", "mri_head_without_and_with_iv_contrast? ct_chest_abdomen_pelvis_with_iv_contrast"),
    ("CT and MRI pelvis with contrast", "ct_pelvis_with_iv_contrast mri_pelvis_without_and_with_iv_contrast"),
    ("CT chest with contrast and CT abdomen pelvis with contrast", "ct_chest_with_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT chest w contrast; CT abd pelv w contrast; bone scan", "ct_chest_with_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast bone_scan_whole_body"),
    ("CT chest wo, MRI pelvis wwo", "ct_chest_without_iv_contrast mri_pelvis_without_and_with_iv_contrast"),
    ("MRI pelvis w/o & w/ contrast, CT CAP w/ contrast", "mri_pelvis_without_and_with_iv_contrast ct_chest_abdomen_pelvis_with_iv_contrast"),
    ("CT chest abd", "ct_chest_with_iv_contrast? ct_abdomen_with_iv_contrast?"),
    ("CT chest and abdomen with contrast", "ct_chest_with_iv_contrast ct_abdomen_with_iv_contrast"),
    ("CT brain chest abdomen pelvis with contrast", "ct_head_with_iv_contrast ct_chest_abdomen_pelvis_with_iv_contrast"),
    ("CT neck chest abdomen pelvis w/ contrast", "ct_chest_abdomen_pelvis_with_iv_contrast -"),
    ("MRI pelvis w/wo for local staging and CT CAP w/ for mets", "mri_pelvis_without_and_with_iv_contrast ct_chest_abdomen_pelvis_with_iv_contrast"),
    ("PET + CT chest w/o", "fdg_pet_ct_skull_base_to_mid_thigh? ct_chest_without_iv_contrast"),
    ("PET/CT and MRI pelvis w/wo", "fdg_pet_ct_skull_base_to_mid_thigh? mri_pelvis_without_and_with_iv_contrast"),
    ("CT CHEST W/O CONTRAST & CT ABD/PELVIS W CONTRAST", "ct_chest_without_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("US abd/pelvis", "us_abdomen us_pelvis_transabdominal?"),
    ("CT chest, CT abdomen/pelvis with contrast", "ct_chest_with_iv_contrast? ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT chest with contrast, MRI pelvis with and without contrast, bone scan", "ct_chest_with_iv_contrast mri_pelvis_without_and_with_iv_contrast bone_scan_whole_body"),
    ("CT CAP w/ + MRI brain w/wo", "ct_chest_abdomen_pelvis_with_iv_contrast mri_head_without_and_with_iv_contrast"),
    ("CT chest without contrast and MRI of the abdomen and pelvis with and without contrast", "ct_chest_without_iv_contrast mri_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("CT chest w/o contrast / MRI A/P w/wo contrast", "ct_chest_without_iv_contrast mri_abdomen_and_pelvis_without_and_with_iv_contrast"),
    ("1. CT chest wo 2. MRI femur w/wo", "ct_chest_without_iv_contrast mri_area_of_interest_without_and_with_iv_contrast"),
    ("CXR and bone scan", "radiography_chest bone_scan_whole_body"),
    ("CT CAP with contrast then PET/CT skull base to mid thigh", "ct_chest_abdomen_pelvis_with_iv_contrast fdg_pet_ct_skull_base_to_mid_thigh"),
    ("CT chest wo, bone scan, MRI thigh w wo", "ct_chest_without_iv_contrast bone_scan_whole_body mri_area_of_interest_without_and_with_iv_contrast"),
    ("MRI pelvis w/wo, FDG PET/CT whole body", "mri_pelvis_without_and_with_iv_contrast fdg_pet_ct_whole_body"),
    ("FDG PET/CT + MRI femur w/wo", "fdg_pet_ct_skull_base_to_mid_thigh? mri_area_of_interest_without_and_with_iv_contrast"),
    ("abd/pelvis MRI w/wo and chest CT w/o", "mri_abdomen_and_pelvis_without_and_with_iv_contrast ct_chest_without_iv_contrast"),
    ("chest CT without and pelvic MRI with and without contrast", "ct_chest_without_iv_contrast mri_pelvis_without_and_with_iv_contrast"),
    ("abdomen and pelvis CT with contrast and chest CT without contrast", "ct_abdomen_and_pelvis_with_iv_contrast ct_chest_without_iv_contrast"),
    ("CT chest abd pelvis w contrast and MRI pelvis", "ct_chest_abdomen_pelvis_with_iv_contrast mri_pelvis_without_and_with_iv_contrast?"),
    ("CT chest (non contrast), MRI thigh (with and without contrast)", "ct_chest_without_iv_contrast mri_area_of_interest_without_and_with_iv_contrast"),
    ("CT chest w/o, MRI thigh w/wo, bone scan", "ct_chest_without_iv_contrast mri_area_of_interest_without_and_with_iv_contrast bone_scan_whole_body"),
    ("MRI thigh + CT chest", "mri_area_of_interest_without_and_with_iv_contrast? ct_chest_with_iv_contrast?"),
    ("CT thorax + abdomen", "ct_chest_with_iv_contrast? ct_abdomen_with_iv_contrast?"),
    ("CT chest and MRI liver", "ct_chest_with_iv_contrast? mri_abdomen_without_and_with_iv_contrast?"),
    ("CT CAP w contrast & NM bone scan", "ct_chest_abdomen_pelvis_with_iv_contrast bone_scan_whole_body"),
    ("xray left femur and CT chest w/o", "radiography_area_of_interest ct_chest_without_iv_contrast"),
    ("XR femur, MRI femur w/wo, CT chest w/o", "radiography_area_of_interest mri_area_of_interest_without_and_with_iv_contrast ct_chest_without_iv_contrast"),
    ("CXR, CT A/P w contrast", "radiography_chest ct_abdomen_and_pelvis_with_iv_contrast"),
    ("chest x-ray 2 views and CT abdomen pelvis with contrast", "radiography_chest ct_abdomen_and_pelvis_with_iv_contrast"),
    ("Bone scan & CXR", "bone_scan_whole_body radiography_chest"),
    ("FDG PET/CT skull base to mid-thigh and MRI pelvis with and without contrast", "fdg_pet_ct_skull_base_to_mid_thigh mri_pelvis_without_and_with_iv_contrast"),
    ("PET/CT skull base-mid thigh; CT chest wo", "fdg_pet_ct_skull_base_to_mid_thigh ct_chest_without_iv_contrast"),
    ("PET/CT plus diagnostic CT CAP with contrast", "fdg_pet_ct_skull_base_to_mid_thigh? ct_chest_abdomen_pelvis_with_iv_contrast"),
    ("MRI abdomen w/wo, DOTATATE PET/CT", "mri_abdomen_without_and_with_iv_contrast dotatate_pet_ct_skull_base_to_mid_thigh"),
    ("multiphase CT A/P + MRI liver w Eovist", "ct_abdomen_and_pelvis_with_iv_contrast mri_abdomen_without_and_with_hepatobiliary_contrast"),
    ("CT pancreas protocol and CT chest w contrast", "ct_abdomen_with_iv_contrast_multiphase ct_chest_with_iv_contrast"),
    ("EUS + CT A/P w contrast", "us_abdomen_endoscopic ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT chest abdomen pelvis w contrast, MRI pelvis w/wo, EUS", "ct_chest_abdomen_pelvis_with_iv_contrast mri_pelvis_without_and_with_iv_contrast us_abdomen_endoscopic"),
    ("CT Chest; CT Abdomen; CT Pelvis", "ct_chest_with_iv_contrast? ct_abdomen_with_iv_contrast? ct_pelvis_with_iv_contrast?"),
    ("CT chest w, CT abdomen w, CT pelvis w", "ct_chest_with_iv_contrast ct_abdomen_with_iv_contrast ct_pelvis_with_iv_contrast"),
    ("MRI pelvis without contrast and MRI pelvis with contrast", "mri_pelvis_without_iv_contrast mri_pelvis_without_and_with_iv_contrast"),
    ("CT abd/pel w, chest w/o", "ct_abdomen_and_pelvis_with_iv_contrast ct_chest_without_iv_contrast"),
    ("CT A/P w IV contrast; chest CT w/o", "ct_abdomen_and_pelvis_with_iv_contrast ct_chest_without_iv_contrast"),
    ("CT chest w/o, abd/pelvis w/", "ct_chest_without_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT chest (w/o) abd/pelvis (w)", "ct_chest_without_iv_contrast ct_abdomen_and_pelvis_with_iv_contrast"),
    ("CT abdomen & pelvis with IV contrast + CT chest with IV contrast", "ct_abdomen_and_pelvis_with_iv_contrast ct_chest_with_iv_contrast"),
    ("MRI liver and CT chest w/o", "mri_abdomen_without_and_with_iv_contrast? ct_chest_without_iv_contrast"),
    ("CT A/P no contrast, CT chest no contrast", "ct_abdomen_and_pelvis_without_iv_contrast ct_chest_without_iv_contrast"),
    ("MRI brain wwo, CT CAP w, bone scan", "mri_head_without_and_with_iv_contrast ct_chest_abdomen_pelvis_with_iv_contrast bone_scan_whole_body"),
    ("CT CAP w; bone scan; MRI brain w/wo", "ct_chest_abdomen_pelvis_with_iv_contrast bone_scan_whole_body mri_head_without_and_with_iv_contrast"),
    ("XR chest 2v; CT chest wo", "radiography_chest ct_chest_without_iv_contrast"),
    ("MRI pelvis, CT chest", "mri_pelvis_without_and_with_iv_contrast? ct_chest_with_iv_contrast?"),
    ("MRI pelvis and PET/CT", "mri_pelvis_without_and_with_iv_contrast? fdg_pet_ct_skull_base_to_mid_thigh?"),
    ("XR chest and pelvis", "radiography_chest radiography_area_of_interest"),
]

# other studies, other parts of the body, no studies
NOT_UNDERSTOOD = [
    "CT neck", "CTA chest", "3-phase bone scan", "PSMA PET", "mammogram", "CT angio chest", "colonoscopy", "MRI breast", "knee arthroscopy",
    "banana", "CT whole body", "pan scan", "99999-9", "71250", "bone scn", "DOTATATE PET/MRI", "46305-9", "Doppler US leg", "MR enterography",
    "CT urogram", "CT neck with contrast", "MRI orbits w/wo", "CT sinus without", "US thyroid", "US kidneys", "PSMA PET/CT skull base to mid-thigh",
    "breast MRI", "cardiac MRI", "ECHO", "liver biopsy", "CT guided liver biopsy", "MIBG scan", "gallium scan", "V/Q scan", "EGD", "CBC", "asdf",
    "please advise", "contrast", "with", "12345", "scan everything", "MRI everything",
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(use_cache=False)


def shown(study: OrderedStudy) -> str:
    """A study in one word: its id, the first candidate with a question mark, or a dash."""
    if study.procedure is not None:
        return study.procedure
    return f"{study.candidates[0]}?" if study.candidates else "-"


@pytest.mark.parametrize(("text", "procedure"), [(text, name) for name, texts in ONE.items() for text in texts])
def test_an_order_that_names_one_study_is_that_study(text: str, procedure: str, knowledge: Knowledge) -> None:
    assert read_order(text, knowledge) == OrderedStudy(text, procedure, (), ())


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: f"  {text}\n"], ids=["capitals", "small letters", "blank space"])
def test_case_and_blank_space_around_never_matter(change: Any, knowledge: Knowledge) -> None:
    differ = [text for name, texts in ONE.items() for text in texts if read_order(change(text), knowledge).procedure != name]
    assert differ == []


@pytest.mark.parametrize("before", ["STAT ", "Please order ", "need: ", "IMG4711 - "])
def test_words_of_courtesy_never_matter(before: str, knowledge: Knowledge) -> None:
    differ = [text for name, texts in ONE.items() for text in texts if read_order(before + text, knowledge).procedure != name]
    assert differ == []


@pytest.mark.parametrize("after", [" STAT", ", please", " - eval for mets", " r/o liver and lung metastases", " (osteosarcoma, new dx)"])
def test_the_reason_behind_an_order_never_matters(after: str, knowledge: Knowledge) -> None:
    spelled = ["CT chest w/o contrast", "CT A/P w/ contrast", "CT CAP with contrast", "MRI pelvis w/wo", "bone scan", "CXR", "PET/CT skull base to mid-thigh"]
    wanted = [read_order(text, knowledge).procedure for text in spelled]
    assert [read_order(text + after, knowledge).procedure for text in spelled] == wanted


@pytest.mark.parametrize(("text", "candidates"), OPEN, ids=[text for text, _ in OPEN])
def test_an_order_that_leaves_something_open_offers_what_fits(text: str, candidates: str, knowledge: Knowledge) -> None:
    study = read_order(text, knowledge)
    assert (study.procedure, " ".join(study.candidates[:4])) == (None, candidates)


@pytest.mark.parametrize("text", [text for text, _ in OPEN])
def test_what_is_offered_first_is_nearest(text: str, knowledge: Knowledge) -> None:
    study = read_order(text, knowledge)
    assert study.nearest == study.candidates[:3]


@pytest.mark.parametrize(("text", "studies"), SEVERAL, ids=[text for text, _ in SEVERAL])
def test_an_order_of_several_studies_is_each_of_them(text: str, studies: str, knowledge: Knowledge) -> None:
    assert " ".join(shown(study) for study in read_orders(text, knowledge)) == studies


def test_each_study_of_an_order_keeps_its_own_words(knowledge: Knowledge) -> None:
    found = read_orders("CT chest w/o contrast, MRI thigh (with and without), bone scan", knowledge)
    assert [study.ordered for study in found] == ["CT chest w/o contrast", "MRI thigh (with and without)", "bone scan"]


def test_several_studies_read_as_one_leave_it_open(knowledge: Knowledge) -> None:
    study = read_order("CXR and bone scan", knowledge)
    assert (study.procedure, study.candidates) == (None, ("radiography_chest", "bone_scan_whole_body"))


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_no_study_here_is_never_taken_for_one(text: str, knowledge: Knowledge) -> None:
    study = read_order(text, knowledge)
    assert (study.procedure, study.candidates, len(study.nearest)) == (None, (), 3)


def test_every_study_has_a_spelling_here_or_cannot_be_ordered(knowledge: Knowledge) -> None:
    assert {name for name in knowledge.procedures if name not in ONE} == {"fdg_pet_ct_field_of_view_not_stated"}


def test_every_id_and_display_name_is_its_own_study(knowledge: Knowledge) -> None:
    named = {spelled: p.id for p in knowledge.procedures.values() for spelled in (p.id, p.name, p.name.upper())}
    assert {spelled: read_order(spelled, knowledge).procedure for spelled in named} == named


def test_every_code_is_read_bare_and_by_its_name(knowledge: Knowledge) -> None:
    codes = order_words(knowledge).codes
    wrong = [
        text for code, (name, procedure) in codes.items() for text in (code, name, f"{code} {name}", f"{name} [{code}]")
        if read_order(text, knowledge).procedure != procedure
    ]  # fmt: skip
    assert wrong == []


REFUSED = [
    ("", "empty_text"), (" \n", "empty_text"), ("CT chest " * 60, "too_long"), ("CT\x00chest", "control_character"),
    ("CT \x1b[31mchest", "control_character"), (None, "wrong_type"), (7, "wrong_type"), (["CXR"], "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[repr(text)[:30] for text, _ in REFUSED])
def test_what_cannot_be_an_order_is_refused_by_its_place(text: Any, code: str, knowledge: Knowledge) -> None:
    with pytest.raises(FactError) as raised:
        read_order(text, knowledge, "orders[2]")
    assert (raised.value.code, raised.value.where) == (code, "orders[2]")


PIECES = [
    "CT", "MRI", "PET", "PET/CT", "XR", "CXR", "EUS", "bone scan", "NM", "chest", "abd", "a/p", "C/A/P", "pelvis", "femur", "neck", "whole body", "with", "w/",
    "w/o", "wo", "w/wo", "no", "not", "contrast", "iv", "oral", "c+", "-c", "+/-", "or", "and", "+", ",", ";", "/", "&", "(", ")", ".", "?", "for", "seen on", "mets",
    "liver", "eovist", "mrcp", "spect", "24627-2", "36813-4", "71260", "İ", "ß", "é", "½", "患者", "ap", "lat", "limited", "multiphase", "FDG", "dotatate", "biopsy",
]  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=14).map("".join),
)
COPIES = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(text: str, knowledge: Knowledge) -> tuple[OrderedStudy, ...] | str:
    """The studies of a text, or where it is refused."""
    try:
        return read_orders(text, knowledge)
    except FactError as error:
        return error.where


@COPIES
@given(text=ANYTHING)
def test_any_text_is_read_the_same_twice_or_refused(text: str, knowledge: Knowledge) -> None:
    assert outcome(text, knowledge) == outcome(text, knowledge)


@COPIES
@given(text=ANYTHING)
def test_any_study_read_is_one_of_the_vocabulary(text: str, knowledge: Knowledge) -> None:
    found = [study for study in outcome(text, knowledge) if isinstance(study, OrderedStudy)]
    named = {name for study in found for name in (study.procedure, *study.candidates, *study.nearest)}
    assert named <= {None, *knowledge.procedures}


@COPIES
@given(text=ANYTHING)
def test_every_study_of_a_text_stands_in_it(text: str, knowledge: Knowledge) -> None:
    found = [study for study in outcome(text, knowledge) if isinstance(study, OrderedStudy)]
    assert [study.ordered for study in found if study.ordered not in text] == []


def test_an_order_of_the_greatest_length_is_read(knowledge: Knowledge) -> None:
    text = "CT chest wo contrast ".ljust(MAX_ORDER, "x")
    assert read_order(text, knowledge).procedure == "ct_chest_without_iv_contrast"


def test_the_compiled_words_are_plain_data(knowledge: Knowledge) -> None:
    compiled = compile_orders(knowledge.language(OF_ORDERS), knowledge.procedures)
    assert json.loads(json.dumps(compiled)) == compiled


def test_a_site_adds_words_of_its_own(knowledge: Knowledge) -> None:
    own = {"site/vocabulary/orders.yaml": {"regions": [{"covers": ["chest"], "said": ["brustkorb"]}]}}
    both = compile_orders(knowledge.language(OF_ORDERS) | own, knowledge.procedures)
    assert both["terms"]["brustkorb"] == [[[], {"region": ["chest"]}]]


FAULTY = [
    ({"kinds": {"ct_of_everything": ["multiphase"]}}, "unknown_value"),
    ({"any_region": ["ct_of_everything"]}, "unknown_value"),
    ({"codes": [{"code": "1-2", "name": "x", "procedure": "ct_of_everything"}]}, "unknown_value"),
    ({"regions": [{"covers": ["chest"]}]}, "unknown_value"),
    (["CT"], "unknown_value"),
]


@pytest.mark.parametrize(("content", "code"), FAULTY, ids=[str(content)[:40] for content, _ in FAULTY])
def test_a_file_that_names_what_is_not_there_is_refused(content: Any, code: str, knowledge: Knowledge) -> None:
    with pytest.raises(PackError) as raised:
        compile_orders({"site/vocabulary/orders.yaml": content}, knowledge.procedures)
    assert [fault.code for fault in raised.value.faults] == [code]


def test_names_are_compared_without_their_joints() -> None:
    assert folded("FDG-PET/CT  Skull_base") == "fdg pet ct skull base"
