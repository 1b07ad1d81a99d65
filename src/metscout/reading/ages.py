"""The age of the patient in every habit of writing it, told apart from spans of time and other numbers."""

from dataclasses import dataclass, field

from metscout.reading import stances as s
from metscout.reading.mentions import Line, Mention
from metscout.reading.numbers import number_at, plain
from metscout.reading.phrases import match_phrase
from metscout.reading.tokens import COMMA, SENTENCE

OLDEST = 125
_TIMED = {
    "surveillance", "response", "follow_up", "disease_free", "active_surveillance", "on_treatment", "untreated",
}  # fmt: skip
_MONTHS_MALE = 24  # up to this number a small `m` may mean months


@dataclass(slots=True)
class Age:
    """An age in years at the tokens from `first` to before `last`, and the sex written beside it."""

    first: int
    last: int
    years: float
    certain: bool
    sexes: list[tuple[str, int]] = field(default_factory=list)


def find_ages(line: Line) -> list[Age]:
    """The ages of the line in order; their tokens are taken."""
    tokens = line.tokens
    sexes = {m.first: m for m in line.mentions if "sex" in m.senses and not line.skips(m, s.RELATIVE)}
    _count_words(line)
    found: list[Age] = []
    for at, numeric in enumerate(tokens.numeric):
        if not numeric or at in line.blocked or at in line.taken:
            continue
        number = number_at(tokens, at)
        if number is None or number > OLDEST * 12 or _is_part(line, at):
            continue
        age = _with_unit(line, at, number, sexes) or _with_sex(line, at, number, sexes) or _after_word(line, at, number)
        if age is not None:
            found.append(age)
            line.taken.update(range(age.first, age.last))
    return found


def _count_words(line: Line) -> None:
    """Numbers written in words before `year old` become numbers; of two words the second stands for both."""
    tokens, tables = line.tokens, line.lexicon.tables
    names = tables["number_words"]
    for at, word in enumerate(tokens.words):
        unit = match_phrase(tables["age_units"], tokens.words, at + 1) if word in names else None
        if unit is None or not unit[1][1]:
            continue
        number = names[word]
        tens = names.get(tokens.words[at - 1], 0) if at else 0
        if tens >= 20 and number < 10:
            number += tens
            tokens.starts[at] = tokens.starts[at - 1]
        tokens.words[at], tokens.numeric[at], tokens.glued[at] = str(number), True, False


def _is_part(line: Line, at: int) -> bool:
    """Whether the number is part of a word or of a larger sign, such as `Tc99m` or `>60`."""
    tokens = line.tokens
    if not at or not tokens.glued[at]:
        return False
    before = tokens.words[at - 1]
    if before[-1:].isalpha():
        in_word = at >= 2 and tokens.glued[at - 1] and tokens.words[at - 2][-1:].isalnum()
        return _letter(line, at - 1) is None or in_word
    return before in ("<", ">", "~", "≥", "≤", "$", "#", ".")


def _letter(line: Line, at: int) -> str | None:
    """The sex that a single letter stands for, if the token is one."""
    if not 0 <= at < len(line.tokens.words) or at in line.blocked:
        return None
    found: str | None = line.lexicon.tables["sex_letters"].get(line.tokens.words[at])
    return found


def _runs_on(line: Line, at: int) -> bool:
    """Whether the token at `at` is glued to the one before it and goes on as a word."""
    tokens = line.tokens
    return at < len(tokens.words) and tokens.glued[at] and tokens.words[at][:1].isalnum()


def _with_unit(line: Line, at: int, number: float, sexes: dict[int, Mention]) -> Age | None:
    """`64 yo F`, `8mo`, `58-year-old woman`."""
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    unit = match_phrase(tables["age_units"], words, at + 1)
    if unit is None:
        return None
    length, (per_year, old, sex_of_unit) = unit
    years = plain(number) if per_year == 1 else round(number / per_year, 2)
    after = at + 1 + length
    if years > OLDEST:
        return None
    beside = [(str(sex_of_unit), at + length)] if sex_of_unit else []
    sex = _sex_near(line, at, after, sexes)
    if sex is not None:
        beside.append(sex)
    if old:
        return Age(at, after, _with_years_before(line, at, years, per_year), True, beside)
    before = words[at - 1] if at else ""
    if match_phrase(tables["not_age_after"], words, after) or before in tables["not_age_before"]:
        return None
    if sex is not None or before in tables["age_before"]:
        return Age(at, after, years, True, beside)
    starts = at == 0 or tokens.levels[at - 1] >= COMMA
    ends = after >= len(words) or tokens.levels[after] >= COMMA
    short = tokens.glued[at + 1] or per_year == 1
    if short and (ends or starts) and not _speaks_of_time(line, at):
        return Age(at, after, years, False, beside)
    return None


def _with_years_before(line: Line, at: int, years: float, per_year: float) -> float:
    """Years and months written side by side, added."""
    unit = match_phrase(line.lexicon.tables["age_units"], line.tokens.words, at - 1) if at >= 2 else None
    more = number_at(line.tokens, at - 2)
    if per_year == 12 and unit is not None and unit[1][0] == 1 and more is not None:
        return round(years + more, 2)
    return years


def _speaks_of_time(line: Line, at: int) -> bool:
    """Whether the clause speaks of treatment or follow-up, so that a bare span of time is no age."""
    return any(
        "treatment" in m.senses or {"given", "given_after", "done"} & set(m.cues()) or _TIMED & set(m.signs())
        for m in line.in_clause(at)
    )


