"""Stored decisions: whole or not at all, as long as they are to be kept, the same from both databases."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from metscout import Door
from metscout.engine.decide import Stamp
from metscout.packs.load import Knowledge
from metscout.records.decisions import StoredDecision, bytes_of, decision_of, decisions, find_decision, purge, store
from metscout.records.place import Records, open_records
from metscout.terms.document import as_document
from metscout.terms.errors import UsageError
from metscout.terms.frozen import replaced
from records.postgres import LARGEST_FILE
from records.programs import ended, killed_at, started

FITS = "64F new bx-proven SCC anal canal, ?distant mets before chemoRT"
FACTS = {"cancer.histology": "osteosarcoma", "patient.age_years": 17.5, "metastasis.bone": False}


def made(knowledge: Knowledge, created: str = "2026-11-24T10:00:00Z", name: str = "one", **more: Any) -> StoredDecision:
    document = {"decision_id": name, "as_of": created[:10], "created": created, "outcome": "matched", **more}
    document["knowledge"] = {"policy": None, "packs": [], "engine": "0.1.0"}
    return decision_of("recommend", {"facts": FACTS}, document, knowledge)


def test_what_was_stored_comes_back(records: Records, door: Door) -> None:
    decision = made(door.knowledge, text="Tumor ≥ 2 cm — „größer“ \N{GRINNING FACE}")
    store(records, decision)
    assert find_decision(records, "one") == decision


def test_a_decision_that_is_not_there_is_named(records: Records) -> None:
    with pytest.raises(UsageError, match="no decision 'two' is stored"):
        find_decision(records, "two")


def test_the_oldest_comes_first(records: Records, door: Door) -> None:
    for name, day in (("b", "2026-11-02"), ("a", "2026-11-03"), ("c", "2026-11-01")):
        store(records, made(door.knowledge, f"{day}T10:00:00Z", name))
    assert [found.decision_id for found in decisions(records)] == ["c", "b", "a"]


def test_a_reader_who_pauses_sees_all_and_keeps_nobody_from_storing(records: Records, door: Door) -> None:
    names = [f"{number:03}" for number in range(250)]
    for name in names:
        store(records, made(door.knowledge, f"2026-11-{int(name) % 9 + 1:02}T10:00:00Z", name))
    reading = decisions(records)
    seen = [next(reading).decision_id]
    store(records, made(door.knowledge, "2000-01-01T00:00:00Z", "late"))
    seen += [found.decision_id for found in reading]
    assert sorted(seen) == names


def test_purging_deletes_what_was_made_before_the_day(records: Records, door: Door) -> None:
    for name, at in (("a", "2026-11-01T23:59:59Z"), ("b", "2026-11-02T00:00:00Z")):
        store(records, made(door.knowledge, at, name))
    assert purge(records, "2026-11-02") == 1
    assert [found.decision_id for found in decisions(records)] == ["b"]


def test_what_was_purged_is_overwritten(tmp_path: Path, door: Door) -> None:
    records = open_records(f"sqlite:///{tmp_path / 'r.sqlite'}")
    store(records, made(door.knowledge, text="Mrs Example"))
    assert b"Mrs Example" in (tmp_path / "r.sqlite").read_bytes()
    purge(records, "2027-01-01")
    assert b"Mrs Example" not in (tmp_path / "r.sqlite").read_bytes()


def test_storing_lets_go_of_what_is_too_old(records: Records, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    store(records, made(door.knowledge, "2001-01-01T00:00:00Z", "old"))
    monkeypatch.setenv("METSCOUT_RETENTION_DAYS", "3650")
    store(records, made(door.knowledge))
    assert [found.decision_id for found in decisions(records)] == ["one"]


@pytest.mark.parametrize("days", ["0", "-3", "a year", "1.5", "99999999"])
def test_a_retention_that_is_no_number_of_days_stores_nothing(
    days: str, records: Records, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METSCOUT_RETENTION_DAYS", days)
    with pytest.raises(UsageError, match="METSCOUT_RETENTION_DAYS"):
        store(records, made(door.knowledge))
    assert list(decisions(records)) == []


def test_a_second_decision_of_the_same_id_is_refused_and_the_first_kept(records: Records, door: Door) -> None:
    store(records, made(door.knowledge))
    with pytest.raises(UsageError, match="Nothing was kept"):
        store(records, made(door.knowledge, text="other"))
    assert find_decision(records, "one") == made(door.knowledge)


def test_two_writers_at_once_lose_nothing(url: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps({"id": i, "text": FITS}) + "\n" for i in range(25)))
    writers = [started("recommend", "--jsonl", str(cases), "--store", "--records", url) for _ in range(2)]
    printed = [
        json.loads(line)["decision_id"]
        for writer in writers
        for line in writer.communicate(timeout=120)[0].splitlines()
    ]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(found.decision_id for found in decisions(open_records(url))) == sorted(printed)
    assert len(printed) == 50


def test_killed_at_any_moment_a_decision_is_there_whole_or_not_at_all(url: str, door: Door) -> None:
    arguments = ["recommend", FITS, "--store", "--records", url]
    point, statuses = 0, []
    while not statuses or statuses[-1] == -9:
        point += 1
        statuses.append(killed_at(point, "records.sqlite", *arguments))
        for found in decisions(open_records(url)):
            assert json.loads(found.document)["decision_id"] == found.decision_id
    assert (statuses[-1], len(statuses) > 2) == (0, True)
    assert len(list(decisions(open_records(url)))) == 1


@pytest.fixture
def large(door: Door) -> StoredDecision:
    noise = random.Random(1)
    return made(door.knowledge, text="".join(chr(noise.randrange(0x100, 0x2000)) for _ in range(200_000)))


def filled(records: Records, large: StoredDecision) -> int:
    """How many were kept before the disk of the server was full."""
    for kept in range(LARGEST_FILE // 200_000):
        try:
            store(records, replaced(large, decision_id=str(kept)))
        except UsageError:
            return kept
    raise AssertionError("the disk is never full")


def test_a_full_disk_is_said_and_what_was_there_stays(url: str, records: Records, large: StoredDecision) -> None:
    kept = 0
    if records.engine.dialect.name == "sqlite":
        store(records, large)
        status, out, err = ended("recommend", FITS, "--store", "--records", url, largest_file=450_000)
        assert (status, out) == (2, "")
        assert "Nothing was kept" in err
        kept = 1
    else:
        kept = filled(records, large)
    found = list(decisions(open_records(url)))
    assert [decision.document for decision in found] == [large.document] * kept
    assert kept > 0


def test_after_a_full_disk_storing_goes_on(url: str, records: Records, large: StoredDecision) -> None:
    if records.engine.dialect.name == "sqlite":
        ended("recommend", FITS, "--store", "--records", url, largest_file=50_000)
    else:
        filled(records, large)
        purge(records, "2027-01-01")
    store(records, large)
    assert find_decision(records, "one") == large


def test_a_door_with_a_stamp_gives_it_to_every_answer(door: Door) -> None:
    stamp = Stamp("2025-02-03", "mine", "2025-02-03T04:05:06Z")
    answers = (
        door.stamped(stamp).recommend(FITS),
        door.stamped(stamp).check(FITS, ["CT A/P w"]),
        door.stamped(stamp).treat(FITS),
    )
    assert {(a.as_of, a.decision_id, a.created) for a in answers} == {("2025-02-03", "mine", "2025-02-03T04:05:06Z")}
    assert door.recommend(FITS).decision_id != "mine"


def test_the_stored_bytes_are_those_that_are_printed(door: Door) -> None:
    document = as_document(door.recommend(FITS))
    assert json.loads(bytes_of(document)) == document
