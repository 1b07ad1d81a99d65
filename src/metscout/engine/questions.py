"""Questions: which missing facts decide, in the order of how much they decide."""

from collections.abc import Iterable, Mapping

from metscout.conditions.derivation import follow
from metscout.conditions.evaluate import leaves_open
from metscout.conditions.masks import bits
from metscout.engine.decision import LeadsTo, Missing
from metscout.engine.match import Match, match, relevant
from metscout.facts.declaration import FactDeclaration, FactType, Value
from metscout.facts.sheet import FactSheet, SheetValue
from metscout.packs.compile import Topic
from metscout.packs.load import Knowledge
from metscout.terms.words import MissingKind

_LONG = 12  # more values than this are too many to offer one by one
OUT, ELSEWHERE, OPEN = "out_of_scope", "redirected", "needs_facts"


def asked_fact(name: str, knowledge: Knowledge) -> str:
    """The fact a person is asked when `name` is wanted."""
    while (other := knowledge.vocabulary[name].asked_as) is not None:
        name = other
    return name


def open_facts(matched: Match, values: Mapping[str, SheetValue], knowledge: Knowledge) -> tuple[str, ...]:
    """The facts, as they are asked, that keep a scenario or a redirect open.

    Where a scenario can be reached in several ways, a way that needs all that another one needs and more is
    not asked about.
    """
    names: dict[str, None] = {}
    for found in matched.topics:
        mask = found.open & found.topic.deciding_rows
        wanted = {i: _wanted(1 << i, found.topic, values) for i in bits(mask)}
        for i, facts in wanted.items():
            row = found.topic.rows[i]
            rivals = (j for j in wanted if found.topic.rows[j].see == row.see and found.topic.rows[j].kind == row.kind)
            if not any(set(wanted[j]) < set(facts) for j in rivals):
                for fact in facts:
                    asked = asked_fact(fact, knowledge)
                    if asked == fact or asked not in values:
                        names[asked] = None
    return tuple(sorted(names, key=knowledge.vocabulary.ranks.__getitem__))


def _wanted(row: int, topic: Topic, values: Mapping[str, SheetValue]) -> tuple[str, ...]:
    """The facts that one open row still needs."""
    found = []
    for column in topic.masks.columns:
        value = values.get(column.fact)
        if row & (column.needs if value is None else column.left_open(value)):
            found.append(column.fact)
    return tuple(found)


def scenario_questions(sheet: FactSheet, names: Iterable[str], knowledge: Knowledge) -> tuple[Missing, ...]:
    """The facts to ask, most deciding first, each with what every value that leads anywhere leads to."""
    names = tuple(names)
    if sheet.contradictions:
        return _questions(sheet, names, knowledge)
    key = ("questions", names, tuple(sheet.values.items()))
    return knowledge.remember(key, lambda: _questions(sheet, names, knowledge))


def _questions(sheet: FactSheet, names: tuple[str, ...], knowledge: Knowledge) -> tuple[Missing, ...]:
    base = _as_stated(sheet)
    found = []
    implied: set[str] = set()
    for name in names:
        declaration = knowledge.vocabulary[name]
        decides, follows = _decides(base, sheet, declaration, knowledge)
        missing = Missing(
            name,
            MissingKind.SCENARIO,
            question_for(sheet, declaration),
            choices_for(sheet, declaration, decides),
            decides,
        )
        found.append((_left_open(decides), knowledge.vocabulary.ranks[name], missing))
        implied |= (follows & set(names)) - {name}
    kept = [item for item in found if item[2].fact not in implied] or found
    return tuple(missing for _, _, missing in sorted(kept, key=lambda item: item[:2]))


def _as_stated(sheet: FactSheet) -> dict[str, SheetValue]:
    """The stated values alone: what was derived is derived anew for every answer."""
    derived = {fact.name for fact in sheet.facts if fact.origin.kind == "derived"}
    return {name: value for name, value in sheet.values.items() if name not in derived}


def question_for(sheet: FactSheet, declaration: FactDeclaration) -> str:
    """The fact's question; for a contradiction, the two statements that exclude each other."""
    both = sheet.contradictions.get(declaration.name)
    if not both:
        return declaration.question
    said = " and ".join(
        f"{declaration.label_of(fact.value)}{f' ({fact.origin.quote!r})' if fact.origin.quote else ''}"
        for fact in both
        if fact.value is not None
    )
    return f"Stated in two ways: {said}. {declaration.question}"


