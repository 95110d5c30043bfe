"""The post office every mail test starts from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comunik_kit.kernel.db import Database
from tests.mail.ground import Post
from tests.mail.watching import Watching
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock


@pytest.fixture
def post(database: Database, clock: MovedClock) -> Post:
    """Lend a workspace with a proven domain and an empty outbox, on each kind of database."""
    return Post(database, clock).open()


@pytest.fixture
def watching(post: Post) -> Watching:
    """Lend the service that takes reports in, and what it announces."""
    return Watching(post)


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace with people in it, on each kind of database."""
    kit = kit_on(database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()


@pytest.fixture
def lone_cast(sqlite_database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found one on SQLite, for what no database decides."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()
