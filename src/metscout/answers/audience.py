"""What an answer says to whom: terms for trainees, reviewed plain words for patients."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from metscout.answers.answer_document import Term
from metscout.packs.load import Knowledge
from metscout.packs.model import PatientLine
from metscout.search.words import plain_words
from metscout.terms.errors import UsageError

CLINICIAN, TRAINEE, PATIENT = "clinician", "trainee", "patient"
AUDIENCES = (CLINICIAN, TRAINEE, PATIENT)
REVIEWED, MISSING = "reviewed", "missing"
ASK_THE_TEAM = "ask_the_team"
OF_TERMS = ("/vocabulary/terms.yaml",)


def checked_audience(name: str) -> str:
    """A known audience. Raises UsageError naming the three."""
    if name not in AUDIENCES:
        raise UsageError("unknown_value", "audience", f"{name!r} is no audience", name, AUDIENCES)
    return name


def terms_of(knowledge: Knowledge) -> dict[str, Term]:
    """The glossary by the words of each term and of its other spellings."""
    return knowledge.remember("terms", lambda: _terms(knowledge))


def _terms(knowledge: Knowledge) -> dict[str, Term]:
    stored = knowledge.cache.read("terms")
    if stored is None:
        rows = [row for _, document in sorted(knowledge.language(OF_TERMS).items()) for row in document]
        stored = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
        knowledge.cache.write("terms", stored)
    found: dict[str, Term] = {}
    for row in json.loads(stored):
        term = Term(row["term"], row["means"], _cites(row))
        for spelling in (row["term"], *row.get("also", ())):
            found.setdefault(" ".join(plain_words(spelling)), term)
    return found


def _cites(row: Mapping[str, Any]) -> tuple[str, ...]:
    at = row.get("at", ())
    return tuple(key.replace(" ", "-") for key in ((at,) if isinstance(at, str) else at))


def terms_in(texts: Iterable[str], knowledge: Knowledge) -> tuple[Term, ...]:
    """The terms of the glossary that stand in these texts, in the order in which they first do."""
    glossary = terms_of(knowledge)
    longest = max((name.count(" ") + 1 for name in glossary), default=0)
    found: dict[str, Term] = {}
    for text in texts:
        words = plain_words(text)
        place = 0
        while place < len(words):
            for size in range(longest, 0, -1):
                term = glossary.get(" ".join(words[place : place + size]))
                if term is not None:
                    found.setdefault(term.term, term)
                    place += size - 1
                    break
            place += 1
    return tuple(found.values())


def lines_for_patients(
    lines: Sequence[PatientLine], wanted: Sequence[str], *, always: Sequence[str] = (ASK_THE_TEAM,)
) -> tuple[PatientLine, ...]:
    """The plain lines on what is wanted, in that order, then what to ask the team; none where none is on it."""
    found = [line for about in wanted for line in lines if line.about == about]
    if not found:
        return ()
    return (*found, *(line for about in always for line in lines if line.about == about and line not in found))
