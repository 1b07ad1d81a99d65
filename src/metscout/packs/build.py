"""Compiling knowledge files: every document read, every name resolved, every fault reported."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from metscout.conditions.derivation import Derivations
from metscout.packs.compile import Topic, compile_index, compile_rules, compile_topic
from metscout.packs.model import Labels, PackStamp, Recent, SourceConflict, TopicHead
from metscout.packs.pathways import Pathway, Pathways
from metscout.packs.protocols import Protocol, Protocols
from metscout.packs.read_packs import read_scenario, read_topic
from metscout.packs.read_policy import open_policy
from metscout.packs.read_protocols import check_protocols, read_protocol
from metscout.packs.read_reviews import OVERLAY, Overlay
from metscout.packs.read_rules import read_conflict, read_rule
from metscout.packs.read_staging import read_staging
from metscout.packs.read_treatment import check_pathways, read_pathway
from metscout.packs.read_vocabulary import (
    Names,
    read_conventions,
    read_derivations,
    read_facts,
    read_procedures,
    read_roles,
    read_scale,
    read_sources,
)
from metscout.packs.resolve import check_names
from metscout.packs.view import Unreadable, View, attempt, each
from metscout.packs.yaml_tree import Document, parse_yaml
from metscout.terms.errors import Fault
from metscout.terms.frozen import replaced
from metscout.terms.sentences import Sentence

T = TypeVar("T")


def build(files: dict[str, bytes], policy: str | None = None) -> tuple[dict[str, Any], dict[str, Topic], list[Fault]]:
    """The base, the topics and every fault of the files; compiled parts are empty where faults stand.

    `policy` is the name of the folder among them that holds a site's policy.
    """
    documents = {name: parse_yaml(content, name) for name, content in files.items()}
    sorted_by: dict[str, list[Document]] = defaultdict(list)
    for name in sorted(documents, key=lambda name: (below(name), name)):
        kind = _kind(name)
        if policy is not None and name.startswith(f"{policy}/"):
            kind = _kind_in_policy(documents[name], name.removeprefix(f"{policy}/"))
            if kind is None:
                continue
        if kind is None:
            hint = _NOT_HERE if name.endswith("/policy.yaml") else _ROOMS
            documents[name].fault("unknown_file", (), "is in no room of the knowledge folder", hint)
        else:
            sorted_by[kind].append(documents[name])
    names = Names()
    names.vocabulary = read_facts(sorted_by["facts"])
    for document in sorted_by["sources"]:
        read_sources(document, names)
    names.scale = _single(sorted_by["levels"], names, read_scale, "scale", Labels({}, ()))
    recent = _single(sorted_by["conventions"], names, read_conventions, "page of conventions", None)
    for document in sorted_by["procedures"]:
        read_procedures(document, names)
    for document in sorted_by["roles"]:
        read_roles(document, names)
    derivations = read_derivations(sorted_by["derivations"], names)
    rules = _read_members(sorted_by["safety"], names, read_rule)
    heads = _read_each(sorted_by["topic"], names, read_topic)
    scenarios = _read_each(sorted_by["scenario"], names, read_scenario)
    conflicts = _read_members(sorted_by["conflicts"], names, read_conflict)
    pathways: list[tuple[View, Pathway]] = _read_each(sorted_by["treatment"], names, read_pathway)
    site = open_policy(sorted_by["policy"][0], names) if sorted_by["policy"] else None
    protocols: list[tuple[View, Protocol]] = _read_each(sorted_by["protocols"], names, read_protocol)
    staging = read_staging(sorted_by["staging_sites"], sorted_by["staging"], names)
    overlay = Overlay(sorted_by["reviews"])
    scenarios, pathways = overlay.over_each(scenarios), overlay.over_each(pathways)
    protocols = overlay.over_each(protocols)
    staging = replaced(staging, tables={name: overlay.over(table) for name, table in staging.tables.items()})
    versions = _versions(sorted_by["version"])
    check_names(heads, scenarios, conflicts, rules, {pathway.id for _, pathway in pathways})
    check_pathways(pathways, frozenset(scenario.id for _, scenario in scenarios))
    check_protocols(protocols, scenarios, sorted_by["procedures"])
    by_id = {protocol.id: protocol for _, protocol in protocols}
    items = [item for _, item in (*scenarios, *pathways, *protocols)]
    overlay.check({item.id: item.review for item in (*items, *staging.tables.values())})
    local = site.read(_below(f"{policy}/", files), [rule for _, rule in rules], by_id) if site else None
    faults = [fault for document in documents.values() for fault in document.faults]
    if faults:
        return {}, {}, faults
    topics = {
        head.id: compile_topic(
            head,
            tuple(scenario for _, scenario in scenarios if scenario.id.partition(".")[0] == head.id),
            _touching(head, [conflict for _, conflict in conflicts]),
            names.vocabulary,
        )
        for _, head in sorted(heads, key=lambda pair: pair[1].id)
    }
    in_order = tuple(sorted(local.rules if local else [rule for _, rule in rules], key=lambda rule: rule.label))
    base = {
        "vocabulary": names.vocabulary,
        "derivations": Derivations(derivations),
        "procedures": names.procedures,
        "scale": names.scale,
        "roles": names.roles,
        "recent": (local and local.recent) or recent or Recent(0, Sentence("", ())),
        "rules": in_order,
        "rule_index": compile_rules(in_order, names.vocabulary),
        "index": compile_index(tuple(topic.head for topic in topics.values()), names.vocabulary),
        "stamps": _stamps(files, versions, topics, [(v.document.file, c) for v, c in conflicts]),
        "scenario_topics": {s.id: name for name, topic in topics.items() for s in topic.scenarios},
        "conflicts": {c.id: c for c in sorted((c for _, c in conflicts), key=lambda c: c.id)},
        "citations": names.citations,
        "staging": staging,
        "pathways": Pathways(tuple(sorted((p for _, p in pathways), key=lambda pathway: pathway.id))),
        "protocols": Protocols(tuple(by_id[name] for name in sorted(by_id))),
        "policy": local.policy if local else None,
    }
    return base, topics, []


_VOCABULARY = ("sources.yaml", "levels.yaml", "procedures.yaml", "derivations.yaml", "roles.yaml", "conventions.yaml")
_ROOMS = "Rooms: vocabulary/, packs/<topic>/, safety/, treatment/, protocols/, staging/, knowledge.yaml."


def below(name: str) -> str:
    """The name of a file below its knowledge folder, wherever that folder lies."""
    return _room(name)[1]


def _kind(name: str) -> str | None:
    """What a file holds, by where it lies in its knowledge folder."""
    return _room(name)[0]


def _room(name: str) -> tuple[str | None, str]:
    parts = name.split("/")
    for start in reversed(range(len(parts))):
        kind = _kind_of(parts[start:])
        if kind is not None:
            return kind, "/".join(parts[start:])
    return None, name


def _kind_of(parts: list[str]) -> str | None:
    match parts:
        case ["knowledge.yaml"]:
            return "version"
        case ["vocabulary", "facts", _]:
            return "facts"
        case ["vocabulary", "synonyms", _] | ["vocabulary", "language.yaml"]:
            return "language"
        case ["vocabulary", file] if file in _VOCABULARY:
            return file.removesuffix(".yaml")
        case ["vocabulary", "codes.yaml"]:
            return "codes"
        case ["vocabulary", "orders.yaml" | "reports.yaml"]:
            return "orders"
        case ["vocabulary", "questions.yaml" | "terms.yaml" | "rephrasing.yaml"]:
            return "questions"
        case ["packs", _, "topic.yaml"]:
            return "topic"
        case ["packs", "conflicts.yaml"] | ["packs", _, "conflicts.yaml"] | ["treatment", "conflicts.yaml"]:
            return "conflicts"
        case ["packs", _, _]:
            return "scenario"
        case ["safety", _]:
            return "safety"
        case ["staging", "sites.yaml"]:
            return "staging_sites"
        case ["staging", _]:
            return "staging"
        case ["protocols", _]:
            return "protocols"
        case ["treatment", _]:
            return "treatment"
    return None


_NOT_HERE = "The folder of a site's policy is named with --policy."
_ROOMS_OF_POLICY = "A policy folder holds policy.yaml, reviews.yaml and protocols/."


def _kind_in_policy(document: Document, name: str) -> str | None:
    """What a file of a policy folder holds; None with a fault where it may not stand there."""
    if name == "policy.yaml":
        return "policy"
    if name == OVERLAY:
        return "reviews"
    if name.startswith("protocols/") and (kind := _kind(name)) is not None:
        return kind
    document.fault("unknown_file", (), "has no place in a policy folder", _ROOMS_OF_POLICY)
    return None


def _below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of one folder by their names in it."""
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}


