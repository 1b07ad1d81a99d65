"""The glossary of terms."""

from metscout import Door
from metscout.answers.audience import terms_in, terms_of


def test_every_citation_of_a_term_resolves() -> None:
    knowledge = Door().knowledge
    assert [t.term for t in terms_of(knowledge).values() if not set(t.cites) <= knowledge.citations.keys()] == []


def test_terms_are_found_in_the_order_in_which_they_stand() -> None:
    found = terms_in(["PRRT follows DOTATATE uptake."], Door().knowledge)
    assert [term.term for term in found] == ["PRRT", "DOTATATE"]
