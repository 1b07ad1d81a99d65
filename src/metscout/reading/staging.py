"""What a person gives for a stage: free text, facts and single categories, in every usual spelling."""

import re
from collections.abc import Iterable, Mapping

from metscout.facts.sheet import Fact, FactSheet, Origin, build_sheet
from metscout.facts.tnm import (
    AS_STATED,
    BASIS,
    CATEGORY_FACTS,
    GRADE,
    LETTERS,
    PREFIXES,
    SIZE,
    YEAR,
    StageRequest,
    Stated,
    read_category,
    read_grade,
    spelled,
    stated_grade,
)  # fmt: skip
from metscout.packs.load import Knowledge
from metscout.reading.facts_file import read_facts
from metscout.reading.patient import lexicon_of, read_patient
from metscout.reading.staging_words import (
    StageWords,
    bare_count,
    count_of_nodes,
    editions_in,
    said_phrases,
    stage_words,
    without_editions,
)  # fmt: skip
from metscout.reading.tnm import Category, find_tnm
from metscout.terms.errors import FactError

GIVEN = Origin("user")
SITE_FACTS = ("cancer.primary_site", "cancer.histology")
LOCATION = "cancer.location"
NODES = LETTERS[1]
_YEAR = re.compile(
    r"\b(?:dx|dxd|diagnosed|diagnosis|dg)\b\D{0,15}?(?:\d{1,2}[/.-])?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_YEARS = (1900, 2100)
_SOME = re.compile(r"(?<![^\W\d_])(?P<prefix>yc|yp|[cpr])?(?P<letter>[NM])\+(?!\w)")
_PLACED = "tumor of the {}"  # the reader takes a place for one of a tumor, and needs one
_LONGEST = 4
_JOINED = re.compile(r"[/&+,]|\b(?:and|or|vs|versus)\b", re.IGNORECASE)
_SIZE = re.compile(r"(?P<number>\d+(?:[.,]\d+)?) ?(?P<unit>mm|cm)?", re.IGNORECASE)
_HIGHEST = 4  # no table of any edition counts T, N or M further
_ONE = r"(?:yc|yp|[cpru])?{}(?:is|x|\d{{1,2}}(?:[a-d]\d?)?)(?:\([^()]{{1,6}}\))?"
_T, _N, _M = map(_ONE.format, "TNM")
_CHAIN = re.compile(  # between a vertebra and an N stands more than a blank
    rf"(?<![^\W_])(?:{_T} ?{_N}(?:[ ,;]{{0,2}}{_M})?|{_N}[ ,;]{{0,2}}{_M}|(?:yc|yp|[cpru])?T[0-4][a-d]?[ ,;]{{0,2}}{_M}"
    r"|(?-i:(?:yc|yp|[cp])[TNM]\d{1,2}[a-d]?))(?![^\W_])",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:yc|yp|[cpru])?(?P<letter>[TNM])(?P<digits>\d{1,2})(?:[a-d]\d?)?", re.IGNORECASE)
_GRADES = re.compile(r"\b(?:G|grade ?)[1-3X]\b|\b(?:low|high|intermediate)[ -]grade\b", re.IGNORECASE)
_REST = re.compile(
    r"\b(?:cancer|carcinoma|ca|tumou?r|stage|staging|group|edition|of|the|for|with|in)\b|[^\w ]", re.IGNORECASE
)


def read_stage(
    patient: str | Mapping[str, object] | None,
    knowledge: Knowledge,
    *,
    site: str | None = None,
    t: str | None = None,
    n: str | None = None,
    m: str | None = None,
    grade: str | None = None,
    edition: str | None = None,
    diagnosis_year: int | str | None = None,
    size: str | float | None = None,
    as_of: str | None = None,
) -> StageRequest:
    """All that is stated, the single values beside those of the text or the facts.

    Raises FactError naming what cannot be read and what is accepted, and for what lies after `as_of`.
    """
    sheet = read_patient(patient, knowledge, as_of) if patient is not None else build_sheet((), knowledge.vocabulary)
    text = patient if isinstance(patient, str) else ""
    words = stage_words(knowledge)
    _checked_categories(text, knowledge)
    stated = {letter: _of_sheet(letter, sheet, text) for letter in LETTERS}
    grades = stated_grade(sheet)
    phrases: list[tuple[str, str, str | None]] = [("", said, where) for where, said in said_phrases(text, words)]
    nodes = count_of_nodes(text)
    facts = list(sheet.facts)
    for letter, value in zip(LETTERS, (t, n, m), strict=True):
        if value is None:
            continue
        one = read_category(letter, _checked(letter, value))
        if one is not None:
            stated[letter] = (*stated[letter], one)
            facts.append(Fact(CATEGORY_FACTS[letter], one.value, "known", GIVEN))
        elif letter == NODES and (count := bare_count(value)) is not None:
            nodes = count
        else:
            phrases += _known_phrases(letter, value, words, knowledge)
    if grade is not None:
        one = _grade(grade, knowledge)
        grades = (*grades, one)
        facts.append(Fact(AS_STATED, one.value, "known", GIVEN))
    sites: tuple[str, ...] = ()
    line = f" {spelled(text)} "
    outside = tuple(entry for name, entry in words.outside_in_text if f" {name} " in line)
    if site is not None:
        sites, more = _site(site, words)
        outside = (*outside, *more)
        if not sites and not more:
            facts += _site_facts(site, words, knowledge)
    elif not any(name in sheet.values for name in SITE_FACTS):
        rest = _all_but_categories(text, words)
        sites, more = _site(rest, words) if rest else ((), ())
        outside = (*outside, *more)
        if rest and not sites and not more:
            facts += _organ(rest, knowledge) or _placed(rest, knowledge)
    if diagnosis_year is not None:
        facts = [fact for fact in facts if fact.name != YEAR]
        facts.append(Fact(YEAR, _year(diagnosis_year), "known", GIVEN))
    elif text and YEAR not in sheet.values:
        facts += _year_in(text)
    _checked_years(facts, as_of)
    size_mm = _millimeters(size) if size is not None else None
    if size_mm is not None and SIZE not in sheet.values:
        facts.append(Fact(SIZE, round(size_mm / 10, 4), "known", GIVEN))
    return StageRequest(
        build_sheet(facts, knowledge.vocabulary),
        sites,
        outside,
        site,
        _unique(stated["t"]),
        _unique(stated["n"]),
        _unique(stated["m"]),
        _unique(grades),
        tuple(phrases),
        (edition,) if edition is not None else editions_in(line, words),
        size_mm,
        nodes,
    )


def _checked(where: str, text: str) -> str:
    if not text.strip() or len(text) > 200:
        raise FactError("unknown_value", where, "should be a short text", text[:80])
    return text


def _unique(ones: tuple[Stated, ...]) -> tuple[Stated, ...]:
    """Each value once; a prefix that is stated stands in place of none."""
    found: dict[str, Stated] = {}
    for one in ones:
        if one.value not in found or (one.prefix and not found[one.value].prefix):
            found[one.value] = one
    return tuple(found.values())


def _of_sheet(letter: str, sheet: FactSheet, text: str) -> tuple[Stated, ...]:
    """The categories on the sheet, with the prefix each has in the text, and those that were not assessed."""
    printed = {category.end: category for category in find_tnm(text, unassessed=True)}
    basis = sheet.values.get(BASIS)
    found: list[Stated] = []
    for fact in sheet.facts:
        if fact.name != CATEGORY_FACTS[letter]:
            continue
        one = read_category(letter, str(fact.value))
        if one is None:
            raise FactError(
                "unknown_value", fact.name, f"{fact.value!r} is no {letter.upper()} category", str(fact.value)
            )
        category = printed.get(fact.origin.span[1]) if fact.origin.span else None
        prefix = category.prefix if category else str(basis or "")
        found.append(Stated(one.value, one.prefix or (prefix if prefix in PREFIXES else None)))
    unassessed = [
        Stated(f"{category.letter}X", category.prefix if category.prefix in PREFIXES else None)
        for category in printed.values()
        if category.letter.lower() == letter and category.value.lower() == "x" and _in_chain(category, printed)
    ]
    some = [
        Stated(f"{match['letter']}+", match["prefix"]) for match in _SOME.finditer(text)
        if match["letter"].lower() == letter
    ]  # fmt: skip
    return (*found, *unassessed, *some)


def _in_chain(category: Category, printed: Mapping[int, Category]) -> bool:
    """Whether another category stands beside it: a lone Tx or Nx is an abbreviation of something else."""
    return any(
        other is not category and min(abs(other.start - category.end), abs(category.start - other.end)) <= 2
        for other in printed.values()
    )


def _grade(text: str, knowledge: Knowledge) -> Stated:
    one = read_grade(_checked(GRADE, text))
    if one is not None:
        return one
    words = text if spelled(text).split()[-1:] != [GRADE] else spelled(text).removesuffix(GRADE)
    try:
        given = read_facts(
            {f"cancer.{GRADE}": words.strip()}, knowledge.vocabulary, lambda: lexicon_of(knowledge).values
        )
    except FactError as error:
        numbers = ("G1", "G2", "G3", "GX")
        raise FactError(
            "unknown_value", GRADE, f"{text!r} is no grade", text, (*numbers, *error.accepted), error.nearest
        ) from None
    return Stated(str(given.facts[0].value))


def _known_phrases(
    letter: str, text: str, words: StageWords, knowledge: Knowledge
) -> list[tuple[str, str, str | None]]:
    """The words as they are compared, alone or in a short text. Raises FactError where no site has them."""
    wanted = spelled(text)
    if any(wanted in known for known in words.known.values()):
        return [(letter, wanted, None)]
    said = said_phrases(text, words)
    if said:
        return [(letter, phrase, site) for site, phrase in said]
    raise _no_category(letter, text, knowledge)


def _no_category(letter: str, text: str, knowledge: Knowledge) -> FactError:
    values = dict.fromkeys(c.value for table in knowledge.staging.tables.values() for c in table.categories(letter))
    return FactError("unknown_value", letter, f"{text!r} is no {letter.upper()} category", text, tuple(values))


def _checked_categories(text: str, knowledge: Knowledge) -> None:
    """Raises FactError for a category that cannot be, such as the T of `T5 N1 M0`; a lone `T5` is a vertebra."""
    for chain in _CHAIN.finditer(text):
        for match in _PART.finditer(chain[0]):
            if int(match["digits"]) > _HIGHEST:
                raise _no_category(match["letter"].lower(), match[0], knowledge)


def _site(text: str, words: StageWords) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sites that have this name, and the exceptions that have it."""
    wanted = spelled(_checked("site", text))
    sites = words.sites.get(wanted, ())
    if sites or wanted in words.outside:
        return sites, () if sites else words.outside[wanted]
    several = [words.sites.get(part, ()) for part in map(spelled, _JOINED.split(text))]
    together = tuple(dict.fromkeys(site for part in several for site in part))
    return (together if all(several) else ()), ()


def _site_facts(text: str, words: StageWords, knowledge: Knowledge) -> list[Fact]:
    """The facts that a site says in other words. Raises FactError where it says none."""
    given = _organ(text, knowledge) or _tumor(read_patient(text, knowledge).facts)
    if not any(fact.name in SITE_FACTS for fact in given):
        given = [*given, *_tumor(read_patient(_PLACED.format(text), knowledge).facts)]
    if not any(fact.name == SITE_FACTS[0] for fact in given):
        given = [*given, *_tissue(text, knowledge)]
    if not any(fact.name in (*SITE_FACTS, LOCATION) for fact in given):
        from metscout.packs.view import nearest

        accepted = tuple(knowledge.staging.sites)
        close = nearest(spelled(text)[:200], (*words.sites, *accepted))
        raise FactError(
            "unknown_value", "site", f"{text!r} is no site that is staged here", text, accepted,
            words.sites.get(close, (close,))[0] if close else None,
        )  # fmt: skip
    return _given(dict.fromkeys(given))


def _tumor(facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.name.startswith("cancer.")]


def _organ(text: str, knowledge: Knowledge) -> list[Fact]:
    """The organ that the words name and nothing else; none where they say more or other things."""
    try:
        given = read_facts({SITE_FACTS[0]: text}, knowledge.vocabulary, lambda: lexicon_of(knowledge).values)
    except FactError:
        return []
    return _given(given.facts)


def _placed(text: str, knowledge: Knowledge) -> list[Fact]:
    """The facts of a bare place, such as a named bone; none where the words say something else."""
    return _given(_tumor(read_patient(_PLACED.format(text), knowledge).facts))


def _tissue(text: str, knowledge: Knowledge) -> list[Fact]:
    """The organ or tissue that some of the words name, such as the bone in `iliac bone`; none where two are named."""
    tissues = lexicon_of(knowledge).values.get(SITE_FACTS[0], {})
    words = spelled(text).split()
    found: set[str] = set()
    at = 0
    while at < len(words):
        ends = (end for end in range(min(len(words), at + _LONGEST), at, -1) if " ".join(words[at:end]) in tissues)
        end = next(ends, None)
        if end is not None:
            found.add(tissues[" ".join(words[at:end])])
        at = end or at + 1
    return [Fact(SITE_FACTS[0], value, "known", GIVEN) for value in found] if len(found) == 1 else []


def _given(facts: Iterable[Fact]) -> list[Fact]:
    return [Fact(fact.name, fact.value, fact.state, GIVEN) for fact in facts]


def _all_but_categories(text: str, words: StageWords) -> str:
    """What a line says beside categories, grade, year and edition: in `anal canal T2 N0 M0` the site alone."""
    if not text:
        return ""
    rest = list(text)
    for category in find_tnm(text, unassessed=True):
        rest[category.start : category.end] = " " * (category.end - category.start)
    left = _YEAR.sub(" ", "".join(rest))
    return spelled(_REST.sub(" ", _GRADES.sub(" ", without_editions(left, words))))


def _year_in(text: str) -> list[Fact]:
    """The year of diagnosis where the text says one; two of them are both given and count as unknown."""
    return [
        Fact(YEAR, int(match["year"]), "known", Origin("text", match["year"], match.span("year")))
        for match in _YEAR.finditer(text)
    ]


def _checked_years(facts: Iterable[Fact], as_of: str | None) -> None:
    for fact in facts:
        if fact.name == YEAR and as_of is not None and isinstance(fact.value, int) and fact.value > int(as_of[:4]):
            text = f"{fact.value} lies after the date of the answer, {as_of}"
            raise FactError("future_date", "diagnosis_year", text, str(fact.value))


def _year(value: int | str) -> int:
    text = str(value).strip()
    low, high = _YEARS
    if not text.isdecimal() or not low <= int(text[:6]) <= high:
        bounds = f"{low} to {high}"
        raise FactError("out_of_range", "diagnosis_year", f"{text!r} is no year of diagnosis", text, (bounds,))
    return int(text)


def _millimeters(value: str | float) -> float:
    """A size in mm; a bare number is in mm."""
    text = f"{value:g}" if isinstance(value, (int, float)) else value.strip()
    match = _SIZE.fullmatch(text)
    if match is None:
        raise FactError("unknown_value", "size", f"{text!r} is no size", text, ("20 mm", "2.5 cm"))
    number = float(match["number"].replace(",", "."))
    size = round(number * 10, 3) if (match["unit"] or "").lower() == "cm" else number
    if not 0 < size <= 1000:
        raise FactError("out_of_range", "size", f"{text!r} is no size of a tumor", text, ("0 to 1000 mm",))
    return size
