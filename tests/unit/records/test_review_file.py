"""Writing a review into a file: one block is exchanged, everything else stays, byte for byte."""

import pytest

from metscout.packs.yaml_tree import parse_yaml
from metscout.records.review_file import with_entry, with_review
from metscout.terms.errors import UsageError

APPROVAL = {"by": "B", "role": "radiologist", "date": "2026-11-02", "content": "0" * 64}
PLAIN = {"status": "submitted", "awaiting": ["radiologist"], "updated": "2026-11-02"}
FULL = {**PLAIN, "status": "approved", "approvals": [APPROVAL]}
LINES = f"""\
review:
  status: approved
  awaiting: [radiologist]
  updated: "2026-11-02"
  approvals:
    - {{by: "B", role: radiologist, date: "2026-11-02", content: "{"0" * 64}"}}
"""
FLOW = 'review: {status: submitted, awaiting: [radiologist], updated: "2026-11-01"}'

FILES = [
    ("a line among others", f"id: x\n{FLOW}\nmore: 1\n", f"id: x\n{LINES}more: 1\n"),
    ("comments around it", f"# a\nid: x  # b\n# c\n{FLOW}\n\n# d\nmore: 1 # e\n", f"# a\nid: x  # b\n# c\n{LINES}\n# d\nmore: 1 # e\n"),
    ("a comment behind it", f"id: x\n{FLOW}  # why\nmore: 1\n", "id: x\n" + LINES.replace("review:", "review:  # why", 1) + "more: 1\n"),
    ("the last line without its end", f"id: x\n{FLOW}", f"id: x\n{LINES.rstrip()}"),
    ("the first line", f"{FLOW}\nid: x\n", f"{LINES}id: x\n"),
    ("several lines in braces", "id: x\n" + FLOW.replace(", ", ",\n  ") + "\nmore: 1\n", f"id: x\n{LINES}more: 1\n"),
    ("a block with a comment in it", 'id: x\nreview:\n  # first\n  status: submitted\n  updated: "2026-11-01"\nmore: 1\n',
     "id: x\n" + LINES.replace("review:", "review:\n  # first", 1) + "more: 1\n"),
    ("lines that end as on Windows", f"id: x\r\n{FLOW}\r\nmore: 1\r\n", f"id: x\n{LINES}more: 1\n".replace("\n", "\r\n")),
    ("signs of every alphabet", f"id: größe ≥ 2\n{FLOW}\nmore: '# no comment'\n", f"id: größe ≥ 2\n{LINES}more: '# no comment'\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_exchanges_the_review_and_nothing_else(before: str, after: str) -> None:
    assert with_review(before.encode(), "x", FULL, "x.yaml").decode() == after


def test_a_review_without_approvals_stays_on_one_line() -> None:
    assert (
        with_review(f"id: x\n{FLOW}\n".encode(), "x", PLAIN, "x.yaml").decode()
        == "id: x\n" + FLOW.replace("11-01", "11-02") + "\n"
    )


def test_the_review_of_the_wording_goes_into_the_block_and_stays_there() -> None:
    both = with_review(with_review(f"id: x\n{FLOW}\n".encode(), "x#patient", FULL, "x.yaml"), "x", PLAIN, "x.yaml")
    assert parse_yaml(both, "x.yaml").data == {"id": "x", "review": {**PLAIN, "patient": FULL}}


NAMES = ["no", "Ann: Bee", 'O\'Neil, "Bob"', "# Ann", "Ännchen 李", "null", "12", "a_b", "-", "{x}", "back\\slash"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_as_it_was(name: str) -> None:
    review = {**FULL, "author": name, "approvals": [{**APPROVAL, "by": name}]}
    found = parse_yaml(with_review(f"id: x\n{FLOW}\n".encode(), "x", review, "x.yaml"), "x.yaml")
    assert (found.faults, found.data["review"]) == ([], review)


def test_a_file_in_braces_is_left_alone() -> None:
    with pytest.raises(UsageError, match="edit it by hand"):
        with_review(f"{{id: x, {FLOW}}}\n".encode(), "x", FULL, "x.yaml")


ENTRY = LINES.replace("review:", '- id: "x"', 1)
SITES = [
    ("no file", "", ENTRY),
    ("comments alone", "# ours\n", f"# ours\n{ENTRY}"),
    ("another one", "# ours\n- id: z\n  status: submitted", f"# ours\n- id: z\n  status: submitted\n{ENTRY}"),
    ("one between others", '- id: a # 1\n\n# x\n- id: x # 2\n  status: submitted\n\n# y\n- {id: z}\n',
     "- id: a # 1\n\n# x\n" + ENTRY.replace('"x"', '"x"  # 2', 1) + "\n# y\n- {id: z}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in SITES], ids=[row[0] for row in SITES])
def test_writes_an_entry_of_a_sites_reviews_beside(before: str, after: str) -> None:
    assert with_entry(before.encode(), "x", FULL, "reviews.yaml").decode() == after
