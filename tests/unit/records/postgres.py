"""A PostgreSQL server of our own, in a folder that goes away with it, run by somebody who is not root."""

import contextlib
import os
import pwd
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

LARGEST_FILE = 8_000_000  # the server's disk is full when a file of it would outgrow this
GIVEN = "METSCOUT_TEST_POSTGRES"


def binaries() -> Path | None:
    """The folder of the newest server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def missing() -> None:
    """Skip and say so; where everything has to be proved, fail."""
    text = f"no PostgreSQL here: install Debian's postgresql, or set {GIVEN} to the URL of a server"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a running server, up to the name of the database."""
    if given := os.environ.get(GIVEN):
        yield given.rsplit("/", 1)[0]
        return
    folder = binaries()
    if folder is None:
        missing()
        return
    home = Path(tempfile.mkdtemp(prefix="metscout-postgres-"))
    try:
        with _running(folder, home):
            yield f"postgresql://metscout@/{{}}?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running(folder: Path, home: Path) -> Iterator[None]:
    owner = {}
    if os.getuid() == 0:
        somebody = next(user for user in pwd.getpwall() if user.pw_name in ("postgres", "nobody"))
        os.chown(home, somebody.pw_uid, somebody.pw_gid)
        owner = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
    data = home / "data"
    made = [
        folder / "initdb",
        "-D",
        data,
        "-U",
        "metscout",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
        "--wal-segsize=1",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd=home, **owner)
    started = [
        folder / "postgres",
        "-D",
        data,
        "-c",
        "listen_addresses=",
        "-c",
        f"unix_socket_directories={home}",
        "-c",
        "fsync=off",
    ]
    with open(home / "log", "wb") as log:
        running = subprocess.Popen(started, stdout=log, stderr=log, cwd=home, preexec_fn=_with_a_small_disk, **owner)
    try:
        _wait(home)
        yield
    finally:
        running.send_signal(2)
        running.wait(30)


def _with_a_small_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def _wait(home: Path) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"postgresql://metscout@/postgres?host={home}").close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise AssertionError((home / "log").read_text()) from None
            time.sleep(0.05)
