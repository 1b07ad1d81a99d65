"""Asking: from a question in plain words to statements that answer it, or to the reason why none does."""

from collections.abc import Mapping, Sequence

from metscout.answers.answer_document import Answer, AskOutcome, Refusal, RefusalCode
from metscout.answers.audience import MISSING, PATIENT, REVIEWED, TRAINEE, checked_audience
from metscout.answers.compose import compose, in_general, is_foreign, is_of_the_field
from metscout.answers.conversation import Patient, carried_over, facts_of, read_turns
from metscout.answers.draft import Case, Draft
from metscout.answers.dressing import Made, finished
from metscout.answers.faq import CLOSE, SURE, Match, fits
from metscout.answers.for_patients import plain_draft
from metscout.answers.narrowing import evident, known_questions, narrowed
from metscout.answers.question import Asked, read_question
from metscout.answers.scope import Scope, find_scope, is_open
from metscout.engine.decide import Stamp, decide
from metscout.engine.decision import Missing
from metscout.engine.questions import scenario_questions
from metscout.facts.sheet import FactSheet
from metscout.packs.load import Knowledge
from metscout.search.index import index_of
from metscout.terms.errors import FactError
from metscout.terms.words import Outcome

MAX_QUESTION = 2_000
_LINES, _LINES_FOR_TRAINEES = 6, 9
_FOREIGN = "No pack here covers this cancer, and nothing is carried over from another one."
_SILENT = "None of the sources used here says anything on this."
_UNKNOWN = "None of the sources used here speaks of {}."
_NO_PATHWAY = "No source here says which treatment to choose for this cancer."
_NOT_OURS = "This is not a question about imaging or treatment of a cancer that the packs cover."
_NO_SCENARIO = "No scenario here covers this situation."
_NO_WORDING = "No reviewed wording for patients is there yet on this; please ask the treating team."
_OF_PATHWAYS = {"treatment", "prognosis", "team", "disagreement", "freshness"}


def ask(
    question: str,
    about: Patient | None,
    audience: str,
    conversation: Sequence[Mapping[str, object]],
    knowledge: Knowledge,
    stamp: Stamp,
) -> Answer:
    """The cited answer to a question. Raises FactError and UsageError for what cannot be read."""
    checked_audience(audience)
    turns = read_turns(conversation)
    asked = read_question(checked_question(question), knowledge)
    if turns:
        asked = carried_over(asked, turns, knowledge)
    given = turns[-1].about if about is None and turns and turns[-1].about is not None else about
    sheet = facts_of(asked, about, turns, knowledge, stamp.as_of)
    made = _answered(asked, sheet, audience, knowledge, stamp)
    return finished(made, asked, given, audience, knowledge, stamp)


def checked_question(question: str) -> str:
    """The question, if it can be read. Raises FactError for an empty or an endless one."""
    if not isinstance(question, str) or not question.strip():
        raise FactError("empty_text", "question", "is empty; write a question")
    if len(question) > MAX_QUESTION:
        found = f"{len(question)} characters"
        raise FactError("too_long", "question", f"has {found}; at most {MAX_QUESTION} are read", found)
    return question


