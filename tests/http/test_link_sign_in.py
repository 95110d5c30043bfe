"""The doors of a link that signs in."""

from starlette.testclient import TestClient

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.mail.outbox import Template
from tests.access.second import switched_on
from tests.http.browser import OLGA
from tests.support.cast import Cast


def mailed(cast: Cast, browser: TestClient, email: str = OLGA) -> str:
    """Ask for a link and take it from the message."""
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    assert browser.post("/auth/link", data={"email": email}).status_code == 200
    letter = next(each for each in cast.letters() if each.template == Template.SIGN_IN_LINK)
    return cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)


def test_a_link_is_asked_for_opened_and_pressed(cast: Cast, browser: TestClient) -> None:
    """TOK-08, SES-01: opening it sets a cookie that opens nothing, however often a scanner does; the press signs in."""
    secret = mailed(cast, browser)
    opened = [browser.get(f"/enter/{secret}") for _ in range(3)]
    assert {(each.status_code, each.headers["location"]) for each in opened} == {(303, "/enter")}
    assert "kit_session" not in browser.cookies

    pressed = browser.post("/auth/enter")
    assert pressed.json() == {"location": "/"}
    assert cast.actor(browser.cookies["kit_session"]).name == "Olga Martin"
    browser.get(f"/enter/{secret}")
    assert "déjà servi" in browser.post("/auth/enter").json()["errors"]["form"]


def test_who_has_a_second_factor_gives_it_next(cast: Cast, browser: TestClient) -> None:
    """MFA-07: there is no session before."""
    switched_on(cast)
    browser.get(f"/enter/{mailed(cast, browser)}")
    pressed = browser.post("/auth/enter")
    assert pressed.json()["location"].startswith("/login/factor?")
    assert "kit_session" not in browser.cookies


def test_nobody_hears_whether_there_is_such_an_account_or_such_a_way_in(
    cast: Cast, browser: TestClient
) -> None:
    """AUT-09."""
    answers = [browser.post("/auth/link", data={"email": email}).json() for email in (OLGA, "no@example.org")]
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    answers += [
        browser.post("/auth/link", data={"email": email}).json() for email in (OLGA, "no@example.org")
    ]
    assert answers == [answers[0]] * 4
    assert "message" in answers[0]
