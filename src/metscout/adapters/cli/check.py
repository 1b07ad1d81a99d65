"""`metscout check`: an order against the patient it is for, with the order that mends it."""

import json
from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.inputs import cased, lines_of, open_input, patient_of, read_text_file, structured, typed
from metscout.adapters.cli.outputs import print_document, terminal_ink
from metscout.adapters.cli.readers import added_for, audience_of, page_for
from metscout.adapters.cli.storing import keeper_of, patient_given
from metscout.terms.document import as_document
from metscout.terms.errors import FactError, MetscoutError, UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.adapters.stored import Keeper
    from metscout.engine.order_document import OrderCheck

_FILES = (".yaml", ".yml", ".json")
_KEYS = ("id", "text", "facts", "orders", "prior")
_JUDGED = ("needs_facts", "not_covered")


def run(options: "argparse.Namespace") -> int:
    """Answer, print, and say by the status whether a verdict was reached."""
    given = [name for name in ("text", "file", "jsonl") if getattr(options, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        text = f"give one of TEXT_OR_FILE, --file F or --jsonl F; got {found}. See 'metscout check --help'."
        raise UsageError("usage", "", text)
    audience = audience_of(options)
    door = Door(options.packs, options.as_of, options.policy)
    if options.jsonl is not None:
        if options.order or options.prior:
            raise UsageError("usage", "--jsonl", "takes its orders from each line; leave out --order and --prior")
        return _stream(door, options.jsonl, keeper_of(options), audience)
    if not options.order:
        raise UsageError("usage", "--order", "names nothing to check; give --order PROCEDURE, as often as needed")
    keeper = keeper_of(options)
    patient, orders, prior = _patient(options), [typed(o) for o in options.order], [typed(p) for p in options.prior]
    check = door.check(patient, orders, prior)
    if keeper is not None:
        _keep(keeper, patient, orders, prior, check, door)
    if options.json:
        print_document({**as_document(check), **added_for(check, audience, door)})
    else:
        _print_pages(check, audience, door)
    return 3 if check.verdict.value in _JUDGED else 0


def _print_pages(check: "OrderCheck", audience: str | None, door: Door) -> None:
    """The page of the check and what is added for its reader; a patient gets the plain words alone."""
    if audience != "patient":
        from metscout.pages.check import check_page

        print(check_page(check, door.knowledge, terminal_ink()), end="")
    if audience is not None:
        print(page_for(check, audience, door), end="")


def _keep(keeper: "Keeper", patient: Any, orders: list[Any], prior: list[Any], check: "OrderCheck", door: Door) -> None:
    given = {**patient_given(patient), "orders": orders, "prior": prior}
    keeper.keep("check", given, as_document(check), door)


def _patient(options: "argparse.Namespace") -> Any:
    """The patient as given: a facts file, text on standard input, or text."""
    if options.file is not None:
        return structured(*read_text_file(options.file))
    text = options.text
    if text == "-":
        return read_text_file("-")[0]
    if text.endswith(_FILES) and " " not in text.strip():
        return structured(*read_text_file(text))
    return typed(text)


def _stream(door: Door, name: str, keeper: "Keeper | None", audience: str | None) -> int:
    """One JSON line a case, in order; a faulty line becomes an error record and the rest goes on."""
    failed = False
    with open_input(name) as file:
        for number, line in lines_of(file):
            identity: Any = None
            try:
                case = cased(line, number)
                identity = case.get("id")
                patient = patient_of(case, number, _KEYS)
                orders, prior = _listed(case, "orders", number), _listed(case, "prior", number)
                if not orders:
                    raise FactError("missing_key", f"line {number}.orders", "names nothing to check")
                check = door.check(patient, orders, prior)
                if keeper is not None:
                    _keep(keeper, patient, orders, prior, check, door)
                record = {"id": identity, **as_document(check), **added_for(check, audience, door)}
            except MetscoutError as error:
                from metscout.adapters.cli.main import error_document

                failed = True
                record = {"id": identity, "line": number, **error_document(error)}
            print(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    return 2 if failed else 0


def _listed(case: dict[str, Any], key: str, number: int) -> list[Any]:
    found = case.get(key, [])
    if not isinstance(found, list):
        raise FactError("wrong_type", f"line {number}.{key}", "should be a list")
    return found
