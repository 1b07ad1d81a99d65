"""Putting an answer together: each kind of question has its composer, and its words decide which of them speak."""

from collections.abc import Callable, Sequence

from metscout.answers import on_course, on_sources, on_studies
from metscout.answers.audience import terms_in
from metscout.answers.draft import DIRECT, SUPPORT, Case, Draft
from metscout.answers.faq import CLOSE, MARGIN, SURE, Match, fits
from metscout.answers.question import Asked
from metscout.engine.decide import Stamp
from metscout.engine.decision import Missing
from metscout.engine.pathway_match import fitting
from metscout.search.statements import PROTOCOL, Statement
from metscout.search.words import plain_words

_ENOUGH, _PARTLY = 0.5, 0.36  # shares of a question's weight that a statement has to hold to answer it
_IDEAS, _STRANGE, _FOREIGN, _CLEARLY = 2, 0.4, 0.25, 0.66
_KINDS = 3

Composer = Callable[[Case, Draft], None]
_SIMPLE: dict[str, Composer] = {
    "disagreement": on_sources.disagreement,
    "freshness": on_sources.freshness,
    "figure": on_sources.figure,
    "radiation": on_studies.radiation,
    "preparation": on_sources.preparation,
    "protocol": on_sources.protocol,
    "reading": on_sources.reading,
    "spread": on_sources.spread,
    "holds_for": on_sources.holds_for,
    "pitfall": on_sources.pitfall,
    "escalate": on_sources.escalate,
    "reserved": on_studies.reserved,
    "study": on_studies.study,
    "contrast": on_studies.contrast,
    "which_study": on_studies.which_study,
}
_TIMED: dict[str, Callable[[Case, Draft, Stamp], None]] = {
    "stage": on_course.stage,
    "prognosis": on_course.prognosis,
    "team": on_course.team,
    "biopsy": on_course.biopsy,
    "interval": on_course.interval,
    "cure": on_course.cure,
    "result": on_course.result,
    "check": on_studies.check,
}
_PRIOR = {
    "faq": 1.3,
    "pitfalls": 1.25,
    "workup": 1.2,
    "order_text": 0.5,
    "purpose": 0.6,
    "reading": 0.7,
    "coverage": 0.6,
}
_IMAGING, _STAGE = "=imaging", "=stage"
_SAYING = ("ratings", "faq", "pitfalls", "targets", "next_steps", "preparation", "first_choice", "reserved", "compared")
_ASIDE = ("meaning", "why", "regimen")  # they color an answer and are none of their own
_RULING = ("rules", "intent")
_ALONE = ("disagreement", "freshness", "figure")
_WHOLE = ("disagreement", "freshness", "treatment", "prognosis", "protocol", "check", "radiation", "escalate")
_ANYWHERE = ("protocol", "preparation", "reading", "radiation")


