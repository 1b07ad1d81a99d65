"""Protocols from their files, and the names by which studies and scenarios point to them."""

import re
from collections.abc import Collection, Iterable, Sequence

from metscout.packs.model import Position, Scenario
from metscout.packs.pack_reader import PackReader
from metscout.packs.protocols import SECTIONS, Protocol, ProtocolConflict, ProtocolLine
from metscout.packs.read_reviews import read_item_review
from metscout.packs.read_vocabulary import Names
from metscout.packs.view import Unreadable, View, each, nearest
from metscout.packs.yaml_tree import Document
from metscout.terms.sentences import Sentence

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_INFERRED, _CONFIRM = "(Inference, awaiting review.)", "(Weak source, confirm locally.)"
Read = Sequence[tuple[View, Protocol]]


def read_protocol(view: View, names: Names) -> Protocol:
    """One protocol with all its lines."""
    view.mapping(
        ("id", "title", "review", "purpose", "procedures", "scenarios", *SECTIONS, "set_locally"),
        ("conflicts", "patient"),
    )
    reader = PackReader(names, None)
    return Protocol(
        _id(view.at("id")),
        reader.word(view.at("title")),
        read_item_review(view),
        reader.sentences(view.at("purpose")),
        tuple(each(view.at("procedures").list(), reader.procedure)),
        view.at("scenarios").texts(),
        {name: tuple(each(view.at(name).list(), lambda v: _line(reader, v))) for name in SECTIONS},
        tuple(each(view.at("set_locally").list(), _id)),
        tuple(each(view.at("conflicts").list(), lambda v: _conflict(reader, v))),
        reader.patient_lines(view.at("patient")),
    )


def _id(view: View) -> str:
    name = view.text()
    if not _ID.fullmatch(name):
        raise view.wrong("bad_name", f"{name!r} is no id; write lower snake case, such as tube_current")
    return name


def _line(reader: PackReader, view: View) -> ProtocolLine:
    view.mapping(("text", "at"), ("value", "unit", "weak", "inference", "site"))
    text = view.at("text").text()
    value = _value(view)
    _stands_in_text(view, text, value)
    weak, inference = view.at("weak").flag(), view.at("inference").flag()
    cites = reader.cites(view)
    if not weak and not inference and all(reader.names.citations[key].seen == "secondary" for key in cites):
        view.wrong("weak_source", "rests on summaries alone and is not marked", "Write weak: true.")
    said = " ".join((text, *([_CONFIRM] if weak else ()), *([_INFERRED] if inference else ())))
    return ProtocolLine(
        Sentence(said, cites), value, view.at("unit").optional_text(), weak, inference, view.at("site").optional_text()
    )


def _value(view: View) -> float | tuple[float, float] | None:
    """The figure of a line: a number, or [low, high]."""
    if view.has("value") != view.has("unit"):
        raise view.wrong("missing_key", "has one of value and unit; a figure needs both")
    member = view.at("value")
    if not isinstance(member.value, list):
        number = member.optional_number()
        return None if number is None else _plain(number)
    ends = [_plain(v.number()) for v in member.list()]
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise member.wrong("out_of_range", "is no range; write [low, high]")
    return ends[0], ends[1]


def _plain(number: float) -> float:
    """A whole number without its point: 70, not 70.0."""
    return int(number) if number.is_integer() else number


def _stands_in_text(view: View, text: str, value: float | tuple[float, float] | None) -> None:
    """A figure is said in the sentence too, so that a sentence that is quoted alone keeps it."""
    said = {float(found) for found in _NUMBER.findall(text)}
    for end in value if isinstance(value, tuple) else (value,):
        if end is not None and end not in said:
            view.at("text").wrong("value_not_in_text", f"does not say the value {end:g}")


def _conflict(reader: PackReader, view: View) -> ProtocolConflict:
    view.mapping(("about", "positions", "handled"))
    positions = []
    for member in view.at("positions").list():
        member.mapping(("says", "cites"))
        positions.append(Position(member.at("says").text(), reader.cites(member, "cites")))
    return ProtocolConflict(view.at("about").text(), tuple(positions), view.at("handled").text())


def check_protocols(
    protocols: Read, scenarios: Sequence[tuple[View, Scenario]], procedures: Iterable[Document]
) -> None:
    """Record a fault for a protocol that stands twice or is named and not there, and for what it names itself."""
    known: dict[str, View] = {}
    for view, protocol in protocols:
        if protocol.id in known:
            text = f"the protocol {protocol.id!r} stands twice: also in {known[protocol.id].document.file}"
            view.at("id").wrong("duplicate_name", text)
        known.setdefault(protocol.id, view)
    for place, name in (*_of_procedures(procedures), *_of_rows(scenarios)):
        _exists(place, name, known, "protocol")
    targets = {scenario.id: {target.about for target in scenario.targets} for _, scenario in scenarios}
    for view, protocol in protocols:
        for i, name in enumerate(protocol.scenarios):
            _exists(view.at("scenarios").at(i), name, targets, "scenario")
        sites = set[str]().union(*(targets.get(name, ()) for name in protocol.scenarios))
        for row in _members(view.at("reading")):
            if row.has("site") and row.value["site"] not in sites:
                text = f"{row.value['site']!r} is no target of the protocol's scenarios."
                row.at("site").wrong("unknown_site", text, f"Targets: {', '.join(sorted(sites))}.")


def _exists(place: View, name: str, known: Collection[str], kind: str) -> None:
    if name not in known:
        close = nearest(name, known)
        place.wrong(f"unknown_{kind}", f"{name!r} is not a {kind}.", f"Nearest: {close!r}." if close else None)


def _of_procedures(documents: Iterable[Document]) -> Iterable[tuple[View, str]]:
    """Where the vocabulary of studies names a protocol; a faulty list names none."""
    for document in documents:
        entries = document.data if isinstance(document.data, list) else []
        for i, entry in enumerate(entries):
            name = entry.get("protocol") if isinstance(entry, dict) else None
            if isinstance(name, str):
                yield View(document, (i, "protocol"), name), name


def _of_rows(scenarios: Sequence[tuple[View, Scenario]]) -> Iterable[tuple[View, str]]:
    """Where a row of a scenario names a protocol of its own."""
    for view, _ in scenarios:
        for key in ("ratings", "unrated"):
            for row in _members(view.at(key)):
                if isinstance(row.value, dict) and isinstance(row.value.get("protocol"), str):
                    yield row.at("protocol"), row.value["protocol"]


def _members(view: View) -> list[View]:
    try:
        return list(view.list())
    except Unreadable:
        return []
