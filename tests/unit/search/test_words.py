"""Words of questions made alike."""

import pytest

from metscout.search.words import Language, mended, phrases_of, plain_words, stemmed

KNOWN = dict.fromkeys(("contrast", "alternative", "radiation", "break", "pacemaker"), 1)
BY_LETTER = {"c": ["contrast"], "a": ["alternative"], "r": ["radiation"], "b": ["break"], "p": ["pacemaker"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What's PET/CT?", ["whats", "pet", "ct"]),
        ("4mm nodule", ["4", "mm", "nodule"]),
        ("T2N1a", ["t2n1a"]),
        ("", []),
    ],
    ids=["punctuation parts words", "a unit is parted from its figure", "a stage stays whole", "nothing gives nothing"],
)
def test_a_text_gives_its_plain_words(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [("metastases", "metastase"), ("nodules", "nodule"), ("preferred", "preferr"), ("biopsies", "biopsy")],
    ids=["plural s", "plural s of a long word", "past tense", "plural ies"],
)
def test_endings_come_off(one: str, other: str) -> None:
    assert stemmed(one) == stemmed(other)


@pytest.mark.parametrize(
    ("word", "right"),
    [("alternatve", "alternative"), ("raditaion", "radiation"), ("pacmaker", "pacemaker"), ("bread", "bread")],
    ids=["a letter left out", "letters changed over", "a letter left out early", "another short word is no slip"],
)
def test_slips_are_mended(word: str, right: str) -> None:
    assert mended([word], KNOWN, BY_LETTER) == [right]


def test_the_longest_phrase_is_the_idea() -> None:
    language = Language(phrases_of({"scan": ["bone scan"], "bone": ["bone"]}), frozenset({"a"}))
    assert language.terms(["a", "bone", "scan"]) == ["=scan"]
