"""The size in mm on both sides of every cut of the staging tables, as the registry's tables print them."""

import pytest

from metscout import Door

SIZES = [
    ("anal_canal", 20, "T1"), ("anal_canal", 21, "T2"), ("anal_canal", 50, "T2"), ("anal_canal", 51, "T3"),
    ("bone_appendicular", 80, "T1"), ("bone_appendicular", 81, "T2"),
    ("soft_tissue_trunk_extremity", 50, "T1"), ("soft_tissue_trunk_extremity", 51, "T2"),
    ("soft_tissue_trunk_extremity", 100, "T2"), ("soft_tissue_trunk_extremity", 101, "T3"),
    ("soft_tissue_trunk_extremity", 150, "T3"), ("soft_tissue_trunk_extremity", 151, "T4"),
    ("pancreatic_net", 19, "T1"), ("pancreatic_net", 20, "T2"),
    ("pancreatic_net", 40, "T2"), ("pancreatic_net", 41, "T3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def door() -> Door:
    return Door(as_of="2026-11-24")


@pytest.mark.parametrize(("site", "size", "t"), SIZES, ids=[f"{site} of {mm} mm is {t}" for site, mm, t in SIZES])
def test_the_category(site: str, size: int, t: str, door: Door) -> None:
    answer = door.stage(site=site, size=f"{size} mm", n="N0", m="M0", grade="G2", edition="AJCC 8")
    assert answer.given.t == t
