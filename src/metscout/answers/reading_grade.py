"""The school grade that a text asks of its reader: Flesch and Kincaid's formula with a syllable counter of our own."""

import re

_SENTENCE = re.compile(r"[.!?]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[aeiouy]le|[^aeiouytd]ed|[^aeiouycgsxzl]es|[aeiouy]les)$")
_TWO = re.compile(
    r"(?<![ct])ia|io(?!n)|ium|ius|iet|eo(?!pl)|ua|uou|[aeiouy]ing|creat|scien|(?:[^aeiouy]|^)ier$|react|[rd]ea$"
)
_OWN = {"lion": 2, "nuclear": 3, "sometimes": 2, "every": 2, "fluid": 2, "fluids": 2, "something": 2, "nuclei": 3}
_ABBREVIATION = 4


def syllables(word: str) -> int:
    """The syllables of an English word; figures and abbreviations are spelled out."""
    if word[:1].isdigit():
        return max(1, sum(c.isdigit() for c in word))
    if word.isupper() and 1 < len(word) <= _ABBREVIATION:
        return len(word) + 2 * word.count("W")
    lower = word.lower().replace("’", "").replace("'", "")
    if lower in _OWN:
        return _OWN[lower]
    count = len(_GROUPS.findall(lower))
    if count > 1 and _SILENT.search(lower):
        count -= 1
    count += len(_TWO.findall(lower))
    return max(1, count)


def reading_grade(text: str) -> float | None:
    """The US school grade at which `text` is understood, to one decimal; None for a text without words.

    Flesch-Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59, and no less than 0.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    sentences = max(1, len(_SENTENCE.findall(text)))
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(0.0, round(grade, 1))
