"""The cache: losing it or finding it tampered with costs time and never an answer."""

import json
import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from metscout.packs.cache import Cache, cache_folder
from metscout.packs.load import Knowledge, load_knowledge
from packs.answers import SHIPPED_PATIENT, written


@cache
def uncached() -> Knowledge:
    return load_knowledge(use_cache=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A filled cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    written(SHIPPED_PATIENT, load_knowledge())
    assert len(list((tmp_path / "metscout").iterdir())) > 1
    return tmp_path / "metscout"


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def rewrite(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for entry in entries(folder):
        entry.write_bytes(change(entry.read_bytes()))


def swap_entries(folder: Path) -> None:
    first, *others = [entry.read_bytes() for entry in entries(folder)]
    for entry, content in zip(entries(folder), [*others, first], strict=True):
        entry.write_bytes(content)


def link_entries(folder: Path) -> None:
    for entry in entries(folder):
        moved = entry.rename(folder.parent / entry.name)
        entry.symlink_to(moved)


def link_folder(folder: Path) -> None:
    moved = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(moved)


def open_entries(folder: Path) -> None:
    for entry in entries(folder):
        entry.chmod(0o664)


def turn_into_folders(folder: Path) -> None:
    for entry in entries(folder):
        entry.unlink()
        entry.mkdir()


SABOTAGE: dict[str, Callable[[Path], None]] = {
    "a byte in the middle is changed": lambda folder: rewrite(folder, lambda c: c[:500] + b"#" + c[501:]),
    "the digest is changed": lambda folder: rewrite(folder, lambda c: c[:90] + b"0" * 20 + c[110:]),
    "the file is cut in half": lambda folder: rewrite(folder, lambda c: c[: len(c) // 2]),
    "the last byte is lost": lambda folder: rewrite(folder, lambda c: c[:-1]),
    "something is added at the end": lambda folder: rewrite(folder, lambda c: c + b" "),
    "the file is empty": lambda folder: rewrite(folder, lambda c: b""),
    "the file is cut inside its head": lambda folder: rewrite(folder, lambda c: c[:40]),
    "the head is of another version": lambda folder: rewrite(folder, lambda c: b"metscout-cache-0\n" + c[17:]),
    "the head is of another content": lambda folder: rewrite(folder, lambda c: c[:17] + b"0" * 64 + c[81:]),
    "the group may write the files": open_entries,
    "everybody may write the folder": lambda folder: folder.chmod(0o777),
    "the group may write the folder": lambda folder: folder.chmod(0o770),
    "the files are links": link_entries,
    "the folder is a link": link_folder,
    "the files are folders": turn_into_folders,
    "the files stand in for one another": swap_entries,
}


@pytest.mark.parametrize("spoil", SABOTAGE.values(), ids=SABOTAGE.keys())
def test_the_answer_is_the_same_when(spoil: Callable[[Path], None], folder: Path) -> None:
    spoil(folder)
    assert written(SHIPPED_PATIENT, load_knowledge()) == written(SHIPPED_PATIENT, uncached())


@pytest.mark.parametrize("spoil", SABOTAGE.values(), ids=SABOTAGE.keys())
def test_nothing_is_trusted_when(spoil: Callable[[Path], None], folder: Path) -> None:
    cached = load_knowledge().cache
    names = [entry.name.partition("-")[2] for entry in entries(folder)]
    spoil(folder)
    assert [name for name in names if cached.read(name) is not None] == []


def test_nothing_of_another_user_is_trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = load_knowledge().cache
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert cached.read("base") is None


def test_an_untouched_entry_is_trusted(folder: Path) -> None:
    assert load_knowledge().cache.read("base") is not None


BODIES = {
    "no JSON": b"\xff",
    "JSON of something else": b"{}",
    "JSON of a class that is not there": b'{"Nothing":[]}',
    "JSON of a class with other fields": json.dumps({"Table": [["vocabulary", {"Line": [1, 2, 3, 4, 5]}]]}).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("name", ["base", "topic-anal_cancer"], ids=["base", "topic"])
def test_an_entry_that_cannot_be_understood_is_read_anew(body: bytes, name: str, folder: Path) -> None:
    load_knowledge().cache.write(name, body)
    assert written(SHIPPED_PATIENT, load_knowledge()) == written(SHIPPED_PATIENT, uncached())


PARTS = ("procedures", "scale", "rules", "index", "stamps", "conflicts", "citations", "scenario_topics", "topics")


@pytest.mark.parametrize("part", PARTS)
def test_what_comes_from_the_cache_equals_what_comes_from_the_files(part: str, folder: Path) -> None:
    assert getattr(load_knowledge(), part) == getattr(uncached(), part)


def test_the_vocabulary_keeps_its_order_in_the_cache(folder: Path) -> None:
    cached = load_knowledge()
    assert list(cached.vocabulary.facts.items()) == list(uncached().vocabulary.facts.items())


NO_PLACE = {
    "there is no such folder yet": lambda place: place / "not" / "there",
    "the place is a file": lambda place: place / "file" / "below",
    "nothing can be made there": lambda place: Path("/proc/nowhere"),
    "the place is not absolute": lambda place: Path("some/where"),
}


@pytest.mark.parametrize("place", NO_PLACE.values(), ids=NO_PLACE.keys())
def test_the_answer_is_the_same_where(
    place: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(place(tmp_path)))
    assert written(SHIPPED_PATIENT, load_knowledge()) == written(SHIPPED_PATIENT, uncached())


def test_a_relative_place_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "some/where")
    assert cache_folder() == tmp_path / ".cache" / "metscout"


def test_the_cache_is_for_its_owner_alone(folder: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *entries(folder))}
    assert modes == {0}


def test_nothing_is_left_behind_by_a_write_that_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = entries(folder)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    Cache("key", folder).write("base", b"body")
    assert entries(folder) == before


def test_two_keys_do_not_share_an_entry(folder: Path) -> None:
    Cache("one", folder).write("base", b"body")
    assert Cache("two", folder).read("base") is None
