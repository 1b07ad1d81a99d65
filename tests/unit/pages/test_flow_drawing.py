"""A flow drawn: nothing overlaps, no text leaves its box, everything is there in words too."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from metscout.engine.flow import Flow, FlowEdge, FlowNode
from metscout.pages.flow import WHEN_LEADING, WHEN_ROOM, WHEN_SIZE, flow_lines, flow_svg, layout, text_width, wrapped
from metscout.pages.ink import Ink, columns
from metscout.terms.document import as_document

LONG = "A suspicious lymph node that can be reached may need a biopsy, image-guided or excisional, before the plan changes."
UNBROKEN = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3


def flow_of(*edges: tuple[str, str, str | None]) -> Flow:
    """A flow from its edges; a name starts with the first letter of its kind."""
    kinds = {"q": "question", "s": "study", "r": "result", "a": "action"}
    names = dict.fromkeys(name for start, end, _ in edges for name in (start, end))
    return Flow(tuple(FlowNode(name, kinds[name[0]], name) for name in names), tuple(FlowEdge(*edge) for edge in edges))


def many(actions: int) -> Flow:
    """A question, two studies, three results, and many actions with long labels."""
    results = ("positive", "negative", "indeterminate")
    nodes = [FlowNode("q", "question", "Has it spread to nodes, liver, lung or bone?")]
    nodes += [FlowNode(name, "study", f"CT or MRI {name} with IV contrast") for name in ("s1", "s2")]
    nodes += [FlowNode(result, "result", result) for result in results]
    nodes += [FlowNode(f"a{n}", "action", (LONG, UNBROKEN, "WWWWWW MMMMMM " * 9)[n % 3]) for n in range(actions)]
    edges = [FlowEdge("q", "s1", None), FlowEdge("q", "s2", "the first is blocked for this patient")]
    edges += [FlowEdge(study, result, result) for study in ("s1", "s2") for result in results]
    edges += [FlowEdge(results[n % 3], f"a{n}", ("liver", None)[n % 2]) for n in range(actions)]
    return Flow(tuple(nodes), tuple(edges))


FLOWS = {
    "one box": Flow((FlowNode("q", "question", "Where?"),), ()),
    "a line": flow_of(("q", "s", None), ("s", "r", "positive"), ("r", "a", None)),
    "an arrow over two columns": flow_of(("q", "s", None), ("s", "r", None), ("q", "r", "known"), ("r", "a", None), ("q", "a", "urgent")),
    "two beginnings": flow_of(("q1", "s", None), ("q2", "s", None), ("s", "r", None)),
    "forty actions": many(40),
    "nothing": Flow((), ()),
}  # fmt: skip
every_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())


@every_flow
def test_an_svg_is_xml_with_a_title_and_a_description(flow: Flow) -> None:
    root = ET.fromstring(flow_svg(flow, "Where <next> & why?"))
    assert [root[0].tag.rpartition("}")[2], root[1].tag.rpartition("}")[2]] == ["title", "desc"]
    assert root[0].text == "Where <next> & why?"


@every_flow
def test_an_svg_asks_for_nothing_and_runs_nothing(flow: Flow) -> None:
    svg = flow_svg(flow, "Title")
    assert [word for word in ("<script", "href", "url(", "@import", "<image", "foreignObject") if word in svg] == []


@every_flow
def test_no_text_is_wider_than_its_box(flow: Flow) -> None:
    assert [
        line for box in layout(flow).boxes for line in box.lines if text_width(line) > box.width - 2 * 14
    ] == []  # fmt: skip


@every_flow
def test_no_two_boxes_touch(flow: Flow) -> None:
    boxes = layout(flow).boxes
    assert [
        (one.node.id, two.node.id)
        for number, one in enumerate(boxes)
        for two in boxes[number + 1 :]
        if one.x < two.x + two.width and two.x < one.x + one.width and one.y < two.y + two.height and two.y < one.y + one.height
    ] == []  # fmt: skip


@every_flow
def test_no_arrow_runs_through_a_box(flow: Flow) -> None:
    drawing = layout(flow)
    crossed = [
        (arrow.edge, box.node.id)
        for arrow in drawing.arrows
        for (x1, y1), (x2, y2) in zip(arrow.corners, arrow.corners[1:], strict=False)
        for box in drawing.boxes
        if max(x1, x2) > box.x and min(x1, x2) < box.x + box.width
        and max(y1, y2) > box.y and min(y1, y2) < box.y + box.height
    ]  # fmt: skip
    assert crossed == []


@every_flow
def test_every_arrow_points_to_the_right(flow: Flow) -> None:
    assert [arrow.edge for arrow in layout(flow).arrows if arrow.corners[0][0] >= arrow.corners[-1][0]] == []


@every_flow
def test_everything_stands_within_the_drawing(flow: Flow) -> None:
    drawing = layout(flow)
    assert [
        box for box in drawing.boxes if box.x + box.width > drawing.width or box.y + box.height > drawing.height
    ] == []


def test_what_must_be_the_case_fits_beside_its_arrow() -> None:
    assert all(
        text_width(line, WHEN_SIZE) <= WHEN_ROOM for line in wrapped("indeterminate " + LONG, WHEN_ROOM, WHEN_SIZE)
    )


def test_a_condition_of_many_lines_does_not_reach_the_arrow_above() -> None:
    when = "lymph node: inguinal lymph node only, on both sides"
    drawing = layout(flow_of(("r", "a1", when), ("r", "a2", when), ("r", "a3", when)))
    ends = sorted(arrow.corners[-1][1] for arrow in drawing.arrows)
    tall = WHEN_LEADING * len(wrapped(when, WHEN_ROOM, WHEN_SIZE))
    assert all(below - above > tall for above, below in pairwise(ends))


def test_hostile_labels_are_text() -> None:
    flow = Flow((FlowNode("q", "question", '<script>alert("1")</script>'),), ())
    root = ET.fromstring(flow_svg(flow, "Title"))
    assert "script" not in {element.tag.rpartition("}")[2] for element in root.iter()}


def test_the_chosen_node_is_marked_and_no_other() -> None:
    assert flow_svg(FLOWS["a line"], "Title", "r").count('class="result chosen"') == 1


def test_every_kind_has_a_shape_of_its_own() -> None:
    root = ET.fromstring(flow_svg(FLOWS["a line"], "Title"))
    groups = [element for element in root.iter() if element.get("class") in ("question", "study", "result", "action")]
    shapes = {
        element.get("class"): (element[0].tag, element[0].get("rx"), len((element[0].get("points") or "").split()))
        for element in groups
    }
    assert len(set(shapes.values())) == 4


def test_a_terminal_shows_the_flow_as_a_tree() -> None:
    flow = flow_of(
        ("q", "s1", None), ("q", "s2", "blocked"), ("s1", "r", "positive"), ("s2", "r", None), ("r", "a", None)
    )
    assert flow_lines(flow, 80, Ink(80, False)) == [
        "? q",
        "├─ ▣ s1",
        "│  └─ ◆ positive: r",
        "│     └─ → a",
        "└─ ▣ blocked: s2",
        "   └─ ◆ r (see above)",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_tree_fits_its_width_as_far_as_words_can_be_parted(width: int) -> None:
    flow = Flow(tuple(node for node in many(20).nodes if node.label != UNBROKEN), ())
    assert max(columns(line) for line in flow_lines(flow, width, Ink(width, False))) <= width


def test_json_calls_the_beginning_of_an_edge_from() -> None:
    assert as_document(FlowEdge("a", "b", None)) == {"from": "a", "to": "b", "when": None}
