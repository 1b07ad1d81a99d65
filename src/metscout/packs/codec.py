"""Frozen values as JSON and back: {"ClassName": [fields...]}; plain data, nothing that runs."""

import json
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any


class Codec:
    """Writes and reads instances of the given classes, in the order of their fields."""

    def __init__(self, classes: Iterable[type]) -> None:
        self.makers: dict[str, Callable[..., Any]] = {cls.__name__: cls for cls in classes}
        self.makers["Set"] = lambda *members: frozenset(members)
        self.makers["Table"] = lambda *pairs: dict(pairs)

    def dumps(self, value: Any) -> bytes:
        """`value` as UTF-8 JSON, the same bytes for equal values."""
        return json.dumps(self._plain(value), ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, content: bytes) -> Any:
        """The value that was written; lists come back as tuples."""
        return _tuples(json.loads(content, object_hook=self._made))

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return {type(value).__name__: [value.value]}
        if hasattr(type(value), "__match_args__"):
            return {type(value).__name__: [self._plain(getattr(value, name)) for name in value.__match_args__]}
        if isinstance(value, frozenset):
            return {"Set": [self._plain(v) for v in sorted(value, key=lambda v: (str(type(v)), v))]}
        if isinstance(value, dict):
            return {"Table": [[self._plain(k), self._plain(v)] for k, v in value.items()]}
        if isinstance(value, (tuple, list)):
            return [self._plain(v) for v in value]
        return value

    def _made(self, found: dict[str, Any]) -> Any:
        ((name, parts),) = found.items()
        return self.makers[name](*[_tuples(part) if type(part) is list else part for part in parts])


def _tuples(value: Any) -> Any:
    if type(value) is list:
        return tuple([_tuples(v) if type(v) is list else v for v in value])
    return value
