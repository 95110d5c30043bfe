"""A workspace for the tests of its domain."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock
from tests.support.nameserver import NameServer, serving


@pytest.fixture
def server() -> Iterator[NameServer]:
    """Serve two zones with nothing of ours in them."""
    with serving() as server:
        server.zone("exemple.fr", "dns10.ovh.net")
        server.zone("exemple.net")
        yield server


@pytest.fixture
def asking(database_url: str, clock: MovedClock, tmp_path: Path, server: NameServer) -> Iterator[Cast]:
    """Found a workspace that asks this server."""
    kit = kit_on(database_url, clock, tmp_path, KIT_DNS_SERVERS=f"127.0.0.1:{server.port}")
    yield found(kit)
    kit.db.dispose()
