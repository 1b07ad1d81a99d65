"""Grade, stage, size, Ki-67 and laboratory values, with the units they are written in."""

import re
from collections.abc import Iterator
from typing import Any

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.categories import read_categories, words_beside
from metscout.reading.gestation import read_gestation
from metscout.reading.groups import group_of
from metscout.reading.mentions import Line, Mention
from metscout.reading.numbers import number_at, plain
from metscout.reading.phrases import match_phrase

_STAGE = re.compile(r"(?:0|i{1,3}|iv|[1-4])(?:\s?[a-d][1-3]?)?(?![^\W_])", re.IGNORECASE)
_FILLERS = 6
_ABOVE, _BELOW = "lab_above", "lab_below"
_UNSURE = s.RELATIVE | s.NEGATED | s.DOUBTED | s.QUERIED | s.UNKNOWN


def read_figures(line: Line, about_cancer: bool) -> Iterator[Fact]:
    """Facts on TNM, grade, stage, size, proliferation and laboratory values."""
    yield from read_categories(line, about_cancer)
    yield from _stage(line)
    yield from _grade_words(line)
    yield from _grade_numbers(line)
    for mention in line.mentions:
        if line.skips(mention, s.RELATIVE):
            continue
        if mention.get("measure") == "ki67":
            yield from _ki67(line, mention)
        elif "lab" in mention.senses:
            yield from _lab(line, mention)
    yield from read_gestation(line)
    yield from _sizes(line)


def _stage(line: Line) -> Iterator[Fact]:
    """The stage group as printed, unless it is asked or is a stage of something else."""
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    at = 0
    while at < len(words):
        hit = match_phrase(tables["stage_words"], words, at)
        if hit is None:
            at += 1
            continue
        place = at + hit[0]
        if place < len(words) and words[place] in (":", "="):
            place += 1
        match = _STAGE.match(line.text, tokens.starts[place]) if place < len(words) and at not in line.blocked else None
        if match is not None:
            start, end = match.span()
            near = [*words_beside(line, start, end)[1][:1], *words[max(0, at - 1) : at]]
            asked = line.text[end : end + 2].strip()[:1] == "?"
            if not asked and not any(word in tables["stage_not_of"] for word in near):
                yield line.fact_of_span("cancer.stage_as_stated", match.group().upper().replace(" ", ""), start, end)
        at = place


def _grade_words(line: Line) -> Iterator[Fact]:
    """`high-grade`, `LG`."""
    words, tables = line.tokens.words, line.lexicon.tables
    for mention in line.mentions:
        value = mention.get("grade")
        if value is None or line.skips(mention, _UNSURE):
            continue
        if mention.last < len(words) and words[mention.last] in tables["grade_not_of"]:
            continue
        yield line.fact_of("cancer.grade", value, mention)
        yield line.fact_of("cancer.grade_as_stated", _printed(line, mention.first, mention.last), mention)


def _grade_numbers(line: Line) -> Iterator[Fact]:
    """`grade 2`, `G3`; a range is kept as printed and is no grade."""
    tokens, tables = line.tokens, line.lexicon.tables
    words, grades = tokens.words, tables["grades"]
    at = 0
    while at < len(words):
        hit = match_phrase(tables["grade_words"], words, at)
        letter = hit is None and words[at] in tables["grade_letters"]
        if hit is None and not letter:
            at += 1
            continue
        first, at = at, at + (hit[0] if hit else 1)
        place = at + 1 if hit and at < len(words) and words[at] in (":", "=", "of", "is") else at
        value = grades.get(words[place]) if place < len(words) and first not in line.blocked else None
        if value is None or (letter and not _letter_is_grade(line, first, place)):
            continue
        follows = words[place + 1] if place + 1 < len(words) else ""
        if follows in tables["grade_not_of"] or (follows == "?" and tokens.glued[place + 1]):
            continue
        if follows[:1].isalpha() and tokens.glued[place + 1]:
            continue
        last = _end_of_range(line, place)
        printed = _printed(line, first, last)
        yield line.fact("cancer.grade_as_stated", printed, first, last)
        line.taken.add(place)
        out_of_three = bool(hit) and last == place + 3 and follows == "/" and words[place + 2] == "3"
        if last == place + 1 or out_of_three:
            yield line.fact("cancer.grade", value, first, last)


