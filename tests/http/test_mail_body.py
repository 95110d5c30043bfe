"""A message's body, which only this route hands out."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.db import Database
from tests.http.browser import browser_on, sign_in
from tests.mail.ground import Post
from tests.support.cast import PASSWORD, Cast, found, kit_on
from tests.support.clock import MovedClock

READ = "mail_message_read"


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace whose messages stay in the built-in outbox."""
    return lone_cast


def invite(cast: Cast) -> tuple[str, str]:
    """Invite Ana; answer the message's id and the secret in it."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    return cast.letters()[-1].id, cast.link(invited.invitation_id)


def test_an_admin_reads_a_message_as_the_person_will_see_it(cast: Cast, browser: TestClient) -> None:
    """With no carrier, reading it there is the delivery: the link is live, and opens outside of the frame."""
    message_id, secret = invite(cast)
    sign_in(browser)
    drawn, plain = browser.get(f"/mail/{message_id}"), browser.get(f"/mail/{message_id}.txt")

    assert (drawn.status_code, plain.status_code) == (200, 200)
    assert drawn.headers["content-type"] == "text/html; charset=utf-8"
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert f'href="{cast.kit.settings.public_url}/invite/{secret}"' in drawn.text
    assert drawn.text.count('<base target="_blank">') == 1
    assert f"{cast.kit.settings.public_url}/invite/{secret}" in plain.text
    assert "<" not in plain.text


def test_what_is_shown_runs_nothing_is_kept_nowhere_and_framed_by_us_alone(
    cast: Cast, browser: TestClient
) -> None:
    """WEB-02: a refusal too is shown in the frame; no other address may be framed."""
    message_id, _ = invite(cast)
    sign_in(browser)
    drawn, plain = browser.get(f"/mail/{message_id}"), browser.get(f"/mail/{message_id}.txt")
    refused = browser.get("/mail/nothing")

    for answer in (drawn, plain, refused):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in policy(answer.headers)
        assert "frame-ancestors 'self'" in policy(answer.headers)
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy(drawn.headers)
    assert "sandbox" in policy(plain.headers)
    assert "sandbox" in policy(refused.headers)
    other = browser.get("/photos/nothing")
    assert other.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in policy(other.headers)


def policy(headers: object) -> list[str]:
    """Take an answer's policy apart."""
    return str(headers["content-security-policy"]).split("; ")  # pyright: ignore[reportIndexIssue]


def test_in_development_the_pages_of_the_other_port_may_frame_it(cast: Cast) -> None:
    message_id, _ = invite(cast)
    settings = replace(cast.kit.settings, development=True)
    browser = browser_on(replace(cast.kit, settings=settings))
    sign_in(browser)

    assert f"frame-ancestors 'self' {settings.public_url}" in policy(
        browser.get(f"/mail/{message_id}").headers
    )


def test_each_reading_is_written_down_without_the_link(cast: Cast, browser: TestClient) -> None:
    """LOG-01: once for each body handed out; asking in another way hands out nothing."""
    message_id, secret = invite(cast)
    sign_in(browser)
    before = cast.acts()
    for address in (f"/mail/{message_id}", f"/mail/{message_id}.txt", f"/mail/{message_id}"):
        browser.get(address)
    assert cast.acts() == [*before, READ, READ, READ]

    for method in ("HEAD", "POST", "DELETE"):
        answer = browser.request(method, f"/mail/{message_id}")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
        assert secret not in answer.text
    assert cast.acts() == [*before, READ, READ, READ]
    assert secret not in cast.dump()


def test_with_a_real_carrier_the_link_is_nowhere_in_the_answer(
    sqlite_database: Database, clock: MovedClock, tmp_path: Path
) -> None:
    """TOK-01: the archive is no second way into an account; with nothing to follow, the frame opens nothing."""
    carrier = {"KIT_SMTP_URL": "smtp://127.0.0.1:9", "KIT_MAIL_FROM": "kit@example.org"}
    cast = found(kit_on(sqlite_database.url, clock, tmp_path, **carrier))
    message_id, secret = invite(cast)
    browser = browser_on(cast.kit)
    sign_in(browser)

    for ending in ("", ".txt"):
        answer = browser.get(f"/mail/{message_id}{ending}")
        assert answer.status_code == 200
        assert "[lien masqué]" in answer.text
        assert secret not in answer.text
        assert "/invite/" not in answer.text
        assert "<base" not in answer.text
        assert "sandbox" in policy(answer.headers)
    cast.kit.db.dispose()


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_a_role_that_may_not_read_mail_gets_nothing(cast: Cast, role: str) -> None:
    """ACL-01: the service refuses, and nothing is written down as read."""
    message_id, secret = invite(cast)
    cast.join("Mado Petit", role)
    browser = browser_on(cast.kit, script=False)
    browser.post("/auth/login", data={"email": "mado@example.org", "password": PASSWORD})

    for ending in ("", ".txt"):
        answer = browser.get(f"/mail/{message_id}{ending}")
        assert answer.status_code == 403
        assert secret not in answer.text
    assert READ not in cast.acts()


def test_nobody_and_somebody_who_has_left_get_nothing(cast: Cast, browser: TestClient) -> None:
    """SES-03: the session is read again at each asking."""
    message_id, secret = invite(cast)
    stranger = browser.get(f"/mail/{message_id}")
    sign_in(browser)
    browser.post("/auth/logout")
    gone = browser.get(f"/mail/{message_id}.txt")
    cast.kit.sessions.end(cast.admin_secret, origin=Origin("", ""))

    assert (stranger.status_code, gone.status_code) == (401, 401)
    assert secret not in stranger.text + gone.text
    assert READ not in cast.acts()


def test_an_admin_with_an_initial_password_reads_no_mail_before_replacing_it(cast: Cast) -> None:
    """AUT-11."""
    message_id, secret = invite(cast)
    staged = cast.kit.passwords.stage(
        cast.admin, password=PASSWORD, name="Iris Noir", email="iris@example.org"
    )
    cast.create("Iris Noir", role_id=cast.roles["admin"], staged_password=staged)
    browser = browser_on(cast.kit)
    assert sign_in(browser, "iris@example.org")["body"] == {"location": "/profile/security"}
    answer = browser.get(f"/mail/{message_id}")

    assert answer.status_code == 403
    assert secret not in answer.text
    assert READ not in cast.acts()


def test_another_workspaces_message_is_as_missing_as_one_that_never_was(
    cast: Cast, browser: TestClient, clock: MovedClock
) -> None:
    """ACL-03: and hostile ids are missing too, before any database is asked."""
    sign_in(browser)
    foreign = Post(cast.kit.db, clock).open(host="deux.exemple.fr").put()
    missing = browser.get(f"/mail/{'0' * 32}")
    assert (missing.status_code, browser.get(f"/mail/{foreign}").text) == (404, missing.text)
    hostile = ["x", "%00", "..%2f..%2fsecret.key", "'%20OR%201=1%20--", "%ff", "A" * 5_000, f"{foreign}.html"]

    for wrong in (foreign, f"{foreign}.txt", *hostile):
        answer = browser.get(f"/mail/{wrong}")
        assert answer.status_code == 404
        assert "ana@exemple.fr" not in answer.text
    assert READ not in cast.acts()