def _answered(asked: Asked, sheet: FactSheet, audience: str, knowledge: Knowledge, stamp: Stamp) -> Made:
    limit = _LINES_FOR_TRAINEES if audience == TRAINEE else _LINES
    draft = Draft(limit)
    scope = find_scope(asked, sheet, knowledge)
    index = index_of(knowledge)
    close = known_questions(asked, scope, knowledge)
    if asked.refused is not None and (asked.refused[2] or not (close and close[0].score >= SURE)):
        code, because, always = asked.refused
        if always or not (code == RefusalCode.OUT_OF_SCOPE and scope.topic is not None):
            return _refused(RefusalCode(code), because, scope, draft, close)
    if asked.unknown is not None and not (close and close[0].score >= SURE):
        return _refused(RefusalCode.NOT_IN_SOURCES, _UNKNOWN.format(asked.unknown), scope, draft, close)
    if "regimen" in asked.kinds and scope.topic is not None and not scope.pathway and not asked.mentions:
        return _refused(RefusalCode.NOT_IN_SOURCES, _NO_PATHWAY, scope, draft, close)
    imaging = bool(asked.mentions) or "imaging.question" in scope.values
    of_pathway = bool(_OF_PATHWAYS & set(asked.kinds)) or ("metastasis.present" in scope.values and not imaging)
    if scope.foreign and not (scope.pathway and of_pathway):
        return _refused(RefusalCode.OUT_OF_SCOPE, _FOREIGN, scope, draft, close)
    if scope.topic is None and not scope.pathway:
        moved = evident(asked, scope, close, knowledge)
        if moved is None:
            return _general(asked, scope, draft, close, knowledge, stamp, audience)
        scope = moved
    elif scope.topic is not None and scope.elsewhere is None and not scope.settled:
        scope = narrowed(asked, scope, close, knowledge)
    decision = decide(scope.sheet, knowledge, stamp) if scope.settled else None
    hits = index.ranked(asked.query)
    case = Case(asked, scope, decision, hits, index, knowledge)
    if audience == PATIENT:
        return _for_patients(case, draft, close)
    missing = compose(case, draft, close, stamp)
    told = fits(close, close[0] if close else None, CLOSE) or bool(asked.rules or asked.what_if)
    if missing or (_asks_which(asked) and is_open(scope, asked) and not (told and draft.has_direct())):
        missing = missing or _deciding(scope, knowledge, stamp)
        if missing:
            return Made(
                AskOutcome.NEEDS_FACTS,
                scope,
                draft if scope.pathway else Draft(limit),
                MISSING,
                None,
                missing,
                None,
                close,
            )
    if scope.elsewhere is not None and draft.has_direct() and _asks_which(asked) and not scope.pathway:
        return Made(
            AskOutcome.REFUSED, scope, draft, MISSING, Refusal(RefusalCode.OUT_OF_SCOPE, _FOREIGN), (), None, close
        )
    if not draft.has_direct():
        return _refused(RefusalCode.NOT_IN_SOURCES, _why_silent(scope), scope, draft, close)
    return Made(AskOutcome.ANSWERED, scope, draft, REVIEWED, None, (), decision, close)


def _refused(code: RefusalCode, because: str, scope: Scope, draft: Draft, close: Sequence[Match]) -> Made:
    return Made(AskOutcome.REFUSED, scope, Draft(draft.limit), MISSING, Refusal(code, because), (), None, tuple(close))


def _why_silent(scope: Scope) -> str:
    return _SILENT if scope.scenario is not None or scope.elsewhere is not None else _NO_SCENARIO


def _asks_which(asked: Asked) -> bool:
    """Whether the answer is a study to take, and so differs by scenario."""
    leading = asked.kinds[:1]
    return "which_study" in asked.kinds and (leading == ("which_study",) or "study" in leading)


def _general(
    asked: Asked,
    scope: Scope,
    draft: Draft,
    close: Sequence[Match],
    knowledge: Knowledge,
    stamp: Stamp,
    audience: str,
) -> Made:
    """No cancer is named: what holds for all of them, else which cancer it is."""
    if is_foreign(asked):
        return _refused(RefusalCode.OUT_OF_SCOPE, _NOT_OURS, scope, draft, close)
    index = index_of(knowledge)
    case = Case(asked, scope, None, index.ranked(asked.query), index, knowledge)
    if audience != PATIENT:  # plain words are written for one scenario each
        in_general(case, draft, stamp)
    if draft.has_direct():
        return Made(AskOutcome.ANSWERED, scope, draft, MISSING, None, (), None, tuple(close))
    if is_of_the_field(case):
        missing = scenario_questions(scope.sheet, knowledge.vocabulary.identity, knowledge)
        missing = tuple(m for m in missing if m.decides) or missing
        return Made(AskOutcome.NEEDS_FACTS, scope, draft, MISSING, None, missing, None, tuple(close))
    return _refused(RefusalCode.OUT_OF_SCOPE, _NOT_OURS, scope, draft, close)


def _for_patients(case: Case, draft: Draft, close: Sequence[Match]) -> Made:
    """The reviewed plain words, or that there are none."""
    found = plain_draft(case, draft.limit, close)
    if found.has_direct():
        return Made(AskOutcome.ANSWERED, case.scope, found, REVIEWED, None, (), case.decision, tuple(close))
    refusal = Refusal(RefusalCode.NOT_IN_SOURCES, _NO_WORDING)
    return Made(AskOutcome.REFUSED, case.scope, found, MISSING, refusal, (), None, tuple(close))


def _deciding(scope: Scope, knowledge: Knowledge, stamp: Stamp) -> tuple[Missing, ...]:
    """The facts that tell the scenarios apart."""
    decision = decide(scope.sheet, knowledge, stamp)
    if decision.outcome is Outcome.NEEDS_FACTS:
        return decision.missing
    return scenario_questions(scope.sheet, ("imaging.question", "care.phase"), knowledge)
