"""An order as terms in a row, with what it says of contrast made out."""

from collections.abc import Mapping

from metscout.reading.order_words import BETWEEN, TIES, OrderWords, Sense
from metscout.terms.frozen import frozen

UNKNOWN = "unknown"
HARD = frozenset("\n;")
_WITHOUT, _WITH, _NEVER, _NOUN, _IV, _MOUTH, _EITHER = "without", "with", "never", "nouns", "iv", "by_mouth", "either"
_PARTICLES = frozenset((_WITH, _WITHOUT))
_GIVEN = frozenset((_NOUN, _IV, _MOUTH))
_ENDS = frozenset(("join", "manner", "reason", "elsewhen"))
WITH_IV, WITHOUT_IV, BOTH, OPEN = "with_iv", "without_iv", "without_and_with_iv", "open"
_SLIPS = 5  # letters that a word has at least, to be taken for a slip of the pen
_LONG = 9
_SHORT = 3  # letters of `w/o`
_MOST_REPAIRS = 12


class Item:
    """A term at its place in the text. `late` terms stand where the order has turned to its reason."""

    __slots__ = ("end", "hard", "late", "sense", "start", "word")

    def __init__(self, word: str, sense: Sense, start: int, end: int) -> None:
        self.word = word
        self.sense = sense
        self.start = start
        self.end = end
        self.hard = word in HARD
        self.late = False


_STRANGE = Sense(UNKNOWN)
_JOIN = Sense("join")
_NUMBER = _MARK = Sense("noise")
_RESTS = frozenset("([.:-")  # marks that part what stands around them


@frozen
class _Said:
    """The senses of contrast, made once."""

    of: Mapping[str, Sense]


_CONTRAST = _Said({value: Sense(contrast=value) for value in (WITH_IV, WITHOUT_IV, BOTH, OPEN)})


def read_items(text: str, words: OrderWords) -> list[Item]:
    """The terms of an order, its statements of contrast each as one."""
    return _with_contrast(_scanned(text, words))


def _scanned(text: str, words: OrderWords) -> list[Item]:
    low = text.lower()
    if len(low) != len(text):
        low = "".join(letter.lower() if len(letter.lower()) == 1 else " " for letter in text)
    spots = [(match.group(), match.start(), match.end()) for match in words.token.finditer(low)]
    found: list[Item] = []
    terms = words.terms
    repairs = 0
    at, size = 0, len(spots)
    while at < size:
        word, start, end = spots[at]
        entries = terms.get(word)
        if entries is None and word[-1] == "s" and len(word) > 2:
            entries = terms.get(word[:-1])
        if entries is None and len(word) >= _SLIPS and repairs < _MOST_REPAIRS and word.isalpha():
            repairs += 1
            mended = _mended(word, words.repairs)
            entries = terms.get(mended) if mended else None
        if entries is not None:
            for rest, sense in entries:
                last = _last(spots, at, rest, words) if rest else at
                if last >= 0:
                    found.append(Item(word, sense, start, spots[last][2]))
                    at = last
                    break
            else:
                if len(word) > 2 and word.isalpha():
                    found.append(Item(word, _STRANGE, start, end))
        elif word in HARD:
            found.append(Item(word, _JOIN, start, end))
        elif word.isdigit():
            found.append(Item(word, _NUMBER, start, end))
        elif word.isalpha():
            if len(word) > 1:
                found.append(Item(word, _STRANGE, start, end))
        elif word in _RESTS and not _glued(spots, at):
            found.append(Item(word, _MARK, start, end))
        at += 1
    return found


def _last(spots: list[tuple[str, int, int]], at: int, rest: tuple[str, ...], words: OrderWords) -> int:
    """The place of the last word of a term that goes on with `rest`; -1 where the text does not."""
    size = len(spots)
    for wanted in rest:
        at += 1
        while at < size and wanted != spots[at][0] and (
            spots[at][0] in BETWEEN or (spots[at][0] in TIES and _glued(spots, at))
        ):  # fmt: skip
            at += 1
        if at >= size:
            return -1
        word = spots[at][0]
        if word != wanted and word != wanted + "s" and not _slip(word, wanted, words):
            return -1
    return at


def _slip(word: str, wanted: str, words: OrderWords) -> bool:
    """Whether a later word of a term is written with a slip of the pen."""
    if len(wanted) < _SLIPS or word[0] != wanted[0] or abs(len(word) - len(wanted)) > 2 or word in words.terms:
        return False
    return _mended(word, words.repairs) == wanted


def _glued(spots: list[tuple[str, int, int]], at: int) -> bool:
    """Whether a sign stands between two words without a space."""
    return at + 1 < len(spots) and spots[at - 1][2] == spots[at][1] and spots[at][2] == spots[at + 1][1]


