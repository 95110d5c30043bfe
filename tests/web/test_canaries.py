"""No secret that was typed, made or forged is ever found again: no log, no answer, no file, no message (LOG-03)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from comunik_kit.kernel.clock import SystemClock
from tests.support import app, postgres, runs
from tests.support.cast import kit_on
from tests.web.flight import Flight

pytestmark = pytest.mark.browser
KINDS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canaries")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def flight(request: pytest.FixtureRequest, folder: Path) -> Iterator[Flight]:
    """Let every secret fly, on a database of each kind."""
    here = folder / request.param
    here.mkdir()
    with _database(request.param, here) as url, app.running(here, KIT_DATABASE_URL=url) as started:
        kit = kit_on(url, SystemClock(), here / "data")
        flown = Flight(started, kit)
        flown.fly()
        yield flown
        kit.db.dispose()


@contextmanager
def _database(kind: str, here: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{here / 'data' / 'comunik.db'}"
        return
    with postgres.fresh_database() as url:
        yield url


def stored(flight: Flight) -> bytes:
    """Read the whole database: SQLite's files, or every row that PostgreSQL has."""
    db = flight.kit.db
    if db.is_sqlite:
        return b"".join(
            path.read_bytes() for path in Path(make_url(db.url).database or "").parent.glob("*.db*")
        )
    with db.read() as s:
        tables = (
            s.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        )
        rows = [s.execute(text(f'SELECT t::text FROM "{name}" t')).scalars().all() for name in tables]  # noqa: S608
    return "\n".join(row for each in rows for row in each).encode()


def found_in(flight: Flight, told: bytes) -> list[str]:
    assert len(flight.secrets) >= KINDS
    return [name for name in flight.secrets if any(spelling in told for spelling in flight.spellings(name))]


def test_the_log_has_no_secret(flight: Flight) -> None:
    """LOG-03: not of unknown events, failed conversions, broken frames, errors that browsers report, refused posts."""
    assert "refused an event with foreign arguments" in flight.app.words()
    assert found_in(flight, flight.app.log.read_bytes()) == []


def test_no_answer_and_no_delta_gives_a_secret_back(flight: Flight) -> None:
    """SES-02, ACL-08."""
    heard = "\n".join(flight.heard)
    assert "users_state" in heard
    assert found_in(flight, heard.encode()) == []


def test_no_file_of_the_installation_has_a_secret(flight: Flight) -> None:
    """AUT-01, SES-01, TOK-01, MFA-04, MFA-06: the database with its journal, photos, states, whatever else is there."""
    files = [path for path in flight.app.log.parent.rglob("*") if path.is_file()]
    if flight.kit.db.is_sqlite:
        assert {"comunik.db", "comunik.db-wal"} <= {path.name for path in files}
    assert {path.name: found for path in files if (found := found_in(flight, path.read_bytes()))} == {}
    assert found_in(flight, stored(flight)) == []


@pytest.mark.postgresql
def test_the_servers_own_log_has_no_secret(flight: Flight) -> None:
    """LOG-03: what PostgreSQL writes of a statement that it refuses names none of its values."""
    if flight.kit.db.is_sqlite:
        return
    with pytest.raises(DBAPIError) as refused, flight.kit.db.write() as s:
        s.execute(text("SELECT 1 / 0 WHERE :secret <> ''"), {"secret": flight.secret("statement")})
    assert found_in(flight, str(refused.value).encode()) == []
    log = runs.folder() / "postgresql.log"
    if not log.exists():  # a server that is not ours keeps its words to itself
        return
    words = log.read_bytes()
    assert b"division by zero" in words
    assert found_in(flight, words) == []


def test_the_search_would_have_found_them(flight: Flight) -> None:
    """What is no secret is in the same database and in the same answers."""
    assert b"ines@example.org" in stored(flight)
    assert "ines@example.org" in "".join(flight.heard)
    flight.secrets["plain"] = "Ateliers"
    assert found_in(flight, stored(flight)) == ["plain"]
    del flight.secrets["plain"]
