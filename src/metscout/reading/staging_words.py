"""The words of staging sites and editions, compiled once, and what a text says with them."""

import re
from collections.abc import Iterable, Iterator

from metscout.facts.tnm import spelled
from metscout.packs.load import Knowledge
from metscout.packs.staging_model import Staging
from metscout.terms.frozen import frozen

Words = tuple[str, ...]
_CLAUSE = re.compile(r"[,.;:()\n]|\bbut\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+|\?(?=\w)|\?|\+")
_ASKED_AFTER = "??"
_DENIED_BEFORE = re.compile(
    r"(?:^| )(?:\?|no|not|without|denies|negative|rule out|ruled out|r o|excludes?|excluded|possible|possibly|"
    r"suspected|suspicious|suspicion|unlikely|vs|versus|equivocal|indeterminate|questionable|concern|concerning|risk|"
    r"history|h o|prior|previous|mother|father|sister|brother|family)(?= |$)"
    r"|(?<!positive )\bfor(?: any)?$|\b(?:assess|evaluate|eval|detect|find|check)$"
)
_DENIED_AFTER = re.compile(
    r"\?\?|\b(?:negative|ruled out|excluded|unlikely|suspected|possible|vs|versus|equivocal|indeterminate|absent|"
    r"not (?:seen|present|found|proven|known|confirmed)|work ?up|evaluation|staging|surveillance|search|screening|"
    r"assessment)\b"
)
_REACH = 4
_JOINS = frozenset({"or", "nor", "and", "any"})
_BETWEEN = frozenset({"left", "right", "bilateral", "is", "are", "was", "were", "both", "in", "to", "of", "the", "a"})
_POSITIVE_BEFORE = frozenset(
    {"positive", "involved", "metastatic", "malignant", "metastasis", "metastases", "mets", "met", "proven"}
)
_POSITIVE_AFTER = frozenset(
    {"positive", "pos", "involved", "involvement", "metastatic", "metastasis", "metastases", "mets", "met", "+"}
)
_NUMBER_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split())}
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_NODES = r"(?:regional |lymph |positive |involved |mesorectal |pericolic )*(?:nodes?|lns?)\b"
_COUNT = re.compile(
    rf"\b(?P<some>{_NUMBER}) ?(?:/|of|out of) ?(?P<all>{_NUMBER}) (?:the )?{_NODES}(?! ?(?:negative|neg|clear|free)\b)"
    rf"|\b(?:nodes?|lns?)(?: positive| negative)?:? ?(?P<some2>\d{{1,3}}) ?(?:/|of) ?(?P<all2>\d{{1,3}})\b"
    rf"|\b(?P<some3>{_NUMBER}) (?:positive|involved) (?:regional |lymph )*(?:nodes?|lns?)\b"
    rf"|\b(?P<some4>{_NUMBER}) (?:regional |lymph )*(?:nodes?|lns?) (?:positive|involved|pos)\b"
)
# Editions 1 to 4 are of no use today, and their numbers stand for stages and categories.
_EDITION = re.compile(r"(?<!\d)\d(?P<nth>th)?\b|\b(?P<word>eighth|ninth)\b")
_SHORT = r"(?:v(?:ersion )?[5-9]|[5-9]th)"  # an edition where another one stands beside it
_AND = "(?:and|or|vs|versus)"
_BARE_COUNT = re.compile(r"(?P<some>\d{1,3}) ?(?:/|of) ?(?P<all>\d{1,3})")


@frozen
class Phrase:
    """Words that say a category in a text; `positive`: only where they are called positive, involved or the like."""

    words: Words
    text: str
    positive: bool


@frozen
class StageWords:
    """The spellings of all sites and editions, ready to compare."""

    sites: dict[str, tuple[str, ...]]
    outside: dict[str, tuple[str, ...]]
    outside_in_text: tuple[tuple[str, str], ...]
    edition_shapes: re.Pattern[str]
    known: dict[str, frozenset[str]]
    phrases: dict[str, dict[str, tuple[Phrase, ...]]]


def stage_words(knowledge: Knowledge) -> StageWords:
    """The words of the staging files, compiled once for this knowledge."""
    return knowledge.remember("stage words", lambda: _stage_words(knowledge.staging))


def _stage_words(staging: Staging) -> StageWords:
    sites: dict[str, tuple[str, ...]] = {}
    outside: dict[str, tuple[str, ...]] = {}
    in_text: list[tuple[str, str]] = []
    for site in staging.sites.values():
        for name in dict.fromkeys(map(spelled, (site.id, site.label, *site.names))):
            sites[name] = (*sites.get(name, ()), site.id)
        for entry in site.outside:
            for name in dict.fromkeys(map(spelled, (entry.id, *entry.names))):
                outside[name] = (*outside.get(name, ()), entry.id)
            in_text += [(spelled(name), entry.id) for name in entry.names if " " in spelled(name)]
    editions = _edition_names(staging)
    known = {
        site.id: frozenset(spelled(text) for words in site.words for text in words.words)
        for site in staging.sites.values()
    }
    phrases = {site.id: _phrase_table(site.id, staging) for site in staging.sites.values()}
    return StageWords(sites, outside, tuple(in_text), _shapes(editions), known, phrases)


def _edition_names(staging: Staging) -> tuple[str, ...]:
    """The names of editions that cannot be anything else, longest first."""
    names = {name for table in staging.tables.values() for name in (table.edition.lower(), *table.names)}
    names |= {name for site in staging.sites.values() for entry in site.without_table for name in entry.names}
    return tuple(sorted((name for name in names if len(name) > 3), key=lambda name: (-len(name), name)))


