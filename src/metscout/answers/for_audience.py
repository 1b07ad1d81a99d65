"""A decision, an order check or a treatment answer for its reader: plain words for patients, terms for trainees."""

from metscout.answers.answer_document import Term
from metscout.answers.audience import MISSING, PATIENT, REVIEWED, TRAINEE, lines_for_patients, terms_in
from metscout.answers.reading_grade import reading_grade
from metscout.engine.decision import Decision
from metscout.engine.order_document import OrderCheck
from metscout.engine.treatment_document import Treatment
from metscout.packs.load import Knowledge
from metscout.packs.model import PatientLine
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Citation

_ABOUT_STUDIES = ("study", "why", "other_studies", "preparation", "radiation")
_ABOUT_TREATMENT = ("treatment",)


@frozen
class PlainLine:
    """One sentence in plain words and what it is about."""

    about: str
    text: str
    cites: tuple[str, ...]


@frozen
class AudienceNote:
    """What an answer adds for its reader.

    `plain` is the packs' own wording for patients; `audience_wording` says whether there is any, `review_status` is
    the editorial state of what it comes from, `reading_grade` its US school grade. `terms` are those that stand in
    the answer, for trainees.
    """

    audience: str
    audience_wording: str
    review_status: str | None
    reading_grade: float | None
    plain: tuple[PlainLine, ...]
    terms: tuple[Term, ...]
    citations: dict[str, Citation]


def note_for(answer: Decision | OrderCheck | Treatment, audience: str, knowledge: Knowledge) -> AudienceNote:
    """What `answer` adds for `audience`. Wording that no pack holds is said to be missing and never made up."""
    plain: tuple[PatientLine, ...] = ()
    terms: tuple[Term, ...] = ()
    if audience == PATIENT:
        plain = _plain(answer, knowledge)
    if audience == TRAINEE:
        terms = terms_in(_said(answer), knowledge)
    keys = {cite for line in plain for cite in line.sentence.cites} | {cite for term in terms for cite in term.cites}
    return AudienceNote(
        audience,
        REVIEWED if plain or audience != PATIENT else MISSING,
        _review_status(answer) if plain else None,
        reading_grade(" ".join(line.sentence.text for line in plain)),
        tuple(PlainLine(line.about, line.sentence.text, line.sentence.cites) for line in plain),
        terms,
        {key: knowledge.citations[key] for key in sorted(keys) if key in knowledge.citations},
    )


def _review_status(answer: Decision | OrderCheck | Treatment) -> str | None:
    if isinstance(answer, Treatment):
        return None if answer.pathway is None else answer.pathway.review.status
    return None if answer.scenario is None else answer.scenario.review.status


def _plain(answer: Decision | OrderCheck | Treatment, knowledge: Knowledge) -> tuple[PatientLine, ...]:
    """The plain lines of the scenarios or of the pathway; of results, those that are known."""
    if isinstance(answer, Treatment):
        own = answer.pathway.id if answer.pathway is not None else None
        lines = [line for pathway in knowledge.pathways if pathway.id == own for line in pathway.patient]
        return lines_for_patients(lines, _ABOUT_TREATMENT)
    also = () if isinstance(answer, OrderCheck) else answer.also_fits
    names = () if answer.scenario is None else (answer.scenario.id, *(other.id for other in also))
    lines = [line for name in names for line in knowledge.scenario(name).patient]
    told = () if isinstance(answer, OrderCheck) else answer.results
    results = tuple(dict.fromkeys(f"result_{result.result}" for result in told))
    return lines_for_patients(lines, (*results, *_ABOUT_STUDIES))


def _said(answer: Decision | OrderCheck | Treatment) -> list[str]:
    """The sentences of an answer in which a trainee may meet a term."""
    said = [warned.text for warned in answer.warnings]
    if isinstance(answer, Treatment):
        return [*(s.text for s in answer.answer), *(rule.text for rule in answer.rules if rule.applies), *said]
    if isinstance(answer, OrderCheck):
        problems = (problem for one in answer.orders for problem in one.problems)
        mended = (study.order_text for study in answer.mended_order)
        return [*(problem.text for problem in (*answer.problems, *problems)), *mended, *said]
    steps = answer.next_steps
    said += [s.text for s in (*steps.positive, *steps.negative, *steps.indeterminate)]
    return [*(reason.text for study in answer.studies for reason in study.reasons), *said]
