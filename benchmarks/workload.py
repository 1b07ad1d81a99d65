"""The engine's workload: a table of scenarios, seeded conditions over ten facts, seeded patients."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.tables import Unavailable

SEED = 20201122
PANELS, TOPICS, SCENARIOS, RATINGS = 11, 191, 875, 8_247
TOPIC, PANEL = "case.topic", "case.panel"
SMALL = {
    f"case.facet_{number}": tuple(f"value_{value}" for value in range(1, size + 1))
    for number, size in enumerate((2, 2, 3, 3, 4, 4, 5, 6), 1)
}
BOUND_TO_TOPIC = 0.9
BUILT_TO_MATCH = 0.8
LEFT_OUT = 1 / 3

Patient = dict[str, str]
Row = tuple[str, tuple[tuple[str, frozenset[str]], ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the published table. `topic` carries its panel, for two panels may use one name."""

    id: str
    panel: str
    topic: str
    title: str
    ratings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """An entry with the values each fact may take. It names its topic, or only its panel."""

    entry: Entry
    wants: dict[str, frozenset[str]]

    @property
    def topic(self) -> str | None:
        """The one topic it belongs to; None where it holds for its whole panel."""
        return self.entry.topic if TOPIC in self.wants else None


def by_topic(known: Sequence[Situation]) -> dict[str, list[Situation]]:
    """For each topic its own situations and those of its whole panel."""
    homes = {situation.entry.topic: situation.entry.panel for situation in known}
    return {
        topic: [s for s in known if s.topic == topic or (s.topic is None and s.entry.panel == panel)]
        for topic, panel in homes.items()
    }


def read_entries(path: Path) -> list[Entry]:
    """The entries of a criteria file (systems, complaints, variants, recommendation_table), in its order."""
    found: list[Entry] = []
    try:
        for system in json.loads(path.read_text(encoding="utf-8"))["systems"]:
            for complaint in system["complaints"]:
                topic = f"{system['name']}: {complaint['name']}"
                for variant in complaint["variants"]:
                    rows = ((r["studyName"], r["recommendation"]) for r in variant["recommendation_table"])
                    found.append(Entry(f"s{len(found)}", system["name"], topic, variant["name"], tuple(rows)))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable(f"{path} is not a readable criteria file ({fault!r}).") from fault
    if not found:
        raise Unavailable(f"{path} holds no scenario.")
    return found


def made_entries() -> list[Entry]:
    """Synthetic entries of the same size, for where no criteria file is given."""
    random = Random(SEED)
    panels = [f"Panel {n} — Region" for n in range(1, PANELS + 1)]
    topics = [(panel, f"{panel}: Topic {n}") for n, panel in zip(range(TOPICS), panels * TOPICS, strict=False)]
    homes = topics + random.choices(topics, k=SCENARIOS - TOPICS)
    sizes = [1] * SCENARIOS
    for n in random.choices(range(SCENARIOS), k=RATINGS - SCENARIOS):
        sizes[n] += 1
    categories = ("Usually appropriate", "May be appropriate", "Usually not appropriate")
    return [
        Entry(
            f"s{n}", panel, topic, f"Variant {n}",
            tuple((f"Study {random.randrange(400)}", random.choice(categories)) for _ in range(size)),
        )
        for n, ((panel, topic), size) in enumerate(zip(homes, sizes, strict=True))
    ]  # fmt: skip


def situations(entries: Sequence[Entry]) -> list[Situation]:
    """Each entry with three to six conditions: its topic (nine in ten) or only its panel, and small facts."""
    random = Random(SEED + 1)
    found = []
    for entry in entries:
        bound = random.random() < BOUND_TO_TOPIC
        wants = {TOPIC: frozenset((entry.topic,))} if bound else {PANEL: frozenset((entry.panel,))}
        for name in sorted(random.sample(list(SMALL), random.randint(2, 5))):
            values = SMALL[name]
            wants[name] = frozenset(random.sample(values, random.randint(1, max(1, len(values) // 2))))
        found.append(Situation(entry, wants))
    return found


def patients(known: Sequence[Situation], count: int) -> list[Patient]:
    """Patients with all ten facts stated; four in five are built so that one situation holds."""
    random = Random(SEED + 2)
    homes = {situation.entry.topic: situation.entry.panel for situation in known}
    topics = sorted(homes)
    of_panel = {panel: [t for t in topics if homes[t] == panel] for panel in homes.values()}
    found = []
    for _ in range(count):
        patient = {name: random.choice(values) for name, values in SMALL.items()}
        topic = random.choice(topics)
        if random.random() < BUILT_TO_MATCH:
            chosen = random.choice(known)
            topic = chosen.topic or random.choice(of_panel[chosen.entry.panel])
            patient |= {n: random.choice(sorted(values)) for n, values in chosen.wants.items() if n in SMALL}
        found.append({TOPIC: topic, PANEL: homes[topic], **patient})
    return found


def with_unknowns(whole: Sequence[Patient]) -> list[Patient]:
    """The same patients with one small fact in three not stated."""
    random = Random(SEED + 3)
    return [{n: v for n, v in p.items() if n not in SMALL or random.random() > LEFT_OUT} for p in whole]


def plain_rows(known: Sequence[Situation]) -> list[Row]:
    """The situations as plain rows of conditions, the one on topic or panel first."""
    return [(situation.entry.id, tuple(situation.wants.items())) for situation in known]


def scan(rows: Sequence[Row], patient: Patient) -> list[str]:
    """The situations that hold, by looking at every row: what every engine has to answer."""
    found = []
    for name, wants in rows:
        for fact, values in wants:
            if patient.get(fact) not in values:
                break
        else:
            found.append(name)
    return found
