"""The words in which studies are ordered: compiled from the vocabulary's YAML, and cheap to take up again."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from metscout.packs.load import OF_ORDERS, Knowledge
from metscout.packs.model import Procedure
from metscout.terms.frozen import frozen

if TYPE_CHECKING:
    from metscout.terms.errors import Fault

BETWEEN = frozenset("-/.:_")  # may stand between the words of one term
TIES = frozenset("+&")  # so may these, where no space parts them from the words
_SIGN = re.compile(r"[a-z0-9].*[a-z0-9]|[,;&?+]", re.DOTALL)
_LISTS = {
    "elsewhere": "elsewhere", "uncovered": "uncovered", "reasons": "reason", "elsewhen": "elsewhen",
    "diseases": "disease", "manners": "manner", "noise": "noise", "joins": "join",
}  # fmt: skip


_FIELDS = {"modalities": "modality", "contrast": "contrast", "techniques": "techniques", "particles": "role"}
_MINOR = ("noise", "manner", "join")  # roles that give way where the term says something of a study


@frozen
class Sense:
    """What a term says of a study. `region` is said, `usual` is meant where no region is said.

    `role` is what the term does where it says nothing of a study; a `view` is no part of the body on a radiograph.
    """

    role: str | None = None
    modality: str | None = None
    region: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()
    contrast: str | None = None
    techniques: frozenset[str] = frozenset()
    view: bool = False


@frozen
class Entry:
    """A procedure as orders are matched with it. `kinds` are the techniques that set it apart."""

    id: str
    region: frozenset[str]
    contrast: str
    kinds: frozenset[str]
    orderable: bool
    any_region: bool
    no_region: bool


@frozen
class OrderWords:
    """Terms by first word, the words a slip may be mended to, names and codes, and the procedures by modality."""

    token: re.Pattern[str]
    terms: Mapping[str, list[tuple[tuple[str, ...], Sense]]]
    repairs: Mapping[str, list[str]]
    names: Mapping[str, str | None]
    codes: Mapping[str, tuple[str, str | None]]
    entries: Mapping[str, tuple[Entry, ...]]
    pairs: frozenset[frozenset[str]]
    tables: Mapping[str, Any]


def folded(text: str) -> str:
    """A name as it is compared: small letters, one space for underscores, hyphens and slashes."""
    return " ".join(text.lower().replace("_", " ").replace("-", " ").replace("/", " ").split())


def order_words(knowledge: Knowledge) -> OrderWords:
    """The words of orders, compiled once for this knowledge."""
    return knowledge.remember("orders", lambda: _order_words(knowledge))


def _order_words(knowledge: Knowledge) -> OrderWords:
    stored = knowledge.cache.read("orders")
    if stored is None:
        compiled = compile_orders(knowledge.language(OF_ORDERS), knowledge.procedures)
        stored = json.dumps(compiled, ensure_ascii=False, separators=(",", ":")).encode()
        knowledge.cache.write("orders", stored)
    return _taken_up(json.loads(stored), knowledge.procedures)


def compile_orders(documents: Mapping[str, Any], procedures: Mapping[str, Procedure]) -> dict[str, Any]:
    """Plain JSON-able data of all files of order words together, whatever their order.

    Raises PackError naming every file that is not shaped as it should be, and every procedure that is not there.
    """
    faults: list[Fault] = []
    senses: dict[tuple[str, ...], dict[str, Any]] = {}
    signs: set[str] = set()
    tables: dict[str, Any] = {}
    for file in sorted(documents):
        try:
            content: Mapping[str, Any] = documents[file]
            for said, part in _terms(content):
                for spelled in _spellings(str(said).lower(), signs):
                    _add(senses.setdefault(spelled, {}), part)
            for key in ("together", "given_as", "contrast_with", "kinds", "must_agree", "unsaid", "any_region",
                        "without_a_region", "opens", "shown_as", "views_of", "results", "sites", "codes"):  # fmt: skip
                _merge(tables, key, content.get(key))
            faults += _unknown(file, content, procedures)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            faults.append(_fault(file, "", f"is not shaped as the words of orders are ({error!r})"))
    if faults:
        from metscout.terms.errors import PackError

        raise PackError(faults)
    table: dict[str, list[Any]] = {}
    for spelled, sense in sorted(senses.items()):
        table.setdefault(spelled[0], []).append([list(spelled[1:]), sense])
    for entries in table.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    return {"terms": table, "signs": sorted(signs, key=lambda sign: (-len(sign), sign)), "tables": tables}


def _terms(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every term of a file with what it says."""
    for key in _FIELDS:
        for value, terms in (content.get(key) or {}).items():
            part = {_FIELDS[key]: [value] if key == "techniques" else value}
            yield from ((term, part) for term in terms)
    for entry in content.get("regions") or ():
        yield from ((term, {"region": entry["covers"]}) for term in entry["said"])
    for entry in content.get("studies") or ():
        part = {"usual": entry.get("region", []), "techniques": entry.get("technique", [])}
        part |= {key: entry[key] for key in ("modality", "contrast") if key in entry}
        yield from ((term, part) for term in entry["said"])
    yield from ((term, {"view": True}) for term in content.get("views") or ())
    for key, role in _LISTS.items():
        yield from ((term, {"role": role}) for term in content.get(key) or ())


