"""An index over all statements: lexical ranking with clinical synonyms and mended slips; no network, no chance."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from metscout.packs.load import Knowledge
from metscout.search.statements import FOR_PATIENTS, Statement, all_statements
from metscout.search.words import CONCEPT as _CONCEPT
from metscout.search.words import Language, mended, phrases_of, plain_words, stemmed
from metscout.terms.frozen import frozen

OF_QUESTIONS = ("/vocabulary/questions.yaml",)
_K1, _B = 1.2, 0.6
_NAMED = ("rules", "pitfalls")  # sections whose statements bear a telling name
_NOT_WORDS = re.compile(r"[_.:]|rules|pitfalls|safety|conflict")
_NAME = 0.5
_ABOUT, _STUDY = 0.7, 0.4  # how much the question of an answer, and the name of its study, count as its own words


@frozen
class Hit:
    """A statement with its score, the share of the question's weight that it holds, and how many ideas they share."""

    statement: Statement
    score: float
    covered: float
    ideas: int


@frozen
class Query:
    """A question as terms with their weights; `strange` are words that no statement holds."""

    terms: tuple[str, ...]
    weights: Mapping[str, float]
    strange: tuple[str, ...]

    @property
    def strangeness(self) -> float:
        """The share of the weight that lies in strange words."""
        total = sum(self.weights.values())
        return sum(self.weights[term] for term in self.strange) / total if total else 0.0


class Index:
    """Ranks statements by the words of a question."""

    def __init__(self, statements: Sequence[Statement], compiled: Mapping[str, Any], language: Language) -> None:
        self.statements = tuple(statements)
        self.by_id = {statement.id: statement for statement in self.statements}
        self.language = language
        self._postings: Mapping[str, list[list[float]]] = compiled["postings"]
        self._known: dict[str, int] = dict.fromkeys(compiled["words"], 1)
        self._by_letter: dict[str, list[str]] = {}
        for word in self._known:
            if len(word) > 3:
                self._by_letter.setdefault(word[0], []).append(word)
        self._weights = {term: _weight(len(rows), len(self.statements)) for term, rows in self._postings.items()}
        self._rare = _weight(0, len(self.statements))
        self._places: dict[tuple[str, str], list[int]] = {}
        self._of_text: dict[str, list[Statement]] = {}
        for place, statement in enumerate(self.statements):
            self._places.setdefault((statement.owner, statement.section), []).append(place)
            self._of_text.setdefault(statement.text, []).append(statement)

    def mend(self, words: list[str]) -> list[str]:
        """`words` with slips mended to words that statements or questions hold."""
        return mended(words, self._known, self._by_letter)

    def knows(self, word: str) -> bool:
        """Whether a statement or the words of questions hold this word, in any of its endings."""
        return word in self._known or self.language.known(word) or stemmed(word) in self._weights

    def query(self, words: Sequence[str]) -> Query:
        """A word list as a query."""
        terms = tuple(dict.fromkeys(self.language.terms(words)))
        weights = {term: self._weights.get(term, self._rare) for term in terms}
        return Query(terms, weights, tuple(term for term in terms if term not in self._weights))

    def ranked(self, query: Query, *, plain: bool = False) -> dict[str, Hit]:
        """Every statement that shares a term with the query, by its id; `plain` are the lines for patients alone."""
        scores: dict[int, float] = {}
        covered: dict[int, float] = {}
        ideas: dict[int, int] = {}
        for term in query.terms:
            weight = query.weights[term]
            for place, part in self._postings.get(term, ()):
                at = int(place)
                scores[at] = scores.get(at, 0.0) + weight * part
                covered[at] = covered.get(at, 0.0) + weight
                if term.startswith(_CONCEPT):
                    ideas[at] = ideas.get(at, 0) + 1
        total = sum(query.weights.values()) or 1.0
        statements = self.statements
        return {
            statements[at].id: Hit(statements[at], score, covered[at] / total, ideas.get(at, 0))
            for at, score in scores.items()
            if (statements[at].audience == FOR_PATIENTS) is plain
        }

    def of(self, owner: str, section: str) -> list[Statement]:
        """The statements of one section, in file order."""
        return [self.statements[place] for place in self._places.get((owner, section), ())]

    def saying(self, text: str, owners: Iterable[str] = ()) -> Statement | None:
        """The statement with this text, of the first of `owners` that says it, else of any."""
        found = self._of_text.get(text, ())
        for owner in owners:
            for statement in found:
                if statement.owner == owner:
                    return statement
        return found[0] if found else None


