"""Words of spread, each with the organs that it speaks of; and organs that are asked about without one."""

from dataclasses import dataclass, field
from typing import Any

from metscout.reading import stances as s
from metscout.reading.mentions import Line, Mention
from metscout.reading.tokens import COMMA, DASH

_KINDS = ("noun", "weak", "finding", "verb", "adjective")
_NEED_ORGANS = ("weak", "finding", "adjective")
_FROM_ORGAN = s.NEGATED | s.ASKED | s.DOUBTED | s.DONE | s.RELATIVE | s.LIKELY | s.STATED | s.ONLY
_AHEAD, _BEHIND = 8, 10


@dataclass(slots=True)
class Spread:
    """One word of spread with its organs; `word` is None where organs are asked about without one.

    `kind` is what the vocabulary says of the word: a noun, a weak or an open one, a verb, an adjective.
    """

    word: Mention | None
    kind: str | None
    organs: list[Mention] = field(default_factory=list)
    stance: int = 0

    @property
    def first(self) -> int:
        """The first token."""
        return min(m.first for m in (*self.organs, *([self.word] if self.word else [])))

    @property
    def last(self) -> int:
        """The token behind the last."""
        return max(m.last for m in (*self.organs, *([self.word] if self.word else [])))


def find_spread(line: Line) -> list[Spread]:
    """The words of spread in order, each with its organs; those organs are claimed, so no site of origin."""
    found: list[Spread] = []
    for place, mention in enumerate(line.mentions):
        kind = mention.get("spread")
        if kind not in _KINDS or mention.stance & s.EXAM:
            continue
        if kind == "adjective" and _stands_for_a_noun(line, place):
            kind = "noun"
        spread = Spread(mention, kind, stance=mention.stance)
        if "organ" in mention.senses:
            spread.organs.append(mention)
        if kind != "adjective":
            _take_before(line, place, spread)
        _take_behind(line, place, spread)
        if not _is_spread(line, spread):
            continue
        if _is_treated(line, place):
            spread.stance |= s.STATED
        for organ in spread.organs:
            if not organ.stance & s.OUTSIDE:
                spread.stance |= organ.stance & _FROM_ORGAN
            organ.stance |= s.CLAIMED
        found.append(spread)
    found += _asked_organs(line)
    return sorted(found, key=lambda spread: spread.first)


def _is_treated(line: Line, place: int) -> bool:
    """Whether a treatment stands right behind, as in `liver mets resected`."""
    following = line.mentions[place + 1] if place + 1 < len(line.mentions) else None
    if following is None or following.first - line.mentions[place].last > 1 or "treatment" not in following.senses:
        return False
    done = line.treatment(following).get("past_word") or following.stance & s.GIVEN
    return bool(done) and not following.stance & s.PLANNED


def _is_spread(line: Line, spread: Spread) -> bool:
    """Whether the word, with the organs found, speaks of spread at all."""
    if spread.kind == "adjective" and not spread.organs and spread.word is not None:
        return _asks_whether(line, spread.word)
    if spread.kind in _NEED_ORGANS and not spread.organs:
        return False
    if spread.kind == "verb" and not spread.organs:
        return bool(spread.stance & (s.ASKED | s.DOUBTED | s.STATED))
    return spread.kind != "finding" or all(is_target(line, organ) for organ in spread.organs)


def _asks_whether(line: Line, word: Mention) -> bool:
    """Whether `metastatic` is itself the question, and not said of a tumor behind it."""
    names = any(m.has("histology", "tumor") for m in line.within(word.last, word.last + 4))
    return bool(word.stance & s.DOUBTED) or bool(word.stance & s.ASKED and not names)


def _stands_for_a_noun(line: Line, place: int) -> bool:
    """Whether `met` follows an organ as in `brain met`, and no tumor's name follows it."""
    mentions = line.mentions
    before = mentions[place - 1] if place else None
    if before is None or before.last != mentions[place].first or "organ" not in before.senses:
        return False
    following = mentions[place + 1] if place + 1 < len(mentions) else None
    names = following is not None and following.first == mentions[place].last and following.has("histology", "tumor")
    return is_target(line, before) and not names


def place_of(line: Line, mention: Mention) -> dict[str, Any]:
    """What the vocabulary says of the organ, or of the bone, that the mention names."""
    if "organ" in mention.senses:
        return line.organ(mention.senses["organ"])
    return line.part("bones") if mention.get("location") in line.lexicon.tables["bone_locations"] else {}


