"""A site's policy as a folder: what it may say, every fault at its place, and the same answer however it is loaded."""

from pathlib import Path

import pytest

from metscout import Door
from metscout.lint import lint_folders
from metscout.packs.load import load_knowledge
from metscout.terms.errors import PackError, UsageError
from packs.answers import SHIPPED_PATIENT, written
from packs.policies import POLICY, PROTOCOL, local_knowledge, policy_faults
from packs.sample import write

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "policy"

# what a reader would say; text, what stands in its place; code, the text that the fault points at, path, hint
ROWS: list[tuple[str, tuple[str, str], tuple[str, str, str], str | None]] = [
    ("a rating that it would set",
     ("recent_days: 60", "ratings: {scan_a: usually_not_appropriate}"),
     ("rating_overwritten", "ratings:", "ratings"), "A policy sets thresholds, unavailable"),
    ("a category that it would set for one study",
     ("name: THE SCAN}", "name: THE SCAN, category: usually_appropriate}"),
     ("rating_overwritten", "category:", "wording[0].category"), "A policy sets thresholds, unavailable"),
    ("a misspelled section",
     ("thresholds:", "tresholds:"), ("unknown_key", "tresholds", "tresholds"), "Nearest: 'thresholds'."),
    ("a missing version",
     ('version: "7"\n', ""), ("missing_key", "id: north", ""), None),
    ("an id with a blank",
     ("id: north", "id: the north"), ("bad_name", "id: the north", "id"), None),
    ("a status that reviews do not have",
     ("status: approved", "status: aproved"), ("unknown_value", "status: aproved", "review.status"), "Nearest: 'approved'."),
    ("a misspelled rule",
     ("rule: large_lump", "rule: large_lumb"),
     ("unknown_rule", "rule: large_lumb", "thresholds[0].rule"), "Nearest: 'large_lump'."),
    ("a misspelled fact",
     ("fact: lump.size_cm", "fact: lump.size_mm"),
     ("unknown_fact", "fact: lump.size_mm", "thresholds[0].fact"), "Nearest: 'lump.size_cm'."),
    ("a fact that the rule does not read",
     ("fact: lump.size_cm", "fact: person.age_years"),
     ("fact_not_read", "fact: person", "thresholds[0].fact"), "It reads lump.size_cm."),
    ("the name of another study for a study",
     ("name: THE SCAN}", "name: scan B without dye}"), ("taken_name", "name: scan B without dye", "wording[0].name"), None),
    ("the id of another study for a study",
     ("name: THE SCAN}", "name: scan_b}"), ("taken_name", "name: scan_b", "wording[0].name"), None),
    ("a bound that the rule does not have",
     ("at_least: 3", "below: 3"),
     ("no_such_bound", "below: 3", "thresholds[0].below"), "It has at_least."),
    ("a bound of a fact that the rule bounds by nothing",
     ("rule: large_lump, fact: lump.size_cm", "rule: expecting, fact: person.expecting"),
     ("no_such_bound", "at_least: 3", "thresholds[0].at_least"), None),
    ("two bounds at once",
     ("at_least: 3", "at_least: 3, below: 4"), ("one_bound", "{rule: large_lump", "thresholds[0]"), None),
    ("no bound",
     ("at_least: 3, ", ""), ("one_bound", "{rule: large_lump", "thresholds[0]"), None),
    ("a bound that is a word",
     ("at_least: 3", "at_least: three"), ("wrong_type", "at_least: three", "thresholds[0].at_least"), None),
    ("a bound outside of what the fact can be",
     ("at_least: 3", "at_least: 51"), ("out_of_range", "at_least: 51", "thresholds[0].at_least"), None),
    ("a bound that is what the source says",
     ("at_least: 3", "at_least: 5"), ("moves_nothing", "at_least: 5", "thresholds[0].at_least"), "Take the line out."),
    ("a bound that leaves no value",
     ("rule: large_lump, fact: lump.size_cm, at_least: 3", "rule: middling_lump, fact: lump.size_cm, at_least: 5"),
     ("empty_condition", "at_least: 5", "thresholds[0].at_least"), None),
    ("a bound that is moved twice",
     ("unavailable:", "  - {rule: large_lump, fact: lump.size_cm, at_least: 4, because: more}\nunavailable:"),
     ("duplicate_name", "{rule: large_lump, fact: lump.size_cm, at_least: 4", "thresholds[1]"), None),
    ("a threshold without a reason",
     (", because: our dye is weak", ""), ("missing_key", "{rule: large_lump", "thresholds[0]"), None),
    ("a misspelled study that is not available",
     ("procedures: [scan_b]", "procedures: [skan_b]"),
     ("unknown_procedure", "skan_b", "unavailable[0].procedures[0]"), "Nearest: 'scan_b'."),
    ("no study that is not available",
     ("procedures: [scan_b]", "procedures: []"), ("empty_list", "procedures: []", "unavailable[0].procedures"), None),
    ("a misspelled tag",
     ("procedures_using: field", "procedures_using: feild"),
     ("unknown_value", "procedures_using: feild", "unavailable[1].procedures_using"), "Nearest: 'field'."),
    ("studies and a tag at once",
     ("procedures: [scan_b],", "procedures: [scan_b], procedures_using: dye,"),
     ("one_effect", "{procedures: [scan_b]", "unavailable[0]"), None),
    ("a misspelled protocol",
     ("protocol: other_way", "protocol: otherway"),
     ("unknown_protocol", "protocol: otherway", "preferred_protocols[0].protocol"), "Nearest: 'other_way'."),
    ("a study with two preferred protocols",
     ("order_sets:", "  - {procedure: scan_a, protocol: usual_way}\norder_sets:"),
     ("duplicate_name", "procedure: scan_a, protocol: usual_way", "preferred_protocols[1].procedure"), None),
    ("a misspelled study of an order set",
     ("studies: [scan_a, scan_b]", "studies: [scan_a, scn_b]"),
     ("unknown_procedure", "scn_b", "order_sets[0].studies[1]"), "Nearest: 'scan_b'."),
    ("a local name of no study",
     ("{procedure: scan_a, name: THE SCAN}", "{name: THE SCAN}"),
     ("missing_key", "{name: THE SCAN}", "wording[0]"), None),
    ("days that are no number of days",
     ("recent_days: 60", "recent_days: 0.5"), ("out_of_range", "recent_days: 0.5", "recent_days"), None),
    ("a section that is no list",
     ("wording:\n  - {procedure: scan_a, name: THE SCAN}", "wording: THE SCAN"),
     ("wrong_type", "wording: THE SCAN", "wording"), None),
]  # fmt: skip


