"""Passkeys by HTTP: the questions, the answers, and the cookies around them."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from comunik_kit.access.views import KeyQuestion
from comunik_kit.http.app import EVERY_METHOD
from comunik_kit.http.passkeys import DOORS
from comunik_kit.locale import say
from tests.access.keys import Authenticator, counted, page, place, registered
from tests.http.browser import browser_on, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast


def ask(browser: TestClient, what: str) -> KeyQuestion:
    answer = browser.post(f"/auth/passkey/{what}/options", json={})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return KeyQuestion(**answer.json())


def enter(cast: Cast, browser: TestClient) -> None:
    browser.cookies.set("kit_session", cast.admin_secret)


def test_a_key_is_registered_under_its_name(cast: Cast, browser: TestClient) -> None:
    """MFA-09."""
    enter(cast, browser)
    device, here = Authenticator(), page(place(cast))
    body = device.make(ask(browser, "register"), origin=here, name="  Bureau  ")
    answer = browser.post("/auth/passkey/register", json=body)
    assert answer.json() == {"done": "passkey"}
    assert [each.name for each in cast.kit.passkeys.of(cast.admin)] == ["Bureau"]
    nameless = Authenticator().make(ask(browser, "register"), origin=here, name=" ")
    refused = browser.post("/auth/passkey/register", json=nameless)
    assert refused.json() == {"errors": {"name": say("fr", "errors.required")}}


def test_a_key_opens_a_session_under_a_new_id_and_leads_on(cast: Cast, browser: TestClient) -> None:
    """MFA-10, SES-01, SES-02, INP-09: the browser's old session is over."""
    device = registered(cast)
    enter(cast, browser)
    body = device.sign(ask(browser, "login"), origin=page(place(cast)), next="/users")
    answer = browser.post("/auth/passkey/login", json=body)
    assert answer.json() == {"location": "/users"}
    given = answer.headers["set-cookie"]
    assert given.startswith("kit_session=")
    assert "HttpOnly" in given
    secret = given.partition("=")[2].partition(";")[0]
    assert secret != cast.admin_secret
    assert cast.actor(secret).user_id == cast.admin.user_id
    assert cast.kit.sessions.actor(cast.admin_secret, origin=ORIGIN) is None
    away = device.sign(ask(browser, "login"), origin=page(place(cast)), next="//evil.example")
    assert browser.post("/auth/passkey/login", json=away).json() == {"location": "/"}


def test_another_browser_cannot_give_the_answer(cast: Cast, browser: TestClient) -> None:
    """MFA-09: the question is tied to an HttpOnly cookie."""
    device = registered(cast)
    body = device.sign(ask(browser, "login"), origin=page(place(cast)))
    other = browser_on(cast.kit)
    refused = other.post("/auth/passkey/login", json=body)
    assert refused.json() == {"errors": {"form": say("fr", "errors.passkey_ceremony_over")}}
    assert "set-cookie" not in refused.headers
    assert browser.post("/auth/passkey/login", json=body).status_code == 200


def test_a_key_finishes_the_second_step(cast: Cast, browser: TestClient) -> None:
    """MFA-07: the first step says that a key will do here; the second step's cookie is gone afterwards."""
    device, _ = counted(cast)
    first = sign_in(browser)
    assert first["body"] == {"location": "/login/factor?next=%2F&key=1"}
    body = device.sign(ask(browser, "factor"), origin=page(place(cast)), next="/users", trust=True)
    answer = browser.post("/auth/passkey/factor", json=body)
    assert answer.json() == {"location": "/users"}
    names = {each.partition("=")[0] for each in answer.headers.get_list("set-cookie")}
    assert names == {"kit_session", "kit_pending", "kit_device"}


@pytest.mark.parametrize("what", ["register", "factor"])
def test_without_a_session_or_a_step_there_is_no_question(browser: TestClient, cast: Cast, what: str) -> None:
    """MFA-07, SES-03."""
    registered(cast)
    assert browser.post(f"/auth/passkey/{what}/options", json={}).status_code == 401


@pytest.mark.parametrize("path", DOORS)
def test_they_take_small_json_from_our_pages_alone(cast: Cast, browser: TestClient, path: str) -> None:
    """WEB-04, INP-01, INP-02: no other method, site, form, size or depth."""
    enter(cast, browser)
    for method in set(EVERY_METHOD) - {"POST"}:
        assert browser.request(method, path).status_code == 405
    assert browser.post(path, json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post(path, data={"password": PASSWORD}).status_code == 400
    hostile: list[bytes] = [b"x" * 70_000, b"[" * 60_000, b"{", b"\xff"]
    for content in hostile:
        answer = browser.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 413}, content[:10]


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "é", "a b", "", "x" * 1401, 7])
@pytest.mark.parametrize("path", [each for each in DOORS if "options" not in each])
def test_a_key_whose_name_is_none_is_refused_in_words(
    cast: Cast, browser: TestClient, path: str, name: object
) -> None:
    """INP-01: whoever posts it need not be signed in, and no database can be asked for it."""
    enter(cast, browser)
    said = json.dumps({"ceremony": "0" * 32, "credential": {"id": name}})
    answer = browser.post(path, content=said, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json() == {"errors": {"form": say("fr", "errors.wrong_value")}}


@pytest.mark.parametrize("body", [7, [], {}, {"ceremony": "0" * 32, "credential": {"id": "x"}, "more": 1}])
def test_what_is_no_answer_is_refused_in_words(cast: Cast, browser: TestClient, body: Any) -> None:
    """INP-01."""
    enter(cast, browser)
    for path in ("/auth/passkey/register", "/auth/passkey/login", "/auth/passkey/factor"):
        answer = browser.post(path, json=body)
        assert answer.status_code == 422
        assert answer.json() == {"errors": {"form": say("fr", "errors.wrong_value")}}
