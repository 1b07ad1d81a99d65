"""Free text to facts, each resting on the words that say it."""

import re
from dataclasses import dataclass

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.asking import mark_questions, settle_question_marks
from metscout.reading.backwards import mark_alternatives, mark_exams, reach_back
from metscout.reading.basis import read_basis
from metscout.reading.cancers import read_cancers
from metscout.reading.care import find_care
from metscout.reading.earlier import set_earlier_apart
from metscout.reading.figures import read_figures
from metscout.reading.lexicon import Lexicon
from metscout.reading.mentions import Line, find_mentions
from metscout.reading.metastases import find_metastatic, read_metastases
from metscout.reading.people import read_people
from metscout.reading.phase import read_care
from metscout.reading.questions import read_questions
from metscout.reading.relatives import set_relatives_apart
from metscout.reading.safety import read_safety
from metscout.reading.scopes import reach_forward
from metscout.reading.spelling import mend
from metscout.reading.spread import Spread, find_spread
from metscout.reading.tnm import find_tnm, mask_tnm
from metscout.reading.tokens import read_tokens
from metscout.reading.tumors import Tumor, find_tumors

_TOLD, _ALONE = 3, 4  # signs of a study and of a finding, and of a finding by itself


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and the facts it states, before anything is derived from them; `line` is the text as it was read."""

    text: str
    facts: tuple[Fact, ...]
    line: Line

    def may_tell_results(self) -> bool:
        """Whether words stand in it by which a line tells what a study showed, or that it was done."""
        signs = self.line.lexicon.tables["report_signs"]
        found = 0
        for word in self.line.tokens.words:
            if word in signs:
                found |= signs[word]
        return found & _TOLD == _TOLD or bool(found & _ALONE)


def read_text(text: str, lexicon: Lexicon, *, treating: bool = False) -> Reading:
    """The facts that `text` states about the patient and the question, in the order of their words.

    What is not said is not there: a relative's disease, what is denied, doubted or asked is no fact. Two
    statements that exclude each other are both given. Never raises; time grows with the length of the text.
    `treating`: it is read for a question of treatment, whatever it asks itself.
    """
    line = _line_of(_without_escapes(text), lexicon)
    spread = find_spread(line)
    tumors = find_tumors(line)
    set_earlier_apart(line, tumors)
    care = find_care(line, tumors, treating=treating)
    metastatic = find_metastatic(line, treating=treating)
    about_cancer = _is_about_cancer(line, tumors, spread)
    cancers = list(read_cancers(line, tumors))
    facts = [*read_people(line), *cancers, *read_figures(line, about_cancer)]
    questions = read_questions(line, spread, care, metastatic is not None, about_cancer)
    facts += questions
    facts += read_metastases(line, spread, metastatic, care.disease_known, treating=treating)
    facts += read_care(line, care, tumors, questions)
    facts += read_basis(line, care, tumors, cancers)
    facts += read_safety(line, about_cancer)
    if treating:
        from metscout.reading.pathway import read_pathway

        facts = read_pathway(line, facts)
    return Reading(text, _in_order(facts), line)


_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def _without_escapes(text: str) -> str:
    """The text with terminal sequences blanked out, each character in its place: their figures are no facts."""
    return _ESCAPE.sub(lambda found: " " * len(found[0]), text) if "\x1b" in text else text


def _line_of(text: str, lexicon: Lexicon) -> Line:
    """The text with its terms found, and what the words around each make of it."""
    tokens = read_tokens(text, lexicon.keep, lexicon.abbreviations)
    categories = find_tnm(text)
    mask_tnm(tokens, categories)
    mend(tokens, lexicon)
    line = Line(text, tokens, lexicon, find_mentions(tokens, lexicon), categories)
    settle_question_marks(line)
    mark_exams(line)
    reach_forward(line)
    reach_back(line)
    mark_questions(line)
    mark_alternatives(line)
    set_relatives_apart(line)
    return line


def _is_about_cancer(line: Line, tumors: list[Tumor], spread: list[Spread]) -> bool:
    """Whether the line speaks of a cancer of the patient, of metastases, or of cancer treatment."""
    for tumor in tumors:
        if not tumor.stance & (s.RELATIVE | s.NEGATED) and (tumor.histologies or tumor.site or not tumor.neutral):
            return True
    if any(found.kind in ("noun", "adjective") for found in spread):
        return True
    return any("treatment" in m.senses for m in line.mentions)


def _in_order(facts: list[Fact]) -> tuple[Fact, ...]:
    """The facts by place, each name and value once."""
    unique: dict[tuple[str, str, bool], Fact] = {}
    for fact in sorted(facts, key=lambda f: (f.origin.span or (0, 0), f.name, str(f.value))):
        unique.setdefault((fact.name, str(fact.value), isinstance(fact.value, bool)), fact)
    return tuple(unique.values())
