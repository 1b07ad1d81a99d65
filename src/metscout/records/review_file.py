"""Writing a review into a file: the one block is exchanged, everything else stays as it is, byte for byte."""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from metscout.packs.model import Review
from metscout.packs.read_reviews import PATIENT, ROLES
from metscout.packs.yaml_tree import Document, parse_yaml
from metscout.terms.errors import UsageError
from metscout.terms.words import ReviewStatus

_PLAIN = re.compile(r"[a-z]+(_[a-z]+)+(\.[a-z_]+)?")
_WORDS = (*ReviewStatus, *ROLES)


def as_written(review: Review) -> dict[str, Any]:
    """A review as the members of its block, without what follows from them."""
    found: dict[str, Any] = {
        "status": review.status.value,
        "awaiting": list(review.awaiting),
        "updated": review.updated,
    }
    if review.author is not None:
        found["author"] = review.author
    if review.approvals:
        found["approvals"] = [
            {"by": given.by, "role": given.role, "date": given.date, "content": given.content}
            for given in review.approvals
        ]
    return found


def with_review(content: bytes, item: str, review: Mapping[str, Any], file: str) -> bytes:
    """A pack file with the review of the item, the file's own or that of its wording for patients, exchanged."""
    document = parse_yaml(content, file)
    data = document.data
    own = {**data["review"]}
    if item.endswith(PATIENT):
        own["patient"] = dict(review)
    else:
        own = {**review, **({"patient": own["patient"]} if "patient" in own else {})}
    text = content.decode("utf-8")
    start, end = _lines_of(document, text)
    return _checked(text, start, end, _block(own, _comments(text, start, end)), {**data, "review": own}, file)


def with_entry(content: bytes, item: str, review: Mapping[str, Any], file: str) -> bytes:
    """A site's reviews with the entry of the item exchanged, or added at the end."""
    document = parse_yaml(content, file)
    entries: list[dict[str, Any]] = list(document.data or [])
    entry = {"id": item, **review}
    text = content.decode("utf-8")
    names = [other["id"] for other in entries]
    if item not in names:
        count = len(text.splitlines())
        return _checked(text, count, count, _entry(item, review), [*entries, entry], file)
    number = names.index(item)
    start = document.places[(number,)][0] - 1
    following = document.places.get((number + 1,))
    end = _without_tail(text.splitlines(), start, following[0] - 1 if following else len(text.splitlines()))
    lines = _entry(item, review, _comments(text, start, end))
    return _checked(text, start, end, lines, [*entries[:number], entry, *entries[number + 1 :]], file)


def _entry(item: str, review: Mapping[str, Any], comments: tuple[str, list[str]] = ("", [])) -> list[str]:
    first, others = comments
    return [
        f"- id: {_scalar(item)}{f'  {first}' if first else ''}",
        *(f"  {line}" for line in (*others, *_members(review))),
    ]


def _lines_of(document: Document, text: str) -> tuple[int, int]:
    """The first line of the review block and the one after its last, from 0; what follows keeps its comments."""
    lines = text.splitlines()
    start = document.places[("review",)][0] - 1
    later = [line - 1 for path, (line, _) in document.places.items() if len(path) == 1 and line - 1 > start]
    return start, _without_tail(lines, start, min(later, default=len(lines)))


def _without_tail(lines: list[str], start: int, end: int) -> int:
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _comments(text: str, start: int, end: int) -> tuple[str, list[str]]:
    """The comment behind the first line, and those within the block."""
    found = [_comment(line) for line in text.splitlines()[start:end]]
    return found[0], [comment for comment in found[1:] if comment]


def _comment(line: str) -> str:
    """The comment of a line; a sign between quotes begins none."""
    quote, before = "", " "
    for i, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote and before != "\\" else quote
        elif sign in "'\"" and before in " [{,:":
            quote = sign
        elif sign == "#" and before in " \t":
            return line[i:]
        before = sign
    return ""


def _block(review: Mapping[str, Any], comments: tuple[str, list[str]]) -> list[str]:
    first, others = comments
    behind = f"  {first}" if first else ""
    if not others and "approvals" not in review and "patient" not in review:
        return [f"review: {_flow(review)}{behind}"]
    return [f"review:{behind}", *(f"  {line}" for line in (*others, *_members(review)))]


def _members(review: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in review.items():
        if key == "approvals":
            lines += ["approvals:", *(f"  - {_flow(given)}" for given in value)]
        elif isinstance(value, Mapping):
            lines += [f"{key}:", *(f"  {line}" for line in _members(value))]
        else:
            lines.append(f"{key}: {_scalar(value)}")
    return lines


def _flow(mapping: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in mapping.items()) + "}"


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    return value if value in _WORDS or _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _checked(text: str, start: int, end: int, lines: list[str], wanted: Any, file: str) -> bytes:
    """The text with some lines exchanged, proved to say what is wanted and nothing else."""
    kept = text.splitlines(keepends=True)
    ending = "\r\n" if kept and kept[0].endswith("\r\n") else "\n"
    before = "".join(kept[:start])
    if before and not before.endswith("\n"):
        before += ending
    after = "".join(kept[end:])
    last = "" if start < end == len(kept) and not kept[-1].endswith("\n") else ending
    found = (before + ending.join(lines) + last + after).encode()
    document = parse_yaml(found, file)
    if document.faults or document.data != wanted:
        raise UsageError(
            "cannot_write", file, "is written in a way that its review cannot be exchanged in; edit it by hand"
        )
    return found


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Holds the folder of the file, so that reviewers with records of their own wait for each other."""
    try:
        import fcntl
    except ImportError:  # no such lock on Windows; the lock of the records is all there is
        yield
        return
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> None:
    """`content` as the file, whole or not at all, on the disk when this returns. Raises UsageError."""
    beside = None
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(beside, path)
        _settle(path.parent)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise UsageError(
            "cannot_write", str(path), f"cannot be written: {error.strerror}. Nothing was changed"
        ) from None


def _settle(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