def _letter_is_grade(line: Line, first: int, place: int) -> bool:
    """Whether a letter with a number is a grade, and neither part of a word nor a count of pregnancies."""
    tokens = line.tokens
    if not (tokens.numeric[place] and tokens.glued[place]):
        return False
    if first and tokens.glued[first] and tokens.words[first - 1][-1:].isalnum():
        return False
    following = tokens.words[place + 1 : place + 3]
    return not (len(following) == 2 and following[0] == "p" and tokens.numeric[place + 2])


def _end_of_range(line: Line, place: int) -> int:
    """The token behind a grade, or behind a range such as `2-3` or `2/3`."""
    tokens, grades = line.tokens, line.lexicon.tables["grades"]
    words = tokens.words
    if place + 2 < len(words) and words[place + 1] in ("/", "-", "to", "or") and words[place + 2] in grades:
        return place + 3
    if place + 1 < len(words) and tokens.joined[place + 1] and words[place + 1] in grades:
        return place + 2
    return place + 1


def _printed(line: Line, first: int, last: int) -> str:
    start, end = line.tokens.span(first, last)
    return line.text[start:end]


def _skip_fillers(line: Line, at: int) -> tuple[int, str]:
    """The first token behind words that may stand between a name and its number, and a comparison passed."""
    words = line.tokens.words
    comparison = ""
    for _ in range(_FILLERS):
        for table in (_ABOVE, _BELOW, "lab_fillers"):
            hit = match_phrase(line.lexicon.tables[table], words, at)
            if hit is not None:
                comparison = comparison if table == "lab_fillers" else table
                at += hit[0]
                break
        else:
            break
    return at, comparison


def _ki67(line: Line, mention: Mention) -> Iterator[Fact]:
    tokens = line.tokens
    at, comparison = _skip_fillers(line, mention.last)
    number = number_at(tokens, at)
    is_range = at + 1 < len(tokens.words) and tokens.joined[at + 1] and tokens.numeric[at + 1]
    if number is None or number > 100 or comparison or is_range:
        return
    percent = at + 1 < len(tokens.words) and tokens.words[at + 1] in line.lexicon.tables["percent"]
    line.taken.add(at)
    yield line.fact("cancer.ki67_percent", plain(number), mention.first, at + 2 if percent else at + 1)


def _lab(line: Line, mention: Mention) -> Iterator[Fact]:
    """A laboratory value: with its unit, or where the name implies the unit; else only as one without unit."""
    lab: dict[str, Any] = line.lexicon.tables["labs"][mention.senses["lab"]]
    at, comparison = _skip_fillers(line, mention.last)
    number = number_at(line.tokens, at)
    if number is None:
        return
    line.taken.add(at)
    if "ask" in mention.senses:
        mention.senses = {"lab": mention.senses["lab"]}
    if "says_from" in lab:
        if comparison != _BELOW and number >= lab["says_from"] and not mention.stance & _UNSURE:
            yield line.fact(lab["fact"], True, mention.first, at + 1)
        return
    if comparison == _BELOW:
        below = lab.get("below_says")
        if below and number <= below["at_most"]:
            yield line.fact(below["fact"], True, mention.first, at + 1)
        return
    if lab.get("safe_end"):
        at, number = _upper_end(line, at) or (at, number)
    elif comparison:
        return
    if _is_no_value(line, lab, at):
        return
    at, number = _of_today(line, lab, at) or (at, number)
    line.taken.add(at)
    at = _of_tens(line, lab, at)
    unit = match_phrase(lab["units"], line.tokens.words, at + 1)
    name, value, last = lab["fact"], number, at + 1
    if unit is not None:
        length, per = unit
        last += length
        value = number if per == 1 else round(number / per, lab["decimals"])
    elif not lab.get("unit_implied"):
        name = lab.get("without_unit")
        if name is None or _other_unit(line, at + 1):
            return
    if comparison and value < lab["bound_from"]:
        return
    low, high = lab["range"]
    in_range = (low is None or value >= low) and (high is None or value <= high)
    if in_range or name == lab.get("without_unit"):
        yield line.fact(name, plain(value), mention.first, last)


def _upper_end(line: Line, at: int) -> tuple[int, float] | None:
    """The place and the number of the upper end of a range that begins with the number."""
    tokens = line.tokens
    joined = at + 1 < len(tokens.words) and tokens.joined[at + 1] and tokens.numeric[at + 1]
    other = at + 1 if joined else at + 2
    if not joined and (at + 1 >= len(tokens.words) or tokens.words[at + 1] not in line.lexicon.tables["lab_range"]):
        return None
    number, first = number_at(tokens, other), number_at(tokens, at)
    if number is None or first is None or number <= first:
        return None
    line.taken.add(other)
    return other, number


