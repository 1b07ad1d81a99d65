"""The desk of the review: who may approve, what is written where, and that nothing is lost or half approved."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from metscout.packs.yaml_tree import parse_yaml
from metscout.records.change_log import change_log
from metscout.records.history import APPROVE, INTERRUPTED, RETIRE, SUBMIT, History
from metscout.records.place import Records, open_records
from metscout.records.reviewing import Desk
from metscout.terms.errors import FactError, UsageError
from records.conftest import ITEM, PROTOCOL, WORDING
from records.programs import SOURCE, ended, killed_at, started

TODAY = "2027-01-15"
POLICY = 'id: north\ntitle: Policy of the North\nversion: "1"\nreview: {status: approved, updated: "2026-11-01"}\n'


@pytest.fixture
def desk(records: Records, pack: Path) -> Desk:
    return Desk(records, [pack])


def told(desk: Desk, name: str = ITEM) -> list[tuple[str, str]]:
    return [(event.event, event.name) for event in desk.history.events(name)]


def edited(file: Path, old: str = "It shows", new: str = "It shows all of") -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_every_scenario_pathway_protocol_and_table_is_in_the_queue(desk: Desk) -> None:
    kinds = {entry.kind for entry in desk.queue(TODAY)}
    names = {entry.id for entry in desk.queue(TODAY)}
    assert kinds == {"scenario", "pathway", "protocol", "staging table"}
    assert names >= {ITEM, WORDING, "anal_cancer.distant_metastasis", "anorectal_adenocarcinoma.metastatic"}


def test_an_item_is_approved_when_every_awaited_role_approved_it(desk: Desk, protocol: Path) -> None:
    desk.submit(ITEM, "A", None, "2027-01-01", "the first")
    states = [desk.page(ITEM, TODAY).entry.state.value]
    for name, role in (("B", "radiologist"), ("C", "physicist")):
        desk.approve(ITEM, name, role)
        states.append(desk.page(ITEM, TODAY).entry.state.value)
    assert states == ["submitted", "under_review", "approved"]
    review = parse_yaml(protocol.read_bytes(), "x").data["review"]
    assert (review["status"], [given["by"] for given in review["approvals"]]) == ("approved", ["B", "C"])


def test_an_approval_changes_the_block_and_nothing_else(desk: Desk, protocol: Path) -> None:
    desk.submit(ITEM, "A", None, None, None)
    protocol.chmod(0o640)
    desk.approve(ITEM, "B", "radiologist")
    before, after = PROTOCOL.splitlines(), protocol.read_text().splitlines()
    assert (after[:3], after[-16:]) == (before[:3], before[-16:])
    assert after[3] == "review:  # begun in autumn"
    assert stat.S_IMODE(protocol.stat().st_mode) == 0o640
    assert os.listdir(protocol.parent) == [protocol.name]


def test_the_wording_for_patients_is_approved_by_itself(desk: Desk) -> None:
    desk.submit(WORDING, "A", None, None, None)
    desk.approve(WORDING, "P", "patient_editor")
    assert [desk.page(name, TODAY).entry.state.value for name in (ITEM, WORDING)] == ["submitted", "approved"]


def test_a_comment_by_a_reviewer_puts_the_item_under_review_and_leaves_the_file(desk: Desk, protocol: Path) -> None:
    desk.comment(ITEM, "B", "radiologist", "Which  page?")
    page = desk.page(ITEM, TODAY)
    assert (page.entry.state.value, page.history[0].comment) == ("under_review", "Which page?")
    assert protocol.read_text() == PROTOCOL


def approvals(*pairs: tuple[str, str]) -> Callable[[Desk, Path], None]:
    def act(desk: Desk, file: Path) -> None:
        desk.submit(ITEM, "Ann Author", None, None, None)
        for name, role in pairs:
            desk.approve(ITEM, name, role)

    return act


def authored(desk: Desk, file: Path) -> None:
    edited(file, 'updated: "2026-11-01"', 'updated: "2026-11-01", author: Ann Author')


def edited_since(desk: Desk, file: Path) -> None:
    desk.submit(ITEM, "Ann Author", None, None, None)
    edited(file)


def resubmitted(desk: Desk, file: Path) -> None:
    desk.submit(ITEM, "Ann Author", None, None, None)
    desk.submit(ITEM, "B", None, None, None)


def retired(desk: Desk, file: Path) -> None:
    desk.submit(ITEM, "Ann Author", None, None, None)
    desk.retire(ITEM, "B", "radiologist", "old")


REFUSED = [
    ("nobody submitted it", lambda desk, file: None, ("B", "radiologist"), "not_submitted"),
    ("the author, by another spelling", approvals(), ("ann  AUTHOR", "radiologist"), "four_eyes"),
    ("the author, under a Cyrillic letter", approvals(), ("\u0410nn Author", "radiologist"), "four_eyes"),
    ("the author, under a Greek letter", approvals(), ("Ann Auth\u03bfr", "radiologist"), "four_eyes"),
    ("the author, in wide letters", approvals(), ("\uff21nn Author", "radiologist"), "four_eyes"),
    ("the author, with a sign that is not seen", approvals(), ("Ann\u200b Author", "radiologist"), "four_eyes"),
    ("the author whom the file names", authored, ("Ann Author", "radiologist"), "four_eyes"),
    ("the author after somebody else submitted it again", resubmitted, ("Ann Author", "radiologist"), "four_eyes"),
    ("what was edited since it was submitted", edited_since, ("B", "radiologist"), "not_submitted"),
    ("a role that it does not await", approvals(), ("B", "oncologist"), "not_awaited"),
    ("a role that there is not", approvals(), ("B", "dentist"), "not_awaited"),
    ("a role that has approved it", approvals(("B", "radiologist")), ("C", "radiologist"), "nothing_to_do"),
    ("one person in two roles", approvals(("B", "radiologist")), ("b", "physicist"), "four_eyes"),
    ("what is retired", retired, ("C", "physicist"), "retired"),
    ("a name of blanks", approvals(), (" ", "radiologist"), "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "who", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refuses_an_approval_by_or_of(
    before: Callable[[Desk, Path], None], who: tuple[str, str], code: str, desk: Desk, protocol: Path
) -> None:
    before(desk, protocol)
    text = protocol.read_text()
    with pytest.raises(UsageError) as caught:
        desk.approve(ITEM, *who)
    assert (caught.value.code, protocol.read_text()) == (code, text)


def test_an_approval_can_be_bound_to_the_content_that_was_read(desk: Desk, protocol: Path) -> None:
    desk.submit(ITEM, "A", None, None, None)
    seen = desk.page(ITEM, TODAY).content[:12]
    edited(protocol)
    desk.submit(ITEM, "A", None, None, None)
    with pytest.raises(UsageError, match="is not the content"):
        desk.approve(ITEM, "B", "radiologist", content=seen)


def approved(desk: Desk) -> None:
    desk.submit(ITEM, "A", None, None, None)
    desk.approve(ITEM, "B", "radiologist")
    desk.approve(ITEM, "C", "physicist")


def test_what_changed_since_the_approval_is_told_sentence_by_sentence(desk: Desk, protocol: Path) -> None:
    approved(desk)
    edited(protocol)
    edited(protocol, "phases: []", 'phases: [{text: At 5 min., value: 5, unit: min, at: "eanm-bone-2016#acquisition"}]')
    page = Desk(desk.records, desk.packs).page(ITEM, TODAY)
    assert page.entry.state.value == "submitted"
    assert page.changed is not None
    assert [(change.where, change.was, change.now) for change in page.changed] == [
        ("purpose", "It shows the skeleton. (at msk-extrapulmonary-guide#alternatives)",
         "It shows all of the skeleton. (at msk-extrapulmonary-guide#alternatives)"),
        ("phases", None, "At 5 min. (value 5; unit min; at eanm-bone-2016#acquisition)"),
    ]  # fmt: skip


def test_a_changed_item_is_approved_again_by_all(desk: Desk, protocol: Path) -> None:
    approved(desk)
    edited(protocol)
    desk.submit(ITEM, "A", None, None, None)
    desk.approve(ITEM, "B", "radiologist")
    halfway = desk.page(ITEM, TODAY).entry
    desk.approve(ITEM, "D", "physicist")
    assert (halfway.state.value, halfway.awaiting) == ("under_review", ("physicist",))
    assert [given.by for given in desk.page(ITEM, TODAY).entry.approved_by] == ["B", "D"]


def test_what_is_retired_comes_back_by_submitting_it(desk: Desk) -> None:
    approved(desk)
    desk.retire(ITEM, "B", "radiologist", "newer edition")
    states = [desk.page(ITEM, TODAY).entry.state.value]
    desk.submit(ITEM, "A", None, None, None)
    states.append(desk.page(ITEM, TODAY).entry.state.value)
    assert (states, told(desk)[-2:]) == (["retired", "submitted"], [(RETIRE, "B"), (SUBMIT, "A")])


def test_what_is_approved_is_not_submitted_again(desk: Desk) -> None:
    approved(desk)
    with pytest.raises(UsageError, match="by B as radiologist"):
        desk.submit(ITEM, "D", None, None, None)


def test_the_queue_says_what_is_overdue(desk: Desk) -> None:
    desk.submit(ITEM, "A", None, "2027-01-14", None)
    first = desk.queue(TODAY)[0]
    assert (first.id, first.due, first.overdue, first.submitted_by) == (ITEM, "2027-01-14", True, "A")


def test_the_change_log_says_who_approved_and_what_changed(desk: Desk, protocol: Path) -> None:
    approved(desk)
    edited(protocol)
    approved(desk)
    desk.retire(ITEM, "B", "radiologist", "newer edition")
    log = [entry for entry in change_log(desk.history, desk.shelf) if entry.item == ITEM]
    assert {
        (entry.what, entry.by, entry.reason, entry.changed if entry.changed is None else len(entry.changed))
        for entry in log
    } == {
        ("approved", (("radiologist", "B"), ("physicist", "C")), None, None),
        ("approved", (("radiologist", "B"), ("physicist", "C")), None, 1),
        ("retired", (("radiologist", "B"),), "newer edition", 0),
    }


def test_history_moves_to_another_database_once(desk: Desk, pack: Path, tmp_path: Path) -> None:
    approved(desk)
    lines = [(f"line {i}", json.loads(line)) for i, line in enumerate(desk.history.export())]
    other = History(open_records(f"sqlite:///{tmp_path / 'other.sqlite'}"))
    assert [other.take_in(lines), other.take_in(lines)] == [(len(lines), 0), (0, len(lines))]
    assert other.events() == desk.history.events()
    assert other.content(desk.page(ITEM, TODAY).content) is not None


def test_a_line_that_is_no_history_takes_nothing_in(desk: Desk) -> None:
    approved(desk)
    lines = [("line 1", json.loads(next(desk.history.export()))), ("line 2", {"event": {"uid": "x"}})]
    lines[0][1]["event"]["uid"] = "new"
    before = desk.history.events()
    with pytest.raises(FactError, match="line 2"):
        desk.history.take_in(lines)
    assert desk.history.events() == before


def test_an_approval_that_stands_in_the_file_alone_is_taken_into_the_history(
    desk: Desk, pack: Path, tmp_path: Path
) -> None:
    approved(desk)
    other = Desk(open_records(f"sqlite:///{tmp_path / 'other.sqlite'}"), [pack])
    assert told(other) == [(APPROVE, "B"), (APPROVE, "C")]
    assert other.page(ITEM, TODAY).entry.state.value == "approved"


def test_killed_at_any_moment_of_an_approval_it_is_there_whole_or_not_at_all(
    url: str, desk: Desk, pack: Path, protocol: Path
) -> None:
    desk.submit(ITEM, "A", None, None, None)
    where = ["--packs", str(pack), "--records", url]
    asked = ["review", "approve", ITEM, "--as", "B", "--role", "radiologist", "--comment", "fine", *where]
    point, seen = 0, []
    status = -9
    while status == -9:
        point += 1
        protocol.write_text(PROTOCOL)
        status = killed_at(point, protocol.name, *asked)
        after = Desk(open_records(url), [pack])
        written = bool(after.page(ITEM, TODAY).entry.approved_by)
        event = after.history.events(ITEM)[-1]
        assert (event.event == APPROVE) == written
        assert after.history.pending() == ()
        assert event.event == SUBMIT or event.comment == "fine"
        seen.append((status, event.event))
        if written:
            break
    assert {(-9, SUBMIT), (-9, INTERRUPTED)} <= set(seen)
    assert seen[-1] == (-9, APPROVE)


def test_two_reviewers_at_once_both_count(url: str, desk: Desk, pack: Path) -> None:
    desk.submit(ITEM, "A", None, None, None)
    where = ["--packs", str(pack), "--records", url]
    programs = [
        started("review", "approve", ITEM, "--as", name, "--role", role, *where)
        for name, role in (("B", "radiologist"), ("C", "physicist"))
    ]
    assert [program.communicate(timeout=60) and program.returncode for program in programs] == [0, 0]
    after = Desk(open_records(url), [pack])
    assert after.page(ITEM, TODAY).entry.state.value == "approved"
    assert sorted(told(after)[1:]) == [(APPROVE, "B"), (APPROVE, "C")]


def test_two_reviewers_at_once_in_one_role_are_told_apart(url: str, desk: Desk, pack: Path) -> None:
    desk.submit(ITEM, "A", None, None, None)
    where = ["--packs", str(pack), "--records", url]
    programs = [started("review", "approve", ITEM, "--as", name, "--role", "radiologist", *where) for name in "BCDE"]
    assert sorted(program.communicate(timeout=60) and program.returncode for program in programs) == [0, 2, 2, 2]
    assert len(told(Desk(open_records(url), [pack]))) == 2


def test_reviewers_with_records_of_their_own_lose_no_approval(pack: Path, tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.sqlite" for name in "xy"]
    for url in urls:
        Desk(open_records(url), [pack]).submit(ITEM, "A", None, None, None)
    programs = [
        started("review", "approve", ITEM, "--as", name, "--role", role, "--packs", str(pack), "--records", url)
        for name, role, url in (("B", "radiologist", urls[0]), ("C", "physicist", urls[1]))
    ]
    statuses = [program.communicate(timeout=60) and program.returncode for program in programs]
    given = [found.by for found in Desk(open_records(urls[0]), [pack]).page(ITEM, TODAY).entry.approved_by]
    assert len(given) == statuses.count(0)


def test_a_disk_that_is_full_before_the_file_is_written_leaves_it_as_it_was(
    url: str, desk: Desk, pack: Path, protocol: Path
) -> None:
    protocol.write_text(PROTOCOL + "".join(f"# {'x' * 100}\n" for _ in range(3000)))
    desk.submit(ITEM, "A", None, None, None)
    before = protocol.read_bytes()
    asked = ["review", "approve", ITEM, "--as", "B", "--role", "radiologist", "--packs", str(pack), "--records", url]
    status, _, err = ended(*asked, largest_file=250_000)
    assert (status, "cannot be written" in err) == (2, True)
    assert protocol.read_bytes() == before
    assert os.listdir(protocol.parent) == [protocol.name]
    assert told(Desk(open_records(url), [pack]))[-1] == (INTERRUPTED, "B")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The program as an installation has it, with its knowledge inside."""
    shutil.copytree(SOURCE / "metscout", tmp_path / "lib" / "metscout", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE.parent / "knowledge", tmp_path / "lib" / "metscout" / "knowledge")
    return tmp_path / "lib"


