"""Signs of groin, bone and primary tumor in running text: what hurts, bleeds or may break, and what does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.mentions import Line
from metscout.reading.pathway_words import clauses_of, denied_before, hits, holds, only_of
from metscout.reading.phrases import match_phrase
from metscout.reading.tokens import COMMA

_NEAR = 5


@dataclass(slots=True)
class Place:
    """A place that signs can be said of: tokens from `first` to before `last`."""

    first: int
    last: int
    name: str


@dataclass(slots=True)
class _Sign:
    """One sign found in a clause; `answer` is None where nobody knows."""

    first: int
    last: int
    group: dict[str, Any]
    answer: bool | None
    place: str | None = None
    denial: str | None = None


class Signs:
    """The signs of a line. `read` gives facts; `open` are facts of which the line says that nobody knows them."""

    def __init__(self, line: Line, known: dict[str, bool]) -> None:
        self.line = line
        self.words = line.tokens.words
        self.grammar = line.lexicon.tables["pathway"]
        self.clauses = clauses_of(line)
        self.places = [self._places(first, last) for first, last in self.clauses]
        self.known = known
        self.open: set[str] = set()

    def read(self) -> Iterator[Fact]:
        """A fact for each sign that is told of a place; a yes outweighs a no."""
        told: dict[str, tuple[bool, int, int]] = {}
        for sign, places in self._told():
            for place in places:
                name = sign.group["says"].get(place)
                needed = self.grammar["needs"].get(place)
                if name is None or (needed is not None and not self.known.get(needed)):
                    continue
                if sign.answer is None:
                    self.open.add(name)
                    continue
                value = sign.answer
                if place in sign.group["turned"]:
                    if not value:
                        continue
                    value = False
                if name not in told or (value and not told[name][0]):
                    told[name] = (value, sign.first, sign.last)
        for name, (value, first, last) in told.items():
            yield self.line.fact(name, value, first, last)

    def _places(self, first: int, last: int) -> list[Place]:
        found = [Place(*hit) for hit in hits(self.words, self.grammar["place_words"], first, last)]
        for at in range(first, last - 1):
            low, high = self.grammar["levels"].get(self.words[at], (1, 0))
            number = self.words[at + 1]
            if self.line.tokens.glued[at + 1] and number.isdecimal() and low <= int(number[:3]) <= high:
                found.append(Place(at, at + 2, self.grammar["level_place"]))
        return sorted((p for p in found if p.first not in self.line.blocked), key=lambda place: place.first)

    def _told(self) -> Iterator[tuple[_Sign, list[str]]]:
        """Each sign with the places that it is said of."""
        before: list[_Sign] = []
        carried: list[str] = []
        for number, (first, last) in enumerate(self.clauses):
            signs = self._signs(first, last)
            here = self.places[number]
            named = [place for place in here if place.name != "nowhere"]
            bare = self._is_bare(first, last)
            self._carry_denial(number, signs, before, bare, named)
            for sign in signs:
                places = self._said_of(sign, named, first, last)
                if not places and bare and carried and sign.place is None:
                    fitting = [name for name in carried if name in sign.group["says"]]
                    kinds = {sign.group["says"][name] for name in fitting}
                    places = fitting if sign.answer is not True or len(kinds) == 1 else []
                yield sign, places
            before = signs
            if named:
                carried = list(dict.fromkeys(place.name for place in named))
            elif not bare and self.line.tokens.levels[last - 1] > COMMA:
                carried = []

    def _is_bare(self, first: int, last: int) -> bool:
        """Whether a clause says nothing but signs, and so speaks of what was named before it."""
        signs = tuple(group[answer] for group in self.grammar["signs"] for answer in ("yes", "no", "low"))
        grammar = self.grammar
        tables = (*signs, grammar["small"], grammar["denies"], grammar["place_words"], grammar["denied_behind"])
        return only_of(self.words, (*tables, grammar["unknown"], grammar["except"]), first, last)

    def _signs(self, first: int, last: int) -> list[_Sign]:
        found: list[_Sign] = []
        taken: set[int] = set()
        for group in self.grammar["signs"]:
            for start, end, _ in hits(self.words, group["alone"], first, last):
                found.append(_Sign(start, end, group, True, group["of"]))
                taken.update(range(start, end))
            found += self._scores(group, first, last)
        for group in self.grammar["signs"]:
            for answer in ("yes", "no"):
                for start, end, _ in hits(self.words, group[answer], first, last):
                    if start not in taken:
                        found.append(_Sign(start, end, group, answer == "yes"))
        found = [sign for sign in found if sign.first not in self.line.blocked and not self._is_within(sign, found)]
        found.sort(key=lambda sign: (sign.first, sign.last))
        others = {at for sign in found for at in range(sign.first, sign.last)}
        for sign in found:
            self._judge(sign, first, last, others)
        return found

    def _is_within(self, sign: _Sign, found: list[_Sign]) -> bool:
        """Whether a longer phrase holds it, as `no structural compromise` holds the compromise."""
        size = sign.last - sign.first
        return any(
            other.first <= sign.first and sign.last <= other.last and other.last - other.first > size
            for other in found
            if other.group is sign.group
        )

    def _scores(self, group: dict[str, Any], first: int, last: int) -> Iterator[_Sign]:
        for score in group["scores"]:
            for start, end, _ in hits(self.words, score["terms"], first, last):
                at = end
                while at < last and match_phrase(self.grammar["fitness"]["fillers"], self.words, at):
                    at += 1
                if at < last and self.words[at].isdecimal() and int(self.words[at][:4]) <= score["most"]:
                    value = int(self.words[at])
                    answer = True if value >= score["from"] else False if value <= score["up_to"] else None
                    yield _Sign(start, at + 1, group, answer, score["place"], "")

    def _judge(self, sign: _Sign, first: int, last: int, others: set[int]) -> None:
        """Turn the answer of a sign that is denied, and leave open one that nobody knows."""
        if sign.denial is not None:
            return
        grammar, words = self.grammar, self.words
        behind = sign.last
        while behind < last and (words[behind] in (":", "=") or match_phrase(grammar["copulas"], words, behind)):
            behind += 1
        doubted = holds(words, grammar["doubts"], max(first, sign.first - _NEAR), sign.first)
        if doubted or match_phrase(grammar["unknown"], words, behind):
            sign.answer = None
            return
        after = match_phrase(grammar["denied_behind"], words, behind)
        ends = after is not None and (behind + after[0] >= last - 1 or after[0] > 1)
        sign.denial = denied_before(self.line, grammar, first, sign.first, others)
        low = _is_low(sign, words, first, behind)
        if sign.denial is None and not ends and not low:
            return
        excepted = match_phrase(grammar["except"], words, sign.last + (words[sign.last : sign.last + 1] == [","]))
        if excepted is None:
            sign.answer = not sign.answer

    def _carry_denial(
        self, number: int, signs: list[_Sign], before: list[_Sign], bare: bool, named: list[Place]
    ) -> None:
        """Let a `no` reach over the commas of a list, as in `no pain, ulceration or bleeding from the nodes`."""
        if not (signs and before and number):
            return
        first, _ = self.clauses[number]
        ends = self.line.lexicon.tables["links"]["ends_list"]
        listed = bare and not named
        if named and named[0].first > signs[-1].last:
            listed = any(self.words[at] in ends for at in range(first, signs[-1].last))
        told = before[-1]
        comma = self.line.tokens.levels[first - 1] == COMMA
        if listed and comma and told.denial in self.grammar["denies_all"] and told.answer is False:
            for sign in signs:
                if sign.denial is None and sign.answer is True:
                    sign.answer, sign.denial = False, told.denial

    def _said_of(self, sign: _Sign, named: list[Place], first: int, last: int) -> list[str]:
        """The places of the clause that a sign is said of: the nearest one that can have it."""
        if sign.place is not None:
            return [sign.place]
        fitting = [place for place in named if place.name in sign.group["says"]]
        if not fitting or self._is_of_another(sign, named, first, last):
            sign.place = "" if self._is_of_another(sign, named, first, last) else None
            return []
        near = min(fitting, key=lambda place: (max(place.first - sign.last, sign.first - place.last), -place.first))
        if sign.answer is False and sign.denial and self._is_of_all(sign, fitting, first):
            return list(dict.fromkeys(place.name for place in fitting))
        return [near.name]

    def _is_of_all(self, sign: _Sign, fitting: list[Place], first: int) -> bool:
        """Whether a denial is of every place named, as in `none painful` or `no pain from groin or bone`."""
        ends = self.line.lexicon.tables["links"]["ends_list"]
        between = range(fitting[0].last, fitting[-1].first)
        return holds(self.words, self.grammar["of_none"], first, sign.first) or any(
            self.words[at] in ends for at in between
        )

    def _is_of_another(self, sign: _Sign, named: list[Place], first: int, last: int) -> bool:
        """Whether a part of the body stands right beside the sign that is none of the places, as in `back pain`."""
        own = {at for place in named for at in range(place.first, place.last)}
        for mention in self.line.within(max(first, sign.first - _NEAR), min(last, sign.last + 4)):
            if mention.first in own or not mention.has("organ", "location"):
                continue
            within = range(mention.first, mention.last)
            if any(at in own for at in within) or only_of(
                self.words, (self.grammar["small"],), mention.first, mention.last
            ):
                continue
            if mention.last == sign.first:
                return not mention.has("spread")
            small = (self.grammar["small"],)
            if mention.first >= sign.last and only_of(self.words, small, sign.last, mention.first):
                return not mention.has("spread")
        return False

    def lesions(self, known: bool) -> Iterator[Fact]:
        """Bones of which a line on a cancer that has spread says that something lies there, and how many they are."""
        about = self.grammar["lesions"]
        found: list[tuple[Place, int, int]] = []
        for number, (first, last) in enumerate(self.clauses):
            if holds(self.words, about["not_these"], first, last):
                continue
            for place in self.places[number]:
                if place.name not in about["places"]:
                    continue
                hit = self._lesion_at(place, first, last, known)
                if hit is not None:
                    found.append((place, *hit))
        for place, start, end in found:
            yield self.line.fact(about["fact"], True, min(place.first, start), max(place.last, end))
        yield from self._number(found)

        if not found and any(self._is_free(number, first, last) for number, (first, last) in enumerate(self.clauses)):
            place = next(place for places in self.places for place in places if place.name == about["whole"])
            yield self.line.fact(about["fact"], False, place.first, place.last)

    def _is_free(self, number: int, first: int, last: int) -> bool:
        """Whether a clause says that there is nothing in the bones, as in `no bone lesions`."""
        about, words = self.grammar["lesions"], self.words
        bones = [place for place in self.places[number] if place.name == about["whole"]]
        if not bones or holds(words, about["no_more"], first, last) or holds(words, about["not_these"], first, last):
            return False
        for _, end, _ in hits(words, about["findings"], bones[0].last, min(last, bones[0].last + 3)):
            behind = match_phrase(self.grammar["denied_behind"], words, end + (words[end : end + 1] == [":"]))
            denial = denied_before(self.line, self.grammar, first, bones[0].first, set())
            return denial is not None or behind is not None
        return False

    def _lesion_at(self, place: Place, first: int, last: int, known: bool) -> tuple[int, int] | None:
        """The word that says of a bone that something lies there: nearest, neither denied nor asked."""
        about = self.grammar["lesions"]
        tables = [about["spread"], about["findings"]] if known else [about["spread"]]
        words = [hit for table in tables for hit in hits(self.words, table, first, last)]
        words.sort(key=lambda hit: max(hit[0] - place.last, place.first - hit[1]))
        for start, end, _ in words:
            if max(start - place.last, place.first - end) > _NEAR:
                continue
            if self.words[max(end, place.last) : max(end, place.last) + 1] == ["?"]:
                continue
            stretch = self.line.within(min(start, place.first), max(end, place.last))
            if any(mention.stance & (s.OPEN | s.RELATIVE | s.PAST | s.NEGATED) for mention in stretch):
                continue
            if denied_before(self.line, self.grammar, first, min(start, place.first), set()) is None:
                return start, end
        return None

    def _number(self, found: list[tuple[Place, int, int]]) -> Iterator[Fact]:
        """Whether it is one bone lesion, where the line says so or names several."""
        about = self.grammar["lesions"]
        if not found:
            return
        for low, high in (self._around(*one) for one in found):
            if holds(self.words, about["many"], low, high):
                yield self.line.fact(about["alone"], False, low, high)
                return
        bones = {self.words[place.first] for place, _, _ in found}
        if len(bones) > 1:
            return
        low, high = self._around(*found[0])
        alone = holds(self.words, about["one"], low, high)
        if alone or holds(self.words, about["no_more"], 0, len(self.words)):
            yield self.line.fact(about["alone"], True, low, high)

    def _around(self, place: Place, start: int, end: int) -> tuple[int, int]:
        """The stretch of a lesion with the words right before it, in its clause."""
        low = min(place.first, start)
        first = next(begin for begin, behind in self.clauses if begin <= low < behind)
        return max(first, low - 3), max(place.last, end)


def _is_low(sign: _Sign, words: list[str], first: int, behind: int) -> bool:
    """Whether the sign is called small beside it, as in `low risk of fracture`."""
    low = sign.group["low"]
    return holds(words, low, max(first, sign.first - 2), sign.first) or bool(match_phrase(low, words, behind))
