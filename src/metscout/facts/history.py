"""What was done before and what came of it: earlier studies and results."""

from metscout.terms.frozen import frozen

RESULTS = ("positive", "negative", "indeterminate")
SITES = ("liver", "lung", "lymph_node", "bone", "other")


@frozen
class Prior:
    """A study that was done. `date` is ISO, as exact as it was given; `ordered` is how the study was written."""

    procedure: str
    date: str
    ordered: str | None = None


@frozen
class Result:
    """What a study showed. `result` is one of RESULTS; the rest is None where it was not given."""

    procedure: str | None
    result: str
    site: str | None
    finding: str | None
    date: str | None


@frozen
class OrderedStudy:
    """One study as it was ordered.

    `procedure` is the one it names; None where it leaves something open (`candidates` are those it fits) or is
    not understood (`nearest` are those spelled most like it).
    """

    ordered: str
    procedure: str | None
    candidates: tuple[str, ...]
    nearest: tuple[str, ...]