def compose(case: Case, draft: Draft, close: Sequence[Match], stamp: Stamp) -> tuple[Missing, ...]:
    """The lines of the answer; returns what has to be known before there can be one."""
    asked, scope = case.asked, case.scope
    kinds = [kind for kind in asked.kinds if kind not in _ASIDE]
    if "stage" not in kinds and _states_categories(case) and (not kinds or _STAGE in asked.query.terms):
        kinds = ["stage", *kinds]
    leading = kinds[0] if kinds else ""
    _meaning(case, draft)
    best = next((m for m in close if scope.scenario is not None and m.known.scenario == scope.scenario.id), None)
    if (
        best is not None
        and leading not in ("check", "figure")
        and fits(close, best, SURE - MARGIN if leading in _WHOLE else CLOSE)
    ):
        told = best.statements(case.index)
        draft.add(DIRECT, case.best(told, 1) if leading == "interval" else told, 3)
    if leading in _ALONE:
        _one(leading, case, draft, stamp)
        return ()
    if set(kinds) <= {"study"} and not asked.mentions and not asked.results and _IMAGING in asked.query.terms:
        _ranked(case, draft, (_ENOUGH,))
        kinds = ["which_study"] if not draft.has_direct() else []
    treating = _is_of_treatment(case, kinds)
    if scope.elsewhere is not None and not treating:
        if leading in ("stage", "team", "prognosis"):
            _one(leading, case, draft, stamp)
        on_sources.elsewhere(case, draft)
        return ()
    supposed = bool(asked.rules or asked.what_if) and leading not in ("treatment", "radiation", "protocol")
    if supposed:
        on_studies.what_if(case, draft)
        kinds = [kind for kind in kinds if kind not in ("result", "contrast", "alternative")]
    if treating:
        missing = on_course.treatment(case, draft, stamp)
        if missing:
            return missing
        kinds = [kind for kind in kinds if kind not in ("treatment", "study", "which_study", "holds_for", "result")]
    ordered = _ordered(case, kinds)[:_KINDS]
    if not draft.has_direct() and case.scenario is not None and {"study", "contrast", "result"} & set(ordered):
        draft.add(DIRECT, _to_the_point(case), 1)
    for kind in ordered:
        if len(draft) >= draft.limit - 1:
            break
        _one(kind, case, draft, stamp)
    if not draft.has_direct() and leading != "prognosis":
        _ranked(case, draft)
        imaging = "imaging.question" in asked.sheet.values or _IMAGING in asked.query.terms
        if not draft.has_direct() and asked.sites:
            on_sources.spread(case, draft)
        if not draft.has_direct() and imaging and asked.query.strangeness < _STRANGE:
            on_studies.which_study(case, draft)
    return ()


def _states_categories(case: Case) -> bool:
    """Whether the question itself gives T and N."""
    return {"cancer.t", "cancer.n"} <= set(case.asked.sheet.values)


def _to_the_point(case: Case) -> list[Statement]:
    """The one statement of the scenario that holds nearly all that is asked, if it says more than a rating."""
    owner = case.scenario.id if case.scenario is not None else ""
    meant, explaining = case.meant(), "why" in case.asked.kinds
    own = [
        h
        for h in case.hits.values()
        if h.statement.owner == owner
        and h.covered >= _CLEARLY
        and len(case.asked.query.terms) > 1
        and (not meant or not explaining or h.statement.procedure in (None, *meant))
    ]
    said = [
        h
        for h in own
        if h.statement.section in _SAYING and not h.statement.id.endswith(f"#ratings.{h.statement.procedure}")
    ]
    return [h.statement for h in sorted(said, key=lambda h: (-h.covered, -h.score))]


def _is_of_treatment(case: Case, kinds: Sequence[str]) -> bool:
    """Whether a question is one of treatment: it says so, or only a pathway here answers for the disease."""
    scope, asked = case.scope, case.asked
    if {"team", "prognosis"} & set(kinds[:2]):
        return False
    if "treatment" in kinds:
        return not (asked.results and not scope.pathway)
    imaging = asked.mentions or _IMAGING in asked.query.terms or {"which_study", "holds_for", "stage"} & set(kinds)
    sick = "metastasis.present" in scope.values or bool(fitting(scope.values, case.knowledge).held)
    owners = {pathway.id for pathway in case.pathways}
    hits = case.hits.values()
    spoken = any(h.statement.owner in owners and h.statement.section in _RULING and h.covered >= _ENOUGH for h in hits)
    return scope.pathway and scope.scenario is None and not imaging and (sick or spoken)


def _ordered(case: Case, kinds: Sequence[str]) -> list[str]:
    """The kinds in the order in which they are answered: a result that is told first, then a study that is named."""
    asked = case.asked
    found = list(kinds)
    first = case.scenario.first_choice if case.scenario is not None else None
    usual = set() if first is None else {first.study, first.acquired_as, *first.together_with}
    meant = case.meant()
    other = bool(meant) and not usual & set(meant)
    if asked.results and not {"interval", "cure", "stage", "protocol", "pitfall", "check", "preparation"} & set(
        found[:1]
    ):
        if other:
            return ["study", *(kind for kind in found if kind not in ("study", "result", "alternative"))]
        return ["result", *(kind for kind in found if kind not in ("result", "study", "alternative", "which_study"))]
    leads = found and found[0] in _WHOLE
    if asked.mentions and not leads and not {"study", "result", "reserved"} & set(found):
        found.insert(
            1 if found and found[0] not in ("which_study", "contrast", "alternative", "result") else 0, "study"
        )
    if not asked.mentions and len(found) > 1:
        found = [kind for kind in found if kind != "study"]
    return found


