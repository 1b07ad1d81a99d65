"""Results in free text: what the line says a study has shown, and what it only asks, plans or remembers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from metscout.facts.history import Prior, Result
from metscout.facts.sheet import Fact
from metscout.packs.load import Knowledge
from metscout.reading import stances as s
from metscout.reading.findings import NEGATIVE, POSITIVE, TIED, Item, Phrase, comes_to, read_phrases
from metscout.reading.history import read_date, unstated
from metscout.reading.mentions import Line
from metscout.reading.order_words import folded
from metscout.reading.orders import read_order
from metscout.reading.report_words import ReportWords, report_words
from metscout.reading.tokens import SENTENCE
from metscout.terms.errors import FactError

SITE, QUESTION, PRIMARY_MRI = "cancer.primary_site", "imaging.question", "imaging.primary_mri"
ANSWERED, BY_NAME, ASKED_NEXT = "imaging.answered_question", "imaging.answered_by_name", "imaging.what_follows"
_NOWHERE, _ANY, _EVERYWHERE = "none", "any", "everywhere"
_LOOK_AHEAD, _DAY = 6, 10
_NOTHING_TOLD = -1, False, False
_SOFT_PARTS = (",", ".", ";", "and")
_PARTS = (*_SOFT_PARTS, "-", ":")
_TELLS = {
    "shows", "verdict", "confined", "denies", "suspects", "doubts", "with", "site", "noun", "benign", "amounts",
    "breaks",
}  # fmt: skip
_SAYS = {"doubts", "suspects", "denies", "verdict", "benign"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEHIND = re.compile(r"[\s(]*(?:[a-z]+\s+){0,3}\(?(?=\d)", re.IGNORECASE)  # what may stand between a study and its date
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_OF_FINDINGS = "metastasis."
_PAST = s.RELATIVE | s.PAST


@dataclass(slots=True)
class Study:
    """A study that the line names: its tokens, and what it shows where its result names no place."""

    first: int
    last: int
    item: Item
    place: str | None = None
    clear_says_nothing: bool = False
    broad: bool = False
    weak: bool = False
    told: bool = False


@dataclass(slots=True)
class Told:
    """The results of a line, the studies done on a certain day, and the facts read, without those of findings."""

    results: tuple[Result, ...]
    prior: tuple[Prior, ...]
    facts: tuple[Fact, ...]


def read_told(line: Line, facts: Iterable[Fact], knowledge: Knowledge) -> Told:
    """The results that the line tells, and the facts that follow from its telling them.

    What is planned, asked, doubted by a question mark, of a relative or of years ago is no result.
    Raises FactError where one study is told to show a thing and not to show it.
    """
    reader = _Reader(line, tuple(facts), knowledge)
    reader.read()
    return Told(tuple(reader.results), tuple(reader.prior()), (*reader.kept(), *reader.facts()))


class _Reader:
    """Reads one line."""

    def __init__(self, line: Line, facts: tuple[Fact, ...], knowledge: Knowledge) -> None:
        self.line = line
        self.tokens = line.tokens
        self.known = facts
        self.knowledge = knowledge
        self.words = report_words(knowledge, line.lexicon.keep)
        self.items = _items(line, self.words)
        self.starts = {item.first: item for item in self.items}
        self.ends = {item.last: item for item in self.items}
        self.studies = self._studies()
        self.own = self._own_places()
        self.results: list[Result] = []
        self.answers: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.spans: list[tuple[int, int]] = []
        self._said: dict[tuple[str, str | None, str | None], str] = {}

    def read(self) -> None:
        """Read what stands behind each study, before it, and where no study is named."""
        shared: list[Study] = []
        for number, study in enumerate(self.studies):
            following = self.studies[number + 1] if number + 1 < len(self.studies) else None
            if self._is_no_study(study):
                continue
            told = self._told(study, following, number)
            if following is not None and not told and self._is_listed(study, following):
                shared.append(study)
                continue
            for other in (*shared, study) if told else ():
                for phrase in told:
                    self._add(phrase, other)
                other.told = True
            shared = []
        if not self.results:
            self._without_a_study()

    def _told(self, study: Study, following: Study | None, number: int) -> list[Phrase]:
        """What is told of a study, before it and behind; how sure it is may stand behind: `nodule on CT, equivocal`."""
        before = self._before(study, number)
        unsettled = bool(before) and before[-1].open
        behind = self._behind(study, following, hedged=unsettled)
        if unsettled and behind and not behind[0].sites:
            first = behind.pop(0)
            if first.nouns:
                self.spans.append(self.tokens.span(first.first, first.last))
            before[-1].doubted, before[-1].suspected, before[-1].benign = first.doubted, first.suspected, first.benign
        return before + behind

    # --- studies ------------------------------------------------------------------------------------------

    def _studies(self) -> list[Study]:
        found: list[Study] = []
        for place, item in enumerate(self.items):
            is_study = "studies" in item.senses
            if not is_study and "tracers" in item.senses and self._is_avid(item.last):
                is_study = not found or not self._same_clause(found[-1].first, item.first)
            if not is_study or (found and item.first < found[-1].last):
                continue
            found.append(self._study(place))
        return found

    def _is_avid(self, at: int) -> bool:
        item = self.starts.get(at)
        return item is not None and ("suspects" in item.senses or item.senses.get("verdict") == POSITIVE)

    def _study(self, place: int) -> Study:
        items = self.items
        study = Study(items[place].first, items[place].last, items[place])
        parts = [items[place]]
        at = place - 1
        while at >= 0 and items[at].last == study.first and _is_part(items[at]) and not _is_told(items[at]):
            study.first = items[at].first
            parts.append(items[at])
            at -= 1
        at = place + 1
        while at < len(items) and self._goes_on(study, at):
            if "studies" in items[at].senses and "region" not in items[at].senses:
                break
            step = at if _is_part(items[at]) else at + 1
            study.last = items[step].last
            parts.append(items[step])
            at = step + 1
        self._describe(study, parts)
        return study

    def _goes_on(self, study: Study, at: int) -> bool:
        """Whether the item belongs to the study's name: a part of the body, or a word of how it is done."""
        items = self.items
        if items[at].first != study.last:
            return False
        step = at
        if not _is_part(items[at]):
            if "joins" not in items[at].senses or at + 1 >= len(items) or items[at + 1].first != items[at].last:
                return False
            step = at + 1
            if "region" not in items[step].senses:
                return False
        item = items[step]
        if "region" not in item.senses and "study_words" not in item.senses:
            return False
        behind = self.starts.get(item.last)
        return "region" not in item.senses or behind is None or "noun" not in behind.senses

    def _describe(self, study: Study, parts: list[Item]) -> None:
        regions = {part.senses["region"] for part in parts if "region" in part.senses}
        alone = {part.senses["alone"] for part in parts if "alone" in part.senses}
        places = regions or alone
        study.weak = any("weak" in part.senses for part in parts)
        study.clear_says_nothing = bool(places) and places <= {_NOWHERE}
        staged = any("staging_words" in part.senses for part in parts)
        everywhere = _EVERYWHERE in places | alone or len(places) > 1 or (staged and not regions)
        study.broad = everywhere and not study.weak
        if len(places) == 1 and not study.broad:
            (place,) = places
            study.place = None if place in (_NOWHERE, _ANY, _EVERYWHERE) else place

    def _is_no_study(self, study: Study) -> bool:
        """Whether it takes tissue, is somebody else's, or is of long ago."""
        behind, before = self.starts.get(study.last), self.ends.get(study.first)
        if behind is not None and "sampling" in behind.senses:
            return True
        if study.last < len(self.tokens.words) and self.tokens.joined[study.last]:
            return True
        if study.first in self.line.blocked or study.item.first in self.line.blocked:
            return True
        for mention in self.line.in_sentence(study.first):
            if mention.first < study.first and {"relative", "family"} & set(mention.cues()):
                return True
            if mention.first < study.last and mention.last > study.first and mention.stance & _PAST:
                return True
        near = [self.starts[at] for at in range(study.first - 4, study.first) if at in self.starts]
        if any("earlier" in item.senses for item in near if self._same_clause(item.first, study.first)):
            return True
        if before is not None and "in_place_of" in before.senses:
            return True
        return bool(study.first) and bool(_YEAR.fullmatch(self.tokens.words[study.first - 1]))

    def _is_listed(self, study: Study, following: Study) -> bool:
        """Whether nothing but a joint stands between two studies, as in `CT chest and MRI liver negative`."""
        gap = [self.starts.get(at) for at in range(study.last, following.first)]
        words = self.tokens.words[study.last : following.first]
        return len(words) <= 2 and all(
            word == "," or (item is not None and "joins" in item.senses) for word, item in zip(words, gap, strict=True)
        )

    # --- what stands behind a study -----------------------------------------------------------------------

    def _behind(self, study: Study, following: Study | None, *, hedged: bool) -> list[Phrase]:
        """What is told behind a study; `hedged`: how sure is what stands before it may follow a comma."""
        end = self._sentence_end(study.last)
        if self._says_done(study.last, end):
            end = self._sentence_end(min(end + 1, len(self.tokens.words)))
        limit = end if following is None else min(end, following.first)
        start, strict, explicit = self._opening(study, limit)
        if start < 0 and hedged:
            start, strict = self._what_it_is(study, limit), True
        if start < 0 or self._is_hypothetical(study, explicit):
            return []
        if explicit and any("hypothetical" in i.senses for i in self._within(study.last, start)):
            return []
        stop = self._stop(start, limit)
        told = read_phrases(self.line, self.starts, start, stop)
        if following is not None and limit == following.first and told:
            on = self.ends.get(following.first)
            if on is not None and "seen_on" in on.senses and told[-1].last >= on.first - 2:
                told = told[:-1]
        told = [phrase for phrase in told if not self._is_asked(phrase, stop, end)]
        told = _settled(told, placed_will_do=not strict) if not explicit else told
        if "uptake_of" in study.item.senses:  # `SSTR positive` is said of the tumor
            told = [p for p in told if p.nouns or p.sites or self._is_of_the_study(study, p)]
        return _without_overruled(told)

    def _what_it_is(self, study: Study, limit: int) -> int:
        """Where a comma is followed by what the finding before the study is held to be; -1 where it is not."""
        at = study.last + 1
        following = self.starts.get(at)
        if at >= limit or self.tokens.words[study.last] != "," or following is None:
            return -1
        said = read_phrases(self.line, self.starts, at, limit)
        is_hedge = "suspects" in following.senses and bool(said) and said[0].first == at
        return at if is_hedge and "spread" in said[0].nouns and not said[0].sites else -1

    def _is_of_the_study(self, study: Study, phrase: Phrase) -> bool:
        """Whether a negative verdict closes its clause, so that it is of the scan and not of the tumor's uptake."""
        scanned = "studies" in study.item.senses
        return scanned and phrase.verdict == NEGATIVE and self._ends_clause(phrase.last)

    def _says_done(self, start: int, end: int) -> bool:
        """Whether nothing but that it was done stands there, so that the next sentence tells what it showed."""
        item = self.starts.get(start)
        return item is not None and "done" in item.senses and item.last == end

    def _opening(self, study: Study, limit: int) -> tuple[int, bool, bool]:
        """Where the finding begins, whether it must say how sure it is, and whether a verb says it was found.

        The place is -1 where nothing is told.
        """
        at, done = self._behind_date(study, limit)
        if at < 0 or at >= limit:
            return _NOTHING_TOLD
        item, word = self.starts.get(at), self.tokens.words[at]
        if word in _PARTS or (item is not None and "is" in item.senses):
            return self._behind_mark(at, limit, done)
        if item is None or not item.senses.keys() & _TELLS:
            return self._later_verb(at, limit)
        senses = item.senses.keys()
        if "breaks" in senses:
            return item.last, True, False
        if "not_done" in senses and not senses & {"verdict", "shows"}:
            return _NOTHING_TOLD
        if "shows" in senses:
            following = self.starts.get(item.last)
            return (following.last if following is not None and "is" in following.senses else item.last), False, True
        if "loose" in senses and not self._closes(item.last):
            return _NOTHING_TOLD
        if senses & {"verdict", "confined", "denies", "suspects"}:
            return at, False, False
        if "with" in senses and "noun" not in senses:
            return item.last, "joins" in senses, False
        return at, True, False

    def _behind_date(self, study: Study, limit: int) -> tuple[int, bool]:
        """The token behind the words that say when the study was done, and whether they say that it was.

        -1 where it is of years or months ago.
        """
        at, dated, done = study.last, False, False
        while at < limit:
            item, word = self.starts.get(at), self.tokens.words[at]
            senses = item.senses.keys() if item is not None else set()
            if item is not None and "done" in senses and "not_done" not in senses:
                done, at = True, item.last
            elif "earlier" in senses:
                return -1, done
            elif self.tokens.numeric[at] and senses <= {"amounts"} and not self._is_size(at):
                dated, at = True, at + 1
            elif not (word in "()" or (dated and (word in "/-" or "date_words" in senses)) or self._leads_to_date(at)):
                break
            else:
                at += 1
        end = self.tokens.starts[at] if at < len(self.tokens.starts) else len(self.line.text)
        span = self.line.text[self.tokens.starts[study.last] : end] if at > study.last else ""
        return (-1 if dated and _is_old(span) else at), done

    def _behind_mark(self, at: int, limit: int, done: bool) -> tuple[int, bool, bool]:
        """What follows a comma, a colon or `is`."""
        item, word = self.starts.get(at), self.tokens.words[at]
        after = item.last if item is not None and "is" in item.senses else at + 1
        following = self.starts.get(after)
        senses = following.senses.keys() if following is not None else set()
        if following is not None and "shows" in senses:
            return following.last, False, True
        if word in _SOFT_PARTS:
            if word == "," and self._is_counted(after, limit):
                return after, True, False
            if following is None or not (senses & {"verdict", "confined", "denies"} or done):
                return _NOTHING_TOLD
            if "verdict" in senses and not self._closes(following.last):
                return _NOTHING_TOLD
            return after, True, False
        if senses & {"not_done", "ends"} and not senses & {"verdict", "denies"}:
            return _NOTHING_TOLD
        return after, word not in (":", "=", "-", "→"), False

    def _is_counted(self, at: int, limit: int) -> bool:
        """Whether metastases at a place stand there with their number or size, so that they were seen."""
        said = read_phrases(self.line, self.starts, at, self._clause_end(at) if at < limit else limit)
        if not said or said[0].first != at:
            return False
        return said[0].open and said[0].amount and "spread" in said[0].nouns and bool(said[0].sites)

    def _closes(self, at: int) -> bool:
        """Whether nothing that is unknown here follows."""
        return self._ends_clause(at) or at in self.starts or self.tokens.words[at] == "?"

    def _later_verb(self, at: int, limit: int) -> tuple[int, bool, bool]:
        """A verb of showing a few words on, as in `CT done at the outside hospital showed`."""
        clause = self.tokens.clauses[at]
        for look in range(at, min(limit, at + _LOOK_AHEAD)):
            if self.tokens.clauses[look] != clause:
                break
            item = self.starts.get(look)
            if item is None:
                continue
            if "shows" in item.senses and look + 1 < limit:
                return item.last, False, True
            if item.senses.keys() & {"ends", "not_done", "hypothetical", "to_come", "earlier", "noun"}:
                break
        return -1, False, False

    def _leads_to_date(self, at: int) -> bool:
        """Whether a word such as `on` stands before a date."""
        item, following = self.starts.get(at), self.starts.get(at + 1)
        if item is None or "before_date" not in item.senses or at + 1 >= len(self.tokens.words):
            return False
        return self.tokens.numeric[at + 1] or (following is not None and "done" in following.senses)

    def _is_size(self, at: int) -> bool:
        following = self.tokens.words[at + 1] if at + 1 < len(self.tokens.words) else ""
        return following in self.line.lexicon.tables["lengths"] or following == "x"

    def _stop(self, start: int, limit: int) -> int:
        """Where the words of the finding end: at a word that asks or plans."""
        at = start
        while at < limit:
            item = self.starts.get(at)
            if item is not None and "ends" in item.senses and not item.senses.keys() & _SAYS:
                return at
            at = item.last if item is not None else at + 1
        return limit

    def _is_hypothetical(self, study: Study, explicit: bool) -> bool:
        """Whether the study is to come, or only may be, or is asked whether."""
        for item in self._within(self._clause_start(study.first), study.first):
            if "hypothetical" in item.senses:
                return True
            if "to_come" in item.senses and not explicit:
                return True
        return False

    def _is_asked(self, phrase: Phrase, stop: int, end: int) -> bool:
        """Whether a question mark closes the clause that the phrase ends."""
        words, levels = self.tokens.words, self.tokens.levels
        at = phrase.last
        while at < len(words) and at - phrase.last < 6:
            if words[at] == "?":
                return True
            if levels[at] or at >= stop:
                return False
            item = self.starts.get(at)
            if item is not None and item.senses.keys() & {"ends", "next_asked"}:
                return False
            at += 1
        return False

    # --- what stands before it ----------------------------------------------------------------------------

    def _before(self, study: Study, number: int) -> list[Phrase]:
        on = self.ends.get(study.first)
        if on is None and self._is_bracketed(study):
            on = Item(study.first - 1, study.first, {"seen_on": 1})
        if on is None:
            return []
        if on.senses.get("verdict") is not None and "denies" not in on.senses:
            return self._leading_verdict(study, on)
        if "seen_on" not in on.senses:
            return []
        edge, seen = on.first, len(self.tokens.words[on.first : on.last]) > 1
        said = self.ends.get(edge)
        if said is not None and "seen" in said.senses:
            edge, seen = said.first, True
        start = self._sentence_start(study.first)
        if number:
            start = max(start, self.studies[number - 1].last)
        opened = self._clause_start(edge)
        asked = [i for i in self._within(opened, edge) if i.senses.keys() & {"ends", "hypothetical", "to_come"}]
        asked = [i for i in asked if not self._is_heading(i)]
        asked = [i for i in asked if not i.senses.keys() & _SAYS]
        if any("hypothetical" in item.senses for item in asked) or (asked and not seen):
            return []
        if any("earlier" in i.senses for i in self._within(opened, edge)):
            return []
        if any(_YEAR.fullmatch(word) for word in self.tokens.words[opened:edge]):
            return []
        told = read_phrases(self.line, self.starts, start, edge)
        if not told or edge - told[-1].last > 2 or told[-1].first < 0:
            return []
        after = study.last
        if after < len(self.tokens.words) and self.tokens.words[after] == "?":
            return []
        kept = [told[-1]]
        for phrase in reversed(told[:-1]):
            tied = kept[0].joined in TIED
            listed = kept[0].joined == "," and len(kept) > 1 and not phrase.open
            if not (tied or listed):
                break
            kept.insert(0, phrase)
        if self.tokens.words[kept[0].first - 1 : kept[0].first] == ["?"] and not seen:
            return []
        return _without_overruled(kept)

    def _is_heading(self, item: Item) -> bool:
        """Whether it is the heading of what was found, as in `staging: lesions on CT`."""
        behind = self.tokens.words[item.last : item.last + 1]
        return "heads" in item.senses and behind in ([":"], ["-"], ["="])

    def _is_bracketed(self, study: Study) -> bool:
        """Whether the study stands by itself in brackets behind what it showed."""
        around = (*self.tokens.words[study.first - 1 : study.first], *self.tokens.words[study.last : study.last + 1])
        return around == ("(", ")")

    def _leading_verdict(self, study: Study, said: Item) -> list[Phrase]:
        """`negative CT CAP`, `equivocal bone scan`."""
        words = self.tokens.words
        before = self.ends.get(said.first)
        if before is not None and before.senses.keys() & {"denies", "hypothetical", "to_come", "not_yet"}:
            return []
        behind = self.starts.get(study.last)
        if behind is not None and behind.senses.keys() & {"not_done", "to_come"}:
            return []
        if self._is_hypothetical(study, explicit=False) or words[study.last : study.last + 1] == ["?"]:
            return []
        return read_phrases(self.line, self.starts, said.first, said.last)

    def _without_a_study(self) -> None:
        """A finding in a radiologist's words, which only a study can have shown."""
        for item in self.items:
            if "radiologic" not in item.senses:
                continue
            start, end = self._clause_start(item.first), self._clause_end(item.last)
            for phrase in read_phrases(self.line, self.starts, start, self._stop(start, end)):
                if phrase.radiologic and phrase.sites and "lesion" in phrase.nouns and not phrase.denied:
                    if item.first in self.line.blocked or self._is_asked(phrase, end, end):
                        continue
                    self._add(phrase, None)

    # --- results and facts --------------------------------------------------------------------------------

    def _add(self, phrase: Phrase, study: Study | None) -> None:
        place = study.place if study is not None else None
        doubted_elsewhere = study is not None and study.broad and phrase.doubted and bool(phrase.sites)
        for result, site in comes_to(phrase, place, frozenset() if doubted_elsewhere else self.own):
            local = phrase.confined or not phrase.nouns
            if study is not None and study.clear_says_nothing and result == NEGATIVE and local:
                continue
            if study is not None and study.weak and phrase.confined:
                continue
            if study is not None and not study.weak and not study.clear_says_nothing and result == NEGATIVE:
                self._answer_by_name(phrase, site)
            procedure, named, date = (None, "", None) if study is None else self._named(study)
            found = Result(procedure, result, site, self._finding(phrase, result), date)
            self._check(found, named)
            if phrase.nouns or phrase.benign:
                self.spans.append(self.tokens.span(phrase.first, phrase.last))
            if found not in self.results:
                self.results.append(found)
                if study is not None and not study.weak:
                    self._answer(site, study)

    def _answer(self, site: str | None, study: Study) -> None:
        """Which question the study was to answer, where its place and the finding's say so."""
        asks = self.words.asks
        if site is not None and site in asks and not study.broad:
            self.answers[asks[site]] = None
        elif study.broad or (site is not None and study.place in (None, site) and self._is_distant(site)):
            self.answers[asks[_EVERYWHERE]] = None

    def _answer_by_name(self, phrase: Phrase, site: str | None) -> None:
        """Which question is answered by a negative result that names spread."""
        named = phrase.by_name
        if named is None and "spread" in phrase.nouns:
            asks = self.words.asks
            if site is None or site in asks or self._is_distant(site):
                named = asks.get(site or _EVERYWHERE, asks[_EVERYWHERE])
        if named is not None:
            self.named[named] = None

    def _is_distant(self, site: str) -> bool:
        """Whether a finding there is never regional."""
        return bool(self.words.origins.get(site))

    def _finding(self, phrase: Phrase, result: str) -> str | None:
        if result == NEGATIVE or not phrase.nouns:
            return None
        start, end = self.tokens.span(*(phrase.detail or (phrase.first, phrase.last)))
        said = self.line.text[start:end]
        return f"{said})" if said.count("(") > said.count(")") else said

    def _named(self, study: Study) -> tuple[str | None, str, str | None]:
        """The procedure where the words name one, the words themselves, and the day."""
        start, end = self.tokens.span(study.first, study.last)
        text = self.line.text[start:end]
        (procedure,) = self.knowledge.remember(("study told", text), partial(_procedure, text, self.knowledge))
        return procedure, folded(text), _day(self.line.text[end : end + 32])

    def prior(self) -> Iterable[Prior]:
        """The studies that the line says were done on a certain day; `last week` is no day without a clock."""
        for study in self.studies:
            if self._is_no_study(study) or self._is_hypothetical(study, explicit=False):
                continue
            behind = self.starts.get(study.last)
            if behind is not None and "not_done" in behind.senses and "done" not in behind.senses:
                continue
            procedure, named, date = self._named(study)
            if procedure is not None and date is not None and len(date) == _DAY:
                yield Prior(procedure, date, named)

    def _check(self, found: Result, named: str) -> None:
        if found.result not in (POSITIVE, NEGATIVE):
            return
        key = (found.procedure or named, found.site, found.date)
        if not key[0]:
            return
        told = self._said.setdefault(key, found.result)
        if told != found.result:
            where = f" for {found.site.replace('_', ' ')}" if found.site else ""
            text = f"the same study is told to be {told} and {found.result}{where}; one of them is wrong"
            raise FactError("contradiction", "text", text, found.result)

    def kept(self) -> Iterable[Fact]:
        """The facts that were read, without those of a finding's own words: its size, its kind, what is asked of it."""
        for fact in self.known:
            start, end = fact.origin.span or (-1, -1)
            asked = fact.name == QUESTION  # its words may go on where those of the finding end
            inside = any(first <= start and (end <= last or (asked and start < last)) for first, last in self.spans)
            if fact.name.startswith(_OF_FINDINGS) or not inside:
                yield fact

    def facts(self) -> Iterable[Fact]:
        """The question that the results answer, that the line asks what follows, and the MRI of the primary."""
        if self.results:
            asked = next((item for item in self.items if "next_asked" in item.senses), None)
            stated = {fact.value for fact in self.kept() if fact.name == QUESTION}
            if asked is not None and not stated & self.words.asks_of_the_site.keys():
                yield self.line.fact(ASKED_NEXT, True, asked.first, asked.last)
            told = asked is not None or any(found.result != NEGATIVE for found in self.results)
            answers = self.named or (self.answers if told else {})
            if answers:
                value = next(iter(answers)) if len(answers) == 1 else self.words.asks[_EVERYWHERE]
                yield self.line.fact(ANSWERED, value, *self._where())
            if self.named:
                yield self.line.fact(BY_NAME, True, *self._where())
        yield from self._primary_mri()

    def _where(self) -> tuple[int, int]:
        study = next((study for study in self.studies if study.told), None)
        if study is not None:
            return study.first, study.last
        return self.items[0].first, self.items[0].last

    def _primary_mri(self) -> Iterable[Fact]:
        """Whether an MRI of the primary was done, or is said not to have been; a study of another part says neither."""
        for study in self.studies:
            if "mri" not in study.item.senses or study.first in self.line.blocked:
                continue
            before, behind = self.ends.get(study.first), self.starts.get(study.last)
            said = behind.senses.keys() if behind is not None else set()
            if before is not None and "in_place_of" in before.senses:
                yield self.line.fact(PRIMARY_MRI, False, before.first, study.last)
                return
            if study.place is not None or study.broad:
                continue
            local = self._is_of_primary(study)
            if "undone" in said:
                last = behind.last if behind is not None else study.last
                yield self.line.fact(PRIMARY_MRI, False, study.first, last)
                return
            if before is not None and "not_yet" in before.senses and not study.told:
                if "so_far" in said or (local and self._ends_clause(study.last)):
                    yield self.line.fact(PRIMARY_MRI, False, before.first, study.last)
                    return
                continue
            done = study.told or ("done" in said and "not_done" not in said) or self._shows(study)
            if local and done and not self._is_hypothetical(study, explicit=False):
                yield self.line.fact(PRIMARY_MRI, True, study.first, study.last)
                return

    def _shows(self, study: Study) -> bool:
        """Whether a verb of showing follows, whatever is shown, as in `MRI femur showed a 10 cm mass`."""
        end = self._sentence_end(study.last)
        following = next((other.first for other in self.studies if other.first >= study.last), end)
        return self._opening(study, min(end, following))[2]

    def _ends_clause(self, at: int) -> bool:
        return at >= len(self.tokens.words) or self.tokens.levels[at] > 0

    def _is_of_primary(self, study: Study) -> bool:
        return any("of_primary" in item.senses for item in self._within(study.first, study.last + 1))

    def _own_places(self) -> frozenset[str]:
        """The sites in which the tumor itself may lie, so that a lesion there is none of spread."""
        stated = {fact.value for fact in self.known if fact.name == SITE}
        return frozenset(
            site
            for site, origins in self.words.origins.items()
            if stated & set(origins) or (not stated and site in self.words.own_where_unsaid)
        )

    # --- stretches ----------------------------------------------------------------------------------------

    def _within(self, first: int, last: int) -> list[Item]:
        return [self.starts[at] for at in range(first, last) if at in self.starts]

    def _same_clause(self, one: int, other: int) -> bool:
        return self.tokens.clauses[one] == self.tokens.clauses[other]

    def _clause_start(self, at: int) -> int:
        levels, words = self.tokens.levels, self.tokens.words
        while at > 0 and not (levels[at - 1] and words[at - 1] not in "()"):
            at -= 1
        return at

    def _clause_end(self, at: int) -> int:
        levels = self.tokens.levels
        while at < len(levels) and not levels[at]:
            at += 1
        return at

    def _sentence_start(self, at: int) -> int:
        levels = self.tokens.levels
        while at > 0 and levels[at - 1] < SENTENCE:
            at -= 1
        return at

    def _sentence_end(self, at: int) -> int:
        levels, words = self.tokens.levels, self.tokens.words
        while at < len(levels) and (levels[at] < SENTENCE or words[at] == ";"):
            at += 1
        return at


