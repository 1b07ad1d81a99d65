"""Frozen values as plain JSON documents."""

from enum import Enum
from functools import cache
from typing import Any


def as_document(value: Any) -> Any:
    """`value` as dicts, lists and scalars, fields in the order they are declared, sets sorted."""
    kind: Any = type(value)
    if kind is str or value is None or kind is int or kind is bool or kind is float:
        return value
    if kind is tuple or kind is list:
        return [as_document(member) for member in value]
    if kind is dict:
        return {key: as_document(member) for key, member in value.items()}
    if kind is frozenset:
        return [as_document(member) for member in sorted(value)]
    if isinstance(value, Enum):
        return value.value
    return {key: as_document(getattr(value, name)) for key, name in _keys(kind)}


@cache
def _keys(kind: Any) -> tuple[tuple[str, str], ...]:
    """The key of every field; a field that would be a keyword of Python ends in `_`, its key does not."""
    return tuple((name.removesuffix("_"), name) for name in kind.__match_args__)
