"""What a stretch of words says was found: phrases of negation, doubt, place and noun, and what each comes to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from metscout.facts.history import RESULTS
from metscout.reading.lexicon import Senses
from metscout.reading.mentions import Line

POSITIVE, NEGATIVE, INDETERMINATE = RESULTS
TIED = frozenset(("and", "&", "+", "or", "nor", "/", "plus"))
_EITHER = ("or", "nor")
_HARD = ("", "but", ";")
_STRANGE_WORDS = 1  # words unknown here that may stand within a phrase


@dataclass(slots=True)
class Item:
    """A term of reports at its tokens."""

    first: int
    last: int
    senses: Senses


@dataclass(slots=True)
class Phrase:
    """One thing said of one finding. `joined`: how it hangs on the phrase before.

    `by_name`: the question that its words name; `detail`: the tokens that describe the finding more closely.
    """

    joined: str = ""
    denied: bool = False
    denied_behind: bool = False
    doubted: bool = False
    suspected: bool = False
    benign: bool = False
    unchanged: bool = False
    another: bool = False
    amount: bool = False
    radiologic: bool = False
    confined: bool = False
    verdict: str | None = None
    by_name: str | None = None
    detail: tuple[int, int] | None = None
    nouns: set[str] = field(default_factory=set)
    sites: list[str] = field(default_factory=list)
    first: int = -1
    last: int = -1

    @property
    def open(self) -> bool:
        """Whether nothing in it says how sure it is."""
        return not (self.denied or self.doubted or self.suspected or self.benign or self.confined or self.verdict)

    @property
    def is_all_clear(self) -> bool:
        """Whether it is a clear verdict on the whole study."""
        return self.verdict == NEGATIVE and not self.nouns and not self.sites

    def covers(self, item: Item) -> None:
        """Stretch over an item."""
        if self.first < 0:
            self.first = item.first
        self.last = item.last


def read_phrases(line: Line, items: dict[int, Item], start: int, end: int) -> list[Phrase]:
    """The phrases from token `start` to before `end`, with what each shares with its neighbors."""
    tokens, units = line.tokens, line.lexicon.tables["lengths"]
    found: list[Phrase] = []
    now = Phrase()
    leading = False
    at = start
    while at < end:
        item = items.get(at)
        word = tokens.words[at]
        if item is None or item.last > end:
            if word in (",", ";") or tokens.levels[at] >= 3:
                now = _close(found, now, word)
                leading = False
            elif word == "?":
                now.doubted = True
            elif tokens.numeric[at]:
                now.amount = True
                now.first = at if now.first < 0 else now.first
                now.last = at + 1
                if now.nouns and any(word in units for word in tokens.words[at + 1 : at + 2]):
                    at += 1
                    now.last = at + 1
            at += 1
            continue
        senses = item.senses
        if "breaks" in senses:
            now = _close(found, now, "but")
            leading = False
        elif ("joins" in senses or "with" in senses) and not senses.keys() & {"noun", "site"}:
            now = _close(found, now, word)
            leading = leading and not now.nouns
            if "joins" not in senses and not now.sites and not now.denied:
                now = Phrase(now.joined)
        elif "is" in senses and not (now.nouns or now.sites or now.denied or now.verdict in (POSITIVE, INDETERMINATE)):
            now = Phrase(now.joined)
        elif "leads" in senses and now.nouns:
            leading = True
        elif "site" in senses and now.nouns and not leading and now.last != item.first:
            now = _close(found, now, "")
            _take(now, item)
        else:
            _take(now, item)
        at = item.last
    _close(found, now, "")
    return _shared(found)


def _take(phrase: Phrase, item: Item) -> None:
    senses = item.senses
    restarts = item.first - phrase.last > _STRANGE_WORDS or "denies" in senses
    if phrase.first >= 0 and restarts and not (phrase.nouns or phrase.denied):
        phrase.first = item.first
    phrase.by_name = senses.get("by_name", phrase.by_name)
    known = senses.keys() & {
        "noun", "site", "verdict", "confined", "denies", "doubts", "suspects", "benign", "amounts", "no_change",
        "another",
    }  # fmt: skip
    if not known:
        return
    phrase.covers(item)
    phrase.another |= "another" in senses
    phrase.amount |= "amounts" in senses
    phrase.unchanged |= "no_change" in senses
    phrase.radiologic |= "radiologic" in senses
    phrase.confined |= "confined" in senses
    if "denies" in senses:
        phrase.denied = True
        phrase.denied_behind |= bool(phrase.nouns)
    if "doubts" in senses:
        phrase.doubted = True
    if "suspects" in senses:
        phrase.suspected = True
    if "benign" in senses:
        phrase.benign = True
    if "verdict" in senses and ("doubts" not in senses or phrase.verdict is None):
        phrase.verdict = senses["verdict"]
    if "site" in senses and senses["site"] not in phrase.sites:
        phrase.sites.append(senses["site"])
    if "noun" in senses:
        phrase.nouns.add(senses["noun"])


def _close(found: list[Phrase], phrase: Phrase, joined: str) -> Phrase:
    """The phrase that goes on behind a joint: the same where it still lacks what it speaks of."""
    hard = joined in _HARD
    hedges = (phrase.doubted or phrase.suspected) and not phrase.sites and (hard or joined == ",")
    settled = phrase.confined or phrase.unchanged or (phrase.benign and not phrase.denied)
    whole = phrase.nouns or phrase.verdict is not None or settled
    if whole or hedges or (phrase.sites and hard):
        found.append(phrase)
        return Phrase(joined)
    if not hard and (phrase.sites or phrase.denied or (joined != "," and phrase.first >= 0)):
        return phrase
    return Phrase(joined if found or joined == "but" else "")


def _shared(found: list[Phrase]) -> list[Phrase]:
    """The phrases, with what `no nodes or liver mets` and `nodes and liver suspicious for mets` share."""
    kept: list[Phrase] = []
    for phrase in found:
        if not kept or not _is_taken_in(kept[-1], phrase):
            kept.append(phrase)
    alternatives = any(phrase.joined in _EITHER for phrase in kept)
    for before, phrase in pairwise(kept):
        tied = phrase.joined in TIED
        listed = phrase.joined == "," and alternatives
        if phrase.open and not phrase.amount and before.denied and not before.denied_behind and (tied or listed):
            phrase.denied = True
        elif phrase.open and tied and not before.denied and not phrase.another:
            phrase.suspected, phrase.doubted = before.suspected, before.doubted
    for phrase, behind in pairwise(kept):
        shares = phrase.open and phrase.nouns == {"lesion"} and behind.joined in TIED and not behind.denied
        if shares and (behind.suspected or behind.doubted) and not behind.benign:
            phrase.suspected, phrase.doubted = behind.suspected, behind.doubted
    told = any(not phrase.denied and phrase.nouns for phrase in kept)
    return [phrase for phrase in kept if not (told and phrase.is_all_clear)]


def _is_taken_in(before: Phrase, phrase: Phrase) -> bool:
    """Whether a phrase only says more of the one before it: where else, how sure, or what it may be instead."""
    if phrase.joined != "but" and (_describes(before, phrase) or _explains(before, phrase)):
        return True
    if phrase.joined in ("but", ";") or not before.nouns:
        return False
    names_places = phrase.sites and not phrase.nouns and phrase.open and not phrase.amount
    if names_places and before.sites:
        before.sites += [site for site in phrase.sites if site not in before.sites]
        return True
    if phrase.sites or phrase.denied or "lesion" in phrase.nouns:
        return False
    if phrase.benign and not phrase.nouns and phrase.joined in _EITHER:
        before.doubted = True
        return True
    hedged = phrase.doubted or phrase.suspected or (phrase.benign and not phrase.nouns)
    if hedged and before.open:
        before.doubted, before.suspected, before.benign = phrase.doubted, phrase.suspected, phrase.benign
        return True
    return hedged and not phrase.nouns


def _describes(before: Phrase, phrase: Phrase) -> bool:
    """Whether a phrase describes what was just said to be found, as in `positive for metastasis, solitary lesion`."""
    found = "spread" in before.nouns and not before.benign
    verdict = before.verdict in (POSITIVE, INDETERMINATE) and not before.nouns
    same = not (before.sites and phrase.sites) or set(phrase.sites) <= set(before.sites)
    if before.denied or not (found or verdict) or not same:
        return False
    nouns = {"lesion", "spread"} if verdict else {"lesion"}
    apart = phrase.joined == ";" and not (before.sites and phrase.sites)
    if not phrase.nouns or not phrase.nouns <= nouns or not phrase.open or apart or phrase.joined in TIED:
        return False
    before.detail = phrase.first, phrase.last
    before.nouns |= phrase.nouns
    before.sites = before.sites or phrase.sites
    before.another |= phrase.another
    before.last = phrase.last
    return True


def _explains(before: Phrase, phrase: Phrase) -> bool:
    """Whether a phrase says what the lesion before it is, as in `lesion in the liver, consistent with metastasis`."""
    same = not phrase.sites or set(phrase.sites) <= set(before.sites)
    if before.nouns != {"lesion"} or not before.open or not before.sites or not same or phrase.amount:
        return False
    if not phrase.suspected or phrase.denied or phrase.benign or phrase.joined in TIED or phrase.nouns != {"spread"}:
        return False
    before.detail = before.first, before.last
    before.last = phrase.last
    before.suspected, before.doubted = True, phrase.doubted
    return True


def comes_to(phrase: Phrase, place: str | None, own: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    """What a phrase comes to, by site. `place`: where the study looks; `own`: where the tumor itself may lie."""
    spread = "spread" in phrase.nouns
    sites: list[str | None] = [*phrase.sites] or [place]
    placed = sites != [None]
    lesion = "lesion" in phrase.nouns or ("mass" in phrase.nouns and bool(phrase.sites))
    if not spread and not phrase.denied and not phrase.another:
        sites = [site for site in sites if site not in own] if lesion else sites
        if not sites:
            return
    result = _result(phrase, spread, lesion, placed)
    if result is not None:
        yield from ((result, site) for site in sites)


def _result(phrase: Phrase, spread: bool, lesion: bool, placed: bool) -> str | None:
    speaks = phrase.confined or (phrase.denied and phrase.by_name is not None)
    if phrase.unchanged or (not speaks and phrase.nouns == {"mass"} and not phrase.sites):
        return None
    thing = spread or lesion
    if phrase.denied and phrase.by_name is not None and phrase.nouns and not phrase.denied_behind:
        return NEGATIVE
    if thing and phrase.denied:
        if not phrase.denied_behind:
            return NEGATIVE
        return NEGATIVE if phrase.suspected else INDETERMINATE
    if phrase.confined:
        return None if spread or phrase.suspected or phrase.doubted else NEGATIVE
    if phrase.verdict == NEGATIVE:
        return NEGATIVE
    if phrase.denied:
        return None
    if phrase.benign and not spread:
        if phrase.suspected or phrase.doubted:
            return INDETERMINATE if lesion or placed else None
        return NEGATIVE if placed else None
    if phrase.doubted:
        return INDETERMINATE if thing or phrase.verdict == INDETERMINATE else None
    if spread or (lesion and phrase.suspected):
        return POSITIVE
    if phrase.verdict is not None:
        return phrase.verdict
    return INDETERMINATE if lesion and placed else None
