"""Every figure of the protocols beside its source: what the collected facts say, and nothing besides."""

import re

import pytest

from metscout.packs.load import Knowledge, load_knowledge
from metscout.packs.protocols import ProtocolLine

Figure = tuple[str, str, str]

FDG: list[Figure] = [
    ("preparation", "4 h", "eanm-fdg-2025"),
    ("preparation", "6 h", "eanm-fdg-2025"),
    ("preparation", "1 L", "eanm-fdg-2025"),
    ("preparation", "30-60 min", "eanm-fdg-2025"),
    ("preparation", "6-24 h", "eanm-fdg-2025"),
    ("preparation", "11 mmol/L", "eanm-fdg-2025"),
    ("preparation", "7-8.3 mmol/L", "eanm-fdg-2025"),
    ("preparation", "4 mmol/L", "eanm-fdg-2025"),
    ("preparation", "10 d", "eanm-fdg-2025"),
    ("preparation", "2-3 months", "eanm-fdg-2025"),
    ("preparation", "6 weeks", "eanm-fdg-2025"),
    ("preparation", "2 weeks", "eanm-fdg-2025"),
    ("preparation", "4 h", "eanm-fdg-2025"),
    ("contrast_or_tracer", "185-370 MBq", "fdg-label"),
    ("contrast_or_tracer", "370-740 MBq", "snm-fdg-2006"),
    ("contrast_or_tracer", "300-350 MBq", "fdg-data-set-tuebingen"),
    ("contrast_or_tracer", "14 MBq/kg", "eanm-fdg-2025"),
    ("contrast_or_tracer", "7 MBq/kg", "eanm-fdg-2025"),
    ("contrast_or_tracer", "530 MBq", "eanm-fdg-2025"),
    ("phases", "60 min", "eanm-fdg-2025"),
    ("phases", "55-75 min", "eanm-fdg-2025"),
    ("phases", "10 min", "eanm-fdg-2025"),
    ("technique", "120 kV", "fdg-data-set-tuebingen"),
    ("technique", "200 mAs", "fdg-data-set-tuebingen"),
    ("technique", "2-3 mm", "fdg-data-set-tuebingen"),
    ("pediatric", "25.9 MBq", "eanm-dosage-card-2016"),
    ("pediatric", "26 MBq", "eanm-dosage-card-2016"),
    ("pediatric", "3.7-5.2 MBq/kg", "na-pediatric-activities-2010"),
    ("pediatric", "37 MBq", "na-pediatric-activities-2010"),
    ("reading", "1.3-3 SUV", "eanm-fdg-2025"),
    ("reading", "1-2.2 SUL", "eanm-fdg-2025"),
]
# section, figure, source: as the facts were collected, each from the document that is named
FIGURES: dict[str, list[Figure]] = {
    "bone_scan": [
        ("contrast_or_tracer", "300-740 MBq", "eanm-bone-2016"),
        ("contrast_or_tracer", "740-1110 MBq", "snm-bone-guideline"),
        ("phases", "30-60 frames", "eanm-bone-2016"),
        ("phases", "1-2 s", "eanm-bone-2016"),
        ("phases", "1-10 min", "eanm-bone-2016"),
        ("phases", "2-5 h", "eanm-bone-2016"),
        ("technique", "140 keV", "eanm-bone-2016"),
        ("technique", "15-20 %", "eanm-bone-2016"),
        ("technique", "64 pixels", "eanm-bone-2016"),
        ("technique", "128 pixels", "eanm-bone-2016"),
        ("pediatric", "3 h", "child-bone-scan-page"),
        ("pediatric", "40 MBq", "eanm-bone-2016"),
        ("pediatric", "95 MBq", "eanm-bone-2016"),
        ("pediatric", "170 MBq", "eanm-bone-2016"),
        ("pediatric", "240 MBq", "eanm-bone-2016"),
        ("pediatric", "310 MBq", "eanm-bone-2016"),
        ("pediatric", "375 MBq", "eanm-bone-2016"),
        ("pediatric", "35 MBq", "eanm-dosage-card-2016"),
        ("pediatric", "40 MBq", "eanm-dosage-card-2016"),
        ("pediatric", "9.3 MBq/kg", "na-pediatric-activities-2010"),
        ("pediatric", "37 MBq", "na-pediatric-activities-2010"),
    ],
    "ct_abdomen_and_pelvis_multiphase": [
        ("preparation", "30 mL/min/1.73 m2", "acr-nkf-2020"),
        ("phases", "40-50 s", "enets-imaging-standard"),
        ("phases", "70-80 s", "enets-imaging-standard"),
        ("phases", "3 phases", "enets-imaging-standard"),
        ("technique", "5 mm", "us-university-ct-page"),
        ("technique", "3 mm", "us-university-ct-page"),
    ],
    "ct_chest_abdomen_pelvis_with_iv_contrast": [
        ("preparation", "30 mL/min/1.73 m2", "acr-nkf-2020"),
        ("preparation", "30 mL/min/1.73 m2", "acr-contrast-manual-summary"),
        ("contrast_or_tracer", "100-150 mL", "ct-technique-pages"),
        ("contrast_or_tracer", "3 mL/s", "ct-technique-pages"),
        ("contrast_or_tracer", "1.5-2 mL/kg", "trauma-ct-table"),
        ("contrast_or_tracer", "2-3 mL/s", "trauma-ct-table"),
        ("phases", "60-70 s", "us-university-ct-page"),
        ("phases", "70-80 s", "trauma-ct-table"),
        ("phases", "70 s", "ct-technique-pages"),
        ("phases", "30-35 s", "trauma-ct-table"),
        ("technique", "100-135 kV", "oncology-ct-survey"),
        ("technique", "100-430 mAs", "oncology-ct-survey"),
        ("technique", "120 kV", "trauma-ct-table"),
        ("technique", "250-300 mA", "trauma-ct-table"),
        ("technique", "1.25 mm", "trauma-ct-table"),
        ("technique", "5 mm", "us-university-ct-page"),
        ("technique", "3 mm", "us-university-ct-page"),
        ("technique", "1-1.5 mm", "ct-technique-pages"),
        ("pediatric", "1.5-2 mL/kg", "acr-contrast-manual-summary"),
        ("pediatric", "1.5 mL/s", "acr-contrast-manual-summary"),
        ("pediatric", "150 psi", "acr-contrast-manual-summary"),
    ],
    "ct_chest_without_iv_contrast": [
        ("technique", "1.5 mm", "fleischner-2017"),
        ("technique", "1 mm", "fleischner-2017"),
        ("technique", "2.5 mm", "sarcoma-chest-ct-template"),
        ("technique", "1.25 mm", "sarcoma-chest-ct-template"),
        ("technique", "2.5 mm", "aapm-lung-screening-ct"),
        ("technique", "1 mm", "aapm-lung-screening-ct"),
        ("technique", "100-140 kV", "aapm-lung-screening-ct"),
        ("technique", "0.83-1.43 pitch", "aapm-lung-screening-ct"),
        ("technique", "3 mGy", "aapm-lung-screening-ct"),
        ("pediatric", "3-10 mSv", "msk-pulmonary-guide"),
        ("pitfalls", "35 years", "fleischner-2017"),
    ],
    "dotatate_pet_ct": [
        ("preparation", "24 h", "netspot-label-2023"),
        ("preparation", "28 d", "detectnet-label"),
        ("preparation", "2 d", "detectnet-label"),
        ("preparation", "12 h", "netspot-label-2023"),
        ("contrast_or_tracer", "2 MBq/kg", "netspot-label-2023"),
        ("contrast_or_tracer", "200 MBq", "netspot-label-2023"),
        ("contrast_or_tracer", "148 MBq", "detectnet-label"),
        ("phases", "40-90 min", "netspot-label-2023"),
        ("phases", "45-90 min", "detectnet-label"),
        ("pediatric", "12.8 MBq", "eanm-dosage-card-2016"),
        ("pediatric", "14 MBq", "eanm-dosage-card-2016"),
    ],
    "fdg_pet_ct_skull_base_to_mid_thigh": FDG,
    "fdg_pet_ct_whole_body": FDG,
    "mri_abdomen_and_pelvis_multiphase_liver_pancreas": [
        ("preparation", "1.5 T", "ehra-2024"),
        ("preparation", "30 mL/min/1.73 m2", "gbca-groups-2024"),
        ("contrast_or_tracer", "0.1 mmol/kg", "acr-contrast-manual-summary"),
        ("contrast_or_tracer", "2-3 mL/s", "optn-liver-imaging"),
        ("contrast_or_tracer", "0.05 mmol/kg", "gadopiclenol-label"),
        ("contrast_or_tracer", "0.025 mmol/kg", "acr-contrast-manual-summary"),
        ("contrast_or_tracer", "1-2 mL/s", "lirads-2018"),
        ("contrast_or_tracer", "30-40 mL", "lirads-2018"),
        ("phases", "20-25 s", "liver-mri-timing-pages"),
        ("phases", "35-40 s", "liver-mri-timing-pages"),
        ("phases", "35-55 s", "optn-liver-imaging"),
        ("phases", "60-70 s", "liver-mri-timing-pages"),
        ("phases", "120-180 s", "optn-liver-imaging"),
        ("phases", "2-5 min", "lirads-2018"),
        ("phases", "20 min", "lirads-2018"),
        ("technique", "1.5 T", "lirads-2018"),
        ("technique", "3 T", "lirads-2018"),
        ("technique", "5 mm", "lirads-2018"),
        ("technique", "8 mm", "lirads-2018"),
        ("technique", "2 mm", "lirads-2018"),
        ("technique", "2.5-4 mm", "liver-mri-sequence-table"),
        ("technique", "6 mm", "liver-mri-sequence-table"),
        ("technique", "20 s", "optn-liver-imaging"),
    ],
    "mri_pelvis_anal": [
        ("technique", "1.5 T", "esgar-rectal-mri"),
        ("technique", "3 T", "esgar-rectal-mri"),
        ("technique", "3 mm", "esgar-rectal-mri"),
        ("technique", "800 s/mm2", "esgar-rectal-mri"),
    ],
    "mri_primary_musculoskeletal_tumor": [
        ("contrast_or_tracer", "79.7 %", "sarcoma-mri-audit-2026"),
        ("technique", "21.9 %", "sarcoma-mri-audit-2026"),
    ],
    "whole_body_mri": [
        ("technique", "5 mm", "whole-body-mri-2020"),
        ("technique", "5 mm", "whole-body-mri-2020"),
        ("technique", "5 mm", "whole-body-mri-2020"),
        ("technique", "50-100 s/mm2", "whole-body-mri-2020"),
        ("technique", "800-1000 s/mm2", "whole-body-mri-2020"),
        ("technique", "3 degrees", "whole-body-mri-2020"),
        ("technique", "40 min", "whole-body-mri-2020"),
        ("technique", "3 mm", "whole-body-mri-2020"),
        ("technique", "4-5 mm", "whole-body-mri-2020"),
    ],
}
# numbers that a sentence says beside its figure: protocol, the words, why it is no figure of its own
BESIDE = [
    ("24G", "the gauge of a cannula"),
    ("1.73 m2", "the unit of eGFR"),
    ("typically 120", "the usual one within the range"),
    ("overlapping by 1.25", "the overlap of the series"),
    ("overlapping by 0.625", "the overlap of the series"),
    ("170 cm and 70 kg", "the person whom the limit is for"),
    ("the 2 h before", "when the water is drunk"),
    ("200 mg/dL", "the same limit in the other unit"),
    ("at most 30 %", "which formula holds"),
    ("guideline of 2006", "a year"),
    ("consensus of 2010", "a year"),
    ("3.5 kg", "the weight of the row"),
    ("10 kg", "the weight of the row"),
    ("20 kg", "the weight of the row"),
    ("30 kg", "the weight of the row"),
    ("40 kg", "the weight of the row"),
    ("50 kg", "the weight of the row"),
    ("at 3 T only if so labelled", "the exception to the figure"),
    ("Tc-99m", "a name"),
    ("allium-68", "a name"),
    ("opper-64", "a name"),
    ("3D", "a name"),
    ("2D", "a name"),
]
# weight in kg, MBq of a bone agent, from the same table
BY_WEIGHT = [(3.5, 40), (10, 95), (20, 170), (30, 240), (40, 310), (50, 375)]
WEAK = ("ct-technique-pages", "enets-imaging-standard", "liver-mri-timing-pages")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(use_cache=False)