def _mended(word: str, repairs: Mapping[str, list[str]]) -> str | None:
    """The known word within reach of a slip: first letter kept, one slip, or two in long words."""
    candidates = repairs.get(word[0])
    if not candidates or not _SLIPS <= len(word) <= 30:
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    found = extract(word, candidates, scorer=OSA.distance, score_cutoff=2 if len(word) >= _LONG else 1, limit=3)
    if not found:
        return None
    return str(min(found, key=lambda hit: (hit[1], abs(len(hit[0]) - len(word)), hit[0]))[0])


def _with_contrast(items: list[Item]) -> list[Item]:
    """The items with every run of small words of contrast as one statement, or taken out where it says nothing."""
    found: list[Item] = []
    at, size = 0, len(items)
    while at < size:
        item = items[at]
        role = item.sense.role
        if role in _PARTICLES or role == _NEVER or role in _GIVEN:
            value, last = _statement(items, at, found)
            if value is not None:
                found.append(Item(item.word, _CONTRAST.of[value], item.start, items[last - 1].end))
            elif role != _WITH and role not in _GIVEN and any(other.sense.region for other in found):
                while last < size and items[last].sense.region:  # `without pelvis`
                    last += 1
            at = last
        elif role == _EITHER:
            at += 1
        else:
            found.append(item)
            at += 1
    return found


def _statement(items: list[Item], at: int, before: list[Item]) -> tuple[str | None, int]:
    """What a run of small words from `at` says of contrast, and where it ends."""
    size = len(items)
    said: set[str] = set()
    given: set[str] = set()
    either = never = False
    end = at
    look = at
    while look < size:
        role = items[look].sense.role
        if role in _PARTICLES:
            if given and said and not _joined(items, end, look):
                break
            said.add(role or "")
        elif role == _NEVER:
            if given and (said or not _closed(items, look + 1)):
                break
            never = True
        elif role in _GIVEN:
            given.add(role or "")
        elif role == _EITHER:
            either = True
            look += 1
            continue
        elif role == "join" and not items[look].hard and _goes_on(items, look + 1):
            look += 1
            continue
        elif items[look].sense.contrast == WITH_IV and never and end == look:
            return WITHOUT_IV, look + 1
        else:
            break
        look += 1
        end = look
    if never and not said and (given - {_MOUTH}):
        return WITHOUT_IV, end
    if either and len(said) == 2:
        return OPEN, end
    if len(said) == 2:
        return BOTH, end
    following = items[end].sense if end < size else None
    if not said:
        return _bare(given, following, before), end
    if _MOUTH in given and _IV not in given:
        return None, end
    if (
        not given
        and following is not None
        and (following.contrast is not None or not _may_follow(items, at, end, before))
    ):
        return None, end
    return (WITHOUT_IV if _WITHOUT in said else WITH_IV), end


def _closed(items: list[Item], at: int) -> bool:
    """Whether nothing goes on behind a word: `contrast: no`."""
    return at >= len(items) or _ends(items[at])


def _bare(given: set[str], following: Sense | None, before: list[Item]) -> str | None:
    """Contrast that is named without a small word before it."""
    if _NOUN in given and given != {_NOUN, _MOUTH}:
        return WITH_IV if following is None or following.contrast is None else None
    if given == {_IV, _MOUTH}:
        return WITH_IV
    if given == {_IV}:
        return None if before and (before[-1].sense.techniques or before[-1].sense.contrast) else WITH_IV
    return None


def _joined(items: list[Item], start: int, end: int) -> bool:
    """Whether nothing but joining words stands between two places, and at least one."""
    return start < end and all(item.sense.role == "join" and item.word != "," for item in items[start:end])


def _goes_on(items: list[Item], at: int) -> bool:
    """Whether the run goes on behind a joining word."""
    while at < len(items) and items[at].sense.role == "join":
        at += 1
    return at < len(items) and (items[at].sense.role in _PARTICLES or items[at].sense.role in _GIVEN)


def _may_follow(items: list[Item], at: int, end: int, before: list[Item]) -> bool:
    """Whether the word at `at` may speak of contrast that goes without saying, before the term at `end`.

    Before another part of the body `without` leaves that part out, unless it is written short or contrast is
    spoken of again behind it: `chest w/o, abdomen w/`.
    """
    sense = items[end].sense
    if sense.region:
        if items[at].sense.role != _WITHOUT:
            return False
        short = items[end - 1].end - items[at].start <= _SHORT
        again = any(item.sense.role in _PARTICLES or item.sense.contrast for item in items[end:])
        return short or again or not any(item.sense.region for item in before)
    if sense.techniques or sense.usual:
        return False
    return sense.modality is not None or _ends(items[end])


def _ends(item: Item) -> bool:
    """Whether nothing that could be given or done begins with the term."""
    return item.sense.role in _ENDS or (item.sense.role == "noise" and not item.word.isalpha())
