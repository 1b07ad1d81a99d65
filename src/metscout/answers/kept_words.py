"""What a rephrasing must keep of a sentence: its words in order, alike spellings as one, free words left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from metscout.packs.load import Knowledge
from metscout.search.words import stemmed
from metscout.terms.frozen import frozen

OF_REPHRASING = ("/vocabulary/rephrasing.yaml",)
FIGURE, UNIT, NEGATION, STRENGTH, NAME, SIGN, WORD = "figure", "unit", "negation", "strength", "name", "sign", "word"
_RANGE, _MINUS = "-range-", "-minus-"
_TOKEN = re.compile(
    r"(?P<figure>\.?\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]\w*(?:['’][^\W\d_]+)*)"
    r"|(?P<sign>[<>]=|\S)"
)
_PAUSES = frozenset(",:()\"'’‘“”-–—…")  # signs that may come and go
_DASHES = frozenset("-–—")
_ENDS = frozenset(".?!;")
_TAILS = {"s": (), "re": (), "ve": (), "ll": ("will",), "d": ("would",)}
_ROMAN = re.compile(r"[ivx]+")
# endings that say more than number and tense; `stemmed` would take them off
_TELLING = ("ly", "ation", "edly")


@frozen
class Kept:
    """One thing that has to stay: what it is, and what it says once spellings that are alike are joined."""

    kind: str
    says: str


@frozen
class Spelling:
    """A spelling of several tokens, and the group that it belongs to."""

    tokens: tuple[str, ...]
    kept: Kept


@frozen
class Grammar:
    """The reviewed lists: free words, alike spellings by their first token, figures in words."""

    free: frozenset[str]
    figures: Mapping[str, str]
    ranges: frozenset[str]
    alike: Mapping[str, Sequence[Spelling]]


@frozen
class _Token:
    """A token as compared, in lower case; `glued` where it follows the one before without a space."""

    text: str
    sort: str
    glued: bool
    capital: bool


def grammar_of(knowledge: Knowledge) -> Grammar:
    """The lists of this knowledge, read once."""
    return knowledge.remember("rephrasing", lambda: _grammar(knowledge.language(OF_REPHRASING)))


def _grammar(documents: Mapping[str, Any]) -> Grammar:
    free: set[str] = set()
    ranges: set[str] = set()
    figures: dict[str, str] = {}
    alike: dict[str, list[Spelling]] = {}
    for _, document in sorted(documents.items()):
        free.update(document.get("free", ()))
        ranges.update(document.get("ranges", ()))
        figures.update(document.get("figures", {}))
        for section in document.get("alike", ()):
            for group in section["groups"]:
                kept = Kept(section["kind"], str(group[0]))
                for spelling in group:
                    tokens = tuple(_base(token.text) for token in _tokens(str(spelling)))
                    alike.setdefault(tokens[0], []).append(Spelling(tokens, kept))
    for spellings in alike.values():
        spellings.sort(key=lambda spelling: -len(spelling.tokens))
    return Grammar(frozenset(free), figures, frozenset(ranges), alike)


def kept_words(text: str, grammar: Grammar) -> tuple[Kept, ...]:
    """Everything in a sentence that a rephrasing must keep, in order."""
    tokens = _tokens(text)
    bases = [_base(token.text) for token in tokens]
    found: list[Kept] = []
    place = 0
    while place < len(tokens):
        spelling = (
            None if _is_joint(tokens, place, grammar) else _longest(grammar.alike.get(bases[place], ()), bases, place)
        )
        if spelling is not None:
            found.append(spelling.kept)
            place += len(spelling.tokens)
            continue
        one = _single(tokens, place, grammar, bool(found) and found[-1].kind == NEGATION)
        if one is not None:
            found.append(one)
        place += 1
    return tuple(found)


def _longest(spellings: Iterable[Spelling], bases: Sequence[str], place: int) -> Spelling | None:
    return next((s for s in spellings if tuple(bases[place : place + len(s.tokens)]) == s.tokens), None)


def _is_joint(tokens: Sequence[_Token], place: int, grammar: Grammar) -> bool:
    """Whether a token stands between two figures, free words aside, and so says how they belong together."""
    token = tokens[place]
    if not (token.text in _DASHES or token.text in grammar.ranges or token.text in grammar.free):
        return False
    before = next((t for t in reversed(tokens[:place]) if t.text not in grammar.free), None)
    after = next((t for t in tokens[place + 1 :] if t.text not in grammar.free), None)
    return before is not None and after is not None and _is_figure(before, grammar) and _is_figure(after, grammar)


def _is_figure(token: _Token, grammar: Grammar) -> bool:
    """Whether a token is a figure, or holds one as T2 and IV do."""
    text = token.text
    return any(c.isdigit() for c in text) or text in grammar.figures or (token.capital and bool(_ROMAN.fullmatch(text)))


def _single(tokens: Sequence[_Token], place: int, grammar: Grammar, denied: bool) -> Kept | None:
    """What one token says; None where it may come and go. `denied` where a negation stands right before it."""
    token = tokens[place]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if _is_joint(tokens, place, grammar):
        return Kept(FIGURE, token.text if token.text in grammar.free else _RANGE)
    if token.sort == "figure":
        return Kept(FIGURE, re.sub(r",(?=\d{3}(?!\d))", "", token.text))
    if token.text in grammar.figures:
        return Kept(FIGURE, grammar.figures[token.text])
    if token.sort == "sign":
        if token.text in _DASHES and after is not None and after.sort == "figure" and after.glued and not token.glued:
            return Kept(FIGURE, _MINUS)
        # `No, CT is ...` is not `No CT is ...`
        pauses = token.text in _PAUSES and not (denied and not (token.text in _DASHES and token.glued))
        return None if pauses else Kept(SIGN, "," if token.text in _PAUSES else token.text)
    # `1a` and `hepatitis A` hold no article, `IN` and `IT` in capitals are abbreviations
    lettered = token.capital and not (len(token.text) == 1 and _starts(tokens, place))
    glued = token.glued and tokens[place - 1].sort == "figure"
    return None if token.text in grammar.free and not lettered and not glued else Kept(WORD, _base(token.text))


def _starts(tokens: Sequence[_Token], place: int) -> bool:
    return not place or tokens[place - 1].text in _ENDS


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    end = -1
    for match in _TOKEN.finditer(text):
        sort, said, glued = str(match.lastgroup), match.group(), match.start() == end
        end = match.end()
        if sort != "word":
            found.append(_Token(said, sort, glued, False))
            continue
        for number, part in enumerate(_parts(said)):
            found.append(_Token(part.lower(), sort, glued and not number, part.isupper()))
    # a full stop is written as a sign of its own only where it ends a sentence
    last = len(found) - 1
    return [t for place, t in enumerate(found) if not (t.text == "." and place < last and found[place + 1].glued)]


def _parts(word: str) -> list[str]:
    """A word without its apostrophe: `isn't` is two words, `patient's` one."""
    first, *tails = re.split("['’]", word)
    lower = first.lower()
    if lower == "cannot":
        return ["can", "not"]
    if [tail.lower() for tail in tails] == ["t"] and lower.endswith("n"):
        return [{"ca": "can", "wo": "will", "sha": "shall"}.get(lower[:-1], first[:-1]), "not"]
    found = [first]
    for tail in tails:
        found += _TAILS.get(tail.lower(), (tail,))
    return found


def _base(word: str) -> str:
    """A word without the endings of number and tense."""
    single = word.removesuffix("s") if word.endswith("ations") else word
    return single if single.endswith(_TELLING) or not single.isalpha() else stemmed(single)
