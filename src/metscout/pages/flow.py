"""A flow as a drawing: SVG for a page, a tree of box characters for a terminal."""

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from metscout.engine.flow import Flow, FlowEdge, FlowNode
from metscout.pages.ink import Ink, columns, harmless, wrap
from metscout.terms.frozen import frozen

# The drawing assumes no font: a letter is taken to be as wide as a wide sans-serif draws it, in shares of its size.
_NARROW, _WIDE = frozenset("iIjlft.,:;!'|()[] "), frozenset("mwMW@%+=<>~#&—…→")
_NARROW_EM, _LETTER_EM, _CAPITAL_EM, _WIDE_EM, _FULL_EM = 0.42, 0.65, 0.8, 1.02, 1.1
_SIZE, _LEADING, WHEN_SIZE, WHEN_LEADING = 13.0, 17.0, 11.5, 13.0
_BOX, _WIDE_BOX, _MANY, _PAD_X, _PAD_Y = 230.0, 400.0, 6, 8.0, 8.0
_GAP_X, _GAP_Y, _MARGIN, _TITLE, _BEND, _LANE, _LANES = 150.0, 12.0, 20.0, 34.0, 14.0, 7.0, 4
_SLANT, _TIP, _PASSING = 14.0, 12.0, 14.0
WHEN_ROOM = _GAP_X - _BEND - _LANES * _LANE - _TIP - 4
_KINDS = ("question", "study", "result", "action")
_SIGNS = {"question": "?", "study": "▣", "result": "◆", "action": "→"}

_STYLE = """
  svg { color-scheme: light dark; }
  .paper { fill: #ffffff; } text { fill: #16202a; font-family: "Liberation Sans", Arial, "DejaVu Sans", sans-serif; }
  .box { fill: #f6f8fa; stroke: #52606d; stroke-width: 1.5; } .question .box { fill: #e4f0f8; stroke: #0b5c8a; }
  .study .box { fill: #e6f4ea; stroke: #1d6b3a; stroke-width: 2.5; }
  .result .box { fill: #fdf3df; stroke: #7a4b00; stroke-dasharray: 6 3; }
  .edge { fill: none; stroke: #52606d; stroke-width: 1.5; } .tip { fill: #52606d; } .when { font-style: italic; }
  .chosen .box { stroke: #9f1d20; stroke-width: 4; } .title { font-weight: bold; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #12181e; } text { fill: #e6ebef; } .box { fill: #1b232b; stroke: #a3b0bc; }
    .question .box { fill: #11303f; stroke: #7cc4ee; } .study .box { fill: #15301f; stroke: #86d7a3; }
    .result .box { fill: #33270f; stroke: #f0c274; } .edge { stroke: #a3b0bc; } .tip { fill: #a3b0bc; }
    .chosen .box { stroke: #ff9a94; }
  }
  @media print { .paper { fill: #ffffff; } text { fill: #16202a; } }
"""


def text_width(text: str, size: float = _SIZE) -> float:
    """How wide a text may become, in any usual font; never less than it is."""
    return size * sum(_letter(char) for char in text)


def _letter(char: str) -> float:
    if columns(char) > 1:
        return _FULL_EM
    if char in _NARROW:
        return _NARROW_EM
    if char in _WIDE or ord(char) > 0x2000:
        return _WIDE_EM
    return _CAPITAL_EM if char.isupper() else _LETTER_EM


def wrapped(text: str, room: float, size: float = _SIZE) -> list[str]:
    """The text in lines no wider than `room`; a word too long for a line is broken."""
    lines: list[str] = []
    current = ""
    for word in harmless(text).split():
        joined = f"{current} {word}" if current else word
        if text_width(joined, size) <= room:
            current = joined
            continue
        if current:
            lines.append(current)
        while text_width(word, size) > room:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or text_width(word[:n], size) <= room)
            lines.append(word[:cut])
            word = word[cut:]
        current = word
    return [*lines, current] if current or not lines else lines


