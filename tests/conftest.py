"""What every test may use: the shipped knowledge, loaded once, and a cache folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metscout import Door


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes the cache of the person who runs it."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def door(own_cache: Path) -> Door:
    """The shipped knowledge."""
    return Door(as_of="2026-11-24")
