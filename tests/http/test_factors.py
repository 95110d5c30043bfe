"""The second factor by HTTP: the posted forms, the secrets, and the cookies between the steps."""

import pytest
from starlette.testclient import TestClient

from comunik_kit.access.tables import UserSession
from comunik_kit.locale import say
from tests.access.second import App, switched_on
from tests.http.browser import OLGA, browser_on, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def cookie(browser: TestClient, name: str) -> str:
    return next((each.value or "" for each in browser.cookies.jar if each.name == name), "")


def test_the_password_alone_gives_no_session_but_the_second_page(cast: Cast, browser: TestClient) -> None:
    """MFA-07, SES-02: an HttpOnly cookie of its own for five minutes; no route of the inside opens with it."""
    switched_on(cast)
    answer = browser.post("/auth/login", data={"email": OLGA, "password": PASSWORD, "next": "/users?tab=all"})

    assert answer.json() == {"location": "/login/factor?next=%2Fusers%3Ftab%3Dall"}
    given = answer.headers["set-cookie"]
    assert given.startswith("kit_pending=")
    assert {part.strip() for part in given.split(";")[1:]} == {
        "HttpOnly",
        "Max-Age=300",
        "Path=/",
        "SameSite=lax",
    }
    assert "kit_session" not in browser.cookies
    half = cookie(browser, "kit_pending")
    assert half not in answer.text
    for path in ("/users/export.csv", "/auth/factor/codes", "/auth/factor/key", "/auth/factor/qr.svg"):
        browser.cookies.set("kit_session", half)
        assert browser.get(path).status_code == 401
    assert browser.post("/auth/sudo", data={"password": PASSWORD}).status_code == 401


def test_a_code_opens_the_session_under_a_new_id_and_leads_on(
    cast: Cast, browser: TestClient, clock: MovedClock
) -> None:
    """SES-01, MFA-07."""
    app = switched_on(cast)
    clock.move(minutes=1)
    browser.cookies.set("kit_session", "planted")
    sign_in(browser)
    half = cookie(browser, "kit_pending")
    wrong = browser.post("/auth/login/factor", data={"code": "000000", "next": "/users"})
    assert (wrong.status_code, wrong.json()) == (
        422,
        {"errors": {"code": say("fr", "errors.bad_factor_code")}},
    )
    right = browser.post("/auth/login/factor", data={"code": app.code(), "next": "/users"})

    assert right.json() == {"location": "/users"}
    session = [each.value for each in browser.cookies.jar if each.name == "kit_session"][-1]
    assert session not in {half, "planted", None, ""}
    assert cast.actor(str(session)).user_id == cast.admin.user_id
    assert cookie(browser, "kit_pending") == ""
    again = browser.post("/auth/login/factor", data={"code": app.codes[0]})
    assert again.status_code == 401


def test_without_script_the_steps_are_redirects(cast: Cast, clock: MovedClock) -> None:
    app = switched_on(cast)
    clock.move(minutes=1)
    browser = browser_on(cast.kit, script=False)
    first = browser.post("/auth/login", data={"email": OLGA, "password": PASSWORD})
    assert (first.status_code, first.headers["location"]) == (303, "/login/factor?next=%2F")
    wrong = browser.post("/auth/login/factor", data={"code": "x"})
    assert wrong.headers["location"] == "/login/factor?error=bad_factor_code"
    assert browser.post("/auth/login/factor", data={"code": app.code()}).headers["location"] == "/"


def test_a_remembered_device_is_not_asked_and_its_cookie_is_no_session(
    cast: Cast, browser: TestClient
) -> None:
    """MFA-07."""
    app = switched_on(cast)
    sign_in(browser)
    trusted = browser.post("/auth/login/factor", data={"code": app.codes[0], "trust": "yes"})
    assert "Max-Age=2592000" in trusted.headers["set-cookie"]
    device = cookie(browser, "kit_device")
    assert cast.kit.sessions.actor(device, origin=ORIGIN) is None
    browser.post("/auth/logout", data={})
    assert sign_in(browser)["body"] == {"location": "/"}
    assert sign_in(browser_on(cast.kit))["body"] != {"location": "/"}


