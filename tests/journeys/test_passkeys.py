"""Passkeys in the browser, with Chromium's virtual authenticator: made, used alone or after the password, removed."""

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from comunik_kit.http.cookies import session_cookie_name
from tests.journeys.conftest import House
from tests.journeys.person import PASSWORD, PATIENCE, Person
from tests.journeys.test_factors import faults, forgive_refusals
from tests.journeys.test_workspaces import local, neighbour

pytestmark = pytest.mark.browser
ALONE = "Se connecter avec une clé d’accès"


def device(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a device that holds passkeys and knows its owner."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def named(house: House, path: str = "") -> str:
    """Give an address of the app by its name: a passkey is good at no number."""
    return f"http://localhost:{house.kit.url.rpartition(':')[2]}{path}"


def enter(house: House, person: Person, secret: str) -> None:
    cookie = session_cookie_name(house.cast.kit.settings)
    person.page.context.add_cookies([{"name": cookie, "value": secret, "url": named(house)}])


def leave(house: House, person: Person) -> None:
    person.page.context.clear_cookies(name=session_cookie_name(house.cast.kit.settings))
    person.open(named(house, "/login"))


def register(house: House, person: Person, name: str, shot: str = "") -> None:
    person.open(named(house, "/profile/security"))
    person.press("Ajouter une clé d’accès")
    dialog = person.page.get_by_role("dialog", name="Ajouter une clé d’accès")
    dialog.get_by_label("Nom de la clé").fill(name)
    assert faults(person.page, shot and f"{shot}-add") == []
    dialog.get_by_role("button", name="Continuer sur cet appareil").click()
    person.sees("Clé d’accès ajoutée.")
    expect(person.page.locator("li", has_text=name)).to_be_visible(timeout=PATIENCE)


def keep_codes(person: Person) -> str:
    box = person.page.get_by_label("Codes de secours")
    expect(box).to_have_value(re.compile(r"\w{4}-"), timeout=PATIENCE)
    code = box.input_value().split()[0]
    person.press("Je les ai gardés")
    person.sees("Double authentification activée.")
    return code


def by_both(house: House, person: Person) -> None:
    """Give the password, then the key."""
    leave(house, person)
    person.fill(email="ana@example.org", password=PASSWORD)
    person.press("Se connecter")
    person.is_at("/login/factor")
    expect(person.page.get_by_role("button", name="Utiliser une clé d’accès")).to_be_visible(timeout=PATIENCE)
    assert faults(person.page, "passkey-step") == []
    person.press("Utiliser une clé d’accès")
    person.sees("Bonjour Ana")


def remove(house: House, person: Person, name: str) -> None:
    person.open(named(house, "/profile/security"))
    person.press(f"Retirer {name}")
    question = person.page.get_by_role("dialog")
    question.get_by_role("button", name="Retirer la clé").click()
    person.sees("Clé d’accès retirée.")


def test_a_passkey_is_made_and_opens_the_account_alone_and_after_the_password(house: House) -> None:
    """MFA-09, MFA-10: then it is removed, and opens nothing any more."""
    _, secret = house.cast.join("Ana Lopez", "agent")
    with house.somebody() as ana:
        line, held = device(ana.page)
        enter(house, ana, secret)
        register(house, ana, "Ordinateur du bureau", "passkey")
        keep_codes(ana)
        assert faults(ana.page, "passkey-on") == []

        leave(house, ana)
        expect(ana.page.get_by_role("button", name=ALONE)).to_be_visible(timeout=PATIENCE)
        assert faults(ana.page, "passkey-login") == []
        ana.press(ALONE)
        ana.sees("Bonjour Ana")
        by_both(house, ana)

        remove(house, ana, "Ordinateur du bureau")
        leave(house, ana)
        ana.press(ALONE)
        ana.sees(re.compile("^Cette clé d’accès n’ouvre aucun compte ici"))
        assert faults(ana.page, "passkey-refused") == []
        forgive_refusals(ana)
        line.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": False})
        ana.press(ALONE)
        ana.sees(re.compile("^La demande a été annulée"))


def test_a_key_of_one_workspace_is_not_even_offered_at_anothers_host(house: House) -> None:
    """ACL-03, MFA-09: the browser itself keeps them apart."""
    there = local(house, neighbour(house, "paul@example.org", "clefs.localhost").address)
    _, secret = house.cast.join("Luc Morel", "agent")
    with house.somebody(width=390, height=844, dark=True) as luc:
        device(luc.page)
        enter(house, luc, secret)
        register(house, luc, "Téléphone", "passkey-phone")
        luc.open(f"{there}/login")
        luc.press(ALONE)
        luc.sees(re.compile("^La demande a été annulée"))
        leave(house, luc)
        assert faults(luc.page, "passkey-phone-login") == []
        luc.press(ALONE)
        luc.sees("Bonjour Luc")


def test_where_the_browser_has_none_nothing_is_offered(house: House) -> None:
    with house.somebody() as person:
        person.page.add_init_script("delete window.PublicKeyCredential")
        person.open(named(house, "/login"))
        expect(person.page.get_by_role("button", name="Se connecter", exact=True)).to_be_visible(
            timeout=PATIENCE
        )
        expect(person.page.get_by_role("button", name=ALONE)).to_have_count(0)
