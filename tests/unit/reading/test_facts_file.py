"""Facts given by name: tolerant in spelling, strict in kind, and every fault says what would be right."""

import math
from typing import Any

import pytest
from tests.unit.reading.reader import Reader

from metscout.reading.facts_file import read_facts
from metscout.terms.errors import FactError

TAKEN = [
    pytest.param({"care.phase": "initial_staging"}, [("care.phase", "initial_staging")], id="an id"),
    pytest.param({"care.phase": "Initial-Staging"}, [("care.phase", "initial_staging")], id="an id in another spelling"),
    pytest.param(
        {"care.phase": "first staging before treatment"}, [("care.phase", "initial_staging")], id="a label"
    ),
    pytest.param({"cancer.histology": "SCC"}, [("cancer.histology", "squamous_cell_carcinoma")], id="an abbreviation"),
    pytest.param(
        {"cancer.histology": "Ewing's sarcoma"}, [("cancer.histology", "ewing_sarcoma")], id="a synonym with an apostrophe"
    ),
    pytest.param({"cancer.primary_site": "Anal Canal"}, [("cancer.primary_site", "anus")], id="a word for the organ"),
    pytest.param({"cancer.primary_site": "femur"}, [("cancer.location", "femur")], id="a bone for the organ"),
    pytest.param({"cancer.primary_site": "Distal femur"}, [("cancer.location", "femur")], id="a part of a bone for the organ"),
    pytest.param({"cancer.primary_site": "thigh"}, [("cancer.location", "thigh")], id="a limb for the organ"),
    pytest.param(
        {"cancer.primary_site": "soft tissue of the thigh"},
        [("cancer.primary_site", "soft_tissue"), ("cancer.location", "thigh")],
        id="a tissue of a limb",
    ),
    pytest.param(
        {"cancer.primary_site": "bone, distal femur"},
        [("cancer.primary_site", "bone"), ("cancer.location", "femur")],
        id="a tissue and its place",
    ),
    pytest.param({"cancer.primary_site": "head of pancreas"}, [("cancer.primary_site", "pancreas")], id="a part of an organ"),
    pytest.param({"patient.sex": "F"}, [("patient.sex", "female")], id="a letter for the sex"),
    pytest.param(
        {"imaging.question": ["distant_metastasis", "local extent"]},
        [("imaging.question", "distant_metastasis"), ("imaging.question", "locoregional_extent")],
        id="several questions",
    ),
    pytest.param({"metastasis.liver": True}, [("metastasis.liver", True)], id="true"),
    pytest.param({"metastasis.liver": "yes"}, [("metastasis.liver", True)], id="yes"),
    pytest.param({"metastasis.liver": "No"}, [("metastasis.liver", False)], id="no"),
    pytest.param({"renal.egfr_ml_min_173m2": 24}, [("renal.egfr_ml_min_173m2", 24)], id="a number"),
    pytest.param({"patient.age_years": 0.67}, [("patient.age_years", 0.67)], id="a fraction of a year"),
    pytest.param({"cancer.t": "T2"}, [("cancer.t", "T2")], id="a text"),
    pytest.param({"cancer.t": None, "cancer.n": "N0"}, [("cancer.n", "N0")], id="null is not known"),
    pytest.param({}, [], id="no fact at all"),
]
REFUSED = [
    pytest.param({"cancer.primary_site": "soft tissue of mars"}, "unknown_value", "facts.cancer.primary_site", None, id="a tissue of nowhere"),
    pytest.param({"care.fase": "surveillance"}, "unknown_fact", "facts.care.fase", "care.phase", id="an unknown fact"),
    pytest.param({"phase": "surveillance"}, "unknown_fact", "facts.phase", None, id="a fact without its room"),
    pytest.param({"care.phase": "surveilance"}, "unknown_value", "facts.care.phase", "surveillance", id="misspelled"),
    pytest.param({"care.phase": "on the moon"}, "unknown_value", "facts.care.phase", None, id="no value at all"),
    pytest.param({"care.phase": 3}, "wrong_type", "facts.care.phase", None, id="a number for a word"),
    pytest.param({"care.phase": ["surveillance"]}, "wrong_type", "facts.care.phase", None, id="several for one"),
    pytest.param({"imaging.question": [3]}, "wrong_type", "facts.imaging.question", None, id="a number for a question"),
    pytest.param({"metastasis.liver": 1}, "wrong_type", "facts.metastasis.liver", None, id="one for yes"),
    pytest.param({"metastasis.liver": "perhaps"}, "wrong_type", "facts.metastasis.liver", None, id="perhaps for yes"),
    pytest.param({"patient.age_years": "64"}, "wrong_type", "facts.patient.age_years", None, id="a text for a number"),
    pytest.param({"patient.age_years": True}, "wrong_type", "facts.patient.age_years", None, id="true for a number"),
    pytest.param({"patient.age_years": -1}, "out_of_range", "facts.patient.age_years", None, id="a negative age"),
    pytest.param({"patient.age_years": 400}, "out_of_range", "facts.patient.age_years", None, id="an age of 400"),
    pytest.param({"patient.age_years": math.nan}, "out_of_range", "facts.patient.age_years", None, id="not a number"),
    pytest.param({"patient.age_years": math.inf}, "out_of_range", "facts.patient.age_years", None, id="infinity"),
    pytest.param({"cancer.t": 2}, "wrong_type", "facts.cancer.t", None, id="a number for a text"),
    pytest.param({"cancer.t": {"t": "T2"}}, "wrong_type", "facts.cancer.t", None, id="a mapping for a text"),
    pytest.param({"prior": "CT"}, "wrong_type", "facts.prior", None, id="a text for a list"),
]


