"""How many examples the property tests try: a seeded sample, or with METSCOUT_PROVE=1 a proof by weight."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "sample",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=20_000 if os.environ.get("METSCOUT_PROVE") == "1" else 200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def use() -> None:
    """Make it the profile of the tests that are collected from here on."""
    settings.load_profile("sample")
