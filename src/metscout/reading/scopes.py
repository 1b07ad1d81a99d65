"""How far words that deny, doubt, ask, date and plan reach forward over the terms behind them."""

from metscout.reading import stances as s
from metscout.reading.groups import SAFETY, SEE_THROUGH, SPREAD, TREATMENT, TUMOR, group_of, phrase_group
from metscout.reading.mentions import Line, Mention
from metscout.reading.tokens import COMMA, DASH, PAREN

# A cue reaches the first phrase behind it only, or all that follows up to a boundary.
_FIRST_PHRASE = {
    "negates": s.NEGATED, "possible": s.DOUBTED, "likely": s.LIKELY, "outside": s.OUTSIDE, "only": s.ONLY,
    "supposes": s.UNKNOWN, "ends": s.ENDED,
}  # fmt: skip
_ALL_ALONG = {
    "asks": s.ASKED, "given": s.GIVEN, "planned": s.PLANNED, "ongoing": s.ONGOING, "has": s.STATED, "shows": s.STATED,
    "amounts": s.STATED, "holds": s.STATED,
}  # fmt: skip
_LISTED = (s.NEGATED, s.OUTSIDE, s.DOUBTED)
_OF_TREATMENT = (s.GIVEN, s.PLANNED, s.ONGOING)
_LONGEST_LIST, _LONGEST_ITEM = 24, 4


class _Scopes:
    """The scopes open at one place: each holds the rooms of what it reached so far.

    `phrases` reach the first phrase, `running` run on."""

    __slots__ = ("phrases", "running")

    def __init__(self) -> None:
        self.phrases: dict[int, int] = {}
        self.running: dict[int, int] = {}

    def clear(self) -> None:
        self.phrases.clear()
        self.running.clear()


def reach_forward(line: Line) -> None:
    """Set on every mention what the cues before it say."""
    tokens, mentions = line.tokens, line.mentions
    words, levels = tokens.words, tokens.levels
    links = line.lexicon.tables["links"]["phrase"]
    scopes = _Scopes()
    edge, bridged = 0, True
    for place, mention in enumerate(mentions):
        gap = range(edge, mention.first)
        edge = mention.last
        linked, adjacent = bridged, bridged and not gap
        for at in gap:
            if levels[at]:
                _cross(line, scopes, place, at)
            elif words[at] == "?":
                scopes.phrases[s.DOUBTED] = 0
                scopes.running[s.ASKED] = 0
            linked = (linked and words[at] in links) or words[at] == "?"
        group, cues = phrase_group(mention), mention.cues()
        if group or ("phase" in mention.senses and not cues):
            _reach(line, scopes, mention, group, linked, adjacent, gap)
        bridged = bool(group) or (bridged and bool(cues) and all(cue in SEE_THROUGH for cue in cues))
        if cues:
            _open(scopes, cues, bool(group))
            if "asking" in cues and edge < len(words) and words[edge] in line.lexicon.tables["links"]["for"]:
                scopes.running[s.ASKED] = 0


def _cross(line: Line, scopes: _Scopes, place: int, at: int) -> None:
    """Close what does not go on behind a boundary."""
    level = line.tokens.levels[at]
    if level >= DASH or (level == PAREN and line.tokens.words[at] in ")]"):
        scopes.clear()
    elif level == PAREN:
        scopes.phrases.pop(s.OUTSIDE, None)  # what stands in brackets names what is meant
    elif level == COMMA:
        for bit in list(scopes.phrases):
            if bit not in _LISTED or not _list_goes_on(line, place, at):
                del scopes.phrases[bit]
        for bit in list(scopes.running):
            if not _runs_on(line, bit, place, at):
                scopes.running.pop(bit)


def _reach(line: Line, scopes: _Scopes, mention: Mention, group: int, linked: bool, adjacent: bool, gap: range) -> None:
    for bit, so_far in list(scopes.phrases.items()):
        if bit == s.DOUBTED and _is_told_beside(group, so_far):
            del scopes.phrases[bit]
        elif not so_far or _same_phrase(line, so_far, group, mention, linked, adjacent, gap):
            mention.stance |= bit
            scopes.phrases[bit] = so_far | group
        elif group:
            del scopes.phrases[bit]
    for bit, so_far in scopes.running.items():
        if bit == s.ASKED and _is_told_beside(group, so_far):
            continue
        mention.stance |= bit
        scopes.running[bit] = so_far | group


