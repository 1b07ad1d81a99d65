"""Earlier studies and results, as they are given beside an order."""

from datetime import date
from typing import Any

import pytest

from metscout.facts.history import RESULTS, Prior, Result
from metscout.packs.load import Knowledge, load_knowledge
from metscout.reading.history import read_date, read_prior, read_result
from metscout.reading.order_words import order_words
from metscout.terms.errors import FactError

TODAY = "2026-11-24"
CHEST = "ct_chest_without_iv_contrast"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(use_cache=False)


PRIORS = [
    ("CT chest w/o@2026-11-02", Prior(CHEST, "2026-11-02", "CT chest w/o")),
    ("ct_chest_without_iv_contrast@2026-11", Prior(CHEST, "2026-11", CHEST)),
    ("CT chest w/o @ 2026-11-02", Prior(CHEST, "2026-11-02", "CT chest w/o ")),
    ({"procedure": "29252-4", "date": "2025"}, Prior(CHEST, "2025", "29252-4")),
    ({"procedure": "CXR", "date": 2025}, Prior("radiography_chest", "2025", "CXR")),
    ({"procedure": "bone scan", "date": date(2026, 3, 4)}, Prior("bone_scan_whole_body", "2026-03-04", "bone scan")),
    ({"procedure": "bone scan", "date": "2026-03-04T10:00:00Z"}, Prior("bone_scan_whole_body", "2026-03-04", "bone scan")),
    ({"procedure": "PET/CT", "date": "2026-03"}, Prior("fdg_pet_ct_field_of_view_not_stated", "2026-03", "PET/CT")),
]


@pytest.mark.parametrize(("entry", "prior"), PRIORS, ids=[str(entry) for entry, _ in PRIORS])
def test_an_earlier_study_is_read_with_its_date(entry: Any, prior: Prior, knowledge: Knowledge) -> None:
    assert read_prior(entry, knowledge, TODAY) == prior


WRONG_PRIORS = [
    ("CT chest w/o", "wrong_type", "prior[0]"),
    ("@2026-11-02", "empty_text", "prior[0].procedure"),
    ("CT chest@2026-11-02", "ambiguous_procedure", "prior[0].procedure"),
    ("CXR and bone scan@2026-11-02", "ambiguous_procedure", "prior[0].procedure"),
    ("mammogram@2026-11-02", "unknown_procedure", "prior[0].procedure"),
    ("CXR@2026-02-30", "impossible_date", "prior[0].date"),
    ("CXR@2026-13", "impossible_date", "prior[0].date"),
    ("CXR@0000", "impossible_date", "prior[0].date"),
    ("CXR@last week", "wrong_type", "prior[0].date"),
    ("CXR@02/11/2026", "wrong_type", "prior[0].date"),
    ("CXR@", "wrong_type", "prior[0].date"),
    ("CXR@2026-11-25", "future_date", "prior[0].date"),
    ("CXR@2026-12", "future_date", "prior[0].date"),
    ("CXR@2027", "future_date", "prior[0].date"),
    ({"procedure": "CXR"}, "missing_key", "prior[0]"),
    ({"date": "2026-11-02"}, "missing_key", "prior[0]"),
    ({"procedure": 7, "date": "2026"}, "wrong_type", "prior[0].procedure"),
    ({"procedure": "CXR", "date": True}, "wrong_type", "prior[0].date"),
    ({"procedure": "CXR", "date": "2026", "when": 1}, "unknown_key", "prior[0].when"),
    (["CXR"], "wrong_type", "prior[0]"),
    (None, "wrong_type", "prior[0]"),
]


@pytest.mark.parametrize(("entry", "code", "where"), WRONG_PRIORS, ids=[str(entry) for entry, _, _ in WRONG_PRIORS])
def test_an_earlier_study_that_cannot_be_is_refused(entry: Any, code: str, where: str, knowledge: Knowledge) -> None:
    with pytest.raises(FactError) as raised:
        read_prior(entry, knowledge, TODAY)
    assert (raised.value.code, raised.value.where) == (code, where)


