"""A patient as people give one: a line of text or a mapping of facts, onto a sheet."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from metscout.facts.sheet import FactSheet, build_sheet
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


def read_patient(patient: str | Mapping[str, object], knowledge: Knowledge) -> FactSheet:
    """The stated facts. Raises FactError for a text or a fact that cannot be taken."""
    if isinstance(patient, str):
        from metscout.reading.text import read_text

        reading = read_text(checked_text(patient), lexicon_of(knowledge))
        return build_sheet(reading.facts, knowledge.vocabulary)
    if not isinstance(patient, Mapping):
        kind = type(patient).__name__
        raise FactError("wrong_type", "patient", f"is {kind}; give a text or a mapping of facts", kind)
    from metscout.reading.facts_file import read_facts

    given = read_facts(patient, knowledge.vocabulary, lambda: lexicon_of(knowledge).values)
    return build_sheet(given.facts, knowledge.vocabulary)


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
