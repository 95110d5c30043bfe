"""The two forms of another address: asking for it, and confirming it with the link of the message."""

import pytest
from starlette.testclient import TestClient

from tests.access.asking import NEW, ask, letters, link_of
from tests.http.browser import OLGA, browser_on, sign_in
from tests.support.cast import PASSWORD, Cast

CONFIRM = "/auth/address/confirm"


def test_the_journey_to_another_address(cast: Cast, browser: TestClient) -> None:
    """INV-13, TOK-08: form → link → cookie → confirmation → signing in with the new one, and not with the old."""
    sign_in(browser)
    asked = browser.post("/auth/address", data={"email": NEW, "current": PASSWORD})
    assert asked.json() == {"location": "/profile/security?notice=address_asked"}
    secret = link_of(cast, letters(cast)[-1])
    elsewhere = browser_on(cast.kit)
    opened = elsewhere.get(f"/address/{secret}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/address")
    assert cast.person(cast.admin.user_id).email == OLGA

    done = elsewhere.post(CONFIRM, data={})
    assert done.json() == {"location": "/login?notice=address_changed"}
    assert "kit_link" not in elsewhere.cookies
    assert "kit_session" not in elsewhere.cookies
    assert sign_in(elsewhere, OLGA)["status"] == 422
    assert sign_in(elsewhere, NEW)["status"] == 200


def test_without_script_the_confirmation_is_a_redirect_and_a_second_one_says_it_is_used(cast: Cast) -> None:
    """TOK-03."""
    secret = ask(cast)
    browser = browser_on(cast.kit, script=False)
    for answer in ("/login?notice=address_changed#address_changed", "/address?error=address_link_used"):
        browser.get(f"/address/{secret}")
        assert browser.post(CONFIRM, data={}).headers["location"] == answer
    assert cast.acts().count("user_address_changed") == 1


def test_a_confirmation_without_an_address_link_changes_nothing(cast: Cast, browser: TestClient) -> None:
    """TOK-02, INV-13: no link, a link opened as another kind, a field that says it is verified."""
    secret = ask(cast)
    assert browser.post(CONFIRM, data={}).status_code == 422
    browser.get(f"/reset/{secret}")
    assert browser.post(CONFIRM, data={}).status_code == 422
    browser.get(f"/address/{secret}")
    assert browser.post(CONFIRM, data={"email_verified": "true"}).status_code == 400
    assert cast.person(cast.admin.user_id).email == OLGA


def test_asking_needs_a_session_the_password_and_nothing_else(cast: Cast, browser: TestClient) -> None:
    """INV-13, SES-03, ACL-05: nobody's address moves by a form's own word."""
    form = {"email": NEW, "current": PASSWORD}
    assert browser.post("/auth/address", data=form).status_code == 401
    sign_in(browser)
    for extra in ("email_verified", "user_id"):
        assert browser.post("/auth/address", data=form | {extra: "true"}).status_code == 400
    empty = browser.post("/auth/address", data={})
    wrong = browser.post("/auth/address", data=form | {"current": "wrong"})

    assert (empty.status_code, sorted(empty.json()["errors"])) == (422, ["current", "email"])
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["current"])
    assert letters(cast) == []


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_a_taken_address_is_answered_like_a_free_one(cast: Cast, browser: TestClient, email: str) -> None:
    """INV-13, AUT-09."""
    cast.join("Ana Lopez", "agent")
    cast.join("Luc Morel", "agent")
    sign_in(browser, "luc@example.org")
    answer = browser.post("/auth/address", data={"email": email, "current": PASSWORD})

    assert (answer.status_code, answer.json()) == (
        200,
        {"location": "/profile/security?notice=address_asked"},
    )
