"""`metscout next`: what follows the result of a scenario's study."""

from typing import TYPE_CHECKING

from metscout import Door
from metscout.adapters.cli.inputs import typed
from metscout.adapters.cli.outputs import print_document, terminal_ink
from metscout.terms.document import as_document

if TYPE_CHECKING:
    import argparse


def run(options: "argparse.Namespace") -> int:
    """Answer, print, draw where asked, and say by the status whether a source says what follows."""
    door = Door(options.packs, options.as_of, options.policy)
    finding = None if options.finding is None else typed(options.finding)
    answer = door.next(typed(options.scenario), options.result, options.site, finding)
    if options.flow is not None:
        from metscout.adapters.cli.outputs import ending_of, write_whole
        from metscout.pages.flow import flow_svg

        ending_of(options.flow, "--flow", (".svg",))
        state = " ".join(warned.text for warned in answer.warnings if warned.code == "unreviewed")
        title = f"{answer.scenario.title}. {state}".strip()
        write_whole(options.flow, flow_svg(answer.flow, title, answer.result).encode(), "--flow")
    if options.json:
        print_document(as_document(answer))
    else:
        from metscout.pages.next_steps import next_page

        print(next_page(answer, door.knowledge, terminal_ink()), end="")
    return 0 if answer.outcome.value == "matched" else 3