def _sex_near(line: Line, at: int, after: int, sexes: dict[int, Mention]) -> tuple[str, int] | None:
    """The sex written beside an age: behind it, or before it."""
    words = line.tokens.words
    parted = {"/", "-", ",", "|"}
    behind = [after, *([after + 1] if after < len(words) and words[after] in parted else [])]
    for place in behind:
        if place in sexes:
            return str(sexes[place].senses["sex"]), place
        letter = _letter(line, place)
        if letter is not None and not _runs_on(line, place + 1):
            return letter, place
    before = [at - 1, *([at - 2] if at >= 1 and words[at - 1] in parted else [])]
    for place in before:
        if place in sexes:
            return str(sexes[place].senses["sex"]), place
        letter = _letter(line, place)
        if letter is not None and line.text[line.tokens.starts[place]].isupper():
            return letter, place
    return None


def _with_sex(line: Line, at: int, number: float, sexes: dict[int, Mention]) -> Age | None:
    """`64F`, `64/F`, `64 woman`, and the other way round."""
    if number != int(number) or number > OLDEST:
        return None
    years = int(number)
    words = line.tokens.words
    slash = at + 1 < len(words) and words[at + 1] == "/"
    place = at + 2 if slash else at + 1
    letter = _letter(line, place)
    bracketed = place < len(words) and words[place] == "(" and words[place + 2 : place + 3] == [")"]
    if bracketed and _letter(line, place + 1) is not None:
        return Age(at, place + 3, years, True, [(str(_letter(line, place + 1)), place + 1)])
    if letter is not None and _letter_means_sex(line, at, place, years, letter, slash):
        return Age(at, place + 1, years, True, [(letter, place)])
    if place in sexes and words[place] not in line.lexicon.tables["pronouns"]:
        mention = sexes[place]
        before = words[at - 1] if at else ""
        if not at or line.tokens.levels[at - 1] or before not in line.lexicon.tables["not_age_before"]:
            return Age(at, mention.last, years, True, [(str(mention.senses["sex"]), place)])
    return _sex_first(line, at, years, sexes)


def _letter_means_sex(line: Line, at: int, place: int, years: int, letter: str, slash: bool) -> bool:
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    raw = line.text[tokens.starts[place]]
    end = place + 1
    if _runs_on(line, end) or (end < len(words) and words[end] in tables["tracers"]):
        return False
    starts = not at or tokens.levels[at - 1] == SENTENCE
    glued = tokens.glued[place] and not slash
    before = words[at - 1] if at else ""
    never = tables["never_age_before" if raw.isupper() or glued else "not_age_before"]
    if before in never and not tokens.levels[at - 1]:
        return False
    may_be_months = letter == tables["months_letter"] and raw.islower() and years <= _MONTHS_MALE and at > 0
    if may_be_months and match_phrase(tables["not_age_after"], words, end):
        return False
    return raw.isupper() or slash or glued or starts or letter != tables["months_letter"]


def _sex_first(line: Line, at: int, years: int, sexes: dict[int, Mention]) -> Age | None:
    """`F64`, `F/64`, `male 67`."""
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    follows = words[at + 1] if at + 1 < len(words) else ""
    if not at or _runs_on(line, at + 1) or follows in tables["tracers"] or follows in tables["percent"]:
        return None
    if match_phrase(tables["lengths"], words, at + 1):
        return None
    place = at - 2 if words[at - 1] in ("/", "-") and at >= 2 else at - 1
    if words[at - 1] == "," and at == 2:
        return _opening(line, at, years, sexes) if not follows or tokens.levels[at + 1] else None
    letter = _letter(line, place)
    if letter is not None:
        free = not (tokens.glued[place] and place and words[place - 1][-1:].isalnum())
        apart = place != at - 1
        if free and (apart or (line.text[tokens.starts[place]].isupper() and years >= 10)):
            return Age(place, at + 1, years, True, [(letter, place)])
        return None
    if place in sexes and not tokens.levels[at - 1] and not tokens.glued[at] and words[place] not in tables["pronouns"]:
        ends = not follows or tokens.levels[at + 1] or follows in tables["age_units"]
        if ends or years >= 14:
            return Age(place, at + 1, years, True, [(str(sexes[place].senses["sex"]), place)])
    return None


def _opening(line: Line, at: int, years: int, sexes: dict[int, Mention]) -> Age | None:
    """`F, 68` and `female, 49` at the head of a line."""
    sex = str(sexes[0].senses["sex"]) if 0 in sexes else _letter(line, 0)
    return Age(0, at + 1, years, True, [(sex, 0)]) if sex is not None else None


def _after_word(line: Line, at: int, number: float) -> Age | None:
    """`aged 64`, `age: 64`; `pt 71` where nothing else is said of the number."""
    tokens, tables = line.tokens, line.lexicon.tables
    words = tokens.words
    if number != int(number) or number > OLDEST or not at:
        return None
    place = at - 2 if words[at - 1] in (":", "=") and at >= 2 else at - 1
    if words[place] in tables["age_before"]:
        return Age(place, at + 1, int(number), True)
    ends = at + 1 >= len(words) or tokens.levels[at + 1] >= COMMA
    opens = place == 0 or tokens.levels[place - 1] > 0
    if words[place] in tables["patient_words"] and ends and opens and 18 <= number <= 110:
        return Age(at, at + 1, int(number), False)
    return None