def _shapes(names: Iterable[str]) -> re.Pattern[str]:
    """Editions as they are spelled, those that are not here among them: `ajcc 8` known makes `ajcc 7` one."""
    found: dict[str, None] = {}
    for name in map(spelled, names):
        found[_EDITION.sub(_any_edition, name)] = None
    either = "|".join(found)
    return re.compile(
        rf"\b(?:(?P<before>{_SHORT}) (?:{_AND} )?)?(?P<name>{either})\b(?: (?:{_AND} )?(?P<after>{_SHORT})\b)?"
    )


def _any_edition(match: re.Match[str]) -> str:
    if match["word"]:
        return "(?:fifth|sixth|seventh|eighth|ninth|tenth)"
    return "(?:[5-9]|1[0-9])" + ("th" if match["nth"] else "")


def editions_in(line: str, words: StageWords) -> tuple[str, ...]:
    """The editions that a spelled line names, each once, those that are not here as well."""
    found: dict[str, None] = {}
    for match in words.edition_shapes.finditer(line):
        found |= dict.fromkeys(part for part in (match["before"], match["name"], match["after"]) if part)
    return tuple(found)


def without_editions(text: str, words: StageWords) -> str:
    """The text, spelled, without the editions that it names."""
    return words.edition_shapes.sub(" ", spelled(text))


def _phrase_table(site: str, staging: Staging) -> dict[str, tuple[Phrase, ...]]:
    """The phrases that count in a text, by their first word, longest first."""
    found: dict[str, list[Phrase]] = {}
    for meaning in staging.sites[site].words:
        for text in meaning.words if meaning.anywhere or meaning.positive else ():
            words = tuple(_tokens(text))
            found.setdefault(words[0], []).append(Phrase(words, spelled(text), meaning.positive))
    return {first: tuple(sorted(ones, key=lambda one: -len(one.words))) for first, ones in found.items()}


def _tokens(text: str) -> list[str]:
    """Words, plus signs and question marks; a mark that stands behind what it asks reads as its own token."""
    found: list[str] = []
    text = text.casefold()
    for match in _TOKEN.finditer(text):
        before_a_word = match.end() < len(text) and text[match.end()].isalnum()
        found.append(_ASKED_AFTER if match[0] == "?" and not before_a_word else match[0])
    return found


def said_phrases(text: str, words: StageWords) -> tuple[tuple[str, str], ...]:
    """Each phrase that the text says, with its site, unless what stands around it denies or doubts it."""
    found: dict[tuple[str, str], None] = {}
    for clause in _CLAUSE.split(text) if text else ():
        tokens = _tokens(clause)
        matches = {site: list(_matches(tokens, table)) for site, table in words.phrases.items()}
        places = {(start, end) for ones in matches.values() for start, end, phrase in ones if phrase.positive}
        for site, ones in matches.items():
            own = [one for one in ones if one[2].positive or not _hidden(one[0], one[1], places)]
            found |= dict.fromkeys((site, phrase.text) for phrase in _undenied(tokens, own))
    return tuple(found)


def _hidden(start: int, end: int, places: Iterable[tuple[int, int]]) -> bool:
    """Whether the words belong to a place another site knows: `para-aortic node positive` is no `node positive`."""
    return any(start < other_end and other_start < end for other_start, other_end in places)


def _matches(tokens: list[str], table: dict[str, tuple[Phrase, ...]]) -> Iterator[tuple[int, int, Phrase]]:
    """Phrases from left to right, the longest at each place, with what calls them positive."""
    at = 0
    while at < len(tokens):
        for phrase in table.get(tokens[at], ()):
            end = at + len(phrase.words)
            if tuple(tokens[at:end]) != phrase.words:
                continue
            start, end = _with_sign(tokens, at, end) if phrase.positive else (at, end)
            if end:
                yield start, end, phrase
                at = end - 1
                break
        at += 1


def _with_sign(tokens: list[str], start: int, end: int) -> tuple[int, int]:
    """The span with the word that calls it positive; an empty one where none does."""
    after = end
    while after < len(tokens) and tokens[after] in _BETWEEN:
        after += 1
    if after < len(tokens) and tokens[after] in _POSITIVE_AFTER:
        return start, after + 1
    before = start - 1
    while before >= 0 and tokens[before] in _BETWEEN:
        before -= 1
    if before >= 0 and tokens[before] in _POSITIVE_BEFORE:
        return before, end
    return 0, 0


def _undenied(tokens: list[str], matches: list[tuple[int, int, Phrase]]) -> Iterator[Phrase]:
    last_end, denied = 0, False
    for number, (start, end, phrase) in enumerate(matches):
        before = tokens[last_end:start]
        next_start = matches[number + 1][0] if number + 1 < len(matches) else len(tokens)
        after = " ".join(tokens[end : min(next_start, end + _REACH)])
        carried = denied and bool(before) and _JOINS.issuperset(before)
        denied = carried or _DENIED_BEFORE.search(" ".join(before)) is not None
        if not denied and not _DENIED_AFTER.search(after):
            yield phrase
        last_end = end


def count_of_nodes(text: str) -> int | None:
    """How many nodes the text calls positive; None where it does not say, or says two numbers."""
    found = set()
    for match in _COUNT.finditer(" ".join(text.casefold().split())):
        some = next(value for key, value in match.groupdict().items() if key.startswith("some") and value)
        among = match["all"] or match["all2"]
        if among is None or _number(some) <= _number(among):
            found.add(_number(some))
    return found.pop() if len(found) == 1 else None


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def bare_count(text: str) -> int | None:
    """The count of a value given for N itself: `5/14`, or a text that says it."""
    match = _BARE_COUNT.fullmatch(text.strip().casefold())
    if match is not None and int(match["some"]) <= int(match["all"]):
        return int(match["some"])
    return count_of_nodes(text)
