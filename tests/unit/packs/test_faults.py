"""Faults of a pack: where, what, what would be right. Every one at its exact place, all of them at once."""

import pytest

from metscout.terms.errors import Fault, PackError
from packs.sample import faults_of, sample_files

FIRST, TOPIC, RULES = "packs/sample/first.yaml", "packs/sample/topic.yaml", "safety/rules.yaml"
FACTS, SOURCES, PROCEDURES = "vocabulary/facts/facts.yaml", "vocabulary/sources.yaml", "vocabulary/procedures.yaml"
LEVELS, DERIVATIONS, CONFLICTS = "vocabulary/levels.yaml", "vocabulary/derivations.yaml", "packs/conflicts.yaml"

# what a reader would say; file, text, what stands in its place; code, the text that the fault points at, path, hint
ROWS: list[tuple[str, tuple[str, str, str], tuple[str, str, str], str | None]] = [
    ("a misspelled category",
     (FIRST, "category: may_be_appropriate", "category: may_be_apropriate"),
     ("unknown_value", "category: may_be_ap", "ratings[2].category"), "Nearest: 'may_be_appropriate'."),
    ("a misspelled role",
     (FIRST, "role: companion", "role: compagnon"),
     ("unknown_value", "role: compagnon", "ratings[1].role"), "Nearest: 'companion'."),
    ("a misspelled key",
     (FIRST, "    role: first_choice", "    rolle: first_choice"),
     ("unknown_key", "rolle", "ratings[0].rolle"), "Nearest: 'role'."),
    ("a key of nothing here",
     (FIRST, "ratings_known: complete", "ratings_known: complete\nzzz: 1"),
     ("unknown_key", "zzz: 1", "zzz"), "Known keys: "),
    ("a missing key",
     (FIRST, "    category: usually_appropriate\n", ""),
     ("missing_key", "procedure: scan_a", "ratings[0]"), None),
    ("a misspelled fact",
     (FIRST, "visit.phase: early", "visit.fase: early"),
     ("unknown_fact", "visit.fase", "applies_when.visit.fase"), "Nearest: 'visit.phase'."),
    ("a misspelled value of a fact",
     (FIRST, "visit.phase: early", "visit.phase: erly"),
     ("unknown_value", "visit.phase: erly", "applies_when.visit.phase"), "Nearest: 'early'."),
    ("one misspelled value among several",
     (FIRST, "visit.question: [near, far]", "visit.question: [near, fahr]"),
     ("unknown_value", "fahr", "applies_when.visit.question[1]"), "Nearest: 'far'."),
    ("a word where a number is bounded",
     (FIRST, "visit.phase: early", "lump.size_cm: large"),
     ("wrong_type", "lump.size_cm", "applies_when.lump.size_cm"), None),
    ("a misspelled bound",
     (FIRST, "visit.phase: early", "lump.size_cm: {beneath: 3}"),
     ("unknown_key", "beneath", "applies_when.lump.size_cm.beneath"), None),
    ("an empty list of values",
     (FIRST, "visit.question: [near, far]", "visit.question: []"),
     ("empty_condition", "visit.question: []", "applies_when.visit.question"), None),
    ("none_of over a fact that holds several values",
     (FIRST, "visit.phase: early", "visit.phase: early\n  none_of:\n    - {visit.question: far}"),
     ("none_of_several", "none_of", "applies_when.none_of"), None),
    ("any_of inside any_of",
     (FIRST, "visit.phase: early", "any_of:\n    - any_of: [{visit.phase: early}]"),
     ("unknown_key", "any_of: [", "applies_when.any_of[0].any_of"), None),
    ("a misspelled procedure",
     (FIRST, "procedure: scan_a", "procedure: skan_a"),
     ("unknown_procedure", "procedure: skan_a", "ratings[0].procedure"), "Nearest: 'scan_a'."),
    ("a study that is first choice and has no row",
     (FIRST, "study: scan_a", "study: scan_ab"),
     ("unknown_procedure", "study: scan_ab", "first_choice.study"), None),
    ("a misspelled heading",
     (FIRST, "  at: who fits\n", "  at: who fit\n"),
     ("unknown_heading", "at: who fit", "applies_when.at"), "Nearest: 'who fits'."),
    ("a misspelled source",
     (FIRST, "source: main-guide", "source: mian-guide"),
     ("unknown_source", "source: mian", "source"), "Nearest: 'main-guide'."),
    ("a claim without a source",
     (FIRST, "{text: Scan A and scan B go together., at: opening}", "{text: Both go together.}"),
     ("missing_key", "workup", "workup"), None),
    ("a study that stands twice among the ratings",
     (FIRST, "{procedure: scan_c", "{procedure: scan_b"),
     ("duplicate_name", "{procedure: scan_b, category: may_be", "ratings[2]"), None),
    ("a near miss that leads nowhere",
     (FIRST, "known_gaps:",
      "not_this_but:\n  - visit.phase: late\n    see: sample.secnd\n    because: late\n    at: opening\nknown_gaps:"),
     ("unknown_scenario", "see: sample.secnd", "not_this_but[0].see"), "Nearest: 'sample.second'."),
    ("an overlap with nothing",
     (FIRST, "known_gaps:", "overlaps_on_purpose:\n  - because: on purpose\n    with: sample.secnd\nknown_gaps:"),
     ("unknown_scenario", "with: sample.secnd", "overlaps_on_purpose[0].with"), "Nearest: 'sample.second'."),
    ("a status that reviews do not have",
     (FIRST, "status: approved", "status: aproved"),
     ("unknown_value", "status: aproved", "review.status"), "Nearest: 'approved'."),
    ("a scenario of no topic",
     (FIRST, "id: sample.first", "id: simple.first"),
     ("unknown_topic", "id: simple.first", "id"), None),
    ("a text where nothing stands",
     (FIRST, "title: Lump of the hand before treatment", "title:"),
     ("wrong_type", "title:", "title"), None),
    ("an exclusion that leads nowhere",
     (TOPIC, "see: feet", "see: feeet"),
     ("unknown_scenario", "see: feeet", "not_this_topic[0].see"), "Nearest: 'feet'."),
    ("a currency that editions do not have",
     (TOPIC, "currency: current", "currency: curent"),
     ("unknown_value", "currency", "currency"), "Nearest: 'current'."),
    ("a rule with two effects",
     (RULES, "  withholds: {procedures_using: dye}",
      "  withholds: {procedures_using: dye}\n  cautions: {procedures_using: dye}"),
     ("one_effect", "label: severe_reaction", "[0]"), None),
    ("a rule that defers without saying until when",
     (RULES, "  until: the child is born\n", ""),
     ("missing_key", "label: expecting", "[2]"), None),
    ("a rule that stands twice",
     (RULES, "label: mild_reaction", "label: severe_reaction # twice"),
     ("duplicate_name", "label: severe_reaction #", "[1].label"), None),
    ("a rule that names no conflict",
     (RULES, "who_decides: radiologist", "conflict: K-99"),
     ("unknown_conflict", "conflict: K-99", "[1].conflict"), None),
    ("a fact that is declared twice",
     (FACTS, "fact: lump.proven", "fact: visit.phase "),
     ("duplicate_name", "fact: visit.phase ", "[5]"), None),
    ("a fact without a dot",
     (FACTS, "fact: lump.proven", "fact: proven"),
     ("bad_name", "fact: proven", "[5].fact"), None),
    ("a misspelled type",
     (FACTS, "type: yes_no", "type: yesno"),
     ("unknown_value", "type: yesno", "[5].type"), "Nearest: 'yes_no'."),
    ("a value that refines nothing",
     (FACTS, "broader: foot", "broader: fot"),
     ("unknown_value", "broader: fot", "[0].values[2].broader"), None),
    ("how much of a source was seen, misspelled",
     (SOURCES, "seen: full text", "seen: ful text"),
     ("unknown_value", "seen: ful", "[0].seen"), "Nearest: 'full text'."),
    ("a source that stands twice",
     (SOURCES, "key: other-guide", "key: main-guide "),
     ("duplicate_name", "key: main-guide ", "[1]"), None),
    ("a radiation level that is none",
     (PROCEDURES, "{adult: level_0", "{adult: level_9"),
     ("unknown_value", "adult: level_9", "[2].rrl.adult"), "Nearest: 'level_0'."),
    ("a part that is no procedure",
     (PROCEDURES, "parts: [scan_a, scan_b]", "parts: [scan_a, scan_x]"),
     ("unknown_procedure", "parts: [scan_a, scan_x]", "[3].parts"), None),
    ("a procedure that stands twice",
     (PROCEDURES, "id: scan_b", "id: scan_a # twice"),
     ("duplicate_name", "id: scan_a #", "[1]"), None),
    ("a scale cited to no heading",
     (LEVELS, "at: opening", "at: openning"),
     ("unknown_heading", "at: openning", "at"), "Nearest: 'opening'."),
    ("a word where a rank is a number",
     (LEVELS, "rank: 4", "rank: four"),
     ("wrong_type", "rank: four", "categories[0].rank"), None),
    ("a derivation to a value that is none",
     (DERIVATIONS, "body.family: fluid", "body.family: fluids"),
     ("unknown_value", "body.family: fluids", "[0].then.body.family"), None),
    ("a conflict about nothing here",
     (CONFLICTS, "scenarios: [sample.first]", "scenarios: [sample.frist]"),
     ("unknown_scenario", "scenarios", "[0].touches.scenarios"), None),
    ("a conflict without a source",
     (CONFLICTS, "cites: [other-guide#opening]", "cites: []"),
     ("uncited_claim", "cites: []", "[0].positions[1].cites"), None),
]  # fmt: skip


