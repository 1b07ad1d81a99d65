"""Both databases, each new for every test; packs of ours to review; programs that are killed."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from metscout.records.place import Records, open_records
from records.postgres import server

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes an empty database of its own and gives its URL."""
    with server() as url:

        def make() -> str:
            name = f"records_{next(_NUMBERS)}"
            with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return url.format(name)

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite'}"
    made: str = request.getfixturevalue("postgres")()
    return made


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    """The records there."""
    found = open_records(url)
    yield found
    found.engine.dispose()


PROTOCOL = """\
# How we do it here.
id: our_scan
title: A scan of ours
review: {status: submitted, awaiting: [radiologist, physicist], updated: "2026-11-01"}  # begun in autumn
# Its purpose.
purpose: [{text: It shows the skeleton., at: "msk-extrapulmonary-guide#alternatives"}]
procedures: [bone_scan_whole_body]
scenarios: [musculoskeletal_tumor.extrapulmonary_metastasis_staging]
preparation:
  - {text: Drink before the scan., at: "eanm-bone-2016#preparation"}   # and after
contrast_or_tracer: []
phases: []
technique: []
coverage: []
pediatric: []
reading: []
pitfalls: []
set_locally: []
patient:
  - {about: study, text: You lie still for a while., at: "eanm-bone-2016#preparation"}
"""
ITEM, WORDING = "our_scan", "our_scan#patient"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A folder of packs with one protocol."""
    folder = tmp_path / "pack"
    (folder / "protocols").mkdir(parents=True)
    (folder / "knowledge.yaml").write_text('version: "1"\n')
    (folder / "protocols" / "our_scan.yaml").write_text(PROTOCOL)
    return folder


@pytest.fixture
def protocol(pack: Path) -> Path:
    """Its file."""
    return pack / "protocols" / "our_scan.yaml"
