"""A workspace into which people are imported."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.importing.desk import Desk
from tests.support.cast import found, kit_on
from tests.support.clock import MovedClock


@pytest.fixture
def desk(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Desk]:
    """Found a workspace on each database."""
    kit = kit_on(database_url, clock, tmp_path)
    yield Desk(found(kit))
    kit.db.dispose()


@pytest.fixture
def lone_desk(sqlite_database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Desk]:
    """Found a workspace on SQLite, for what no database decides."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    yield Desk(found(kit))
    kit.db.dispose()
