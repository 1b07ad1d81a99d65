"""Decisions as documents, to compare what different ways of loading the same knowledge answer."""

import json
from collections.abc import Mapping
from typing import Any

from metscout.engine.decide import Stamp, decide
from metscout.facts.declaration import Value
from metscout.facts.sheet import Origin, build_sheet, stated
from metscout.packs.load import Knowledge
from metscout.terms.document import as_document

STAMP = Stamp("2026-11-24", "an-id", "2026-11-24T00:00:00Z")
SHIPPED_PATIENT: dict[str, Value] = {
    "patient.age_years": 64,
    "cancer.primary_site": "anus",
    "cancer.histology": "squamous_cell_carcinoma",
    "care.phase": "initial_staging",
    "imaging.question": "distant_metastasis",
    "allergy.iodinated_contrast": "severe",
}
SAMPLE_PATIENT: dict[str, Value] = {
    "person.age_group": "adult",
    "body.part": "hand",
    "body.kind": "cyst",
    "visit.phase": "early",
    "visit.question": "near",
}


def answer(values: Mapping[str, Value], knowledge: Knowledge) -> dict[str, Any]:
    """The decision for these facts as a document."""
    facts = [stated(name, value, Origin("file")) for name, value in values.items()]
    decision = decide(build_sheet(facts, knowledge.vocabulary), knowledge, STAMP)
    document: dict[str, Any] = as_document(decision)
    return document


def written(values: Mapping[str, Value], knowledge: Knowledge) -> str:
    """The decision for these facts as the text that is printed."""
    return json.dumps(answer(values, knowledge), ensure_ascii=False)
