"""The tables that the grammar reads beside the terms: units, small words, what is no age and no category."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from metscout.reading.phrases import Table, phrase_table, spellings

Split = Callable[[str], list[str]]
_WORD_LISTS = (
    "beside_small_letters", "pronouns", "patient_words", "vertebra_words", "size_not_before", "percent", "times",
    "not_t_after", "not_t_before", "not_tumors",
)  # fmt: skip


def grammar_tables(language: Mapping[str, Any], split: Split) -> dict[str, Any]:
    """Every table of the language that is no list of terms, as plain data."""
    age, weight, grade, stage = (language.get(key, {}) for key in ("age", "weight", "grade", "stage"))
    endings = language.get("tumor_endings", ())
    return {name: words(language.get(name, ()), split) for name in _WORD_LISTS} | {
        "sex_letters": dict(language.get("sex_letters", {})),
        "months_letter": language.get("months_letter"),
        "links": {name: words(terms, split) for name, terms in language.get("links", {}).items()},
        "age_units": _age_units(age, split),
        "number_words": dict(age.get("number_words", {})),
        "age_before": words(age.get("before", ()), split),
        "not_age_before": endings_of(age.get("not_age_before", ()), split),
        "never_age_before": endings_of(age.get("never_age_before", ()), split),
        "not_age_after": phrases(age.get("not_age_after", ()), split),
        "tracers": words(age.get("tracers", ()), split),
        "weight_fact": weight.get("fact"),
        "weight_units": units(weight.get("units", ()), split),
        "weight_not_near": words(weight.get("not_near", ()), split),
        "lengths": units(language.get("lengths", ()), split),
        "grade_words": phrases(grade.get("words", ()), split),
        "grade_letters": words(grade.get("letters", ()), split),
        "grades": {str(key): value for key, value in grade.get("values", {}).items()},
        "grade_not_of": words(grade.get("not_of", ()), split),
        "stage_words": phrases(stage.get("words", ()), split),
        "stage_not_of": words(stage.get("not_of", ()), split),
        "lab_fillers": phrases(language.get("lab_fillers", ()), split),
        "lab_above": phrases(language.get("lab_above", ()), split),
        "lab_below": phrases(language.get("lab_below", ()), split),
        "lab_range": words(language.get("lab_range", ()), split),
        "gestation": _gestation(language.get("gestation", {}), split),
        "spellings": [list(pair) for pair in language.get("spellings", ())],
        "tumor_endings": sorted(endings, key=lambda ending: (-len(ending), ending)),
    }


def words(terms: Iterable[str], split: Split) -> dict[str, int]:
    """Single words; of a longer term, only the spelling that is one word."""
    return {found[0]: 1 for term in terms for found in spellings(str(term), split) if len(found) == 1}


def endings_of(terms: Iterable[str], split: Split) -> dict[str, int]:
    """The last word of each term, for a look at what stands just before."""
    return {found[-1]: 1 for term in terms for found in spellings(str(term), split) if found}


def phrases(terms: Iterable[str], split: Split) -> Table:
    """The terms as phrases that stand for nothing but themselves."""
    return phrase_table((found, 1) for term in terms for found in spellings(term, split))


def units(entries: Iterable[Mapping[str, Any]], split: Split) -> Table:
    """Units with how many of them make one of the vocabulary's."""
    return phrase_table(
        (found, entry["per"]) for entry in entries for term in entry["terms"] for found in spellings(term, split)
    )


def _gestation(gestation: Mapping[str, Any], split: Split) -> dict[str, Any]:
    """How far a pregnancy is, with its lists as tables."""
    lists = {name: words(gestation.get(name, ()), split) for name in ("names", "leads", "not_near")}
    return {**gestation, **lists, "units": phrases(gestation.get("units", ()), split)} if gestation else {}


def _age_units(age: Mapping[str, Any], split: Split) -> Table:
    """Units of age: how many make a year, whether they say that an age is meant, and the sex they hold."""
    return phrase_table(
        (found, [unit["per_year"], bool(unit.get("old")), unit.get("sex")])
        for unit in age.get("units", ())
        for term in unit["terms"]
        for found in spellings(term, split)
    )