def _spellings(term: str, signs: set[str]) -> list[tuple[str, ...]]:
    """The tokens of a term, and closed up at its hyphens; one that is a sign of its own is a token whole."""
    if not _SIGN.fullmatch(term) or "+" in term[1:]:
        signs.add(term)
        return [(term,)]
    written = tuple(word for word in re.findall(r"[a-z]+|\d+|[^\s\w]", term) if word not in BETWEEN)
    closed = term.replace("-", "")
    return [written, (closed,)] if "-" in term and closed.isalpha() else [written]


def _add(sense: dict[str, Any], part: Mapping[str, Any]) -> None:
    """What several lists say of one term: machine, part and technique together; a study's own words win."""
    for key, value in part.items():
        if isinstance(value, list):
            sense[key] = sorted({*sense.get(key, ()), *value})
        else:
            sense.setdefault(key, value)


def _merge(tables: dict[str, Any], key: str, value: Any) -> None:
    old = tables.get(key)
    if isinstance(value, list):
        tables[key] = [*(old or []), *value]
    elif isinstance(value, Mapping):
        tables[key] = {**(old or {}), **value}


def _unknown(file: str, content: Mapping[str, Any], procedures: Mapping[str, Procedure]) -> list["Fault"]:
    """A fault for each procedure that the file names and the vocabulary does not have."""
    named = [("kinds", name) for name in content.get("kinds") or ()]
    named += [(key, name) for key in ("any_region", "without_a_region") for name in content.get(key) or ()]
    named += [("codes", code["procedure"]) for code in content.get("codes") or () if code["procedure"] is not None]
    return [_fault(file, key, f"{name!r} is not a procedure") for key, name in named if name not in procedures]


def _fault(file: str, where: str, text: str) -> "Fault":
    from metscout.terms.errors import Fault

    return Fault("unknown_value", file, 1, 1, where, text)


def _taken_up(compiled: Mapping[str, Any], procedures: Mapping[str, Procedure]) -> OrderWords:
    """The compiled words over the procedures of the vocabulary."""
    signs = "|".join(re.escape(sign) for sign in compiled["signs"])
    alone = rf"(?<![^\s(\[,;/])(?:{signs})(?![^\s)\],;.:/])|" if signs else ""
    tables = compiled["tables"]
    terms = {
        first: [(tuple(rest), _sense(sense)) for rest, sense in entries] for first, entries in compiled["terms"].items()
    }
    names: dict[str, str | None] = {folded(code["name"]): code["procedure"] for code in tables.get("codes", ())}
    for procedure in procedures.values():
        names[folded(procedure.id)] = names[folded(procedure.name)] = procedure.id
    return OrderWords(
        re.compile(alone + r"[a-z]+|\d+|\n|[^\s\w]|_"),
        terms,
        _repairs(compiled["terms"]),
        names,
        {code["code"]: (code["name"], code["procedure"]) for code in tables.get("codes", ())},
        _entries(procedures.values(), tables),
        frozenset(frozenset(pair["of"]) for pair in tables["together"]),
        tables,
    )


def _sense(part: Mapping[str, Any]) -> Sense:
    says = bool(part.keys() - {"role", "view"})
    return Sense(
        None if says and part.get("role") in _MINOR else part.get("role"),
        part.get("modality"),
        frozenset(part.get("region", ())),
        frozenset(part.get("usual", ())),
        part.get("contrast"),
        frozenset(part.get("techniques", ())),
        part.get("view", False),
    )


def _repairs(terms: Mapping[str, Any]) -> dict[str, list[str]]:
    """The longer words of all terms by their first letter."""
    words = {word for first, entries in terms.items() for rest, _ in entries for word in (first, *rest)}
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= 5 and word.isalpha():
            found.setdefault(word[0], []).append(word)
    return found


def _entries(procedures: Iterable[Procedure], tables: Mapping[str, Any]) -> dict[str, tuple[Entry, ...]]:
    kinds = tables.get("kinds", {})
    everywhere, nowhere = tables.get("any_region", ()), tables.get("without_a_region", ())
    found: dict[str, list[Entry]] = {}
    for procedure in procedures:
        entry = Entry(
            procedure.id,
            frozenset(procedure.region),
            procedure.contrast,
            frozenset(kinds.get(procedure.id, ())),
            procedure.orderable,
            procedure.id in everywhere,
            procedure.id in nowhere,
        )
        found.setdefault(procedure.modality, []).append(entry)
    return {modality: tuple(entries) for modality, entries in found.items()}
