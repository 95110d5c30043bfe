"""What the tests of the journal start from."""

import pytest

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from tests.audit.ledger import Ledger
from tests.support.clock import MovedClock


@pytest.fixture
def ledger(database: Database, keyring: Keyring, clock: MovedClock) -> Ledger:
    """Lend the journals of two workspaces, on a database of each kind."""
    return Ledger(database, keyring, clock)
