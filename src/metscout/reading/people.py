"""Who the patient is: age group, sex and weight; the age itself is read in `ages`."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.ages import find_ages
from metscout.reading.mentions import Line, Mention
from metscout.reading.numbers import number_at, plain
from metscout.reading.phrases import match_phrase

_LIGHTEST, _HEAVIEST = 0.3, 400


def read_people(line: Line) -> Iterator[Fact]:
    """Facts on age, age group, sex and weight."""
    ages = find_ages(line)
    chosen = [age for age in ages if age.certain] or ages[:1]
    for age in chosen:
        yield line.fact("patient.age_years", age.years, age.first, age.last)
    yield from _sex(line, [sex for age in chosen for sex in age.sexes])
    if not chosen:
        for mention in line.mentions:
            if "age_group" in mention.senses and not line.skips(mention, s.RELATIVE):
                yield line.fact_of("patient.age_group", mention.senses["age_group"], mention)
    yield from _weight(line)


def _sex(line: Line, beside_age: list[tuple[str, int]]) -> Iterator[Fact]:
    """The sex said by a letter beside the age or by a word; pronouns count where nothing else does."""
    for sex, place in beside_age:
        yield line.fact("patient.sex", sex, place, place + 1)
    tokens = line.tokens
    said: list[Mention] = []
    weak: list[Mention] = []
    for mention in line.mentions:
        if "sex" not in mention.senses or line.skips(mention, s.RELATIVE):
            continue
        last = mention.last
        if last < len(tokens.words) and tokens.glued[last] and tokens.words[last][:1].isalnum():
            continue
        (weak if tokens.words[mention.first] in line.lexicon.tables["pronouns"] else said).append(mention)
    if not said and not beside_age and len({mention.senses["sex"] for mention in weak}) == 1:
        said = weak[:1]
    for mention in said:
        yield line.fact_of("patient.sex", mention.senses["sex"], mention)


def _weight(line: Line) -> Iterator[Fact]:
    """A weight with its unit, unless it is one lost or gained, or a dose by weight."""
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    if tables["weight_fact"] is None:
        return
    for at, numeric in enumerate(tokens.numeric):
        unit = match_phrase(tables["weight_units"], words, at + 1) if numeric else None
        number = number_at(tokens, at)
        if unit is None or number is None or at in line.blocked or at in line.taken:
            continue
        length, per = unit
        end = at + 1 + length
        near = words[max(0, at - 3) : at] + words[end : end + 3]
        if any(word in tables["weight_not_near"] for word in near):
            continue
        kilograms = number if per == 1 else round(number / per, 1)
        if _LIGHTEST <= kilograms <= _HEAVIEST:
            line.taken.add(at)
            yield line.fact(tables["weight_fact"], plain(kilograms), at, end)