def changed(old: str, new: str) -> str:
    assert POLICY.count(old) == 1, old
    return POLICY.replace(old, new)


def place_of(text: str, wanted: str) -> tuple[int, int]:
    before = text[: text.index(wanted)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@pytest.mark.parametrize(("change", "expected"), [row[1:3] for row in ROWS], ids=[row[0] for row in ROWS])
def test_points_at(change: tuple[str, str], expected: tuple[str, str, str]) -> None:
    text = changed(*change)
    code, wanted, path = expected
    found = [(f.file, f.code, f.line, f.column, f.where) for f in policy_faults(text)]
    assert found == [("site/policy.yaml", code, *place_of(text, wanted), path)]


HINTED = [(name, change, hint) for name, change, _, hint in ROWS if hint is not None]


@pytest.mark.parametrize(("change", "hint"), [row[1:] for row in HINTED], ids=[row[0] for row in HINTED])
def test_what_would_be_right_for(change: tuple[str, str], hint: str) -> None:
    assert str(policy_faults(changed(*change))[0].hint).startswith(hint)


def test_a_rating_is_refused_with_the_reason() -> None:
    fault = policy_faults(changed("recent_days: 60", "ratings: {scan_a: usually_appropriate}"))[0]
    assert fault.text == "'ratings' cannot be set by a policy: a guideline's rating is never overwritten."


def test_faults_of_several_sections_are_reported_at_once() -> None:
    text = POLICY
    for old, new in (("large_lump", "lump"), ("skan_b", "scan_b"), ("field,", "feild,"), ("other_way", "another")):
        text = text.replace(old, new)
    assert [fault.where for fault in policy_faults(text)] == [
        "thresholds[0].rule", "unavailable[1].procedures_using", "preferred_protocols[0].protocol"
    ]  # fmt: skip


NONSENSE = ("just a text\n", "", "- 1\n", "id: [x]\ntitle: 1\nversion: {}\nreview: 3\nwording: [1, [x], {y: 2}]\n")


@pytest.mark.parametrize("text", NONSENSE, ids=["a text", "nothing", "a list", "nonsense under every key"])
def test_is_refused_and_no_crash(text: str) -> None:
    assert policy_faults(text)


STRAYS = [("a second policy below it", {"old__policy": POLICY}), ("a pack", {"packs__sample__topic": "id: x"}),
          ("a safety rule", {"safety__rules": "[]"}), ("a list of studies", {"vocabulary__procedures": "[]"})]  # fmt: skip


@pytest.mark.parametrize("stray", [row[1] for row in STRAYS], ids=[row[0] for row in STRAYS])
def test_a_policy_folder_has_no_place_for(stray: dict[str, str]) -> None:
    found = [(fault.code, fault.hint) for fault in policy_faults(POLICY, **stray)]
    assert found == [("unknown_file", "A policy folder holds policy.yaml, reviews.yaml and protocols/.")]


def test_a_policy_given_as_a_folder_of_packs_is_told_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(PackError) as error:
        load_knowledge([write({"policy.yaml": POLICY}, tmp_path)])
    assert "The folder of a site's policy is named with --policy." in {f.hint for f in error.value.faults}


UNUSABLE = [
    ("a folder that is not there", "nowhere", "no_such_folder"),
    ("the file in place of its folder", "site/policy.yaml", "no_such_folder"),
    ("a folder without policy.yaml", "other", "no_policy"),
]


@pytest.mark.parametrize(("name", "code"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_is_a_call_that_cannot_be_carried_out(name: str, code: str, tmp_path: Path) -> None:
    write({"site/policy.yaml": POLICY, "other/notes.yaml": "a: 1"}, tmp_path)
    with pytest.raises(UsageError) as error:
        load_knowledge(policy=tmp_path / name)
    assert (error.value.code, error.value.where) == (code, "policy")


def test_is_named_by_id_version_and_digest() -> None:
    policy = local_knowledge(POLICY).policy
    assert policy is not None
    assert policy.stamp == f"north 7 {policy.sha256[:12]}"


def test_any_other_byte_gives_another_digest() -> None:
    one, other = local_knowledge(POLICY).policy, local_knowledge(POLICY + "# a remark\n").policy
    assert one is not None
    assert other is not None
    assert one.sha256 != other.sha256


def test_the_place_of_the_folder_changes_nothing() -> None:
    one, other = local_knowledge(POLICY), local_knowledge(POLICY, "elsewhere")
    assert one.policy == other.policy


def test_a_protocol_of_the_site_can_be_preferred_and_cites_the_policy() -> None:
    own = PROTOCOL.format(name="our_way", cite="policy-north#protocols")
    knowledge = local_knowledge(POLICY.replace("protocol: other_way", "protocol: our_way"), our_way=own)
    assert knowledge.procedures["scan_a"].protocol == "our_way"
    assert knowledge.protocols["our_way"].purpose[0].cites == ("policy-north#protocols",)
    assert knowledge.citations["policy-north#protocols"].publisher == "The North"


def test_a_protocol_of_the_site_is_part_of_the_digest() -> None:
    one, other = (
        local_knowledge(POLICY, our_way=PROTOCOL.format(name="our_way", cite=f"policy-north#{section}")).policy
        for section in ("protocols", "wording")
    )
    assert one is not None
    assert other is not None
    assert one.sha256 != other.sha256


def test_says_how_long_a_study_is_recent() -> None:
    recent = local_knowledge(POLICY).recent
    assert (recent.days, recent.sentence.cites) == (60, ("policy-north#recent_days",))


def test_is_none_where_none_is_given() -> None:
    assert local_knowledge(None).policy is None


# The shipped knowledge under the example of the documentation.


def test_the_example_answers_the_same_whether_compiled_or_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    answers = {written(SHIPPED_PATIENT, load_knowledge(policy=EXAMPLE)) for _ in range(2)}
    answers.add(written(SHIPPED_PATIENT, load_knowledge(policy=EXAMPLE, use_cache=False)))
    assert len(answers) == 1


def test_the_example_has_every_section() -> None:
    policy = load_knowledge(policy=EXAMPLE).policy
    assert policy is not None
    assert all((policy.moved, policy.protocols, policy.order_sets, policy.wording, policy.recent_days))


def test_the_example_leaves_those_without_a_policy_alone(door: Door) -> None:
    load_knowledge(policy=EXAMPLE)
    assert "policy-" not in written(SHIPPED_PATIENT, door.knowledge)


def test_lint_reports_the_faults_of_a_policy(tmp_path: Path) -> None:
    folder = write(
        {"policy.yaml": (EXAMPLE / "policy.yaml").read_text("utf-8").replace("below: 45", "below: 30")}, tmp_path
    )
    assert [finding.code for finding in lint_folders(policy=folder)] == ["moves-nothing"]
