"""The compiled knowledge on disk, keyed by the content it came from. Losing it costs time, never an answer."""

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path

_MAGIC = b"metscout-cache-2\n"


def cache_folder() -> Path | None:
    """`metscout` under XDG_CACHE_HOME or ~/.cache; None where there is no such place."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, ".cache")
    return Path(base) / "metscout"


class Cache:
    """Entries of one key. Reading gives None for anything that cannot be verified."""

    def __init__(self, key: str, folder: Path | None) -> None:
        self.key = hashlib.sha256(f"{key} python {sys.version_info[:2]}".encode()).hexdigest()
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """The entry, if it is a plain file of ours that nobody else may write, and its digest is right."""
        if self.folder is None:
            return None
        try:
            descriptor = os.open(self.folder / f"{self.key[:24]}-{name}", os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        try:
            if not _ours(os.fstat(descriptor)) or not _private(self.folder):
                return None
            with os.fdopen(os.dup(descriptor), "rb") as file:
                content = file.read()
        except OSError:
            return None
        finally:
            os.close(descriptor)
        head = self._head(name)
        if not content.startswith(head):
            return None
        digest, body = content[len(head) : len(head) + 64], content[len(head) + 65 :]
        return body if hashlib.sha256(body).hexdigest().encode() == digest else None

    def _head(self, name: str) -> bytes:
        return _MAGIC + f"{self.key} {name}\n".encode()

    def write(self, name: str, body: bytes) -> None:
        """Store an entry whole or not at all; a cache that cannot be written is left alone."""
        if self.folder is None:
            return
        import tempfile

        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _private(self.folder):
                return
            handle, temporary = tempfile.mkstemp(dir=self.folder)
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as file:
                digest = hashlib.sha256(body).hexdigest().encode()
                file.write(self._head(name) + digest + b"\n" + body)
            os.replace(temporary, self.folder / f"{self.key[:24]}-{name}")
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _ours(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _private(folder: Path) -> bool:
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
