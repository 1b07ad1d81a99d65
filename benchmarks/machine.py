"""Where the figures were taken: the machine, the interpreter, the versions compared."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def pin() -> int | None:
    """The core that this process and its children are held to from now on; None where the system has no such call."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def cpu_model() -> str:
    """The name of the processor as the system gives it."""
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown processor"


def described(core: int | None) -> str:
    """One line on the date, the machine and the interpreter."""
    held = "not pinned" if core is None else "pinned to one core"
    return ", ".join(
        (
            datetime.now(UTC).date().isoformat(),
            cpu_model(),
            f"{os.cpu_count()} cores ({held})",
            f"{platform.system()} {platform.machine()}",
            f"{platform.python_implementation()} {platform.python_version()}",
        )
    )


def installed(package: str) -> str:
    """The version of an installed package, or that it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
