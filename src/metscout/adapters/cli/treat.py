"""`metscout treat`: how metastatic disease is treated, as far as a pathway here says."""

from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.inputs import read_text_file, structured, typed
from metscout.adapters.cli.outputs import print_document, terminal_ink
from metscout.adapters.cli.readers import added_for, audience_of, page_for
from metscout.adapters.cli.storing import keeper_of, patient_given
from metscout.terms.document import as_document
from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import argparse


def run(options: "argparse.Namespace") -> int:
    """Answer, print, and say by the status whether a pathway fits."""
    given = [name for name in ("text", "file") if getattr(options, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        raise UsageError("usage", "", f"give one of TEXT and --file F; got {found}. See 'metscout treat --help'.")
    audience = audience_of(options)
    door = Door(options.packs, options.as_of, options.policy)
    keeper = keeper_of(options)
    patient = _patient(options)
    answer = door.treat(patient)
    if keeper is not None:
        keeper.keep("treat", patient_given(patient), as_document(answer), door)
    if options.json:
        print_document({**as_document(answer), **added_for(answer, audience, door)})
        return 0 if answer.outcome.value == "matched" else 3
    if audience != "patient":
        from metscout.pages.treat import treatment_page

        print(treatment_page(answer, door.knowledge, terminal_ink()), end="")
    if audience is not None:
        print(page_for(answer, audience, door), end="")
    return 0 if answer.outcome.value == "matched" else 3


def _patient(options: "argparse.Namespace") -> Any:
    """The patient as given: a facts file, text on standard input, or text."""
    if options.file is not None:
        return structured(*read_text_file(options.file))
    return read_text_file("-")[0] if options.text == "-" else typed(options.text)