def _procedure(text: str, knowledge: Knowledge) -> tuple[str | None]:
    """The procedure that the words name; None where they leave it open."""
    try:
        order = read_order(text, knowledge)
    except FactError:
        return (None,)
    if order.procedure is None and order.candidates:
        return (unstated(order.candidates, knowledge),)
    return (order.procedure,)


def _items(line: Line, words: ReportWords) -> list[Item]:
    found: list[Item] = []
    tokens, terms = line.tokens.words, words.terms
    at, size = 0, len(tokens)
    while at < size:
        for rest, senses in terms.get(tokens[at], ()):
            last = at + 1 + len(rest)
            if not rest or tokens[at + 1 : last] == rest:
                found.append(Item(at, last, senses))
                at = last
                break
        else:
            at += 1
    return found


def _is_part(item: Item) -> bool:
    """Whether an item can belong to the name of a study."""
    return bool(item.senses.keys() & {"region", "study_words", "of_primary"})


def _is_told(item: Item) -> bool:
    return "verdict" in item.senses


def _settled(told: list[Phrase], *, placed_will_do: bool) -> list[Phrase]:
    """The phrases that say how sure they are, how many, or where; the first that only names spread ends them."""
    kept: list[Phrase] = []
    for phrase in told:
        spread_alone = "spread" in phrase.nouns and phrase.open and not phrase.amount
        if spread_alone and not ((kept or placed_will_do) and phrase.sites):
            break
        kept.append(phrase)
    return kept


