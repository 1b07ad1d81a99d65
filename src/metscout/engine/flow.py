"""A flow from a question over a study and its results to what is done: the data of a drawing."""

from metscout.terms.frozen import frozen


@frozen
class FlowNode:
    """One box. `kind` is question, study, result or action; `id` is unique within its flow."""

    id: str
    kind: str
    label: str


@frozen
class FlowEdge:
    """One arrow between two boxes, with what must be the case to follow it. `from` is a keyword of Python."""

    from_: str
    to: str
    when: str | None


@frozen
class Flow:
    """Boxes and arrows without a circle, each box in front of those that it leads to."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
