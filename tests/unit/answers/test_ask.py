"""What holds for every answer to a question, whatever it asks."""

from typing import Any

import pytest

from metscout import Door
from metscout.answers.answer_document import LineRole
from metscout.search.index import index_of
from metscout.terms.document import as_document
from metscout.terms.errors import FactError, UsageError

ANAL = "64F new bx-proven T2 SCC anal canal, ?distant mets before chemoRT"
OF_THE_ENGINE = ("stage#", "check#")  # a stage group and a verdict are made by the engine, not by a pack
ADENOCARCINOMA = "adenocarcinoma of the anal canal with bone metastases"
QUESTIONS = (
    "which study?", "why not PET/CT?", "what if allergic to contrast?", "what if she is pregnant?", "how much radiation?",
    "CT is negative, now what?", "indeterminate liver lesion?", "what do the sources disagree on?", "who reviewed this?",
    "where does it spread?", "what are the pitfalls?", "which protocol?", "how often in surveillance?", "what stage?",
)  # fmt: skip


@pytest.fixture(scope="module")
def door() -> Door:
    return Door(as_of="2026-11-24")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_a_statement_quoted_as_it_is(door: Door, question: str) -> None:
    by_id = index_of(door.knowledge).by_id
    lines = [line for line in door.ask(question, ANAL).answer if not line.statement.startswith(OF_THE_ENGINE)]
    assert [line.statement for line in lines if by_id[line.statement].text != line.text] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_resolves_in_the_answer(door: Door, question: str) -> None:
    answer = door.ask(question, ANAL)
    keys = [cite for line in answer.answer for cite in line.cites]
    assert [bool(keys), [key for key in keys if key not in answer.citations]] == [True, []]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_direct_answer_stands_first(door: Door, question: str) -> None:
    roles = [line.role for line in door.ask(question, ANAL).answer]
    assert [LineRole.DIRECT, *roles] == sorted([LineRole.DIRECT, *roles], key=list(LineRole).index)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gives_the_same_answer(door: Door, question: str) -> None:
    one, other = (as_document(door.ask(question, ANAL)) for _ in range(2))
    for document in (one, other):
        del document["decision_id"], document["created"]
    assert one == other


@pytest.mark.parametrize("question", QUESTIONS)
def test_adenocarcinoma_never_gets_what_is_rated_for_squamous_cancer(door: Door, question: str) -> None:
    statements = [line.statement for line in door.ask(question, ADENOCARCINOMA).answer]
    assert [name for name in statements if name.startswith("anal_cancer.") or "anal_squamous" in name] == []


@pytest.mark.parametrize("about", ["55F breast cancer, bone mets?", "70M prostate cancer", "60F lung adenocarcinoma"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_cancer_that_no_pack_covers_gets_nothing_from_a_neighbor(door: Door, question: str, about: str) -> None:
    answer = door.ask(question, about)
    assert (answer.outcome.value, answer.answer) == ("refused", ())


CONVERSATION: tuple[dict[str, Any], ...] = ({"question": "which scan?", "about": ANAL},)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("and if she is pregnant?", "#if_blocked.ionising_radiation"),
        ("why not PET?", "ratings.fdg_pet_ct_skull_base_to_mid_thigh"),
        ("what if it is negative?", "#next_steps.negative"),
    ],
)
def test_what_was_said_before_carries_over(door: Door, question: str, says: str) -> None:
    answer = door.ask(question, conversation=CONVERSATION)
    assert [line.statement for line in answer.answer if says in line.statement]


def test_a_patient_reads_the_plain_lines_only(door: Door) -> None:
    answer = door.ask("why do I need this scan?", ANAL, "patient")
    others = [line.statement for line in answer.answer if "#patient." not in line.statement]
    assert (answer.audience_wording, others) == ("reviewed", [])


def test_plain_lines_are_easy_to_read(door: Door) -> None:
    grade = door.ask("why do I need this scan?", ANAL, "patient").reading_grade
    assert (grade or 99) <= 8


def test_where_plain_wording_is_missing_the_answer_says_so(door: Door) -> None:
    answer = door.ask("what do the sources disagree on?", ANAL, "patient")
    assert (answer.audience_wording, answer.refusal is not None) == ("missing", True)


def test_a_trainee_gets_the_terms_and_the_reasoning(door: Door) -> None:
    answer = door.ask("which study?", ANAL, "trainee")
    assert [bool(answer.terms), bool(answer.reasoning)] == [True, True]


@pytest.mark.parametrize(
    ("question", "audience", "conversation", "where"),
    [
        ("", "clinician", (), "question"),
        ("why " * 1000, "clinician", (), "question"),
        ("why CT?", "nurse", (), "audience"),
        ("why CT?", "clinician", ({"about": "x"},), "conversation[1].question"),
    ],
    ids=["no question", "an endless one", "no such audience", "an earlier turn without a question"],
)
def test_what_cannot_be_taken_is_named(door: Door, question: str, audience: str, conversation: Any, where: str) -> None:
    with pytest.raises((FactError, UsageError)) as caught:
        door.ask(question, None, audience, conversation)
    assert caught.value.where == where
