"""Knowledge as something to read: the scenarios of a topic as a decision table, one scenario as a page."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from metscout.conditions.boxes import Box
from metscout.conditions.tree import Admissible, Condition, Interval, Known, Line, OneOf
from metscout.facts.declaration import FactDeclaration, Value, Vocabulary
from metscout.packs.compile import Row, RowKind, Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Exclusion, Rating, Scenario, TopicHead
from metscout.pages.ink import columns, harmless, pad, wrap
from metscout.terms.radiation import RadiationLevel, RadiationLevels
from metscout.terms.sentences import Sentence

_ANYTHING = "·"
_GAP = 2
_NARROW = 15


class _Text:
    """Lines that fit a width, and the citation keys they used in the order of first use."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []
        self.used: dict[str, None] = {}

    def heading(self, text: str) -> None:
        self.lines += ["", *wrap(text.upper(), self.width)]

    def item(self, text: str, cites: Iterable[str] = (), first: str = "  ") -> None:
        keys = tuple(cites)
        self.used |= dict.fromkeys(keys)
        said = f"{text} [{', '.join(keys)}]" if keys else text
        self.lines += wrap(harmless(said), self.width, first, " " * columns(first) if first else "  ")

    def said(self, sentences: Iterable[Sentence], first: str = "  - ", about: str = "") -> None:
        for sentence in sentences:
            self.item(f"{about}: {sentence.text}" if about else sentence.text, sentence.cites, first)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def topic_table(topic: Topic, knowledge: Knowledge, width: int) -> str:
    """The scenarios of a topic as rows, the facts they read as columns, the admissible values as cells.

    What holds for every scenario stands above the table. Too narrow a width splits the table by columns.
    """
    head, text = topic.head, _Text(width)
    rows = [row for row in topic.rows if row.kind is RowKind.SCENARIO]
    cells = [_cells(row.box, knowledge.vocabulary) for row in rows]
    facts = _most_read_first(cells, knowledge.vocabulary)
    shared = [fact for fact in facts if all(row.get(fact) == cells[0].get(fact) for row in cells)]
    text.lines += wrap(head.title, width)
    text.item(f"{head.id} · {head.edition} · {_spaced(head.currency)} · {_spaced(head.review.status)}", first="")
    text.heading("every scenario")
    for line in _spell(head.population, knowledge.vocabulary):
        text.item(line, head.population_cites)
    for fact in shared:
        text.item(f"{fact}: {', '.join(cells[0][fact])}", head.within_cites if fact in head.within.facts() else ())
    if rows:
        text.heading("which scenario")
        _table(text, [fact for fact in facts if fact not in shared], rows, cells)
    text.heading("what each answers")
    for scenario in topic.scenarios:
        _summary(text, scenario, knowledge)
    if head.background:
        text.heading("background")
        text.said(head.background)
    _outside(text, topic, knowledge.vocabulary)
    _sources(text, knowledge)
    return text.text()


def _most_read_first(cells: Sequence[dict[str, list[str]]], vocabulary: Vocabulary) -> list[str]:
    """The facts of all rows, those that most rows read in front."""
    facts = {fact for row in cells for fact in row}
    return sorted(facts, key=lambda fact: (-sum(fact in row for row in cells), vocabulary.ranks[fact]))


