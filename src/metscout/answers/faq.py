"""Questions that a source answers itself: how well one of them fits a question in other words."""

from collections.abc import Sequence

from metscout.answers.question import Asked, Mention, read_question
from metscout.answers.tables import tables_of
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.search.index import Index, Query
from metscout.search.statements import Statement
from metscout.search.words import plain_words
from metscout.terms.frozen import frozen

CLOSE, SURE, MARGIN = 0.72, 1.1, 0.15
CLOSER, _ALONE_BY = 0.585, 0.28  # close enough where no other question comes near
_OWN_KIND = 0.25  # for a kind that tells more than that a study is asked about
_ELSEWHERE = -0.15  # for a question of another scenario than the words point to
_OF_STUDIES = {"study", "which_study", "alternative", "meaning"}
_FORWARD, _BACK, _KIND, _STUDIES, _RULES, _RESULT, _STRANGE = 0.55, 0.45, 0.1, 0.3, 0.5, 0.25, -0.25


@frozen
class Known:
    """A question of a source, as it was read, with all terms of question and answer, and those of its scenario."""

    scenario: str
    number: int
    asked: Asked
    terms: frozenset[str]


@frozen
class Match:
    """A question of a source and how well it fits."""

    known: Known
    score: float

    def statements(self, index: Index) -> list[Statement]:
        """The sentences that answer it."""
        place = f"{self.known.scenario}#faq.{self.known.number}."
        return [s for s in index.of(self.known.scenario, "faq") if s.id.startswith(place)]


def questions_of(scenario: Scenario, index: Index, knowledge: Knowledge) -> tuple[Known, ...]:
    """The questions that a scenario's source answers."""
    return knowledge.remember(("faq", scenario.id), lambda: _questions(scenario, index, knowledge))


def _questions(scenario: Scenario, index: Index, knowledge: Knowledge) -> tuple[Known, ...]:
    found = []
    theme = frozenset(index.language.terms(tables_of(knowledge).words_of("scenario", scenario.id)))
    for number, answered in enumerate(scenario.faq, 1):
        text = " ".join((answered.question, *(sentence.text for sentence in answered.answer)))
        terms = frozenset(index.language.terms(plain_words(text)))
        found.append(Known(scenario.id, number, read_question(answered.question, knowledge), terms | theme))
    return tuple(found)


def matches(asked: Asked, scenarios: tuple[Scenario, ...], index: Index, knowledge: Knowledge) -> list[Match]:
    """Every question of these scenarios with how well it fits, the best first."""
    studies = knowledge.remember("study terms", lambda: _study_terms(index, knowledge))
    found = [
        Match(known, _score(asked, known, studies))
        for scenario in scenarios
        for known in questions_of(scenario, index, knowledge)
    ]
    return sorted(found, key=lambda match: (-match.score, match.known.scenario, match.known.number))


def fits(close: Sequence[Match], best: Match | None, least: float) -> bool:
    """Whether a question of the source is the one asked: close enough, or fairly close and far ahead of all others."""
    if best is None:
        return False
    others = [m.score for m in close if m is not best]
    return best.score >= least or (best.score >= CLOSER and best.score - max(others, default=0.0) >= _ALONE_BY)


def _study_terms(index: Index, knowledge: Knowledge) -> frozenset[str]:
    """The terms that name studies."""
    return frozenset(term for words in tables_of(knowledge).study_words() for term in index.language.terms(words))


def _score(asked: Asked, known: Known, studies: frozenset[str]) -> float:
    terms = known.terms | studies if not known.asked.mentions else known.terms
    score = _FORWARD * _share(asked.query, terms) + _BACK * _share(known.asked.query, frozenset(asked.query.terms))
    shared = set(asked.kinds) & set(known.asked.kinds)
    if shared:
        score += _OWN_KIND if shared - _OF_STUDIES else _KIND
        score += _KIND if len(shared - _OF_STUDIES) > 1 else 0.0
    ours, theirs = _studies(asked.mentions), _studies(known.asked.mentions)
    if ours and theirs:
        score += _STUDIES * (2 * len(ours & theirs) / len(ours | theirs) - 0.5)
    elif ours and not theirs:
        score += _STRANGE / 4
    if asked.rules and known.asked.rules:
        score += _RULES if set(asked.rules) & set(known.asked.rules) else -_RULES
    elif asked.rules or known.asked.rules:
        score += _STRANGE
    if asked.results and known.asked.results:
        score += _RESULT if asked.results[0] in known.asked.results else -_RESULT
    elif asked.results or known.asked.results:
        score += 2 * _STRANGE if known.asked.results else _STRANGE / 2
    if asked.scenarios and asked.scenarios[0][0] != known.scenario and known.asked.mentions != asked.mentions:
        score += _ELSEWHERE if asked.scenarios[0][0].partition(".")[0] == known.scenario.partition(".")[0] else 0.0
    if asked.contrast is not None and known.asked.contrast is None:
        score += _STRANGE
    return score


def _share(query: Query, terms: frozenset[str]) -> float:
    """The share of a query's weight that lies in `terms`."""
    total = sum(query.weights.values())
    return sum(weight for term, weight in query.weights.items() if term in terms) / total if total else 0.0


def _studies(mentions: tuple[Mention, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(mention.words.modality or mention.words.tracer for mention in mentions)
