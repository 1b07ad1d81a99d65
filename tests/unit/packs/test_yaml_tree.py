"""Strict YAML: what is refused, and at which line and column."""

import time
from typing import Any

import pytest

from metscout.packs.yaml_tree import MAX_DEPTH, parse_yaml, spell

DEEP = 100_000

REFUSED: list[tuple[str, bytes, str, int, int]] = [
    ("a key that stands twice", b"a: 1\nb: 2\na: 3\n", "duplicate_key", 3, 1),
    ("a key that stands twice in a nested mapping", b"a:\n  b: 1\n  b: 2\n", "duplicate_key", 3, 3),
    ("a key that stands twice in a flow mapping", b"- {a: 1, a: 2}\n", "duplicate_key", 1, 10),
    ("a quoted key that stands twice", b"a: 1\n'a': 2\n", "duplicate_key", 2, 1),
    ("an alias", b"a: &x 1\nb: *x\n", "alias", 2, 4),
    ("an anchored mapping", b"a: &x {b: 1}\n", "alias", 1, 4),
    ("a merge key", b"a: &x {b: 1}\nc:\n  <<: *x\n", "alias", 1, 4),
    ("a tag of a language", b"a: !!python/object/apply:os.system ['true']\n", "tag", 1, 4),
    ("a tag of one's own", b"a: !year 2026\n", "tag", 1, 4),
    ("a bare yes", b"a: yes\n", "ambiguous_word", 1, 4),
    ("a bare no", b"a: no\n", "ambiguous_word", 1, 4),
    ("a bare on", b"a: on\n", "ambiguous_word", 1, 4),
    ("a bare off", b"a: off\n", "ambiguous_word", 1, 4),
    ("a bare NO in capitals", b"a: NO\n", "ambiguous_word", 1, 4),
    ("a bare y", b"a: y\n", "ambiguous_word", 1, 4),
    ("a bare no in a list", b"a: [x, no]\n", "ambiguous_word", 1, 8),
    ("a bare on as a key", b"on: 1\n", "ambiguous_word", 1, 1),
    ("a number with a leading zero", b"a: 010\n", "leading_zero", 1, 4),
    ("a negative number with a leading zero", b"a: -07\n", "leading_zero", 1, 4),
    ("two documents", b"a: 1\n---\nb: 2\n", "several_documents", 2, 1),
    ("bytes that are not UTF-8", b"a: 1\nb: \xff\n", "not_utf8", 2, 1),
    ("UTF-16", "a: 1\n".encode("utf-16"), "not_utf8", 1, 1),
    ("a tab as indentation", b"a:\n\tb: 1\n", "not_yaml", 2, 1),
    ("a bracket that is not closed", b"a: [1, 2\nb: 3\n", "not_yaml", 2, 2),
    ("a quote that is not closed", b"a: 'x\n", "not_yaml", 2, 1),
    ("a control character", b"a: 1\nb: \x01\n", "not_yaml", 2, 4),
    ("mappings nested 100,000 deep", b"{a: " * DEEP + b"1" + b"}" * DEEP, "too_deep", 1, 4 * MAX_DEPTH + 1),
    ("an indented list 100,000 deep", b"- " * DEEP + b"1", "too_deep", 1, 2 * MAX_DEPTH + 1),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refuses(content: bytes, code: str, line: int, column: int) -> None:
    first = parse_yaml(content, "file.yaml").faults[0]
    assert (first.code, first.file, first.line, first.column) == (code, "file.yaml", line, column)


READ: list[tuple[str, bytes, Any]] = [
    ("an empty file as nothing", b"", None),
    ("a file of comments as nothing", b"# nothing yet\n", None),
    ("a byte order mark as nothing", b"\xef\xbb\xbfa: 1\n", {"a": 1}),
    ("Windows line ends", b"a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    ("true and false", b"[true, false]", [True, False]),
    ("True in another spelling as a text", b"[True, TRUE]", ["True", "TRUE"]),
    ("null, ~ and nothing as nothing", b"[null, ~, ]", [None, None]),
    ("numbers", b"[0, -3, 2.5, -0.5]", [0, -3, 2.5, -0.5]),
    ("zero without a leading zero", b"a: 0", {"a": 0}),
    ("a quoted no as the text", b"a: 'no'", {"a": "no"}),
    ("a quoted number as the text", b'a: "010"', {"a": "010"}),
    ("a word that begins with no", b"a: none", {"a": "none"}),
    ("a date as the text", b"a: 2026-05-30", {"a": "2026-05-30"}),
    ("a time as the text, not in base sixty", b"a: 12:30:45", {"a": "12:30:45"}),
    ("an exponent as the text", b"a: 1e5", {"a": "1e5"}),
    ("infinity as the text", b"a: .inf", {"a": ".inf"}),
    ("a hexadecimal number as the text", b"a: 0x1F", {"a": "0x1F"}),
    ("a number with underscores as the text", b"a: 1_000", {"a": "1_000"}),
    ("a number too long to be exact as the text", b"a: 12345678901234567890", {"a": "12345678901234567890"}),
    ("a folded text", b"a: >\n  one\n  two\n", {"a": "one two\n"}),
    ("text in any script", "a: ☢ 中文 é".encode(), {"a": "☢ 中文 é"}),
]


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_reads(content: bytes, expected: Any) -> None:
    document = parse_yaml(content, "file.yaml")
    assert (document.data, document.faults) == (expected, [])


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    content = b"a: no\nb: 010\na: 1\nc: {d: yes, d: off}\n"
    codes = [(fault.code, fault.line) for fault in parse_yaml(content, "file.yaml").faults]
    assert codes == [
        ("ambiguous_word", 1), ("leading_zero", 2), ("duplicate_key", 3), ("ambiguous_word", 4), ("duplicate_key", 4),
        ("ambiguous_word", 4),
    ]  # fmt: skip


def test_every_value_knows_its_line_and_column() -> None:
    places = parse_yaml(b"a:\n  - b: 1\n    c: [x, y]\n", "file.yaml").places
    assert (places["a", 0, "c"], places["a", 0, "c", 1]) == ((3, 5), (3, 12))


def test_a_path_is_spelled_as_people_read_it() -> None:
    assert spell(("ratings", 1, "category")) == "ratings[1].category"


def test_a_hint_says_what_to_do() -> None:
    assert parse_yaml(b"a: no\n", "file.yaml").faults[0].hint == "Write true or false, or quote the word."


def test_a_file_of_many_megabytes_is_read_whole_with_the_place_of_its_last_line() -> None:
    lines = 100_000
    content = b"".join(b"- {text: a sentence of guidance that fills the line, at: opening}\n" for _ in range(lines))
    document = parse_yaml(content + b"- {text: no, at: opening}\n- no\n", "file.yaml")
    assert [(fault.line, fault.column) for fault in document.faults] == [(lines + 1, 10), (lines + 2, 3)]


def test_a_text_of_ten_megabytes_is_one_text() -> None:
    assert len(parse_yaml(b"a: '" + b"x" * 10_000_000 + b"'\n", "file.yaml").data["a"]) == 10_000_000


def test_lists_nested_100_000_deep_are_refused_by_us_or_by_the_parser() -> None:
    assert parse_yaml(b"[" * DEEP + b"]" * DEEP, "file.yaml").faults[0].code in ("too_deep", "not_yaml")


def test_nesting_without_end_is_refused_before_it_costs_time() -> None:
    start = time.perf_counter()
    parse_yaml(b"[" * 5_000_000, "file.yaml")
    assert time.perf_counter() - start < 2
