"""Relative radiation levels as the ACR prints them, adult and child kept apart."""

from metscout.terms.frozen import frozen


@frozen
class RadiationLevel:
    """A level of 0 to 5 and its effective dose band in mSv; both `None` where the source states none."""

    level: int | None
    msv: tuple[float, float] | None


@frozen
class RadiationLevels:
    """The adult and the pediatric level of one procedure."""

    adult: RadiationLevel
    pediatric: RadiationLevel
