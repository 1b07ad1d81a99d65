"""The finding `scenario-without-a-case`."""

from collections.abc import Iterator

from metscout.lint.finding import Finding, Weight
from metscout.lint.ground import Ground
from metscout.packs.yaml_tree import parse_yaml


class ScenarioWithoutACase:
    """A scenario that no file of cases puts to the test.

    Finds:
        A scenario without `<topic>/<scenario>.yaml` in the folder of cases, or with a file of that name that
        speaks of another scenario. Looks only where a folder of cases is given.

    Why it matters to a patient:
        Nobody has written down who fits, who does not and what blocks the study, so a change of the pack can
        move patients to another answer unnoticed.

    Example:
        finds:
          cases/sample/second.yaml: null
        stays_quiet:
          cases/sample/second.yaml: {scenario: sample.second}

    When to accept it:
        Never for knowledge that is shipped. The shortest file has the index patient and one row.
    """

    code = "scenario-without-a-case"
    severity: Weight = "error"

    def look(self, ground: Ground) -> Iterator[Finding]:
        """One finding for every scenario."""
        if ground.cases is None:
            return
        for scenario in ground.scenarios():
            topic, _, name = scenario.id.partition(".")
            file = ground.cases / topic / f"{name}.yaml"
            wanted = f"Write {topic}/{name}.yaml with `scenario: {scenario.id}`, the index patient and its rows."
            if not file.is_file():
                text = f"{scenario.id} has no file of cases."
            elif _speaks_of(file.read_bytes(), str(file)) != scenario.id:
                text = f"the file of cases for {scenario.id} does not say that it is about it."
            else:
                continue
            yield ground.finding((self.code, self.severity), scenario.file, ("id",), text, wanted)


def _speaks_of(content: bytes, name: str) -> object:
    data = parse_yaml(content, name).data
    return data.get("scenario") if isinstance(data, dict) else None
