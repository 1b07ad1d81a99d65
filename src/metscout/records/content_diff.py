"""What changed in a content, sentence by sentence: where it stands, what was said, what is said now."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from metscout.terms.frozen import frozen

_NAMES = ("id", "label", "procedure", "site", "about", "question", "uses")
_SAYS = ("text", "says", "note", "because", "when", "to")


@frozen
class Change:
    """One sentence or setting: `was` is None for a new one, `now` for one that is gone."""

    where: str
    was: str | None
    now: str | None


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """What differs between two contents of an item, in the order of the newer one."""
    old, new = _by_place(before), _by_place(after)
    found: list[Change] = []
    for where in dict.fromkeys((*new, *old)):
        found += _between(where, old.get(where, []), new.get(where, []))
    return tuple(found)


def _by_place(content: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for where, says in _said(content, ()):
        found.setdefault(" › ".join(where), []).append(says)
    return found


def _between(where: str, old: list[str], new: list[str]) -> Iterator[Change]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            was, now = old[a:b], new[c:d]
            for i in range(max(len(was), len(now))):
                yield Change(where, was[i] if i < len(was) else None, now[i] if i < len(now) else None)


def _said(value: Any, where: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every sentence or setting with its place; a row that says one thing is one sentence."""
    if value in ([], {}):
        return
    if isinstance(value, Mapping):
        if _is_row(value):
            yield where, _row(value)
            return
        for key, member in value.items():
            yield from _said(member, (*where, _spaced(key)))
    elif isinstance(value, list) and not _is_plain(value):
        for member in value:
            name = _name(member)
            yield from _said(member, (*where, name) if name else where)
    else:
        yield where, _plain(value)


def _name(member: Any) -> str | None:
    if not isinstance(member, Mapping):
        return None
    return next((str(member[key]) for key in _NAMES if isinstance(member.get(key), str)), None)


def _is_plain(value: Any) -> bool:
    """Whether it is one word, or a list of words."""
    return not isinstance(value, Mapping) and (not isinstance(value, list) or all(_is_word(part) for part in value))


def _is_word(value: Any) -> bool:
    return not isinstance(value, (Mapping, list))


def _is_row(value: Mapping[str, Any]) -> bool:
    """Whether a mapping is one claim: a sentence with its settings, or settings alone."""
    return all(_is_plain(part) or _is_small(part) for part in value.values())


def _is_small(part: Any) -> bool:
    return isinstance(part, Mapping) and all(_is_plain(member) for member in part.values())


def _row(value: Mapping[str, Any]) -> str:
    says = next((key for key in _SAYS if isinstance(value.get(key), str)), None)
    rest = "; ".join(f"{_spaced(key)} {_plain(part)}" for key, part in value.items() if key not in (says, "id"))
    if says is None:
        return rest
    text = _plain(value[says])
    return f"{text} ({rest})" if rest else text


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_spaced(key)} {_plain(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "nothing"
    return " ".join(value.split()) if isinstance(value, str) else f"{value:g}"


def _spaced(word: str) -> str:
    return word.replace("_", " ")