def test_wrong_passwords_are_answered_alike_with_and_without_a_factor(cast: Cast) -> None:
    """AUT-09: who has a second factor is told to nobody who does not know the password."""
    cast.join("Ana Lopez", "agent")
    switched_on(cast)
    answers = [
        browser_on(cast.kit).post("/auth/login", data={"email": email, "password": "wrong"})
        for email in (OLGA, "ana@example.org", "nobody@example.org")
    ]
    assert len({(answer.status_code, answer.content, str(dict(answer.headers))) for answer in answers}) == 1


@pytest.fixture
def inside(browser: TestClient) -> TestClient:
    sign_in(browser)
    return browser


def begin(cast: Cast, browser: TestClient) -> App:
    cast.kit.factors.begin(cast.actor(cookie(browser, "kit_session")))
    return App(cast, browser.get("/auth/factor/key").json()["text"].replace("-", ""), [])


def test_the_secrets_are_shown_to_their_person_and_kept_by_nothing(cast: Cast, inside: TestClient) -> None:
    """MFA-04: no-store, no session no answer, and gone once they have served."""
    app = begin(cast, inside)
    picture = inside.get("/auth/factor/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["cache-control"] == "no-store"
    assert app.seed not in picture.text
    assert inside.get("/auth/factor/codes").status_code == 404
    done = inside.post("/auth/factor/confirm", data={"code": app.code()})
    assert done.json() == {"done": "factor"}
    assert inside.get("/auth/factor/key").status_code == 404

    codes = inside.get("/auth/factor/codes")
    assert codes.headers["cache-control"] == "no-store"
    listed = codes.json()["text"].splitlines()
    assert len(listed) == 10
    saved = inside.get("/auth/factor/codes.txt")
    assert saved.text.split() == listed
    assert saved.headers["content-disposition"].startswith("attachment")
    assert browser_on(cast.kit).get("/auth/factor/codes").status_code == 401
    cast.kit.factors.keep(cast.actor(cookie(inside, "kit_session")))
    assert inside.get("/auth/factor/codes").status_code == 404


def test_the_password_proves_for_a_quarter_of_an_hour_that_it_is_oneself(
    cast: Cast, inside: TestClient, clock: MovedClock
) -> None:
    """SES-08: both sides of the limit; without it the secrets stay closed."""
    begin(cast, inside)
    secret = cookie(inside, "kit_session")
    clock.move(minutes=14, seconds=59)
    assert cast.actor(secret).is_recent
    clock.move(seconds=1)
    assert not cast.actor(secret).is_recent
    refused = inside.get("/auth/factor/key")
    assert (refused.status_code, refused.json()) == (
        403,
        {"errors": {"form": say("fr", "errors.proof_missing")}},
    )
    wrong = inside.post("/auth/sudo", data={"password": "wrong"})
    assert list(wrong.json()["errors"]) == ["password"]
    assert not cast.actor(secret).is_recent
    assert inside.post("/auth/sudo", data={"password": PASSWORD}).json() == {"done": "proof"}
    assert cast.actor(secret).is_recent
    assert inside.get("/auth/factor/key").status_code == 200
    assert cast.acts()[-2:] == ["authn_proof_fail", "authn_proof_success"]


def test_guessing_the_proof_is_throttled(inside: TestClient) -> None:
    """AUT-07, SES-08."""
    for _ in range(10):
        inside.post("/auth/sudo", data={"password": "wrong"})
    assert inside.post("/auth/sudo", data={"password": PASSWORD}).status_code == 429


def test_a_proof_is_one_sessions_alone(cast: Cast, inside: TestClient, clock: MovedClock) -> None:
    """SES-08."""
    other = browser_on(cast.kit)
    sign_in(other)
    clock.move(minutes=20)
    inside.post("/auth/sudo", data={"password": PASSWORD})
    assert cast.actor(cookie(inside, "kit_session")).is_recent
    assert not cast.actor(cookie(other, "kit_session")).is_recent
    with cast.kit.db.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM user_sessions").scalar_one() >= 2
    assert UserSession.__tablename__ == "user_sessions"


@pytest.mark.parametrize("path", ["/auth/login/factor", "/auth/factor/confirm", "/auth/sudo"])
def test_the_forms_take_their_fields_alone_and_only_from_our_pages(browser: TestClient, path: str) -> None:
    """WEB-04, INP-01."""
    foreign = browser.post(
        path, data={"code": "1"}, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://x.fr"}
    )
    assert foreign.status_code == 403
    assert browser.post(path, data={"user_id": "x"}).status_code == 400
    assert browser.post(path, data={"code": "x" * 100_000}).status_code == 413
