"""Treatments given, going on, planned or denied, and the signs of where the patient stands in care."""

from dataclasses import dataclass, field

from metscout.reading import stances as s
from metscout.reading.earlier import is_year
from metscout.reading.mentions import Line, Mention
from metscout.reading.phrases import match_phrase
from metscout.reading.tokens import COMMA, DASH
from metscout.reading.tumors import Tumor

_AWAITED = {
    "newly", "new", "before", "staging", "unbiopsied", "planning", "surveillance", "follow_up", "disease_free",
}  # fmt: skip
_MOST_CYCLES = 18
_NOT_NEW = ("exam", "treatment", "allergy")


@dataclass(slots=True)
class Care:
    """What the line tells of treatment and phase. `signs` are the first mention of each sign of phase.

    `treated`: something was done; `awaited`: a first work-up or surveillance is under way; `disease_known`:
    what is given is given to known spread; `sign_at_site`: a new finding where the tumor was; `asked`: the words
    that ask how to treat.
    """

    given: list[Mention] = field(default_factory=list)
    ongoing: list[Mention] = field(default_factory=list)
    planned: list[Mention] = field(default_factory=list)
    denied: list[Mention] = field(default_factory=list)
    signs: dict[str, Mention] = field(default_factory=dict)
    sign_at_site: Mention | None = None
    treated: bool = False
    awaited: bool = False
    disease_known: bool = False
    asked: Mention | None = None


def find_care(line: Line, tumors: list[Tumor], *, treating: bool = False) -> Care:
    """The treatments of the line by their state, and its signs of phase.

    `treating`: the reader is known to ask for treatment, so the disease that the line names is there.
    """
    care = Care()
    asked = treating
    for mention in line.mentions:
        if line.skips(mention, s.RELATIVE):
            continue
        if "treatment" in mention.senses and not mention.stance & s.EXAM:
            if mention.stance & s.QUERIED:
                asked = True
                care.asked = care.asked or (None if line.treatment(mention)["sets"] else mention)
            state = _state(line, mention) if _is_of_tumor(line, mention, tumors) else None
            if state is not None:
                getattr(care, state).append(mention)
        if "care_asked" in mention.senses and not mention.stance & s.PLANNED:
            asked = True
            care.asked = care.asked or mention
    definitive = [m for m in care.given if line.treatment(m).get("definitive")]
    for_spread = any(line.treatment(m).get("for_spread") for m in care.given + care.ongoing)
    _find_signs(line, care, tumors)
    care.treated = bool(definitive or (for_spread and care.given) or "disease_free" in care.signs)
    ended = any(line.treatment(m)["sets"] for m in definitive)
    care.disease_known = treating or ((for_spread or asked) and not ended)
    care.awaited = bool(care.signs.keys() & _AWAITED)
    _find_new_findings(line, care)
    return care


def _is_of_tumor(line: Line, mention: Mention, tumors: list[Tumor]) -> bool:
    """Whether an operation of one organ can have treated a tumor of the line."""
    organs = line.treatment(mention).get("of")
    present = [t for t in tumors if not t.stance & (s.RELATIVE | s.NEGATED | s.PAST) and (t.site or t.histologies)]
    return not organs or not present or any(t.site[0] in organs for t in present if t.site)


def _state(line: Line, mention: Mention) -> str | None:
    """Whether a treatment was given, goes on, is planned or is denied; None where the line leaves it open."""
    stance = mention.stance
    if stance & s.NEGATED:
        return "denied"
    if stance & s.UNKNOWN:
        return None
    dated = _is_dated(line, mention)
    if line.treatment(mention).get("past_word") and not (stance & s.PLANNED and not stance & s.GIVEN):
        return "given"
    if stance & s.PLANNED and not (stance & s.GIVEN and dated):
        return "planned"
    if stance & s.ONGOING and not stance & s.ENDED:
        return "ongoing"
    return "given" if dated or stance & (s.GIVEN | s.ENDED) else None