def _without_overruled(told: list[Phrase]) -> list[Phrase]:
    """The phrases without a clear verdict on the whole from which an exception is made."""
    excepted = any(phrase.joined == "but" and (phrase.nouns or phrase.verdict) for phrase in told)
    return [p for p in told if not (excepted and p.is_all_clear)]


def _is_old(span: str) -> bool:
    """Whether the words behind a study date it by year or by month alone."""
    year = _YEAR.search(span)
    return year is not None and _ISO.search(span) is None and _SLASHED.search(span) is None


def _day(behind: str) -> str | None:
    """The day that stands right behind a study; of one that can be read two ways, the year."""
    opening = _BEHIND.match(behind)
    at = opening.end() if opening is not None else 0
    iso = _ISO.match(behind, at)
    if iso is not None:
        return _date(iso.group())
    slashed = _SLASHED.match(behind, at)
    if slashed is None:
        return None
    one, two, year = (int(part) for part in slashed.groups())
    year += 2000 if year < 100 else 0
    if one == two or one > 12 or two > 12:
        month, day = (two, one) if one > 12 else (one, two)
        return _date(f"{year:04}-{month:02}-{day:02}")
    return _date(f"{year:04}")


def _date(text: str) -> str | None:
    try:
        return read_date(text, None, "text")
    except FactError:
        return None
