"""What holds for any text: it is read, every quote is where it says, and nothing hangs on order."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.reading.reader import Reader

from metscout.packs.load import load_knowledge
from metscout.reading.lexicon import Lexicon, compile_documents
from metscout.reading.text import read_text

FRAGMENTS = [
    "64F", "8mo", "M/17", "new", "newly dx", "anal SCC", "SCC anal canal", "pNET", "osteosarcoma", "STS thigh", "?", "??",
    "mets", "?lung mets", "liver/bone mets", "distant", "no", "denies", "mother had", "FHx", "h/o", "s/p", "CRT", "R0", ",",
    ".", ";", " - ", "(", ")", "\n", "contrast allergy", "anaphylaxis to", "pacemaker", "eGFR 24", "Cr 2.1 mg/dL", "T2N0M0",
    "cT3", "G2", "grade II", "Ki-67 3%", "3.2 cm", "2 yrs ago", "in 2019", "on lanreotide", "surveillance", "local", "lungs only",
    "outside the", "İ", "ß", "é", "µmol/l", "👩‍⚕️", "مريض", "患者", "\x00", "\u2028", "½", "²", "’", "－", "٣", "64♀", "Ω",
]  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join),
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), max_size=20).map("".join),
)
COPIES = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@COPIES
@given(text=ANYTHING)
def test_every_quote_is_the_slice_that_its_span_names(reader: Reader, text: str) -> None:
    reading = read_text(text, reader.lexicon)
    spans = [(fact.origin.quote, fact.origin.span) for fact in reading.facts]
    assert [quote for quote, span in spans if span is None or text[slice(*span)] != quote or not quote] == []


@COPIES
@given(text=ANYTHING)
def test_every_fact_is_declared_and_admits_its_value(reader: Reader, text: str) -> None:
    for fact in read_text(text, reader.lexicon).facts:
        domain = reader.vocabulary[fact.name].domain
        assert not domain or fact.value in domain


@COPIES
@given(text=ANYTHING)
def test_the_same_text_gives_the_same_facts(reader: Reader, text: str) -> None:
    assert read_text(text, reader.lexicon) == read_text(text, reader.lexicon)


@pytest.mark.parametrize("text", ["", " ", "\n", "?", "\x00", "\ud800", "64F" + "\udfff", ")" * 50, "no " * 50])
def test_a_text_that_says_nothing_is_read_as_nothing_or_little(reader: Reader, text: str) -> None:
    assert len(read_text(text, reader.lexicon).facts) <= 2


@pytest.mark.parametrize("word", ["mets, ", "no ", "?", "breast cancer ", "64F ", "T2N0 ", "((", "a"])
def test_a_long_text_is_read_to_its_end(reader: Reader, word: str) -> None:
    text = word * (60_000 // len(word)) + " 71F"
    assert ("patient.age_years", 71) in {(fact.name, fact.value) for fact in read_text(text, reader.lexicon).facts}


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same content with every list and mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list) and not (value and all(isinstance(pair, list) for pair in value)):
        members = [shuffled(member, chance) for member in value]
        chance.shuffle(members)
        return members
    return value


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_and_entries_never_matters(reader: Reader, seed: int) -> None:
    plain = compile_documents(reader.documents, reader.vocabulary)
    other = compile_documents(shuffled(dict(reader.documents), random.Random(seed)), reader.vocabulary)
    assert json.dumps(other, sort_keys=True) == json.dumps(plain, sort_keys=True)


def test_a_compiled_lexicon_is_plain_data(reader: Reader) -> None:
    compiled = compile_documents(reader.documents, reader.vocabulary)
    assert json.loads(json.dumps(compiled)) == compiled


def test_a_lexicon_read_back_reads_the_same(reader: Reader) -> None:
    text = "64F new bx-proven T2 SCC anal canal, ?distant mets before chemoRT"
    stored = json.dumps(compile_documents(load_knowledge(use_cache=False).language(), reader.vocabulary))
    assert read_text(text, Lexicon.from_compiled(json.loads(stored))) == read_text(text, reader.lexicon)