def _is_dated(line: Line, mention: Mention) -> bool:
    """Whether a year, or a stretch of time, stands right behind the treatment."""
    tokens = line.tokens
    words = tokens.words
    at = mention.last
    opened = at < len(words) and words[at] in ("(", "in", "x", ",")
    at += opened
    if at >= len(words) or not tokens.numeric[at]:
        return False
    if is_year(words[at]):
        return True
    unit = match_phrase(line.lexicon.tables["age_units"], words, at + 1)
    return unit is not None and not unit[1][1] and not (opened and words[at - 1] == ",")


def _find_signs(line: Line, care: Care, tumors: list[Tumor]) -> None:
    for place, mention in enumerate(line.mentions):
        if line.skips(mention, s.RELATIVE | s.UNKNOWN):
            continue
        signs = mention.signs()
        if not mention.stance & s.NEGATED or (signs == ["staging"] and mention.stance & s.DONE):
            for sign in signs:
                meant = _meant(line, mention, sign, tumors)
                if meant is not None:
                    care.signs.setdefault(meant, mention)
        if "given" in mention.cues() and _time_before(line, mention):
            following = next((m for m in line.mentions[place + 1 : place + 4] if not m.cues()), None)
            if following is not None and following.stance & s.NAMED and following.first - mention.last <= 2:
                care.signs.setdefault("surveillance", mention)


def _meant(line: Line, mention: Mention, sign: str, tumors: list[Tumor]) -> str | None:
    """What a sign means where it stands; None where it means nothing there."""
    if sign == "new":
        return sign if _is_new_tumor(line, mention, tumors) else None
    if sign == "cycle":
        return sign if _counts(line, mention) else None
    if sign == "after_words":
        return "surveillance" if _time_before(line, mention) else None
    if sign in ("disease_free", "on_treatment") and mention.stance & s.ASKED:
        return None
    return sign


def _time_before(line: Line, mention: Mention) -> bool:
    """Whether a number of months or years stands right before the mention."""
    tokens = line.tokens
    for at in (mention.first - 2, mention.first - 3):
        if at >= 0 and tokens.numeric[at] and at not in line.taken:
            unit = match_phrase(line.lexicon.tables["age_units"], tokens.words, at + 1)
            if unit is not None and not unit[1][1] and at + 1 + unit[0] == mention.first:
                return True
    return False


def _counts(line: Line, mention: Mention) -> bool:
    """Whether a cycle is numbered, as in `cycle 3`, `C4`; not one of several that were given."""
    tokens, last = line.tokens, mention.last
    if last >= len(tokens.words) or not tokens.numeric[last] or not tokens.words[last].isdecimal():
        return False
    if int(tokens.words[last][:6]) > _MOST_CYCLES:
        return False
    if match_phrase(line.lexicon.tables["age_units"], tokens.words, last + 1):
        return False
    if tokens.ends[last - 1] - tokens.starts[mention.first] == 1:
        following = line.within(last + 1, last + 5)
        of_treatment = any("treatment" in m.senses for m in following)
        short = len(tokens.words[last]) <= 2
        return short and of_treatment and tokens.glued[last] and tokens.capitals(mention.first)
    return not any("given" in m.cues() and m.last == mention.first for m in line.around(mention.first, last, 4))


