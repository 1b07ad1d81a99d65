"""`packs show`: a topic as a decision table, a scenario as a page, on wide and on narrow screens."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import pytest

from metscout.packs.load import Knowledge, load_knowledge
from metscout.packs.model import Scenario
from metscout.pages.ink import columns
from metscout.pages.packs import topic_table
from metscout.pages.scenario import scenario_page
from metscout.terms.sentences import Sentence
from packs.sample import changed, faults_of, knowledge_of, sample_files


@cache
def shipped() -> Knowledge:
    return load_knowledge(use_cache=False)


SCENARIOS = [scenario for topic in shipped().topics for scenario in topic.scenarios]
NAMES = [scenario.id for scenario in SCENARIOS]
TOPICS = list(shipped().index.topics)
WIDTHS = (30, 80, 160)


def sentences(value: Any) -> Iterator[Sentence]:
    if isinstance(value, Sentence):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from sentences(getattr(value, part.name))
    elif isinstance(value, tuple):
        for member in value:
            yield from sentences(member)


def one_line(page: str) -> str:
    return " ".join(page.split())


def page_of(scenario: Scenario, width: int = 80) -> str:
    return scenario_page(scenario, shipped(), width)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_the_page_says_every_sentence_of_the_scenario(scenario: Scenario) -> None:
    page = one_line(page_of(scenario))
    assert [s.text for s in sentences(scenario) if one_line(s.text) not in page] == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_the_page_cites_every_sentence_of_the_scenario(scenario: Scenario) -> None:
    page = one_line(page_of(scenario))
    assert [s.text for s in sentences(scenario) if f"{one_line(s.text)} [{', '.join(s.cites)}]" not in page] == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_every_key_on_the_page_leads_to_a_source(scenario: Scenario) -> None:
    body, _, sources = one_line(page_of(scenario)).rpartition("SOURCES")
    used = {key for found in re.findall(r"\[([^\]]*#[^\]]*)\]", body) for key in found.split(", ")}
    assert used == set(re.findall(r"\[([^\]]*#[^\]]*)\]", sources))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_the_page_shows_every_rating_with_category_and_level(scenario: Scenario) -> None:
    page = one_line(page_of(scenario))
    for rating in scenario.ratings:
        label = shipped().scale.categories[rating.category][0] if rating.category else "not rated"
        assert f"{shipped().procedures[rating.procedure].name}: {label}" in page
        assert f"{rating.procedure} · adult level" in page


@pytest.mark.parametrize("width", WIDTHS, ids=[f"{width} columns" for width in WIDTHS])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_the_page_fits(scenario: Scenario, width: int) -> None:
    wide = [line for line in page_of(scenario, width).splitlines() if columns(line) > width]
    assert [line for line in wide if " " in line.strip(" -*[")] == []


@pytest.mark.parametrize("width", WIDTHS, ids=[f"{width} columns" for width in WIDTHS])
@pytest.mark.parametrize("name", TOPICS)
def test_the_table_fits(name: str, width: int) -> None:
    table = topic_table(shipped().topic(name), shipped(), width)
    wide = [line for line in table.splitlines() if columns(line) > width]
    assert [line for line in wide if " " in line.strip(" -*[")] == []


@pytest.mark.parametrize("name", TOPICS)
def test_the_table_names_every_scenario_and_every_fact_it_reads(name: str) -> None:
    topic = shipped().topic(name)
    table = topic_table(topic, shipped(), 200)
    for scenario in topic.scenarios:
        assert scenario.id in table
        for fact in (*topic.head.within.facts(), *scenario.applies_when.facts()):
            assert fact in table


SAMPLE_TABLE = """\
WHICH SCENARIO
scenario  visit.phase  visit.question
--------  -----------  --------------
first     early        near
                       far

second    late         near
· = may be anything, or unknown
"""


def test_the_table_reads_as_a_table() -> None:
    knowledge = knowledge_of(sample_files())
    table = topic_table(knowledge.topic("sample"), knowledge, 80)
    assert table[table.index("WHICH SCENARIO") :].startswith(SAMPLE_TABLE)


SPLIT_TABLE = """\
scenario  visit.phase
--------  --------------
first     early

second    late

scenario  visit.question
--------  --------------
first     near
          far

second    near
"""


def test_a_table_too_wide_is_split_by_columns() -> None:
    knowledge = knowledge_of(sample_files())
    table = topic_table(knowledge.topic("sample"), knowledge, 30)
    assert re.sub(r"-+", "-", SPLIT_TABLE) in re.sub(r"-+", "-", table)


def test_what_holds_for_every_scenario_stands_above_the_table() -> None:
    knowledge = knowledge_of(sample_files())
    above, _, _ = topic_table(knowledge.topic("sample"), knowledge, 80).partition("WHICH SCENARIO")
    assert "person.age_group: adult [main-guide#who-fits]" in above
    assert "body.part: hand [main-guide#who-fits]" in above
    assert "body.kind: cyst" in above


CELLS: list[tuple[str, Any, str]] = [
    ("a number is bounded in words", {"lump.size_cm": {"at_least": 1, "below": 2.5}}, "at least 1 and below 2.5"),
    ("any value", {"lump.note": "any_value"}, "any value"),
    ("a truth value as it is written", {"lump.proven": False}, "false"),
]


@pytest.mark.parametrize(("line", "cell"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS])
def test_a_cell_shows(line: dict[str, Any], cell: str) -> None:
    knowledge = knowledge_of(changed({"packs/sample/first.yaml": {"applies_when": line}}))
    assert cell in topic_table(knowledge.topic("sample"), knowledge, 120)


def test_alternatives_stand_in_rows_of_their_own() -> None:
    either = {"any_of": [{"lump.proven": True}, {"lump.size_cm": {"above": 3}}]}
    knowledge = knowledge_of(changed({"packs/sample/first.yaml": {"applies_when": either}}))
    lines = topic_table(knowledge.topic("sample"), knowledge, 120).splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("first", "  or", "second"))] == [
        "first",
        "or",
        "second",
    ]


def test_text_that_would_rule_the_terminal_is_refused() -> None:
    faults = faults_of(changed({"packs/sample/first.yaml": {"title": "a\u202eb", "asks": "c\u009bd"}}))
    assert [(fault.code, fault.where) for fault in faults] == [
        ("control_character", "title"),
        ("control_character", "asks"),
    ]
