"""Folders of knowledge: an outsider's folder adds, never overrides, and nothing depends on order or on place."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from metscout.packs.build import build
from metscout.packs.load import Knowledge, content_key, load_knowledge, read_folders, shipped_folder
from metscout.terms.errors import PackError, UsageError
from packs.answers import SAMPLE_PATIENT, SHIPPED_PATIENT, answer, written
from packs.sample import GONE, changed, knowledge_of, sample_files, write


def load(*folders: Path) -> Knowledge:
    return load_knowledge(folders, use_cache=False)


def faults(*folders: Path) -> list[tuple[str, str]]:
    with pytest.raises(PackError) as raised:
        load(*folders)
    return [(fault.code, fault.file) for fault in raised.value.faults]


NOT_ADDED = ("cases/", "vocabulary/levels.yaml")  # the scale is one and comes with the program


def only(tmp_path: Path, files: dict[str, str], name: str = "extra") -> Path:
    return write({n: text for n, text in files.items() if not n.startswith(NOT_ADDED)}, tmp_path / name)


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    """An outsider's folder with a topic and all that it needs."""
    return only(tmp_path, sample_files())


def test_an_extra_folder_adds_its_topic(extra: Path) -> None:
    assert set(load(extra).index.topics) == {*load().index.topics, "sample"}


def test_a_patient_of_the_added_topic_is_answered(extra: Path) -> None:
    assert answer(SAMPLE_PATIENT, load(extra))["scenario"]["id"] == "sample.first"


def test_a_patient_of_a_shipped_topic_is_answered_as_before(extra: Path) -> None:
    before, after = (answer(SHIPPED_PATIENT, knowledge) for knowledge in (load(), load(extra)))
    assert {**after, "knowledge": None} == {**before, "knowledge": None}


def test_the_added_topic_reads_the_scale_that_it_shares(extra: Path) -> None:
    assert load(extra).scale == load().scale


def test_the_version_of_the_knowledge_is_the_shipped_one(extra: Path) -> None:
    own = load().stamps
    assert {name: load(extra).stamps[name].version for name in own} == {n: stamp.version for n, stamp in own.items()}


def two_folders(tmp_path: Path) -> tuple[Path, Path]:
    vocabulary = {n: text for n, text in sample_files().items() if n.startswith(("vocabulary/", "knowledge"))}
    packs = {n: text for n, text in sample_files().items() if n.startswith(("packs/", "safety/"))}
    return only(tmp_path, vocabulary, "one"), only(tmp_path, packs, "two")


@pytest.mark.parametrize("patient", [SAMPLE_PATIENT, SHIPPED_PATIENT], ids=["an added patient", "a shipped patient"])
def test_the_order_of_folders_never_changes(patient: dict[str, str], tmp_path: Path) -> None:
    first, second = two_folders(tmp_path)
    assert written(patient, load(first, second)) == written(patient, load(second, first))


@pytest.mark.parametrize("seed", range(5), ids=[f"order {seed}" for seed in range(5)])
def test_the_order_of_files_never_changes_what_is_compiled(seed: int, extra: Path) -> None:
    files = read_folders([shipped_folder(), extra])
    names = list(files)
    random.Random(seed).shuffle(names)
    (base, topics, _), (other_base, other_topics, _) = build(files), build({name: files[name] for name in names})
    assert topics == other_topics
    for part in ("procedures", "scale", "rules", "index", "stamps", "conflicts", "citations"):
        assert base[part] == other_base[part], part
    assert list(base["vocabulary"].facts.items()) == list(other_base["vocabulary"].facts.items())


def test_the_order_of_files_never_changes_the_key() -> None:
    files = read_folders([shipped_folder()])
    assert content_key(dict(reversed(files.items()))) == content_key(files)


def test_a_folder_answers_the_same_by_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only(tmp_path, sample_files(), "zoo")
    monkeypatch.chdir(tmp_path)
    assert written(SAMPLE_PATIENT, load(Path("zoo"))) == written(SAMPLE_PATIENT, load(tmp_path / "zoo"))


def test_a_folder_named_knowledge_does_not_stand_in_for_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(tmp_path, sample_files(), "knowledge")
    monkeypatch.chdir(tmp_path)
    assert set(load(Path("knowledge")).index.topics) == {*load().index.topics, "sample"}


PARENTS = ["packs", "safety", "vocabulary/facts", "packs/other", "vocabulary/synonyms"]


@pytest.mark.parametrize("parent", PARENTS, ids=[f"below {parent}" for parent in PARENTS])
def test_where_a_folder_lies_does_not_say_what_its_files_are(parent: str, tmp_path: Path) -> None:
    folder = only(tmp_path, sample_files(), f"{parent}/mine")
    assert answer(SAMPLE_PATIENT, load(folder))["scenario"]["id"] == "sample.first"