def _of_tens(line: Line, lab: dict[str, Any], at: int) -> int:
    """The last token of a number that stands for those above it, as in `in the 300s`."""
    tokens = line.tokens
    rest = tokens.words[at + 1 : at + 2]
    return at + 1 if lab.get("safe_end") and rest and rest[0] in lab["marks"] and tokens.glued[at + 1] else at


def _is_no_value(line: Line, lab: dict[str, Any], at: int) -> bool:
    """Whether the number is below zero, one end of a range, mistyped, or in a unit that is not converted."""
    tokens = line.tokens
    words = tokens.words
    if at and words[at - 1] == "-" and tokens.glued[at] and not tokens.glued[at - 1]:
        return True
    if at + 1 >= len(words):
        return False
    if tokens.joined[at + 1] and tokens.numeric[at + 1]:
        return True
    if words[at + 1] in ("-", "to") and at + 2 < len(words) and tokens.numeric[at + 2]:
        return at + 3 >= len(words) or tokens.levels[at + 3] > 0  # `30 - 45`, not `30 - 64F`
    arrow = 2 if words[at + 1 : at + 3] == ["-", ">"] else int(words[at + 1] in ("→", ">"))
    if arrow and any(tokens.numeric[at + 1 + arrow : at + 2 + arrow]):
        return True  # `75 -> 20`: which holds today is asked
    if match_phrase(lab["not_units"], words, at + 1):
        return True
    mistyped = tokens.glued[at + 1] and len(words[at + 1]) == 1 and words[at + 1].isalpha()
    return mistyped and words[at + 1] not in lab.get("marks", ()) and not match_phrase(lab["units"], words, at + 1)


def _of_today(line: Line, lab: dict[str, Any], at: int) -> tuple[int, float] | None:
    """The place and the number that a word of today marks among those behind the first."""
    tokens = line.tokens
    for place in range(at + 1, min(at + 14, len(tokens.words))):
        if tokens.sentences[place] != tokens.sentences[at] or any(group_of(m) for m in line.within(place, place + 1)):
            return None
        number = number_at(tokens, place)
        if number is None:
            continue
        unit = match_phrase(lab["units"], tokens.words, place + 1)
        end = place + 1 + (unit[0] if unit else 0)
        marked = [m for m in line.within(place - 4, end + 1) if "present" in m.cues()]
        before = any(0 <= place - m.last <= 1 for m in marked)
        behind = any(m.first == end for m in marked)
        closed = end >= len(tokens.words) or tokens.levels[end] > 0
        if behind or (before and closed):
            return place, number
    return None


def _other_unit(line: Line, at: int) -> bool:
    """Whether a unit that is not one of the lab's follows its number."""
    words = line.tokens.words
    if at >= len(words):
        return False
    return words[at] in line.lexicon.tables["percent"] or (words[at].isalpha() and "/" in words[at + 1 : at + 2])


def _sizes(line: Line) -> Iterator[Fact]:
    """The size of the tumor: a length that stands by its name; of several, the largest."""
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    for at, numeric in enumerate(tokens.numeric):
        unit = match_phrase(tables["lengths"], words, at + 1) if numeric else None
        number = number_at(tokens, at)
        if unit is None or number is None or at in line.blocked or at in line.taken:
            continue
        length, per = unit
        end, first = at + 1 + length, at
        while first >= 2 and words[first - 1] in tables["times"] and tokens.numeric[first - 2]:
            number = max(number, number_at(tokens, first - 2) or 0)
            first -= 2
        if _beside_tumor(line, first, end):
            yield line.fact("cancer.size_cm", plain(round(number / per, 3)), first, end)


def _beside_tumor(line: Line, first: int, end: int) -> bool:
    """Whether the nearest term of the clause, behind or before, is the tumor and not a finding elsewhere."""
    tokens = line.tokens
    if end < len(tokens.words) and tokens.words[end] in line.lexicon.tables["size_not_before"]:
        return False
    behind = [m for m in line.within(end, end + 6) if tokens.clauses[m.first] == tokens.clauses[first]]
    before = [m for m in line.within(first - 10, first) if first - m.last <= 5]
    before = [m for m in before if tokens.clauses[m.first] == tokens.clauses[first]]
    for members in (behind, before[::-1]):
        for mention in members:
            if mention.has("histology", "tumor"):
                return not mention.stance & (s.RELATIVE | s.NEGATED) and "ask" not in mention.senses
            if mention.has("ask", "spread", "lab") or "metastasis" in line.organ(mention.get("organ")):
                break
    return False