def _cells(box: Box, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """For every fact of a box the values it admits, one a line."""
    return {fact: _values(parts, vocabulary[fact]) for fact, parts in box.items()}


def _values(parts: Sequence[Admissible], declaration: FactDeclaration) -> list[str]:
    """The values that all parts admit; a value stands for those below it."""
    listed = [part.values for part in parts if isinstance(part, OneOf)]
    words = [_bounds(part) for part in parts if isinstance(part, Interval)]
    if listed:
        common = frozenset.intersection(*listed)
        highest = [value for value in common if common.isdisjoint(declaration.above(value))]
        order = {value: rank for rank, value in enumerate(declaration.domain)}
        words += [_word(value) for value in sorted(highest, key=lambda value: (order.get(value, 0), str(value)))]
    return words or (["any value"] if any(isinstance(part, Known) for part in parts) else ["none"])


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bounds(interval: Interval) -> str:
    bounds = {name: getattr(interval, name) for name in ("at_least", "above", "at_most", "below")}
    return " and ".join(f"{_spaced(name)} {bound:g}" for name, bound in bounds.items() if bound is not None)


def _table(text: _Text, facts: Sequence[str], rows: Sequence[Row], cells: Sequence[dict[str, list[str]]]) -> None:
    """The table in as many blocks of columns as the width asks for."""
    names = [row.owner.partition(".")[2] for row in rows]
    shown = [name if i == 0 or rows[i - 1].owner != rows[i].owner else "  or" for i, name in enumerate(names)]
    first = min(max(columns(name) for name in ("scenario", *names)), max(_NARROW, text.width // 4))
    wanted = {fact: max(columns(w) for w in (fact, *(w for row in cells for w in row.get(fact, ())))) for fact in facts}
    for number, block in enumerate(_blocks(facts, wanted, text.width - first - _GAP)):
        if number:
            text.lines.append("")
        sizes = [first, *_sizes([wanted[fact] for fact in block], text.width - first - _GAP)]
        _row(text, sizes, [["scenario"], *([fact] for fact in block)])
        text.lines.append((" " * _GAP).join("-" * size for size in sizes))
        for i, row in enumerate(cells):
            if i and not shown[i].startswith(" "):
                text.lines.append("")
            _row(text, sizes, [[shown[i]], *(row.get(fact, [_ANYTHING]) for fact in block)])
    text.item(f"{_ANYTHING} = may be anything, or unknown", first="")


def _blocks(facts: Sequence[str], wanted: dict[str, int], room: int) -> list[list[str]]:
    """The facts in groups whose narrowest columns fit side by side."""
    blocks: list[list[str]] = [[]]
    left = room
    for fact in facts:
        size = min(wanted[fact], _NARROW) + _GAP
        if blocks[-1] and size > left + _GAP:
            blocks.append([])
            left = room
        blocks[-1].append(fact)
        left -= size
    return blocks


def _sizes(wanted: Sequence[int], room: int) -> list[int]:
    """Column widths that fit: the widest column gives way first."""
    sizes = list(wanted)
    while sizes and sum(sizes) + _GAP * (len(sizes) - 1) > room and max(sizes) > 1:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _row(text: _Text, sizes: Sequence[int], cells: Sequence[Sequence[str]]) -> None:
    broken = [[part for word in cell for part in _broken(word, size)] for cell, size in zip(cells, sizes, strict=True)]
    for parts in zip_longest(*broken, fillvalue=""):
        line = (" " * _GAP).join(pad(part, size) for part, size in zip(parts, sizes, strict=True))
        text.lines.append(line.rstrip())


def _broken(word: str, size: int) -> list[str]:
    """A word in pieces that fit, broken after a blank, a dot or an underscore where there is one."""
    pieces = []
    while columns(word) > size:
        cut = max(word.rfind(mark, 0, size) for mark in "_. ") + 1
        cut = cut if cut > 0 else size
        pieces.append(word[:cut].rstrip())
        word = " " + word[cut:].lstrip() if size > 4 else word[cut:].lstrip()
    return [*pieces, word]


def _summary(text: _Text, scenario: Scenario, knowledge: Knowledge) -> None:
    text.item(f"{scenario.id} · ratings {scenario.ratings_known} · {_spaced(scenario.review.status)}")
    text.item(scenario.asks, first="    ")
    choice = scenario.first_choice
    name = knowledge.procedures[choice.study].name if choice is not None else "none is known"
    text.item(f"First choice: {name}", first="    ")


def _outside(text: _Text, topic: Topic, vocabulary: Vocabulary) -> None:
    titles = {destination.id: destination.title for destination in topic.head.destinations}
    if topic.head.exclusions:
        text.heading("not this topic")
    for exclusion in topic.head.exclusions:
        _exclusion(text, exclusion, titles, vocabulary)
    if topic.head.destinations:
        text.heading("where they go")
    for destination in topic.head.destinations:
        covered = "covered here" if destination.covered else "not covered here"
        text.item(f"{destination.title} -> {destination.to} ({covered})")
        text.said(destination.sentences, "    - ")
    gaps = [(scenario, gap) for scenario in topic.scenarios for gap in scenario.gaps]
    if gaps:
        text.heading("the source is silent")
        for scenario, gap in gaps:
            text.item("; ".join(_spell(gap.condition, vocabulary)), first="  - ")
            text.item(f"{gap.because} ({scenario.id})", first="    ")
    if topic.conflicts:
        text.heading("where sources disagree")
    for conflict in topic.conflicts:
        text.item(f"{conflict.id} {conflict.about}: {conflict.handled}")
        for position in conflict.positions:
            text.item(position.says, position.cites, "    - ")


def _exclusion(text: _Text, exclusion: Exclusion, titles: dict[str, str], vocabulary: Vocabulary) -> None:
    text.item("; ".join(_spell(exclusion.condition, vocabulary)), first="  - ")
    text.item(f"-> {titles.get(exclusion.see, exclusion.see)}", first="    ")
    inferred = " (inference, awaiting review)" if exclusion.inference else ""
    text.item(f"{exclusion.because}{inferred}", exclusion.cites, first="    ")


def _spell(condition: Condition, vocabulary: Vocabulary) -> list[str]:
    """A condition as it is written: one fact with its values a line, any_of and none_of in words."""
    found = [_spell_line(line, vocabulary) for line in condition.lines]
    for words, groups in (("any of", condition.any_of), ("none of", condition.none_of)):
        if groups:
            shown = " | ".join(", ".join(_spell_line(line, vocabulary) for line in group) for group in groups)
            found.append(f"{words}: {shown}")
    return found


def _spell_line(line: Line, vocabulary: Vocabulary) -> str:
    return f"{line.fact}: {' or '.join(_values((line.admissible,), vocabulary[line.fact]))}"


def scenario_page(scenario: Scenario, knowledge: Knowledge, width: int) -> str:
    """Everything a scenario carries, every sentence with its citation keys, and where the keys lead."""
    text = _Text(width)
    topic = knowledge.topic(knowledge.scenario_topics[scenario.id])
    _opening(text, scenario, topic.head)
    _who(text, scenario, topic, knowledge.vocabulary)
    _ratings(text, scenario, knowledge)
    _choice(text, scenario, knowledge)
    _around(text, scenario, knowledge)
    _after(text, scenario, topic.head, knowledge.vocabulary)
    _notes(text, scenario, knowledge)
    _sources(text, knowledge)
    return text.text()


def _opening(text: _Text, scenario: Scenario, head: TopicHead) -> None:
    text.lines += wrap(harmless(scenario.title), text.width)
    text.item(scenario.asks, first="")
    text.item(f"{scenario.id} · ratings {scenario.ratings_known} · source {scenario.source}", first="")
    text.item(f"{head.title} · {head.edition} · {_spaced(head.currency)}", first="")
    awaiting = f", awaiting {' and '.join(scenario.review.awaiting)}" if scenario.review.awaiting else ""
    text.item(f"{_spaced(scenario.review.status)}{awaiting} · updated {scenario.review.updated}", first="")


def _who(text: _Text, scenario: Scenario, topic: Topic, vocabulary: Vocabulary) -> None:
    text.heading("who fits")
    text.said(scenario.who_fits)
    text.item("Every line must hold:")
    bounds = ((topic.head.population, topic.head.population_cites), (topic.head.within, topic.head.within_cites))
    for condition, cites in (*bounds, (scenario.within, ()), (scenario.applies_when, scenario.applies_cites)):
        for line in _spell(condition, vocabulary):
            text.item(line, cites, "    ")
    titles = {destination.id: f"{destination.title}: {destination.to}" for destination in topic.head.destinations}
    misses = (*scenario.near_misses, *topic.head.exclusions)
    if misses:
        text.heading("not this but")
        for miss in misses:
            _exclusion(text, miss, titles, vocabulary)
    if scenario.gaps:
        text.heading("the source is silent")
        for gap in scenario.gaps:
            text.item(f"{'; '.join(_spell(gap.condition, vocabulary))} -> {gap.because}", first="  - ")
    if scenario.overlaps:
        text.heading("shown together with")
        for other, because in scenario.overlaps:
            text.item(f"{other}: {because}", first="  - ")


def _ratings(text: _Text, scenario: Scenario, knowledge: Knowledge) -> None:
    text.heading("ratings")
    if not scenario.ratings:
        text.item("No rating is known.")
    for rating in scenario.ratings:
        procedure = knowledge.procedures[rating.procedure]
        label = "not rated" if rating.category is None else knowledge.scale.categories[rating.category][0]
        inferred = " (inference, awaiting review)" if rating.inference else ""
        text.item(f"{procedure.name}: {label}, {_spaced(rating.role)}{inferred}", rating.cites, "  * ")
        text.item(f"{rating.procedure} · {_radiation(rating, procedure.rrl)}", procedure.rrl_cites, "    ")
        text.said(rating.reasons, "    - ")
        if rating.order_text is not None:
            text.item(f"On the request: {rating.order_text.text}", rating.order_text.cites, "    ")


def _radiation(rating: Rating, usual: RadiationLevels) -> str:
    printed = rating.rrl_printed
    parts = []
    for population in ("adult", "pediatric"):
        here: RadiationLevel | None = getattr(printed, population) if printed is not None else None
        if here is not None and here.level is not None:
            parts.append(f"{population} {_level(here)} (printed here)")
        else:
            parts.append(f"{population} {_level(getattr(usual, population))} (of the procedure)")
    return ", ".join(parts)


def _level(level: RadiationLevel) -> str:
    if level.level is None:
        return "level not stated"
    if level.msv is None:
        return f"level {level.level}"
    low, high = (f"{bound:g}" for bound in level.msv)
    return f"level {level.level} ({low if low == high else f'{low}-{high}'} mSv)"


def _choice(text: _Text, scenario: Scenario, knowledge: Knowledge) -> None:
    choice = scenario.first_choice
    text.heading("first choice")
    if choice is None:
        text.item("None is known.")
    else:
        text.item(knowledge.procedures[choice.study].name)
        if choice.together_with:
            names = " or ".join(knowledge.procedures[name].name for name in choice.together_with)
            text.item(f"together with: {names}")
        if choice.acquired_as is not None:
            text.item(f"acquired as: {knowledge.procedures[choice.acquired_as].name}")
        text.said(choice.because)
    if scenario.workup is not None:
        text.heading("complete work-up")
        text.said((scenario.workup,))
    if scenario.ways:
        text.heading("if blocked")
    for way in scenario.ways:
        text.item(f"{way.tag}{' (ranked)' if way.ranked else ''}:")
        text.said((way.because,) if way.because is not None else (), "    ")
        for option in way.options:
            names = " + ".join(knowledge.procedures[name].name for name in option.studies)
            text.item(f"{names}: {option.because.text}", option.because.cites, "    - ")


def _around(text: _Text, scenario: Scenario, knowledge: Knowledge) -> None:
    names = {name: procedure.name for name, procedure in knowledge.procedures.items()}
    for title, topicals in (
        ("reserved uses", scenario.reserved), ("compared", scenario.compared), ("what is looked for", scenario.targets),
        ("preparation", scenario.preparation),
    ):  # fmt: skip
        if topicals:
            text.heading(title)
        about = ""
        for topical in topicals:
            if topical.about != about:
                about = topical.about
                text.item(f"{names.get(about, _spaced(about))}:")
            text.said(topical.sentences, "    - ", topical.aspect or "")


def _after(text: _Text, scenario: Scenario, head: TopicHead, vocabulary: Vocabulary) -> None:
    if scenario.next_steps:
        text.heading("next steps")
    for result in dict.fromkeys(step.result for step in scenario.next_steps):
        text.item(f"{result}:")
        for step in (s for s in scenario.next_steps if s.result == result):
            where = ", ".join(_spaced(part) for part in (step.site, step.finding) if part is not None)
            text.said((step.sentence,), "    - ", where)
    escalate = scenario.escalate or head.escalate
    if escalate is not None:
        text.heading("escalate")
        who = f" ({', '.join(_spaced(m) for m in escalate.members)})" if escalate.members else ""
        text.item(f"To the {escalate.to}{who}: {escalate.when}", escalate.cites)
    if scenario.pitfalls:
        text.heading("pitfalls")
    for pitfall in scenario.pitfalls:
        when = f", when {'; '.join(_spell(pitfall.when, vocabulary))}" if pitfall.when is not None else ""
        text.item(f"{_spaced(pitfall.id)} ({pitfall.severity}, {pitfall.code}{when}):")
        text.said((pitfall.sentence,), "    - ")


def _notes(text: _Text, scenario: Scenario, knowledge: Knowledge) -> None:
    if scenario.faq:
        text.heading("questions")
    for answered in scenario.faq:
        text.item(answered.question)
        text.said(answered.answer, "    - ")
    for title, sentences in (("dose", scenario.dose_notes), ("notes for the reviewer", scenario.reviewer_notes)):
        if sentences:
            text.heading(title)
            text.said(sentences)
    if scenario.history:
        text.heading("superseded tables (history, never a rating)")
    for table in scenario.history:
        text.item(f"{table.edition}: {table.population}", table.cites)
        for name, category in table.ratings:
            text.item(f"{knowledge.procedures[name].name}: {knowledge.scale.categories[category][0]}", first="    - ")


def _sources(text: _Text, knowledge: Knowledge) -> None:
    text.heading("sources")
    for key in sorted(text.used):
        citation = knowledge.citations[key]
        reports = citation.reports and f"reports {citation.reports}"
        parts = (citation.publisher, citation.date, f"seen: {citation.seen}", reports)
        text.item(f"[{key}] {citation.title}: {citation.locator or 'no heading'}", first="  ")
        text.item(" · ".join(part for part in parts if part), first="    ")


def _spaced(word: str) -> str:
    return word.replace("_", " ")
