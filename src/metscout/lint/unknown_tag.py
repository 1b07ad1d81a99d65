"""The finding `unknown-tag`."""

from collections.abc import Iterator

from metscout.lint.finding import Finding, Weight
from metscout.lint.ground import Ground
from metscout.packs.view import nearest
from metscout.packs.yaml_tree import Path


class UnknownTag:
    """A tag that no procedure carries.

    Finds:
        A safety rule, an `if_blocked` key or a line of preparation that speaks of a tag which stands under
        `uses` of no procedure.

    Why it matters to a patient:
        A misspelled tag touches nothing: the study that should be withheld is offered, or what opens when it
        is withheld never opens.

    Example:
        finds:
          packs/sample/first.yaml:
            if_blocked:
              dyes: {options: [], because: The source names no other way., at: opening}
        stays_quiet:
          packs/sample/first.yaml:
            if_blocked:
              dye: {options: [], because: The source names no other way., at: opening}

    When to accept it:
        Never. A tag for studies to come is added together with the first of them.
    """

    code = "unknown-tag"
    severity: Weight = "error"

    def look(self, ground: Ground) -> Iterator[Finding]:
        """One finding for every mention."""
        used = {tag for procedure in ground.knowledge.procedures.values() for tag in procedure.uses}
        for file, steps, tag in (*_in_rules(ground), *_in_scenarios(ground)):
            if tag not in used:
                close = nearest(tag, used)
                hint = f"Nearest: {close!r}." if close else f"Tags in use: {', '.join(sorted(used))}."
                text = f"no procedure uses the tag {tag!r}."
                yield ground.finding((self.code, self.severity), file, steps, text, hint)


def _in_rules(ground: Ground) -> Iterator[tuple[str, Path, str]]:
    for rule in ground.knowledge.rules:
        labels = [entry.get("label") for entry in ground.raw(rule.file) or ()]
        at: Path = (labels.index(rule.label), rule.effect.value) if rule.label in labels else ()
        for key, tag in (("procedures_using", rule.using), ("but_not_using", rule.but_not_using)):
            if tag is not None:
                yield rule.file, (*at, key), tag


def _in_scenarios(ground: Ground) -> Iterator[tuple[str, Path, str]]:
    for scenario in ground.scenarios():
        for way in scenario.ways:
            yield scenario.file, ("if_blocked", way.tag), way.tag
        for i, line in enumerate(scenario.preparation):
            yield scenario.file, ("preparation", i, "uses"), line.about
