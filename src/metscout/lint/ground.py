"""What is examined: the compiled knowledge, the files it came from, the folder of cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metscout.facts.declaration import Value
from metscout.lint.finding import Finding, Weight
from metscout.packs.load import Knowledge, read_folders, shipped_folder
from metscout.packs.model import LOCAL_POLICY, Scenario
from metscout.packs.yaml_tree import Document, parse_yaml
from metscout.packs.yaml_tree import Path as Steps

_SHIPPED = "knowledge"


@dataclass(frozen=True, slots=True)
class Ground:
    """The knowledge with its documents by file name; `cases` is None where no folder of cases was given."""

    knowledge: Knowledge
    documents: Mapping[str, Document]
    cases: Path | None

    def scenarios(self) -> Iterator[Scenario]:
        """Every scenario, in the order of topics and ids."""
        for topic in self.knowledge.topics:
            yield from topic.scenarios

    def named(self, ending: str) -> Iterator[Document]:
        """The documents whose file name ends so."""
        return (document for name, document in self.documents.items() if name.endswith(ending))

    def raw(self, file: str) -> Any:
        """The plain content of a file; None where it is not at hand."""
        return self.documents[file].data if file in self.documents else None

    def finding(
        self,
        check: tuple[str, Weight],
        file: str,
        steps: Steps,
        text: str,
        hint: str | None = None,
        patient: dict[str, Value] | None = None,
    ) -> Finding:
        """A finding at a path of a file, or at its nearest known parent."""
        code, severity = check
        line, column = self._place(file, steps)
        return Finding(code, severity, file, line, column, text, patient, hint)

    def _place(self, file: str, steps: Steps) -> tuple[int, int]:
        places = self.documents[file].places if file in self.documents else {}
        while steps and steps not in places:
            steps = steps[:-1]
        return places.get(steps, (1, 1))


def survey(knowledge: Knowledge, cases: Path | None) -> Ground:
    """The ground under `knowledge`: the files of every folder that gave it a topic, a scenario or a rule."""
    files: dict[str, bytes] = {}
    for root in sorted(_roots(knowledge)):
        folder = shipped_folder() if root == _SHIPPED else Path(root)
        if folder.is_dir():
            found = read_folders((folder,))
            files |= {root + name.removeprefix(_SHIPPED): content for name, content in found.items()}
    return Ground(knowledge, {name: parse_yaml(files[name], name) for name in sorted(files)}, cases)


def _roots(knowledge: Knowledge) -> set[str]:
    """The folders by the names that their files are reported under."""
    packs = [topic.head.file for topic in knowledge.topics]
    packs += [scenario.file for topic in knowledge.topics for scenario in topic.scenarios]
    safety = [rule.file for rule in knowledge.rules if rule.code != LOCAL_POLICY]
    return {file.rpartition("/packs/")[0] for file in packs} | {file.rpartition("/safety/")[0] for file in safety}
