"""Built as a wheel and installed into an empty environment, away from the checkout, the program answers."""

import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_answers_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    binaries = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    asked = [str(binaries / "metscout"), "recommend", "64F new bx-proven SCC anal canal, ?distant mets", "--json"]
    asked += ["--sheet", str(tmp_path / "sheet.html")]
    clean = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path / "cache"), "LANG": "C.UTF-8"}
    printed = subprocess.run(asked, check=True, capture_output=True, cwd=tmp_path, env=clean).stdout
    assert json.loads(printed)["scenario"]["id"] == "anal_cancer.distant_metastasis"
    assert (tmp_path / "sheet.html").read_text("utf-8").startswith("<!doctype html>")
    assert list((tmp_path / "cache" / "metscout").iterdir())
