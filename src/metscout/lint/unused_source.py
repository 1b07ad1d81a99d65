"""The finding `unused-source`."""

from collections.abc import Iterator
from typing import Any

from metscout.lint.finding import Finding, Weight
from metscout.lint.ground import Ground

_SOURCES = "/vocabulary/sources.yaml"


class UnusedSource:
    """A source that nothing cites.

    Finds:
        An entry of `sources.yaml` whose key stands in no other place of the knowledge.

    Why it matters to a patient:
        A document was read and its claims are missing, or a claim has lost the source it rested on. Either
        way the reader of an answer is told less than is known.

    Example:
        finds:
          packs/sample/second.yaml: {source: main-guide}
        stays_quiet:
          packs/sample/second.yaml: {source: late-guide}

    When to accept it:
        While the pack that cites it is being written. A source that stays unused is taken out.
    """

    code = "unused-source"
    severity: Weight = "warning"

    def look(self, ground: Ground) -> Iterator[Finding]:
        """One finding for every source."""
        used: set[str] = set()
        for name, document in ground.documents.items():
            if not name.endswith(_SOURCES):
                used.update(text.partition("#")[0] for text in _texts(document.data))
        for document in ground.named(_SOURCES):
            for i, entry in enumerate(document.data or ()):
                if entry["key"] not in used:
                    text = f"nothing cites the source {entry['key']!r}."
                    hint = "Cite it where it is followed, or take it out."
                    where = (i, "key")
                    yield ground.finding((self.code, self.severity), document.file, where, text, hint)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)
