"""The posted forms."""

import dataclasses
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comunik_kit.locale import say
from tests.http.browser import OLGA, browser_on, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast, kit_on
from tests.support.clock import MovedClock

NEW = "Train-bleu-17?"


def test_signing_in_sets_the_cookie_and_says_where_to_go(cast: Cast, browser: TestClient) -> None:
    """SES-02: HttpOnly, Lax, for the whole site, no longer than the browser's session."""
    answer = browser.post("/auth/login", data={"email": OLGA, "password": PASSWORD, "next": "/users?tab=all"})

    assert (answer.status_code, answer.json()) == (200, {"location": "/users?tab=all"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("kit_session=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=lax"}
    assert cast.actor(browser.cookies["kit_session"]).name == "Olga Martin"
    assert browser.cookies["kit_session"] not in answer.text


def test_over_https_the_cookie_is_secure_and_bound_to_its_host(
    database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """SES-02: `__Host-`, `Secure`; and HSTS is sent."""
    kit = kit_on(database_url, clock, tmp_path, KIT_PUBLIC_URL="https://kit.exemple.fr")
    answer = browser_on(kit).post(
        "/auth/setup",
        data={
            "code": kit.first_setup.code(),
            "workspace": "Acme",
            "name": "Olga Martin",
            "email": OLGA,
            "password": PASSWORD,
            "confirmation": PASSWORD,
            "domain": "localhost",
        },
    )
    kit.db.dispose()

    assert answer.json() == {"location": "/"}
    assert answer.headers["set-cookie"].startswith("__Host-kit_session=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_remember_me_keeps_the_cookie_for_thirty_days_but_not_an_admins(
    cast: Cast, browser: TestClient
) -> None:
    """SES-05."""
    cast.join("Ana Lopez", "agent")
    form = {"password": PASSWORD, "remember": "yes"}
    ana = browser.post("/auth/login", data=form | {"email": "ana@example.org"})
    olga = browser.post("/auth/login", data=form | {"email": OLGA})

    assert "Max-Age=2592000" in ana.headers["set-cookie"]
    assert "Max-Age" not in olga.headers["set-cookie"]


def test_a_wrong_password_is_said_in_words_in_the_persons_language(browser: TestClient) -> None:
    """AUT-09; with the script: 422 and a sentence; nothing is set."""
    french = browser.post("/auth/login", data={"email": OLGA, "password": "wrong"})
    english = browser.post(
        "/auth/login",
        data={"email": OLGA, "password": "wrong"},
        headers={"Accept-Language": "en-GB,fr;q=0.5"},
    )
    browser.cookies.set("kit_lang", "en")
    chosen = browser.post("/auth/login", data={"email": OLGA, "password": "wrong"})

    assert french.status_code == 422
    assert french.json() == {"errors": {"form": say("fr", "errors.bad_credentials")}}
    assert (
        english.json() == chosen.json() == {"errors": {"form": "The address or the password is not right."}}
    )
    assert "set-cookie" not in french.headers


def test_without_script_a_form_is_answered_by_a_redirect(cast: Cast) -> None:
    """The same doors, for a browser that runs nothing."""
    browser = browser_on(cast.kit, script=False)
    wrong = browser.post("/auth/login", data={"email": OLGA, "password": "wrong"})
    right = browser.post("/auth/login", data={"email": OLGA, "password": PASSWORD, "next": ""})

    assert (wrong.status_code, wrong.headers["location"]) == (303, "/login?error=bad_credentials")
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert "kit_session" in right.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/auth/login", "/auth/forgot"])
def test_known_and_unknown_people_get_the_same_answer(browser: TestClient, path: str) -> None:
    """AUT-09: status, body and headers, byte for byte."""
    known, unknown = (
        browser.post(path, data={"email": email} | ({"password": "wrong"} if "login" in path else {}))
        for email in (OLGA, "nobody@example.org")
    )

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert dict(known.headers) == dict(unknown.headers)


def test_throttled_people_are_told_how_long_to_wait_known_or_not(cast: Cast) -> None:
    """AUT-07, AUT-09."""
    answers = []
    for number, email in enumerate((OLGA, "nobody@example.org")):
        browser = browser_on(cast.kit, peer=f"198.51.100.{number}")
        answers.append([sign_in(browser, email, "wrong")["status"] for _ in range(10)])
        answers.append(browser.post("/auth/login", data={"email": email, "password": PASSWORD}))

    assert answers[0] == answers[2] == [422] * 10
    assert (answers[1].status_code, answers[1].headers["retry-after"]) == (429, "300")
    assert answers[1].content == answers[3].content
    assert "5 minutes" in answers[1].json()["errors"]["form"]


def test_a_forged_address_header_does_not_escape_the_counter(cast: Cast, browser: TestClient) -> None:
    """AUT-08: X-Forwarded-For and its kin are not read without a proxy of ours."""
    for number in range(10):
        forged = f"10.1.1.{number}"
        browser.post(
            "/auth/login",
            data={"email": f"p{number}@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": forged, "X-Real-IP": forged, "Forwarded": f"for={forged}"},
        )
    refused = browser.post(
        "/auth/login", data={"email": OLGA, "password": PASSWORD}, headers={"X-Forwarded-For": "10.9.9.9"}
    )

    assert refused.status_code == 429
    assert "10.1.1." not in cast.dump()
    assert "203.0.113.7" in cast.dump()


def test_signing_out_kills_the_row_and_the_cookie(cast: Cast, browser: TestClient) -> None:
    """SES-04."""
    sign_in(browser)
    secret = browser.cookies["kit_session"]
    answer = browser.post("/auth/logout", data={})

    assert answer.json() == {"location": "/login?notice=signed_out"}
    assert "kit_session" not in browser.cookies
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None


def test_signing_in_again_ends_the_session_of_before_and_never_takes_a_planted_one(
    cast: Cast, browser: TestClient
) -> None:
    """SES-01: session fixation."""
    browser.cookies.set("kit_session", "planted-by-somebody-else")
    sign_in(browser)
    first = _session(browser)
    assert first != "planted-by-somebody-else"
    sign_in(browser)

    assert cast.kit.sessions.actor(first, origin=ORIGIN) is None


def test_the_forgotten_password_journey(cast: Cast, browser: TestClient) -> None:
    """AUT-12, TOK-08: link → cookie → new password → sign in again."""
    sign_in(browser)
    asked = browser.post("/auth/forgot", data={"email": OLGA})
    assert list(asked.json()) == ["message"]
    letter = cast.letters()[-1]
    secret = cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)
    opened = browser.get(f"/reset/{secret}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/reset")

    weak = browser.post("/auth/reset", data={"password": "short", "confirmation": "other"})
    assert sorted(weak.json()["errors"]) == ["confirmation", "password"]
    done = browser.post("/auth/reset", data={"password": NEW, "confirmation": NEW})
    assert done.json() == {"location": "/login?notice=password_changed"}
    assert "kit_session" not in browser.cookies
    assert "kit_link" not in browser.cookies
    assert sign_in(browser, password=PASSWORD)["status"] == 422
    assert sign_in(browser, password=NEW)["status"] == 200


def test_an_invitation_is_accepted_by_the_posted_form(cast: Cast, browser: TestClient) -> None:
    """INV-02, INV-03: signed in as the invitee, whoever was signed in before."""
    sign_in(browser)
    olga = _session(browser)
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    browser.get(f"/invite/{cast.link(invited.invitation_id)}")
    answer = browser.post(
        "/auth/accept",
        data={"invitation": invited.invitation_id, "username": "x", "password": NEW, "confirmation": NEW},
    )

    assert answer.json() == {"location": "/"}
    assert cast.actor(_session(browser)).name == "Ana Lopez"
    assert cast.kit.sessions.actor(olga, origin=ORIGIN) is None


@pytest.mark.parametrize("extra", ["role", "role_id", "email", "workspace_id", "is_admin", "invitation_id"])
def test_a_form_cannot_carry_more_than_its_fields(cast: Cast, browser: TestClient, extra: str) -> None:
    """INV-02, ACL-05: unknown keys are refused, and the link is still good."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    link = cast.link(invited.invitation_id)
    browser.get(f"/invite/{link}")
    form = {"invitation": invited.invitation_id, "password": NEW, "confirmation": NEW, extra: "admin"}

    assert browser.post("/auth/accept", data=form).status_code == 400
    assert cast.kit.acceptance.peek(link).status == "open"


def test_an_initial_password_leads_to_its_change_and_then_home(cast: Cast, browser: TestClient) -> None:
    """AUT-11."""
    sign_in(browser)
    staged = browser.post(
        "/auth/initial-password", data={"password": PASSWORD, "name": "Ana Lopez", "email": "a@example.org"}
    ).json()["staged"]
    cast.create("Ana Lopez", staged_password=staged)
    anas = browser_on(cast.kit)

    assert sign_in(anas, "ana@example.org", next="/users")["body"] == {"location": "/profile/security"}
    before = _session(anas)
    form = {"current": PASSWORD, "password": NEW, "confirmation": NEW}
    assert anas.post("/auth/password", data=form).json() == {"location": "/"}
    assert _session(anas) != before
    assert cast.actor(_session(anas)).may("calls:read")


@pytest.mark.parametrize("path", ["/auth/password", "/auth/initial-password"])
def test_what_needs_a_session_says_so(cast: Cast, browser: TestClient, path: str) -> None:
    """SES-03."""
    answer = browser.post(path, data={"password": NEW})

    assert answer.status_code == 401
    assert answer.json()["errors"]["form"].startswith("Votre session est terminée")
    assert len(cast.acts()) == 3


def test_the_set_up_form_names_every_wrong_field(
    database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """AUT-10: in words, and nothing is made."""
    kit = kit_on(database_url, clock, tmp_path)
    browser = browser_on(kit)
    wrong_code = browser.post("/auth/setup", data={"code": "x"})
    wrong = browser.post("/auth/setup", data={"code": kit.first_setup.code(), "email": "olga"})
    still_open = kit.first_setup.is_open()
    kit.db.dispose()

    assert (wrong_code.status_code, list(wrong_code.json()["errors"])) == (403, ["code"])
    assert sorted(wrong.json()["errors"]) == ["domain", "email", "name", "password", "workspace"]
    assert not any(text.startswith("errors.") for text in wrong.json()["errors"].values())
    assert still_open


def test_in_development_a_plain_form_is_sent_back_to_the_pages_port(
    database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """Two ports: the routes answer on 8000, the pages are on 3000."""
    kit = kit_on(database_url, clock, tmp_path)
    kit = dataclasses.replace(kit, settings=dataclasses.replace(kit.settings, development=True))
    browser = browser_on(kit, script=False)
    answer = browser.post(
        "/auth/login",
        data={"email": OLGA, "password": "wrong"},
        headers={"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
    )
    kit.db.dispose()

    assert answer.headers["location"] == "http://localhost:3000/login?error=bad_credentials"


def _session(browser: TestClient) -> str:
    """Read the session's cookie out of the browser's jar."""
    found = [cookie.value for cookie in browser.cookies.jar if cookie.name == "kit_session"]
    assert found
    assert found[-1]
    return found[-1]
