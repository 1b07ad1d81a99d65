"""The terms of the lexicon that stand in a text, and the line that they make up."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from metscout.facts.declaration import Value
from metscout.facts.sheet import Fact, Origin, stated
from metscout.reading.lexicon import Lexicon, Senses
from metscout.reading.tnm import Category
from metscout.reading.tokens import Tokens

SHORTEST_TUMOR = 7


@dataclass(slots=True)
class Mention:
    """One term found: tokens from `first` to before `last`, its senses, and its stance."""

    first: int
    last: int
    senses: Senses
    stance: int = 0

    def get(self, kind: str) -> Any:
        """The value of one sense, or None."""
        return self.senses.get(kind)

    def has(self, *kinds: str) -> bool:
        """Whether it has one of the senses."""
        return any(kind in self.senses for kind in kinds)

    def cues(self) -> Any:
        """The roles that the mention plays for its neighbors."""
        return self.senses.get("cue", ())

    def signs(self) -> Any:
        """The signs of a phase of care that the mention gives."""
        return self.senses.get("phase", ())


@dataclass(slots=True)
class Line:
    """A text under reading. `blocked` are tokens that speak of somebody else or of an earlier cancer;
    `taken` are numbers whose meaning is settled."""

    text: str
    tokens: Tokens
    lexicon: Lexicon
    mentions: list[Mention]
    tnm: list[Category] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    firsts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.firsts = [mention.first for mention in self.mentions]

    def within(self, first: int, last: int) -> list[Mention]:
        """The mentions that begin from token `first` to before `last`."""
        return self.mentions[bisect_left(self.firsts, first) : bisect_left(self.firsts, last)]

    def around(self, first: int, last: int, reach: int) -> list[Mention]:
        """The mentions that begin within `reach` tokens of a stretch."""
        return self.within(first - reach, last + reach)

    def place_before(self, token: int) -> int:
        """The place of the last mention that begins before the token; -1 if none does."""
        return bisect_left(self.firsts, token) - 1

    def in_clause(self, token: int, reach: int = 60) -> list[Mention]:
        """The mentions of the clause that the token stands in, none further away than `reach`."""
        clauses = self.tokens.clauses
        clause = clauses[token]
        return [m for m in self.around(token, token + 1, reach) if clauses[m.first] == clause]

    def in_sentence(self, token: int, reach: int = 60) -> list[Mention]:
        """The same for the sentence."""
        sentences = self.tokens.sentences
        sentence = sentences[token]
        return [m for m in self.around(token, token + 1, reach) if sentences[m.first] == sentence]

    def skips(self, mention: Mention, stance: int) -> bool:
        """Whether the mention speaks of somebody else, of an earlier cancer, or stands as `stance`."""
        return bool(mention.stance & stance) or mention.first in self.blocked

    def organ(self, name: str | None) -> dict[str, Any]:
        """What the vocabulary says of an organ; nothing of none."""
        found: dict[str, Any] = self.lexicon.tables["organs"].get(name, {})
        return found

    def part(self, name: str) -> dict[str, Any]:
        """What it says of the organ that plays a part for the grammar."""
        return self.organ(self.lexicon.tables["parts"][name])

    def treatment(self, mention: Mention) -> dict[str, Any]:
        """What the vocabulary says of the treatment that a mention names."""
        found: dict[str, Any] = self.lexicon.tables["treatments"][mention.senses["treatment"]]
        return found

    def fact(self, name: str, value: Value, first: int, last: int) -> Fact:
        """The fact, resting on the tokens from `first` to before `last`."""
        return self.fact_of_span(name, value, *self.tokens.span(first, last))

    def fact_of(self, name: str, value: Value, mention: Mention) -> Fact:
        """The fact, resting on a mention."""
        return self.fact_of_span(name, value, *self.tokens.span(mention.first, mention.last))

    def fact_of_span(self, name: str, value: Value, start: int, end: int) -> Fact:
        """The fact, resting on the characters from `start` to before `end`."""
        return stated(name, value, Origin("text", self.text[start:end], (start, end)))


def is_plural(tokens: Tokens, mention: Mention) -> bool:
    """Whether the last word of a mention is written with a plural s that the lexicon does not have."""
    last = mention.last - 1
    return tokens.text[tokens.ends[last] - 1] in "sS" and tokens.words[last][-1] != "s"


def find_mentions(tokens: Tokens, lexicon: Lexicon) -> list[Mention]:
    """The terms of the lexicon from left to right, the longest at each place, none overlapping."""
    found: list[Mention] = []
    words, terms, known = tokens.words, lexicon.terms, lexicon.known
    shouting = tokens.text.isupper()
    letters = lexicon.tables["sex_letters"]
    index, size = 0, len(words)
    while index < size:
        hit = None
        word = words[index]
        if index and word in letters and tokens.numeric[index - 1]:
            index += 1
            continue
        for rest, senses in terms.get(word, ()):
            last = index + 1 + len(rest)
            if rest and words[index + 1 : last] != rest:
                continue
            if "capitals" in senses and not _capitals_hold(tokens, index, last, senses["capitals"], lexicon, shouting):
                continue
            runs_into_number = last < size and tokens.glued[last] and tokens.numeric[last] and not tokens.joined[last]
            if runs_into_number and not ("phase" in senses or "inert" in senses):
                continue
            hit = Mention(index, last, senses)
            break
        if hit is None:
            if word not in known and len(word) >= SHORTEST_TUMOR and _is_tumor(word, lexicon):
                found.append(Mention(index, index + 1, {"histology": lexicon.tables["unlisted"]}))
            index += 1
            continue
        found.append(hit)
        index = hit.last
    return found


def _is_tumor(word: str, lexicon: Lexicon) -> bool:
    """Whether an unknown word ends as tumor names do."""
    tables = lexicon.tables
    return word not in tables["not_tumors"] and any(word.endswith(ending) for ending in tables["tumor_endings"])


def _capitals_hold(tokens: Tokens, index: int, last: int, rule: str, lexicon: Lexicon, shouting: bool) -> bool:
    """Whether an abbreviation that is also a word is written as one, or stands beside an organ or place."""
    if index and tokens.numeric[index - 1]:
        return False
    if tokens.capitals(index) and not shouting:
        return True
    if rule != "or_place":
        return False
    beside = lexicon.tables["beside_small_letters"]
    for near in (index - 1, index - 2, last, last + 1):
        if 0 <= near < len(tokens.words):
            if tokens.words[near] in beside:
                return True
            for rest, senses in lexicon.terms.get(tokens.words[near], ()):
                if not rest and ("organ" in senses or "location" in senses):
                    return True
    return False
