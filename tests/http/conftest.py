"""The routes over a founded workspace, and a browser without a screen."""

import pytest
from starlette.testclient import TestClient

from tests.http.browser import browser_on
from tests.support.cast import Cast


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """Lend SQLite's alone: what routes do with a database are services, which have both kinds in their own tests."""
    return sqlite_database_url


@pytest.fixture
def browser(cast: Cast) -> TestClient:
    """Lend a browser on the sign-in page, with script."""
    return browser_on(cast.kit)
