"""The words of questions, compiled from the vocabulary's YAML, and cheap to take up again."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from metscout.packs.load import Knowledge
from metscout.search.index import OF_QUESTIONS
from metscout.search.words import plain_words
from metscout.terms.frozen import frozen

GAP = ".."
_REACH = 5  # words that a gap may take
Rows = Mapping[str, Sequence[Sequence[Any]]]


@frozen
class Found:
    """A phrase of the tables in a question: what it says, and the words [start, end) it takes."""

    group: str
    value: str
    start: int
    end: int


@frozen
class StudyWords:
    """What a mention of a study says of it; each part that is not empty must fit."""

    modality: tuple[str, ...]
    tracer: tuple[str, ...]
    region: tuple[str, ...]


@frozen
class Tables:
    """All phrases by their first word, and what the groups of them mean."""

    rows: Rows
    kinds: tuple[str, ...]
    leads: frozenset[str]
    studies: tuple[StudyWords, ...]
    refused: tuple[tuple[str, str, bool], ...]
    supposed: tuple[tuple[str, ...], ...]
    what_if: tuple[str, ...]
    children: tuple[str, str]
    drug_endings: tuple[str, ...]
    scenarios: Mapping[str, tuple[str, ...]]

    def study_words(self) -> list[list[str]]:
        """The phrases that name a study."""
        rows = (row for entries in self.rows.values() for row in entries)
        return [[word for segment in segments for word in segment] for segments, group, _ in rows if group == "study"]

    def words_of(self, group: str, value: str) -> list[str]:
        """The single words that stand for one value."""
        rows = (row for entries in self.rows.values() for row in entries)
        own = [segments for segments, kind, said in rows if (kind, said) == (group, value)]
        return [segments[0][0] for segments in own if len(segments) == 1 and len(segments[0]) == 1]

    def find(self, words: Sequence[str]) -> list[Found]:
        """Every phrase in a word list; within a group none that lies inside a longer one."""
        found: list[Found] = []
        for start, word in enumerate(words):
            for segments, group, value in self.rows.get(word, ()):
                end = _matched(segments, words, start)
                if end is not None:
                    found.append(Found(group, value, start, end))
        return [here for here in found if not any(_inside(here, other) for other in found)]


def _matched(segments: Sequence[Sequence[str]], words: Sequence[str], start: int) -> int | None:
    """Where the phrase that begins at `start` ends; None where it does not stand there."""
    place = start
    for number, segment in enumerate(segments):
        size = len(segment)
        last = place if number == 0 else min(place + _REACH, len(words) - size)
        while place <= last and list(words[place : place + size]) != segment:
            place += 1
        if place > last or size > len(words) - place:
            return None
        place += size
    return place


def _inside(here: Found, other: Found) -> bool:
    within = other.start <= here.start and here.end <= other.end
    return here.group == other.group and within and (other.end - other.start) > (here.end - here.start)


def tables_of(knowledge: Knowledge) -> Tables:
    """The tables of this knowledge, compiled once and kept on disk."""
    return knowledge.remember("questions", lambda: _tables(knowledge))


def _tables(knowledge: Knowledge) -> Tables:
    stored = knowledge.cache.read("questions")
    if stored is None:
        stored = json.dumps(compiled(knowledge), ensure_ascii=False, separators=(",", ":")).encode()
        knowledge.cache.write("questions", stored)
    parts = json.loads(stored)
    return Tables(
        parts["rows"],
        tuple(parts["kinds"]),
        frozenset(parts["leads"]),
        tuple(StudyWords(*(tuple(part) for part in row)) for row in parts["studies"]),
        tuple((code, because, always) for code, because, always in parts["refused"]),
        tuple(tuple(rules) for rules in parts["supposed"]),
        tuple(parts["what_if"]),
        (parts["children"][0], parts["children"][1]),
        tuple(parts["drug_endings"]),
        {topic: tuple(names) for topic, names in parts["scenarios"].items()},
    )


def compiled(knowledge: Knowledge) -> dict[str, Any]:
    """The tables as plain values. Files are joined; the order of their entries does not matter."""
    documents = [document for _, document in sorted(knowledge.language(OF_QUESTIONS).items())]
    rows: dict[str, list[Any]] = {}
    parts: dict[str, Any] = {"kinds": [], "leads": [], "studies": [], "refused": [], "supposed": [], "scenarios": {}}
    what_if: list[str] = []
    children: list[str] = ["", ""]
    endings: list[str] = []
    for document in documents:
        for group, value, phrases in _groups(document, parts):
            _add(rows, group, value, phrases)
        what_if += document.get("what_if", ())
        endings += document.get("drug_endings", ())
        if "children" in document:
            children = [document["children"]["fact"], document["children"]["value"]]
    for entries in rows.values():
        entries.sort(key=lambda entry: (-sum(map(len, entry[0])), str(entry)))
    lists = {"what_if": what_if, "children": children, "drug_endings": endings}
    return {"rows": dict(sorted(rows.items())), **lists, **parts}


def _groups(document: Mapping[str, Any], parts: dict[str, Any]) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Each group of phrases of a file with what it stands for; what a phrase leads to is noted in `parts`."""
    for group, key in (("region", "regions"), ("contrast", "contrast"), ("result", "results"), ("site", "sites")):
        for value, phrases in document.get(key, {}).items():
            yield group, value, phrases
    for name, kind in document.get("kinds", {}).items():
        parts["kinds"].append(name)
        parts["leads"] += [name] if kind.get("leads") else []
        yield "kind", name, kind["words"]
    for row in document.get("studies", ()):
        parts["studies"].append([list(row.get(part, ())) for part in ("modality", "tracer", "region")])
        yield "study", str(len(parts["studies"]) - 1), row["words"]
    for row in document.get("refused", ()):
        parts["refused"].append([row["code"], row["because"], bool(row.get("always"))])
        yield "refused", str(len(parts["refused"]) - 1), row["words"]
    for row in document.get("supposed", ()):
        parts["supposed"].append(row["rules"])
        yield "supposed", str(len(parts["supposed"]) - 1), row["words"]
    yield "supposing", "", document.get("supposing", ())
    yield "asking", "", document.get("asking_whether", ())
    yield "claim", "", document.get("claims", ())
    yield "other_cancer", "", document.get("other_cancers", ())
    for name, phrases in document.get("topics", {}).items():
        yield "topic", name, phrases
    for topic, scenarios in document.get("scenarios", {}).items():
        parts["scenarios"].setdefault(topic, []).extend(scenario["id"] for scenario in scenarios)
        for scenario in scenarios:
            yield "scenario", scenario["id"], scenario["words"]


def _add(rows: dict[str, list[Any]], group: str, value: str, phrases: Iterable[str]) -> None:
    for phrase in phrases:
        segments = [words for part in str(phrase).split(GAP) if (words := plain_words(part))]
        if segments:
            entry = [segments, group, value]
            known = rows.setdefault(segments[0][0], [])
            if entry not in known:
                known.append(entry)
