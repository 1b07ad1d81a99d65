"""Knowledge as something to read: the scenarios of a topic as a decision table, one scenario as a page."""

from collections.abc import Sequence
from itertools import zip_longest

from metscout.conditions.boxes import Box
from metscout.facts.declaration import Vocabulary
from metscout.packs.compile import Row, RowKind, Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import Scenario
from metscout.pages.ink import columns, pad, wrap
from metscout.pages.pack_words import PackText, admitted, exclusion_lines, source_lines, spaced, spelled

_ANYTHING = "·"
_GAP = 2
_NARROW = 15


def topic_table(topic: Topic, knowledge: Knowledge, width: int) -> str:
    """The scenarios of a topic as rows, the facts they read as columns, the admissible values as cells.

    What holds for every scenario stands above the table. Too narrow a width splits the table by columns.
    """
    head, text = topic.head, PackText(width)
    rows = [row for row in topic.rows if row.kind is RowKind.SCENARIO]
    cells = [_cells(row.box, knowledge.vocabulary) for row in rows]
    facts = _most_read_first(cells, knowledge.vocabulary)
    shared = [fact for fact in facts if all(row.get(fact) == cells[0].get(fact) for row in cells)]
    text.lines += wrap(head.title, width)
    text.item(f"{head.id} · {head.edition} · {spaced(head.currency)} · {spaced(head.review.status)}", first="")
    text.heading("every scenario")
    for line in spelled(head.population, knowledge.vocabulary):
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
    source_lines(text, knowledge)
    return text.text()


def _most_read_first(cells: Sequence[dict[str, list[str]]], vocabulary: Vocabulary) -> list[str]:
    """The facts of all rows, those that most rows read in front."""
    facts = {fact for row in cells for fact in row}
    return sorted(facts, key=lambda fact: (-sum(fact in row for row in cells), vocabulary.ranks[fact]))


def _cells(box: Box, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """For every fact of a box the values it admits, one a line."""
    return {fact: admitted(parts, vocabulary[fact]) for fact, parts in box.items()}


def _table(text: PackText, facts: Sequence[str], rows: Sequence[Row], cells: Sequence[dict[str, list[str]]]) -> None:
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


def _row(text: PackText, sizes: Sequence[int], cells: Sequence[Sequence[str]]) -> None:
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


def _summary(text: PackText, scenario: Scenario, knowledge: Knowledge) -> None:
    text.item(f"{scenario.id} · ratings {scenario.ratings_known} · {spaced(scenario.review.status)}")
    text.item(scenario.asks, first="    ")
    choice = scenario.first_choice
    name = knowledge.procedures[choice.study].name if choice is not None else "none is known"
    text.item(f"First choice: {name}", first="    ")


def _outside(text: PackText, topic: Topic, vocabulary: Vocabulary) -> None:
    titles = {destination.id: destination.title for destination in topic.head.destinations}
    if topic.head.exclusions:
        text.heading("not this topic")
    for exclusion in topic.head.exclusions:
        exclusion_lines(text, exclusion, titles, vocabulary)
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
            text.item("; ".join(spelled(gap.condition, vocabulary)), first="  - ")
            text.item(f"{gap.because} ({scenario.id})", first="    ")
    if topic.conflicts:
        text.heading("where sources disagree")
    for conflict in topic.conflicts:
        text.item(f"{conflict.id} {conflict.about}: {conflict.handled}")
        for position in conflict.positions:
            text.item(position.says, position.cites, "    - ")
