"""No secret that was typed, made or forged is ever found again: no log, no answer, no file, no message (LOG-03)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comunik_kit.kernel.clock import SystemClock
from tests.support import app
from tests.support.cast import kit_on
from tests.web.flight import Flight

pytestmark = pytest.mark.browser
KINDS = 23


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canaries")


@pytest.fixture(scope="module")
def flight(folder: Path) -> Iterator[Flight]:
    """Let every secret fly."""
    with app.running(folder) as started:
        kit = kit_on(f"sqlite:///{folder / 'data' / 'comunik.db'}", SystemClock(), folder / "data")
        flown = Flight(started, kit)
        flown.fly()
        yield flown
        kit.db.dispose()


def found_in(flight: Flight, text: bytes) -> list[str]:
    assert len(flight.secrets) >= KINDS
    return [name for name in flight.secrets if any(spelling in text for spelling in flight.spellings(name))]


def test_the_log_has_no_secret(flight: Flight) -> None:
    """LOG-03: not of unknown events, failed conversions, broken frames, errors that browsers report, refused posts."""
    assert "refused an event with foreign arguments" in flight.app.words()
    assert found_in(flight, flight.app.log.read_bytes()) == []


def test_no_answer_and_no_delta_gives_a_secret_back(flight: Flight) -> None:
    """SES-02, ACL-08."""
    heard = "\n".join(flight.heard)
    assert "users_state" in heard
    assert found_in(flight, heard.encode()) == []


def test_no_file_of_the_installation_has_a_secret(flight: Flight, folder: Path) -> None:
    """AUT-01, SES-01, TOK-01: the database with its journal, photos, states, whatever else is there."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"comunik.db", "comunik.db-wal"} <= {path.name for path in files}
    assert {path.name: found for path in files if (found := found_in(flight, path.read_bytes()))} == {}


def test_the_search_would_have_found_them(flight: Flight, folder: Path) -> None:
    """What is no secret is in the same files, in the same log and in the same answers."""
    database = b"".join(path.read_bytes() for path in (folder / "data").glob("comunik.db*"))
    assert b"ines@example.org" in database
    assert "ines@example.org" in "".join(flight.heard)
    flight.secrets["plain"] = "Ateliers"
    assert found_in(flight, database) == ["plain"]
    del flight.secrets["plain"]
