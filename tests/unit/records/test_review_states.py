"""The state of a review as the loader has it: approvals count for one content, in a pack or laid over it by a site."""

from pathlib import Path

import pytest

from metscout import Door
from metscout.packs.load import load_knowledge
from metscout.packs.model import Review
from metscout.packs.read_reviews import content_of, digest_of
from metscout.packs.yaml_tree import parse_yaml
from metscout.records.review_items import Shelf
from metscout.terms.errors import PackError
from records.conftest import ITEM, PROTOCOL

STATUS = 'review: {status: submitted, awaiting: [radiologist, physicist], updated: "2026-11-01"}'
FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"
POLICY = 'id: north\ntitle: Policy of the North\nversion: "1"\nreview: {status: approved, updated: "2026-11-01"}\n'


def digest(text: str, item: str = ITEM) -> str:
    return digest_of(content_of(parse_yaml(text.encode(), "x.yaml").data, item))


NOW, OTHER = digest(PROTOCOL), "0" * 64


def approval(by: str, role: str, content: str = NOW, day: str = "2026-11-02") -> str:
    return f'{{by: {by}, role: {role}, date: "{day}", content: "{content}"}}'


BOTH = f"[{approval('B', 'radiologist')}, {approval('C', 'physicist', day='2026-11-03')}]"


def block(status: str, approvals: str = "[]", more: str = "") -> str:
    head = f'review: {{status: {status}, awaiting: [radiologist, physicist], updated: "2026-11-03"'
    return f"{head}, approvals: {approvals}{more}}}"


def review_of(text: str, pack: Path, policy: Path | None = None) -> Review:
    (pack / "protocols" / "our_scan.yaml").write_text(text)
    return load_knowledge([pack], policy=policy).protocols[ITEM].review


STATES = [
    ("nobody approved it", block("submitted"), ("submitted", None)),
    ("both roles approved what stands there", block("approved", BOTH), ("approved", None)),
    ("one role is missing", block("approved", f"[{approval('B', 'radiologist')}]"), ("under_review", None)),
    ("nobody approved what is called approved", block("approved"), ("submitted", None)),
    ("something else was approved", block("approved", BOTH.replace(NOW, OTHER)), ("submitted", "2026-11-03")),
    ("one of the two approved something else",
     block("approved", f"[{approval('B', 'radiologist')}, {approval('C', 'physicist', OTHER)}]"),
     ("under_review", "2026-11-02")),
    ("the first of two approved something else", block("under_review", f"[{approval('B', 'radiologist', OTHER)}]"),
     ("submitted", "2026-11-02")),
    ("nor does one under a look-alike", block("approved", BOTH, ", author: \u0412"), ("under_review", None)),
    ("an approval by its author counts for nothing", block("approved", BOTH, ", author: b"), ("under_review", None)),
    ("it was retired", block("retired", BOTH.replace(NOW, OTHER)), ("retired", None)),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), [row[1:] for row in STATES], ids=[row[0] for row in STATES])
def test_the_state_is_what_the_approvals_bear_out(written: str, expected: tuple[str, str | None], pack: Path) -> None:
    review = review_of(PROTOCOL.replace(STATUS, written), pack)
    assert (review.status.value, review.changed_since) == expected


EDITS = [
    ("a comment", ("# Its purpose.", "# Why."), "approved", "submitted"),
    ("a line break", ("coverage: []\n", "coverage: []\n\n\n"), "approved", "submitted"),
    ("the order of keys", ("coverage: []\npediatric: []\n", "pediatric: []\ncoverage: []\n"), "approved", "submitted"),
    ("a sentence", ("It shows the skeleton.", "It shows all of the skeleton."), "submitted", "submitted"),
    ("a citation", ('bone-2016#preparation"}   #', 'bone-2016#acquisition"}   #'), "submitted", "submitted"),
    ("the wording for patients", ("You lie still", "You keep still"), "approved", "submitted"),
]


@pytest.mark.parametrize(("edit", "clinical"), [(row[1], row[2]) for row in EDITS], ids=[row[0] for row in EDITS])
def test_an_edit_of_content_takes_the_approval_away(edit: tuple[str, str], clinical: str, pack: Path) -> None:
    text = PROTOCOL.replace(STATUS, block("approved", BOTH))
    assert edit[0] in text
    assert review_of(text.replace(*edit), pack).status.value == clinical


def with_wording(status: str, content: str) -> str:
    approvals = f"[{approval('P', 'patient_editor', content)}]"
    return block("submitted", "[]", f', patient: {{status: {status}, updated: "2026-11-04", approvals: {approvals}}}')


WORDING = digest(PROTOCOL, "our_scan#patient")
WORDINGS = [
    ("nobody reviewed it", STATUS, ("submitted", ("patient_editor",))),
    ("a patient editor approved it", with_wording("approved", WORDING), ("approved", ("patient_editor",))),
    ("it changed since", with_wording("approved", OTHER), ("submitted", ("patient_editor",))),
]


@pytest.mark.parametrize(("written", "expected"), [row[1:] for row in WORDINGS], ids=[row[0] for row in WORDINGS])
def test_the_wording_for_patients_has_a_review_of_its_own(
    written: str, expected: tuple[str, tuple[str, ...]], pack: Path
) -> None:
    review = review_of(PROTOCOL.replace(STATUS, written), pack)
    patient = review.patient
    assert patient is not None
    assert (review.status.value, patient.status.value, patient.awaiting) == ("submitted", *expected)


