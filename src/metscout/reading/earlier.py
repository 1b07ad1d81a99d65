"""Earlier cancers: told apart from the present one, so that their treatment is not its treatment."""

from metscout.reading import stances as s
from metscout.reading.groups import is_head
from metscout.reading.mentions import Line, Mention
from metscout.reading.phrases import match_phrase
from metscout.reading.tokens import DASH
from metscout.reading.tumors import Tumor, turns_to_present

_MOST = 40  # tumors compared with each other; a line names a few
_CALLED, _DATED = 2, 1
_FRESH = {"newly", "new"}


def set_earlier_apart(line: Line, tumors: list[Tumor]) -> None:
    """Mark the cancers that the line tells of as earlier ones, and block the words that belong to them.

    A single cancer with a history is the present one.
    """
    living = [t for t in tumors if not t.stance & (s.RELATIVE | s.NEGATED | s.DOUBTED) and (t.site or t.histologies)]
    living = living[:_MOST]
    if len(living) < 2:
        return
    past = [_pastness(line, t) for t in living]
    fresh = [_is_fresh(line, t) for t in living]
    for number, tumor in enumerate(living):
        others = [n for n, other in enumerate(living) if n != number and not _may_be_same(line, tumor, other)]
        if not others or (fresh[number] and past[number] < _CALLED):
            continue
        called = past[number] == _CALLED and any(past[n] < _CALLED for n in others)
        if called or (past[number] == _DATED and any(fresh[n] for n in others)):
            tumor.stance |= s.PAST
    for tumor in living:
        if tumor.stance & s.PAST:
            _block(line, tumor, living)


def _may_be_same(line: Line, one: Tumor, other: Tumor) -> bool:
    """Whether two names may speak of one cancer."""
    broader = line.lexicon.tables["broader"]
    if one.site and other.site and not _related(one.site[0], other.site[0], broader["cancer.primary_site"]):
        return False
    if one.histologies and other.histologies:
        chain = broader["cancer.histology"]
        return any(_related(a, b, chain) for a, _ in one.histologies for b, _ in other.histologies)
    return True


def _related(one: str, other: str, broader: dict[str, str]) -> bool:
    """Whether one value is the other, or refines it."""
    for start, goal in ((one, other), (other, one)):
        step: str | None = start
        while step is not None:
            if step == goal:
                return True
            step = broader.get(step)
    return False


def _pastness(line: Line, tumor: Tumor) -> int:
    """2 where the line calls the cancer an earlier one, 1 where it is dated or treated, else 0."""
    tokens = line.tokens
    sentence = tokens.sentences[tumor.first]
    found = 0
    for mention in line.within(tumor.first - 9, tumor.last + 9):
        if tokens.sentences[mention.first] != sentence:
            continue
        cues = mention.cues()
        before, behind = tumor.first - mention.last, mention.first - tumor.last
        if "past" in cues and 0 <= before <= 5 and _reaches(line, mention.last, tumor.first):
            return _CALLED
        free = behind >= 0 and not any(is_head(m) for m in line.within(tumor.last, mention.first))
        if free and "past_after" in cues:
            return _CALLED
        dated = "dated_after" in cues or (behind <= 5 and _tells_of_treatment(line, mention))
        if (free and dated) or ("given" in cues and 0 <= before <= 2):
            found = _DATED
    for token in range(tumor.last, min(tumor.last + 6, len(tokens.words))):
        if tokens.sentences[token] == sentence and is_year(tokens.words[token]) and tokens.numeric[token]:
            found = _DATED
    return found


def _reaches(line: Line, low: int, high: int) -> bool:
    """Whether nothing between ends what `h/o` says: no boundary, other tumor or word of today."""
    if any(level >= DASH for level in line.tokens.levels[low:high]):
        return False
    return not any(is_head(m) or turns_to_present(m) for m in line.within(low, high))


def _tells_of_treatment(line: Line, mention: Mention) -> bool:
    if "disease_free" in mention.signs():
        return True
    if "treatment" not in mention.senses:
        return False
    return bool(mention.stance & s.GIVEN or "given" in mention.cues() or line.treatment(mention).get("past_word"))


def is_year(word: str) -> bool:
    """Whether a number is a calendar year."""
    return len(word) == 4 and word.isdecimal() and word[:2] in ("19", "20")


def _is_fresh(line: Line, tumor: Tumor) -> bool:
    """Whether the line calls the cancer a new or present one."""
    tokens = line.tokens
    for mention in line.within(tumor.first - 10, tumor.last + 5):
        if tokens.sentences[mention.first] != tokens.sentences[tumor.first]:
            continue
        if not (_FRESH & set(mention.signs()) or "present" in mention.cues() or "basis" in mention.senses):
            continue
        if 0 <= tumor.first - mention.last <= 7 and not any(is_head(m) for m in line.within(mention.last, tumor.first)):
            return True
        behind = 0 <= mention.first - tumor.last <= 4
        if behind and not any(is_head(m) for m in line.within(tumor.last, mention.last + 7)):
            return True
    return False


def _block(line: Line, tumor: Tumor, living: list[Tumor]) -> None:
    """Take the words of an earlier cancer, and of its treatment, out of the patient's present."""
    tokens = line.tokens
    present = [t for t in living if not t.stance & s.PAST]
    start = tumor.first
    while start > 0 and tokens.clauses[start - 1] == tokens.clauses[tumor.first] and not tokens.levels[start - 1]:
        start -= 1
        if tumor.first - start > 40:
            break
    start = max([start, *(t.last for t in present if t.last <= tumor.first)])
    called = [m.first for m in line.within(start, tumor.first) if "past" in m.cues()]
    start = min(called) if called else max(start, _behind_age(line, start, tumor.first))
    stops = {m.first for m in line.within(tumor.last, tumor.last + 60) if turns_to_present(m)}
    stops |= {t.first for t in present}
    end = tumor.last
    while end < len(tokens.words) and tokens.sentences[end] == tokens.sentences[tumor.first] and end not in stops:
        opens = tokens.clauses[end] != tokens.clauses[tumor.last - 1] and tokens.levels[end - 1]
        if opens and not all(_belongs(m) for m in line.in_clause(end)):
            break
        end += 1
        if end - tumor.last > 60:
            break
    line.blocked.update(range(start, end))


def _behind_age(line: Line, start: int, end: int) -> int:
    """The token behind an age with its sex, which stay the patient's; else `start`."""
    tokens, tables = line.tokens, line.lexicon.tables
    for at in range(start, end):
        if not tokens.numeric[at]:
            continue
        unit = match_phrase(tables["age_units"], tokens.words, at + 1)
        behind = at + 1 + (unit[0] if unit is not None and unit[1][1] else 0)
        sexed = tokens.words[behind] in tables["sex_letters"] or any(
            "sex" in m.senses for m in line.within(behind, behind + 1)
        )
        if sexed or behind > at + 1:
            return min(behind + sexed, end)
    return start


def _belongs(mention: Mention) -> bool:
    """Whether a later stretch may still tell of the earlier cancer: treatment, date, outcome."""
    if mention.has("sex", "ask", "spread", "allergen") or is_head(mention) or turns_to_present(mention):
        return False
    if "fact" in mention.senses and "phase" not in mention.senses:
        return False
    signs = set(mention.signs())
    return not signs or signs <= {"disease_free", "follow_up"} or "treatment" in mention.senses
