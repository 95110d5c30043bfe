"""The post office every mail test starts from."""

import pytest

from comunik_kit.kernel.db import Database
from tests.mail.ground import Post
from tests.mail.watching import Watching
from tests.support.clock import MovedClock


@pytest.fixture
def post(database: Database, clock: MovedClock) -> Post:
    """Lend a workspace with a proven domain and an empty outbox, on each kind of database."""
    return Post(database, clock).open()


@pytest.fixture
def watching(post: Post) -> Watching:
    """Lend the service that takes reports in, and what it announces."""
    return Watching(post)
