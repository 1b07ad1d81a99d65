"""Reading a question: what kind of answer it wants, which studies it names, what it supposes of the patient."""

from collections.abc import Iterable, Sequence

from metscout.answers.tables import Found, StudyWords, Tables, tables_of
from metscout.facts.sheet import Fact, FactSheet, build_sheet
from metscout.packs.load import Knowledge
from metscout.packs.model import Procedure
from metscout.reading.patient import checked_text, lexicon_of
from metscout.reading.text import read_text
from metscout.search.index import Index, Query, index_of
from metscout.search.words import placed_words
from metscout.terms.frozen import frozen

_BEFORE, _AFTER = 4, 6  # words around a study's name in which its region and its contrast stand
_EITHER, _ASIDE, _TREATMENT, _OPEN, _WHICH = "either", "aside", "treatment", "open", "which_study"
_LONG_ENOUGH, _NEAR = 5, 2  # letters of a word that can be a drug, and words after a claim that it can speak of
_REACH = 7  # words after one that asks whether, in which a result is asked about and not told


@frozen
class Mention:
    """A study as a question names it: every part that is not empty must fit a procedure."""

    words: StudyWords
    region: frozenset[str]
    contrast: str | None
    start: int

    def among(self, procedures: Iterable[Procedure]) -> tuple[str, ...]:
        """The procedures that are meant; what is said of contrast, then of region, gives way where none fits."""
        alike = [procedure for procedure in procedures if self._is_kind(procedure)]
        wanted = self.region | set(self.words.region)
        placed = [p for p in alike if wanted <= set(p.region)] if wanted else alike
        narrow = [p for p in placed if self.contrast is None or p.contrast == self.contrast]
        return tuple(procedure.id for procedure in narrow or placed or ([] if self.words.region else alike))

    def _is_kind(self, procedure: Procedure) -> bool:
        said = self.words
        if said.modality and procedure.modality not in said.modality:
            return False
        if said.tracer and procedure.tracer not in said.tracer:
            return False
        return bool(said.modality or said.tracer)


@frozen
class Asked:
    """A question as it was understood. `query` is its form for the index, `sheet` what it states or supposes."""

    text: str
    query: Query
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    mentions: tuple[Mention, ...]
    contrast: str | None
    results: tuple[str, ...]
    sites: tuple[str, ...]
    topics: tuple[str, ...]
    scenarios: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]
    refused: tuple[str, str, bool] | None
    unknown: str | None
    other_cancer: bool
    what_if: tuple[str, ...]
    sheet: FactSheet


def read_question(text: str, knowledge: Knowledge) -> Asked:
    """What `text` asks. Raises FactError for a text that cannot be read."""
    index, tables = index_of(knowledge), tables_of(knowledge)
    placed = placed_words(text)
    words = index.mend([word for word, _, _ in placed])
    found = tables.find(words)
    kinds = _kinds(found, tables)
    mentions = _mentions(found, words, tables)
    if not kinds and not mentions and any(here.group == "asking" for here in found):
        kinds = (_WHICH,)  # to ask whether it has spread is to ask for the study that shows it
    said = checked_text(_without(text, placed, found))
    reading = read_text(said, lexicon_of(knowledge), treating=kinds[:1] == (_TREATMENT,))
    sheet = build_sheet(reading.facts, knowledge.vocabulary)
    return Asked(
        text=text,
        query=index.query(_without_topic(words, found)),
        words=tuple(words),
        kinds=kinds,
        mentions=mentions,
        contrast=_first(_values(found, "contrast"), _EITHER),
        results=_results(found),
        sites=_values(found, "site"),
        topics=_values(found, "topic"),
        scenarios=_weighed(found, "scenario"),
        rules=tuple(dict.fromkeys(r for value in _values(found, "supposed") for r in tables.supposed[int(value)])),
        refused=next((tables.refused[int(value)] for value in _values(found, "refused")), None),
        unknown=_unknown(words, found, tables, index),
        other_cancer=any(here.group == "other_cancer" for here in found),
        what_if=_what_if(sheet.facts, tables),
        sheet=sheet,
    )


