"""What was done before and how the patient is: earlier radiation of the groin, the line of therapy, the fitness."""

from collections.abc import Iterator
from typing import Any

from metscout.facts.sheet import Fact
from metscout.reading.mentions import Line
from metscout.reading.pathway_signs import Place
from metscout.reading.pathway_words import hits, holds, only_of
from metscout.reading.phrases import match_phrase

_REACH, _PAIR, _GAP = 8, 7, 9


class Course:
    """The course of a line. `open` are facts of which it says that nobody knows them, or only asks."""

    def __init__(self, line: Line, places: list[list[Place]], clauses: list[tuple[int, int]]) -> None:
        self.line = line
        self.words = line.tokens.words
        self.grammar = line.lexicon.tables["pathway"]
        self.clauses = clauses
        self.places = [place for group in places for place in group]
        self.open: set[str] = set()

    def read(self) -> Iterator[Fact]:
        """The facts, in no order."""
        yield from self._field()
        yield from self._line_of_therapy()
        yield from self._fitness()

    def _clause(self, token: int) -> tuple[int, int]:
        return next((first, last) for first, last in self.clauses if first <= token < last)

    def _sentence(self, token: int) -> tuple[int, int]:
        numbers = self.line.tokens.sentences
        first = last = token
        while first and numbers[first - 1] == numbers[token]:
            first -= 1
        while last < len(numbers) and numbers[last] == numbers[token]:
            last += 1
        return first, last

    # --- earlier radiation of the groin

    def _field(self) -> Iterator[Fact]:
        """Whether the groin was irradiated, and how much of it; one that was outweighs one that was not."""
        about = self.grammar["field"]
        found: list[tuple[str, int, int]] = []
        for start, end, _ in hits(self.words, about["words"], 0, len(self.words)):
            if start in self.line.blocked:
                continue
            first, last = self._sentence(start)
            pair = self._groin_of(start, end, first, last)
            value = self._extent(start, end, pair) if pair is not None else self._never(start, end)
            if value is not None:
                found.append((value, start, end))
        for start, end, _ in hits(self.words, about["none"], 0, len(self.words)):
            found.append((about["never"], start, end))
        given = [told for told in found if told[0] != about["never"]]
        exact = [told for told in given if told[0] != about["given"]]
        for value, start, end in (exact or given or found)[:1]:
            yield self.line.fact(about["fact"], value, start, end)

    def _groin_of(self, start: int, end: int, first: int, last: int) -> Place | None:
        """The groin that a word of radiation speaks of: right before it, or joined behind it."""
        about = self.grammar["field"]
        words = self.words
        said = any(match_phrase(about["past_words"], words, at) for at in range(start, end))
        for place in self.places:
            if place.name != about["place"] or not first <= place.first < last:
                continue
            behind = match_phrase(about["node_words"], words, place.last)
            if place.last <= start and start - place.last <= _PAIR:
                at = place.last + (behind[0] if behind is not None and said else 0)
                if only_of(words, (about["small"],), at, start) and not self._parted(place.last, start):
                    return place
            if end <= place.first and place.first - end <= _PAIR + 2:
                joined = any(holds(words, about[name], end, place.first) for name in ("joins", "spared"))
                near = place.first - end <= 1 and said
                parted = self._parted(end, place.first) and not holds(words, about["bridging"], end, place.last + 2)
                loose = behind is not None and not holds(words, about["close_joins"], end, place.first)
                if (joined or near) and not parted and not (loose and not near):
                    return place
                if holds(words, about["bridging"], place.last, place.last + 2) and place.first - end <= 3:
                    return place
                if holds(words, about["spared"], place.last, place.last + 4) and place.first - end <= 4:
                    return place
        return None

    def _parted(self, low: int, high: int) -> bool:
        return any(self.line.tokens.levels[at] for at in range(low, high))

    def _extent(self, start: int, end: int, groin: Place) -> str | None:
        about, words = self.grammar["field"], self.words
        low, high = min(start, groin.first), max(end, groin.last)
        first = max(self._clause(low)[0], low - _REACH)
        last = min(self._sentence(high - 1)[1], high + 4)
        clause_end = self._clause(high - 1)[1]
        if holds(words, about["unknown"], first, last):
            self.open.add(about["fact"])
            return None
        spared = holds(words, about["spared"], min(end, groin.first), min(last, groin.last + 4))
        if self._is_to_come(first, min(clause_end, high + 3)):
            self.open.add(about["fact"])
            return None
        if spared or holds(words, about["denies"], first, min(clause_end, high + 3)):
            return str(about["never"])
        past = holds(words, about["past"], first, min(last, clause_end)) or any(
            self.line.tokens.numeric[at] for at in range(high, min(last, clause_end + 1))
        )
        asked = holds(words, about["planned"], first, low) or "?" in words[high : high + 2]
        if asked and not past and not holds(words, about["past_words"], start, end):
            self.open.add(about["fact"])
            return None
        told = min(last, high + 4) if words[clause_end - 1] == "(" else min(clause_end, high + 4)
        if holds(words, about["limited"], first, told):
            return str(about["some"])
        if holds(words, about["full"], first, told):
            return str(about["all"])
        return str(about["given"])

    def _is_to_come(self, first: int, last: int) -> bool:
        """Whether the radiation is denied as a plan, as in `no groin RT planned`, and not as something done."""
        about, words = self.grammar["field"], self.words
        planned = holds(words, about["plans"], first, last)
        return planned and not holds(words, about["past"], first, last)

    def _never(self, start: int, end: int) -> str | None:
        """None of it anywhere, as in `no prior radiation`, where no other place is named."""
        about, words = self.grammar["field"], self.words
        first, last = self._clause(start)
        before = max(first, start - 4)
        denial = next((at for at, _, _ in hits(words, about["denies"], before, start)), None)
        if denial is None or not only_of(words, (about["small"], about["broad"], about["past"]), denial + 1, start):
            return None
        rest = range(end, min(last, end + 4))
        if any(m.has("organ", "location") for m in self.line.within(end, rest.stop)):
            return None
        return str(about["never"])

    # --- the line of systemic therapy

    def _line_of_therapy(self) -> Iterator[Fact]:
        about, words = self.grammar["course"], self.words
        lines = [hit for hit in hits(words, about["lines"], 0, len(words)) if self._is_a_line(hit[0], hit[1])]
        for start, end, _ in lines:
            told = self._failed(start, end)
            if told is not None:
                yield self.line.fact(about["fact"], about["later"], *told)
                yield self.line.fact(about["also"], True, *told)
                return
        for start, end, _ in hits(words, about["upfront"], 0, len(words)):
            first = self._clause(start)[0]
            if holds(words, about["given_by"], max(first, start - 4), start):
                self.open.add(about["fact"])
                yield self.line.fact(about["also"], True, start, end)
                return

    def _is_a_line(self, start: int, end: int) -> bool:
        """Whether it is systemic therapy of spread, not a part of the first treatment."""
        about = self.grammar["course"]
        first, last = self._clause(start)
        beside = (max(first, start - 2), min(last, end + 2))
        return start not in self.line.blocked and not holds(self.words, about["not_lines"], *beside)

    def _failed(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch that says that the therapy failed: the failure before it with a link, or behind it."""
        about, words = self.grammar["course"], self.words
        first, last = self._sentence(start)
        for low, high, _ in hits(words, about["failure"], max(first, start - _GAP), start):
            close = high == start or holds(words, about["links"], high, min(high + 2, start))
            linked = close or holds(words, about["strong"], high, start)
            small = (about["small"], about["links"], about["lines"], about["failure"])
            if linked and only_of(words, small, high, start) and self._stands(low, first):
                return low, end
        for low, high, _ in hits(words, about["behind"], end, min(last, end + _GAP)):
            small = (about["small"], about["lines"], about["failure"], about["links"])
            if not only_of(words, small, end, low) or not self._stands(low, end):
                continue
            begun = holds(words, about["started_by"], max(self._clause(start)[0], start - 4), start)
            says_so = match_phrase(about["always"], words, low) is not None
            if begun or says_so or low == end or holds(words, about["since"], end, low):
                return start, high
        return None

    def _stands(self, at: int, first: int) -> bool:
        """Whether the failure is neither denied nor asked."""
        about = self.grammar["course"]
        return not holds(self.words, about["denies"], max(first, at - 3), at) and not holds(
            self.words, about["supposed"], max(first, at - 3), at
        )

    # --- fitness

    def _fitness(self) -> Iterator[Fact]:
        about, words = self.grammar["fitness"], self.words
        told: list[tuple[str | None, int, int]] = []
        for score in about["scores"]:
            for start, end, _ in hits(words, score["terms"], 0, len(words)):
                value = self._score(end, score)
                if value is not None:
                    told.append((value[0], start, value[2]))
                    if value[1] is not None and "exact" in score:
                        yield self.line.fact(about["exact"], value[1], start, value[2])
                        return
        for answer in ("good", "poor"):
            inside = list(hits(words, about["between"], 0, len(words)))
            for start, end, _ in hits(words, about[answer], 0, len(words)):
                if any(low <= start < high for low, high, _ in inside) or start in self.line.blocked:
                    continue
                if not holds(words, about["denies"], max(self._clause(start)[0], start - 2), start):
                    told.append((answer, start, end))
        values = {value for value, _, _ in told}
        if len(values) == 1 and None not in values:
            band, start, end = told[0]
            yield self.line.fact(about["fact"], str(band), start, end)
        elif told or holds(words, about["between"], 0, len(words)):
            self.open.add(about["fact"])

    def _score(self, at: int, score: dict[str, Any]) -> tuple[str | None, int | None, int] | None:
        """The band of a number or of a range, the number itself if it is one, and the token behind it."""
        words = self.words
        while at < len(words) and match_phrase(self.grammar["fitness"]["fillers"], words, at):
            at += 1
        numbers: list[int] = []
        while at < len(words) and len(numbers) < 2 and words[at].isdecimal() and len(words[at]) <= 3:
            numbers.append(int(words[at]))
            at += 1
            if at + 1 < len(words) and words[at] in self.line.lexicon.tables["pathway"]["fitness"]["range"]:
                at += words[at + 1].isdecimal()
            elif at < len(words) and not self.line.tokens.joined[at]:
                break
        if not numbers or not (score["least"] <= min(numbers) and max(numbers) <= score["most"]):
            return None
        bands = {
            next((name for name in ("good", "poor") if score[name][0] <= n <= score[name][1]), None) for n in numbers
        }
        band = bands.pop() if len(bands) == 1 else None
        return band, numbers[0] if len(numbers) == 1 else None, at
