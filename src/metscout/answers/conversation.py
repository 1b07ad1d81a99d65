"""What was asked before: its facts carry over, and a question that only adds to it is read with it."""

from collections.abc import Iterable, Mapping, Sequence

from metscout.answers.question import Asked, read_question
from metscout.facts.sheet import Fact, FactSheet, build_sheet
from metscout.packs.load import Knowledge
from metscout.reading.patient import read_patient
from metscout.search.index import Query, index_of
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen, replaced

Patient = str | Mapping[str, object]


@frozen
class Turn:
    """An earlier question, and what was said about the patient with it."""

    question: str
    about: Patient | None


def read_turns(conversation: Sequence[Mapping[str, object]]) -> tuple[Turn, ...]:
    """Earlier questions as given. Raises FactError naming the one that cannot be taken."""
    turns = []
    for number, turn in enumerate(conversation, 1):
        question, about = turn.get("question"), turn.get("about")
        if not isinstance(question, str) or not question.strip():
            raise FactError("missing_key", f"conversation[{number}].question", "is no text; write the earlier question")
        if about is not None and not isinstance(about, (str, Mapping)):
            raise FactError("wrong_type", f"conversation[{number}].about", "is neither a text nor a mapping of facts")
        turns.append(Turn(question, about or None))
    return tuple(turns)


def facts_of(asked: Asked, about: Patient | None, turns: Sequence[Turn], knowledge: Knowledge, as_of: str) -> FactSheet:
    """All that is known of the patient: what is said later stands in place of what was said before."""
    sheets = [sheet for turn in turns for sheet in _of_turn(turn, knowledge, as_of)]
    if about is not None:
        sheets.append(read_patient(about, knowledge, as_of))
    sheets.append(asked.sheet)
    facts: dict[str, list[Fact]] = {}
    for sheet in sheets:
        for name in {fact.name for fact in sheet.facts}:
            facts[name] = [fact for fact in sheet.facts if fact.name == name]
    prior = tuple(dict.fromkeys(study for sheet in sheets for study in sheet.prior))
    results = tuple(dict.fromkeys(result for sheet in sheets for result in sheet.results))
    every = [fact for found in facts.values() for fact in found]
    return build_sheet(every, knowledge.vocabulary, prior, results)


def _of_turn(turn: Turn, knowledge: Knowledge, as_of: str) -> Iterable[FactSheet]:
    if turn.about is not None:
        yield read_patient(turn.about, knowledge, as_of)
    yield read_question(turn.question, knowledge).sheet


def carried_over(asked: Asked, turns: Sequence[Turn], knowledge: Knowledge) -> Asked:
    """The question with what the earlier ones were about, where it does not say so itself.

    The topic and the scenario come from any of them; the kind of answer and the studies from the last one, where
    the question has none of its own.
    """
    for turn in reversed(turns):
        earlier = read_question(turn.question, knowledge)
        if not asked.topics:
            asked = replaced(asked, topics=earlier.topics, other_cancer=asked.other_cancer or earlier.other_cancer)
        if not asked.scenarios:
            asked = replaced(asked, scenarios=earlier.scenarios)
        if not (asked.kinds or asked.rules or asked.mentions or asked.results):
            words = (*asked.words, *earlier.words)
            asked = replaced(
                asked, kinds=earlier.kinds, mentions=earlier.mentions, results=earlier.results, rules=earlier.rules,
                query=_joined(words, knowledge), words=words,
            )  # fmt: skip
        elif asked.kinds and not (asked.mentions or asked.rules or asked.results):
            asked = replaced(asked, mentions=earlier.mentions, results=earlier.results)
    return asked


def _joined(words: Sequence[str], knowledge: Knowledge) -> Query:
    return index_of(knowledge).query(words)
