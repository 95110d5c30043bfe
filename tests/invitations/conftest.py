"""A workspace for the tests of invitations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace on each database."""
    kit = kit_on(database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()


@pytest.fixture
def lone_cast(sqlite_database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace on SQLite, for what no database decides."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()