def _is_told_beside(group: int, so_far: int) -> bool:
    """Whether an allergy or a device is told beside the spread that is asked or doubted."""
    return bool(group & SAFETY and not group & SPREAD and so_far & ~SAFETY)


def _same_phrase(
    line: Line, so_far: int, group: int, mention: Mention, linked: bool, adjacent: bool, gap: range
) -> bool:
    """Whether the mention still belongs to the phrase that a cue reached."""
    if not group:
        return linked or adjacent
    if adjacent:
        if "fact" in mention.senses and not so_far & SPREAD:
            return False
        of_spread = so_far & SPREAD and not so_far & TUMOR
        return bool(so_far & group) and not (of_spread and group & TUMOR and not group & SPREAD)
    if not linked:
        return False
    lists = line.lexicon.tables["links"]["list"]
    if any(line.tokens.words[at] in lists or line.tokens.words[at] == "," for at in gap):
        return True
    return bool(group & SPREAD) and "histology" not in mention.senses and "tumor" not in mention.senses


def _open(scopes: _Scopes, cues: list[str], has_content: bool) -> None:
    """Open the scopes that a cue opens, and close those that it ends."""
    phrases, running = scopes.phrases, scopes.running
    if "breaks" in cues:
        scopes.clear()
    if not has_content and not any(cue in SEE_THROUGH for cue in cues):
        for bit in [bit for bit, so_far in phrases.items() if so_far or bit in (s.DOUBTED, s.LIKELY)]:
            del phrases[bit]
    for cue in cues:
        first = _FIRST_PHRASE.get(cue)
        if first is not None:
            phrases[first] = 0
            if first == s.NEGATED:
                running.pop(s.STATED, None)
        bit = _ALL_ALONG.get(cue, 0)
        if not bit or not _may_run(bit, cue, cues, running):
            continue
        if bit == s.STATED:
            running.pop(s.ASKED, None)
        elif bit == s.ASKED:
            running.pop(s.STATED, None)
        elif bit == s.PLANNED:
            running.pop(s.GIVEN, None)
            running.pop(s.ONGOING, None)
        elif bit == s.GIVEN:
            running.pop(s.PLANNED, None)
        running[bit] = 0


def _may_run(bit: int, cue: str, cues: list[str], running: dict[int, int]) -> bool:
    """Whether a cue outranks what is running: `new` or `has` do not answer a question."""
    if bit == s.STATED:
        return not (cue in ("amounts", "holds") and s.ASKED in running)
    if bit == s.PLANNED:
        return not ("given" in cues or ("asks" in cues and s.GIVEN in running))
    return True


def _list_goes_on(line: Line, place: int, comma: int) -> bool:
    """Whether the words behind a comma still belong to a list that ends in `or`, `nor` or `and`."""
    words, levels = line.tokens.words, line.tokens.levels
    ends = line.lexicon.tables["links"]["ends_list"]
    lists = line.lexicon.tables["links"]["list"]
    item = 0
    at = comma + 1
    if at < len(words) and words[at] in ends:
        return True
    while at < len(words) and at - comma < _LONGEST_LIST:
        if levels[at] >= DASH or levels[at] == PAREN:
            return False
        if levels[at] == COMMA:
            item = 0
        elif words[at] in ends or (words[at] in lists and words[at].isalpha() and item == 0):
            return _all_alike(line, place, at)
        else:
            item += 1
            if item > _LONGEST_ITEM:
                return False
        at += 1
    return False


def _all_alike(line: Line, place: int, last: int) -> bool:
    """Whether the mentions from `place` to the token `last` are bare terms, none a cue of its own."""
    for mention in line.mentions[place : place + _LONGEST_LIST]:
        if mention.first > last + 1:
            break
        if (mention.cues() and not group_of(mention)) or mention.has("phase", "sex"):
            return False
    return True


def _runs_on(line: Line, bit: int, place: int, comma: int) -> bool:
    """Whether a running scope crosses a comma: the next stretch holds only what it speaks of."""
    clause = line.tokens.clauses[comma] + 1
    wanted = TREATMENT if bit in _OF_TREATMENT else SPREAD
    seen = False
    for mention in line.mentions[place : place + 8]:
        if line.tokens.clauses[mention.first] != clause:
            break
        group = group_of(mention)
        if group & wanted and not mention.has("tumor", "histology"):
            seen = True
        elif group or mention.has("sex", "phase") or not set(mention.cues()) <= SEE_THROUGH | {"given_after"}:
            return False
    return seen
