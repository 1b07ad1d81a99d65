"""The lines of what follows a result, narrowed to a site and a finding."""

from collections import Counter
from collections.abc import Iterable

from metscout.packs.model import NextStep, Scenario

MEANING = "meaning"


def lines_for(
    scenario: Scenario, result: str, site: str | None = None, findings: tuple[str, ...] = ()
) -> tuple[NextStep, ...]:
    """The lines of one result that a site and findings leave: the general ones, and those that speak of them.

    Without findings, and without a site, nothing is left out for them.
    """
    return tuple(
        step
        for step in scenario.next_steps
        if step.result == result
        and (site is None or step.site in (None, site))
        and (not findings or step.finding is None or step.finding in findings)
    )


def findings_named(text: str | None, scenario: Scenario, result: str, site: str | None = None) -> tuple[str, ...]:
    """The findings of the packs that a text speaks of: the one it names, else those that share most words with it.

    A word that several findings share counts for less. None where it shares no word with any: then the source
    does not tell this finding apart.
    """
    if text is None:
        return ()
    known = dict.fromkeys(step.finding for step in lines_for(scenario, result, site) if step.finding is not None)
    return _named(text, known)


def lines_told(
    scenario: Scenario, result: str, site: str | None = None, text: str | None = None
) -> tuple[NextStep, ...]:
    """The lines that a result told in a text leaves: its words narrow the findings of each site by themselves.

    So the lines of a finding never take away those of its site, and words that name no finding take nothing away.
    """
    lines = lines_for(scenario, result, site)
    if text is None:
        return lines
    of_sites: dict[str | None, dict[str, None]] = {}
    for step in lines:
        if step.finding is not None:
            of_sites.setdefault(step.site, {})[step.finding] = None
    named = {at: _named(text, known) for at, known in of_sites.items()}
    return tuple(
        step for step in lines if step.finding is None or not named[step.site] or step.finding in named[step.site]
    )


def _named(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those of the known findings that a text names, or that share most words with it."""
    known = tuple(known)
    if text in known:
        return (text,)
    words = _words(text)
    told = {name: _words(name) for name in known}
    times = Counter(word for own in told.values() for word in own)
    shared = {name: sum(1 / times[word] for word in words & own) for name, own in told.items()}
    most = max(shared.values(), default=0.0)
    return tuple(name for name, weight in shared.items() if weight == most) if most else ()


def _words(text: str) -> set[str]:
    words = text.casefold().replace("_", " ").replace("-", " ").replace(",", " ").split()
    return {word.removesuffix("s").removesuffix("e") for word in words if len(word) > 2 or word.isdecimal()}
