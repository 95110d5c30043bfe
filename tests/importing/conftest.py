"""A workspace into which people are imported."""

import pytest

from tests.importing.desk import Desk
from tests.support.cast import Cast


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """Lend a workspace on each database."""
    return Desk(cast)


@pytest.fixture
def lone_desk(lone_cast: Cast) -> Desk:
    """Lend a workspace on SQLite, for what no database decides."""
    return Desk(lone_cast)
