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


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Remove that folder."""
    yield
    shutil.rmtree(_OURS)


@pytest.fixture
def cast(tmp_path: Path, clock: MovedClock, sqlite_database_url: str) -> Iterator[Cast]:
    """Found a workspace that the pages use."""
    kit = kit_on(sqlite_database_url, clock, tmp_path)
    with using(kit):
        yield found(kit)
    kit.db.dispose()
