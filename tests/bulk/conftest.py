"""A workspace with people on whom much is done at once."""

import pytest

from tests.bulk.staff import Staff
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.world import Place, World


@pytest.fixture
def staff(cast: Cast, clock: MovedClock) -> Staff:
    """Lend a workspace on each database."""
    return Staff(cast, clock)


@pytest.fixture
def lone_staff(lone_cast: Cast, clock: MovedClock) -> Staff:
    """Lend a workspace on SQLite, for what no database decides."""
    return Staff(lone_cast, clock)


@pytest.fixture
def elsewhere(staff: Staff, clock: MovedClock) -> Place:
    """Build another company's workspace in the same database."""
    return World(staff.kit.db, clock).workspace("Maison Voisine")
