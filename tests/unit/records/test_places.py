"""Where records are: private files, both databases, older and newer versions, faults that are said."""

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from metscout.records.decisions import decisions, find_decision
from metscout.records.history import History
from metscout.records.place import MIGRATIONS, REVISIONS, Records, default_file, open_records, upgrade_to
from metscout.terms.errors import UsageError

OLD = (
    "INSERT INTO decisions (decision_id, verb, given, document, as_of, created, packs, policy, engine) VALUES "
    "('old', 'recommend', :given, :document, '2025-01-01', '2025-01-01T00:00:00Z', :packs, NULL, '0.0.1')"
)
BAD = [
    ("no URL", "records", "is no URL"),
    ("a SQLite database in memory", "sqlite://", "no place for records"),
    ("another database", "mysql://root@localhost/x", "no place for records"),
    ("a folder that is not there", "sqlite:////no/such/folder/x.sqlite", "cannot be opened"),
    ("a device", "sqlite:////dev/full", "no regular file"),
    ("a folder", "sqlite:////dev", "no regular file"),
    ("a server that is not there", "postgresql://nobody@/x?host=/no/such/folder", "cannot be used"),
]


@pytest.mark.parametrize(("url", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_says_what_is_wrong_with(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_records(url)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleague, " * 100)
    file.chmod(0o644)
    with pytest.raises(UsageError, match="not a database"):
        open_records(f"sqlite:///{file}")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("Dear colleague, " * 100, 0o644)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(UsageError) as caught:
        open_records("postgresql://me:secret@/x?host=/no/such/folder")
    assert "secret" not in str(caught.value)


def test_the_file_of_ones_own_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    open_records()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (default_file().parent, default_file())]
    assert modes == [0o700, 0o600]


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    file.touch(0o644)
    open_records(f"sqlite:///{file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("module", ["sqlalchemy", "psycopg"])
def test_what_is_not_installed_is_named_with_the_remedy(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=r"pip install -e '\."):
        open_records("postgresql://nobody@/x")


def test_the_newest_revision_is_the_last_script() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS


def _at_the_first_revision(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        upgrade_to(connection, REVISIONS[0])
        given, document, packs = '{"text": "x"}', b'{"outcome": "matched"}', '{"safety": ["1", "abc"]}'
        connection.execute(text(OLD), {"given": given, "document": document, "packs": packs})
    engine.dispose()


def test_an_older_database_is_upgraded_and_keeps_everything(url: str) -> None:
    _at_the_first_revision(url)
    records = open_records(url)
    old = find_decision(records, "old")
    assert (old.document, old.packs, old.audience) == (b'{"outcome": "matched"}', {"safety": ("1", "abc")}, None)
    assert History(records).events() == ()


def test_an_upgrade_that_fails_changes_nothing(url: str) -> None:
    _at_the_first_revision(url)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE review_pending (x INTEGER)"))
    with pytest.raises(UsageError, match="review_pending"):
        open_records(url)
    with engine.begin() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        columns = [column["name"] for column in inspect(connection).get_columns("decisions")]
        assert (version, "audience" in columns) == (REVISIONS[0], False)
    engine.dispose()


def test_many_that_open_a_new_database_at_once_all_find_it_ready(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: open_records(url), range(8)))
    assert [list(decisions(records)) for records in opened] == [[]] * 8


def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str, records: Records) -> None:
    with records.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError, match=r"newer Metscout .*update Metscout\. Nothing was changed"):
        open_records(url)
    with records.transaction() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