def _single(
    documents: list[Document], names: Names, read: Callable[[Document, Names], T], kind: str, none: Any
) -> T | Any:
    """What may stand once only; a second one is refused, for it could not stand beside the first."""
    ordered = sorted(documents, key=lambda document: not document.file.startswith("knowledge/"))
    for document in ordered[1:]:
        document.fault("duplicate_name", (), f"the {kind} stands twice: also in {ordered[0].file}")
    return attempt(lambda: read(ordered[0], names), none) if ordered else none


def _read_each(documents: list[Document], names: Names, read: Any) -> list[tuple[View, Any]]:
    found = []
    for document in documents:
        view = View(document, (), document.data)
        try:
            found.append((view, read(view, names)))
        except Unreadable:
            continue
    return found


def _read_members(documents: list[Document], names: Names, read: Any) -> list[tuple[View, Any]]:
    found: list[tuple[View, Any]] = []
    for document in documents:
        view = View(document, (), document.data)
        members: list[View] = attempt(partial(_listed, view), [])
        found += each(members, lambda v: (v, read(v, names)))
    return found


def _listed(view: View) -> list[View]:
    return list(view.list())


def _versions(documents: list[Document]) -> dict[str, str]:
    """The version of each knowledge folder by the folder's name."""
    found = {}
    for document in documents:
        view = View(document, (), document.data)
        root = document.file.removesuffix("knowledge.yaml")
        found[root] = attempt(partial(_version, view), "")
    return found


