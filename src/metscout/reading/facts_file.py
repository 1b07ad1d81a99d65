"""Facts given by name: a mapping of fact names to values, checked one by one."""

import re
from collections.abc import Callable, Iterable, Mapping

from metscout.facts.declaration import FactDeclaration, FactType, Value, Vocabulary
from metscout.facts.sheet import Fact, Origin, stated
from metscout.terms.errors import FactError
from metscout.terms.frozen import frozen

Spellings = Callable[[], Mapping[str, Mapping[str, str]]]
LISTS = ("prior", "results", "dose_history")
_YES, _NO = ("yes", "true", "y"), ("no", "false", "n")
_FILE = Origin("file")
_OF = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?|\s*,\s*", re.IGNORECASE)


@frozen
class GivenFacts:
    """The facts, and the lists that stand beside them as they were given."""

    facts: tuple[Fact, ...]
    lists: Mapping[str, tuple[Mapping[str, object], ...]]


def read_facts(
    mapping: Mapping[str, object], vocabulary: Vocabulary, spellings: Spellings = dict, where: str = "facts"
) -> GivenFacts:
    """The facts of a mapping. A value may be an id, its label, or a synonym of `spellings` (by fact).

    `spellings` is called only where a value is neither an id nor a label. None means not known.
    Raises FactError naming the fact, what was found, and what would be right.
    """
    facts: list[Fact] = []
    lists: dict[str, tuple[Mapping[str, object], ...]] = {}
    for name, value in mapping.items():
        if name in LISTS:
            lists[name] = _entries(value, f"{where}.{name}")
        elif name not in vocabulary:
            raise _unknown_fact(name, vocabulary, where)
        elif value is not None:
            facts += _read(vocabulary[name], value, spellings, f"{where}.{name}", vocabulary)
    return GivenFacts(tuple(facts), lists)


def _entries(value: object, where: str) -> tuple[Mapping[str, object], ...]:
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise FactError("wrong_type", where, "should be a list of mappings", _shown(value))
    return tuple(value)


def _unknown_fact(name: object, vocabulary: Vocabulary, where: str) -> FactError:
    shown = str(name)
    return FactError(
        "unknown_fact", f"{where}.{shown}", "is not a fact.", shown, tuple(vocabulary.facts),
        _nearest(shown, vocabulary.facts),
    )  # fmt: skip


def _read(
    declaration: FactDeclaration, value: object, spellings: Spellings, where: str, vocabulary: Vocabulary
) -> list[Fact]:
    name = declaration.name
    if declaration.type is FactType.CHOICES:
        members = value if isinstance(value, list) else [value]
        return [stated(name, _choice(declaration, member, spellings, where), _FILE) for member in members]
    if isinstance(value, (list, dict)):
        raise FactError("wrong_type", where, "takes one value", _shown(value))
    if declaration.type is FactType.NUMBER:
        return [stated(name, _number(declaration, value, where), _FILE)]
    if declaration.type is FactType.YES_NO:
        return [stated(name, _yes_no(value, where), _FILE)]
    if declaration.type is FactType.TEXT:
        return [stated(name, _text(value, where), _FILE)]
    if declaration.or_else is not None and isinstance(value, str):
        found = _either(declaration, vocabulary[declaration.or_else], value, spellings)
        if found:
            return found
    return [stated(name, _choice(declaration, value, spellings, where), _FILE)]


def _either(own: FactDeclaration, other: FactDeclaration, value: str, spellings: Spellings) -> list[Fact]:
    """A value of the fact, or else of the one that takes its place; `A of the B` names one of each."""
    for declaration in (own, other):
        found = _known(declaration, value, spellings)
        if found is not None:
            return [stated(declaration.name, found, _FILE)]
    parts = _OF.split(value, maxsplit=1)
    if len(parts) == 2:
        one, two = _known(own, parts[0], spellings), _known(other, parts[1], spellings)
        if one is not None and two is not None:
            return [stated(own.name, one, _FILE), stated(other.name, two, _FILE)]
    return []


def _number(declaration: FactDeclaration, value: object, where: str) -> float | int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        unit = f" in {declaration.unit}" if declaration.unit else ""
        raise FactError("wrong_type", where, f"should be a number{unit}; it is {_shown(value)}.", _shown(value))
    low, high = declaration.minimum, declaration.maximum
    if not -1e300 < value < 1e300 or (low is not None and value < low) or (high is not None and value > high):
        bounds = f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
        text = f"is {_shown(value)}; {bounds} {declaration.unit or ''}".rstrip() + " can be."
        raise FactError("out_of_range", where, text, _shown(value), (bounds,))
    return value


def _yes_no(value: object, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in _YES + _NO:
        return value.strip().casefold() in _YES
    raise FactError("wrong_type", where, "should be true or false.", _shown(value), ("true", "false"))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise FactError("wrong_type", where, "should be a text.", _shown(value))
    return value.strip()


def _choice(declaration: FactDeclaration, value: object, spellings: Spellings, where: str) -> Value:
    accepted = tuple(choice.id for choice in declaration.values)
    if not isinstance(value, str):
        raise FactError("wrong_type", where, "should be one of the accepted words.", _shown(value), accepted)
    found = _known(declaration, value, spellings)
    if found is not None:
        return found
    labels = {choice.label: choice.id for choice in declaration.values}
    close = _nearest(value, (*accepted, *labels))
    nearest = labels.get(close, close) if close else None
    raise FactError("unknown_value", where, f"{value!r} is not a value.", value, accepted, nearest)


def _known(declaration: FactDeclaration, value: str, spellings: Spellings) -> str | None:
    """The value that a word stands for: its id, its label or a synonym; None where it stands for none."""
    spelled = folded(value)
    for choice in declaration.values:
        if value == choice.id or spelled in (folded(choice.id), folded(choice.label)):
            return choice.id
    return spellings().get(declaration.name, {}).get(spelled)


def folded(text: str) -> str:
    """A spelling as it is compared: small letters, spaces for underscores and hyphens."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _nearest(word: str, accepted: Iterable[str]) -> str | None:
    from metscout.packs.view import nearest

    return nearest(word[:200], accepted)


def _shown(value: object) -> str:
    return repr(value)[:80]
