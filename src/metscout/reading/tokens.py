"""A text as words, numbers and marks, each with its span, and the clauses they form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SENTENCE, DASH, COMMA, PAREN = 4, 3, 2, 1
WRAPPED = 60  # a line this long that goes on in small letters is wrapped, not ended
# what leaves no mark of its own: soft hyphens, accents that are added, characters of no width
_HIDDEN = "\u00ad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_TOKEN = re.compile(
    r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.?"  # y.o.
    rf"|\d+(?:[.,{_HIDDEN}]+\d+)*"
    rf"|[^\W\d_]+(?:['’`{_HIDDEN}]+[^\W\d_]+)*"
    rf"|[{_HIDDEN}]+"
    r"|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+"
    r"|\?+|[-‐‑‒–—−]+|\S"
)
_IS_HIDDEN = re.compile(f"[{_HIDDEN}]")
_HYPHENS = "-‐‑‒–—−"
# Letters of Cyrillic and Greek that look like a Latin one: the first row like the second, capitals by their own shape.
_LOOKS_LIKE = str.maketrans(
    "АВЕІЈКМНОРСЅТУХԚԜаеіјкмнорсѕтухԛԝһԁӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεηικμµνορτυχωγℓıɡ",
    "ABEIJKMHOPCSTYXQWaeijkmhopcstyxqwhdlABEZHIKMNOPTYXabenikuuvoptuxwylig",
)
_LEVELS = {
    ";": SENTENCE, "!": SENTENCE, "\n": SENTENCE, "|": SENTENCE, "•": SENTENCE,
    "-": DASH, "→": DASH, "*": DASH, ",": COMMA, "(": PAREN, ")": PAREN, "[": PAREN, "]": PAREN,
}  # fmt: skip


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the tokens of a text. Joining hyphens are dropped; `joined` marks what they bound.

    `words` are lower case without dots, apostrophes and plural s. `levels` is how strongly a token parts
    what stands around it; `clauses` and `sentences` number the stretches between such tokens.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    numeric: list[bool]
    joined: list[bool]
    glued: list[bool]
    levels: list[int]
    clauses: list[int]
    sentences: list[int]

    def part(self) -> None:
        """Number clauses and sentences anew after levels were changed."""
        clause = sentence = 0
        for at, level in enumerate(self.levels):
            self.clauses[at], self.sentences[at] = clause, sentence
            if level:
                clause += 1
                if level == SENTENCE:
                    sentence += 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The span of the tokens from `first` to before `last` in the text."""
        return self.starts[first], self.ends[last - 1]

    def capitals(self, index: int) -> bool:
        """Whether the token is written in capitals alone."""
        return self.text[self.starts[index] : self.ends[index]].isupper()


def canonical(word: str, keep: Mapping[str, object]) -> str:
    """A lower-case word without its plural s, unless `keep` lists it."""
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" and word not in keep:
        return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word


def fold(raw: str) -> str:
    """Letters as they are compared: lower case, without dots, apostrophes, accents and what cannot be seen.

    A word that is Latin to the eye is read as such, whatever script its letters are taken from.
    """
    word = raw.lower()
    if not word.isascii():
        from unicodedata import normalize

        bare = "".join(letter for letter in normalize("NFKD", raw) if letter.isalnum())
        alike = bare.translate(_LOOKS_LIKE)
        word = (alike if alike.isascii() else bare).lower() or word
    elif "'" in word or "`" in word:
        word = word.removesuffix("'s").removesuffix("`s").replace("'", "").replace("`", "")
    return word.replace(".", "") if "." in word else word


def split_words(term: str, keep: Mapping[str, object]) -> list[str]:
    """The tokens of a vocabulary term, as they are compared."""
    return read_tokens(term, keep, {}).words


def read_tokens(text: str, keep: Mapping[str, object], abbreviations: Mapping[str, object]) -> Tokens:
    """The tokens of `text`. `keep` are words that keep their s, `abbreviations` those whose dot ends nothing."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    numeric: list[bool] = []
    joined: list[bool] = []
    glued: list[bool] = []
    levels: list[int] = []
    clauses: list[int] = []
    sentences: list[int] = []
    clause = sentence = 0
    previous_end = -1
    hyphen = False
    line_start = 0
    size = len(text)
    for match in _TOKEN.finditer(text):
        raw = match.group()
        start, end = match.span()
        head = raw[0]
        if not raw.isascii() and _IS_HIDDEN.search(raw):
            raw = _IS_HIDDEN.sub("", raw)
            if not raw:
                previous_end = end if previous_end == start else previous_end
                continue
        level = 0
        is_number = False
        if head.isdigit() and raw.replace(".", "").replace(",", "").isdecimal():
            word, is_number = raw, True
        elif head.isalpha():
            word = canonical(fold(raw.replace("’", "'")), keep)
        elif head in _HYPHENS:
            after = text[end] if end < size else " "
            if previous_end == start and words and words[-1][-1:].isalnum() and after.isalnum():
                hyphen = True
                previous_end = end
                continue
            word = "-"
            if start == previous_end or not after.isspace():
                level = 0 if after.isalpha() and len(raw) == 1 and start != previous_end else DASH
            else:
                level = DASH
        elif head in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
            length = start - line_start
            line_start = end
            if length > WRAPPED and end < size and text[end].islower():
                continue
            word, level = "\n", SENTENCE
        elif head == ".":
            word = "."
            level = 0 if words and words[-1] in abbreviations else SENTENCE
        elif head == "?":
            word = "?"
            level = SENTENCE if _ends_question(text, start, end, previous_end) else 0
        else:
            word = head
            level = _LEVELS.get(head, 0)
            if head == "/" and start != previous_end and end < size and text[end].isspace():
                level = COMMA
        words.append(word)
        starts.append(start)
        ends.append(end)
        numeric.append(is_number)
        joined.append(hyphen)
        glued.append(start == previous_end)
        levels.append(level)
        clauses.append(clause)
        sentences.append(sentence)
        if level:
            clause += 1
            if level == SENTENCE:
                sentence += 1
        previous_end = end if word != "\n" else -1
        hyphen = False
    return Tokens(text, words, starts, ends, numeric, joined, glued, levels, clauses, sentences)


def _ends_question(text: str, start: int, end: int, previous_end: int) -> bool:
    """Whether a question mark closes what stands before it, and does not doubt what follows."""
    after = text[end] if end < len(text) else " "
    if start == previous_end or previous_end < 0:
        return start == previous_end and not (after.isalpha() and text[start - 1] in "(,;:/")
    return not after.isalnum() and (not after.isspace() or not _word_follows(text, end))


def _word_follows(text: str, end: int) -> bool:
    rest = text[end : end + 3].lstrip()
    return bool(rest) and rest[0].isalpha()