@pytest.mark.parametrize(("mapping", "facts"), TAKEN)
def test_a_fact_is_taken(reader: Reader, mapping: dict[str, Any], facts: list[tuple[str, Any]]) -> None:
    given = read_facts(mapping, reader.vocabulary, lambda: reader.lexicon.values).facts
    assert [(fact.name, fact.value) for fact in given] == facts


@pytest.mark.parametrize(("mapping", "code", "where", "nearest"), REFUSED)
def test_a_fault_says_where_and_what(
    reader: Reader, mapping: dict[str, Any], code: str, where: str, nearest: str | None
) -> None:
    with pytest.raises(FactError) as caught:
        read_facts(mapping, reader.vocabulary, lambda: reader.lexicon.values)
    assert (caught.value.code, caught.value.where) == (code, where)
    assert nearest is None or caught.value.nearest == nearest


def test_a_fact_of_a_file_says_so(reader: Reader) -> None:
    facts = read_facts({"metastasis.liver": False}, reader.vocabulary).facts
    assert [(fact.state, fact.origin.kind) for fact in facts] == [("absent", "file")]


def test_synonyms_are_not_looked_up_for_ids_and_labels(reader: Reader) -> None:
    def refuse() -> dict[str, dict[str, str]]:
        raise AssertionError

    given = read_facts({"care.phase": "surveillance", "patient.sex": "Female"}, reader.vocabulary, refuse)
    assert [fact.value for fact in given.facts] == ["surveillance", "female"]


def test_lists_beside_the_facts_are_returned_apart(reader: Reader) -> None:
    prior = [{"procedure": "ct_chest_without_iv_contrast", "date": "2026-01-05"}]
    given = read_facts({"prior": prior, "cancer.n": "N0"}, reader.vocabulary)
    assert ([fact.name for fact in given.facts], given.lists) == (["cancer.n"], {"prior": tuple(prior)})


def test_the_place_starts_as_the_caller_says(reader: Reader) -> None:
    with pytest.raises(FactError, match=r"line 3\.care\.phase"):
        read_facts({"care.phase": "x"}, reader.vocabulary, where="line 3")