def choices_for(sheet: FactSheet, declaration: FactDeclaration, decides: tuple[LeadsTo, ...]) -> tuple[Value, ...]:
    """The values offered: the contradicting ones, else all of a short list, else those that lead somewhere."""
    both = sheet.contradictions.get(declaration.name)
    if both:
        return tuple(fact.value for fact in both if fact.value is not None)
    if decides and len(declaration.domain) > _LONG:
        return tuple(item.value for item in decides)
    vague = {choice.id for choice in declaration.values if choice.asks_again}
    return tuple(value for value in declaration.domain if value not in vague)


def _decides(
    base: dict[str, SheetValue], sheet: FactSheet, declaration: FactDeclaration, knowledge: Knowledge
) -> tuple[tuple[LeadsTo, ...], set[str]]:
    """What each value leads to, and the facts that follow from an answer that leads to a scenario.

    Values that nothing tells apart are tried once. A long list keeps the values that lead anywhere.
    """
    endings: dict[Value, tuple[str, ...]] = {}
    follows: set[str] = set()
    for alike in value_classes(declaration, knowledge):
        ending, known = _leads_to(base, sheet, declaration, alike[0], knowledge)
        endings |= dict.fromkeys(alike, ending)
        if not follows and ending[0] in knowledge.scenario_topics:
            follows = known
    found = [LeadsTo(value, endings[value]) for value in declaration.domain]
    if len(found) > _LONG:
        found = [item for item in found if item.leads_to != (OUT,)] or found[:_LONG]
    stated_class = sheet.values.get(declaration.name)
    if isinstance(stated_class, str):
        found = [item for item in found if stated_class in declaration.above(item.value)] or found
    return tuple(found), follows


def value_classes(declaration: FactDeclaration, knowledge: Knowledge) -> tuple[tuple[Value, ...], ...]:
    """The values of a fact, those together that no topic and no derivation tells apart."""
    return knowledge.remember(("alike", declaration.name), lambda: _value_classes(declaration, knowledge))


def _value_classes(declaration: FactDeclaration, knowledge: Knowledge) -> tuple[tuple[Value, ...], ...]:
    name = declaration.name
    masks = [knowledge.index.masks, *(topic.masks for topic in knowledge.topics)]
    columns = [column for mask in masks for column in mask.columns if column.fact == name]
    conditions = [topic.head.population for topic in knowledge.topics]
    for rule in knowledge.derivations.rules:
        conditions += [rule.when, rule.unless] if rule.unless else [rule.when]
    lines = [line for condition in conditions for line in condition.every_line() if line.fact == name]
    several = declaration.type is FactType.CHOICES
    classes: dict[tuple[object, ...], list[Value]] = {}
    for value in declaration.domain:
        found: SheetValue = frozenset((str(value),)) if several else value
        signature = (
            *((column.alive(found), column.left_open(found)) for column in columns),
            *((line.admissible.admits(found), leaves_open(line, found)) for line in lines),
        )
        classes.setdefault(signature, []).append(value)
    return tuple(tuple(alike) for alike in classes.values())


def _leads_to(
    base: dict[str, SheetValue], sheet: FactSheet, declaration: FactDeclaration, value: Value, knowledge: Knowledge
) -> tuple[tuple[str, ...], set[str]]:
    """Where the sheet leads once the fact is answered, and every fact that is known then.

    The scenarios that hold, else a redirect, else the scenarios still possible, else out of scope.
    """
    name = declaration.name
    values = dict(base)
    values[name] = frozenset((str(value),)) if declaration.type is FactType.CHOICES else value
    contradicted = sheet.contradictions.keys() - {name}
    follow(values, contradicted, knowledge.derivations, knowledge.vocabulary)
    matched = relevant(match(values, knowledge), values, contradicted, knowledge)
    known = set(values)
    if matched.held:
        return tuple(sorted(scenario.id for _, scenario in matched.held)), known
    if matched.elsewhere:
        return (ELSEWHERE,), known
    if not (matched.open or (matched.elsewhere_open and not matched.gaps)):
        return (OUT,), known
    if not open_facts(matched, values, knowledge):
        return (OUT,), known
    return tuple(sorted(scenario.id for _, scenario in matched.open)) or (OPEN,), known


def _left_open(decides: tuple[LeadsTo, ...]) -> float:
    """How many endings are left on average over the distinct answers; fewer decide more."""
    classes = {item.leads_to for item in decides}
    if len(classes) < 2:
        return float("inf")
    return sum(len(endings) for endings in classes) / len(classes)
