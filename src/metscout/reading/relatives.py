"""Words about somebody else: their diseases, devices and ages are not the patient's."""

from metscout.reading import stances as s
from metscout.reading.groups import group_of, is_head
from metscout.reading.mentions import Line, Mention
from metscout.reading.tokens import COMMA, DASH

_FURTHEST = 40
_OF_CARE = {"new", "newly", "before", "staging", "surveillance", "response"}
_MAY_RUN = ("histology", "tumor", "organ", "fact", "allergen", "allergy", "severity")


def set_relatives_apart(line: Line) -> None:
    """Mark what is said of relatives, and block its tokens. A relative who only reports changes nothing."""
    mentions = line.mentions
    for place, mention in enumerate(mentions):
        cues = mention.cues()
        if "family" in cues:
            line.blocked.update(range(mention.first, _end_of(line, place, family=True)))
        elif "relative" in cues and not _only_reports(line, place):
            line.blocked.update(range(_start_of(line, place), _end_of(line, place, family=False)))
    for mention in mentions if line.blocked else ():
        if mention.first in line.blocked:
            mention.stance |= s.RELATIVE


def _only_reports(line: Line, place: int) -> bool:
    """Whether the relative speaks for the patient, or the word says that the patient has children."""
    mention = line.mentions[place]
    for other in line.mentions[place + 1 : place + 3]:
        if other.first - mention.last > 1:
            break
        if {"reporter", "relative_of"} & set(other.cues()):
            return True
    behind = line.tokens.words[mention.last : mention.last + 1]
    if any(word in line.lexicon.tables["links"]["tells"] for word in behind):
        return False
    for other in line.mentions[max(0, place - 2) : place]:
        gap = line.tokens.words[other.last : mention.first]
        if "reported_by" in other.cues() and len(gap) <= 1 and all(word.isalpha() for word in gap):
            return True
    return False


def _start_of(line: Line, place: int) -> int:
    """The token from which the words are of the relative: `pacemaker in her father`, `(brother)`, `pregnant wife`."""
    tokens, mentions = line.tokens, line.mentions
    mention = mentions[place]
    words = tokens.words[max(0, mention.first - 3) : mention.first]
    closed = mention.last >= len(tokens.words) or tokens.levels[mention.last] > 0
    belongs = line.lexicon.tables["links"]["belongs"]
    if closed and (words[-1:] == ["("] or any(word in belongs for word in words)):
        edge = mention.first
        for other in reversed(mentions[max(0, place - 6) : place]):
            gap = range(other.last, edge)
            if len(gap) > 4 or any(tokens.levels[t] >= COMMA for t in gap) or not group_of(other):
                break
            edge = other.first
        return edge
    before = mentions[place - 1] if place else None
    if before is not None and before.last == mention.first and "fact" in before.senses:
        return before.first
    return mention.first


def _end_of(line: Line, place: int, *, family: bool) -> int:
    """The token behind what is said of the relative."""
    tokens = line.tokens
    mention = line.mentions[place]
    turns = {m.first for m in line.mentions[place + 1 : place + 30] if _turns(line, m)}
    at = mention.last
    while at < len(tokens.words) and at - mention.last < _FURTHEST:
        level = tokens.levels[at]
        if at in turns or (tokens.words[at] == "?" and not level):
            return at
        if level >= DASH or (level == COMMA and not _goes_on(line, place, at, family)):
            return at
        at += 1
    return at


def _turns(line: Line, mention: Mention) -> bool:
    """Whether the mention can only be of the patient, even without a comma before it."""
    if {"patient", "breaks"} & set(mention.cues()) or "ask" in mention.senses:
        return True
    anywhere = line.organ(mention.get("organ")) == line.part("anywhere")
    return anywhere or bool({"newly", "before", "surveillance"} & set(mention.signs()))


def _goes_on(line: Line, place: int, comma: int, family: bool) -> bool:
    """Whether the stretch behind a comma still lists what the relative has."""
    tokens = line.tokens
    first, start = comma + 1, line.mentions[place].last
    if all(tokens.numeric[t] or tokens.words[t] == "," for t in range(start, comma)):
        return True
    clause = tokens.clauses[comma] + 1
    members = [m for m in line.mentions[place + 1 : place + 30] if tokens.clauses[m.first] == clause]
    of_patient = any(_is_of_patient(m) for m in members)
    if first < len(tokens.words) and tokens.words[first] in line.lexicon.tables["links"]["goes_on"]:
        return not of_patient
    if not members or of_patient or not all(m.has(*_MAY_RUN) or "relative" in m.cues() for m in members):
        return False
    if family:
        last = members[-1].last
        return any(is_head(m) for m in (*line.within(0, start - 1), *line.within(last, last + 200)))
    lists = line.lexicon.tables["links"]["list"]
    stretch = range(first, min(first + 10, len(tokens.words)))
    return any(tokens.clauses[t] == clause and tokens.words[t].isalpha() and tokens.words[t] in lists for t in stretch)


def _is_of_patient(mention: Mention) -> bool:
    """Whether a stretch with the mention is of the patient: a question, a phase, the sex, a biopsy."""
    return (
        mention.has("sex", "ask", "basis", "spread")
        or bool(_OF_CARE & set(mention.signs()))
        or bool({"patient", "asks", "present"} & set(mention.cues()))
    )
