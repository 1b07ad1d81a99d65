"""`--audience` of recommend, check and treat: what is added for a trainee or a patient."""

from typing import TYPE_CHECKING, Any

from metscout.adapters.cli.outputs import terminal_ink
from metscout.terms.document import as_document

if TYPE_CHECKING:
    import argparse

    from metscout import Door
    from metscout.engine.decision import Decision
    from metscout.engine.order_document import OrderCheck
    from metscout.engine.treatment_document import Treatment


def add_audience(parser: "argparse.ArgumentParser") -> None:
    """The option."""
    parser.add_argument("--audience", metavar="A", help="clinician (usual), trainee or patient")


def audience_of(options: "argparse.Namespace") -> str | None:
    """The audience that something is added for; None for clinicians. Raises UsageError for one that is not known."""
    if options.audience in (None, "clinician"):
        return None
    from metscout.answers.audience import checked_audience

    return checked_audience(options.audience)


def added_for(answer: "Decision | OrderCheck | Treatment", audience: str | None, door: "Door") -> dict[str, Any]:
    """The document's member with what is added; empty for clinicians."""
    if audience is None:
        return {}
    from metscout.answers.for_audience import note_for

    return {"for_audience": as_document(note_for(answer, audience, door.knowledge))}


def page_for(answer: "Decision | OrderCheck | Treatment", audience: str, door: "Door") -> str:
    """What is added, as terminal text."""
    from metscout.answers.for_audience import note_for
    from metscout.pages.audience import audience_page

    return audience_page(note_for(answer, audience, door.knowledge), answer.notice, door.knowledge, terminal_ink())
