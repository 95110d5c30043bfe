"""What every test may ask for: a clock, a key, a database of each kind, servers on loopback, a browser."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase
from playwright.sync_api import Browser
from xdist.remote import Producer

from comunik_kit.kernel import schema
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from tests.support import chromium, compiled, postgres, redis, resend, runs, smtp
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock
from tests.support.refound import founded
from tests.support.together import BrowserTogether

if TYPE_CHECKING:
    from tests.support.oidc import Issuer

_KEY = b"a key for tests alone, 32 bytes!"
_KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

settings.register_profile(
    "kit",
    deadline=None,  # the machine is shared: a slow example is no fault
    database=DirectoryBasedExampleDatabase(runs.CACHE / "hypothesis"),
)
settings.load_profile("kit")


def pytest_configure(config: pytest.Config) -> None:
    """Open the folder of the run, once, and forget what the developer's own environment says of the product."""
    compiled.share()
    if hasattr(config, "workerinput"):
        return
    ours = [
        name
        for name in os.environ
        if name.startswith(("KIT_", "RESEND_")) and not name.startswith("KIT_TEST_")
    ]
    for name in ours:
        del os.environ[name]
    os.environ["REFLEX_TELEMETRY_ENABLED"] = "false"
    os.environ["REFLEX_CHECK_LATEST_VERSION"] = "false"
    runs.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop every server of the run."""
    postgres.leave()
    if not hasattr(config, "workerinput"):
        postgres.end()
        runs.end()


def pytest_xdist_auto_num_workers() -> int:
    """Have two workers more than cores: who waits for a process or a browser leaves its core to another.

    With as many as cores, a quarter of the processors' time was idle; each collects all tests for itself.
    """
    return (os.cpu_count() or 1) + 2


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was loaded and collected: it lives until the end."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BrowserTogether:
    """Keep the browser's tests together in two workers."""
    return BrowserTogether(config, log)


@pytest.fixture
def anyio_backend() -> str:
    """Run the tests marked `anyio` on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture
def clock() -> MovedClock:
    """Lend a clock that stands still until moved."""
    return MovedClock()


@pytest.fixture
def issuer(clock: MovedClock) -> "Iterator[Issuer]":
    """Lend a provider of identities on loopback that knows Ana."""
    from tests.support.oidc import ANA, issuing  # noqa: PLC0415  - its key takes longer to make than many a test

    with issuing(clock) as running:
        running.person = dict(ANA)
        yield running


@pytest.fixture
def keyring() -> Keyring:
    """Lend a server key, always the same."""
    return Keyring(_KEY)


@pytest.fixture(params=_KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Lend the address of a database of each kind: the newest schema, no row."""
    lend = _sqlite if request.param == "sqlite" else _postgresql
    with lend(tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Lend a database of each kind: the newest schema, no row."""
    with _opened(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_database_url(tmp_path: Path) -> Iterator[str]:
    """Lend the address of an SQLite database, for tests in which the kind cannot matter."""
    with _sqlite(tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """Lend an SQLite database, for tests in which the kind cannot matter."""
    with _sqlite(tmp_path) as url, _opened(url) as opened:
        yield opened


@pytest.fixture
def postgresql_database(tmp_path: Path) -> Iterator[Database]:
    """Lend a PostgreSQL database, for what only it does; mark the test `postgresql`."""
    with _postgresql(tmp_path) as url, _opened(url) as opened:
        yield opened


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace with the whole product behind it, on a database of each kind."""
    with _founded(database_url, clock, tmp_path) as founded:
        yield founded


@pytest.fixture
def lone_cast(sqlite_database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found one on SQLite, for what no database decides."""
    with _founded(sqlite_database_url, clock, tmp_path) as founded:
        yield founded


@pytest.fixture(params=_KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Lend the address of a database of each kind without any schema, for the tests of the migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with postgres.empty_database() as url:
        yield url


@pytest.fixture
def mortal() -> Iterator[postgres.Mortal]:
    """Lend a PostgreSQL database that may be taken away."""
    with postgres.mortal_database() as lent:
        yield lent


@pytest.fixture
def theirs(mortal: postgres.Mortal, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace in it."""
    kit = kit_on(mortal.url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()


@pytest.fixture
def redis_url() -> str:
    """Lend the address of an empty Redis database; mark the test `redis`."""
    return redis.fresh_url()


@pytest.fixture
def smtp_server() -> Iterator[smtp.Mailbox]:
    """Lend an SMTP server in clear and without password."""
    with smtp.server() as mailbox:
        yield mailbox


@pytest.fixture
def resend_server() -> Iterator[resend.Resend]:
    """Lend a stand-in for Resend."""
    with resend.server() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Lend a Chromium; mark the test `browser`.

    One a module: while Playwright's synchronous API is in use its thread has a running loop, in which no other test
    could start one.
    """
    with chromium.browser() as running:
        yield running


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def _founded(url: str, clock: MovedClock, folder: Path) -> Iterator[Cast]:
    cast = founded(url, clock, folder)
    try:
        yield cast
    finally:
        cast.kit.db.dispose()


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    template = runs.once("sqlite-template", _make_sqlite_template)
    copy = folder / "kit.db"
    shutil.copyfile(template, copy)
    yield f"sqlite:///{copy}"


def _make_sqlite_template() -> str:
    path = runs.folder() / "template.db"
    schema.upgrade(f"sqlite:///{path}")
    return str(path)


@contextmanager
def _postgresql(_folder: Path) -> Iterator[str]:
    with postgres.fresh_database() as url:
        yield url
