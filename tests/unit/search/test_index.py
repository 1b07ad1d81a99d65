"""Statements and the index over them."""

from collections import Counter

import pytest

from metscout import Door
from metscout.search.index import index_of
from metscout.search.statements import all_statements
from metscout.search.words import plain_words


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


def test_every_statement_has_an_id_of_its_own(door: Door) -> None:
    counts = Counter(statement.id for statement in all_statements(door.knowledge))
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_statement_has_a_citation_that_resolves(door: Door) -> None:
    known = door.knowledge.citations
    lacking = [s.id for s in all_statements(door.knowledge) if not s.cites or not set(s.cites) <= known.keys()]
    assert lacking == []


@pytest.mark.parametrize(
    "name",
    [
        "anal_cancer.distant_metastasis#ratings.ct_chest_with_iv_contrast.2",
        "anal_cancer.distant_metastasis#next_steps.positive.3",
        "anal_cancer.distant_metastasis#pitfalls.chest_left_out",
        "anal_cancer.distant_metastasis#faq.2.1",
        "protocol:ct_chest_without_iv_contrast#technique.2",
        "safety:severe_iodinated_contrast_reaction",
        "conflict:C-09#1",
        "anorectal_adenocarcinoma.metastatic#rules.systemic_therapy_first",
    ],
)
def test_ids_are_spelled_as_promised(door: Door, name: str) -> None:
    assert name in index_of(door.knowledge).by_id


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("kidneys fail, iodine contrast", "safety:low_egfr_before_iodinated_contrast"),
        ("4 mm nodule indeterminate", "musculoskeletal_tumor.pulmonary_metastasis_staging#next_steps.indeterminate.7"),
        ("allergy contrast alternatve", "anal_cancer.distant_metastasis#faq.2.3"),
    ],
    ids=["synonyms are joined", "figures count", "a slip is mended"],
)
def test_the_statement_that_says_it_comes_first(door: Door, words: str, first: str) -> None:
    index = index_of(door.knowledge)
    hits = index.ranked(index.query(index.mend(plain_words(words))))
    best = max(hits.values(), key=lambda hit: hit.score)
    assert best.statement.id == first
