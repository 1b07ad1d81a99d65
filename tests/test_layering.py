"""The rooms of the house: who may import whom, where YAML is read, and that no Python knows a clinical word."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from metscout.packs.load import read_folders, shipped_folder
from metscout.packs.yaml_tree import parse_yaml

SOURCE = Path(__file__).parents[1] / "src" / "metscout"
DOOR = "__init__"

# A room may import the rooms beside it, and whatever those may. The door is `metscout/__init__.py`.
BESIDE: dict[str, tuple[str, ...]] = {
    "terms": (),
    "facts": ("terms",),
    "conditions": ("facts",),
    "packs": ("conditions",),
    "dose": ("packs",),
    "engine": ("packs", "dose"),
    "reading": ("packs",),
    "search": ("packs",),
    "answers": ("engine", "search", "reading", "dose"),
    "lint": ("packs",),
    "audit": ("engine", "reading"),
    "records": ("engine", "reading", "answers", "dose"),
    "pages": ("engine", "reading", "search", "answers", "lint", "audit", "records", "dose"),
    DOOR: ("engine", "reading", "search", "answers", "lint", "audit", "records", "pages", "dose"),
    "adapters": (DOOR, "pages"),
}
# What a room may take from the bare package without walking through the door.
OF_THE_PACKAGE = {"__version__", "__file__"}

# Words of the vocabulary that Python may spell, each with the reason.
ALLOWED: dict[tuple[str, str], str] = {
    ("facts/history.py", word): "the public contract fixes the sites of `next --site`"
    for word in ("liver", "lung", "bone")
}


def files() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room_of(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


@cache
def allowed(room: str) -> frozenset[str]:
    return frozenset(BESIDE[room]).union({room}, *(allowed(other) for other in BESIDE[room]))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, at its top or later, with the line."""
    package = ("metscout", *path.relative_to(SOURCE).parent.parts)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            first = node.args[0] if node.args else None
            yield (str(first.value) if isinstance(first, ast.Constant) else "computed", node.lineno)


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def rooms_imported(path: Path) -> Iterator[tuple[str, int]]:
    for module, line in imported(path):
        parts = module.split(".")
        if parts[0] != "metscout" or (parts[1:2] and parts[1] in OF_THE_PACKAGE):
            continue
        if len(parts) > 1:
            yield (parts[1] if parts[1] in BESIDE else DOOR), line
        elif _walks_through_the_door(path):
            yield DOOR, line


def _walks_through_the_door(path: Path) -> bool:
    """Whether a file that says `import metscout` uses more of it than its version and its place."""
    uses = {
        node.attr
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "metscout"
    }
    return not uses <= OF_THE_PACKAGE


PATHS = files()
NAMES = [name_of(path) for path in PATHS]


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_imports_only_what_its_room_may(path: Path) -> None:
    may = allowed(room_of(path))
    assert [(room, line) for room, line in rooms_imported(path) if room not in may] == []


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_names_what_it_imports(path: Path) -> None:
    assert [line for module, line in imported(path) if module == "computed"] == []


def test_every_room_stands_in_the_table() -> None:
    assert {room_of(path) for path in PATHS} <= BESIDE.keys()


def test_no_room_is_empty() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name in BESIDE}
    assert rooms == {room_of(path) for path in PATHS} - {DOOR}


def test_only_the_pack_reader_imports_yaml() -> None:
    users = {name_of(path) for path in PATHS for module, _ in imported(path) if module.split(".")[0] == "yaml"}
    assert users == {"packs/yaml_tree.py"}


PURE = ("engine", "conditions", "facts", "terms")
CALENDAR = "terms/dates.py"  # arithmetic on dates that are given
OUTSIDE = {"os", "io", "pathlib", "time", "datetime", "socket", "sqlite3", "subprocess", "random", "uuid", "logging"}


@pytest.mark.parametrize("path", [p for p in PATHS if room_of(p) in PURE], ids=[
    name_of(p) for p in PATHS if room_of(p) in PURE
])  # fmt: skip
def test_reads_no_clock_no_file_and_no_chance(path: Path) -> None:
    allowed = {"datetime"} if name_of(path) == CALENDAR else set()
    assert {module.split(".")[0] for module, _ in imported(path)} & OUTSIDE == allowed


def test_the_calendar_does_not_know_what_day_it_is() -> None:
    assert not re.search(r"\b(now|today|utcnow)\b", (SOURCE / CALENDAR).read_text().split('"""', 2)[2])


def _values(fact: dict[str, Any]) -> set[str]:
    return {value["id"] for value in fact.get("values") or ()}


@cache
def clinical_words() -> frozenset[str]:
    """Histologies, sites, procedures, tracers, tags and drugs by their ids in the vocabulary."""
    found: set[str] = set()
    for name, content in read_folders([shipped_folder()]).items():
        data = parse_yaml(content, name).data
        if "/vocabulary/facts/" in name:
            facts = {fact["fact"]: fact for fact in data}
            for fact in ("cancer.histology", "cancer.primary_site"):
                found |= _values(facts.get(fact, {}))
            found |= {fact.partition(".")[2] for fact in facts if fact.startswith("medication.")}
        elif name.endswith("/vocabulary/procedures.yaml"):
            for procedure in data:
                found |= {procedure["id"], *procedure["uses"], procedure["tracer"] or procedure["id"]}
    return frozenset(found - {"other"})  # the rest of a list, and a word of every language


def texts(path: Path) -> Iterator[tuple[str, int]]:
    """The texts of a file that are no docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    notes = {
        id(node.body[0].value)
        for node in ast.walk(tree_of(path))
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value, node.lineno


def clinical(text: str) -> set[str]:
    """The vocabulary's words in a text: the whole text, or an id of several words anywhere in it."""
    tokens = {token for token in re.findall(r"[a-z0-9_]+", text) if "_" in token}
    return ({text} | tokens) & clinical_words()


def test_the_vocabulary_has_words_to_look_for() -> None:
    assert {"osteosarcoma", "anus", "ct_chest_without_iv_contrast", "metformin", "fdg"} <= clinical_words()


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_knows_no_clinical_word(path: Path) -> None:
    found = [(word, line) for text, line in texts(path) for word in sorted(clinical(text))]
    assert [item for item in found if (name_of(path), item[0]) not in ALLOWED] == []


def test_every_allowed_word_is_still_there() -> None:
    spelled = {(name_of(path), word) for path in PATHS for text, _ in texts(path) for word in clinical(text)}
    assert ALLOWED.keys() <= spelled
