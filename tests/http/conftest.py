"""The routes over a founded workspace, and a browser without a screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.http.browser import browser_on
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace on each database."""
    kit = kit_on(database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()


@pytest.fixture
def browser(cast: Cast) -> TestClient:
    """Lend a browser on the sign-in page, with script."""
    return browser_on(cast.kit)
