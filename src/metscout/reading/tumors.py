"""The tumors that a line names, each with the organ, type, place and side that belong to it."""

from dataclasses import dataclass, field
from typing import Any

from metscout.reading import stances as s
from metscout.reading.groups import is_head
from metscout.reading.mentions import Line, Mention, is_plural
from metscout.reading.tokens import COMMA, DASH

_NOT_A_SITE = s.CLAIMED | s.EXAM | s.OUTSIDE | s.ONLY | s.RELATIVE | s.NEGATED
_NOT_FROM_ELSEWHERE = _NOT_A_SITE | s.ASKED | s.DONE | s.UNKNOWN
_THROUGH = {
    "amounts", "present", "possible", "likely", "possible_after", "likely_after", "shows", "past", "asking",
    "given_after", "asks", "no_result",
}  # fmt: skip
_BARS = ("spread", "ask", "treatment", "exam", "lab", "allergen", "allergy", "recurrence", "histology", "tumor")
_QUALIFIERS = ("grade", "basis", "fact", "phase", "side")
_WIDEST_GAP, _STEPS, _JOIN = 4, 6, 4


@dataclass(slots=True)
class Tumor:
    """One tumor as the line speaks of it at one place."""

    heads: list[Mention]
    site: tuple[str, Mention] | None = None
    histologies: list[tuple[str, Mention]] = field(default_factory=list)
    location: Mention | None = None
    subsite: tuple[str, Mention] | None = None
    side: Mention | None = None
    stance: int = 0

    @property
    def first(self) -> int:
        """The first token of its name."""
        return self.heads[0].first

    @property
    def last(self) -> int:
        """The token behind its name."""
        return self.heads[-1].last

    @property
    def end(self) -> int:
        """The token behind its name, organ and place."""
        places = [self.site[1]] if self.site else []
        places += [self.location] if self.location else []
        return max(self.last, *(m.last for m in places)) if places else self.last

    @property
    def start(self) -> int:
        """The first token of its name, organ and place."""
        places = [self.site[1]] if self.site else []
        places += [self.location] if self.location else []
        return min(self.first, *(m.first for m in places)) if places else self.first

    @property
    def neutral(self) -> bool:
        """Whether it is only called a mass or a lesion."""
        return not self.histologies and all(head.get("tumor") == "neutral" for head in self.heads)


def find_tumors(line: Line) -> list[Tumor]:
    """The tumors of the line in order; findings in organs that metastases go to are left out beside a cancer."""
    used: set[int] = set()
    tumors: list[Tumor] = []
    for place, mention in enumerate(line.mentions):
        if not is_head(mention) or mention.stance & s.EXAM:
            continue
        tumor = _continued(line, tumors, place)
        if tumor is None:
            tumor = Tumor([mention])
            tumors.append(tumor)
        else:
            tumor.heads.append(mention)
        if "histology" in mention.senses:
            tumor.histologies.append((mention.senses["histology"], mention))
            if "named_site" in mention.senses and tumor.site is None:
                tumor.site = (mention.senses["named_site"], mention)
        own = line.organ(mention.get("organ")).get("site")
        if own is not None and tumor.site is None:
            tumor.site = (own, mention)
        tumor.stance |= mention.stance
        _link(line, tumor, place, -1, used)
        _link(line, tumor, place, 1, used)
    for tumor in tumors:
        if tumor.stance & s.DOUBTED and _qualifies_what_follows(line, tumor):
            tumor.stance &= ~s.DOUBTED
    _take_sites_from_elsewhere(line, tumors, used)
    if not all(tumor.neutral for tumor in tumors):
        tumors = [t for t in tumors if not (t.neutral and t.site and _is_target(line, t.site[1]))]
    for tumor in tumors:
        if tumor.site or tumor.histologies or not tumor.neutral:
            for named in (*tumor.heads, tumor.location, tumor.site and tumor.site[1]):
                if isinstance(named, Mention):
                    named.stance |= s.NAMED
    return tumors


def _is_target(line: Line, mention: Mention) -> bool:
    """Whether metastases go to the organ, so that a mass there may be one."""
    return "metastasis" in line.organ(mention.get("organ"))


def _continued(line: Line, tumors: list[Tumor], place: int) -> Tumor | None:
    """The tumor that this head goes on to name, as in `squamous anal cancer`."""
    if not tumors:
        return None
    mention, tumor = line.mentions[place], tumors[-1]
    tokens = line.tokens
    if mention.first - tumor.last > _JOIN or (tumor.histologies and "histology" in mention.senses):
        return None
    for other in line.within(tumor.last, mention.first):
        organ = line.organ(other.get("organ")).get("site")
        if tumor.site and organ not in (None, tumor.site[0]):
            return None
        if turns_to_present(other) or not (_passes(other) or other.has("organ", "location")):
            return None
    gap = range(tumor.last, mention.first)
    if any(tokens.numeric[t] for t in gap):
        return None
    opened = [tokens.words[t] for t in gap] == ["("] and "histology" in mention.senses
    return tumor if opened or not any(tokens.levels[t] for t in gap) else None


def _passes(mention: Mention) -> bool:
    """Whether a link may reach over the mention: it only qualifies."""
    cues = mention.cues()
    if mention.has(*_BARS) or "breaks" in cues:
        return False
    return not cues or set(cues) <= _THROUGH or mention.has(*_QUALIFIERS)


