"""Earlier studies and results as they are given beside an order."""

import re
from collections.abc import Iterable, Mapping

from metscout.facts.history import RESULTS, Prior, Result
from metscout.packs.load import Knowledge
from metscout.reading.order_words import folded, order_words
from metscout.reading.orders import MAX_ORDER, read_order
from metscout.terms.errors import FactError

_PRIOR_KEYS = ("procedure", "date")
_RESULT_KEYS = ("procedure", "result", "site", "finding", "date")
_DATES = ("YYYY-MM-DD", "YYYY-MM", "YYYY")
_DATE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?", re.ASCII
)


def read_prior(
    entry: Mapping[str, object] | str, knowledge: Knowledge, as_of: str | None = None, where: str = "prior[0]"
) -> Prior:
    """A study that was done, from `{procedure, date}` or `PROCEDURE@DATE`.

    Raises FactError for a study that is not one procedure, an impossible date, and one after `as_of`.
    """
    if isinstance(entry, str):
        name, sign, date = entry.rpartition("@")
        if not sign:
            raise FactError("wrong_type", where, f"{_shown(entry)} lacks a date; write PROCEDURE@DATE", _shown(entry))
        entry = {"procedure": name, "date": date.strip()}
    _keys(entry, _PRIOR_KEYS, where)
    for key in _PRIOR_KEYS:
        if entry.get(key) is None:
            raise FactError("missing_key", where, f"lacks {key}; give procedure and date", None, _PRIOR_KEYS)
    procedure, ordered = _procedure(entry["procedure"], knowledge, f"{where}.procedure")
    return Prior(procedure, read_date(entry["date"], as_of, f"{where}.date"), ordered)


def read_result(
    entry: Mapping[str, object], knowledge: Knowledge, as_of: str | None = None, where: str = "results[0]"
) -> Result:
    """What a study showed, from `{procedure, result, site, finding, date}`; only `result` is needed.

    Raises FactError naming the key, what was found there, and what would be right.
    """
    if not isinstance(entry, Mapping):
        raise FactError("wrong_type", where, "should be a mapping with a result", _shown(entry), _RESULT_KEYS)
    _keys(entry, _RESULT_KEYS, where)
    if entry.get("result") is None:
        raise FactError("missing_key", where, "lacks result.", None, RESULTS)
    tables = order_words(knowledge).tables
    procedure = None
    if entry.get("procedure") is not None:
        procedure, _ = _procedure(entry["procedure"], knowledge, f"{where}.procedure")
    site, date = entry.get("site"), entry.get("date")
    return Result(
        procedure,
        _word(entry["result"], tables["results"], f"{where}.result"),
        None if site is None else _word(site, tables["sites"], f"{where}.site"),
        _finding(entry.get("finding"), f"{where}.finding"),
        None if date is None else read_date(date, as_of, f"{where}.date"),
    )


def read_results(
    entries: Iterable[Mapping[str, object]], knowledge: Knowledge, as_of: str | None = None, where: str = "results"
) -> tuple[Result, ...]:
    """What several studies showed. Raises FactError also where two of them contradict each other."""
    found: list[Result] = []
    for i, entry in enumerate(entries):
        result = read_result(entry, knowledge, as_of, f"{where}[{i}]")
        for j, other in enumerate(found):
            if _same_study(result, other) and result.result != other.result:
                text = f"is {result.result}, and {where}[{j}] of the same study is {other.result}; one of them is wrong"
                raise FactError("contradiction", f"{where}[{i}]", text, result.result)
        found.append(result)
    return tuple(found)


def _same_study(one: Result, other: Result) -> bool:
    """Whether two results speak of the same study, site and finding."""
    return (one.procedure, one.site, one.finding, one.date) == (other.procedure, other.site, other.finding, other.date)


def read_date(value: object, as_of: str | None, where: str) -> str:
    """A date as exact as it was given: a day, a month or a year; of a FHIR time the day.

    Raises FactError for one that is no date, is impossible, or lies after `as_of`.
    """
    from datetime import date

    if isinstance(value, date):
        value = value.isoformat()
    text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    match = _DATE.fullmatch(text)
    if match is None:
        raise FactError("wrong_type", where, f"{_shown(value)} is no date.", _shown(value), _DATES)
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise FactError("impossible_date", where, f"{text!r} is no day of the calendar.", text, _DATES) from None
    found = "-".join(part for part in (year, month, day) if part)
    if as_of is not None and found > as_of[: len(found)]:
        raise FactError("future_date", where, f"{found} lies after the date of the answer, {as_of}", found)
    return found


def _keys(entry: object, known: tuple[str, ...], where: str) -> None:
    if not isinstance(entry, Mapping):
        raise FactError("wrong_type", where, "should be a mapping", _shown(entry), known)
    for key in entry:
        if key not in known:
            from metscout.packs.view import nearest

            shown = str(key)
            raise FactError("unknown_key", f"{where}.{shown[:80]}", "is not a key here.", shown, known,
                            nearest(shown[:200], known))  # fmt: skip


def _procedure(value: object, knowledge: Knowledge, where: str) -> tuple[str, str]:
    """The one procedure that a text names, and the text. A study that names no field of view is the one without."""
    text = value if isinstance(value, str) else _shown(value)
    if not isinstance(value, str):
        raise FactError("wrong_type", where, "should be the name of a study", text)
    study = read_order(text, knowledge, where)
    if study.procedure is not None:
        return study.procedure, text
    names = knowledge.procedures
    alone = unstated(study.candidates, knowledge)
    if alone is not None:
        return alone, text
    if study.candidates:
        said = f"{text!r} can be several studies; name one."
        raise FactError("ambiguous_procedure", where, said, text, study.candidates)
    offered = tuple(names[name].name for name in study.nearest)
    raise FactError("unknown_procedure", where, f"{text!r} is no study here.", text, offered)


def unstated(candidates: tuple[str, ...], knowledge: Knowledge) -> str | None:
    """The study that stands for all candidates where they differ in the field of view alone."""
    found = [knowledge.procedures[name] for name in candidates]
    kinds = {(procedure.modality, procedure.tracer) for procedure in found}
    if len(kinds) != 1 or next(iter(kinds))[1] is None:
        return None
    for procedure in knowledge.procedures.values():
        if not procedure.orderable and (procedure.modality, procedure.tracer) in kinds:
            return procedure.id
    return None


def _word(value: object, words: Mapping[str, list[str]], where: str) -> str:
    """The id that a word stands for."""
    accepted = tuple(words)
    if isinstance(value, str):
        spelled = folded(value)
        for name, said in words.items():
            if spelled == folded(name) or value.strip().lower() in said or (spelled and spelled in map(folded, said)):
                return name
        from metscout.packs.view import nearest

        near = nearest(value[:200].lower(), [*accepted, *(word for said in words.values() for word in said)])
        found = next((name for name, said in words.items() if near == name or near in said), None)
        raise FactError("unknown_value", where, f"{_shown(value)} is not a value.", value[:80], accepted, found)
    raise FactError("wrong_type", where, "should be one of the accepted words.", _shown(value), accepted)


def _finding(value: object, where: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > MAX_ORDER:
        raise FactError("wrong_type", where, f"should be a line of at most {MAX_ORDER} characters", _shown(value))
    return value.strip()


def _shown(value: object) -> str:
    return repr(value)[:80]
