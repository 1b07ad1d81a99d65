"""What a question mark asks: the term nearest before it, or the spread that its clause names."""

from metscout.reading import stances as s
from metscout.reading.backwards import mark_back
from metscout.reading.groups import SAFETY, group_of, is_askable
from metscout.reading.mentions import Line, Mention
from metscout.reading.tnm import MASK
from metscout.reading.tokens import SENTENCE

_LETTERS = {"t", "n", "m", MASK}


def settle_question_marks(line: Line) -> None:
    """Let a question mark with space on both sides close a question that stands right before it."""
    tokens, mentions = line.tokens, line.mentions
    changed = False
    for at, word in enumerate(tokens.words):
        if word != "?" or not at or tokens.levels[at] or tokens.glued[at]:
            continue
        if at + 1 < len(tokens.words) and tokens.glued[at + 1]:
            continue
        place = line.place_before(at)
        before = mentions[place] if place >= 0 and mentions[place].last == at else None
        behind = mentions[place + 1] if place + 1 < len(mentions) and mentions[place + 1].first == at + 1 else None
        closes = tokens.words[at - 1] in _LETTERS
        if before is not None and is_askable(line, before):
            closes = True
        elif before is not None and group_of(before) & SAFETY:
            closes = behind is None or not is_askable(line, behind)
        if closes:
            tokens.levels[at] = SENTENCE
            changed = True
    if changed:
        tokens.part()


def mark_questions(line: Line) -> None:
    """Mark what every question mark that closes a question asks."""
    tokens = line.tokens
    for at, word in enumerate(tokens.words):
        of_category = tokens.glued[at] and tokens.words[at - 1] in _LETTERS
        if word == "?" and tokens.levels[at] == SENTENCE and not of_category:
            place = line.place_before(at)
            if place >= 0:
                _ask_before(line, place, at)


def _ask_before(line: Line, place: int, mark: int) -> None:
    clauses, mentions = line.tokens.clauses, line.mentions
    content: list[int] = []
    for at in range(place, max(-1, place - 14), -1):
        if clauses[mentions[at].first] != clauses[mark]:
            break
        if group_of(mentions[at]) and not mentions[at].stance & s.EXAM:
            content.append(at)
    if not content:
        return
    last = mentions[content[0]]
    if any("care_asked" in m.senses for m in line.within(mentions[content[-1]].first, mark)):
        return
    if is_askable(line, last):
        mark_back(line, content[0], s.ASKED)
        for at in content[1:]:
            if "treatment" in mentions[at].senses:
                break
            _ask(line, mentions[at])
        _ask_list_before(line, content[-1])
        return
    if group_of(last) & SAFETY and mark - last.last <= 2 and not last.stance & s.STATED:
        mark_back(line, content[0], s.ASKED)
    asked = [at for at in content[1:] if _ask(line, mentions[at])]
    if not asked:
        last.stance |= s.ASKED | (s.QUERIED if mark - last.last <= 1 else 0)


def _ask(line: Line, mention: Mention) -> bool:
    """Ask for a mention of the clause, unless the line says it or has looked already."""
    if not is_askable(line, mention) or mention.stance & (s.STATED | s.DONE):
        return False
    mention.stance |= s.ASKED
    return True


def _ask_list_before(line: Line, place: int) -> None:
    """A question reaches back over commas to stretches that name nothing but places of spread."""
    tokens, mentions = line.tokens, line.mentions
    first = mentions[place].first
    clause = tokens.clauses[first]
    members: list[Mention] = []
    for at in range(place - 1, max(-1, place - 10), -1):
        mention = mentions[at]
        here = tokens.clauses[mention.first]
        if tokens.sentences[mention.first] != tokens.sentences[first] or here < clause - 1:
            return
        if here != clause - 1:
            continue
        settled = mention.stance & (s.STATED | s.NEGATED)
        if not is_askable(line, mention) or settled or (mention.cues() and not group_of(mention)):
            return
        members.append(mention)
        if at == 0 or tokens.clauses[mentions[at - 1].first] != here:
            if not _is_plain(line, here, members):
                return
            for member in members:
                member.stance |= s.ASKED
            members, clause = [], here


def _is_plain(line: Line, clause: int, members: list[Mention]) -> bool:
    """Whether a clause holds little but the mentions given, which come last first."""
    tokens = line.tokens
    links = line.lexicon.tables["links"]["phrase"]
    first, last = members[-1].first, members[0].last
    before = first
    while before > 0 and tokens.clauses[before - 1] == clause and first - before < 3:
        before -= 1
    named = sum(m.last - m.first for m in members)
    words = sum(1 for at in range(first, last) if tokens.words[at] not in links)
    return first - before + words - named <= 2
