"""The peer: the same situations as decision tables of zen-engine, one table or one a topic."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.tables import Unavailable
from benchmarks.workload import PANEL, SMALL, TOPIC, Patient, Situation, by_topic

_COLUMNS = {name: f"in_{number}" for number, name in enumerate((TOPIC, PANEL, *SMALL))}


def _field(name: str) -> str:
    """The fact's name without its dot, which the peer would read as a path."""
    return name.replace(".", "_")


def _rule(situation: Situation) -> dict[str, str]:
    """One row; an empty cell admits anything. Text stays as it is: escaped it would silently never match."""
    cells = {
        column: ", ".join(json.dumps(value, ensure_ascii=False) for value in sorted(situation.wants.get(name, ())))
        for name, column in _COLUMNS.items()
    }
    return {"_id": situation.entry.id, **cells, "out": json.dumps(situation.entry.id)}


def _document(known: Sequence[Situation]) -> str:
    place = {"x": 0, "y": 0}
    inputs = [{"id": column, "name": name, "field": _field(name)} for name, column in _COLUMNS.items()]
    content = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{"id": "out", "name": "scenario", "field": "scenario"}],
        "rules": [_rule(situation) for situation in known],
    }
    nodes = [
        {"id": "start", "type": "inputNode", "name": "start", "position": place},
        {"id": "table", "type": "decisionTableNode", "name": "table", "position": place, "content": content},
        {"id": "end", "type": "outputNode", "name": "end", "position": place},
    ]
    ends = (("start", "table"), ("table", "end"))
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in ends]
    return json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False)


def _compiled(known: Sequence[Situation]) -> Any:
    try:
        import zen
    except ImportError as fault:
        raise Unavailable("zen-engine is not installed; it comes with the extra `bench`.") from fault
    return zen.ZenEngine().create_decision(zen.ZenDecisionContent(_document(known)))


def context(patient: Patient) -> dict[str, str]:
    """The patient as the peer takes it; made outside the timing."""
    return {_field(name): value for name, value in patient.items()}


def one_table(known: Sequence[Situation]) -> Callable[[dict[str, str]], Any]:
    """The peer with every situation in one table."""
    evaluate: Callable[[dict[str, str]], Any] = _compiled(known).evaluate
    return evaluate


def table_a_topic(known: Sequence[Situation]) -> Callable[[dict[str, str]], Any]:
    """The peer with one table a topic, each with the rows that hold for the topic's whole panel."""
    tables = {topic: _compiled(rows).evaluate for topic, rows in by_topic(known).items()}
    field = _field(TOPIC)
    return lambda facts: tables[facts[field]](facts)


def answer(given: Any) -> list[str]:
    """The ids in a result of the peer."""
    return [row["scenario"] for row in given["result"]]