def index_of(knowledge: Knowledge) -> Index:
    """The index over this knowledge, built once and kept on disk."""
    return knowledge.remember("index", lambda: _index(knowledge))


def _index(knowledge: Knowledge) -> Index:
    stored = knowledge.cache.read("index")
    if stored is None:
        stored = json.dumps(_compiled(knowledge), ensure_ascii=False, separators=(",", ":")).encode()
        knowledge.cache.write("index", stored)
    compiled = json.loads(stored)
    statements = [
        Statement(id_, owner, section, about, text, tuple(cites), *rest)
        for id_, owner, section, about, text, cites, *rest in compiled["statements"]
    ]
    phrases = {
        first: [(tuple(words), concept) for words, concept in rows] for first, rows in compiled["phrases"].items()
    }
    return Index(statements, compiled, Language(phrases, frozenset(compiled["silent"])))


def _compiled(knowledge: Knowledge) -> dict[str, Any]:
    """The index as plain values."""
    concepts: dict[str, list[str]] = {}
    silent: list[str] = []
    known: set[str] = set()
    for document in knowledge.language(OF_QUESTIONS).values():
        known.update(word for text in _texts(document) for word in plain_words(text))
        silent += [str(word) for word in document.get("silent", ())]
        for concept, spellings in document.get("concepts", {}).items():
            concepts.setdefault(concept, []).extend(spellings)
    quiet = frozenset(word for text in silent for word in plain_words(text))
    phrases = phrases_of(concepts)
    language = Language(phrases, quiet)
    statements = all_statements(knowledge)
    names = {procedure.id: language.terms(plain_words(procedure.name)) for procedure in knowledge.procedures.values()}
    counted: list[dict[str, float]] = []
    asked: dict[str, list[str]] = {}
    for statement in statements:
        words = plain_words(statement.text)
        known.update(words)
        counts: dict[str, float] = {}
        _add(counts, language.terms(words), 1.0)
        if statement.about and " " in statement.about:
            if statement.about not in asked:
                words = plain_words(statement.about)
                known.update(words)
                asked[statement.about] = language.terms(words)
            _add(counts, asked[statement.about], _ABOUT)
        if statement.section in _NAMED or not statement.section:
            _add(counts, language.terms(plain_words(_NOT_WORDS.sub(" ", statement.id.rpartition("#")[2]))), _NAME)
        if statement.procedure is not None:
            _add(counts, names[statement.procedure], _STUDY)
        counted.append(counts)
    return {
        "statements": [[getattr(statement, name) for name in Statement.__match_args__] for statement in statements],
        "postings": _postings(counted),
        "words": sorted(known),
        "phrases": phrases,
        "silent": sorted(quiet),
    }


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for member in value.values() for text in _texts(member))
    elif isinstance(value, list):
        yield from (text for member in value for text in _texts(member))


def _add(counts: dict[str, float], terms: Iterable[str], weight: float) -> None:
    for term in terms:
        counts[term] = counts.get(term, 0.0) + weight


def _postings(counted: Sequence[Mapping[str, float]]) -> dict[str, list[tuple[int, float]]]:
    """For each term the statements that hold it, with the part that BM25 gives it there."""
    sizes = [sum(counts.values()) for counts in counted]
    mean = sum(sizes) / len(sizes) if sizes else 1.0
    found: dict[str, list[tuple[int, float]]] = {}
    for place, counts in enumerate(counted):
        norm = _K1 * (1 - _B + _B * sizes[place] / mean)
        for term, count in counts.items():
            found.setdefault(term, []).append((place, round(count * (_K1 + 1) / (count + norm), 4)))
    return dict(sorted(found.items()))


def _weight(holding: int, total: int) -> float:
    """How much a term that `holding` of `total` statements hold tells one statement from another."""
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))
