"""Conditions as they are written in YAML."""

from metscout.conditions.tree import Admissible, Condition, Interval, Known, Line, line_of, one_of
from metscout.facts.declaration import FactType, Value, Vocabulary
from metscout.packs.view import Unreadable, View, nearest

BOUNDS = ("at_least", "above", "at_most", "below")
GROUPS = ("any_of", "none_of")


def read_condition(view: View, vocabulary: Vocabulary, also: tuple[str, ...] = ()) -> Condition:
    """The condition in a mapping; keys in `also` belong to somebody else and are passed over."""
    view.mapping(optional=(*GROUPS, *also), dotted=True)
    lines = _lines(view, vocabulary)
    groups: dict[str, tuple[tuple[Line, ...], ...]] = {}
    for name in GROUPS:
        found = []
        for member in view.at(name).list():
            try:
                member.mapping(dotted=True)
                group = _lines(member, vocabulary)
                if not group:
                    raise member.wrong("empty_condition", "has no line")
                found.append(group)
            except Unreadable:
                continue
        groups[name] = tuple(found)
        for group in found if name == "none_of" else ():
            for line in group:
                if vocabulary[line.fact].type is FactType.CHOICES:
                    view.at(name).wrong("none_of_several", f"none_of cannot speak of {line.fact}: it may hold several")
    return Condition(lines, groups["any_of"], groups["none_of"])


def _lines(view: View, vocabulary: Vocabulary) -> tuple[Line, ...]:
    lines = []
    for name, member in view.items():
        if "." not in name:
            continue
        try:
            admissible = _admissible(name, member, vocabulary)
            lines.append(line_of(name, admissible, vocabulary[name]))
        except Unreadable:
            continue
    return tuple(lines)


def _admissible(name: str, view: View, vocabulary: Vocabulary) -> Admissible:
    if name not in vocabulary:
        close = nearest(name, vocabulary.facts)
        raise view.wrong("unknown_fact", f"{name!r} is not a fact.", f"Nearest: {close!r}." if close else None)
    declaration = vocabulary[name]
    value = view.value
    if value == "any_value":
        return Known()
    if declaration.type is FactType.NUMBER:
        view.mapping(optional=BOUNDS)
        if not value:
            raise view.wrong("empty_condition", "names no bound")
        bounds = {key: view.at(key).number() for key in BOUNDS if view.has(key)}
        return Interval(**bounds)
    members = list(view.list()) if isinstance(value, list) else [view]
    if not members:
        raise view.wrong("empty_condition", "admits no value")
    admitted: set[Value] = set()
    for member in members:
        if declaration.type is FactType.TEXT:
            admitted.add(member.text())
            continue
        if member.value not in declaration.domain or isinstance(member.value, bool) != (
            declaration.type is FactType.YES_NO
        ):
            accepted = [str(v) for v in declaration.domain]
            close = nearest(str(member.value), accepted)
            hint = f"Nearest: {close!r}." if close else f"Accepted: {', '.join(accepted[:20])}."
            raise member.wrong("unknown_value", f"{member.value!r} is not a value of {name}.", hint)
        admitted.add(member.value)
    return one_of(frozenset(admitted), declaration)
