"""A database that lets nobody in, as who asks by HTTP or opens a socket is told."""

from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from comunik_kit.http.app import api
from comunik_kit.http.away import DatabaseAway
from comunik_kit.http.gate import Gate
from comunik_kit.kernel import db
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.mail.tables import MailState
from tests.support.app import App, running
from tests.support.cast import PASSWORD, Cast, found, kit_on
from tests.support.holding import held
from tests.support.postgres import Mortal
from tests.support.waiting import eventually

FORM = {"email": "olga@example.org", "password": PASSWORD}
SCRIPT = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
FRENCH, ENGLISH = "n’accède pas à ses données", "cannot reach its data right now"


def browser_before_the_gate(cast: Cast) -> TestClient:
    """Open a browser before everything that the app wraps its routes in."""
    app = DatabaseAway(Gate(api(lambda: cast.kit), lambda: cast.kit))
    return TestClient(app, base_url=cast.kit.settings.public_url, follow_redirects=False)


@pytest.mark.postgresql
@pytest.mark.parametrize(("language", "words"), [("fr", FRENCH), ("en", ENGLISH)])
def test_a_form_is_told_in_the_readers_language_and_works_afterwards(
    theirs: Cast, mortal: Mortal, language: str, words: str
) -> None:
    """REL-07: nothing is signed in, and the next try needs no restart."""
    before, browser = theirs.dump(), browser_before_the_gate(theirs)
    asked = {"Accept-Language": language}
    mortal.shut()
    told = browser.post("/auth/login", data=FORM, headers=SCRIPT | asked)
    plain = browser.post("/auth/login", data=FORM, headers={"Accept": "text/html"} | asked)
    mortal.open()

    assert (told.status_code, plain.status_code) == (503, 503)
    assert words in told.json()["errors"]["form"]
    assert words in plain.text
    assert f'<html lang="{language}">' in plain.text
    assert {told.headers["retry-after"], plain.headers["retry-after"]} == {"5"}
    assert {told.headers["cache-control"], plain.headers["cache-control"]} == {"no-store"}
    assert theirs.dump() == before
    assert browser.post("/auth/login", data=FORM, headers=SCRIPT).status_code == 200


@pytest.mark.postgresql
def test_a_program_and_a_socket_are_told_to_come_again(theirs: Cast, mortal: Mortal) -> None:
    """REL-07."""
    browser = browser_before_the_gate(theirs)
    mortal.shut()
    answer = browser.post("/api/v1/activities", json={})
    with pytest.raises(WebSocketDisconnect) as closed, browser.websocket_connect("/_event/"):
        pass
    mortal.open()

    assert (answer.status_code, answer.json()["code"]) == (503, "api_busy")
    assert closed.value.code == 1013


def test_a_form_behind_a_lock_that_another_process_keeps_is_told(
    lone_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-07: the wait has an end, and who was signed in is so still."""
    monkeypatch.setattr(db, "_PATIENCE", 0.2)
    browser = browser_before_the_gate(lone_cast)
    with held(lone_cast.kit.settings.database_url):
        told = browser.post("/auth/login", data=FORM, headers=SCRIPT | {"Accept-Language": "en"})
    assert told.status_code == 503
    assert ENGLISH in told.json()["errors"]["form"]
    assert lone_cast.actor(lone_cast.admin_secret).user_id == lone_cast.admin.user_id
    assert browser.post("/auth/login", data=FORM, headers=SCRIPT).status_code == 200


def test_what_is_no_databases_fault_is_not_called_one(
    lone_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-07: a mistake of ours stays one, for whoever reads the log."""

    def mistaken(*_: object, **__: object) -> None:
        with lone_cast.kit.db.read() as s:
            s.connection().exec_driver_sql("SELECT nothing FROM nowhere")

    monkeypatch.setattr(type(lone_cast.kit.sign_in), "sign_in", mistaken)
    app = DatabaseAway(Gate(api(lambda: lone_cast.kit), lambda: lone_cast.kit))
    browser = TestClient(
        app, base_url=lone_cast.kit.settings.public_url, raise_server_exceptions=False, follow_redirects=False
    )
    assert browser.post("/auth/login", data=FORM, headers=SCRIPT).status_code == 500


@pytest.mark.postgresql
def test_an_installation_outlives_a_database_that_was_gone(mortal: Mortal, tmp_path: Path) -> None:
    """REL-07, REL-09: pages, forms, health and the workers, without a restart of anything."""
    with running(tmp_path, KIT_DATABASE_URL=mortal.url) as app:
        cast = found(kit_on(mortal.url, SystemClock(), tmp_path / "data"))
        cast.kit.db.dispose()
        eventually(lambda: readiness(app) == "ready", of="the first beat of the worker")
        mortal.shut()
        eventually(lambda: readiness(app) == "unavailable", of="the end of the database")
        page = httpx.get(f"{app.url}/login", headers={"Accept-Language": "en"})
        mortal.open()
        eventually(lambda: readiness(app) == "ready", of="the database's return")

        assert (page.status_code, ENGLISH in page.text) == (503, True)
        assert httpx.get(f"{app.url}/login").status_code == 200
        assert httpx.post(f"{app.url}/auth/login", data=FORM, headers=SCRIPT).status_code == 200
        cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
        eventually(lambda: is_sent(cast), of="mail leaving")
        assert "Traceback" not in app.words()
        cast.kit.db.dispose()


def readiness(app: App) -> str:
    return httpx.get(f"{app.url}/healthz/ready").json()["status"]


def is_sent(cast: Cast) -> bool:
    return [letter.state for letter in cast.letters()] == [MailState.SENT]
