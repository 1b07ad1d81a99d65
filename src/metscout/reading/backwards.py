"""What stands behind a term and speaks of it: `ruled out`, `suspected`, `done`, `only`, and regions of studies."""

from metscout.reading import stances as s
from metscout.reading.groups import SEE_THROUGH, SPREAD, TREATMENT, group_of, is_askable, is_place_of
from metscout.reading.mentions import Line, Mention

_BACK = {
    "negated": s.NEGATED, "possible_after": s.DOUBTED, "likely_after": s.LIKELY, "ended": s.ENDED,
    "not_known": s.UNKNOWN, "asked_after": s.ASKED,
}  # fmt: skip
_OF_TREATMENT = {"given_after": (s.GIVEN, "given"), "planned_after": (s.PLANNED, "planned")}
_REACH = 8


def mark_exams(line: Line) -> None:
    """Organs beside a study's name are the region it looks at."""
    words, mentions = line.tokens.words, line.mentions
    links = line.lexicon.tables["exam_links"]
    ends = line.lexicon.tables["links"]["leads"]
    for place, mention in enumerate(mentions):
        if "exam" not in mention.senses:
            continue
        for step in (1, -1):
            at, edge = place + step, mention.last if step > 0 else mention.first
            while 0 <= at < len(mentions) and abs(at - place) < 7:
                other = mentions[at]
                gap = words[edge : other.first] if step > 0 else words[other.last : edge]
                if len(gap) > 3 or any(word not in links for word in gap) or (step < 0 and "," in gap):
                    break
                if not other.has("organ", "location", "side") or "spread" in other.senses or _leads_on(line, at):
                    break
                if step > 0 and edge != mention.last and any(word in ends for word in gap):
                    break
                other.stance |= s.EXAM
                edge = other.last if step > 0 else other.first
                at += step


def _leads_on(line: Line, place: int) -> bool:
    """Whether a word of spread, a question or a tumor follows without a gap."""
    mentions = line.mentions
    if place + 1 >= len(mentions) or mentions[place + 1].first != mentions[place].last:
        return False
    return mentions[place + 1].has("spread", "ask", "histology", "tumor")


def reach_back(line: Line) -> None:
    """Set on every mention what the cues behind it say."""
    for place, mention in enumerate(line.mentions):
        if _answers_no(line, place):
            line.mentions[place - 1].stance |= s.NEGATED
        for cue in mention.cues():
            if cue == "done":
                _mark_done(line, place)
            elif cue == "only":
                _mark_only(line, place)
            elif cue in _OF_TREATMENT:
                _mark_treatment(line, place, *_OF_TREATMENT[cue])
            elif cue in _BACK and _speaks_back(line, place, cue):
                at = _content_before(line, place, 3 if cue == "not_known" else _REACH)
                if at >= 0:
                    mark_back(line, at, _BACK[cue])


def _answers_no(line: Line, place: int) -> bool:
    """Whether the mention alone denies what a colon or a dash parts it from, as in `pacemaker: no`."""
    tokens, mention = line.tokens, line.mentions[place]
    if not place or not {"negates", "negated"} & set(mention.cues()) or group_of(mention):
        return False
    closed = mention.last >= len(tokens.words) or tokens.levels[mention.last] > 0
    asked = line.mentions[place - 1]
    parted = tokens.words[mention.first - 1] in line.lexicon.tables["links"]["answers"]
    return closed and parted and asked.last == mention.first - 1 and asked.has("fact", "allergy", "recurrence")


def _speaks_back(line: Line, place: int, cue: str) -> bool:
    """Whether the cue speaks of what stands before it, and not of what follows."""
    mention = line.mentions[place]
    if cue == "negated":
        return not (line.tokens.joined[mention.first] and _content_follows(line, place, 0))
    if cue in ("possible_after", "likely_after"):
        return not _content_follows(line, place, 3)
    if cue == "not_known":
        return mention.last >= len(line.tokens.words) or line.tokens.levels[mention.last] > 0
    return True


def _content_before(line: Line, place: int, reach: int) -> int:
    """The nearest mention with content before `place` in the same clause, or -1."""
    tokens, mentions = line.tokens, line.mentions
    here = mentions[place]
    for at in range(place - 1, max(-1, place - 8), -1):
        other = mentions[at]
        if here.first - other.last > reach or tokens.sentences[other.first] != tokens.sentences[here.first]:
            return -1
        if tokens.clauses[other.first] != tokens.clauses[here.first]:
            opening = tokens.words[here.first - 1] if here.first else ""
            if opening not in "([:" or here.first - other.last > 2:
                return -1
        if group_of(other) or "exam" in other.senses:
            return at
    return -1


def _content_follows(line: Line, place: int, reach: int, wanted: int = -1) -> bool:
    """Whether a mention with the wanted content follows in the same clause within `reach` tokens."""
    tokens, mentions = line.tokens, line.mentions
    here = mentions[place]
    for other in mentions[place + 1 : place + 4]:
        if other.first - here.last > reach or tokens.clauses[other.first] != tokens.clauses[here.first]:
            return False
        if group_of(other) & wanted:
            return True
        if other.cues() and not set(other.cues()) & SEE_THROUGH:
            return False
    return False