TWICE = {
    "scenario": ("packs/sample/again.yaml", "packs/sample/first.yaml"),
    "topic": ("packs/other/topic.yaml", "packs/sample/topic.yaml"),
    "fact": ("vocabulary/facts/more.yaml", "vocabulary/facts/facts.yaml"),
    "source": ("vocabulary/sources.yaml", "vocabulary/sources.yaml"),
    "procedure": ("vocabulary/procedures.yaml", "vocabulary/procedures.yaml"),
    "derivation": ("vocabulary/derivations.yaml", "vocabulary/derivations.yaml"),
    "safety rule": ("safety/more.yaml", "safety/rules.yaml"),
    "conflict": ("packs/conflicts.yaml", "packs/conflicts.yaml"),
}


@pytest.mark.parametrize(("name", "original"), TWICE.values(), ids=[f"the same {name}" for name in TWICE])
def test_two_folders_cannot_both_hold(name: str, original: str, tmp_path: Path) -> None:
    first = only(tmp_path, sample_files(), "first")
    second = only(tmp_path, {name: sample_files()[original]}, "second")
    assert ("duplicate_name", f"{second}/{name}") in faults(first, second)


def test_a_second_scale_is_refused(extra: Path) -> None:
    scale = extra / "vocabulary" / "levels.yaml"
    scale.write_text(sample_files()["vocabulary/levels.yaml"])
    assert faults(extra) == [("duplicate_name", str(scale))]


def test_the_shipped_folder_named_again_adds_nothing() -> None:
    assert load(shipped_folder()).index == load().index


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere is not a folder"):
        load(tmp_path / "nowhere")


def _link_to_nothing(folder: Path) -> None:
    (folder / "packs" / ".#topic.yaml").symlink_to("user@host.123")


def _folder_named_as_a_file(folder: Path) -> None:
    (folder / "packs" / "sample" / "more.yaml").mkdir()


ODD: dict[str, Callable[[Path], None]] = {
    "a link to nothing, as editors leave them": _link_to_nothing,
    "a folder named as a file": _folder_named_as_a_file,
}


@pytest.mark.parametrize("spoil", ODD.values(), ids=ODD.keys())
def test_an_odd_entry_is_passed_over(spoil: Callable[[Path], None], extra: Path) -> None:
    spoil(extra)
    assert "sample" in load(extra).index.topics


def test_a_scenario_from_elsewhere_changes_the_stamp_of_its_topic(tmp_path: Path) -> None:
    files = sample_files()
    moved = {"packs/sample/second.yaml": files.pop("packs/sample/second.yaml")}
    base, more = only(tmp_path, files, "base"), only(tmp_path, moved, "more")
    assert load(base, more).stamps["sample"].sha256 != load(base).stamps["sample"].sha256


def test_a_topic_and_a_scenario_may_both_offer_alternatives() -> None:
    bound = {"any_of": [{"body.part": "hand"}, {"lump.proven": True}], "at": "who fits"}
    files = changed(
        {
            "packs/sample/topic.yaml": {"within": {"body.part": GONE, **bound}},
            "packs/sample/first.yaml": {"applies_when": {"any_of": [{"visit.phase": "early"}]}},
        }
    )
    unbound = {name: value for name, value in SAMPLE_PATIENT.items() if name != "body.part"}
    assert answer(unbound, knowledge_of(files))["outcome"] == "needs_facts"


def test_a_topic_may_send_patients_to_a_scenario_of_another_topic(tmp_path: Path) -> None:
    other = {
        "packs/other/topic.yaml": {
            "id": "other", "title": "Feet", "edition": "1", "currency": "current", "source": "main-guide",
            "review": {"status": "approved", "updated": "2026-01-01"}, "within": {"body.part": "foot", "at": "opening"},
        },
        "packs/other/warts.yaml": {
            "id": "other.warts", "title": "Warts", "asks": "How large?", "source": "main-guide",
            "review": {"status": "approved", "updated": "2026-01-01"}, "ratings_known": "none",
            "applies_when": {"body.kind": "wart", "at": "who fits"},
        },
        "packs/sample/topic.yaml": {
            "not_this_topic": [{"body.kind": "wart", "see": "other.warts", "because": "see there", "at": "who fits"}]
        },
    }  # fmt: skip
    redirect = answer({"body.part": "hand", "body.kind": "wart"}, knowledge_of(changed(other)))["redirect"]
    assert (redirect["scenario"], redirect["covered"]) == ("other.warts", True)