def is_target(line: Line, mention: Mention) -> bool:
    """Whether metastases to the place have a question of their own."""
    return "asked" in place_of(line, mention)


def _is_modifier(line: Line, mention: Mention) -> bool:
    """Whether a place is none of the body, such as `distant` or `elsewhere`."""
    return "site" not in line.organ(mention.get("organ"))


def _take_before(line: Line, place: int, spread: Spread) -> None:
    """`lung and bone mets`, `check liver & lungs for mets`."""
    tokens, mentions = line.tokens, line.mentions
    links = line.lexicon.tables["links"]
    edge = mentions[place].first
    taken: Mention | None = None
    for at in range(place - 1, max(-1, place - _AHEAD), -1):
        other = mentions[at]
        gap = tokens.words[other.last : edge]
        if len(gap) > 3 or any(tokens.levels[t] >= DASH for t in range(other.last, edge)):
            return
        if other.get("spread") == "adjective" and not gap:
            edge = other.first
            continue
        if taken is None and gap == ["for"] and (other.stance & s.EXAM or "exam" in other.senses):
            _take_region(line, at, spread)
            return
        if not is_target(line, other) or other.stance & s.EXAM or "spread" in other.senses:
            if taken is None and not gap and {"amounts", "possible"} & set(other.cues()):
                edge = other.first
                continue
            return
        if "organ" not in other.senses and gap:
            return
        if taken is None:
            if gap and gap not in (["for"], ["/"], ["+"], ["&"]):
                return
            if gap == ["for"]:
                other.stance |= s.ASKED
        elif any(word not in links["joins"] for word in gap) or not (gap or _is_modifier(line, taken)):
            return
        spread.organs.append(other)
        taken, edge = other, other.first


def _take_region(line: Line, at: int, spread: Spread) -> None:
    """`CT chest for mets`: a study of the lungs alone looks for metastases there."""
    regions: list[Mention] = []
    while at >= 0 and (line.mentions[at].stance & s.EXAM or "exam" in line.mentions[at].senses):
        regions += [line.mentions[at]] if line.mentions[at].stance & s.EXAM else []
        at -= 1
    lungs = line.part("lungs")["asked"]
    if regions and all(place_of(line, region).get("asked") == lungs for region in regions):
        spread.organs.append(regions[0])
        spread.stance |= s.ASKED


def _take_behind(line: Line, place: int, spread: Spread) -> None:
    """`mets to lung and bone`, `metastases (liver)`, `mets outside the lungs`, `metastatic NET to liver`."""
    tokens, mentions = line.tokens, line.mentions
    links = line.lexicon.tables["links"]
    edge = mentions[place].last
    adjective = spread.kind == "adjective"
    first = True
    for at in range(place + 1, min(len(mentions), place + _BEHIND)):
        other = mentions[at]
        gap = tokens.words[edge : other.first]
        levels = tokens.levels[edge : other.first]
        if len(gap) > 4 or any(level >= DASH for level in levels):
            return
        cues = set(other.cues())
        if "organ" not in other.senses and ("side" in other.senses or cues & {"outside", "only", "amounts", "asks"}):
            if any(word not in links["leads"] and word not in links["joins"] for word in gap):
                return
            first = first and "outside" not in cues
            edge = other.last
            continue
        if first and adjective and (other.has("histology", "tumor") or ("organ" in other.senses and not gap)):
            edge = other.last
            continue
        if not other.has("organ", "location") or other.stance & s.EXAM or not is_target(line, other):
            return
        if not _may_follow(line, at, gap, first, adjective):
            return
        if any(level == COMMA for level in levels) and not _closes(line, at):
            return
        spread.organs.append(other)
        first = False
        edge = other.last


def _may_follow(line: Line, at: int, gap: list[str], first: bool, adjective: bool) -> bool:
    """Whether an organ behind a word of spread belongs to it."""
    mentions = line.mentions
    links = line.lexicon.tables["links"]
    if first:
        if adjective and "to" not in gap:
            return False
        if (not gap and not _is_modifier(line, mentions[at])) or any(word not in links["leads"] for word in gap):
            return False
    elif any(word not in links["joins"] and word not in links["leads"] for word in gap):
        return False
    following = mentions[at + 1] if at + 1 < len(mentions) and mentions[at + 1].first == mentions[at].last else None
    return following is None or not (following.get("spread") == "noun" or following.has("histology", "tumor"))


