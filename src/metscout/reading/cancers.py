"""Facts of the present cancer: its organ, type and place, how sure it is, and whether there was another."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.basis import CONFIRMED
from metscout.reading.mentions import Line
from metscout.reading.tumors import Tumor

SITE, TYPE = "cancer.primary_site", "cancer.histology"


def read_cancers(line: Line, tumors: list[Tumor]) -> Iterator[Fact]:
    """Facts on site, type and place of the present cancer, on its certainty, and on earlier ones."""
    sure: set[tuple[str, str]] = set()
    denied = any(t.stance & s.NEGATED and not t.histologies and not t.site for t in tumors)
    for tumor in tumors:
        if tumor.stance & (s.RELATIVE | s.NEGATED | s.PAST) or tumor.first in line.blocked:
            continue
        if not is_doubted(line, tumor) and not (denied and tumor.neutral):
            yield from _certain(line, tumor, sure)
    for tumor in tumors:
        if tumor.stance & (s.RELATIVE | s.NEGATED):
            continue
        if tumor.stance & s.PAST:
            yield line.fact("history.other_cancer", True, tumor.first, tumor.last)
        elif tumor.first not in line.blocked:
            yield from _suspected(line, tumor, sure)


def is_doubted(line: Line, tumor: Tumor) -> bool:
    """Whether the tumor is only possible: said so, or put as a question by itself."""
    if tumor.stance & s.LIKELY:
        return False
    if tumor.stance & s.DOUBTED or (tumor.stance & s.UNKNOWN and _waits_for_proof(line, tumor)):
        return True
    if not tumor.stance & s.QUERIED:
        return False
    beside = line.in_clause(tumor.first)
    return not any(m.has("basis", "treatment", "exam", "phase") or "interrogative" in m.cues() for m in beside)


def _waits_for_proof(line: Line, tumor: Tumor) -> bool:
    """Whether the name goes on to a word of proof, as in `if it were confirmed`."""
    clauses = line.tokens.clauses
    behind = line.within(tumor.end, tumor.end + 4)
    return any([CONFIRMED, True] in (m.get("fact") or ()) for m in behind if clauses[m.first] == clauses[tumor.first])


def _certain(line: Line, tumor: Tumor, sure: set[tuple[str, str]]) -> Iterator[Fact]:
    if tumor.site:
        sure.add((SITE, tumor.site[0]))
        yield line.fact_of(SITE, *tumor.site)
    if tumor.subsite:
        yield line.fact_of("cancer.subsite", *tumor.subsite)
    for value, mention in tumor.histologies if not tumor.stance & s.ALTERNATIVE else ():
        sure.add((TYPE, value))
        yield line.fact_of(TYPE, value, mention)
    if tumor.location is not None:
        yield line.fact_of("cancer.location", tumor.location.senses["location"], tumor.location)
    if tumor.side is not None and (tumor.location or tumor.site):
        yield line.fact_of("cancer.laterality", tumor.side.senses["side"], tumor.side)


def _suspected(line: Line, tumor: Tumor, sure: set[tuple[str, str]]) -> Iterator[Fact]:
    if tumor.stance & s.LIKELY:
        yield line.fact("cancer.suspicion", "high", tumor.first, tumor.last)
        return
    if not is_doubted(line, tumor):
        return
    values = {(TYPE, value) for value, _ in tumor.histologies}
    values |= {(SITE, tumor.site[0])} if tumor.site else set()
    if not values or values <= sure:
        return
    yield line.fact("cancer.suspicion", "possible", tumor.first, tumor.last)
    if tumor.site:
        yield line.fact_of("cancer.suspected_site", *tumor.site)
    for value, mention in tumor.histologies:
        yield line.fact_of("cancer.suspected_histology", value, mention)
