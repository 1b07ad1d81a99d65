"""A knowledge folder small enough to look at whole, and ways to change it for one test."""

from pathlib import Path
from typing import Any

import yaml

from metscout.packs.build import build
from metscout.packs.cache import Cache
from metscout.packs.load import Knowledge
from metscout.terms.errors import Fault

FOLDER = Path(__file__).parent / "sample_knowledge"
CASES = Path(__file__).parent / "sample_cases"
GONE = "(gone)"
_NAMES = ("id", "label", "key", "fact")


def sample_files() -> dict[str, str]:
    """The text of every file by its name below the folder, cases below `cases/`."""
    return _texts(FOLDER, "") | _texts(CASES, "cases/")


def _texts(folder: Path, start: str) -> dict[str, str]:
    paths = sorted(folder.rglob("*.yaml"))
    return {start + path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def changed(changes: dict[str, Any]) -> dict[str, str]:
    """The sample with members of some files changed; GONE takes a member away, None a file.

    A mapping laid over a list changes the entries of that id, label, key or fact.
    """
    files = sample_files()
    for name, change in changes.items():
        if change is None:
            files.pop(name, None)
        else:
            old = yaml.safe_load(files[name]) if name in files else {}
            files[name] = yaml.safe_dump(_laid_over(old, change), sort_keys=False)
    return files


def _laid_over(old: Any, change: Any) -> Any:
    if isinstance(old, list) and isinstance(change, dict):
        return [_laid_over(entry, change.get(_name(entry), {})) for entry in old]
    if not isinstance(old, dict) or not isinstance(change, dict):
        return change
    merged = old | {key: _laid_over(old.get(key), part) for key, part in change.items()}
    return {key: part for key, part in merged.items() if part != GONE}


def _name(entry: Any) -> Any:
    return next((entry[key] for key in _NAMES if isinstance(entry, dict) and key in entry), None)


def write(files: dict[str, str], folder: Path) -> Path:
    """The files written below the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def _contents(files: dict[str, str], root: str) -> dict[str, bytes]:
    return {f"{root}/{name}": text.encode() for name, text in files.items() if not name.startswith("cases/")}


def faults_of(files: dict[str, str], policy: dict[str, str] | None = None) -> list[Fault]:
    """Every fault that the loader finds in the files, and in the folder `site` of a policy over them."""
    return build(*_laid_under(files, "sample", policy, "site"))[2]


def _laid_under(
    files: dict[str, str], root: str, policy: dict[str, str] | None, site: str
) -> tuple[dict[str, bytes], str | None]:
    contents = _contents(files, root)
    return (contents, None) if policy is None else (contents | _contents(policy, site), site)


def knowledge_of(
    files: dict[str, str], root: str = "sample", policy: dict[str, str] | None = None, site: str = "site"
) -> Knowledge:
    """The files compiled, as if they were the only knowledge, under the policy in the folder `site`."""
    base, topics, faults = build(*_laid_under(files, root, policy, site))
    assert not faults, "\n".join(map(str, faults))
    return Knowledge(base, topics.__getitem__, Cache("sample", None), dict, base.__getitem__)
