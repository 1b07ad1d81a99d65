"""A view on one node of a document: typed access that records a fault and goes on."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from metscout.packs.yaml_tree import Document, Path
from metscout.terms.frozen import frozen

T = TypeVar("T")


class Unreadable(Exception):
    """The node is faulty, the fault is recorded; skip it and read on."""


def nearest(word: str, accepted: Iterable[str]) -> str | None:
    """The accepted word closest in spelling; None if none is close."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    best = process.extractOne(word, sorted(accepted), scorer=OSA.normalized_similarity, score_cutoff=0.55)
    return str(best[0]) if best else None


@frozen
class View:
    """A value with its document and path."""

    document: Document
    path: Path
    value: Any

    def wrong(self, code: str, text: str, hint: str | None = None) -> Unreadable:
        """Record a fault here; returns the exception to raise."""
        self.document.fault(code, self.path, text, hint)
        return Unreadable()

    def at(self, step: str | int) -> "View":
        """The view on a member; its value is None if there is none."""
        if isinstance(self.value, dict):
            return View(self.document, (*self.path, step), self.value.get(step))
        if isinstance(self.value, list) and isinstance(step, int):
            return View(self.document, (*self.path, step), self.value[step])
        return View(self.document, (*self.path, step), None)

    def has(self, key: str) -> bool:
        """Whether the mapping has the key."""
        return isinstance(self.value, dict) and key in self.value

    def mapping(self, required: Iterable[str] = (), optional: Iterable[str] = (), dotted: bool = False) -> "View":
        """This view, checked to be a mapping with just these keys (and dotted fact names, if allowed)."""
        if not isinstance(self.value, dict):
            raise self.wrong("wrong_type", f"is {_kind(self.value)}, should be a mapping")
        required = tuple(required)
        known = {*required, *optional}
        for key in self.value:
            if key in known or (dotted and "." in key):
                continue
            close = nearest(key, known)
            hint = f"Nearest: {close!r}." if close else f"Known keys: {', '.join(sorted(known))}."
            View(self.document, (*self.path, key), None).wrong("unknown_key", f"{key!r} is not a key here.", hint)
        missing = [key for key in required if key not in self.value]
        if missing:
            raise self.wrong("missing_key", f"lacks {', '.join(missing)}")
        return self

    def items(self) -> Iterator[tuple[str, "View"]]:
        """The members of a mapping with their keys."""
        if not isinstance(self.value, dict):
            raise self.wrong("wrong_type", f"is {_kind(self.value)}, should be a mapping")
        for key in self.value:
            yield key, self.at(key)

    def list(self) -> Iterator["View"]:
        """The members of a list; an absent list is empty."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.wrong("wrong_type", f"is {_kind(self.value)}, should be a list")
        for index in range(len(self.value)):
            yield self.at(index)

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("wrong_type", f"is {_kind(self.value)}, should be a text")
        text = " ".join(self.value.split())
        if not text.isprintable():
            raise self.wrong("control_character", "holds a character that cannot be printed", "Take it out.")
        return text

    def optional_text(self) -> str | None:
        """A text, or None where nothing stands."""
        return None if self.value is None else self.text()

    def number(self) -> float:
        """A number."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise self.wrong("wrong_type", f"is {_kind(self.value)}, should be a number")
        return float(self.value)

    def optional_number(self) -> float | None:
        """A number, or None where nothing stands."""
        return None if self.value is None else self.number()

    def flag(self) -> bool:
        """True or false; absent is false."""
        if self.value is None:
            return False
        if not isinstance(self.value, bool):
            raise self.wrong("wrong_type", f"is {_kind(self.value)}, should be true or false")
        return self.value

    def one_of(self, accepted: Iterable[str]) -> str:
        """One of the accepted words."""
        accepted = tuple(accepted)
        word = self.text()
        if word not in accepted:
            close = nearest(word, accepted)
            hint = f"Nearest: {close!r}." if close else f"Accepted: {', '.join(accepted[:20])}."
            raise self.wrong("unknown_value", f"{word!r} is not accepted here.", hint)
        return word

    def texts(self) -> tuple[str, ...]:
        """One text or a list of texts."""
        if isinstance(self.value, str):
            return (self.text(),)
        return tuple(v.text() for v in self.list())


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"the text {value!r}" if isinstance(value, str) else f"the number {value!r}"


def attempt(make: Callable[[], T], instead: T) -> T:
    """What `make` reads, or `instead` where its fault is recorded: the rest is read all the same."""
    try:
        return make()
    except Unreadable:
        return instead


def each(views: Iterable[View], read: "Any") -> Iterator[Any]:
    """`read` of each view, skipping the faulty ones whose faults are recorded."""
    iterator = iter(views)
    while True:
        try:
            view = next(iterator)
        except StopIteration:
            return
        except Unreadable:
            return
        try:
            yield read(view)
        except Unreadable:
            continue
