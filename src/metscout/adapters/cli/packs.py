"""`metscout packs`: look at the knowledge and check it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from metscout.packs.load import load_knowledge
from metscout.packs.view import nearest
from metscout.terms.document import as_document
from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.packs.load import Knowledge


def run(options: "argparse.Namespace") -> int:
    """Run `packs lint` or `packs show`."""
    return _lint(options) if options.action == "lint" else _show(options)


def _lint(options: "argparse.Namespace") -> int:
    from metscout.lint import lint_folders

    extra = [Path(name) for name in (*options.packs, *([options.folder] if options.folder is not None else []))]
    findings = lint_folders(extra, Path(options.cases) if options.cases else None, _policy(options))
    if options.json:
        print(json.dumps({"clean": not findings, "findings": as_document(findings)}, ensure_ascii=False))
    elif findings:
        print("\n\n".join(str(finding) for finding in findings))
        print(f"\n{len(findings)} finding(s).")
    else:
        print("Clean: no findings.")
    return 3 if findings else 0


def _policy(options: "argparse.Namespace") -> Path | None:
    return None if options.policy is None else Path(options.policy)


def _show(options: "argparse.Namespace") -> int:
    from metscout.adapters.cli.outputs import screen_width
    from metscout.pages.packs import topic_table
    from metscout.pages.scenario import scenario_page

    extra = [Path(name) for name in options.packs]
    if options.policy is not None:
        load_knowledge(extra, policy=_policy(options))  # for its faults: what is shown is what the sources say
    knowledge = load_knowledge(extra)
    name = options.name
    if name is None:
        _list(knowledge, options.json)
        return 0
    if name in knowledge.index.topics:
        topic = knowledge.topic(name)
        if options.json:
            document = {"topic": as_document(topic.head), "scenarios": [s.id for s in topic.scenarios]}
            print(json.dumps(document, ensure_ascii=False))
        else:
            sys.stdout.write(topic_table(topic, knowledge, screen_width()))
        return 0
    if name in knowledge.scenario_topics:
        topic = knowledge.topic(knowledge.scenario_topics[name])
        scenario = next(s for s in topic.scenarios if s.id == name)
        if options.json:
            print(json.dumps(as_document(scenario), ensure_ascii=False))
        else:
            sys.stdout.write(scenario_page(scenario, knowledge, screen_width()))
        return 0
    known = (*knowledge.index.topics, *knowledge.scenario_topics)
    raise UsageError(
        "unknown_value", "packs show", f"{name!r} is no topic or scenario.", name, known, nearest(name, known)
    )


def _list(knowledge: "Knowledge", as_json: bool) -> None:
    rows = [(topic.head.id, topic.head.title, topic.scenarios) for topic in knowledge.topics]
    if as_json:
        print(json.dumps({name: [s.id for s in scenarios] for name, _, scenarios in rows}))
        return
    for name, title, scenarios in rows:
        print(f"{name}  {title}")
        for scenario in scenarios:
            print(f"  {scenario.id}  ({scenario.ratings_known})")
