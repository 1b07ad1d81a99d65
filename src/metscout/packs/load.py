"""Knowledge from folders: read, resolved, checked whole, compiled once."""

import hashlib
import os
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import metscout
from metscout.conditions import derivation, masks, tree
from metscout.conditions.derivation import Derivations
from metscout.facts import declaration
from metscout.facts.declaration import Vocabulary
from metscout.packs import compile as compiled
from metscout.packs import model
from metscout.packs.cache import Cache, cache_folder
from metscout.packs.codec import Codec
from metscout.packs.compile import RuleIndex, Topic, TopicIndex
from metscout.packs.model import CitationTable, Labels, PackStamp, Procedure, SafetyRule, SourceConflict
from metscout.terms import radiation, sentences, words
from metscout.terms.errors import PackError, UsageError

_CLASSES = (
    *(cls for module in (model, compiled, tree, masks, derivation, declaration, radiation, sentences, words)
      for cls in vars(module).values() if isinstance(cls, type)),
)  # fmt: skip
_CODEC = Codec(_CLASSES)
_COMPILERS = ("conditions", "facts", "packs", "reading", "terms")
_MEMO_SIZE = 4096
T = TypeVar("T")


class Knowledge:
    """Everything the packs know. Topics are unfolded when first needed."""

    def __init__(
        self, base: dict[str, Any], topic: Callable[[str], Topic], cache: Cache, raw: Callable[[], Any]
    ) -> None:
        self.vocabulary: Vocabulary = base["vocabulary"]
        self.derivations: Derivations = base["derivations"]
        self.procedures: dict[str, Procedure] = base["procedures"]
        self.scale: Labels = base["scale"]
        self.rules: tuple[SafetyRule, ...] = base["rules"]
        self.rule_index: RuleIndex = base["rule_index"]
        self.index: TopicIndex = base["index"]
        self.stamps: dict[str, PackStamp] = base["stamps"]
        self.conflicts: dict[str, SourceConflict] = base["conflicts"]
        self.scenario_topics: dict[str, str] = base["scenario_topics"]
        self.cache = cache
        self.language = raw
        self._base = base
        self._read_topic = topic
        self._topics: dict[str, Topic] = {}
        self._memo: dict[Hashable, Any] = {}

    def topic(self, name: str) -> Topic:
        """One topic, compiled."""
        found = self._topics.get(name)
        if found is None:
            found = self._topics[name] = self._read_topic(name)
        return found

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for `key`, made once. Only for values that follow from the knowledge and the key."""
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) >= _MEMO_SIZE:
                self._memo.clear()
            found = self._memo[key] = make()
        result: T = found
        return result

    @cached_property
    def citations(self) -> CitationTable:
        """Every citation by its key."""
        found: CitationTable = self._base["citations"]
        return found

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics in the order of their ids."""
        return tuple(self.topic(name) for name in self.index.topics)


def shipped_folder() -> Path:
    """The knowledge that comes with the program: beside the package, or in the checkout."""
    packaged = Path(metscout.__file__).parent / "knowledge"
    return packaged if packaged.is_dir() else Path(metscout.__file__).parents[2] / "knowledge"


def load_knowledge(extra: Sequence[Path] = (), *, use_cache: bool = True) -> Knowledge:
    """The shipped knowledge with the `extra` folders beside it; no folder outranks another.

    Raises PackError with every fault at once, UsageError for a folder that is not there.
    """
    folders = (shipped_folder(), *extra)
    files = read_folders(folders)
    key = content_key(files)
    cache = Cache(key, cache_folder() if use_cache else None)
    base = _understood(cache.read("base"), dict)
    if base is None:
        from metscout.packs.build import build

        base, topics, faults = build(files)
        if faults:
            raise PackError(faults)
        cache.write("base", _CODEC.dumps(base))
        for name, topic in topics.items():
            cache.write(f"topic-{name}", _CODEC.dumps(topic))
        return Knowledge(base, topics.__getitem__, cache, lambda: _language(files))

    def read_topic(name: str) -> Topic:
        found = _understood(cache.read(f"topic-{name}"), Topic)
        if found is None:
            from metscout.packs.build import build

            found = build(files)[1][name]
        return found

    return Knowledge(base, read_topic, cache, lambda: _language(files))


def _understood(content: bytes | None, kind: type[T]) -> T | None:
    """What a cache entry holds; None where there is none or it cannot be understood."""
    if content is None:
        return None
    try:
        found = _CODEC.loads(content)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if isinstance(found, kind) else None


def read_folders(folders: Sequence[Path]) -> dict[str, bytes]:
    """The YAML files of all folders by the name they are reported under."""
    files: dict[str, bytes] = {}
    seen: set[str] = set()
    for number, folder in enumerate(folders):
        if not folder.is_dir():
            raise UsageError("no_such_folder", "packs", f"{folder} is not a folder of packs")
        before = len(files)
        place = os.path.realpath(folder)
        if place in seen:
            continue
        seen.add(place)
        label = "knowledge" if number == 0 else str(folder) if folder.is_absolute() else f"./{folder}"
        for root, names, found in os.walk(folder):
            names.sort()
            for name in sorted(found):
                path = os.path.join(root, name)
                if name.endswith((".yaml", ".yml")) and os.path.isfile(path):
                    relative = os.path.relpath(path, folder).replace(os.sep, "/")
                    with open(path, "rb") as file:
                        files[f"{label}/{relative}"] = file.read()
        if len(files) == before:
            raise UsageError("empty_folder", "packs", f"{folder} holds no YAML file")
    return files


def content_key(files: dict[str, bytes]) -> str:
    """One digest of all content, and of the program that compiles it (its version, module sizes and times)."""
    digest = hashlib.sha256(metscout.__version__.encode())
    package = os.path.dirname(metscout.__file__)
    for room in _COMPILERS:
        with os.scandir(os.path.join(package, room)) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    digest.update(f"{room} {entry.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])}\n".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _language(files: dict[str, bytes]) -> dict[str, Any]:
    """The words of the reader, as plain values by file name."""
    from metscout.packs.yaml_tree import parse_yaml

    wanted = ("/vocabulary/language.yaml", "/vocabulary/synonyms/")
    documents = [parse_yaml(files[name], name) for name in sorted(files) if any(part in name for part in wanted)]
    faults = [fault for document in documents for fault in document.faults]
    if faults:
        raise PackError(faults)
    return {document.file: document.data for document in documents}