@frozen
class Box:
    """A node with its place: upper left corner, size, and its label in lines."""

    node: FlowNode
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@frozen
class Arrow:
    """An edge with its corners, from the right of one box to the left of another."""

    edge: FlowEdge
    corners: tuple[tuple[float, float], ...]


@frozen
class Drawing:
    """Where everything stands. No two boxes touch, and no arrow runs through a box."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def layout(flow: Flow) -> Drawing:
    """Every node in the column after the last that leads to it, beside the first that it leads to.

    An arrow over several columns keeps a free lane in each.
    """
    columns_of = _columns(flow)
    count = max(columns_of.values(), default=0) + 1
    sizes = [_BOX] * count
    for column in range(count):
        if sum(place == column for place in columns_of.values()) > _MANY:
            sizes[column] = _WIDE_BOX
    starts = [_MARGIN + sum(sizes[:column]) + column * _GAP_X for column in range(count)]
    labels = {node.id: _lines(node, sizes[columns_of[node.id]]) for node in flow.nodes}
    heights = {name: 2 * _PAD_Y + _LEADING * len(lines) for name, lines in labels.items()}
    whens = _said(flow.edges)
    spots = {name: (columns_of[name], max(height, _room(whens.get(name)))) for name, height in heights.items()}
    ways = [_way(number, edge, columns_of, spots) for number, edge in enumerate(flow.edges)]
    middles = _middles(spots, ways, count, _TITLE + _MARGIN)
    boxes = tuple(
        Box(node, starts[column], middles[node.id] - height / 2, sizes[column], height, tuple(labels[node.id]))
        for node in flow.nodes
        for column, height in [(columns_of[node.id], heights[node.id])]
    )
    lanes = _lanes(flow, columns_of)
    arrows = tuple(
        Arrow(edge, _corners(way, lanes[edge.from_], columns_of, middles, starts, sizes))
        for edge, way in zip(flow.edges, ways, strict=True)
    )
    bottom = max([middles[name] + height / 2 for name, (_, height) in spots.items()], default=_TITLE)
    return Drawing(boxes, arrows, starts[-1] + sizes[-1] + _MARGIN, bottom + _MARGIN)


def _said(edges: Iterable[FlowEdge]) -> dict[str, str]:
    """What must be the case to come to a node; several conditions in one text."""
    found: dict[str, dict[str, None]] = {}
    for edge in edges:
        if edge.when is not None:
            found.setdefault(edge.to, {})[edge.when] = None
    return {name: " or ".join(whens) for name, whens in found.items()}


def _room(when: str | None) -> float:
    """The height that a condition of many lines needs in front of a node, so as not to reach the arrow above."""
    lines = 0 if when is None else len(wrapped(when, WHEN_ROOM, WHEN_SIZE))
    return 2 * (WHEN_LEADING * lines - _PAD_Y - _GAP_Y)


def _lines(node: FlowNode, width: float) -> list[str]:
    return wrapped(node.label, width - 2 * _PAD_X - 2 * _SLANT)


def _columns(flow: Flow) -> dict[str, int]:
    """For each node the longest way to it from a beginning."""
    found = {node.id: 0 for node in flow.nodes}
    for _ in flow.nodes:
        late = [edge for edge in flow.edges if found[edge.to] <= found[edge.from_]]
        for edge in late:
            found[edge.to] = max(found[edge.to], found[edge.from_] + 1)
        if not late:
            break
    return found


def _way(number: int, edge: FlowEdge, columns_of: dict[str, int], spots: dict[str, tuple[int, float]]) -> list[str]:
    """The spots an arrow visits: its ends, and a narrow spot of its own in every column between."""
    between = range(columns_of[edge.from_] + 1, columns_of[edge.to])
    passing = [f"{number} {column}" for column in between]
    spots |= {name: (column, _PASSING) for name, column in zip(passing, between, strict=True)}
    return [edge.from_, *passing, edge.to]


def _middles(spots: dict[str, tuple[int, float]], ways: list[list[str]], count: int, top: float) -> dict[str, float]:
    """The height of every spot: beside the first that it leads to, pushed down where another one stands."""
    leads: dict[str, list[str]] = {name: [] for name in spots}
    for way in ways:
        for start, end in pairwise(way):
            leads[start].append(end)
    order = _as_read(leads)
    middles: dict[str, float] = {}
    for column in range(count - 1, -1, -1):
        below = top
        for name in order:
            at, height = spots[name]
            if at == column:
                middles[name] = max(below + height / 2, min([middles[end] for end in leads[name]], default=top))
                below = middles[name] + height / 2 + _GAP_Y
    return middles


def _as_read(leads: dict[str, list[str]]) -> list[str]:
    """All spots, a tree read from its beginnings, so that those of one parent follow each other."""
    reached = {end for ends in leads.values() for end in ends}
    stack = [name for name in leads if name not in reached][::-1]
    seen: dict[str, None] = {}
    while stack:
        name = stack.pop()
        if name not in seen:
            seen[name] = None
            stack += reversed(leads[name])
    return list(seen)


def _lanes(flow: Flow, columns_of: dict[str, int]) -> dict[str, float]:
    """How far right of a box its arrows bend: those that lead to other places than their neighbours have their own."""
    targets: dict[str, list[str]] = {node.id: [] for node in flow.nodes}
    for edge in flow.edges:
        targets[edge.from_].append(edge.to)
    found: dict[str, float] = {}
    taken: dict[int, list[list[str]]] = {}
    for name, ends in targets.items():
        lanes = taken.setdefault(columns_of[name], [])
        if ends and ends not in lanes:
            lanes.append(ends)
        found[name] = _BEND + _LANE * (lanes.index(ends) % _LANES if ends else 0)
    return found


def _corners(
    way: list[str],
    lane: float,
    columns_of: dict[str, int],
    middles: dict[str, float],
    starts: list[float],
    sizes: list[float],
) -> tuple[tuple[float, float], ...]:
    column = columns_of[way[0]]
    found = [(starts[column] + sizes[column], middles[way[0]])]
    for number, name in enumerate(way[1:], column):
        bend = starts[number] + sizes[number] + (lane if number == column else _BEND + _LANES * _LANE)
        found += [(bend, found[-1][1]), (bend, middles[name])]
    return (*found, (starts[columns_of[way[-1]]], middles[way[-1]]))


def flow_svg(flow: Flow, title: str, highlight: str | None = None) -> str:
    """The flow as one SVG that needs nothing from outside; `highlight` is the id of a node to be marked."""
    drawing = layout(flow)
    width = drawing.width
    heading = wrapped(title, width - 2 * _MARGIN, 18)
    shift = (len(heading) - 1) * 20.0
    height = drawing.height + shift + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="flow-title flow-description" lang="en">',
        f'<title id="flow-title">{_text(title)}</title>',
        f'<desc id="flow-description">{_text(_told(flow))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
        *(
            f'<text class="title" x="{_MARGIN:g}" y="{26 + 20 * number:g}" font-size="16">{_text(line)}</text>'
            for number, line in enumerate(heading)
        ),
        f'<g transform="translate(0 {shift:g})">',
        *map(_arrow, drawing.arrows),
        *(_node(box, box.node.id == highlight) for box in drawing.boxes),
        *_whens(drawing),
        "</g>",
        _legend(flow, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape(harmless(text), quote=True)


def _told(flow: Flow) -> str:
    """The flow in words, for those who do not see it."""
    labels = {node.id: node.label for node in flow.nodes}
    return " ".join(
        f"From {labels[edge.from_]} to {labels[edge.to]}{f', if {edge.when}' if edge.when else ''}."
        for edge in flow.edges
    )


def _outline(kind: str, x: float, y: float, width: float, height: float) -> str:
    """The shape of a kind: rounded question, square study, slanted result, action with a point."""
    if kind in ("question", "study"):
        round_off = min(height / 2, 18) if kind == "question" else 0
        return f'<rect class="box" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_off:g}"/>'
    right, bottom, middle = x + width, y + height, y + height / 2
    points = [(x, y), (right - _SLANT, y), (right, middle), (right - _SLANT, bottom), (x, bottom)]
    if kind == "result":
        points[0], points[-1:] = (x + _SLANT, y), [(x + _SLANT, bottom), (x, middle)]
    return f'<polygon class="box" points="{" ".join(f"{a:g},{b:g}" for a, b in points)}"/>'


def _node(box: Box, chosen: bool) -> str:
    first = box.y + _PAD_Y + _SIZE
    left = box.x + _PAD_X + _SLANT
    lines = "".join(
        f'<tspan x="{left:g}" y="{first + _LEADING * number:g}">{_text(line)}</tspan>'
        for number, line in enumerate(box.lines)
    )
    kind = box.node.kind if box.node.kind in _KINDS else "action"
    return (
        f'<g class="{kind}{" chosen" if chosen else ""}">{_outline(kind, box.x, box.y, box.width, box.height)}'
        f'<text font-size="{_SIZE:g}">{lines}</text></g>'
    )


def _arrow(arrow: Arrow) -> str:
    *way, (x, y) = arrow.corners
    points = " ".join(f"{a:g},{b:g}" for a, b in (*way, (x - 8, y)))
    return f'<polyline class="edge" points="{points}"/><path class="tip" d="M {x:g} {y:g} l -9 -5 v 10 z"/>'


def _whens(drawing: Drawing) -> list[str]:
    """What must be the case, written on the last stretch of the arrows that share it."""
    ends = {arrow.edge.to: arrow.corners[-1] for arrow in drawing.arrows}
    return [_when(text, *ends[name]) for name, text in _said(arrow.edge for arrow in drawing.arrows).items()]


def _when(text: str, x: float, y: float) -> str:
    lines = wrapped(text, WHEN_ROOM, WHEN_SIZE)
    top = y - 5 - WHEN_LEADING * (len(lines) - 1)
    spans = "".join(
        f'<tspan x="{x - _TIP - WHEN_ROOM:g}" y="{top + WHEN_LEADING * number:g}">{_text(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text class="when" font-size="{WHEN_SIZE:g}">{spans}</text>'


def _legend(flow: Flow, height: float) -> str:
    """Which shape is which kind, of the kinds drawn."""
    parts, x = [], _MARGIN
    for kind in _KINDS:
        if any(node.kind == kind for node in flow.nodes):
            shape = _outline(kind, x, height - 28, 44, 16)
            parts.append(
                f'<g class="{kind}">{shape}<text x="{x + 52:g}" y="{height - 15:g}" font-size="12">{kind}</text></g>'
            )
            x += 52 + text_width(kind, 12) + 24
    return "".join(parts)


def flow_lines(flow: Flow, width: int, ink: Ink) -> list[str]:
    """The flow as a tree for a terminal; a node that several lead to is drawn once and named after that."""
    nodes = {node.id: node for node in flow.nodes}
    children: dict[str, list[FlowEdge]] = {node.id: [] for node in flow.nodes}
    for edge in flow.edges:
        children[edge.from_].append(edge)
    reached = {edge.to for edge in flow.edges}
    lines: list[str] = []
    seen: set[str] = set()

    def draw(name: str, when: str | None, first: str, rest: str) -> None:
        node = nodes[name]
        again = name in seen
        seen.add(name)
        condition = f"{when}: " if when and not node.label.lower().startswith(when.lower()) else ""
        said = f"{_SIGNS.get(node.kind, '→')} {condition}{node.label}{' (see above)' if again else ''}"
        below = () if again else children[name]
        styles = ("bold",) if node.kind in ("question", "study") else ()
        lines.extend(
            ink.paint(line, *styles) for line in wrap(harmless(said), width, first, rest + ("│ " if below else "  "))
        )
        for number, edge in enumerate(below, 1):
            joint, further = ("└─ ", "   ") if number == len(below) else ("├─ ", "│  ")
            draw(edge.to, edge.when, rest + joint, rest + further)

    for node in flow.nodes:
        if node.id not in reached:
            draw(node.id, None, "", "")
    return lines