def _closes(line: Line, at: int) -> bool:
    """Whether an organ behind a comma is followed by another join, the end, or nothing of its own."""
    tokens = line.tokens
    last = line.mentions[at].last
    joins = line.lexicon.tables["links"]["joins"]
    return last >= len(tokens.words) or tokens.levels[last] > 0 or tokens.words[last] in joins


def _asked_organs(line: Line) -> list[Spread]:
    """Organs that are asked about without a word of spread: `lungs?`, `lungs only`, `staging of the lungs`."""
    found: list[Spread] = []
    mentions = line.mentions
    for place, mention in enumerate(mentions):
        if "organ" not in mention.senses or mention.has("spread", "ask"):
            continue
        if mention.stance & (s.CLAIMED | s.RELATIVE) or not is_target(line, mention):
            continue
        if mention.stance & s.EXAM:
            if _is_chest_study(line, place):
                found.append(Spread(None, None, [mention], s.ASKED))
            continue
        following = mentions[place + 1] if place + 1 < len(mentions) else None
        if following is not None and following.first == mention.last and following.has("histology", "tumor"):
            continue
        stance = mention.stance | _asked_beside(line, place)
        bare = _is_bare(line, place)
        if bare and line.organ(mention.senses["organ"]) == line.part("anywhere"):
            stance |= s.ASKED
        if bare or stance & (s.ASKED | s.ONLY | s.OUTSIDE | s.NEGATED):
            found.append(Spread(None, None, [mention], stance))
            if stance & (s.ASKED | s.ONLY | s.OUTSIDE):
                mention.stance |= s.CLAIMED
    return found


def _is_chest_study(line: Line, place: int) -> bool:
    """Whether a study of the lungs alone stands beside a word such as `staging` or `surveillance`."""
    mentions = line.mentions
    lungs = line.part("lungs")["asked"]
    first = last = place
    while first > 0 and _is_of_study(mentions[first - 1], mentions[first].first - mentions[first - 1].last):
        first -= 1
    while last + 1 < len(mentions) and _is_of_study(mentions[last + 1], mentions[last + 1].first - mentions[last].last):
        last += 1
    regions = [m for m in mentions[first : last + 1] if m.stance & s.EXAM]
    if any(place_of(line, region).get("asked") != lungs for region in regions):
        return False
    beside = [m for m in mentions[max(0, first - 1) : first] if m.last == mentions[first].first]
    beside += [m for m in mentions[last + 1 : last + 2] if m.first == mentions[last].last]
    asking = [m for m in beside if "asking" in m.cues() and "exam" not in m.senses]
    return any({"staging", "surveillance"} & set(m.signs()) for m in asking)


def _is_of_study(mention: Mention, gap: int) -> bool:
    """Whether a mention `gap` tokens away belongs to the name of a study."""
    return gap <= 2 and (bool(mention.stance & s.EXAM) or "exam" in mention.senses)


def _asked_beside(line: Line, place: int) -> int:
    """Whether a word such as `surveillance` or `work-up` stands beside the organ."""
    mentions, words = line.mentions, line.tokens.words
    links = line.lexicon.tables["links"]
    for step in (1, -1):
        near = mentions[place]
        for at in range(place + step, place + 5 * step, step):
            if not 0 <= at < len(mentions):
                break
            other = mentions[at]
            gap = words[near.last : other.first] if step > 0 else words[other.last : near.first]
            through = all(word in links["joins"] or (step < 0 and word in links["asked_of"]) for word in gap)
            if len(gap) > 2 or not through:
                break
            task = step > 0 and not gap and other.get("ask") and other.senses["ask"][1] == "task"
            if "asking" in other.cues() or task:
                return s.ASKED
            if "organ" not in other.senses and not {"asks", "only"} & set(other.cues()):
                break
            near = other
    return 0


def _is_bare(line: Line, place: int) -> bool:
    """Whether the organ stands in a stretch of nothing but organs: `met pNET, nodes and peritoneum`."""
    tokens = line.tokens
    mention = line.mentions[place]
    members = line.in_clause(mention.first, 8)
    for member in members:
        if not ("organ" in member.senses and is_target(line, member)) and not {"only", "dominant"} & set(member.cues()):
            return False
    clause = tokens.clauses[mention.first]
    stretch = range(max(0, mention.first - 8), min(len(tokens.words), mention.last + 8))
    joins = line.lexicon.tables["links"]["joins"]
    words = [
        t for t in stretch if tokens.clauses[t] == clause and tokens.words[t].isalpha() and tokens.words[t] not in joins
    ]
    return len(words) <= sum(m.last - m.first for m in members) + 1