def _without(text: str, placed: Sequence[tuple[str, int, int]], found: Iterable[Found]) -> str:
    """The text with the words that only suppose blanked, so that every place in it stays the same."""
    letters = list(text)
    for here in found:
        if here.group == "supposing":
            start, end = placed[here.start][1], placed[here.end - 1][2]
            letters[start:end] = " " * (end - start)
    blanked = "".join(letters)
    return blanked if blanked.strip() else text


def _without_topic(words: Sequence[str], found: Iterable[Found]) -> list[str]:
    """The words without those that only name the cancer: every statement of its topic is about that."""
    named = {place for here in found if here.group == "topic" for place in range(here.start, here.end)}
    named -= {place for here in found if here.group == "study" for place in range(here.start, here.end)}
    return [word for place, word in enumerate(words) if place not in named]


def _unknown(words: Sequence[str], found: Sequence[Found], tables: Tables, index: Index) -> str | None:
    """A word that no statement holds and that is a drug's by its ending, or of which something is claimed."""
    strange = [place for place, word in enumerate(words) if len(word) >= _LONG_ENOUGH and not index.knows(word)]
    claims = [(here.start, here.end + _NEAR) for here in found if here.group == "claim"]
    for place in strange:
        if words[place].endswith(tables.drug_endings) or any(start <= place < end for start, end in claims):
            return words[place]
    return None


def _values(found: Iterable[Found], group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(here.value for here in found if here.group == group))


def _first(values: Sequence[str], but: str) -> str | None:
    return next((value for value in values if value != but), None)


def _weighed(found: Iterable[Found], group: str) -> tuple[tuple[str, int], ...]:
    """What a group says with how many words say it, the most first."""
    counts: dict[str, int] = {}
    for here in found:
        if here.group == group:
            counts[here.value] = counts.get(here.value, 0) + here.end - here.start
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _results(found: Sequence[Found]) -> tuple[str, ...]:
    """The results told or supposed; not those asked about, nor a word of a longer phrase, such as a false one."""
    kinds = [here for here in found if here.group == "kind" and here.end - here.start > 1]
    asking = [here.end for here in found if here.group == "asking"]
    own = [here for here in found if here.group == "result" and here.value != _OPEN]
    told = [here for here in own if not any(0 <= here.start - end < _REACH for end in asking)]
    free = [here for here in told if not any(k.start <= here.start and here.end <= k.end for k in kinds)]
    return tuple(dict.fromkeys(here.value for here in free))


def _kinds(found: Sequence[Found], tables: Tables) -> tuple[str, ...]:
    """The kinds of answer wanted: those that lead first, each group in the order of the vocabulary."""
    said = {here.value for here in found if here.group == "kind"} - {_ASIDE}
    leading = [kind for kind in tables.kinds if kind in said and kind in tables.leads]
    return (*leading, *(kind for kind in tables.kinds if kind in said and kind not in tables.leads))


def _mentions(found: Sequence[Found], words: Sequence[str], tables: Tables) -> tuple[Mention, ...]:
    """Every study that is named, with the region and the contrast that stand near it."""
    studies = sorted((here for here in found if here.group == "study"), key=lambda here: (here.start, -here.end))
    taken: list[Found] = []
    for here in studies:
        if not taken or here.start >= taken[-1].end:
            taken.append(here)
    mentions = []
    for number, here in enumerate(taken):
        first = max(here.start - _BEFORE, taken[number - 1].end if number else 0)
        last = min(here.end + _AFTER, taken[number + 1].start if number + 1 < len(taken) else len(words))
        near = [other for other in found if first <= other.start and other.end <= last]
        region = frozenset(other.value for other in near if other.group == "region")
        contrasts = [value for value in _values(near, "contrast") if value != _EITHER]
        contrast = contrasts[0] if len(contrasts) == 1 else None
        mentions.append(Mention(tables.studies[int(here.value)], region, contrast, here.start))
    return tuple(mentions)


def _what_if(facts: Iterable[Fact], tables: Tables) -> tuple[str, ...]:
    """The stated facts that change what may be done."""
    child, value = tables.children
    return tuple(
        dict.fromkeys(
            fact.name
            for fact in facts
            if fact.state == "known"
            and (fact.name.startswith(tables.what_if) or (fact.name == child and fact.value == value))
        )
    )


def index_and_tables(knowledge: Knowledge) -> tuple[Index, Tables]:
    """Both tables that a question is read with."""
    return index_of(knowledge), tables_of(knowledge)