def _one(kind: str, case: Case, draft: Draft, stamp: Stamp) -> None:
    if kind in _SIMPLE:
        _SIMPLE[kind](case, draft)
    elif kind in _TIMED:
        _TIMED[kind](case, draft, stamp)


def _ranked(case: Case, draft: Draft, shares: tuple[float, ...] = (_ENOUGH, _PARTLY)) -> None:
    """The statements of the scope that share most of the question's words, at least one of these shares of them."""
    scope = case.scope
    owners = set[str]()
    if scope.scenario is not None:
        owners.add(scope.scenario.id)
    if scope.topic is not None:
        owners.add(scope.topic.head.id)
    if scope.scenario is not None:
        owners |= {f"{PROTOCOL}:{p.id}" for p in case.protocols()}
    if scope.pathway and scope.scenario is None:
        owners |= {pathway.id for pathway in case.pathways}
    weigh = _PRIOR.get
    found = sorted(case.hits.values(), key=lambda h: (-h.covered, -h.score * weigh(h.statement.section, 1.0)))
    left_out = ("superseded_ratings", "review", "patient", "radiation")
    own = [h for h in found if h.statement.owner in owners and h.statement.section not in left_out]
    for least in shares:
        near = [hit.statement for hit in own if hit.covered >= least]
        draft.add(DIRECT, near, 3)
        draft.add(SUPPORT, near, 2)
        if draft.has_direct():
            return
    if _PARTLY in shares:
        near = [hit.statement for hit in sorted(own, key=lambda h: (-h.ideas, -h.score)) if hit.ideas >= _IDEAS]
        draft.add(DIRECT, near, 3)


def in_general(case: Case, draft: Draft, stamp: Stamp) -> None:
    """What is said of terms, conflicts, safety and protocols whatever the cancer."""
    _meaning(case, draft)
    kinds = set(case.asked.kinds)
    if not draft.has_direct() and kinds & {"disagreement"}:
        on_sources.disagreement(case, draft)
    if not draft.has_direct() and (case.asked.rules or case.asked.what_if) and "alternative" not in kinds:
        on_studies.what_if(case, draft)
    if not draft.has_direct() and case.asked.mentions:
        for kind in case.asked.kinds:
            if kind in _ANYWHERE:
                _SIMPLE[kind](case, draft)
    if not draft.has_direct() and "freshness" in kinds:
        on_sources.freshness(case, draft)
    if not draft.has_direct() and case.asked.kinds[:1] == ("stage",):
        on_course.stage(case, draft, stamp)


def is_foreign(asked: Asked) -> bool:
    """Whether too much of a question without a cancer lies in words that no statement holds."""
    return asked.query.strangeness >= _FOREIGN and not asked.rules


def is_of_the_field(case: Case) -> bool:
    """Whether the words of a question are those of the statements."""
    asked = case.asked
    if asked.mentions or asked.rules or asked.what_if or "which_study" in asked.kinds:
        return True
    best = max((hit.covered for hit in case.hits.values()), default=0.0)
    known = [term for term in asked.query.terms if term not in asked.query.strange]
    return bool(known) and best >= _ENOUGH and any(term.startswith("=") for term in known)


def _meaning(case: Case, draft: Draft) -> None:
    """What a term means, where the question is about nothing else and a source says it."""
    if "meaning" not in case.asked.kinds:
        return
    language = case.index.language
    for term in terms_in([case.asked.text], case.knowledge):
        own = set(language.terms(plain_words(term.term))) | {s for a in (term.term,) for s in plain_words(a)}
        rest = [t for t in case.asked.query.terms if t not in own and t.lstrip("=") not in own]
        if term.cites and len(rest) < 2:
            draft.add(DIRECT, [statement_of(term.term, term.means, term.cites)], 2)


def statement_of(term: str, means: str, cites: tuple[str, ...]) -> Statement:
    """A term of the glossary as a statement."""
    return Statement(f"term:{'_'.join(plain_words(term))}", "term", "terms", term, f"{term}: {means}", cites)
