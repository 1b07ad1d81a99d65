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
    from metscout.answers.answer_document import Answer
    from metscout.engine.decide import Stamp
    from metscout.engine.decision import Decision
    from metscout.engine.next_document import WhatFollows
    from metscout.engine.order_document import OrderCheck
    from metscout.engine.protocol import ProtocolList, ProtocolPage
    from metscout.engine.stage_document import StageAnswer
    from metscout.engine.treatment_document import Treatment
    from metscout.facts.sheet import FactSheet
    from metscout.packs.load import Knowledge

__all__ = ["Door", "__version__", "ask", "recommend", "treat"]


class Door:
    """The knowledge loaded once, to answer many questions.

    `packs` are folders of packs beside the shipped ones. `as_of` is the date the answers are given for,
    today where it is None. `policy` is the folder of a site's policy. Raises PackError with every fault of
    the packs and the policy, UsageError for a folder or a date that cannot be used.
    """

    def __init__(
        self,
        packs: Sequence[str | PathLike[str]] = (),
        as_of: str | date | None = None,
        policy: str | PathLike[str] | None = None,
    ) -> None:
        from pathlib import Path

        from metscout.packs.load import load_knowledge

        self._as_of = _date(as_of)
        self._given: Stamp | None = None
        self.knowledge: Knowledge = load_knowledge(
            [Path(folder) for folder in packs], policy=None if policy is None else Path(policy)
        )

    def read(self, patient: str | Mapping[str, object]) -> "FactSheet":
        """The facts of a text, or of a mapping of fact names to values, before anything is derived.

        Raises FactError naming what cannot be read and what would be right.
        """
        from metscout.reading.patient import read_patient

        return read_patient(patient, self.knowledge, self._today())

    def recommend(self, patient: str | Mapping[str, object], *, explain: bool = False) -> "Decision":
        """The decision for a patient and a question. `explain` adds the trace."""
        return self.decide(self.read(patient), explain=explain)

    def decide(self, sheet: "FactSheet", *, explain: bool = False) -> "Decision":
        """The decision for facts that are already on a sheet."""
        from metscout.engine.decide import decide

        return decide(sheet, self.knowledge, self._stamp(), explain=explain)

    def check(
        self,
        patient: str | Mapping[str, object],
        orders: Sequence[str],
        prior: Sequence[str | Mapping[str, object]] = (),
    ) -> "OrderCheck":
        """The verdict on ordered studies for a patient, with the order that mends it.

        `orders` are written as people write them, or as ids. `prior` are studies already done:
        `"CT chest w/o@2026-11-02"` or `{"procedure", "date"}`; those of a facts mapping count as well.
        Raises FactError for what cannot be read.
        """
        from metscout.engine.order_check import check_order
        from metscout.facts.sheet import with_history
        from metscout.reading.history import read_prior
        from metscout.reading.orders import read_orders
        from metscout.reading.patient import with_facts_of_orders

        stamp = self._stamp()
        sheet = self.read(patient)
        done = tuple(read_prior(entry, self.knowledge, stamp.as_of, f"prior[{i}]") for i, entry in enumerate(prior))
        ordered = [
            study for i, text in enumerate(orders) for study in read_orders(text, self.knowledge, f"orders[{i}]")
        ]
        sheet = with_facts_of_orders(sheet, orders, self.knowledge)
        return check_order(with_history(sheet, (*sheet.prior, *done), sheet.results), ordered, self.knowledge, stamp)

    def next(self, scenario: str, result: str, site: str | None = None, finding: str | None = None) -> "WhatFollows":
        """What follows `result` (positive, negative or indeterminate) of the scenario's study.

        Raises UsageError for a scenario, a result or a site that is not known; a finding is read as it is written.
        """
        from metscout.engine.next_steps import what_follows

        return what_follows(scenario, result, site, finding, self.knowledge, self._stamp())

    def treat(self, patient: str | Mapping[str, object]) -> "Treatment":
        """The treatment pathway for a patient, from a line of text or from facts.

        Raises FactError naming what cannot be read and what would be right.
        """
        from metscout.engine.treat import treat
        from metscout.reading.patient import read_patient

        stamp = self._stamp()
        return treat(read_patient(patient, self.knowledge, stamp.as_of, treating=True), self.knowledge, stamp)

    def ask(
        self,
        question: str,
        about: str | Mapping[str, object] | None = None,
        audience: str = "clinician",
        conversation: Sequence[Mapping[str, object]] = (),
    ) -> "Answer":
        """The cited answer to a question in plain words, or the reason why there is none.

        `about` is a patient, as text or facts; `conversation` are earlier turns {"question", "about"}, whose facts and
        topic carry over. `audience` is clinician, trainee or patient. Raises FactError and UsageError for what
        cannot be read.
        """
        from metscout.answers.ask import ask

        return ask(question, about, audience, conversation, self.knowledge, self._stamp())

    def stage(
        self,
        patient: str | Mapping[str, object] | None = None,
        *,
        site: str | None = None,
        t: str | None = None,
        n: str | None = None,
        m: str | None = None,
        grade: str | None = None,
        edition: str | None = None,
        diagnosis_year: int | str | None = None,
        size: str | float | None = None,
    ) -> "StageAnswer":
        """The stage group of a text, of facts, or of single values in any usual spelling.

        `size` in mm, or with its unit, stands for T where T is not given. The outcome is `staged`,
        `needs_facts` or `out_of_scope`. Raises FactError for what cannot be.
        """
        from metscout.engine.stage import stage
        from metscout.reading.staging import read_stage

        request = read_stage(
            patient, self.knowledge, site=site, t=t, n=n, m=m, grade=grade, edition=edition,
            diagnosis_year=diagnosis_year, size=size, as_of=self._today(),
        )  # fmt: skip
        return stage(request, self.knowledge)

    def protocol(self, name: str) -> "ProtocolPage":
        """One imaging protocol, by its id, its title, or the id or name of the study it is for.

        Raises UsageError with the nearest id where there is none.
        """
        from metscout.engine.protocol import show_protocol

        return show_protocol(name, self.knowledge)

    def protocols(self) -> "ProtocolList":
        """All imaging protocols, by id."""
        from metscout.engine.protocol import list_protocols

        return list_protocols(self.knowledge)

    def stamped(self, stamp: "Stamp") -> "Door":
        """A door to the same knowledge whose every answer has this date, id and time."""
        import copy

        door = copy.copy(self)
        door._as_of, door._given = stamp.as_of, stamp
        return door

    def _today(self) -> str:
        """The date that the answers are given for."""
        return self._as_of or datetime.now(UTC).date().isoformat()

    def _stamp(self) -> "Stamp":
        from metscout.engine.decide import Stamp

        if self._given is not None:
            return self._given
        now = datetime.now(UTC)
        created = now.isoformat(timespec="seconds").replace("+00:00", "Z")
        return Stamp(self._today(), os.urandom(16).hex(), created)


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
    policy: str | PathLike[str] | None = None,
    explain: bool = False,
) -> "Decision":
    """The decision for a patient and a question, from one line of text or from facts.

    `patient` is free text, or a mapping of fact names to values (`{"cancer.histology": "osteosarcoma"}`).
    The outcome is `matched`, `needs_facts`, `redirected` or `out_of_scope`; none of them is an exception.
    `packs` and `policy` are folders of a site's own. Raises FactError for a text or a fact that cannot be
    read, PackError for faulty packs or a faulty policy.
    """
    global _shipped
    if packs or as_of is not None or policy is not None:
        return Door(packs, as_of, policy).recommend(patient, explain=explain)
    if _shipped is None:
        _shipped = Door()
    return _shipped.recommend(patient, explain=explain)


def treat(
    patient: str | Mapping[str, object],
    *,
    packs: Sequence[str | PathLike[str]] = (),
    as_of: str | date | None = None,
    policy: str | PathLike[str] | None = None,
) -> "Treatment":
    """The treatment pathway for a patient, from one line of text or from facts, as `recommend` takes them."""
    global _shipped
    if packs or as_of is not None or policy is not None:
        return Door(packs, as_of, policy).treat(patient)
    if _shipped is None:
        _shipped = Door()
    return _shipped.treat(patient)


def ask(
    question: str,
    about: str | Mapping[str, object] | None = None,
    audience: str = "clinician",
    conversation: Sequence[Mapping[str, object]] = (),
    *,
    packs: Sequence[str | PathLike[str]] = (),
    as_of: str | date | None = None,
    policy: str | PathLike[str] | None = None,
) -> "Answer":
    """The cited answer to a question in plain words; see `Door.ask`."""
    global _shipped
    if packs or as_of is not None or policy is not None:
        return Door(packs, as_of, policy).ask(question, about, audience, conversation)
    if _shipped is None:
        _shipped = Door()
    return _shipped.ask(question, about, audience, conversation)
