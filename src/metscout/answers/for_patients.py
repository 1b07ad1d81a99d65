"""Answers to the person concerned: the plain lines of the packs, and nothing else."""

from collections.abc import Iterable, Sequence

from metscout.answers.audience import ASK_THE_TEAM
from metscout.answers.draft import DIRECT, SUPPORT, Case, Draft
from metscout.answers.faq import CLOSE, Match, fits
from metscout.search.index import Hit
from metscout.search.statements import PROTOCOL, Statement
from metscout.search.words import plain_words
from metscout.terms.frozen import replaced

# What of the plain lines answers which kind of question.
_WANTED: dict[str, tuple[str, ...]] = {
    "which_study": ("study", "why", "other_studies"),
    "study": ("why", "other_studies", "study"),
    "why": ("why", "other_studies"),
    "contrast": ("preparation", "why", "study"),
    "alternative": ("other_studies", "study"),
    "radiation": ("radiation",),
    "preparation": ("preparation",),
    "protocol": ("study", "preparation"),
    "treatment": ("treatment",),
    "spread": ("why", "study"),
    "meaning": ("study", "why"),
    "check": ("study", "other_studies"),
    "pitfall": ("preparation",),
}
_USUAL = ("study", "why")
_OF_STUDIES = ("study", "why", "other_studies", "preparation", "radiation")
_OF_RESULT = "result_"
_RESULTS = ("result_positive", "result_negative", "result_indeterminate")
_TREATMENT = "treatment"
_LED, _EACH = 2, 3  # lines that bear on the question of the source that is asked, and lines of each kind


def plain_draft(case: Case, limit: int, close: Sequence[Match]) -> Draft:
    """The plain lines on what is asked, then what to ask the team; empty where there is none on it."""
    lines = _lines(case)
    draft = Draft(limit)
    guide = _guide(case, close)
    wanted = _wanted(case, guide)
    hits = _hits(case, guide)
    if not wanted[:1] or not wanted[0].startswith(_OF_RESULT):
        belongs = (_TREATMENT,) if case.scope.elsewhere is not None else ()  # what says where this cancer belongs
        allowed = [line for line in lines if line.about in (*_OF_STUDIES, *wanted, *belongs) and line.id in hits]
        if guide is not None or not wanted or belongs:
            draft.add(DIRECT, _open(_best(allowed, hits)), _LED)
    for about in wanted or (_USUAL if not case.asked.kinds else ()):
        draft.add(DIRECT, _open(_best((line for line in lines if line.about == about), hits)), _EACH)
    if draft.has_direct():
        draft.add(SUPPORT, _open(line for line in lines if line.about == ASK_THE_TEAM), 2)
    return draft


def _guide(case: Case, close: Sequence[Match]) -> Match | None:
    """The question of the source that is asked, if there is one."""
    own = next((m for m in close if case.scenario is not None and m.known.scenario == case.scenario.id), None)
    return own if own is not None and fits(close, own, CLOSE) else None


def _hits(case: Case, guide: Match | None) -> dict[str, Hit]:
    """How well each plain line bears on the question, on its answer in the source, or on where the cancer belongs."""
    words = list(case.asked.words)
    if guide is not None:
        words += [word for s in guide.statements(case.index) for word in plain_words(s.text)]
    elif case.scope.elsewhere is not None:
        topic, row = case.scope.elsewhere
        told = (s for s in case.of("destinations", topic.head.id) if f".{row.see}." in s.id)
        words += [word for s in told for word in plain_words(s.text)]
    return case.index.ranked(case.index.query(words), plain=True)


def _best(lines: Iterable[Statement], hits: dict[str, Hit]) -> list[Statement]:
    """The lines, those that bear most on the question first, in file order where they bear equally."""
    return sorted(lines, key=lambda line: -(hits[line.id].score if line.id in hits else 0.0))


def _wanted(case: Case, guide: Match | None) -> list[str]:
    asked = case.asked
    if asked.results:
        return [f"{_OF_RESULT}{name}" for name in asked.results]
    found: list[str] = []
    if asked.rules or asked.what_if:
        found += ["preparation", "other_studies"]
    if guide is not None and guide.known.asked.results:
        found += [f"{_OF_RESULT}{name}" for name in guide.known.asked.results]
    for kind in asked.kinds[:3]:
        if kind in ("result", "cure"):
            found += _RESULTS
        found += _WANTED.get(kind, ())
    return list(dict.fromkeys(found))


def _lines(case: Case) -> list[Statement]:
    """Every plain line that may bear on the question: the scenario's, the pathway's, the protocol's."""
    found: list[Statement] = []
    if case.scenario is not None:
        found += case.of("patient")
    if case.scope.pathway and (_TREATMENT in case.asked.kinds or case.scenario is None):
        found += [s for pathway in case.pathways for s in case.of("patient", pathway.id)]
    if case.scope.elsewhere is None:
        for protocol in case.protocols()[:1]:
            found += case.index.of(f"{PROTOCOL}:{protocol.id}", "patient")
    return found


def _open(lines: Iterable[Statement]) -> Iterable[Statement]:
    """The lines, free to be shown."""
    return (replaced(line, audience="") for line in lines)
