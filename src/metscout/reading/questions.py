"""What the study is to answer, as far as the line puts it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.care import Care
from metscout.reading.mentions import Line, Mention
from metscout.reading.spread import Spread, is_target, place_of

QUESTION = "imaging.question"
Asked = tuple[str, int, int]  # the question, and the tokens that put it
_NAMED_IN_BREADTH = 12


@dataclass(slots=True)
class _Questions:
    """Questions asked, questions only named, questions denied or answered already, and `lungs only`."""

    asked: list[Asked] = field(default_factory=list)
    bare: list[Asked] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)
    only: bool = False


def read_questions(line: Line, found: list[Spread], care: Care, metastatic: bool, about_cancer: bool) -> list[Fact]:
    """One fact for each question put. A question denied, or answered already, is none.

    Without a word of cancer an organ is only an organ. What is only named counts as asked where nothing
    else is, before treatment or in surveillance.
    """
    questions = _Questions()
    known = metastatic or care.disease_known
    lungs_named = _are_lungs_named(line)
    for spread in found:
        if not spread.stance & s.RELATIVE and spread.first not in line.blocked and (spread.word or about_cancer):
            _sort_spread(line, questions, spread, list(_values(line, spread, lungs_named)), known)
    for place, mention in enumerate(line.mentions):
        if line.skips(mention, s.RELATIVE | s.EXAM):
            continue
        if "ask" in mention.senses:
            if about_cancer or mention.senses["ask"][1] == "task":
                _sort_phrase(line, questions, place, care.treated)
        elif "here" in mention.senses:
            _read_here(line, questions, place)
        elif "recurrence" in mention.senses:
            _read_recurrence(line, questions, mention, found)
    if care.sign_at_site is not None and not questions.asked and not questions.bare:
        sign = care.sign_at_site
        questions.asked.append((line.lexicon.tables["here"]["recurred"], sign.first, sign.last))
    return _facts(line, questions, care, found)


def _facts(line: Line, questions: _Questions, care: Care, found: list[Spread]) -> list[Fact]:
    asked = questions.asked
    anywhere = line.part("anywhere")["asked"]
    asked = _without_repeats(line, asked, anywhere, found)
    bare = [] if care.treated and not care.awaited else questions.bare
    if questions.only and any(value != anywhere for value, _, _ in asked):
        plain = {spread.first for spread in found if not spread.organs}
        asked = [item for item in asked if item[0] != anywhere or item[1] not in plain]
    beside = {line.tokens.clauses[first]: line.tokens.sentences[first] for _, first, _ in asked}
    chosen = [*asked, *(item for item in bare if _is_listed(line, item, beside))] if asked else bare
    put = {value for value, _, _ in asked}
    facts: dict[str, Fact] = {}
    for value, first, last in sorted(chosen, key=lambda item: (item[1], item[0])):
        if value not in facts and (value in put or value not in questions.denied):
            facts[value] = line.fact(QUESTION, value, first, last)
    return list(facts.values())


def _without_repeats(line: Line, asked: list[Asked], anywhere: str, found: list[Spread]) -> list[Asked]:
    """The questions without a bare word of spread that only takes up a place its sentence has named."""
    sentences = line.tokens.sentences
    places = {line.part(name)["asked"] for name in ("lungs", "outside_lungs")}
    named = {sentences[first] for value, first, _ in asked if value in places}
    single = {spread.first for spread in found if not spread.organs and spread.last - spread.first == 1}
    return [item for item in asked if item[0] != anywhere or item[1] not in single or sentences[item[1]] not in named]


def _sort_spread(line: Line, questions: _Questions, spread: Spread, values: list[Asked], known: bool) -> None:
    """Put the questions of a word of spread where its stance sends them."""
    stance = spread.stance
    outside = any(organ.stance & s.OUTSIDE for organ in spread.organs)
    if (stance & s.NEGATED and not stance & s.OUTSIDE) or stance & s.DONE:
        questions.denied.update(value for value, _, _ in values)
        return
    if stance & s.UNKNOWN:
        return
    questions.only = questions.only or bool(spread.organs and stance & s.ONLY)
    if outside or stance & s.ASKED or (stance & s.DOUBTED and spread.kind != "finding"):
        questions.asked += values
    elif spread.word is None:
        if not known:
            (questions.asked if stance & s.ONLY else questions.bare).extend(values)
    elif spread.kind in ("noun", "weak", "verb") and not stance & s.STATED:
        anywhere = line.part("anywhere")
        if any(place_of(line, organ) == anywhere for organ in spread.organs):
            questions.asked += values
        elif not known:
            questions.bare += values


def _values(line: Line, spread: Spread, lungs_named: bool) -> Iterator[Asked]:
    """The questions that a word of spread puts through its organs."""
    first, last = spread.first, spread.last
    anywhere, lungs, beyond = (line.part(name)["asked"] for name in ("anywhere", "lungs", "outside_lungs"))
    if not spread.organs:
        yield anywhere, first, last
    for organ in spread.organs:
        about = place_of(line, organ)
        value = about.get("asked")
        if organ.stance & s.OUTSIDE:
            yield (beyond if value == lungs else anywhere), first, last
        elif value == "elsewhere":
            yield (beyond if lungs_named else anywhere), first, last
        elif value is not None:
            yield (about.get("asked_alone", value) if spread.word is None else value), first, last


def _are_lungs_named(line: Line) -> bool:
    lungs = line.part("lungs")["asked"]
    return any(
        line.organ(m.get("organ")).get("asked") == lungs or ("ask" in m.senses and m.senses["ask"][0] == lungs)
        for m in line.mentions
    )


def _sort_phrase(line: Line, questions: _Questions, place: int, treated: bool) -> None:
    """A phrase that puts a question by itself, or where the line asks it."""
    mention = line.mentions[place]
    value, kind = mention.senses["ask"]
    stance = mention.stance
    item = (value, mention.first, mention.last)
    if (stance & s.NEGATED and not stance & s.ASKED) or (stance & s.DONE and not (kind != "task" and stance & s.ASKED)):
        questions.denied.add(value)
    elif stance & s.UNKNOWN:
        return
    elif kind == "task":
        before = line.mentions[place - 1] if place else None
        of_organ = before is not None and before.last == mention.first and is_target(line, before)
        if not (of_organ and value == line.part("anywhere")["asked"]):
            questions.asked.append(item)
    elif stance & s.ASKED or (stance & s.DOUBTED and kind != "if_asked"):
        questions.asked.append(item)
    elif kind == "if_asked" or mention.has("result", "fact") or stance & s.STATED:
        return
    elif kind == "if_treated":
        questions.asked += [item] if treated else []
    else:
        questions.bare.append(item)


def _read_here(line: Line, questions: _Questions, place: int) -> None:
    """The place of the tumor joined to another place, which shares its word of asking: `local and lung staging`."""
    mention = line.mentions[place]
    if mention.stance & (s.NEGATED | s.DONE):
        return
    here, sharing = line.lexicon.tables["here"], line.lexicon.tables["links"]["sharing"]
    tokens = line.tokens
    ends = mention.last >= len(tokens.words) or tokens.levels[mention.last] > 0
    if ends and (not mention.first or tokens.levels[mention.first - 1]):
        questions.asked.append((here["first"], mention.first, mention.last))
        return
    before = line.mentions[place - 1] if place else None
    if before is not None and before.last == mention.first and "asking" in before.cues() and "ask" not in before.senses:
        value = here["routine" if "surveillance" in before.signs() else "first"]
        questions.asked.append((value, before.first, mention.last))
        return
    edge = mention.last
    for other in line.mentions[place + 1 : place + 5]:
        gap = line.tokens.words[edge : other.first]
        if len(gap) > 1 or any(word not in sharing for word in gap) or (edge == mention.last and not gap):
            return
        if "asking" in other.cues() or ("ask" in other.senses and other.senses["ask"][1] == "task"):
            value = here["routine" if "surveillance" in other.signs() else "first"]
            questions.asked.append((value, mention.first, mention.last))
            return
        edge = other.last


def _read_recurrence(line: Line, questions: _Questions, mention: Mention, found: list[Spread]) -> None:
    """Recurrence without a place: local where a finding at the site stands near, else left open."""
    if mention.stance & (s.NEGATED | s.STATED) or any(spread.word is mention for spread in found):
        return
    near = line.around(mention.first, mention.last, _NAMED_IN_BREADTH)
    if any({"at_site", "new_sign"} & set(m.signs()) for m in near):
        questions.asked.append((line.lexicon.tables["here"]["recurred"], mention.first, mention.last))


def _is_listed(line: Line, item: Asked, beside: dict[int, int]) -> bool:
    """Whether a question only named stands in the clause of one that is asked, or in the one before it."""
    here = line.tokens.clauses[item[1]]
    return here in beside or beside.get(here + 1) == line.tokens.sentences[item[1]]