def _version(view: View) -> str:
    return view.mapping(("version",)).at("version").text()


def _touching(head: TopicHead, conflicts: list[SourceConflict]) -> tuple[SourceConflict, ...]:
    """The conflicts that speak of the topic or of a place it sends patients to, by id."""
    own = {destination.id for destination in head.destinations}
    found = [c for c in conflicts if any(t in own or t.partition(".")[0] == head.id for t in c.scenarios)]
    return tuple(sorted(found, key=lambda conflict: conflict.id))


def _stamps(
    files: dict[str, bytes],
    versions: dict[str, str],
    topics: dict[str, Topic],
    conflicts: list[tuple[str, SourceConflict]],
) -> dict[str, PackStamp]:
    """The content each topic rests on, and the vocabulary and safety rules that all rest on."""
    shared = {room: f"{room}/" for room in ("vocabulary", "safety", "treatment", "protocols", "staging")}
    groups = {name: {f for f in files if below(f).startswith(start)} for name, start in shared.items()}
    for name, topic in topics.items():
        touching = {conflict.id for conflict in topic.conflicts}
        groups[name] = {topic.head.file, *(scenario.file for scenario in topic.scenarios)}
        groups[name] |= {file for file, conflict in conflicts if conflict.id in touching}
    stamps = {}
    for name, members in groups.items():
        digest = hashlib.sha256()
        for file in sorted(members, key=lambda file: (below(file), file)):
            digest.update(below(file).encode() + b"\n" + files[file])
        first = topics[name].head.file if name in topics else min(members, default="", key=_shipped_first)
        stamps[name] = PackStamp(name, _version_of(first, versions), digest.hexdigest())
    return stamps


def _shipped_first(file: str) -> tuple[bool, str]:
    return not file.startswith("knowledge/"), file


def _version_of(file: str, versions: dict[str, str]) -> str:
    roots = [root for root in versions if file.startswith(root)]
    return versions[max(roots, key=len)] if roots else "unversioned"