def mark_back(line: Line, at: int, bit: int) -> None:
    """Mark a mention and those that stand before it in one phrase or list."""
    mentions = line.mentions
    group = group_of(mentions[at])
    mentions[at].stance |= bit
    while at and _goes_back(line, mentions[at - 1], mentions[at], group, bit):
        at -= 1
        mentions[at].stance |= bit


def _goes_back(line: Line, other: Mention, mention: Mention, group: int, bit: int) -> bool:
    gap = line.tokens.words[other.last : mention.first]
    if bit == s.ASKED and (
        other.stance & (s.NEGATED | s.DONE | s.STATED) or (not is_askable(line, other) and is_askable(line, mention))
    ):
        return False
    if bit in (s.ASKED, s.ONLY) and not gap and not is_place_of(line, other, mention):
        return False
    links = line.lexicon.tables["links"]["phrase"]
    if len(gap) > 3 or not group_of(other) & group or any(word not in links or word == "(" for word in gap):
        return False
    return "," not in gap or (bit == s.ASKED and is_askable(line, mention))


def _mark_only(line: Line, place: int) -> None:
    mention = line.mentions[place]
    for at in (place - 1, place - 2):
        if at >= 0 and mention.first - line.mentions[at].last <= 1 and group_of(line.mentions[at]) & SPREAD:
            mark_back(line, at, s.ONLY)
            return


def _mark_treatment(line: Line, place: int, bit: int, forwards: str) -> None:
    """`CRT completed`, `surgery planned`: the treatments before, unless the cue speaks of one behind it."""
    tokens, mentions = line.tokens, line.mentions
    here = mentions[place]
    if forwards in here.cues() and _content_follows(line, place, 4, TREATMENT):
        return
    found = False
    for at in range(place - 1, max(-1, place - 7), -1):
        other = mentions[at]
        listed = found and "," in tokens.words[other.last : other.last + 1]
        if tokens.clauses[other.first] != tokens.clauses[here.first] and not listed:
            return
        if "treatment" in other.senses:
            other.stance |= bit
            found = True
        elif found and group_of(other) & ~TREATMENT:
            return


def _mark_done(line: Line, place: int) -> None:
    """Questions, studies and organs right before, or named behind `for`, were looked at already."""
    tokens, mentions = line.tokens, line.mentions
    here = mentions[place]
    clause = tokens.clauses[here.first]
    links = line.lexicon.tables["links"]["phrase"]
    bracketed = here.first and tokens.words[here.first - 1] == "(" and here.first - mentions[place - 1].last == 1
    edge = here.first
    for at in range(place - 1, max(-1, place - 10), -1):
        other, behind = mentions[at], mentions[at + 1]
        gap = tokens.words[other.last : edge]
        if edge != here.first:
            if len(gap) > 2 or any(word not in links for word in gap):
                break
            part = "exam" in other.senses or behind.stance & s.EXAM or is_place_of(line, other, behind)
            if not gap and not part:
                break
        if tokens.clauses[other.first] != clause and not (bracketed and at >= place - 2):
            break
        if group_of(other) & SPREAD or "exam" in other.senses:
            other.stance |= s.DONE
            edge = other.first
        elif group_of(other):
            break
    if here.last < len(tokens.words) and tokens.words[here.last] in line.lexicon.tables["links"]["for"]:
        for other in mentions[place + 1 : place + 4]:
            if tokens.clauses[other.first] == clause and group_of(other) & SPREAD:
                other.stance |= s.DONE


def _names_another(line: Line, mention: Mention) -> bool:
    """Whether a word that the vocabulary does not know for a study or a treatment follows."""
    words, last = line.tokens.words, mention.last
    if last < len(words) and words[last] == ".":
        last += 1
    return (
        last < len(words)
        and words[last].isalpha()
        and not any(group_of(m) or "exam" in m.senses or m.cues() for m in line.within(last, last + 1))
    )


def mark_alternatives(line: Line) -> None:
    """Tumor types set against each other by `vs`, `either ... or` or `or` are alternatives."""
    mentions = line.mentions
    ends = line.lexicon.tables["links"]["ends_list"]
    for place, mention in enumerate(mentions):
        if "versus" in mention.cues():
            before = next((m for m in reversed(mentions[max(0, place - 3) : place]) if "histology" in m.senses), None)
            after = next((m for m in mentions[place + 1 : place + 4] if "histology" in m.senses), None)
            if before is not None and mention.first - before.last > 3:
                before = None
            opens = before is None and any("histology" in m.senses for m in mentions[place + 2 : place + 6])
            if before is not None and after is None and before.last == mention.first and _names_another(line, mention):
                before.stance |= s.DOUBTED
            if after is not None and after.first - mention.last <= 4 and (before is not None or opens):
                after.stance |= s.ALTERNATIVE
                if before is not None:
                    before.stance |= s.ALTERNATIVE
        elif "histology" in mention.senses and place + 1 < len(mentions):
            other = mentions[place + 1]
            gap = line.tokens.words[mention.last : other.first]
            if "histology" in other.senses and len(gap) == 1 and gap[0] in ends:
                mention.stance |= s.ALTERNATIVE
                other.stance |= s.ALTERNATIVE
