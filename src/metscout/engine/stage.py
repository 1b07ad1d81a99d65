"""The stage group: from stated categories, a site and an edition to the group, or to what is missing."""

from collections.abc import Mapping

import metscout
from metscout.conditions.derivation import derive
from metscout.conditions.evaluate import HOLDS, evaluate
from metscout.engine.decide import NOTICE
from metscout.engine.decision import Conflict, KnowledgeNote, LeadsTo, Missing, PackNote, Warned
from metscout.engine.stage_document import EditionStage, Given, StageAnswer, StageOutcome
from metscout.engine.stage_reasons import (
    Categories,
    agree_on_size,
    because,
    by_count,
    by_size,
    conflicts,
    count_hint,
    given,
    notes,
    questions,
    rows_of,
    size_hint,
    unassessed,
    warnings,
    which_year,
)  # fmt: skip
from metscout.engine.stage_site import EditionChoice, SiteChoice, choose_editions, choose_site, place
from metscout.engine.stage_tables import PARTS, Reading, if_assessed, read, taken, union
from metscout.facts.sheet import Fact, FactSheet, Origin, SheetValue
from metscout.facts.tnm import (
    BASIS,
    CATEGORY_FACTS,
    LETTERS,
    SIZE,
    YEAR,
    StageRequest,
    Stated,
    read_category,
    spelled,
    stated_grade,
)  # fmt: skip
from metscout.packs.load import Knowledge
from metscout.packs.staging_model import DERIVED, StageSite, StageTable, WordMeaning
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence
from metscout.terms.words import MissingKind

_OUT = "out_of_scope"


