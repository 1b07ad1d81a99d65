"""Knowledge from folders: read, resolved, checked whole, compiled once."""

import hashlib
import os
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

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
from metscout.packs.model import (
    CitationTable,
    Labels,
    PackStamp,
    Procedure,
    Recent,
    SafetyRule,
    Scenario,
    SourceConflict,
)
from metscout.terms import radiation, sentences, words
from metscout.terms.errors import PackError, UsageError

if TYPE_CHECKING:
    from metscout.packs.pathways import Pathway, Pathways
    from metscout.packs.policy import Policy
    from metscout.packs.protocols import Protocol, Protocols
    from metscout.packs.staging_model import Staging

_CLASSES = (
    *(cls for module in (model, compiled, tree, masks, derivation, declaration, radiation, sentences, words)
      for cls in vars(module).values() if isinstance(cls, type)),
)  # fmt: skip
_CODEC = Codec(_CLASSES)
PARTS = ("pathways", "protocols", "staging")  # read when first asked for, each a cache entry of its own
_COMPILERS = ("answers", "conditions", "facts", "packs", "reading", "search", "terms")
_MEMO_SIZE = 4096
T = TypeVar("T")


class Knowledge:
    """Everything the packs know. Topics are unfolded when first needed."""

    def __init__(
        self,
        base: dict[str, Any],
        topic: Callable[[str], Topic],
        cache: Cache,
        raw: Callable[..., Any],
        part: Callable[[str], Any],
    ) -> None:
        self.vocabulary: Vocabulary = base["vocabulary"]
        self.derivations: Derivations = base["derivations"]
        self.procedures: dict[str, Procedure] = base["procedures"]
        self.scale: Labels = base["scale"]
        self.roles: dict[str, str] = base["roles"]
        self.recent: Recent = base["recent"]
        self.rules: tuple[SafetyRule, ...] = base["rules"]
        self.rule_index: RuleIndex = base["rule_index"]
        self.index: TopicIndex = base["index"]
        self.stamps: dict[str, PackStamp] = base["stamps"]
        self.conflicts: dict[str, SourceConflict] = base["conflicts"]
        self.policy: Policy | None = base["policy"]
        self.scenario_topics: dict[str, str] = base["scenario_topics"]
        self.cache = cache
        self.language = raw
        self._base = base
        self._read_topic = topic
        self._read_part = part
        self._topics: dict[str, Topic] = {}
        self._memo: dict[Hashable, Any] = {}

    def topic(self, name: str) -> Topic:
        """One topic, compiled."""
        found = self._topics.get(name)
        if found is None:
            found = self._topics[name] = self._read_topic(name)
        return found

    def scenario(self, name: str) -> Scenario:
        """One scenario by its id."""
        return next(found for found in self.topic(self.scenario_topics[name]).scenarios if found.id == name)

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

    @cached_property
    def pathways(self) -> "tuple[Pathway, ...]":
        """All treatment pathways in the order of their ids, read when first needed."""
        found: Pathways = self._read_part("pathways")
        return found.members

    @cached_property
    def protocols(self) -> "dict[str, Protocol]":
        """All imaging protocols by their ids, read when first needed."""
        found: Protocols = self._read_part("protocols")
        return {protocol.id: protocol for protocol in found.members}

    @cached_property
    def staging(self) -> "Staging":
        """The staging sites and tables, read when first needed."""
        found: Staging = self._read_part("staging")
        return found

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics in the order of their ids."""
        return tuple(self.topic(name) for name in self.index.topics)


def shipped_folder() -> Path:
    """The knowledge that comes with the program: beside the package, or in the checkout."""
    packaged = Path(metscout.__file__).parent / "knowledge"
    return packaged if packaged.is_dir() else Path(metscout.__file__).parents[2] / "knowledge"


def load_knowledge(extra: Sequence[Path] = (), *, policy: Path | None = None, use_cache: bool = True) -> Knowledge:
    """The shipped knowledge with the `extra` folders beside it; no folder outranks another.

    `policy` is the folder of a site's policy, which is laid over it. Raises PackError with every fault at
    once, UsageError for a folder that is not there.
    """
    folders = (shipped_folder(), *extra)
    files = read_folders(folders)
    codec, local = _CODEC, None
    if policy is not None:
        local, own = read_policy_folder(policy)
        files |= own
        codec = _codec_with_policy()
    key = content_key(files)
    cache = Cache(key, cache_folder() if use_cache else None)
    base = _understood(cache.read("base"), dict, codec)
    if base is None:
        from metscout.packs.build import build

        base, topics, faults = build(files, local)
        if faults:
            raise PackError(faults)
        parts = {name: base.pop(name) for name in PARTS}
        for name, part in parts.items():
            cache.write(name, _codec_of(name).dumps(part))
        cache.write("base", codec.dumps(base))
        for name, topic in topics.items():
            cache.write(f"topic-{name}", _CODEC.dumps(topic))
        return Knowledge(base, topics.__getitem__, cache, partial(_language, files), parts.__getitem__)

    def read_topic(name: str) -> Topic:
        found = _understood(cache.read(f"topic-{name}"), Topic)
        if found is None:
            from metscout.packs.build import build

            found = build(files, local)[1][name]
        return found

    def read_part(name: str) -> Any:
        found = _understood(cache.read(name), object, _codec_of(name))
        if found is None:
            from metscout.packs.build import build

            found = build(files, local)[0][name]
        return found

    return Knowledge(base, read_topic, cache, partial(_language, files), read_part)


def _codec_of(part: str) -> Codec:
    """A codec that also knows the classes of one part; their import is spared where the part is not asked for."""
    own: ModuleType
    match part:
        case "pathways":
            from metscout.packs import pathways as own
        case "protocols":
            from metscout.packs import protocols as own
        case _:
            from metscout.packs import staging_model as own
    return Codec((*_CLASSES, *(cls for cls in vars(own).values() if isinstance(cls, type))))


def _codec_with_policy() -> Codec:
    """A codec that knows the classes of a policy as well; their import is spared where there is none."""
    from metscout.packs import policy

    return Codec((*_CLASSES, policy.MovedRule, policy.OrderSet, policy.Policy, policy.Preferred))


def _understood(content: bytes | None, kind: type[T], codec: Codec = _CODEC) -> T | None:
    """What a cache entry holds; None where there is none or it cannot be understood."""
    if content is None:
        return None
    try:
        found = codec.loads(content)
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
        files |= _read_folder(folder, "knowledge" if number == 0 else _label(folder))
        if len(files) == before:
            raise UsageError("empty_folder", "packs", f"{folder} holds no YAML file")
    return files


def read_policy_folder(folder: Path) -> tuple[str, dict[str, bytes]]:
    """The name that the files of a policy folder are reported under, and the files."""
    if not folder.is_dir():
        text = f"{folder} is not a folder; name the folder that holds policy.yaml"
        raise UsageError("no_such_folder", "policy", text)
    label = _label(folder)
    files = _read_folder(folder, label)
    if f"{label}/policy.yaml" not in files:
        raise UsageError("no_policy", "policy", f"{folder} holds no policy.yaml")
    return label, files


def _label(folder: Path) -> str:
    return str(folder) if folder.is_absolute() else f"./{folder}"


def _read_folder(folder: Path, label: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for root, names, found in os.walk(folder):
        names.sort()
        for name in sorted(found):
            path = os.path.join(root, name)
            if name.endswith((".yaml", ".yml")) and os.path.isfile(path):
                relative = os.path.relpath(path, folder).replace(os.sep, "/")
                with open(path, "rb") as file:
                    files[f"{label}/{relative}"] = file.read()
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


_OF_PATIENTS, OF_ORDERS = ("/vocabulary/language.yaml", "/vocabulary/synonyms/"), ("/vocabulary/orders.yaml",)
OF_REPORTS = ("/vocabulary/reports.yaml",)


def _language(files: dict[str, bytes], wanted: tuple[str, ...] = _OF_PATIENTS) -> dict[str, Any]:
    """The words of a reader, as plain values by file name."""
    from metscout.packs.yaml_tree import parse_yaml

    documents = [parse_yaml(files[name], name) for name in sorted(files) if any(part in name for part in wanted)]
    faults = [fault for document in documents for fault in document.faults]
    if faults:
        raise PackError(faults)
    return {document.file: document.data for document in documents}