def test_a_date_to_come_is_said_in_one_sentence() -> None:
    with pytest.raises(FactError) as raised:
        read_date("2026-12-01", TODAY, "prior[0].date")
    assert str(raised.value) == "prior[0].date: 2026-12-01 lies after the date of the answer, 2026-11-24."


def test_without_a_date_of_the_answer_no_date_is_to_come() -> None:
    assert read_date("2999-01", None, "prior[0].date") == "2999-01"


FOUND = [
    ({"result": "positive"}, Result(None, "positive", None, None, None)),
    ({"result": "Suspicious", "site": "hepatic"}, Result(None, "positive", "liver", None, None)),
    ({"result": "clear", "procedure": "CT chest wo"}, Result(CHEST, "negative", None, None, None)),
    ({"result": "NORMAL", "site": "Lymph node"}, Result(None, "negative", "lymph_node", None, None)),
    ({"result": "equivocal", "site": "lung nodule", "finding": " 4 mm nodule "}, Result(None, "indeterminate", "lung", "4 mm nodule", None)),
    ({"result": "non-specific", "site": "bones", "date": "2026-11"}, Result(None, "indeterminate", "bone", None, "2026-11")),
    ({"result": "too small to characterize", "site": "other"}, Result(None, "indeterminate", "other", None, None)),
    ({"result": "+"}, Result(None, "positive", None, None, None)),
    ({"result": "-ve", "site": None, "finding": None, "date": None, "procedure": None}, Result(None, "negative", None, None, None)),
]


@pytest.mark.parametrize(("entry", "result"), FOUND, ids=[str(entry) for entry, _ in FOUND])
def test_a_result_is_read_by_its_words(entry: Any, result: Result, knowledge: Knowledge) -> None:
    assert read_result(entry, knowledge, TODAY) == result


WRONG_RESULTS = [
    ({}, "missing_key", "results[0]"),
    ({"result": None}, "missing_key", "results[0]"),
    ({"result": "purple"}, "unknown_value", "results[0].result"),
    ({"result": ""}, "unknown_value", "results[0].result"),
    ({"result": 1}, "wrong_type", "results[0].result"),
    ({"result": "positive", "site": "moon"}, "unknown_value", "results[0].site"),
    ({"result": "positive", "organ": "liver"}, "unknown_key", "results[0].organ"),
    ({"result": "positive", "finding": "a\x00b"}, "wrong_type", "results[0].finding"),
    ({"result": "positive", "finding": ["x"]}, "wrong_type", "results[0].finding"),
    ({"result": "positive", "date": "2026-02-30"}, "impossible_date", "results[0].date"),
    ({"result": "positive", "date": "2027-01-01"}, "future_date", "results[0].date"),
    ({"result": "positive", "procedure": "banana"}, "unknown_procedure", "results[0].procedure"),
    ("positive", "wrong_type", "results[0]"),
]


@pytest.mark.parametrize(("entry", "code", "where"), WRONG_RESULTS, ids=[str(entry) for entry, _, _ in WRONG_RESULTS])
def test_a_result_that_cannot_be_is_refused(entry: Any, code: str, where: str, knowledge: Knowledge) -> None:
    with pytest.raises(FactError) as raised:
        read_result(entry, knowledge, TODAY)
    assert (raised.value.code, raised.value.where) == (code, where)


def test_a_slip_in_a_result_is_shown_what_is_nearest(knowledge: Knowledge) -> None:
    with pytest.raises(FactError) as raised:
        read_result({"result": "equivocl"}, knowledge)
    assert raised.value.nearest == "indeterminate"


def test_an_unknown_key_names_what_is_accepted(knowledge: Knowledge) -> None:
    with pytest.raises(FactError) as raised:
        read_result({"result": "positive", "colour": "red"}, knowledge)
    assert raised.value.accepted == ("procedure", "result", "site", "finding", "date")


def test_the_vocabulary_words_results_as_the_contract_names_them(knowledge: Knowledge) -> None:
    assert tuple(order_words(knowledge).tables["results"]) == RESULTS


def test_the_vocabulary_words_sites_as_the_contract_names_them(knowledge: Knowledge) -> None:
    assert tuple(order_words(knowledge).tables["sites"]) == ("liver", "lung", "lymph_node", "bone", "other")
