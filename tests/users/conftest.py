"""What the tests of people start from."""

import pytest

from comunik_kit.kernel.db import Database
from tests.support.clock import MovedClock
from tests.users.world import Place, World


@pytest.fixture
def world(database: Database, clock: MovedClock) -> World:
    """Lend the services over a database of each kind."""
    return World(database, clock)


@pytest.fixture
def here(world: World) -> Place:
    """Lend a workspace with its domain."""
    return world.workspace()


@pytest.fixture
def elsewhere(world: World) -> Place:
    """Lend another company's workspace in the same database."""
    return world.workspace("Maison Voisine")
