"""The lexicon says what it cannot take, and takes what an outsider adds."""

from typing import Any

import pytest
from tests.unit.reading.reader import Reader

from metscout.reading.lexicon import Lexicon, compile_documents
from metscout.reading.text import read_text
from metscout.terms.errors import PackError

FAULTS = [
    pytest.param(
        {"cancer.histology": {"osteosarkoma": ["OS"]}}, "'osteosarkoma' is not a value", id="a value misspelled"
    ),
    pytest.param({"cancer.colour": {"red": ["red"]}}, "neither a fact nor a section", id="a fact not declared"),
    pytest.param(
        {"organs": [{"organ": "toe", "site": "toe", "terms": ["toe"]}]}, "'toe' is not a value", id="an organ"
    ),
    pytest.param({"renal.dialysis": {"maybe": ["hd?"]}}, "'maybe' is not a value", id="neither yes nor no"),
    pytest.param({"treatments": [{"terms": ["x"]}]}, "is not shaped as", id="an entry without its parts"),
    pytest.param({"imaging_question": ["mets"]}, "is not shaped as", id="a list for a mapping"),
]


def with_file(reader: Reader, content: dict[str, Any]) -> dict[str, Any]:
    """The shipped documents and one file more."""
    return {**reader.documents, "more/vocabulary/synonyms/more.yaml": content}


@pytest.mark.parametrize(("content", "text"), FAULTS)
def test_a_fault_names_its_file_and_what_is_wrong(reader: Reader, content: dict[str, Any], text: str) -> None:
    with pytest.raises(PackError, match=r"more\.yaml") as caught:
        compile_documents(with_file(reader, content), reader.vocabulary)
    assert text in str(caught.value)


def test_a_term_that_an_outsider_adds_is_read(reader: Reader) -> None:
    more = with_file(reader, {"cancer.histology": {"osteosarcoma": ["knochenkrebs"]}})
    lexicon = Lexicon.from_compiled(compile_documents(more, reader.vocabulary))
    facts = read_text("17M knochenkrebs", lexicon).facts
    assert ("cancer.histology", "osteosarcoma") in {(fact.name, fact.value) for fact in facts}


def test_every_term_for_a_type_stands_for_one_type_alone(reader: Reader) -> None:
    stands_for: dict[str, set[str]] = {}
    for document in reader.documents.values():
        for value, terms in (document.get("cancer.histology") or {}).items():
            for term in terms:
                stands_for.setdefault(term.lower(), set()).add(value)
    assert {term: values for term, values in stands_for.items() if len(values) > 1} == {}