def test_what_came_with_the_program_is_reviewed_in_the_folder_of_the_site(installed: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "policy.yaml").write_text(POLICY)

    def ran(*arguments: str) -> tuple[int, str]:
        command = [
            sys.executable,
            "-m",
            "metscout_run",
            "review",
            *arguments,
            "--records",
            f"sqlite:///{tmp_path / 'r.sqlite'}",
        ]
        (installed / "metscout_run.py").write_text("import metscout.adapters.cli.main as m\nm.run()\n")
        environment = {**os.environ, "PYTHONPATH": str(installed)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
        return done.returncode, done.stderr

    assert ran("submit", "bone_scan", "--as", "A")[0] == 0
    approve = ("approve", "bone_scan", "--as", "B", "--role", "radiologist")
    status, err = ran(*approve)
    assert (status, "with --policy, reviews are kept" in err) == (2, True)
    assert ran(*approve, "--policy", str(site))[0] == 0
    (entry,) = parse_yaml((site / "reviews.yaml").read_bytes(), "x").data
    assert (entry["id"], entry["status"], entry["approvals"][0]["by"]) == ("bone_scan", "under_review", "B")
    shipped = (SOURCE.parent / "knowledge" / "protocols" / "bone_scan.yaml").read_bytes()
    assert (installed / "metscout" / "knowledge" / "protocols" / "bone_scan.yaml").read_bytes() == shipped
