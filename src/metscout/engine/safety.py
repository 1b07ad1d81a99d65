"""Safety: which rules stand for this patient, and what they do to a study."""

from collections.abc import Iterable, Mapping

from metscout.conditions.derivation import follow
from metscout.conditions.evaluate import unknown_facts
from metscout.engine.decision import Caution
from metscout.facts.declaration import Vocabulary
from metscout.facts.sheet import FactSheet, SheetValue
from metscout.packs.load import Knowledge
from metscout.packs.model import LOCAL_POLICY, Procedure, SafetyRule
from metscout.terms.frozen import frozen
from metscout.terms.words import Effect


@frozen
class Standing:
    """The rules that apply, and those that would have to be asked about, each with the facts to ask.

    `key` is equal for standings that do the same to every study; `stated` is what the rules read and
    how it decided them.
    """

    applied: tuple[tuple[SafetyRule, tuple[str, ...]], ...]
    asked: tuple[tuple[SafetyRule, tuple[str, ...]], ...]
    key: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
    stated: tuple[SheetValue | None, ...]


@frozen
class Screened:
    """One study after all rules: what blocks it, and the cautions it carries."""

    blocked_by: tuple[SafetyRule, ...]
    applied: tuple[SafetyRule, ...]
    cautions: tuple[Caution, ...]
    asks: tuple[str, ...]


def standing_rules(values: Mapping[str, SheetValue], knowledge: Knowledge) -> Standing:
    """The safety rules sorted by whether they apply, are open, or are cleared (left out)."""
    index = knowledge.rule_index
    holds, undecided = index.masks.match(values)
    stated = tuple(
        [column.fact in values if column.others else values.get(column.fact) for column in index.masks.columns]
    )
    read = (holds, undecided, *stated)
    return knowledge.remember(("standing", read), lambda: _standing(values, holds, undecided, read, knowledge))


def standing_of(sheet: FactSheet, knowledge: Knowledge, supposed: Mapping[str, SheetValue] | None = None) -> Standing:
    """The rules that stand for a sheet, with `supposed` answers; of a fact stated in two ways the graver statement.

    What one of the statements would withhold or defer stays so until it is asked which of them is right.
    """
    values = {**sheet.values, **(supposed or {})}
    standing = standing_rules(values, knowledge)
    open_names = [name for name in sheet.contradictions if name not in values]
    if not open_names:
        return standing
    added: dict[str, tuple[SafetyRule, tuple[str, ...]]] = {}
    there = {rule.label for rule, _ in standing.applied}
    for name in open_names:
        for fact in sheet.contradictions[name]:
            if fact.value is None:
                continue
            taken = {**values, name: fact.value}
            follow(taken, sheet.contradictions.keys() - taken.keys(), knowledge.derivations, knowledge.vocabulary)
            for rule, facts in standing_rules(taken, knowledge).applied:
                if rule.effect is not Effect.CAUTIONS and rule.label not in there:
                    known = added[rule.label][1] if rule.label in added else ()
                    added[rule.label] = (rule, tuple(dict.fromkeys((*known, name, *facts))))
    if not added:
        return standing
    applied = (*standing.applied, *added.values())
    asked = tuple((rule, facts) for rule, facts in standing.asked if rule.label not in added)
    key = tuple(tuple((rule.label, facts) for rule, facts in part) for part in (applied, asked))
    stated_twice = tuple(str(fact.value) for name in open_names for fact in sheet.contradictions[name])
    return Standing(applied, asked, key, (*standing.stated, *open_names, *stated_twice))


def _standing(
    values: Mapping[str, SheetValue],
    holds: int,
    undecided: int,
    stated: tuple[SheetValue | None, ...],
    knowledge: Knowledge,
) -> Standing:
    applied: list[tuple[SafetyRule, tuple[str, ...]]] = []
    asked: list[tuple[SafetyRule, tuple[str, ...]]] = []
    vocabulary = knowledge.vocabulary
    index = knowledge.rule_index
    for rule, when, unless in zip(knowledge.rules, index.when, index.unless, strict=True):
        if unless & holds:
            continue
        if when & holds:
            open_facts = () if rule.unless is None else unknown_facts(rule.unless, values)
            applied.append((rule, (*_asked_again(rule, values, vocabulary), *open_facts)))
        elif when & undecided and rule.ask is not None:
            asked.append((rule, unknown_facts(rule.when, values)))
    key = (tuple((r.label, facts) for r, facts in applied), tuple((r.label, facts) for r, facts in asked))
    return Standing(tuple(applied), tuple(asked), key, stated)


def _asked_again(rule: SafetyRule, values: Mapping[str, SheetValue], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Facts the rule reads that are present without their class."""
    found = []
    for name in rule.when.facts():
        value = values.get(name)
        if any(choice.asks_again and choice.id == value for choice in vocabulary[name].values):
            found.append(name)
    return tuple(found)


def screen(procedure: Procedure, standing: Standing) -> Screened:
    """What the standing rules do to one study."""
    blocked: list[SafetyRule] = []
    applied: list[SafetyRule] = []
    cautions: list[Caution] = []
    asks: list[str] = []
    for rule, facts in standing.applied:
        if rule.touches(procedure):
            applied.append(rule)
            asks += facts
            cautions.append(Caution(rule.code, said(rule), rule.sentence.cites))
            if rule.moved is not None:
                cautions.append(Caution(LOCAL_POLICY, rule.moved.text, rule.moved.cites))
            if rule.effect is not Effect.CAUTIONS:
                blocked.append(rule)
    for rule, facts in () if blocked else standing.asked:
        if rule.touches(procedure):
            asks += facts
            cautions.append(Caution("ask_first", rule.ask or "", rule.sentence.cites))
    return Screened(tuple(blocked), tuple(applied), tuple(dict.fromkeys(cautions)), tuple(dict.fromkeys(asks)))


def said(rule: SafetyRule) -> str:
    """The rule's sentence with until when it defers and who decides."""
    text = rule.sentence.text
    if rule.until is not None:
        text += f" Deferred until {rule.until}."
    if rule.who_decides is not None:
        text += f" Decides: {rule.who_decides}."
    return text


def blocking_tags(rules: Iterable[SafetyRule]) -> tuple[str, ...]:
    """The tags that the blocking rules speak of, each once."""
    return tuple(dict.fromkeys(rule.using for rule in rules if rule.using is not None))
