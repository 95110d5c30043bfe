"""Signs of life."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comunik_kit.mail import repository as mail
from comunik_kit.wiring import Kit
from tests.http.browser import browser_on
from tests.support.cast import kit_on
from tests.support.clock import MovedClock


@pytest.fixture
def kit(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Kit]:
    """Lend an installation."""
    made = kit_on(database_url, clock, tmp_path)
    yield made
    made.db.dispose()


def ready(browser: TestClient) -> tuple[int, dict[str, str]]:
    """Ask for readiness."""
    answer = browser.get("/healthz/ready")
    return answer.status_code, answer.json()


def test_readiness_follows_the_mail_worker(kit: Kit, clock: MovedClock) -> None:
    """REL-09: degraded without a beat in the last minute, on both sides of it."""
    browser = browser_on(kit)
    assert ready(browser) == (200, {"status": "degraded"})
    with kit.db.write() as s:
        mail.beat(s, "worker", clock.now())
    clock.move(seconds=59)
    assert ready(browser) == (200, {"status": "ready"})
    clock.move(seconds=2)
    assert ready(browser) == (200, {"status": "degraded"})


def test_a_database_that_does_not_fit_is_unavailable_while_the_process_lives(kit: Kit) -> None:
    """REL-09: behind the code, or unreadable."""
    browser = browser_on(kit)
    with kit.db.write() as s:
        s.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    assert ready(browser) == (503, {"status": "unavailable"})
    assert browser.get("/healthz/live").json() == {"status": "live"}


def test_a_database_that_is_gone_is_unavailable(tmp_path: Path, clock: MovedClock) -> None:
    """REL-09: no stack trace for strangers."""
    kit = kit_on(f"sqlite:///{tmp_path / 'no-such-folder' / 'kit.db'}", clock, tmp_path)

    assert ready(browser_on(kit)) == (503, {"status": "unavailable"})
    kit.db.dispose()


def test_asking_often_looks_once(kit: Kit, clock: MovedClock) -> None:
    """WEB-05: a stranger's flood of probes is one look every two seconds."""
    browser = browser_on(kit)
    ready(browser)
    with kit.db.write() as s:
        mail.beat(s, "worker", clock.now())

    assert ready(browser)[1] == {"status": "degraded"}
    clock.move(seconds=2)
    assert ready(browser)[1] == {"status": "ready"}
