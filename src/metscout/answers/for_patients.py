"""Answers to the person concerned: the plain lines of the packs, and nothing else."""

from metscout.answers.audience import ASK_THE_TEAM
from metscout.answers.draft import DIRECT, SUPPORT, Case, Draft
from metscout.search.statements import PROTOCOL, Statement
from metscout.terms.frozen import replaced

# What of the plain lines answers which kind of question.
_WANTED: dict[str, tuple[str, ...]] = {
    "which_study": ("study", "why", "other_studies"),
    "study": ("why", "other_studies", "study"),
    "contrast": ("preparation", "study"),
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
_RESULTS = ("result_positive", "result_negative", "result_indeterminate")


def plain_draft(case: Case, limit: int) -> Draft:
    """The plain lines on what is asked, then what to ask the team; empty where there is none on it."""
    lines = _lines(case)
    draft = Draft(limit)
    wanted = _wanted(case)
    for about in wanted:
        draft.add(DIRECT, _shown(lines, about), 3)
    if draft.has_direct():
        draft.add(SUPPORT, _shown(lines, ASK_THE_TEAM), 2)
    return draft


def _wanted(case: Case) -> list[str]:
    asked = case.asked
    if asked.results:
        return [f"result_{name}" for name in asked.results]
    found: list[str] = []
    if asked.rules or asked.what_if:
        found += ["preparation", "other_studies"]
    for kind in asked.kinds[:2]:
        if kind in ("result", "cure"):
            found += _RESULTS
        found += _WANTED.get(kind, ())
    return list(dict.fromkeys(found or ([*_USUAL] if not asked.kinds else [])))


def _lines(case: Case) -> list[Statement]:
    """Every plain line that may bear on the question: the scenario's, the pathway's, the protocol's."""
    found: list[Statement] = []
    if case.scenario is not None:
        found += case.of("patient")
    if case.scope.pathway and ("treatment" in case.asked.kinds or case.scenario is None):
        found += [s for pathway in case.pathways for s in case.of("patient", pathway.id)]
    for protocol in case.protocols()[:1]:
        found += case.index.of(f"{PROTOCOL}:{protocol.id}", "patient")
    return found


def _shown(lines: list[Statement], about: str) -> list[Statement]:
    return [replaced(line, audience="") for line in lines if line.about == about]
