"""Pages over a workspace of their own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Read when the app module is imported, which happens while the tests are collected.
os.environ.setdefault("KIT_DATA_DIR", (_OURS := tempfile.mkdtemp(prefix="kit-pages-")))

import comunik_kit.comunik_kit  # noqa: F401  - registers the app and every state
from comunik_kit.wiring import using
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock
from tests.web import installation
from tests.web.belongings import belongings
from tests.web.installation import Installation


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Remove that folder."""
    yield
    shutil.rmtree(_OURS)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the app with the cast in it and one of everything."""
    with installation.running(tmp_path_factory.mktemp("here")) as running:
        running.ids.update(belongings(running))
        yield running


@pytest.fixture
def cast(tmp_path: Path, clock: MovedClock, sqlite_database_url: str) -> Iterator[Cast]:
    """Found a workspace that the pages use."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    with using(kit):
        yield found(kit)
    kit.db.dispose()
