"""T, N, M and grade as they are stated, and what a stage is asked of."""

import re

from metscout.facts.sheet import FactSheet
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence

LETTERS = ("t", "n", "m")
GRADE = "grade"
CATEGORY_FACTS = {part: f"cancer.{part}" for part in (*LETTERS, GRADE)}
YEAR, SIZE, BASIS, AS_STATED = "cancer.diagnosis_year", "cancer.size_cm", "cancer.tnm_basis", "cancer.grade_as_stated"
PREFIXES = ("c", "p", "yc", "yp", "r")
_CATEGORY = re.compile(
    r"(?P<prefix>yc|yp|[cpru])? ?(?P<letter>[TNM])? ?(?P<value>is|x|\+|[0-9](?:[a-d][1-3]?)?)"
    r"(?P<suffix> ?\((?:sn|f|m|i[+-]|mol[+-]|\d+)\))?",
    re.IGNORECASE,
)
_GRADE = re.compile(r"(?:fnclcc )?(?:grade|gr|g)? ?(?P<value>[1-4]|x|i{1,3}|iv)(?: ?/ ?[34])?", re.IGNORECASE)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


@frozen
class Stated:
    """One category or grade as stated: `T2`, `N1a`, `MX`, `N+`, `G3`, or a grade in words as the vocabulary has it.

    `because` is the sentence that read it out of other words, None where it was printed.
    """

    value: str
    prefix: str | None = None
    because: Sentence | None = None


@frozen
class StageRequest:
    """What is stated for a stage. `sites` are the staging sites that were named, one unless several have the name.

    `outside` are the exceptions of a site that were named; `site_text` is the site as it was written. `phrases`
    are words that may say a category, each with the part it was given for, or with the site for which the text
    says it. `editions` are those that are asked for. `nodes_positive` is a number of positive nodes.
    """

    sheet: FactSheet
    sites: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    site_text: str | None = None
    t: tuple[Stated, ...] = ()
    n: tuple[Stated, ...] = ()
    m: tuple[Stated, ...] = ()
    grade: tuple[Stated, ...] = ()
    phrases: tuple[tuple[str, str, str | None], ...] = ()
    editions: tuple[str, ...] = ()
    size_mm: float | None = None
    nodes_positive: int | None = None

    def stated(self, letter: str) -> tuple[Stated, ...]:
        """What is stated for `t`, `n`, `m` or `grade`."""
        found: tuple[Stated, ...] = getattr(self, letter)
        return found


def read_category(letter: str, text: str) -> Stated | None:
    """A category in any usual spelling (`cT2`, `2`, `pT3b`, `N1a(sn)`); None where it is none.

    Raises FactError for a category of another letter.
    """
    match = _CATEGORY.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    said = (match["letter"] or letter).lower()
    if said != letter:
        raise FactError(
            "wrong_category",
            letter,
            f"{text!r} is of {said.upper()}, and a category of {letter.upper()} is wanted here",
            text,
        )
    value = match["value"].lower()
    prefix = (match["prefix"] or "").lower() or None
    return Stated(letter.upper() + ("X" if value == "x" else value), prefix if prefix in PREFIXES else None)


def read_grade(text: str) -> Stated | None:
    """A grade by its number (`G3`, `grade 2`, `III`, `2/3`, `GX`); None where it is in other words."""
    match = _GRADE.fullmatch(" ".join(text.replace("-", " ").split()))
    if match is None:
        return None
    value = match["value"].lower()
    return Stated("G" + ("X" if value == "x" else _ROMAN.get(value, value)))


def stated_grade(sheet: FactSheet) -> tuple[Stated, ...]:
    """The grade by its number where it is printed so, else in words."""
    printed = [read_grade(str(fact.value)) for fact in sheet.facts if fact.name == AS_STATED]
    numbers = tuple(dict.fromkeys(one for one in printed if one is not None))
    words = (Stated(str(fact.value)) for fact in sheet.facts if fact.name == CATEGORY_FACTS[GRADE])
    return numbers or tuple(words)


def spelled(text: str) -> str:
    """A spelling as it is compared: small letters, single blanks for anything but letters and digits."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
