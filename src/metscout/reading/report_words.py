"""The words in which results are told: compiled from the vocabulary's YAML, and cheap to take up again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from metscout.packs.load import OF_REPORTS, Knowledge
from metscout.reading.lexicon import Senses
from metscout.reading.phrases import Table, phrase_table, spellings
from metscout.reading.tokens import split_words
from metscout.terms.frozen import frozen

_LISTS = (
    "studies", "tracers", "uptake_of", "study_words", "staging_words", "weak", "sampling", "shows", "is", "with",
    "done", "date_words", "before_date", "seen_on", "seen", "loose", "doubts", "suspects", "benign", "denies",
    "amounts", "another", "leads", "hypothetical", "to_come", "not_done", "earlier", "ends", "breaks", "joins",
    "no_change", "confined", "heads", "next_asked", "radiologic", "mri", "of_primary", "not_yet", "so_far", "undone",
    "in_place_of",
)  # fmt: skip
_VALUES = {"verdicts": "verdict", "nouns": "noun", "asks_by_name": "by_name"}
_PLACES = {"regions": "region", "alone": "alone", "sites": "site"}


@frozen
class ReportWords:
    """Terms by first word, and by site the places of origin whose own tumor lies there."""

    terms: Table
    origins: Mapping[str, list[str]]
    own_where_unsaid: Mapping[str, int]
    asks: Mapping[str, str]
    asks_of_the_site: Mapping[str, int]


def report_words(knowledge: Knowledge, keep: Mapping[str, int]) -> ReportWords:
    """The words of results, compiled once for this knowledge."""
    return knowledge.remember("reports", lambda: _report_words(knowledge, keep))


def _report_words(knowledge: Knowledge, keep: Mapping[str, int]) -> ReportWords:
    stored = knowledge.cache.read("reports")
    if stored is None:
        compiled = compile_reports(knowledge.language(OF_REPORTS), keep)
        stored = json.dumps(compiled, ensure_ascii=False, separators=(",", ":")).encode()
        knowledge.cache.write("reports", stored)
    return ReportWords(**json.loads(stored))


def compile_reports(documents: Mapping[str, Any], keep: Mapping[str, int]) -> dict[str, Any]:
    """Plain JSON-able data of all files of words of results together, whatever their order.

    Raises PackError naming the files that are not shaped as they should be.
    """
    from metscout.terms.errors import Fault, PackError

    faults: list[Fault] = []
    senses: dict[tuple[str, ...], Senses] = {}
    origins: dict[str, list[str]] = {}
    unsaid: dict[str, int] = {}
    asks: dict[str, str] = {}
    of_the_site: dict[str, int] = {}
    for file in sorted(documents):
        try:
            content = documents[file]
            for terms, kind, value in _entries(content):
                for term in terms:
                    for words in spellings(str(term), lambda said: split_words(said, keep)):
                        senses.setdefault(tuple(words), {})[kind] = value
            for place in content.get("sites", ()):
                origins.setdefault(place["site"], []).extend(place.get("origin", ()))
                if place.get("own_where_unsaid"):
                    unsaid[place["site"]] = 1
            asks |= content.get("asks", {})
            of_the_site |= dict.fromkeys(content.get("asks_of_the_site", ()), 1)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            text = f"is not shaped as the words of results are ({error!r})"
            faults.append(Fault("unknown_value", file, 1, 1, "", text))
    if faults:
        raise PackError(faults)
    return {
        "terms": phrase_table(senses.items()),
        "origins": origins,
        "own_where_unsaid": unsaid,
        "asks": asks,
        "asks_of_the_site": of_the_site,
    }


def _entries(content: Mapping[str, Any]) -> Iterator[tuple[Iterable[str], str, Any]]:
    """Each list of terms with the sense it gives, and its value."""
    for key in _LISTS:
        yield content.get(key, ()), key, 1
    for key, kind in _VALUES.items():
        for value, terms in content.get(key, {}).items():
            yield terms, kind, value
    for key, kind in _PLACES.items():
        for entry in content.get(key, ()):
            yield entry["said"], kind, entry["site"]
            if "noun" in entry:
                yield entry["said"], "noun", entry["noun"]
