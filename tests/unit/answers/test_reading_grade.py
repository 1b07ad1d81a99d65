"""The school grade of a text, and the syllables it rests on."""

import pytest

from metscout.answers.reading_grade import reading_grade, syllables

KNOWN = {
    "cat": 1, "scan": 1, "make": 1, "makes": 1, "lungs": 1, "bones": 1, "nodes": 1, "team": 1, "care": 1, "looked": 1,
    "played": 1, "used": 1, "whole": 1, "rule": 1, "clothes": 1, "tried": 1, "breathe": 1,
    "table": 2, "liver": 2, "doctor": 2, "pelvis": 2, "cancer": 2, "patient": 2, "being": 2, "science": 2, "little": 2,
    "people": 2, "wanted": 2, "needed": 2, "questions": 2, "special": 2, "because": 2, "treatment": 2, "quiet": 2,
    "kidney": 2, "tissue": 2, "sometimes": 2, "before": 2, "places": 2, "changes": 2, "studies": 2, "diet": 2, "doing": 2,
    "muscles": 2, "sugar": 2, "tumor": 2, "machine": 2, "disease": 2, "fluid": 2, "every": 2,
    "abdomen": 3, "area": 3, "reaction": 3, "biopsy": 3, "medicine": 3, "serious": 3, "idea": 3, "nuclear": 3, "allergy": 3,
    "images": 3, "important": 3, "hospital": 3, "specialist": 3, "surgery": 3, "injection": 3, "MRI": 3,
    "radiation": 4, "usually": 4, "information": 4, "examination": 5, "chemotherapy": 5, "CT": 2,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), KNOWN.items(), ids=list(KNOWN))
def test_syllables_of_known_words(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("The cat sat on the mat.", 0.0),
        ("The scan looks at the lungs. It takes a few minutes.", 1.0),
        ("", None),
    ],
    ids=["a child reads it", "plain words", "no words, no grade"],
)
def test_the_grade_of_a_text(text: str, grade: float | None) -> None:
    found = reading_grade(text)
    assert found == grade if grade in (None, 0.0) else found is not None and abs(found - grade) < 1.5


def test_long_words_and_sentences_raise_the_grade() -> None:
    plain = reading_grade("The scan shows the lungs. It is quick.")
    learned = reading_grade(
        "Multidisciplinary evaluation of indeterminate pulmonary abnormalities necessitates biopsy."
    )
    assert (plain or 0.0) < 5 < (learned or 0.0)