def lines(knowledge: Knowledge, protocol: str) -> list[tuple[str, ProtocolLine]]:
    sections = knowledge.protocols[protocol].sections
    return [(section, line) for section, found in sections.items() for line in found]


def every_line(knowledge: Knowledge) -> list[ProtocolLine]:
    return [line for protocol in knowledge.protocols for _, line in lines(knowledge, protocol)]


def figure(line: ProtocolLine) -> str:
    ends = line.value if isinstance(line.value, tuple) else (line.value,)
    return f"{'-'.join(f'{end:g}' for end in ends)} {line.unit}"


@pytest.mark.parametrize("protocol", FIGURES)
def test_the_figures_are_those_of_the_facts_and_no_others(knowledge: Knowledge, protocol: str) -> None:
    found = [
        (section, figure(line), line.sentence.cites[0].partition("#")[0])
        for section, line in lines(knowledge, protocol)
        if line.value is not None
    ]
    assert sorted(found) == sorted(FIGURES[protocol])


def test_every_protocol_has_its_figures_in_the_table(knowledge: Knowledge) -> None:
    assert set(knowledge.protocols) == set(FIGURES)


def test_no_sentence_says_another_number(knowledge: Knowledge) -> None:
    strays = []
    for line in every_line(knowledge):
        said = line.sentence.text
        for words, _ in BESIDE:
            said = said.replace(words, "")
        ends = line.value if isinstance(line.value, tuple) else (line.value,)
        numbers = {float(n) for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", said)}
        strays += [(n, line.sentence.text) for n in numbers - set(ends)]
    assert strays == []


def test_activities_of_children_stand_beside_their_weights(knowledge: Knowledge) -> None:
    said = [line.sentence.text for _, line in lines(knowledge, "bone_scan")]
    assert [f"{kg:g} kg: {mbq} MBq." for kg, mbq in BY_WEIGHT] == [text for text in said if " kg: " in text]


def test_every_line_is_cited(knowledge: Knowledge) -> None:
    bare = [line for line in every_line(knowledge) if not set(line.sentence.cites) & knowledge.citations.keys()]
    assert bare == []


def test_a_figure_of_a_weak_source_is_marked_weak(knowledge: Knowledge) -> None:
    sources = {line.sentence.text: line.sentence.cites[0].partition("#")[0] for line in every_line(knowledge)}
    unmarked = [line for line in every_line(knowledge) if sources[line.sentence.text] in WEAK and not line.weak]
    assert unmarked == []


def test_a_weak_line_says_so_in_its_words(knowledge: Knowledge) -> None:
    silent = [line for line in every_line(knowledge) if line.weak and "confirm locally" not in line.sentence.text]
    assert silent == []


def test_rectal_figures_are_said_to_be_an_analogy(knowledge: Knowledge) -> None:
    rectal = [line for line in every_line(knowledge) if line.sentence.cites == ("esgar-rectal-mri#acquisition",)]
    assert [line for line in rectal if not line.inference or "rectal" not in line.sentence.text] == []


def test_what_no_source_gives_is_left_to_the_site(knowledge: Knowledge) -> None:
    assert [protocol.id for protocol in knowledge.protocols.values() if not protocol.set_locally] == []
