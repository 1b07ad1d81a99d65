"""YAML as plain values with the line and column of every node; strict in what it takes."""

import re
from typing import Any

from metscout.terms.errors import Fault, cut

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_AMBIGUOUS = {"yes", "no", "on", "off", "y", "n"}
MAX_DEPTH = 30


class Document:
    """One file as plain values; `places` maps each path to its line and column, from 1."""

    __slots__ = ("data", "faults", "file", "places")

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.places: dict[Path, tuple[int, int]] = {}
        self.faults: list[Fault] = []

    def fault(self, code: str, path: Path, text: str, hint: str | None = None) -> None:
        """Record a fault at a path, or at its nearest known parent."""
        place = path
        while place and place not in self.places:
            place = place[:-1]
        line, column = self.places.get(place, (1, 1))
        self.faults.append(Fault(code, self.file, line, column, spell(path), text, hint))


def spell(path: Path) -> str:
    """A path as people read it, such as `ratings[1].category`."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def parse_yaml(content: bytes, file: str) -> Document:
    """The document in `content`, or one with faults.

    Refuses invalid UTF-8, duplicate keys, aliases, tags, more than one document, nesting deeper than
    30, bare `yes`/`no`/`on`/`off`, and numbers with a leading zero.
    """
    import yaml

    document = Document(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        document.faults.append(Fault("not_utf8", file, line, 1, "", "is not UTF-8 text", "Save the file as UTF-8."))
        return document
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _Builder(document).build(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        line, column = _place_of(error, text)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read as YAML"
        document.faults.append(Fault("not_yaml", file, line, column, "", str(problem)))
    return document


def _place_of(error: Any, text: str) -> tuple[int, int]:
    """Line and column of a parser's complaint, from 1."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return mark.line + 1, mark.column + 1
    before = text[: getattr(error, "position", None) or 0]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class _Builder:
    """Builds values from parser events with an own stack, so that depth cannot exhaust ours."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[tuple[Any, Path]] = []
        self.key: list[str | None] = []

    def build(self, events: Any) -> None:
        documents = 0
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._fault(event, (), "several_documents", "holds more than one YAML document")
                    return
            elif name == "AliasEvent":
                self._fault(event, self._path(), "alias", "is an alias; write the value out")
                self._put(event, None)
            elif name == "ScalarEvent":
                self._scalar(event)
            elif name in ("MappingStartEvent", "SequenceStartEvent"):
                if event.anchor is not None:
                    self._fault(event, self._path(), "alias", "carries an anchor; write the value out")
                if event.tag is not None:
                    self._fault(event, self._path(), "tag", f"carries the tag {cut(event.tag)}; plain values only")
                if len(self.stack) >= MAX_DEPTH:
                    self._fault(event, self._path(), "too_deep", f"is nested deeper than {MAX_DEPTH}")
                    return
                value: Any = {} if name == "MappingStartEvent" else []
                path = self._put(event, value)
                self.stack.append((value, path))
                self.key.append(None)
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self.stack.pop()
                self.key.pop()

    def _fault(self, event: Any, path: Path, code: str, text: str, hint: str | None = None) -> None:
        mark = event.start_mark
        self.document.faults.append(
            Fault(code, self.document.file, mark.line + 1, mark.column + 1, spell(path), text, hint)
        )

    def _path(self) -> Path:
        if not self.stack:
            return ()
        container, path = self.stack[-1]
        if isinstance(container, list):
            return (*path, len(container))
        key = self.key[-1]
        return path if key is None else (*path, key)

    def _put(self, event: Any, value: Any) -> Path:
        path = self._path()
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1)
        if not self.stack:
            self.document.data = value
            self.document.places[path] = place
            return path
        container, parent = self.stack[-1]
        if isinstance(container, list):
            container.append(value)
            self.document.places[path] = place
        elif self.key[-1] is None:
            key = str(value) if not isinstance(value, (dict, list)) else "?"
            if key in container:
                self._fault(event, (*parent, key), "duplicate_key", f"the key {cut(key)!r} stands twice")
            self.key[-1] = key
            self.document.places[(*parent, key)] = place
        else:
            container[self.key[-1]] = value
            self.key[-1] = None
        return path

    def _scalar(self, event: Any) -> None:
        path = self._path()
        if event.tag is not None:
            self._fault(event, path, "tag", f"carries the tag {cut(event.tag)}; plain values only")
        text = event.value
        plain = event.style is None or event.style == ""
        is_key = bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.key[-1] is None
        if not plain or is_key:
            if is_key and plain and text.lower() in _AMBIGUOUS:
                self._fault(event, path, "ambiguous_word", f"{text!r} is read as true or false by some", "Quote it.")
            self._put(event, text)
            return
        if text.lower() in _AMBIGUOUS:
            self._fault(
                event, path, "ambiguous_word", f"bare {text!r} could mean a word or a truth value",
                "Write true or false, or quote the word.",
            )  # fmt: skip
        elif _LEADING_ZERO.fullmatch(text):
            self._fault(
                event, path, "leading_zero", f"{text!r} could be read as octal", "Drop the zero, or quote the text."
            )
        self._put(event, _plain_value(text))


def _plain_value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", "~", ""):
        return None
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 19 else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
