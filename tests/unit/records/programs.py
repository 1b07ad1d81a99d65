"""Programs of their own process: some of them are killed at the worst moment."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src"
# Dies without a word at the n-th point that matters: before a commit, or before a file takes its place.
_KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from metscout.adapters.cli.main import main
left, place = int(sys.argv[1]), sys.argv[2]
def point(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "commit", point)
sys.addaudithook(lambda name, args: point() if name == "os.rename" and str(args[1]).endswith(place) else None)
raise SystemExit(main(sys.argv[3:]))
"""
_PLAIN = """
import resource, sys
from metscout.adapters.cli.main import main
limit = int(sys.argv[1])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
raise SystemExit(main(sys.argv[2:]))
"""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE)}


def killed_at(point: int, place: str, *arguments: str) -> int:
    """The status of the command, killed at that point; -9 where it was killed."""
    command = [sys.executable, "-c", _KILLED, str(point), place, *arguments]
    return subprocess.run(command, capture_output=True, env=_environment()).returncode


def started(*arguments: str, largest_file: int = 0) -> "subprocess.Popen[str]":
    """The command, running; with a disk that is full once a file would outgrow `largest_file` bytes."""
    command = [sys.executable, "-c", _PLAIN, str(largest_file), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment())


def ended(*arguments: str, largest_file: int = 0) -> tuple[int, str, str]:
    """Status and output of the command."""
    program = started(*arguments, largest_file=largest_file)
    out, err = program.communicate(timeout=120)
    return program.returncode, out, err
