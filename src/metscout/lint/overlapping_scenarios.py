"""The finding `overlapping-scenarios`."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from metscout.conditions.boxes import Box, boxes
from metscout.facts.declaration import Value
from metscout.lint.finding import Finding, Weight
from metscout.lint.ground import Ground
from metscout.lint.patients import common_patient, in_words
from metscout.packs.compile import RowKind, Topic
from metscout.packs.model import Scenario


class OverlappingScenarios:
    """Two scenarios of one topic that the same patient fits.

    Finds:
        Two scenarios whose conditions admit one patient, found by set arithmetic over all their values, and
        prints that patient. A fact that may hold several values counts with one: two scenarios that differ
        only in the question do not overlap for a single question.

    Why it matters to a patient:
        Nothing wins by order, so both scenarios are answered. Unless the source means it so, the patient
        gets two first choices for one question.

    Example:
        finds:
          packs/sample/second.yaml:
            applies_when: {visit.phase: [early, late]}
        stays_quiet:
          packs/sample/second.yaml:
            applies_when: {visit.phase: late}

    When to accept it:
        Where the source answers one question with two scenarios. Say so under `overlaps_on_purpose` in
        either of them, with the reason.
    """

    code = "overlapping-scenarios"
    severity: Weight = "error"

    def look(self, ground: Ground) -> Iterator[Finding]:
        """One finding for every pair."""
        vocabulary = ground.knowledge.vocabulary
        for topic in ground.knowledge.topics:
            for first, second in combinations(topic.scenarios, 2):
                if _on_purpose(first, second):
                    continue
                patient = next(_patients(topic, first, second, ground), None)
                if patient is not None:
                    text = f"overlaps {second.id}. A patient who fits both: {in_words(patient, vocabulary)}."
                    hint = "Narrow one of them, or say under `overlaps_on_purpose` why both should be shown."
                    where = ("applies_when",)
                    yield ground.finding((self.code, self.severity), first.file, where, text, hint, patient)


def _on_purpose(first: Scenario, second: Scenario) -> bool:
    return any(name == second.id for name, _ in first.overlaps) or any(name == first.id for name, _ in second.overlaps)


def _patients(topic: Topic, first: Scenario, second: Scenario, ground: Ground) -> Iterator[dict[str, Value]]:
    vocabulary = ground.knowledge.vocabulary
    for population in boxes(topic.head.population, vocabulary):
        for one in _own_boxes(topic, first):
            for other in _own_boxes(topic, second):
                patient = common_patient((population, one, other), vocabulary)
                if patient is not None:
                    yield patient


def _own_boxes(topic: Topic, scenario: Scenario) -> Sequence[Box]:
    return [row.box for row in topic.rows if row.kind is RowKind.SCENARIO and row.owner == scenario.id]
