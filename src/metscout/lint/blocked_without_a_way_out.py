"""The finding `blocked-without-a-way-out`."""

from collections.abc import Iterator

from metscout.lint.finding import Finding, Weight
from metscout.lint.ground import Ground
from metscout.packs.model import SafetyRule, Scenario
from metscout.terms.words import Effect, Role

_MOVES_UP = (Role.FIRST_CHOICE, Role.ALTERNATIVE, Role.PROBLEM_SOLVING)


class BlockedWithoutAWayOut:
    """A first choice that a safety rule can block, with nothing to take its place.

    Finds:
        A first choice that uses a tag which some rule withholds or defers, in a scenario that has no
        `if_blocked` entry for the tag and no other rated study which the same rules permit.

    Why it matters to a patient:
        With the study withheld the patient is left with a warning and no study, although nobody has asked
        whether the source names another way.

    Example:
        finds:
          packs/sample/second.yaml:
            if_blocked: null
        stays_quiet:
          packs/sample/second.yaml:
            if_blocked:
              rays: {options: [], because: The source names no other way., at: opening}

    When to accept it:
        Where the source is silent. Write the tag with `options: []`, with `because` and `at` for the silence.
    """

    code = "blocked-without-a-way-out"
    severity: Weight = "error"

    def look(self, ground: Ground) -> Iterator[Finding]:
        """One finding for every scenario and tag."""
        for scenario in ground.scenarios():
            if scenario.first_choice is None:
                continue
            named = {way.tag for way in scenario.ways}
            study = ground.knowledge.procedures[scenario.first_choice.study]
            for tag in sorted(study.uses - named):
                rules = [r for r in ground.knowledge.rules if _blocks(r, tag) and r.touches(study)]
                if rules and not _another(scenario, rules, ground):
                    text = (
                        f"{study.id} uses {tag}, which {rules[0].label} {rules[0].effect.value}; nothing under "
                        "`if_blocked` and no other rated study takes its place."
                    )
                    hint = f"Name what the source opens under `if_blocked: {tag}`, or `options: []` where it is silent."
                    where = ("first_choice", "study")
                    yield ground.finding((self.code, self.severity), scenario.file, where, text, hint)


def _blocks(rule: SafetyRule, tag: str) -> bool:
    return rule.using == tag and rule.effect is not Effect.CAUTIONS


def _another(scenario: Scenario, rules: list[SafetyRule], ground: Ground) -> bool:
    """Whether a rated study is left that can move up and that none of the rules touches."""
    chosen = scenario.first_choice.study if scenario.first_choice is not None else ""
    return any(
        rating.procedure != chosen
        and rating.category is not None
        and rating.role in _MOVES_UP
        and not any(rule.touches(ground.knowledge.procedures[rating.procedure]) for rule in rules)
        for rating in scenario.ratings
    )
