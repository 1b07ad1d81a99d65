"""Where records are: a SQLite file of one's own, or PostgreSQL by its URL; opened at the newest revision."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

REVISIONS = ("0001", "0002")
INSTALL = "pip install -e '.[records]'"
INSTALL_POSTGRES = "pip install -e '.[records,postgres]'"
_SPELLED = ("sqlite:///FILE", "postgresql+psycopg://USER@HOST/DATABASE")
_SQLITE = b"SQLite format 3\0"  # what every database file begins with
_PATIENCE = 30  # seconds to wait for another writer
_UPGRADING, _REVIEWING = 0x6D657473, 0x6D657474  # keys of PostgreSQL's advisory locks
MIGRATIONS = Path(__file__).parent / "migrations"


class Records:
    """An open database at the newest revision. `shown` is its URL without a password."""

    def __init__(self, engine: "Engine", shown: str) -> None:
        self.engine = engine
        self.shown = shown

    @contextlib.contextmanager
    def transaction(self) -> "Iterator[Connection]":
        """A transaction: all of it is kept, or nothing. Raises UsageError where it cannot be."""
        with faults_said(self.shown), self.engine.begin() as connection:
            yield connection

    def clear_up(self, table: str) -> None:
        """Free at once what was deleted from a table; SQLite has overwritten it already."""
        from sqlalchemy import text

        if self.engine.dialect.name == "postgresql":
            with faults_said(self.shown), self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"VACUUM {table}"))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the one lock of the review; the system lets go of it when the process dies."""
        from sqlalchemy import text

        with contextlib.ExitStack() as stack:
            with faults_said(self.shown):
                if self.engine.dialect.name == "sqlite":
                    stack.enter_context(_file_lock(f"{self.engine.url.database}.lock"))
                else:
                    connection = stack.enter_context(self.engine.connect())
                    connection.execute(text("SET lock_timeout = '30s'"))
                    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _REVIEWING})
                    connection.commit()
                    stack.callback(_unlock, connection)
            yield


@contextlib.contextmanager
def _file_lock(name: str) -> Iterator[None]:
    """A lock beside the database, on any system: an exclusive transaction in an empty SQLite file."""
    import sqlite3

    _private_file(Path(name))
    connection = sqlite3.connect(name, timeout=_PATIENCE, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise UsageError("busy", name, f"another review is being written for more than {_PATIENCE} s") from None
        yield
    finally:
        connection.close()


def _unlock(connection: "Connection") -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    with contextlib.suppress(SQLAlchemyError):
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _REVIEWING})
        connection.commit()


def default_file() -> Path:
    """`metscout/records.sqlite` under XDG_DATA_HOME or ~/.local/share."""
    base = os.environ.get("XDG_DATA_HOME") or ""
    folder = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share"
    return folder / "metscout" / "records.sqlite"


def open_records(url: str | None = None) -> Records:
    """The records at `url`, else at METSCOUT_RECORDS, else in the file of one's own; made or upgraded where needed.

    Raises UsageError for a URL that cannot be used, records of a newer version, or a missing installation.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise UsageError("not_installed", "--records", f"records need SQLAlchemy and alembic; {INSTALL}") from None
    wanted = url or os.environ.get("METSCOUT_RECORDS")
    if wanted is None:
        file = default_file()
        _private_folder(file.parent)
        parsed = sqlalchemy.URL.create("sqlite", database=str(file))
    else:
        parsed = _parsed(wanted)
    shown = parsed.render_as_string(hide_password=True)
    engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)
    with faults_said(shown):
        _upgrade(engine, shown)
    return Records(engine, shown)


def _parsed(url: str) -> "URL":
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UsageError("bad_url", "--records", "is no URL of a database", None, _SPELLED) from None
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    text = f"{parsed.drivername} is no place for records"
    raise UsageError("bad_url", "--records", text, parsed.drivername, _SPELLED)


def _sqlite(url: "URL") -> "Engine":
    """An engine whose every transaction takes the write lock first, so that no two of them can meet halfway."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    _private_file(Path(str(url.database)))
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _PATIENCE}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver would begin too late
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")  # what was purged is overwritten

    @event.listens_for(engine, "begin")
    def begun(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres(url: "URL") -> "Engine":
    from sqlalchemy import create_engine

    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise UsageError("not_installed", "--records", f"PostgreSQL needs psycopg; {INSTALL_POSTGRES}") from None
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10}, hide_parameters=True)


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise UsageError("cannot_write", str(folder), f"cannot be made private: {error.strerror}") from None


def _private_file(file: Path) -> None:
    """The file, readable by its owner alone before anything stands in it.

    What is no file, such as a device, is refused, and what others wrote is left as it is.
    """
    try:
        if file.exists() and not file.is_file():
            raise UsageError("cannot_open", str(file), "cannot be opened for records: it is no regular file")
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            found = os.fstat(descriptor)
            ours = stat.S_ISREG(found.st_mode) and os.read(descriptor, len(_SQLITE)) in (b"", _SQLITE)
            if ours and stat.S_IMODE(found.st_mode) & 0o077:
                os.chmod(file, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UsageError("cannot_open", str(file), f"cannot be opened for records: {error.strerror}") from None


@contextlib.contextmanager
def faults_said(shown: str) -> Iterator[None]:
    """What a database complains of, as one sentence that holds no record."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        first = (str(cause).strip() or type(cause).__name__).splitlines()[0]
        raise UsageError("records_unusable", shown, f"the records cannot be used: {first}. Nothing was kept") from None


def _upgrade(engine: "Engine", shown: str) -> None:
    """Bring an older database to the newest revision, in one transaction that nobody else can be in."""
    from sqlalchemy import text

    with engine.begin() as connection:
        found = _revision(connection)
    if found == REVISIONS[-1]:
        return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        found = _revision(connection)
        if found is not None and found not in REVISIONS:
            newest = f"(revision {found}; this version knows up to {REVISIONS[-1]})"
            said = f"these records were made by a newer Metscout {newest}; update Metscout. Nothing was changed"
            raise UsageError("newer_records", shown, said, found)
        if found != REVISIONS[-1]:
            upgrade_to(connection, "head")


def _revision(connection: "Connection") -> str | None:
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade_to(connection: "Connection", revision: str) -> None:
    """Run the revisions up to this one on the connection, in its transaction."""
    try:
        from alembic import command
        from alembic.config import Config
    except ImportError:
        raise UsageError("not_installed", "--records", f"records need SQLAlchemy and alembic; {INSTALL}") from None
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
