"""Commands over a founded workspace."""

import pytest


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """Lend SQLite's alone: what commands do with a database are services, which have both kinds in their own tests."""
    return sqlite_database_url
