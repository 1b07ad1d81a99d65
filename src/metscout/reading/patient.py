"""A patient as people give one: a line of text or a mapping of facts, onto a sheet."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from metscout.facts.sheet import Fact, FactSheet, Origin, build_sheet
from metscout.packs.load import Knowledge
from metscout.terms.errors import FactError

if TYPE_CHECKING:
    from metscout.reading.lexicon import Lexicon

MAX_TEXT = 20_000


def lexicon_of(knowledge: Knowledge) -> "Lexicon":
    """The words of the reader, compiled once for this knowledge."""
    return knowledge.remember("lexicon", lambda: _lexicon(knowledge))


def _lexicon(knowledge: Knowledge) -> "Lexicon":
    import json

    from metscout.reading.lexicon import Lexicon, compile_documents

    stored = knowledge.cache.read("lexicon")
    if stored is not None:
        return Lexicon.from_compiled(json.loads(stored))
    compiled = compile_documents(knowledge.language(), knowledge.vocabulary)
    body = json.dumps(compiled, ensure_ascii=False, separators=(",", ":")).encode()
    knowledge.cache.write("lexicon", body)
    return Lexicon.from_compiled(json.loads(body))


def read_patient(
    patient: str | Mapping[str, object], knowledge: Knowledge, as_of: str | None = None, *, treating: bool = False
) -> FactSheet:
    """The stated facts; `treating`: read for a question of treatment.

    Raises FactError for a text or a fact that cannot be taken, and for a study dated after `as_of`.
    """
    if isinstance(patient, str):
        from metscout.reading.text import read_text

        reading = read_text(checked_text(patient), lexicon_of(knowledge), treating=treating)
        if not reading.may_tell_results():
            return build_sheet(reading.facts, knowledge.vocabulary)
        from metscout.reading.results import read_told

        told = read_told(reading.line, reading.facts, knowledge)
        return build_sheet(told.facts, knowledge.vocabulary, told.prior, told.results)
    if not isinstance(patient, Mapping):
        kind = type(patient).__name__
        raise FactError("wrong_type", "patient", f"is {kind}; give a text or a mapping of facts", kind)
    from metscout.reading.facts_file import read_facts

    given = read_facts(patient, knowledge.vocabulary, lambda: lexicon_of(knowledge).values)
    if not given.lists:
        return build_sheet(given.facts, knowledge.vocabulary)
    from metscout.reading.history import read_prior, read_results

    prior = [
        read_prior(entry, knowledge, as_of, f"facts.prior[{i}]") for i, entry in enumerate(given.lists.get("prior", ()))
    ]
    results = read_results(given.lists.get("results", ()), knowledge, as_of, "facts.results")
    return build_sheet(given.facts, knowledge.vocabulary, tuple(prior), results)


def with_facts_of_orders(sheet: FactSheet, orders: Sequence[str], knowledge: Knowledge) -> FactSheet:
    """`sheet` with what the orders themselves say of an agent, an allergy or the kidneys.

    Only facts count that the vocabulary lets an order state. Where an order and the patient's facts differ,
    both are kept.
    """
    told = [knowledge.remember(("of order", text), partial(_told, text, knowledge)) for text in orders]
    found = [fact for facts in told for fact in facts]
    if not found:
        return sheet
    return build_sheet((*sheet.facts, *found), knowledge.vocabulary, sheet.prior, sheet.results)


def _told(text: str, knowledge: Knowledge) -> tuple[Fact, ...]:
    """The facts that the text of an order states."""
    from metscout.reading.text import read_text

    vocabulary = knowledge.vocabulary
    return tuple(
        Fact(fact.name, fact.value, fact.state, Origin("user", fact.origin.quote))
        for fact in read_text(text, lexicon_of(knowledge)).facts
        if vocabulary[fact.name].from_orders
    )


def checked_text(text: str) -> str:
    """The text, if it can be read. Raises FactError for an empty, an endless or a broken one."""
    if not text.strip():
        raise FactError("empty_text", "text", "is empty; write a line about the patient and the question")
    if len(text) > MAX_TEXT:
        found = f"{len(text)} characters"
        raise FactError("too_long", "text", f"has {found}; at most {MAX_TEXT} are read", found)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FactError("not_utf8", "text", "is not UTF-8 text") from None
    return text
