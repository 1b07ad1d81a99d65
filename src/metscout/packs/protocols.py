"""Imaging protocols as their files state them: sections of cited lines, each with at most one figure."""

from metscout.packs.model import PatientLine, Position, Review
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence

SECTIONS = (
    "preparation", "contrast_or_tracer", "phases", "technique", "coverage", "pediatric", "reading", "pitfalls",
)  # fmt: skip


@frozen
class ProtocolLine:
    """One line. `value` is a number or the two ends of a range, None where the source gives no number.

    `weak`: only summaries say it, so a site confirms it. `inference`: no source says it. `site` is the target
    of a scenario that a line of the reading checklist belongs to.
    """

    sentence: Sentence
    value: float | tuple[float, float] | None
    unit: str | None
    weak: bool
    inference: bool
    site: str | None


@frozen
class ProtocolConflict:
    """Sources that disagree on how the study is done, and which one is followed."""

    about: str
    positions: tuple[Position, ...]
    handled: str


@frozen
class Protocol:
    """How one study is done. `set_locally` names what no source gives a figure for."""

    id: str
    title: str
    review: Review
    purpose: tuple[Sentence, ...]
    procedures: tuple[str, ...]
    scenarios: tuple[str, ...]
    sections: dict[str, tuple[ProtocolLine, ...]]
    set_locally: tuple[str, ...]
    conflicts: tuple[ProtocolConflict, ...]
    patient: tuple[PatientLine, ...] = ()


@frozen
class Protocols:
    """All protocols in the order of their ids."""

    members: tuple[Protocol, ...]
