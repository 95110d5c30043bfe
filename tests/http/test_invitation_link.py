"""An invitation's link, which only this route hands out."""

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from comunik_kit.audit.tables import AuditEntry
from tests.http.browser import browser_on, sign_in
from tests.support.cast import PASSWORD, Cast
from tests.web.neighbours import move_in

COPIED = "invitation_link_copied"


@pytest.fixture
def cast(lone_cast: Cast) -> Cast:
    """Found a workspace; what these tests show is decided before any database is asked."""
    return lone_cast


def invite(cast: Cast) -> tuple[str, str]:
    """Invite Ana; answer the address that asks for her link, and the secret in it."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    return f"/invitations/{invited.user_id}/link", cast.link(invited.invitation_id)


def test_an_admin_gets_the_present_link_and_the_journal_keeps_who_asked(
    cast: Cast, browser: TestClient
) -> None:
    """LOG-01: once, and without the secret; nothing keeps the answer."""
    address, secret = invite(cast)
    sign_in(browser)
    before = cast.acts()
    answer = browser.post(address)

    assert answer.status_code == 200
    assert answer.json() == {"link": f"{cast.kit.settings.public_url}/invite/{secret}"}
    assert answer.headers["cache-control"] == "no-store"
    assert cast.acts() == [*before, COPIED]
    with cast.kit.db.read() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
        assert entry is not None
        assert (entry.actor_id, entry.target_name) == (cast.admin.user_id, "Ana Lopez")
    assert secret not in cast.dump()


def test_a_link_that_was_replaced_is_not_handed_out(cast: Cast, browser: TestClient) -> None:
    address, old = invite(cast)
    cast.kit.invitations.resend(cast.admin, user_id=address.split("/")[2])
    sign_in(browser)

    answer = browser.post(address)
    assert "/invite/" in answer.json()["link"]
    assert old not in answer.text


def test_nobody_is_told_anything(cast: Cast, browser: TestClient) -> None:
    """SES-03: 401 without a session, and with one that is over."""
    address, secret = invite(cast)
    stranger = browser.post(address)
    sign_in(browser)
    cookie = dict(browser.cookies)
    browser.post("/auth/logout")
    browser.cookies.update(cookie)
    gone = browser.post(address)

    assert (stranger.status_code, gone.status_code) == (401, 401)
    assert secret not in stranger.text + gone.text
    assert COPIED not in cast.acts()


@pytest.mark.parametrize("role", ["user", "agent", "supervisor"])
def test_a_role_that_invites_nobody_is_refused_in_words(cast: Cast, role: str) -> None:
    """ACL-01."""
    address, secret = invite(cast)
    cast.join("Mado Petit", role)
    browser = browser_on(cast.kit)
    sign_in(browser, "mado@example.org")
    answer = browser.post(address)

    assert answer.status_code == 403
    assert answer.json()["errors"]["form"].endswith(".")
    assert secret not in answer.text
    assert COPIED not in cast.acts()


def test_a_manager_gets_no_link_to_an_account_above_their_own(cast: Cast) -> None:
    """ACL-06: a link is a way into the account."""
    cast.join("Mado Petit", "manager")
    above = cast.kit.invitations.create_and_invite(
        cast.admin, new=cast.new("Iris Noir", role_id=cast.roles["admin"])
    )
    browser = browser_on(cast.kit)
    sign_in(browser, "mado@example.org")
    answer = browser.post(f"/invitations/{above.user_id}/link")

    assert answer.status_code == 422
    assert cast.link(above.invitation_id) not in answer.text
    assert COPIED not in cast.acts()


def test_somebody_of_another_workspace_is_as_missing_as_one_who_never_was(
    cast: Cast, browser: TestClient
) -> None:
    """ACL-03: and so is what is no id at all."""
    sign_in(browser)
    missing = browser.post(f"/invitations/{'0' * 32}/link")
    assert missing.status_code == 404
    hostile = ["x", "%00", "'%20OR%201=1%20--", "%ff", "A" * 5_000]

    for wrong in (move_in(cast.kit.db).ids["user"], *hostile):
        answer = browser.post(f"/invitations/{wrong}/link")
        assert (answer.status_code, answer.text) == (404, missing.text)
    assert COPIED not in cast.acts()


def test_somebody_without_an_open_invitation_has_no_link(cast: Cast, browser: TestClient) -> None:
    sign_in(browser)
    answer = browser.post(f"/invitations/{cast.create('Luc Morel')}/link")

    assert answer.status_code == 409
    assert answer.json()["errors"]["form"].endswith(".")
    assert COPIED not in cast.acts()


def test_it_is_asked_by_a_post_from_our_own_pages_with_nothing_in_it(cast: Cast, browser: TestClient) -> None:
    """WEB-04: a link or picture on another page, its form, and a body hand out nothing."""
    address, secret = invite(cast)
    sign_in(browser)
    got = browser.get(address)
    elsewhere = browser.post(
        address, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    )
    filled = browser.post(address, data={"user_id": cast.admin.user_id})

    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert (elsewhere.status_code, filled.status_code) == (403, 400)
    assert secret not in got.text + elsewhere.text + filled.text
    assert COPIED not in cast.acts()


def test_an_admin_with_an_initial_password_gets_no_link_before_replacing_it(cast: Cast) -> None:
    """AUT-11."""
    address, secret = invite(cast)
    staged = cast.kit.passwords.stage(
        cast.admin, password=PASSWORD, name="Iris Noir", email="iris@example.org"
    )
    cast.create("Iris Noir", role_id=cast.roles["admin"], staged_password=staged)
    browser = browser_on(cast.kit)
    sign_in(browser, "iris@example.org")
    answer = browser.post(address)

    assert answer.status_code == 403
    assert secret not in answer.text
    assert COPIED not in cast.acts()
