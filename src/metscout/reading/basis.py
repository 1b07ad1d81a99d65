"""Facts on what the diagnosis rests on, and whether it is said to be confirmed."""

from bisect import bisect_right
from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.care import Care
from metscout.reading.mentions import Line, Mention
from metscout.reading.tokens import COMMA
from metscout.reading.tumors import Tumor

BASIS, CONFIRMED = "cancer.diagnosis_basis", "cancer.diagnosis_confirmed"


def read_basis(line: Line, care: Care, tumors: list[Tumor], certain: list[Fact]) -> Iterator[Fact]:
    """Facts on basis and confirmation, given the facts that are `certain` of the present cancer."""
    typed = [f for f in certain if f.name == "cancer.histology"]
    if not typed and not any(f.name == "cancer.primary_site" for f in certain):
        return
    suspected = any(f.name == "cancer.suspicion" for f in certain)
    sentences = {_sentence_of(line, f) for f in typed}
    for place, mention in enumerate(line.mentions):
        if line.skips(mention, s.RELATIVE | s.NEGATED | s.UNKNOWN):
            continue
        denies = [CONFIRMED, False] in (mention.get("fact") or ())
        if denies and not suspected and not mention.stance & (s.DOUBTED | s.ASKED):
            yield line.fact_of(CONFIRMED, False, mention)
        for value, kind in mention.get("basis") or ():
            if kind == "tissue" and not _tells_a_type(line, place, care, sentences):
                continue
            if not _is_open(line, place):
                yield line.fact_of(BASIS, value, mention)
                break
        confirms = [CONFIRMED, True] in (mention.get("fact") or ()) and not mention.stance & (s.DOUBTED | s.ASKED)
        if confirms and _speaks_of_tumor(line, mention, tumors):
            yield line.fact_of(CONFIRMED, True, mention)


def _sentence_of(line: Line, fact: Fact) -> int:
    span = fact.origin.span
    at = bisect_right(line.tokens.starts, span[0]) - 1 if span else 0
    return line.tokens.sentences[max(at, 0)]


def _tells_a_type(line: Line, place: int, care: Care, sentences: set[int]) -> bool:
    """Whether a biopsy stands with a tumor type that is certain, or is new itself."""
    mention = line.mentions[place]
    if not sentences or "unbiopsied" in care.signs or mention.stance & (s.ASKED | s.PLANNED):
        return False
    before = line.mentions[place - 1] if place else None
    fresh = before is not None and "new" in before.signs() and before.last == mention.first
    return fresh or line.tokens.sentences[mention.first] in sentences


def _is_open(line: Line, place: int) -> bool:
    """Whether words beside a biopsy say that its result is not there, or is none."""
    tokens, mention = line.tokens, line.mentions[place]
    if mention.first and tokens.words[mention.first - 1] in line.lexicon.tables["no_result_before"]:
        return True
    for other in line.mentions[max(0, place - 2) : place + 4]:
        if "no_result" not in other.cues() or tokens.clauses[other.first] != tokens.clauses[mention.first]:
            continue
        behind = 0 <= other.first - mention.last <= 2
        before = 0 <= mention.first - other.last <= 1 and not {"shows", "amounts"} & set(other.cues())
        if other is not mention and (behind or before):
            return True
    return False


def _speaks_of_tumor(line: Line, mention: Mention, tumors: list[Tumor]) -> bool:
    """Whether `known` or `confirmed` speaks of the tumor: no word of spread stands between."""
    tokens = line.tokens
    for tumor in tumors:
        if tumor.stance & (s.NEGATED | s.RELATIVE | s.DOUBTED) or tumor.first in line.blocked:
            continue
        before, behind = tumor.start - mention.last, mention.first - tumor.end
        if not (0 <= before <= 4 or 0 <= behind <= 3):
            continue
        low, high = (mention.last, tumor.start) if before >= 0 else (tumor.end, mention.first)
        between = line.within(low, high)
        if any("ask" in m.senses or m.get("spread") not in (None, "adjective") for m in between):
            continue
        closes = behind >= 0 and (mention.last >= len(tokens.words) or tokens.levels[mention.last] > 0)
        if closes or not any(tokens.levels[t] >= COMMA for t in range(low, high)):
            return True
    return False
