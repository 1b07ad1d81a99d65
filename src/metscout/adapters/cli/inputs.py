"""Reading what the user named: files, standard input, JSON and YAML, each fault with its place."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from metscout.terms.errors import FactError, UsageError, cut

MAX_FILE = 4_000_000
MAX_LINE = 1_000_000


@contextlib.contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """A file or, for -, standard input, as bytes."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open(name, "rb"))
        except OSError as error:
            raise UsageError("no_such_file", name, f"cannot be read: {error.strerror or error}") from None
        yield file


def read_text_file(name: str) -> tuple[str, str]:
    """The text of a file with the name it is reported under."""
    label = "standard input" if name == "-" else name
    with open_input(name) as file:
        try:
            content = file.read(MAX_FILE + 1)
        except OSError as error:
            raise UsageError("no_such_file", label, f"cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_FILE:
        raise FactError("too_long", label, f"is longer than {MAX_FILE} bytes")
    return decode(content, label), label


def decode(content: bytes, label: str) -> str:
    """UTF-8 bytes as text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FactError("not_utf8", f"{label}:{line}", "is not UTF-8 text; save it as UTF-8") from None


def typed(text: str) -> str:
    """A text of the command line as UTF-8, whatever the locale says."""
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        raise FactError("not_utf8", "text", "is not UTF-8 text") from None


def structured(text: str, label: str) -> dict[str, Any]:
    """The mapping in a facts file, JSON if it starts with a brace, else YAML."""
    if not text.strip():
        raise FactError("empty_file", label, "is empty; a facts file maps fact names to values")
    data = parse_json(text.encode(), label) if text.lstrip()[:1] in "{[" else _yaml(text, label)
    if not isinstance(data, dict):
        raise FactError("wrong_type", label, "is no mapping of fact names to values")
    if "resourceType" in data:
        raise FactError("not_supported", label, "is a FHIR resource; this version reads text and facts files")
    return data


def _yaml(text: str, label: str) -> Any:
    from metscout.packs.yaml_tree import parse_yaml

    document = parse_yaml(text.encode(), label)
    if document.faults:
        fault = document.faults[0]
        hint = f". {fault.hint}" if fault.hint else ""
        raise FactError(
            fault.code, f"{label}:{fault.line}:{fault.column}", f"{cut(fault.where)} {fault.text}{hint}".strip()
        )
    return document.data


def parse_json(content: bytes, where: str) -> Any:
    """The JSON value; duplicate keys, NaN, infinities and bottomless nesting are refused with their place."""
    text = decode(content, where)
    try:
        found = json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, where), parse_constant=_constant(where))
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except UnicodeEncodeError:
        raise FactError("not_utf8", where, "holds half of a surrogate pair, which is no character") from None
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        raise FactError("not_json", place, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise FactError("too_deep", where, "is nested too deep") from None
    except FactError:
        raise
    except ValueError:
        raise FactError("not_json", where, "holds a number with too many digits") from None


def _unique(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FactError("duplicate_key", where, f"the key {key!r} stands twice", key)
        found[key] = value
    return found


def _constant(where: str) -> Any:
    def refuse(word: str) -> NoReturn:
        raise FactError("out_of_range", where, f"holds {word}, which is no number", word)

    return refuse


def lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers from 1; None for one that is too long. Holds one line at a time."""
    number = 0
    while chunk := file.readline(MAX_LINE + 1):
        number += 1
        if len(chunk) > MAX_LINE and not chunk.endswith(b"\n"):
            while (chunk := file.readline(MAX_LINE)) and not chunk.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, chunk


def cased(line: bytes | None, number: int) -> dict[str, Any]:
    """One line as the case it holds."""
    where = f"line {number}"
    if line is None:
        raise FactError("too_long", where, f"is longer than {MAX_LINE} bytes")
    if not line.strip():
        raise FactError("empty_line", where, 'is empty; a case is {"id": ..., "text": ...}')
    case = parse_json(line, where)
    if not isinstance(case, dict):
        raise FactError("wrong_type", where, 'is no JSON object; a case is {"id": ..., "text": ...}')
    return case


def patient_of(case: dict[str, Any], number: int, keys: tuple[str, ...] = ("id", "text", "facts")) -> Any:
    """The text or the facts of a case."""
    where = f"line {number}"
    unknown = sorted(set(case) - set(keys))
    if unknown:
        raise FactError("unknown_key", where, f"has the key {unknown[0]!r}", unknown[0], keys)
    if ("text" in case) == ("facts" in case):
        raise FactError("missing_key", where, "needs one of text and facts", accepted=("text", "facts"))
    if "text" in case:
        if not isinstance(case["text"], str):
            raise FactError("wrong_type", f"{where}.text", "is no text", accepted=("a text",))
        return case["text"]
    if not isinstance(case["facts"], dict):
        raise FactError("wrong_type", f"{where}.facts", "is no mapping of fact names to values")
    return case["facts"]
