"""What the tables of this room share: rows, and the check of one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from metscout.facts.declaration import Vocabulary
from metscout.facts.sheet import build_sheet
from metscout.reading.lexicon import Lexicon
from metscout.reading.text import read_text

QUESTION, PHASE, SITE, TYPE = "imaging.question", "care.phase", "cancer.primary_site", "cancer.histology"
IODINE, GADOLINIUM = "allergy.iodinated_contrast", "allergy.gadolinium_contrast"


@dataclass(frozen=True)
class Reader:
    """The vocabulary, the lexicon, and the documents that it was made of."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    documents: Mapping[str, Any]

    def values(self, text: str) -> dict[str, Any]:
        """The stated values by fact; the values of a question are a set; contradicting ones are a tuple."""
        sheet = build_sheet(read_text(text, self.lexicon).facts, self.vocabulary)
        clashes = {name: tuple(fact.value for fact in facts) for name, facts in sheet.contradictions.items()}
        return {**sheet.values, **clashes}


def row(text: str, *without: str, **facts: Any) -> Any:
    """A line, the facts it states (room__name=value), and the facts it must not state.

    `asks` are all questions it puts; "" for none.
    """
    wanted = {name.replace("__", "."): value for name, value in facts.items() if name != "asks"}
    if "asks" in facts:
        wanted[QUESTION] = frozenset(facts["asks"].split()) or None
    wanted |= dict.fromkeys(without)
    return pytest.param(text, wanted, id=text.replace("[", "(").replace("]", ")"))


def wrong(reader: Reader, text: str, wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What was wanted and what was read, where they differ."""
    found = reader.values(text)
    differ = {}
    for name, value in wanted.items():
        read = found.get(name)
        same = read == value and isinstance(read, bool) == isinstance(value, bool)
        if not same:
            differ[name] = (value, read)
    return differ
