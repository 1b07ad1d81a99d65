"""`metscout ask`: a question in, a cited answer or a refusal out."""

import json
import sys
from typing import TYPE_CHECKING, Any

from metscout import Door
from metscout.adapters.cli.inputs import cased, lines_of, open_input, read_text_file, structured, typed
from metscout.adapters.cli.outputs import print_document, terminal_ink
from metscout.adapters.cli.storing import keeper_of
from metscout.terms.document import as_document
from metscout.terms.errors import FactError, MetscoutError, UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.adapters.language_model import Endpoint
    from metscout.adapters.stored import Keeper
    from metscout.answers.answer_document import Answer

_KEYS = ("id", "question", "about", "audience", "conversation")


def run(options: "argparse.Namespace") -> int:
    """Answer, print, and say by the status whether it was answered."""
    given = [name for name in ("question", "jsonl") if getattr(options, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        raise UsageError("usage", "", f"give one of QUESTION and --jsonl F; got {found}. See 'metscout ask --help'.")
    if options.about is not None and options.file is not None:
        raise UsageError("usage", "--about", "is given beside --file; the patient stands in one of them")
    endpoint = _endpoint(options)
    door = Door(options.packs, options.as_of, options.policy)
    keeper = keeper_of(options)
    if options.jsonl is not None:
        return _stream(door, options.jsonl, options.audience or "clinician", keeper)
    asked = {
        "question": read_text_file("-")[0] if options.question == "-" else typed(options.question),
        "about": _about(options),
        "audience": options.audience or "clinician",
        "conversation": [] if options.conversation is None else _conversation(options.conversation),
    }
    answer = door.ask(**asked)
    if keeper is not None:
        keeper.keep("ask", asked, as_document(answer), door)
    if endpoint is not None:
        _print_rephrased(answer, endpoint, door, options)
    elif options.json:
        print_document(as_document(answer))
    else:
        from metscout.pages.ask import answer_page

        print(answer_page(answer, door.knowledge, terminal_ink()), end="")
    return 0 if answer.outcome.value == "answered" else 3


def _endpoint(options: "argparse.Namespace") -> "Endpoint | None":
    """The language model that may rephrase the answer; none unless it is asked for."""
    if not options.rephrase:
        if options.original:
            raise UsageError("usage", "--original", "shows what --rephrase changed; give --rephrase as well")
        return None
    if options.jsonl is not None:
        raise UsageError("usage", "--rephrase", "is for one question; a stream is never sent to a language model")
    import os

    from metscout.adapters.language_model import endpoint_of

    return endpoint_of(os.environ)


def _print_rephrased(answer: "Answer", endpoint: "Endpoint", door: Door, options: "argparse.Namespace") -> None:
    """The answer with what the language model made of it; as written where that is not to be had."""
    from metscout.adapters.language_model import rephrase
    from metscout.answers.rephrase import rephrased_document

    rephrasing = rephrase(answer, endpoint, door.knowledge)
    if options.json:
        print_document(rephrased_document(answer, rephrasing))
        return
    from metscout.pages.ask import answer_page

    print(answer_page(answer, door.knowledge, terminal_ink(), rephrasing, originals=options.original), end="")


def _about(options: "argparse.Namespace") -> Any:
    """The patient as given: a facts file, a line of text, or nobody."""
    if options.file is not None:
        return structured(*read_text_file(options.file))
    return None if options.about is None else typed(options.about)


def _conversation(name: str) -> list[Any]:
    """The earlier questions of a file, one a line; empty lines are passed over."""
    with open_input(name) as file:
        return [cased(line, number) for number, line in lines_of(file) if line is None or line.strip()]


def _stream(door: Door, name: str, audience: str, keeper: "Keeper | None") -> int:
    """One JSON line a question, in order; a faulty line becomes an error record and the rest goes on."""
    failed = False
    with open_input(name) as file:
        for number, line in lines_of(file):
            identity: Any = None
            try:
                case = cased(line, number)
                identity = case.get("id")
                asked = _asked(case, number, audience)
                document = as_document(door.ask(**asked))
                if keeper is not None:
                    keeper.keep("ask", asked, document, door)
                record = {"id": identity, **document}
            except MetscoutError as error:
                from metscout.adapters.cli.main import error_document

                failed = True
                record = {"id": identity, "line": number, **error_document(error)}
            sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return 2 if failed else 0


def _asked(case: dict[str, Any], number: int, audience: str) -> dict[str, Any]:
    """A line as the arguments of the question."""
    where = f"line {number}"
    unknown = sorted(set(case) - set(_KEYS))
    if unknown:
        raise FactError("unknown_key", where, f"has the key {unknown[0]!r}", unknown[0], _KEYS)
    if not isinstance(case.get("question"), str):
        raise FactError("missing_key", f"{where}.question", "is no text; write the question")
    about, earlier = case.get("about"), case.get("conversation") or []
    if about is not None and not isinstance(about, (str, dict)):
        raise FactError("wrong_type", f"{where}.about", "is neither a text nor a mapping of facts")
    if not isinstance(earlier, list) or not all(isinstance(turn, dict) for turn in earlier):
        raise FactError("wrong_type", f"{where}.conversation", "is no list of earlier questions")
    return {
        "question": case["question"],
        "about": about or None,
        "audience": case.get("audience") or audience,
        "conversation": earlier,
    }
