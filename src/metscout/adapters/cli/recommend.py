"""`metscout recommend`: text, a facts file or a stream of cases in, decisions out."""

import json
import sys
from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.inputs import cased, lines_of, open_input, patient_of, read_text_file, structured, typed
from metscout.adapters.cli.outputs import ending_of, print_document, terminal_ink, write_whole
from metscout.adapters.cli.readers import added_for, audience_of, page_for
from metscout.adapters.cli.storing import keeper_of, patient_given
from metscout.terms.document import as_document
from metscout.terms.errors import MetscoutError, UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.adapters.stored import Keeper
    from metscout.engine.decision import Decision
    from metscout.facts.sheet import FactSheet


def run(options: "argparse.Namespace") -> int:
    """Answer, print, and say by the status whether it was answered."""
    given = [name for name in ("text", "file", "jsonl") if getattr(options, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        raise UsageError(
            "usage",
            "", f"give one of TEXT, --file F or --jsonl F; got {found}. "
            "See 'metscout recommend --help'.",
        )  # fmt: skip
    ending = _sheet_ending(options)
    audience = audience_of(options)
    door = Door(options.packs, options.as_of, options.policy)
    keeper = keeper_of(options)
    if options.jsonl is not None:
        return _stream(door, options.jsonl, options.explain, keeper, audience)
    patient: Any
    if options.file is not None:
        patient = structured(*read_text_file(options.file))
    else:
        patient = read_text_file("-")[0] if options.text == "-" else typed(options.text)
    sheet = door.read(patient)
    decision = door.decide(sheet, explain=options.explain)
    if keeper is not None:
        _keep(keeper, patient, decision, door, options.explain)
    if ending is not None:
        _write_board_sheet(decision, sheet, door, options.sheet, ending)
    _print(decision, door, options, audience)
    return 0 if decision.outcome.value == "matched" else 3


def _keep(keeper: "Keeper", patient: Any, decision: "Decision", door: Door, explain: bool) -> None:
    given = {**patient_given(patient), "explain": explain}
    keeper.keep("recommend", given, document_of(decision, explain), door)


def _sheet_ending(options: "argparse.Namespace") -> str | None:
    """The format of the sheet that is asked for, found out before anything is answered."""
    if options.sheet is None:
        return None
    if options.jsonl is not None:
        raise UsageError("usage", "--sheet", "is for one patient; give TEXT or --file F in place of --jsonl")
    from metscout.pages.printing import ENDINGS

    return ending_of(options.sheet, "--sheet", ENDINGS)


def _write_board_sheet(decision: "Decision", sheet: "FactSheet", door: Door, name: str, ending: str) -> None:
    import gc

    from metscout.engine.stage import stage_of
    from metscout.pages.board_sheet import board_sheet
    from metscout.pages.printing import printed

    gc.disable()  # else a tenth of the time goes into looking for garbage among the knowledge
    try:
        paper = board_sheet(decision, door.knowledge, stage_of(sheet, door.knowledge))
        write_whole(name, printed(paper, ending), "--sheet", private=True)
    finally:
        gc.enable()
    print(f"Sheet written to {name}", file=sys.stderr)


def _print(decision: "Decision", door: Door, options: "argparse.Namespace", audience: str | None) -> None:
    """The document or the page; a patient gets the plain words alone, a trainee all sentences and the terms."""
    if options.json:
        print_document({**document_of(decision, options.explain), **added_for(decision, audience, door)})
        return
    if audience != "patient":
        from metscout.pages.terminal import decision_page

        explain = options.explain or audience is not None
        sys.stdout.write(decision_page(decision, door.knowledge, terminal_ink(), explain=explain))
    if audience is not None:
        sys.stdout.write(page_for(decision, audience, door))


def document_of(decision: "Decision", explain: bool) -> dict[str, Any]:
    """The decision as the contract's document; the trace only where it was asked for."""
    document: dict[str, Any] = as_document(decision)
    if not explain:
        del document["trace"]
    return document


def _stream(door: Door, name: str, explain: bool, keeper: "Keeper | None", audience: str | None) -> int:
    """One JSON line a case, in order; a faulty line becomes an error record and the rest goes on."""
    failed = False
    out = sys.stdout
    with open_input(name) as file:
        for number, line in lines_of(file):
            identity: Any = None
            try:
                case = cased(line, number)
                identity = case.get("id")
                patient = patient_of(case, number)
                decision = door.recommend(patient, explain=explain)
                if keeper is not None:
                    _keep(keeper, patient, decision, door, explain)
                record = {"id": identity, **document_of(decision, explain), **added_for(decision, audience, door)}
            except MetscoutError as error:
                from metscout.adapters.cli.main import error_document

                failed = True
                record = {"id": identity, "line": number, **error_document(error)}
            out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return 2 if failed else 0
