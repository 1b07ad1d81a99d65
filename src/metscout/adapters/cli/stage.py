"""`metscout stage`: categories in, the stage group of each edition out."""

from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.inputs import read_text_file, structured, typed
from metscout.adapters.cli.outputs import print_document, terminal_ink
from metscout.terms.document import as_document
from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import argparse

_VALUES = ("site", "t", "n", "m", "grade", "edition", "diagnosis_year", "size")


def run(options: "argparse.Namespace") -> int:
    """Answer, print, and say by the status whether there is a stage."""
    values = {name: typed(value) for name in _VALUES if (value := getattr(options, name)) is not None}
    patient = _patient(options)
    if patient is None and not values:
        text = "give TEXT, or --site with --t, --n and --m. See 'metscout stage --help'."
        raise UsageError("usage", "", text)
    door = Door(options.packs, options.as_of, options.policy)
    answer = door.stage(patient, **values)
    if options.json:
        print_document(as_document(answer))
    else:
        from metscout.pages.stage import stage_page

        print(stage_page(answer, door.knowledge, terminal_ink()), end="")
    return 0 if answer.outcome.value == "staged" else 3


def _patient(options: "argparse.Namespace") -> Any:
    """The patient as given, None where only single values are."""
    if options.file is not None and options.text is not None:
        raise UsageError("usage", "", "give TEXT or --file F, not both. See 'metscout stage --help'.")
    if options.file is not None:
        return structured(*read_text_file(options.file))
    if options.text == "-":
        return read_text_file("-")[0]
    return None if options.text is None else typed(options.text)
