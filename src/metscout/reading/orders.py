"""Imaging studies as people order them, onto the procedures of the vocabulary."""

import re

from metscout.facts.history import OrderedStudy
from metscout.packs.load import Knowledge
from metscout.reading.order_grammar import read_items
from metscout.reading.order_match import NOTHING, Fit, fits_of
from metscout.reading.order_parts import parts_of
from metscout.reading.order_words import OrderWords, folded, order_words
from metscout.terms.errors import FactError

MAX_ORDER = 500
NEAREST = 3
_CODE = re.compile(r"(?<![\d-])\d{3,5}-\d(?![\d-])")
_OPENING, _CLOSING = ("(", "["), (")", "]")
_EDGES = " \t\r\n,;.+&/-"


def read_order(text: str, knowledge: Knowledge, where: str = "orders[0]") -> OrderedStudy:
    """The one study that a text orders; for a text of several, all of them are candidates.

    Raises FactError for a text that cannot be an order.
    """
    found = read_orders(text, knowledge, where)
    if len(found) == 1:
        return found[0]
    named = [study.candidates if study.procedure is None else (study.procedure,) for study in found]
    every = tuple(dict.fromkeys(procedure for names in named for procedure in names))
    return OrderedStudy(text, None, every, every[:NEAREST])


def read_orders(text: str, knowledge: Knowledge, where: str = "orders[0]") -> tuple[OrderedStudy, ...]:
    """Every study that a text orders, in its order. Raises FactError for a text that cannot be an order."""
    _check(text, where)
    words = order_words(knowledge)
    name = folded(text)
    if name in words.names:
        procedure = words.names[name]
        if procedure is not None:
            return (OrderedStudy(text, procedure, (), ()),)
        return (_opened(text, _fits(text, words), words, knowledge),)
    coded = [code for code in _CODE.findall(text) if code in words.codes] if "-" in text else []
    if len(coded) == 1:
        return (_coded(text, coded[0], words, knowledge),)
    found: list[OrderedStudy] = []
    fits = _fits(text, words)
    for start, end, fit in fits:
        closed = text[end : end + 1] in _CLOSING and any(sign in text[start:end] for sign in _OPENING)
        ordered = text if len(fits) == 1 else text[start : end + closed].strip(_EDGES)
        study = _study(ordered, fit, knowledge)
        if study.procedure is None or all(study.procedure != other.procedure for other in found):
            found.append(study)
    return tuple(found) or (_study(text, NOTHING, knowledge),)


def _check(text: object, where: str) -> None:
    if not isinstance(text, str):
        raise FactError("wrong_type", where, f"is {type(text).__name__}; write the name of a study", repr(text)[:80])
    if not text.strip():
        raise FactError("empty_text", where, "is empty; write the name of a study")
    if len(text) > MAX_ORDER:
        found = f"{len(text)} characters"
        raise FactError("too_long", where, f"has {found}; at most {MAX_ORDER} are read", found)
    if not text.isprintable() and any(not letter.isprintable() and letter not in "\n\r\t\u00a0" for letter in text):
        raise FactError("control_character", where, "holds a character that cannot be printed; take it out")


def _fits(text: str, words: OrderWords) -> list[tuple[int, int, Fit]]:
    """What each study of the text can be, with where it stands."""
    flat = frozenset(words.tables["views_of"])
    parts = parts_of(read_items(text, words), flat, words.pairs)
    return [(part.start, part.end, fit) for part in parts for fit in fits_of(part, words)]


def _study(ordered: str, fit: Fit, knowledge: Knowledge) -> OrderedStudy:
    if fit.procedure is not None:
        return OrderedStudy(ordered, fit.procedure, (), ())
    nearest = fit.candidates[:NEAREST] or nearest_procedures(ordered, knowledge)
    return OrderedStudy(ordered, None, fit.candidates, nearest)


def _opened(text: str, fits: list[tuple[int, int, Fit]], words: OrderWords, knowledge: Knowledge) -> OrderedStudy:
    """A study whose code leaves something open, whatever its name seems to say."""
    named = [fit.candidates if fit.procedure is None else (fit.procedure,) for _, _, fit in fits]
    every = tuple(dict.fromkeys(procedure for names in named for procedure in names))
    return _study(text, Fit(None, every), knowledge)


def _coded(text: str, code: str, words: OrderWords, knowledge: Knowledge) -> OrderedStudy:
    """The study of a code. Words beside it that say something else leave it open: neither is picked silently."""
    name, procedure = words.codes[code]
    rest = text.replace(code, " ")
    beside = words.names.get(folded(rest).strip(" :|()[]"), "")
    own = _opened(text, _fits(name, words), words, knowledge)
    if beside == procedure and beside != "":
        return own if procedure is None else OrderedStudy(text, procedure, (), ())
    fits = _fits(rest, words)
    if not any(item.sense.role not in ("noise", "manner", "join", "unknown") for item in read_items(rest, words)):
        return own if procedure is None else OrderedStudy(text, procedure, (), ())
    said = [fit.procedure or "" for _, _, fit in fits]
    could = dict.fromkeys(name for _, _, fit in fits for name in fit.candidates)
    if procedure is not None and (said == [procedure] or (len(fits) == 1 and procedure in could)):
        return OrderedStudy(text, procedure, (), ())
    mine = own.candidates if procedure is None else (procedure,)
    if procedure is None and len(fits) == 1 and (said[0] in mine or could.keys() & set(mine)):
        return own
    every = tuple(dict.fromkeys([*mine, *filter(None, said), *could]))
    return _study(text, Fit(None, every), knowledge)


def nearest_procedures(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The three procedures with the most alike names; the best known first where they are equally alike."""
    from rapidfuzz import fuzz

    spelled = folded(text)
    scored = [
        (-fuzz.token_set_ratio(spelled, name) - fuzz.ratio(spelled, name), number, procedure.id)
        for number, procedure in enumerate(knowledge.procedures.values())
        if procedure.orderable
        for name in (folded(procedure.name),)
    ]
    return tuple(name for _, _, name in sorted(scored)[:NEAREST])