def with_change(file: str, old: str, new: str) -> dict[str, str]:
    files = sample_files()
    assert old in files[file], f"{old!r} is not in {file}"
    return files | {file: files[file].replace(old, new, 1)}


def broken(file: str, old: str, new: str) -> list[Fault]:
    return faults_of(with_change(file, old, new))


def place_of(text: str, wanted: str) -> tuple[int, int]:
    before = text[: text.index(wanted)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@pytest.mark.parametrize(("change", "expected"), [row[1:3] for row in ROWS], ids=[row[0] for row in ROWS])
def test_points_at(change: tuple[str, str, str], expected: tuple[str, str, str]) -> None:
    files = with_change(*change)
    code, wanted, path = expected
    found = {(f.file, f.code, f.line, f.column, f.where) for f in faults_of(files)}
    assert (f"sample/{change[0]}", code, *place_of(files[change[0]], wanted), path) in found


HINTED = [(name, change, hint) for name, change, _, hint in ROWS if hint is not None]


@pytest.mark.parametrize(("change", "hint"), [row[1:] for row in HINTED], ids=[row[0] for row in HINTED])
def test_what_would_be_right_for(change: tuple[str, str, str], hint: str) -> None:
    assert any(str(fault.hint).startswith(hint) for fault in broken(*change))


TWO_FAULTS = ("a misspelled key", "a scenario of no topic", "any_of inside any_of")
ALONE = [row[:2] for row in ROWS if row[1][0].startswith(("packs/", "safety/")) and row[0] not in TWO_FAULTS]


@pytest.mark.parametrize("change", [row[1] for row in ALONE], ids=[row[0] for row in ALONE])
def test_one_fault_is_reported_once(change: tuple[str, str, str]) -> None:
    assert len(broken(*change)) == 1, "\n".join(map(str, broken(*change)))


INDEPENDENT = (
    (FIRST, "title: Lump of the hand before treatment", "title:"),
    (FIRST, "ratings_known: complete", "ratings_known: whole"),
    (FIRST, "  visit.phase: early", "  visit.fase: early"),
    (FIRST, "category: may_be_appropriate", "category: may_be_apropriate"),
    (FIRST, "workup: {text: Scan A and scan B go together., at: opening}", "workup: {text: Both.}"),
    (FIRST, "when: It is unclear., at: opening", "when: It is unclear., at: openning"),
    (TOPIC, "currency: current", "currency: curent"),
    (RULES, "code: patient_preparation", "code: patient_prep"),
    (CONFLICTS, "cites: [other-guide#opening]", "cites: [other-guide#end]"),
)


def test_every_fault_of_a_folder_is_reported_at_once() -> None:
    files = sample_files()
    places = set()
    for file, old, new in INDEPENDENT:
        line = files[file][: files[file].index(old)].count("\n") + 1
        places.add((f"sample/{file}", line))
        files[file] = files[file].replace(old, new, 1)
    assert places <= {(fault.file, fault.line) for fault in faults_of(files)}


def test_faults_are_shown_in_the_order_of_files_and_lines() -> None:
    faults = [Fault("b", "z.yaml", 1, 1, "", "is wrong"), Fault("a", "a.yaml", 9, 2, "x", "is wrong", "Mend it.")]
    assert str(PackError(faults)) == "a.yaml:9:2  x\n  is wrong\n  Mend it.\n\nz.yaml:1:1\n  is wrong"


EMPTY = [TOPIC, FIRST, LEVELS, "knowledge.yaml"]


@pytest.mark.parametrize("file", EMPTY, ids=[f"an empty {file}" for file in EMPTY])
def test_says_that_nothing_stands_in(file: str) -> None:
    assert any(f.file == f"sample/{file}" and f.code == "wrong_type" for f in faults_of(sample_files() | {file: ""}))


UNREADABLE = [*EMPTY, FACTS, SOURCES, PROCEDURES, DERIVATIONS, CONFLICTS, RULES]


@pytest.mark.parametrize("file", UNREADABLE, ids=[f"{file} with a text in it" for file in UNREADABLE])
def test_a_file_that_is_something_else_is_a_fault_and_no_crash(file: str) -> None:
    assert any(fault.file == f"sample/{file}" for fault in faults_of(sample_files() | {file: "just a text\n"}))


@pytest.mark.parametrize("file", UNREADABLE, ids=[f"{file} with nonsense in every list" for file in UNREADABLE])
def test_entries_that_are_no_mappings_are_faults_and_no_crash(file: str) -> None:
    assert any(fault.file == f"sample/{file}" for fault in faults_of(sample_files() | {file: "- 1\n- [x]\n- {y: 2}\n"}))


def test_a_file_in_no_room_is_named() -> None:
    assert [f.code for f in faults_of(sample_files() | {"packs/stray.yaml": "a: 1"})] == ["unknown_file"]