def _is_new_tumor(line: Line, mention: Mention, tumors: list[Tumor]) -> bool:
    """Whether `new` speaks of the cancer: it stands before or behind its name, not before a finding."""
    tokens = line.tokens
    end = mention.last
    limit = min(len(tokens.words), end + 9)
    stop = next((t for t in range(end, limit) if tokens.levels[t] >= COMMA or tokens.words[t] == ":"), limit)
    for other in line.within(end, stop):
        if other.stance & s.NAMED:
            return True
        if _is_finding(other):
            return other.first == end and "basis" in other.senses
        if other.has("spread", "ask") or ("organ" in other.senses and other.stance & (s.ASKED | s.OUTSIDE)):
            return bool(other.stance & (s.ASKED | s.OUTSIDE)) and _stands_behind_tumor(line, mention, 4)
        if "basis" in other.senses and other.first == end:
            return True
        if other.has(*_NOT_NEW):
            return other.first > end and _stands_behind_tumor(line, mention, 4)
    alone = not any(tokens.words[t].isalpha() for t in range(end, stop))
    opens = mention.first == 0 or tokens.sentences[mention.first - 1] != tokens.sentences[mention.first]
    if alone and opens and any(t.last <= mention.first for t in tumors[:1]):
        return True
    if _stands_behind_tumor(line, mention, 40 if alone else 12, same_clause=not alone):
        return True
    if alone and stop < len(tokens.words) and any(m.stance & s.NAMED for m in line.within(stop, stop + 8)):
        return True
    return end < len(tokens.words) and tokens.words[end] == ":" and bool(tumors)


def _stands_behind_tumor(line: Line, mention: Mention, reach: int, *, same_clause: bool = True) -> bool:
    """Whether the name of a tumor stands before the mention, in its clause or at least in its sentence."""
    tokens = line.tokens
    part = tokens.clauses if same_clause else tokens.sentences
    before = line.within(mention.first - reach, mention.first)
    return any(m.stance & s.NAMED and part[m.first] == part[mention.first] for m in before)


def _is_finding(mention: Mention) -> bool:
    return "new_sign" in mention.signs() or "allergy" in mention.senses


def _find_new_findings(line: Line, care: Care) -> None:
    """Findings that are new where a treated tumor was, and words that suspect a recurrence."""
    scar = any("at_site" in m.signs() and not line.skips(m, s.NEGATED) for m in line.mentions)
    if not care.treated and not scar:
        return
    for place, mention in enumerate(line.mentions):
        signs = mention.signs()
        if not signs or line.skips(mention, s.RELATIVE | s.NEGATED):
            continue
        if "suspects" in signs and _suspects_recurrence(line, place):
            care.signs.setdefault("suspected_recurrence", mention)
        if "new_sign" not in signs:
            continue
        near = line.mentions[max(0, place - 4) : place + 5]
        near = [m for m in near if m is not mention and _in_one_sentence(line, m, mention)]
        site = next((m for m in near if "at_site" in m.signs() and abs(m.first - mention.last) <= 5), None)
        if site is not None or any(_makes_new(line, m, mention) for m in near):
            care.signs.setdefault("suspected_recurrence", mention)
        if site is not None and care.sign_at_site is None:
            care.sign_at_site = mention


def _in_one_sentence(line: Line, one: Mention, other: Mention) -> bool:
    return line.tokens.sentences[one.first] == line.tokens.sentences[other.first]


def _makes_new(line: Line, word: Mention, finding: Mention) -> bool:
    """Whether `new` or `growing` is said of the finding."""
    if not {"new", "growing"} & set(word.signs()) or word.stance & s.NEGATED:
        return False
    if not (0 <= finding.first - word.last <= 5 or 0 <= word.first - finding.last <= 2):
        return False
    between = range(min(word.last, finding.last), max(word.first, finding.first))
    return not any(line.tokens.levels[t] >= DASH for t in between)


def _suspects_recurrence(line: Line, place: int) -> bool:
    """Whether a word that suspects speaks of a recurrence, behind it or else before it."""
    mentions = line.mentions
    here = mentions[place]
    for other in mentions[place + 1 : place + 3]:
        if other.first - here.last <= 2 and _is_recurrence(line, other):
            return not other.stance & s.NEGATED
    before = mentions[place - 1] if place else None
    if before is None or here.first - before.last > 2 or before.stance & s.NEGATED:
        return False
    return _is_recurrence(line, before)


def _is_recurrence(line: Line, mention: Mention) -> bool:
    recurred = line.lexicon.tables["here"]["recurred"]
    return "recurrence" in mention.senses or ("ask" in mention.senses and mention.senses["ask"][0] == recurred)
