"""Metastases known, denied, doubted; organs of spread are no organs of origin."""

from typing import Any

import pytest
from tests.unit.reading.reader import SITE, TYPE, Reader, row, wrong

ROWS = [
    row("pNET with liver mets on lanreotide", metastasis__liver=True, cancer__primary_site="pancreas"),
    row("pNET, liver mets s/p TACE", metastasis__liver=True),
    row("pNET with hepatic metastases", metastasis__liver=True),
    row("pNET metastatic to the liver", metastasis__liver=True, metastasis__present=True),
    row("pNET with mets to liver and bone", metastasis__liver=True, metastasis__bone=True),
    row("pNET with liver, bone and peritoneal metastases", metastasis__liver=True, metastasis__bone=True, metastasis__peritoneum=True),
    row("metastatic pNET on everolimus", "metastasis.liver", metastasis__present=True),
    row("met panNET, liver only, on lanreotide", metastasis__liver=True),
    row("met pNET on PRRT, nodes and peritoneum", metastasis__lymph_node=True, metastasis__peritoneum=True),
    row("anorectal adenocarcinoma with bone and inguinal mets, what chemo?", metastasis__bone=True, metastasis__inguinal_lymph_node=True),
    row("metastatic anal adenocarcinoma to skeleton", metastasis__bone=True),
    row("PET showed liver mets, anal SCC", metastasis__liver=True),
    row("CT shows multiple lung metastases, osteosarcoma", metastasis__lung=True),
    row("osteosarcoma with known pulmonary metastases", metastasis__lung=True),
    row("lung ca with brain mets", metastasis__brain=True, cancer__primary_site="lung"),
    row("breast cancer metastatic to bone", metastasis__bone=True, cancer__primary_site="breast"),
    row("bone mets of prostate ca to femur", "cancer.location", cancer__primary_site="prostate"),
    row("NSCLC with adrenal metastasis", metastasis__adrenal=True, cancer__primary_site="lung"),
    row("pNET with bony disease, on sunitinib", metastasis__bone=True),
    row("pNET with nodal disease on everolimus", metastasis__lymph_node=True),
    row("anal SCC M1", metastasis__present=True, cancer__m="M1"),
    row("anal SCC T2N0M0", "metastasis.present", cancer__m="M0"),
    row("oligometastatic pNET to liver, s/p ablation", metastasis__liver=True),
    # denied
    row("anal SCC, no liver mets on US", metastasis__liver=False),
    row("osteosarcoma, no lung metastases on CT", metastasis__lung=False),
    row("pNET, negative for bone metastases", metastasis__bone=False),
    row("pNET without nodal disease", metastasis__lymph_node=False),
    row("anal SCC, no evidence of distant mets", metastasis__present=False),
    row("anal SCC, no distant metastatic disease", metastasis__present=False),
    row("non-metastatic pNET", metastasis__present=False),
    row("pNET, no liver or bone mets", metastasis__liver=False, metastasis__bone=False),
    row("pNET on sunitinib, peritoneal mets, no liver mets", metastasis__peritoneum=True, metastasis__liver=False),
    row("pNET, liver mets ruled out", metastasis__liver=False),
    row("denies metastases, pNET", metastasis__present=False),
    # doubted or asked: no fact
    row("anal SCC, lung nodules suspicious for mets", "metastasis.lung", SITE.replace("primary_site", "suspected_site")),
    row("anal SCC, possible liver mets", "metastasis.liver"),
    row("new anal SCC, ?liver mets", "metastasis.liver"),
    row("new anal SCC, liver mets?", "metastasis.liver"),
    row("new pNET, r/o liver mets", "metastasis.liver"),
    row("new UPS, bone mets work-up", "metastasis.bone"),
    row("new STS, nodes/liver/bone mets", "metastasis.liver", "metastasis.bone"),
    row("new UPS, distant mets", "metastasis.present"),
    row("metastatic work-up of new pNET", "metastasis.present"),
    row("is this pNET metastatic?", "metastasis.present"),
    row("if liver mets are found we will give PRRT, new pNET", "metastasis.liver"),
    row("new pNET, surgical candidate if no liver mets", "metastasis.liver"),
    # an organ of spread is no primary site
    row("liver mets", SITE),
    row("new lung mets from UPS thigh", SITE, cancer__histology="undifferentiated_pleomorphic_sarcoma"),
    row("osteosarcoma lung mets?", SITE, cancer__histology="osteosarcoma"),
    row("Ewing sarcoma, lungs, liver", SITE, TYPE.replace("histology", "suspicion")),
    # which part of it
    row("liver-dominant metastatic pNET post Y90", metastasis__dominant_site="liver"),
    row("metastatic pNET, mostly in the liver, on lanreotide", metastasis__dominant_site="liver"),
    row("pNET s/p PRRT, disease mostly outside the liver", metastasis__dominant_site="outside_liver"),
    row("pNET s/p PRRT, non-liver-dominant", metastasis__dominant_site="outside_liver"),
    row("pNET on lanreotide, not liver dominant", metastasis__dominant_site="outside_liver"),
    row("metastatic pNET, peritoneal disease predominant, on sunitinib", metastasis__dominant_site="outside_liver"),
    row("metastatic pNET, nodal-predominant, on lanreotide", metastasis__dominant_site="outside_liver"),
    row("metastatic pNET, predominantly hepatic, s/p TACE", metastasis__dominant_site="liver"),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_the_line_says_what_is_known_of_spread(reader: Reader, text: str, wanted: dict[str, Any]) -> None:
    assert wrong(reader, text, wanted) == {}
