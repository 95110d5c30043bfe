"""A workspace with people on whom much is done at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bulk.staff import Staff
from tests.support.cast import found, kit_on
from tests.support.clock import MovedClock
from tests.users.world import Place, World


@pytest.fixture
def staff(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Staff]:
    """Found a workspace on each database."""
    kit = kit_on(database_url, clock, tmp_path)
    yield Staff(found(kit), clock)
    kit.db.dispose()


@pytest.fixture
def lone_staff(sqlite_database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Staff]:
    """Found a workspace on SQLite, for what no database decides."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    yield Staff(found(kit), clock)
    kit.db.dispose()


@pytest.fixture
def elsewhere(staff: Staff, clock: MovedClock) -> Place:
    """Build another company's workspace in the same database."""
    return World(staff.kit.db, clock).workspace("Maison Voisine")
