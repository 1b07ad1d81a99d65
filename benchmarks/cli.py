"""The command line as a whole process: wall time and peak memory beside bare Python."""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.tables import Unavailable, figure, table

ROUNDS = 20
TEXT = "64F new bx-proven T2 SCC anal canal, ?distant mets before chemoRT"
FACTS = {
    "patient.age_years": 64,
    "patient.sex": "female",
    "cancer.primary_site": "anus",
    "cancer.histology": "squamous_cell_carcinoma",
    "cancer.diagnosis_confirmed": True,
    "care.phase": "initial_staging",
    "imaging.question": "distant_metastasis",
}
_LAUNCHER = Path(__file__).with_name("launch.py")
_ENTRY = "from metscout.adapters.cli.main import run; run()"
_ANSWERS = (0, 3)
Run = tuple[int, int, int]


def report() -> str:
    """The table of whole processes, the compiled knowledge already in a cache of its own."""
    if not hasattr(os, "wait4"):
        raise Unavailable("Whole processes are measured with os.wait4, which this system does not have.")
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder))
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for name, command in commands.items():
            _warm(name, command, environment)
        runs = dict(zip(commands, runs_of(list(commands.values()), ROUNDS, environment), strict=True))
    base = median(wall for wall, _, _ in next(iter(runs.values())))
    return "\n\n".join(
        (
            "### The command line",
            f"Whole processes, output thrown away, caches warm; medians of {ROUNDS} alternating rounds.",
            table(("command", "wall ms", "to bare Python", "peak MB"), [_row(*item, base) for item in runs.items()]),
        )
    )


def _warm(name: str, command: list[str], environment: dict[str, str]) -> None:
    """One run that fills the caches. Raises Unavailable with the command's own words if that is no answer."""
    done = subprocess.run(command, text=True, capture_output=True, env=environment, check=False)
    if done.returncode not in _ANSWERS:
        said = (done.stderr.strip().splitlines() or ["nothing on standard error"])[0]
        raise Unavailable(f"`{name}` left with status {done.returncode}: {said}")


def _row(name: str, found: list[Run], base: float) -> tuple[str, ...]:
    wall = median(run[0] for run in found)
    unit = 1 if sys.platform == "darwin" else 1024
    return f"`{name}`", figure(wall / 1e6), f"{wall / base:.1f}x", figure(max(run[1] for run in found) * unit / 1e6)


def program() -> list[str]:
    """What starts Metscout here: its script where it is installed, else its entry point."""
    script = Path(sysconfig.get_path("scripts")) / "metscout"
    return [sys.executable, str(script)] if script.is_file() else [sys.executable, "-c", _ENTRY]


def _commands(folder: Path) -> dict[str, list[str]]:
    """What is run, by what a person would type."""
    start = program()
    document, listing = folder / "facts.json", folder / "facts.yaml"
    document.write_text(json.dumps(FACTS), encoding="utf-8")
    listing.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in FACTS.items()), encoding="utf-8")
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "metscout recommend --file facts.json": [*start, "recommend", "--file", str(document)],
        "metscout recommend --file facts.yaml": [*start, "recommend", "--file", str(listing)],
        "metscout recommend --file facts.yaml --json": [*start, "recommend", "--file", str(listing), "--json"],
        "metscout recommend TEXT": [*start, "recommend", TEXT],
        "metscout recommend TEXT --json": [*start, "recommend", TEXT, "--json"],
    }


def runs_of(commands: list[list[str]], rounds: int, environment: dict[str, str]) -> list[list[Run]]:
    """The runs of each command, started from a small process."""
    asked = json.dumps({"rounds": rounds, "commands": commands})
    launcher = [sys.executable, "-S", str(_LAUNCHER)]
    done = subprocess.run(launcher, input=asked, text=True, capture_output=True, env=environment, check=True)
    return [[(wall, peak, status) for wall, peak, status in found] for found in json.loads(done.stdout)]
