"""The lexicon of the shipped vocabulary, compiled once."""

import pytest
from tests.unit.reading.reader import Reader

from metscout.packs.load import load_knowledge
from metscout.reading.lexicon import Lexicon, compile_documents


@pytest.fixture(scope="session")
def reader() -> Reader:
    knowledge = load_knowledge(use_cache=False)
    lexicon = Lexicon.from_compiled(compile_documents(knowledge.language(), knowledge.vocabulary))
    return Reader(knowledge.vocabulary, lexicon, knowledge.language())
