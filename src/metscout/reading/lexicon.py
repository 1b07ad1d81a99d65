"""The words of the reader: compiled from the vocabulary's YAML, and cheap to take up again."""

from collections.abc import Iterable, Mapping
from typing import Any

from metscout.facts.declaration import Vocabulary
from metscout.reading.phrases import Table
from metscout.terms.frozen import frozen

Senses = dict[str, Any]


@frozen
class Lexicon:
    """Terms by first word, the words known, those a slip may be mended to, and the tables of the grammar.

    `keep` are words that keep their s, `abbreviations` those whose dot ends nothing; `values` are the ids that
    the spellings of a fact's values stand for.
    """

    terms: Table
    known: Mapping[str, int]
    repairs: Mapping[str, list[str]]
    keep: Mapping[str, int]
    abbreviations: Mapping[str, int]
    tables: Mapping[str, Any]
    values: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_compiled(cls, compiled: Mapping[str, Any]) -> "Lexicon":
        """The lexicon that `compile_lexicon` made, without looking at its entries."""
        return cls(**{name: compiled[name] for name in cls.__match_args__})


def compile_lexicon(
    language: Mapping[str, Any] | Iterable[Mapping[str, Any]], synonyms: Mapping[str, Any], vocabulary: Vocabulary
) -> dict[str, Any]:
    """Plain JSON-able data for `Lexicon.from_compiled`; the order of files and entries does not matter.

    `language` is the content of `language.yaml` (or of several), `synonyms` that of each file by its name.
    Raises PackError naming every fact and value that the vocabulary does not declare.
    """
    from metscout.reading.compiler import Compiler

    parts = [language] if isinstance(language, Mapping) else list(language)
    return Compiler(_merged(parts), vocabulary).compile(synonyms)


def compile_documents(documents: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """`compile_lexicon` of all language and synonym files together, by file name."""
    language = [data for name, data in sorted(documents.items()) if name.endswith("language.yaml")]
    synonyms = {name: data for name, data in documents.items() if not name.endswith("language.yaml")}
    return compile_lexicon(language, synonyms, vocabulary)


def _merged(parts: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Several languages as one: lists are joined, mappings merged, what stands in one alone is taken."""
    found: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            old = found.get(key)
            if isinstance(old, dict) and isinstance(value, Mapping):
                found[key] = _merged([old, value])
            elif isinstance(old, list) and isinstance(value, list):
                found[key] = [*old, *value]
            elif old is None:
                found[key] = dict(value) if isinstance(value, Mapping) else value
    return found
