"""Words of questions and statements, made alike: case and endings off, clinical synonyms joined, slips mended."""

import re
from collections.abc import Iterable, Mapping, Sequence

from metscout.terms.frozen import frozen

Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
_UNIT = "mm|cm|mg|mgy|msv|gy|mbq|kv|yo|yr|yrs|mo|months?|wk|weeks?"
_WORD = re.compile(rf"\d+(?=(?:{_UNIT})\b)|[a-z0-9]+(?:['’`][a-z0-9]+)*")
_QUIET = re.compile(r"['’`]")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""))
_SUFFIXES = ("ations", "ation", "ings", "ing", "edly", "ed", "ly")
_LONG, _SHORTEST = 8, 4
_SAFE = 7  # one letter for another makes a slip of a word this long, and another word of a shorter one
CONCEPT = "="  # marks a term that stands for several words, so that no plain word can equal it


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return [word for word, _, _ in placed_words(text)]


def placed_words(text: str) -> list[tuple[str, int, int]]:
    """The plain words of a text, each with the place [start, end) it stands at."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return [(_QUIET.sub("", found.group()), found.start(), found.end()) for found in _WORD.finditer(lower)]


def stemmed(word: str) -> str:
    """`word` without its commonest English endings; short words and figures stay."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    for ending, other in _ENDINGS:
        if word.endswith(ending):
            word = word.removesuffix(ending) + other
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word.removesuffix(suffix)
    return word.removesuffix("e") if len(word) > _SHORTEST else word


def phrases_of(concepts: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word, the longest first, each with the concept it stands for."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for concept, spellings in concepts.items():
        for spelling in spellings:
            words = tuple(plain_words(str(spelling)))
            if words:
                found.setdefault(words[0], {})[words] = concept
    return {first: sorted(rows.items(), key=lambda row: (-len(row[0]), row)) for first, rows in sorted(found.items())}


def mended(words: list[str], known: Mapping[str, int], by_letter: Mapping[str, Sequence[str]]) -> list[str]:
    """The words with each unknown one replaced by the known word it is a slip of, if there is one."""
    return [word if word in known else _nearest(word, by_letter) or word for word in words]


def _nearest(word: str, by_letter: Mapping[str, Sequence[str]]) -> str | None:
    if len(word) < _SHORTEST or len(word) > 40 or not word.isalpha():
        return None
    candidates = by_letter.get(word[0])
    if not candidates:
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    reach = 2 if len(word) >= _LONG else 1
    found = extract(word, candidates, scorer=OSA.distance, score_cutoff=reach, limit=5)
    if len(word) < _SAFE:
        found = [hit for hit in found if len(hit[0]) != len(word) or sorted(hit[0]) == sorted(word)]
    best = min(found, key=lambda hit: (hit[1], abs(len(hit[0]) - len(word)), hit[0]), default=None)
    return None if best is None else str(best[0])


@frozen
class Language:
    """The words that the index joins: concepts with their phrases, and words that say nothing."""

    phrases: Phrases
    silent: frozenset[str]

    def known(self, word: str) -> bool:
        """Whether a word stands for a concept, or says nothing."""
        return word in self.silent or word in self.phrases

    def terms(self, words: Sequence[str]) -> list[str]:
        """The terms of a word list: a concept where a phrase stands for one, else the stem of the word."""
        found: list[str] = []
        place, end = 0, len(words)
        while place < end:
            word = words[place]
            for phrase, concept in self.phrases.get(word, ()):
                size = len(phrase)
                if size == 1 or tuple(words[place : place + size]) == phrase:
                    found.append(CONCEPT + concept)
                    place += size
                    break
            else:
                place += 1
                if word not in self.silent:
                    found.append(stemmed(word))
        return found
