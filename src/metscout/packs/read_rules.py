"""Safety rules, and the conflicts between sources."""

from metscout.facts.history import RESULTS
from metscout.packs.model import Position, SafetyRule, SourceConflict
from metscout.packs.pack_reader import CODES, PackReader, source_of
from metscout.packs.read_vocabulary import Names
from metscout.packs.view import View
from metscout.terms.sentences import Sentence
from metscout.terms.words import Effect, Severity


def read_conflict(view: View, names: Names) -> SourceConflict:
    """One disagreement with what it touches."""
    view.mapping(("id", "about", "touches", "positions", "handled"), ("asks",))
    reader = PackReader(names, None)
    touches = view.at("touches").mapping(("scenarios",), ("procedures", "when", "results"))
    positions = []
    for member in view.at("positions").list():
        member.mapping(("says", "cites"))
        positions.append(Position(member.at("says").text(), names.cites(member.at("cites"), None)))
    return SourceConflict(
        view.at("id").text(),
        view.at("about").text(),
        touches.at("scenarios").texts(),
        tuple(reader.procedure(v) for v in touches.at("procedures").list()),
        reader.condition(touches.at("when")) if touches.has("when") else None,
        tuple(positions),
        view.at("handled").text(),
        view.at("asks").flag(),
        tuple(v.one_of(RESULTS) for v in touches.at("results").list()),
    )


def read_rule(view: View, names: Names) -> SafetyRule:
    """One safety rule with its one effect."""
    effects = tuple(Effect)
    view.mapping(
        ("label", "when", "code", "severity", "text", "source", "at"),
        (*effects, "unless", "until", "ask", "who_decides", "conflict", "inference"),
    )
    given = [effect for effect in effects if view.has(effect)]
    if len(given) != 1:
        raise view.wrong("one_effect", "needs just one of withholds, defers, cautions")
    reach = view.at(given[0]).mapping(optional=("procedures_using", "but_not_using", "procedures"))
    reader = PackReader(names, source_of(view, names))
    text = view.at("text").text()
    inference = view.at("inference").flag()
    if given[0] is Effect.DEFERS and not view.has("until"):
        raise view.wrong("missing_key", "defers a study and does not say until when")
    return SafetyRule(
        view.at("label").text(),
        reader.condition(view.at("when"), ()),
        reader.condition(view.at("unless"), ()) if view.has("unless") else None,
        given[0],
        reach.at("procedures_using").optional_text(),
        reach.at("but_not_using").optional_text(),
        tuple(reader.procedure(v) for v in reach.at("procedures").list()),
        view.at("until").optional_text(),
        view.at("code").one_of(CODES),
        Severity(view.at("severity").one_of(tuple(Severity))),
        Sentence(f"{text} (Inference, awaiting review.)" if inference else text, reader.cites(view)),
        view.at("ask").optional_text(),
        view.at("who_decides").optional_text(),
        view.at("conflict").optional_text(),
        inference,
        view.document.file,
    )
