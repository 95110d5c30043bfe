"""A second factor in the browser: switched on, asked for, lost, required by a role; with axe on what one sees."""

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP
from sqlalchemy import update
from sqlmodel import col

from comunik_kit.access.tables import UserSession
from comunik_kit.http.cookies import session_cookie_name
from tests.access.second import switched_on
from tests.journeys.conftest import House
from tests.journeys.person import PASSWORD, PATIENCE, Person
from tests.support.axe import violations
from tests.support.cast import ORIGIN
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("KIT_TEST_SHOTS", "")


def faults(page: Page, name: str = "") -> list[str]:
    """List what is wrong with what is shown; keep a picture of it where one is asked for."""
    page.wait_for_timeout(400)
    if SHOTS and name:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def code_of(seed: str, *, after: str = "") -> str:
    """Read the app: the code of this moment, or of the next one when this one was used."""
    now = int(time.time())
    code = TOTP(seed).at(now)
    return TOTP(seed).at(now, counter_offset=1) if code == after else code


def seed_shown(person: Person) -> str:
    person.page.get_by_text("Saisir la clé à la main").click()
    key = person.page.get_by_label("Clé à saisir dans l’application")
    expect(key).not_to_have_value("", timeout=PATIENCE)
    return key.input_value().replace("-", "")


def shown_once(person: Person, shot: str = "") -> tuple[str, list[str], str]:
    """Begin to switch it on, up to the codes: seed, recovery codes, and the code used."""
    person.press("Activer la double authentification")
    expect(person.page.get_by_alt_text("Code QR à scanner avec l’application")).to_be_visible(
        timeout=PATIENCE
    )
    seed = seed_shown(person)
    assert faults(person.page, shot and f"{shot}-scan") == []
    used = code_of(seed)
    person.page.get_by_label("Code à six chiffres").fill(used)
    person.press("Vérifier le code")
    box = person.page.get_by_label("Codes de secours")
    expect(box).to_have_value(re.compile(r"\w{4}-"), timeout=PATIENCE)
    assert faults(person.page, shot and f"{shot}-codes") == []
    return seed, box.input_value().split(), used


def switch_on(person: Person, shot: str = "") -> tuple[str, list[str], str]:
    """Switch it on from the security page: seed, recovery codes, and the code used."""
    shown = shown_once(person, shot)
    person.press("Je les ai gardés")
    person.sees("Double authentification activée.")
    return shown


def enter(house: House, person: Person, secret: str) -> None:
    cookie = session_cookie_name(house.cast.kit.settings)
    person.page.context.add_cookies([{"name": cookie, "value": secret, "url": house.kit.url}])


def leave(house: House, person: Person, email: str) -> None:
    """Come back with a browser that knows nothing, and give the password."""
    person.page.context.clear_cookies(name=session_cookie_name(house.cast.kit.settings))
    house.sign_in(person, email=email)


def test_switching_it_on_shows_its_secrets_once(house: House) -> None:
    """MFA-04, MFA-05: home says that it is missing; neither seed nor codes are in the page afterwards."""
    house.cast.join("Ana Lopez", "agent")
    with house.somebody() as ana:
        house.sign_in(ana, email="ana@example.org")
        ana.sees("Activez la double authentification")
        ana.open("/profile/security")
        ana.sees("Sessions ouvertes")
        assert faults(ana.page, "off") == []
        seed, codes, _ = switch_on(ana, "wide")
        assert faults(ana.page, "on") == []
        assert seed not in ana.page.content()
        assert not any(code in ana.page.content() for code in codes)


def test_the_codes_are_copied_saved_and_printed(house: House) -> None:
    """MFA-06: the same ten, whichever way; on paper they stand alone."""
    _, secret = house.cast.join("Rose Petit", "agent")
    with house.somebody() as rose:
        page = rose.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        enter(house, rose, secret)
        rose.open("/profile/security")
        _, codes, _ = shown_once(rose)
        assert len(codes) == 10
        rose.press("Copier les codes")
        eventually(
            lambda: page.evaluate("navigator.clipboard.readText()").split() == codes, of="the codes, copied"
        )
        with page.expect_download() as saved:
            page.get_by_role("link", name="Télécharger").click()
        assert [code for code in codes if code not in Path(saved.value.path()).read_text()] == []
        page.evaluate("window.print = () => { window.printed = true }")
        rose.press("Imprimer")
        assert page.evaluate("window.printed")
        page.emulate_media(media="print")
        expect(page.get_by_label("Codes de secours")).to_be_visible()
        expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
        expect(page.get_by_role("button", name="Je les ai gardés")).to_be_hidden()


