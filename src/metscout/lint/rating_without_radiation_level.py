"""The finding `rating-without-radiation-level`."""

from collections.abc import Iterator

from metscout.lint.finding import Finding, Weight
from metscout.lint.ground import Ground

_DELIBERATE = ("not_stated", "varies")


class RatingWithoutRadiationLevel:
    """A rated study for which nobody has looked up the relative radiation level.

    Finds:
        A rating whose source prints no level for adults or for children, of a procedure whose own level is
        left empty. `not_stated` and `varies`, written out at the procedure, are answers and stay quiet.

    Why it matters to a patient:
        Two studies that answer the question equally well are told apart by how much they irradiate, above
        all in a child and in the young.

    Example:
        finds:
          vocabulary/procedures.yaml:
            scan_b: {rrl: {adult: null, pediatric: null}}
        stays_quiet:
          vocabulary/procedures.yaml:
            scan_b: {rrl: {adult: not_stated, pediatric: not_stated}}

    When to accept it:
        Never as it stands: look the level up, or write `not_stated` at the procedure once no source has one.
    """

    code = "rating-without-radiation-level"
    severity: Weight = "warning"

    def look(self, ground: Ground) -> Iterator[Finding]:
        """One finding for every rating and population."""
        for scenario in ground.scenarios():
            for i, rating in enumerate(scenario.ratings):
                if rating.category is None:
                    continue
                for population in ("adult", "pediatric"):
                    usual = ground.knowledge.procedures[rating.procedure].rrl
                    levels = [getattr(rrl, population).level for rrl in (rating.rrl_printed, usual) if rrl is not None]
                    if any(level is not None for level in levels) or _deliberate(ground, rating.procedure, population):
                        continue
                    text = f"{rating.procedure} has no {population} relative radiation level, here or at the procedure."
                    hint = "State it at the procedure with its source, or write `not_stated` there."
                    where = ("ratings", i)
                    yield ground.finding((self.code, self.severity), scenario.file, where, text, hint)


def _deliberate(ground: Ground, procedure: str, population: str) -> bool:
    """Whether the procedure says in words that no level is to be had."""
    for document in ground.named("/vocabulary/procedures.yaml"):
        for entry in document.data or ():
            if entry.get("id") == procedure:
                return entry["rrl"].get(population) in _DELIBERATE
    return False
