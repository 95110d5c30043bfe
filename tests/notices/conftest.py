"""A workspace of a test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock


@pytest.fixture
def cast(tmp_path: Path, clock: MovedClock, sqlite_database_url: str) -> Iterator[Cast]:
    """Found it."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()