def test_signing_in_takes_a_code_or_a_recovery_code_until_the_device_is_remembered(house: House) -> None:
    """MFA-06, MFA-07."""
    luc, secret = house.cast.join("Luc Morel", "agent")
    with house.somebody() as person:
        enter(house, person, secret)
        person.open("/profile/security")
        seed, codes, used = switch_on(person)
        leave(house, person, "luc@example.org")
        person.is_at("/login/factor")
        assert faults(person.page, "step") == []
        person.fill(code="000000")
        person.press("Se connecter")
        person.sees(re.compile("^Ce code ne"))
        person.fill(code=code_of(seed, after=used))
        person.press("Se connecter")
        person.sees("Bonjour Luc")

        leave(house, person, "luc@example.org")
        person.is_at("/login/factor")
        person.fill(code=codes[0].lower())
        person.page.get_by_label(re.compile("^Se souvenir")).check()
        person.press("Se connecter")
        person.sees("Bonjour Luc")
        leave(house, person, "luc@example.org")
        person.sees("Bonjour Luc")
        forgive_refusals(person)
    assert house.cast.kit.factors.view(luc).codes_left == 9


def forgive_refusals(person: Person) -> None:
    """Take out what the browser itself says of a form that was refused."""
    person.said[:] = [words for words in person.said if "422" not in words]


def test_a_rule_bites_in_an_open_tab_until_the_factor_is_on(house: House) -> None:
    """MFA-08: it leads to the security page by itself; once the factor is on, everything opens again."""
    _, secret = house.cast.join("Mado Petit", "manager")
    with house.somebody(width=390, height=844, dark=True) as other, house.olga() as olga:
        enter(house, other, secret)
        other.open("/users")
        expect(other.page.get_by_role("searchbox")).to_be_enabled(timeout=PATIENCE)
        olga.open("/settings/sign-in")
        olga.page.get_by_label(re.compile("^Responsable")).check()
        assert faults(olga.page, "rules") == []
        olga.press("Enregistrer")
        olga.sees("Règles de connexion enregistrées.")

        other.is_at("/profile/security")
        other.sees("Activez la double authentification pour continuer")
        assert faults(other.page, "held-phone") == []
        switch_on(other, "phone")
        other.open("/users")
        expect(other.page.get_by_role("searchbox")).to_be_enabled(timeout=PATIENCE)


def test_an_admin_helps_who_lost_their_phone_after_giving_the_password_once_more(house: House) -> None:
    """MFA-08, SES-08: a wrong password does nothing; a right one lets the act go on by itself."""
    nina, secret = house.cast.join("Nina Faure", "supervisor")
    switched_on(house.cast, nina)
    with house.cast.kit.db.write() as s:
        mine = col(UserSession.id) == house.cast.admin.session_id
        s.execute(update(UserSession).where(mine).values(proven_at=None))
    with house.olga() as olga:
        olga.open(f"/users/{nina.user_id}")
        olga.sees("Activée")
        olga.press("Retirer la double authentification")
        question = olga.page.get_by_role(
            "dialog", name=re.compile("Retirer la double authentification à Nina")
        )
        question.get_by_role("button", name="Retirer la double authentification").click()
        proof = olga.page.get_by_role("dialog", name="C’est bien vous ?")
        expect(proof.get_by_label("Votre mot de passe")).to_be_focused(timeout=PATIENCE)
        assert faults(olga.page, "proof") == []
        for password, told in (
            ("faux", "Ce n’est pas votre mot de passe actuel."),
            (PASSWORD, "retirée à Nina"),
        ):
            proof.get_by_label("Votre mot de passe").fill(password)
            proof.get_by_role("button", name="Continuer").click()
            olga.sees(re.compile(told))
        expect(olga.page.get_by_text("Absente").first).to_be_visible(timeout=PATIENCE)
        forgive_refusals(olga)
    assert house.cast.kit.sessions.actor(secret, origin=ORIGIN) is None
