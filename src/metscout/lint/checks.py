"""All findings, and the two ways to ask for them: of knowledge that loads, of folders that may not."""

from collections.abc import Sequence
from pathlib import Path

from metscout.lint.blocked_without_a_way_out import BlockedWithoutAWayOut
from metscout.lint.finding import Check, Finding, from_fault, worst_first
from metscout.lint.ground import survey
from metscout.lint.overlapping_scenarios import OverlappingScenarios
from metscout.lint.rating_without_radiation_level import RatingWithoutRadiationLevel
from metscout.lint.scenario_without_a_case import ScenarioWithoutACase
from metscout.lint.unknown_tag import UnknownTag
from metscout.lint.unused_source import UnusedSource
from metscout.packs.load import Knowledge, load_knowledge, shipped_folder
from metscout.terms.errors import PackError

CHECKS: tuple[Check, ...] = (
    BlockedWithoutAWayOut(),
    OverlappingScenarios(),
    RatingWithoutRadiationLevel(),
    ScenarioWithoutACase(),
    UnknownTag(),
    UnusedSource(),
)


def run(knowledge: Knowledge, cases: Path | None = None) -> tuple[Finding, ...]:
    """Every finding in knowledge that loads, worst first. Without `cases` no case is asked for."""
    ground = survey(knowledge, cases)
    return tuple(sorted((found for check in CHECKS for found in check.look(ground)), key=worst_first))


def lint_folders(
    extra: Sequence[Path] = (), cases: Path | None = None, policy: Path | None = None
) -> tuple[Finding, ...]:
    """Every finding in the shipped knowledge and the `extra` folders under a site's `policy`, worst first.

    Folders that do not load give their faults as findings, all at once. Naming the shipped folder itself
    adds nothing. Raises UsageError for a folder that is not there.
    """
    shipped = shipped_folder().resolve()
    try:
        knowledge = load_knowledge([folder for folder in extra if folder.resolve() != shipped], policy=policy)
    except PackError as error:
        return tuple(sorted((from_fault(fault) for fault in error.faults), key=worst_first))
    return run(knowledge, cases)
