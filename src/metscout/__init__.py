"""Metscout: which imaging study answers the question for this cancer patient, and who says so.

    >>> import metscout
    >>> decision = metscout.recommend("64F new bx-proven SCC anal canal, ?distant mets")
    >>> decision.scenario.id
    'anal_cancer.distant_metastasis'

Decision support for clinicians, not a medical device.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from os import PathLike
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from metscout.engine.decision import Decision
    from metscout.facts.sheet import FactSheet
    from metscout.packs.load import Knowledge

__all__ = ["Door", "__version__", "recommend"]


class Door:
    """The knowledge loaded once, to answer many questions.

    `packs` are folders of packs beside the shipped ones. `as_of` is the date the answers are given for,
    today where it is None. Raises PackError with every fault of the packs, UsageError for a folder or a
    date that cannot be used.
    """

    def __init__(self, packs: Sequence[str | PathLike[str]] = (), as_of: str | date | None = None) -> None:
        from pathlib import Path

        from metscout.packs.load import load_knowledge

        self._as_of = _date(as_of)
        self.knowledge: Knowledge = load_knowledge([Path(folder) for folder in packs])

    def read(self, patient: str | Mapping[str, object]) -> "FactSheet":
        """The facts of a text, or of a mapping of fact names to values, before anything is derived.

        Raises FactError naming what cannot be read and what would be right.
        """
        from metscout.reading.patient import read_patient

        return read_patient(patient, self.knowledge)

    def recommend(self, patient: str | Mapping[str, object], *, explain: bool = False) -> "Decision":
        """The decision for a patient and a question. `explain` adds the trace."""
        return self.decide(self.read(patient), explain=explain)

    def decide(self, sheet: "FactSheet", *, explain: bool = False) -> "Decision":
        """The decision for facts that are already on a sheet."""
        from metscout.engine.decide import Stamp, decide

        now = datetime.now(UTC)
        as_of = self._as_of or now.date().isoformat()
        created = now.isoformat(timespec="seconds").replace("+00:00", "Z")
        return decide(sheet, self.knowledge, Stamp(as_of, os.urandom(16).hex(), created), explain=explain)


def _date(as_of: str | date | None) -> str | None:
    if as_of is None or isinstance(as_of, date):
        return None if as_of is None else as_of.isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        from metscout.terms.errors import UsageError

        text = f"{as_of!r} is no date; write YYYY-MM-DD"
        raise UsageError("wrong_type", "as_of", text, as_of, ("YYYY-MM-DD",)) from None


_shipped: Door | None = None


def recommend(
    patient: str | Mapping[str, object],
    *,
    packs: Sequence[str | PathLike[str]] = (),
    as_of: str | date | None = None,
    explain: bool = False,
) -> "Decision":
    """The decision for a patient and a question, from one line of text or from facts.

    `patient` is free text, or a mapping of fact names to values (`{"cancer.histology": "osteosarcoma"}`).
    The outcome is `matched`, `needs_facts`, `redirected` or `out_of_scope`; none of them is an exception.
    Raises FactError for a text or a fact that cannot be read, PackError for faulty packs.
    """
    global _shipped
    if packs or as_of is not None:
        return Door(packs, as_of).recommend(patient, explain=explain)
    if _shipped is None:
        _shipped = Door()
    return _shipped.recommend(patient, explain=explain)