FAULTS = [
    ("a role that there is not", approval("B", "dentist"), "review.approvals[0].role"),
    ("a day that there is not", approval("B", "radiologist", day="2026-13-01"), "review.approvals[0].date"),
    ("a digest that is none", approval("B", "radiologist", "abc"), "review.approvals[0].content"),
    ("nobody who approves", '{role: radiologist, date: "2026-11-02", content: "x"}', "review.approvals[0]"),
]


@pytest.mark.parametrize(("given", "place"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_an_approval_with_a_fault_does_not_load(given: str, place: str, pack: Path) -> None:
    with pytest.raises(PackError) as caught:
        review_of(PROTOCOL.replace(STATUS, block("approved", f"[{given}]")), pack)
    assert place in [fault.where for fault in caught.value.faults]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "policy.yaml").write_text(POLICY)
    return folder


def overlay(site: Path, name: str, status: str, approvals: str) -> None:
    entry = f'- id: "{name}"\n  status: {status}\n  updated: "2026-11-03"\n  approvals: {approvals}\n'
    (site / "reviews.yaml").write_text(entry)


OVERLAYS = [
    ("approves what the pack leaves open", block("submitted"), ("approved", BOTH), "approved"),
    ("retires what the pack has approved", block("approved", BOTH), ("retired", "[]"), "retired"),
    (
        "approved something else, and the pack is approved",
        block("approved", BOTH),
        ("approved", BOTH.replace(NOW, OTHER)),
        "approved",
    ),
    ("approved something else", block("submitted"), ("approved", BOTH.replace(NOW, OTHER)), "submitted"),
    ("is approved in one role", block("submitted"), ("approved", f"[{approval('B', 'radiologist')}]"), "under_review"),
]


@pytest.mark.parametrize(("own", "local", "expected"), [row[1:] for row in OVERLAYS], ids=[row[0] for row in OVERLAYS])
def test_a_site(own: str, local: tuple[str, str], expected: str, pack: Path, site: Path) -> None:
    overlay(site, ITEM, *local)
    assert review_of(PROTOCOL.replace(STATUS, own), pack, site).status.value == expected


@pytest.mark.parametrize("name", ["our_scam", "our_scan#patients"])
def test_a_review_of_something_that_is_not_there_does_not_load(name: str, pack: Path, site: Path) -> None:
    overlay(site, name, "submitted", "[]")
    with pytest.raises(PackError) as caught:
        review_of(PROTOCOL, pack, site)
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [("unknown_item", "[0].id")]


SCENARIO = "anal_cancer.distant_metastasis"


@pytest.fixture
def approved_here(site: Path) -> Path:
    """A site whose radiologist and oncologist approved a shipped scenario."""
    own = load_knowledge().scenario(SCENARIO).review.content
    approvals = f"[{approval('B', 'radiologist', own)}, {approval('C', 'oncologist', own)}]"
    overlay(site, SCENARIO, "approved", approvals)
    return site


def test_an_answer_from_approved_content_carries_the_badge(approved_here: Path) -> None:
    decision = Door(policy=approved_here, as_of="2026-11-24").recommend(FITS)
    assert decision.scenario is not None
    assert decision.scenario.review.status == "approved"
    assert "unreviewed" not in {warned.code for warned in decision.warnings}


def test_an_answer_from_content_that_changed_says_since_when(approved_here: Path) -> None:
    file = approved_here / "reviews.yaml"
    file.write_text(file.read_text().replace(load_knowledge().scenario(SCENARIO).review.content, OTHER))
    decision = Door(policy=approved_here, as_of="2026-11-24").recommend(FITS)
    said = next(warned.text for warned in decision.warnings if warned.code == "unreviewed")
    assert said.endswith("it changed since it was approved on 2026-11-02.")


def test_an_answer_from_retired_content_warns(approved_here: Path) -> None:
    overlay(approved_here, SCENARIO, "retired", "[]")
    decision = Door(policy=approved_here, as_of="2026-11-24").recommend(FITS)
    said = next(warned for warned in decision.warnings if warned.code == "unreviewed")
    assert (said.severity.value, "was retired" in said.text) == ("warning", True)


AGES = [
    ("24 months after it, a source is fresh", "2028-05-30", None, False),
    ("a day later it is old", "2028-05-31", None, True),
    ("sooner where the site says so", "2026-09-01", 3, True),
    ("later where the site says so", "2029-01-01", 48, False),
]


@pytest.mark.parametrize(("day", "months", "old"), [row[1:] for row in AGES], ids=[row[0] for row in AGES])
def test_the_age_of_a_source_is_counted_to_the_day_of_the_answer(
    day: str, months: int | None, old: bool, site: Path
) -> None:
    if months is not None:
        (site / "policy.yaml").write_text(f"{POLICY}old_after_months: {months}\n")
    codes = {warned.code for warned in Door(policy=site, as_of=day).recommend(FITS).warnings}
    assert ("source_old" in codes) == old


def test_the_shelf_has_the_reviews_that_the_loader_has(pack: Path, approved_here: Path) -> None:
    knowledge = load_knowledge([pack], policy=approved_here)
    scenarios = {name: knowledge.scenario(name).review for name in knowledge.scenario_topics}
    others = {item.id: item.review for item in (*knowledge.pathways, *knowledge.protocols.values())}
    tables = {name: table.review for name, table in knowledge.staging.tables.items()}
    shelf = Shelf([pack], approved_here)
    assert {
        name: item.review for name, item in shelf.items.items() if name == item.owner
    } == scenarios | others | tables
    assert shelf.items[SCENARIO].review.status.value == "approved"