@frozen
class _Answer:
    """The parts of an answer as they come together."""

    outcome: StageOutcome
    site: str | None = None
    edition: str | None = None
    table: str | None = None
    derived: bool = False
    given: Given = Given()
    stage_group: str | None = None
    possible_groups: tuple[str, ...] = ()
    by_edition: tuple[EditionStage, ...] = ()
    because: tuple[Sentence, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[Warned, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def stage(request: StageRequest, knowledge: Knowledge) -> StageAnswer:
    """The stage for what is stated. Raises FactError for a category, a site or an edition that cannot be.

    Nothing is assumed: a category that is not stated is asked, unless every value of it gives the same group.
    """
    sheet = derive(request.sheet, knowledge.derivations, knowledge.vocabulary)
    values, placed = place(request, sheet.values, knowledge.staging)
    choice = choose_site(request, values, knowledge.staging)
    if choice.refused is not None:
        answer = _Answer(
            StageOutcome.OUT_OF_SCOPE,
            choice.site.id if choice.site else None,
            given=given({part: request.stated(part) for part in PARTS}),
            because=(choice.refused, *placed),
        )
    elif choice.site is None:
        answer = _which_site(request, choice, values, knowledge)
    else:
        year = _number(values.get(YEAR))
        editions = choose_editions(choice.site, request, year, knowledge.staging)
        answer = _at_site(request, choice.site, editions, values, placed, knowledge)
    return _finished(answer, sheet, knowledge)


def stage_of(sheet: FactSheet, knowledge: Knowledge, sites: tuple[str, ...] = ()) -> StageAnswer | None:
    """The stage that a patient's facts give; None where they state no category, or one that cannot be.

    `sites` are the staging sites that are named beside the facts.
    """
    basis = sheet.values.get(BASIS)
    stated: Categories = {}
    for part in LETTERS:
        facts = [fact for fact in sheet.facts if fact.name == CATEGORY_FACTS[part]]
        found = [read_category(part, str(fact.value)) for fact in facts]
        prefix = str(basis) if basis is not None else None
        stated[part] = tuple(Stated(one.value, one.prefix or prefix) for one in found if one is not None)
    if not any(stated.values()):
        return None
    request = StageRequest(sheet, sites, t=stated["t"], n=stated["n"], m=stated["m"], grade=stated_grade(sheet))
    try:
        return stage(request, knowledge)
    except FactError:
        return None


def _number(value: SheetValue | None) -> int | None:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _which_site(
    request: StageRequest, choice: SiteChoice, values: Mapping[str, SheetValue], knowledge: Knowledge
) -> _Answer:
    """The site is not known: the fact that settles it, and what each site would make of the categories."""
    fact = next((name for site in choice.candidates for name, _ in site.asks if name not in values), None)
    fact = fact or choice.candidates[0].asks[0][0]
    decides, groups = [], []
    for site in choice.candidates:
        found = _reachable(request, site, values, knowledge)
        groups += [group for group in found if group != _OUT]
        decides += [LeadsTo(value, found) for name, made in site.asks if name == fact for value in made]
    declaration = knowledge.vocabulary[fact]
    missing = Missing(
        fact, MissingKind.SCENARIO, declaration.question, tuple(one.value for one in decides), tuple(decides)
    )
    labels = "; ".join(site.label for site in choice.candidates)
    return _Answer(
        StageOutcome.NEEDS_FACTS,
        given=given({part: request.stated(part) for part in PARTS}),
        possible_groups=tuple(dict.fromkeys(groups)),
        because=(Sentence(f"It is not said which site it is. Those that fit: {labels}.", ()),),
        missing=(missing,),
    )


def _reachable(
    request: StageRequest, site: StageSite, values: Mapping[str, SheetValue], knowledge: Knowledge
) -> tuple[str, ...]:
    """The groups that the categories can give at a site, in all editions that answer there."""
    year = _number(values.get(YEAR))
    try:
        tables = choose_editions(site, request, year, knowledge.staging).tables
        stated, _ = _stated(request, site, values, tables)
        found = union(read(table, stated) for table in tables)
    except FactError:
        found = ()
    return found or (_OUT,)


def _stated(
    request: StageRequest, site: StageSite, values: Mapping[str, SheetValue], tables: tuple[StageTable, ...]
) -> tuple[Categories, tuple[Sentence, ...]]:
    """The categories as printed, as counted and as words say them here, and the words that only confirm."""
    stated = {part: request.stated(part) for part in PARTS}
    confirmed: list[Sentence] = []
    phrases = [(part, phrase) for part, phrase, at in request.phrases if at is None or at == site.id]
    for part, phrase, _ in request.phrases:
        if part and not any(phrase in _spelled(words) for words in site.words):
            text = f"{phrase!r} is no {part.upper()} category and no words for one at this site"
            raise FactError("unknown_value", part, text, phrase)
    if request.nodes_positive:
        stated = _from_count(request.nodes_positive, stated, tables)
    said = {phrase for _, phrase in phrases}
    for words in site.words:
        by_fact = words.when is not None and evaluate(words.when, values) is HOLDS
        if by_fact or (said and said & _spelled(words)):
            _apply(words, stated, confirmed)
    if request.nodes_positive == 0:
        stated = _from_count(0, stated, tables)
    return stated, tuple(confirmed)


def _spelled(words: WordMeaning) -> set[str]:
    return {spelled(text) for text in words.words}


def _from_count(count: int, stated: Categories, tables: tuple[StageTable, ...]) -> Categories:
    """The statements with the N category that a number of positive nodes makes, where none is stated."""
    found = by_count(count, tables[0]) if tables and not stated["n"] else None
    if found is None:
        return stated
    text = f"Positive nodes counted: {count}, so {found.value}: {found.sentence.text}"
    return {**stated, "n": (Stated(found.value, because=Sentence(text, found.sentence.cites)),)}


def _apply(words: WordMeaning, stated: Categories, confirmed: list[Sentence]) -> None:
    """Put what the words say beside what is printed; two that exclude each other leave the part open."""
    part = words.reads[0][0].lower()
    printed = stated[part]
    if printed and words.fills:
        return
    if printed and all(one.value in words.agrees for one in printed):
        confirmed.append(words.sentence)
        return
    finer = tuple(one for one in printed if not all(value.startswith(one.value) for value in words.reads))
    prefix = printed[0].prefix if printed else None
    stated[part] = (*finer, *(Stated(value, prefix, words.sentence) for value in words.reads))


def _from_size(request: StageRequest, stated: Categories, tables: tuple[StageTable, ...]) -> Categories:
    """The statements with the T category that the given size alone makes, where none is stated."""
    if request.size_mm is None or stated["t"] or not tables:
        return stated
    found = by_size(request.size_mm, tables[0])
    if found is None:
        return stated
    text = f"A size of {request.size_mm:g} mm alone makes it {found.value}: {found.sentence.text}"
    return {**stated, "t": (Stated(found.value, because=Sentence(text, found.sentence.cites)),)}


def _at_site(
    request: StageRequest,
    site: StageSite,
    editions: EditionChoice,
    values: Mapping[str, SheetValue],
    placed: tuple[Sentence, ...],
    knowledge: Knowledge,
) -> _Answer:
    printed, confirmed = _stated(request, site, values, editions.tables)
    stated = _from_size(request, printed, editions.tables)
    if editions.refused is not None:
        named = (EditionStage(editions.edition, None),) if editions.edition else ()
        return _Answer(
            StageOutcome.OUT_OF_SCOPE, site.id, editions.edition, given=given(stated), by_edition=named,
            because=(editions.refused,),
        )  # fmt: skip
    readings = _readings(editions.tables, stated)
    if not readings:
        read(editions.tables[0], stated)  # says which category no table has
    beside = _readings(editions.beside, stated)
    groups = {reading.group for reading in readings}
    size = request.size_mm if request.size_mm is not None else _millimeters(values.get(SIZE))
    assessed = tuple(if_assessed(reading) for reading in readings)
    if request.size_mm is not None:
        agree_on_size(printed, request.size_mm, editions.tables)
    missing: tuple[Missing, ...] = ()
    if not all(reading.settled for reading in readings) or (groups == {None} and assessed != readings):
        outcome = StageOutcome.NEEDS_FACTS
        missing = questions(assessed, knowledge)
    elif groups == {None}:
        outcome = StageOutcome.OUT_OF_SCOPE
    else:
        outcome = StageOutcome.STAGED
        missing = which_year(readings, knowledge) if len(groups) > 1 else ()
    one = readings[0] if len(readings) == 1 else None
    opened = tuple(new for new, old in zip(assessed, readings, strict=True) if new is not old)
    return _Answer(
        outcome,
        site.id,
        one.table.edition if one else None,
        one.table.id if one else None,
        any(row.basis == DERIVED for reading in readings for row in rows_of(reading)),
        given(stated),
        next(iter(groups)) if outcome is StageOutcome.STAGED and len(groups) == 1 else None,
        union(assessed) if outcome is StageOutcome.NEEDS_FACTS else (),
        tuple(EditionStage(reading.table.edition, reading.group) for reading in (*readings, *beside)),
        (
            *because(readings, beside, stated),
            *(unassessed(opened) if outcome is StageOutcome.NEEDS_FACTS else ()),
            *confirmed,
            *placed,
            *size_hint(stated, size, editions.tables),
            *count_hint(stated, request.nodes_positive, editions.tables),
            *notes(readings),
        ),
        missing,
        warnings(editions, readings),
        conflicts(readings, size),
    )


def _readings(tables: tuple[StageTable, ...], stated: Categories) -> tuple[Reading, ...]:
    """What each table makes of the statements; one that lacks a category of them is left out."""
    found = (taken(table, stated) for table in tables)
    return tuple(reading for reading in found if reading is not None)


def _millimeters(value: SheetValue | None) -> float | None:
    return round(float(value) * 10, 3) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _finished(answer: _Answer, sheet: FactSheet, knowledge: Knowledge) -> StageAnswer:
    keys: set[str] = set()
    for sentence in answer.because:
        keys.update(sentence.cites)
    for warned in answer.warnings:
        keys.update(warned.cites)
    for conflict in answer.conflicts:
        for position in conflict.positions:
            keys.update(position.cites)
    asked = tuple(
        Fact(missing.fact, None, "unknown", Origin("derived"))
        for missing in answer.missing
        if missing.fact not in sheet.values and missing.fact not in sheet.contradictions
    )
    stamps = [knowledge.stamps[name] for name in ("staging", "vocabulary") if name in knowledge.stamps]
    policy = knowledge.policy.stamp if knowledge.policy else None
    packs = tuple(PackNote(stamp.id, stamp.version, stamp.sha256) for stamp in stamps)
    return StageAnswer(
        answer.outcome,
        answer.site,
        answer.edition,
        answer.table,
        answer.derived,
        answer.given,
        answer.stage_group,
        answer.possible_groups,
        answer.by_edition,
        tuple(dict.fromkeys(answer.because)),
        sheet.facts + asked,
        answer.missing,
        answer.warnings,
        answer.conflicts,
        None,
        {key: knowledge.citations[key] for key in sorted(keys)},
        KnowledgeNote(policy, packs, metscout.__version__),
        NOTICE,
    )