def _link(line: Line, tumor: Tumor, place: int, step: int, used: set[int]) -> None:
    """Take up organ, place and side that stand before or behind a head."""
    mentions = line.mentions
    edge = mentions[place].first if step < 0 else mentions[place].last
    crossed = False
    at = place + step
    for _ in range(_STEPS):
        if not 0 <= at < len(mentions):
            return
        other = mentions[at]
        low, high = (other.last, edge) if step < 0 else (edge, other.first)
        barred, crossed = _bars(line, low, high, step, crossed)
        if barred or not _take(line, tumor, at, crossed, used):
            return
        edge = other.first if step < 0 else other.last
        at += step


def _bars(line: Line, low: int, high: int, step: int, crossed: bool) -> tuple[bool, bool]:
    """Whether the tokens between bar a link, and whether it has crossed a comma, a dash or a colon."""
    tokens = line.tokens
    if high - low > _WIDEST_GAP or (step > 0 and "to" in tokens.words[low:high]):
        return True, crossed
    for token in range(low, high):
        level = tokens.levels[token]
        if level > DASH or (level == DASH and (step < 0 or crossed)) or (step < 0 and level >= COMMA):
            return True, crossed
        if level or tokens.words[token] in (":", "?"):
            crossed = True
    return False, crossed


def _take(line: Line, tumor: Tumor, at: int, crossed: bool, used: set[int]) -> bool:
    """Take what the mention gives to the tumor; False where the link ends."""
    other = line.mentions[at]
    senses = other.senses
    about = line.organ(senses.get("organ"))
    may_be_site = "organ" in senses and "spread" not in senses and not other.stance & _NOT_A_SITE
    if may_be_site and "site" in about:
        if not _take_site(line, tumor, at, about, crossed, used):
            return False
    elif "organ" in senses and "location" not in senses:
        return False
    subsite = senses.get("subsite")
    if subsite and tumor.subsite is None and tumor.site is not None and subsite[1] == tumor.site[0]:
        tumor.subsite = (subsite[0], other)
    elif "location" in senses and tumor.location is None and not other.stance & _NOT_A_SITE:
        if not crossed or _stands_alone(line, at):
            tumor.location = other
    elif "side" in senses and tumor.side is None and not other.stance & s.EXAM:
        tumor.side = other
    elif not other.has("organ", "location", "subsite") and not _passes(other):
        return False
    return True


def _take_site(line: Line, tumor: Tumor, at: int, about: dict[str, Any], crossed: bool, used: set[int]) -> bool:
    """Take an organ as the site; False where it stands apart and so may be another thing."""
    other = line.mentions[at]
    if about.get("never_primary") or id(other) in used or ("metastasis" in about and is_plural(line.tokens, other)):
        return True
    if crossed and ("metastasis" in about or not _stands_alone(line, at)):
        return False
    if tumor.site is None:
        tumor.site = (about["site"], other)
    elif about["site"] != tumor.site[0]:
        return True
    used.add(id(other))
    if "subsite" in about and tumor.subsite is None:
        tumor.subsite = (about["subsite"], other)
    tumor.stance |= other.stance & (s.DOUBTED | s.LIKELY | s.QUERIED)
    return True


def _stands_alone(line: Line, at: int) -> bool:
    """Whether an organ behind a comma closes its stretch, and so names the tumor before the comma."""
    mention, tokens = line.mentions[at], line.tokens
    last = mention.last
    following = line.mentions[at + 1] if at + 1 < len(line.mentions) else None
    if following is not None and following.first == last and following.has("subsite", "grade"):
        last = following.last
    return last >= len(tokens.words) or tokens.levels[last] > 0


def _qualifies_what_follows(line: Line, tumor: Tumor) -> bool:
    """Whether the tumor's name only qualifies a word of spread or recurrence behind it."""
    return any(m.has("spread", "recurrence", "ask") for m in line.within(tumor.end, tumor.end + 1))


def _take_sites_from_elsewhere(line: Line, tumors: list[Tumor], used: set[int]) -> None:
    """Give a type that arises in many organs the one organ that the line names apart from it."""
    many = line.lexicon.tables["arises_in_many"]
    homeless = [t for t in tumors if t.site is None and t.histologies and t.histologies[0][0] in many]
    homeless = [t for t in homeless if not t.stance & (s.RELATIVE | s.NEGATED)]
    if not homeless:
        return
    organs = [
        (line.organ(m.senses["organ"]), m)
        for m in line.mentions
        if "organ" in m.senses and id(m) not in used and not line.skips(m, _NOT_FROM_ELSEWHERE)
    ]
    organs = [(a, m) for a, m in organs if "site" in a and "metastasis" not in a and not a.get("never_primary")]
    if len({about["site"] for about, _ in organs}) > len(homeless) + 8:
        return
    sentences = line.tokens.sentences
    by_sentence: dict[int, list[tuple[dict[str, Any], Mention]]] = {}
    for about, mention in organs:
        by_sentence.setdefault(sentences[mention.first], []).append((about, mention))
    for tumor in homeless:
        near = by_sentence.get(sentences[tumor.first]) or organs
        if near and all(about["site"] == near[0][0]["site"] for about, _ in near[:50]):
            about, mention = near[0]
            tumor.site = (about["site"], mention)
            if "subsite" in about:
                tumor.subsite = (about["subsite"], mention)


def turns_to_present(mention: Mention) -> bool:
    """Whether the mention says that what follows is of today."""
    return "present" in mention.cues() or bool({"newly", "new", "before"} & set(mention.signs()))
