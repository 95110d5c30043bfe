"""A workspace for the tests of invitations."""

import pytest

from tests.invitations.history import Past, past_of
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.world import World


@pytest.fixture
def past(cast: Cast, clock: MovedClock) -> Past:
    """Lend the pen that writes the past of the workspace."""
    return past_of(cast, clock)


@pytest.fixture
def elsewhere(cast: Cast, clock: MovedClock) -> Past:
    """Build a second workspace in the same database; lend the pen that writes its past."""
    place = World(cast.kit.db, clock).workspace("Ailleurs")
    zoe = place.person("Zoé Voisine", status="active")
    return Past(cast.kit.db, place.id, place.roles["agent"], place.tier_id, zoe.id, clock.now())
