"""Which staging site a patient belongs to, and which editions answer."""

from collections.abc import Iterable, Mapping, Sequence

from metscout.conditions.evaluate import FAILS, HOLDS, evaluate
from metscout.facts.sheet import SheetValue
from metscout.facts.tnm import StageRequest, spelled
from metscout.packs.staging_model import EditionWithoutTable, StageSite, StageTable, Staging
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence


@frozen
class SiteChoice:
    """The site, or the sites it may be, or why there is none."""

    site: StageSite | None
    candidates: tuple[StageSite, ...] = ()
    refused: Sentence | None = None


@frozen
class EditionChoice:
    """The tables that answer and those shown beside them, or why none does; `newer` is an edition without a table."""

    tables: tuple[StageTable, ...]
    beside: tuple[StageTable, ...] = ()
    refused: Sentence | None = None
    newer: EditionWithoutTable | None = None
    mismatch: Sentence | None = None
    edition: str | None = None


def place(
    request: StageRequest, values: Mapping[str, SheetValue], staging: Staging
) -> tuple[Mapping[str, SheetValue], tuple[Sentence, ...]]:
    """The facts with the site that the place of the tumor makes, and the sentence that says so.

    Nothing is added where the site is named or said, and where the place fits several.
    """
    if request.sites:
        return values, ()
    found = [site for site in staging.sites.values() if _is_placed(site, values)]
    if len(found) != 1 or found[0].places_sentence is None:
        return values, ()
    return _with_site(values, found[0]), (found[0].places_sentence,)


def _is_placed(site: StageSite, values: Mapping[str, SheetValue]) -> bool:
    if site.places is None or site.asks[0][0] in values or evaluate(site.tumors, values) is FAILS:
        return False
    return evaluate(site.places, values) is HOLDS


def choose_site(request: StageRequest, values: Mapping[str, SheetValue], staging: Staging) -> SiteChoice:
    """The site that was named, else the one that the facts make it. Raises FactError where the two differ."""
    named = tuple(staging.sites[name] for name in request.sites)
    placed = tuple(site for site in staging.sites.values() if _is_placed(site, values))
    considered = named or placed or tuple(staging.sites.values())
    for site in considered:
        known = _with_site(values, site) if len(named) == 1 else values
        for entry in site.outside:
            if entry.id in request.outside or (entry.when is not None and evaluate(entry.when, known) is HOLDS):
                return SiteChoice(site, refused=entry.sentence)
    for site in considered:
        own = len(named) == 1 or evaluate(site.when, values) is HOLDS
        if own and evaluate(site.tumors, values) is FAILS:
            return SiteChoice(site, refused=site.tumors_sentence)
    if len(named) == 1:
        _agree(named[0], request, values)
        return SiteChoice(named[0], named)
    open_to = tuple(site for site in considered if _may_be(site, values))
    held = [site for site in open_to if evaluate(site.when, values) is HOLDS]
    if len(held) == 1:
        return SiteChoice(held[0], (held[0],))
    if not open_to:
        labels = "; ".join(site.label for site in staging.sites.values())
        return SiteChoice(
            None, refused=Sentence(f"No table here stages this tumor. There are tables for: {labels}.", ())
        )
    return SiteChoice(None, open_to)


def _with_site(values: Mapping[str, SheetValue], site: StageSite) -> Mapping[str, SheetValue]:
    """The facts with what the name of the site says, where they do not say it themselves."""
    fact, made = site.asks[0]
    return {fact: made[0], **values} if len(made) == 1 else values


def _may_be(site: StageSite, values: Mapping[str, SheetValue]) -> bool:
    if evaluate(site.tumors, values) is FAILS:
        return False
    perhaps = site.perhaps is not None and evaluate(site.perhaps, values) is HOLDS
    return perhaps or evaluate(site.when, values) is not FAILS


def _agree(site: StageSite, request: StageRequest, values: Mapping[str, SheetValue]) -> None:
    perhaps = site.perhaps is not None and evaluate(site.perhaps, values) is HOLDS
    if evaluate(site.when, values) is FAILS and not perhaps:
        text = f"the site is given as {request.site_text!r} ({site.label}), and the facts say another one"
        raise FactError("contradiction", "site", text, request.site_text)


def choose_editions(site: StageSite, request: StageRequest, year: int | None, staging: Staging) -> EditionChoice:
    """The tables for the edition or the year asked for; all current ones where neither is stated."""
    tables = staging.of(site.id)
    own = tuple(table for table in tables if not table.beside)
    beside = tuple(table for table in tables if table.beside)
    if request.editions:
        return _together([_asked_for(edition, site, tables, year, staging) for edition in request.editions])
    if year is None:
        newer = site.without_table[0] if site.without_table else None
        return EditionChoice(own, beside, newer=newer)
    fitting = tuple(table for table in own if _covers(table, year))
    if fitting:
        return EditionChoice(fitting, beside)
    for entry in site.without_table:
        if year >= entry.first_year:
            return EditionChoice((), refused=entry.sentence, edition=entry.edition)
    first = own[0]
    text = f"A diagnosis of {year} belongs to an earlier edition, which is not here. {_said(first)}"
    return EditionChoice((), refused=Sentence(text.strip(), first.years.cites if first.years else first.cites))


def _together(choices: Sequence[EditionChoice]) -> EditionChoice:
    """All editions that were asked for: their tables, and why one of them has none."""
    if len(choices) == 1:
        return choices[0]
    tables = tuple(dict.fromkeys(table for choice in choices for table in choice.tables))
    if not tables:
        return choices[0]
    said = [sentence for choice in choices for sentence in (choice.mismatch, choice.refused) if sentence is not None]
    return EditionChoice(tables, mismatch=said[0] if said else None)


def _asked_for(
    edition: str, site: StageSite, tables: Iterable[StageTable], year: int | None, staging: Staging
) -> EditionChoice:
    wanted = spelled(edition)
    for table in tables:
        if wanted in _spellings(table.edition, table.names):
            mismatch = None
            if year is not None and not _covers(table, year):
                text = f"{table.edition} was asked for, and a diagnosis of {year} is outside its years. {_said(table)}"
                mismatch = Sentence(text.strip(), table.years.cites if table.years else table.cites)
            return EditionChoice((table,), mismatch=mismatch, edition=table.edition)
    for entry in site.without_table:
        if wanted in _spellings(entry.edition, entry.names):
            return EditionChoice((), refused=entry.sentence, edition=entry.edition)
    here = tuple(table.edition for table in tables)
    for table in staging.tables.values():
        if wanted in _spellings(table.edition, table.names):
            text = f"No table of {table.edition} is here for {site.label}; there is one of {' and '.join(here)}."
            return EditionChoice((), refused=Sentence(text, ()), edition=table.edition)
    raise FactError("unknown_value", "edition", f"{edition!r} is no edition that is here", edition, here)


def _spellings(edition: str, names: Iterable[str]) -> set[str]:
    return {spelled(edition), *(spelled(name) for name in names)}


def _covers(table: StageTable, year: int) -> bool:
    return (table.first_year is None or table.first_year <= year) and (
        table.last_year is None or year <= table.last_year
    )


def _said(table: StageTable) -> str:
    return table.years.text if table.years else ""
