"""Signing in by a provider in the browser, set up and used; the provider is none of ours. With axe on what one sees."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlmodel import col

from comunik_kit.access.tables import UserSession
from comunik_kit.oidc.inputs import ProviderForm
from comunik_kit.users.tables import User
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations
from tests.support.oidc_provider import provider

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("KIT_TEST_SHOTS", "")
PEOPLE = ("paul", "nora", "ines", "zoe")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run a provider that knows four people, and verifies their addresses."""
    known = [
        {"sub": name, "email": f"{name}@example.org", "email_verified": True, "name": f"{name.title()} Petit"}
        for name in PEOPLE
    ]
    with provider(*known) as running:
        yield running


def faults(page: Page, name: str) -> list[str]:
    """List what is wrong with what is shown; keep a picture of it where one is asked for."""
    page.wait_for_timeout(400)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def provided(house: House, issuer: str, **changes: str) -> str:
    """Set a provider up without a browser, and take away those that there were; its id."""
    providers = house.cast.kit.oidc_providers
    olga = house.cast.actor(house.cast.admin_secret)
    for each in providers.book(olga).providers:
        providers.remove(olga, provider_id=each.id)
    form = {
        "name": "Exemple SSO",
        "issuer": issuer,
        "client_id": "comunik",
        "client_secret": "a secret of tests",
        "is_on": "on",
        **changes,
    }
    return providers.save(olga, form=ProviderForm.parse(form, local=True))


def grow_old(house: House, email: str) -> None:
    """Let the proofs of a person's sessions be long ago."""
    with house.cast.kit.db.write() as s:
        theirs = col(UserSession.user_id).in_(select(col(User.id)).where(col(User.email_key) == email))
        s.execute(update(UserSession).where(theirs).values(proven_at=None))


def speak_english(house: House) -> None:
    """Let Olga have chosen English, which goes before what her browser says."""
    with house.cast.kit.db.write() as s:
        s.execute(update(User).where(col(User.email_key) == "olga@example.org").values(language="en"))


def go_out(person: Person) -> None:
    """Press the button of the sign-in page; the provider's style sheet is elsewhere, and is not fetched."""
    person.page.route("**/*.min.css", lambda route: route.fulfill(body="", content_type="text/css"))
    person.open("/login")
    person.press("Continuer avec Exemple SSO")
    expect(person.page.get_by_text("Authorize Client")).to_be_visible(timeout=PATIENCE)


def come_in(person: Person, name: str) -> None:
    """Go out, and have the provider say who one is."""
    go_out(person)
    person.press(name)


def test_an_administrator_sets_a_provider_up_and_has_it_checked(house: House, issuer: str) -> None:
    with house.olga() as olga:
        olga.open("/settings/sign-in")
        olga.sees("Aucun fournisseur pour l’instant.")
        assert faults(olga.page, "empty") == []
        olga.press("Ajouter un fournisseur")
        expect(olga.page.get_by_label("Adresse de retour")).to_have_value(
            f"{house.kit.url}/sign-in/oidc/callback", timeout=PATIENCE
        )
        assert faults(olga.page, "sheet") == []
        olga.fill(name="Exemple SSO", issuer=issuer, client_id="comunik", client_secret="s3cret")
        olga.page.get_by_label("Obligatoire pour ces domaines").check()
        olga.press("Enregistrer")
        olga.sees("Indiquez au moins un domaine")
        olga.said.clear()  # the browser calls a 422 an error
        assert faults(olga.page, "wrong") == []
        olga.fill(domains="example.org")
        olga.page.get_by_label("Obligatoire pour ces domaines").uncheck()
        olga.press("Enregistrer")
        olga.sees("Fournisseur enregistré.")
        olga.press("Vérifier Exemple SSO")
        olga.sees("Tout est en ordre")
        assert faults(olga.page, "found") == []
        olga.press("Fermer")
        expect(olga.page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
        assert faults(olga.page, "listed") == []
        assert "s3cret" not in olga.page.content()


def test_who_has_an_account_comes_in_by_the_button_and_sees_the_identity(house: House, issuer: str) -> None:
    """The second time the identity alone is enough; no password was asked for."""
    house.cast.join("Paul Petit", "agent")
    provided(house, issuer)
    with house.somebody() as paul:
        come_in(paul, "paul")
        paul.is_at("/")
        paul.sees("Bonjour Paul")
        paul.open("/profile/security")
        paul.sees("Identités liées")
        paul.sees(issuer)
        assert faults(paul.page, "identities") == []
        paul.press("Délier Exemple SSO")
        paul.sees("Délier cette identité ?")
        assert faults(paul.page, "unlink") == []


def test_a_newcomer_of_the_domain_types_their_address_and_arrives_at_home(house: House, issuer: str) -> None:
    """The provider of a typed address comes first, whoever has the address."""
    provided(house, issuer, domains="example.org", newcomer_role=house.cast.roles["agent"])
    with house.somebody() as nora:
        nora.open("/login")
        assert nora.page.get_by_role("button", name="Continuer avec Exemple SSO").count() == 0
        nora.fill(email="nora@example.org")
        nora.page.get_by_label("Mot de passe", exact=True).focus()
        nora.sees("Avec cette adresse, on entre par « Exemple SSO ».")
        assert faults(nora.page, "offered") == []
        nora.page.route("**/*.min.css", lambda route: route.fulfill(body="", content_type="text/css"))
        nora.press("Continuer avec Exemple SSO")
        nora.press("nora")
        nora.is_at("/")
        nora.sees("Bonjour Nora")
        nora.open("/profile/security")
        nora.sees("Votre compte n’en a pas")
        assert nora.page.get_by_label("Mot de passe actuel").count() == 0
        assert faults(nora.page, "newcomer") == []
        grow_old(house, "nora@example.org")
        nora.press("Délier Exemple SSO")
        nora.press("Délier l’identité")
        nora.sees("Votre compte n’a pas de mot de passe")
        assert faults(nora.page, "no-password") == []
        nora.page.get_by_role("dialog").get_by_role("button", name="Se déconnecter").click()
        nora.is_at("/login")


def test_an_invited_person_is_told_to_follow_their_invitation(house: House, issuer: str) -> None:
    """And so is not in: home leads back to the sign-in page."""
    house.cast.kit.invitations.create_and_invite(
        house.cast.actor(house.cast.admin_secret), new=house.cast.new("Ines Petit")
    )
    provided(house, issuer)
    with house.somebody() as ines:
        come_in(ines, "ines")
        ines.is_at("/login")
        ines.sees("Une invitation vous attend")
        assert faults(ines.page, "invited") == []
        ines.open("/")
        ines.is_at("/login")


def test_who_says_no_at_the_provider_is_told_so_on_the_sign_in_page(house: House, issuer: str) -> None:
    provided(house, issuer)
    with house.somebody() as zoe:
        go_out(zoe)
        zoe.press("Deny")
        zoe.is_at("/login")
        zoe.sees("Le fournisseur d’identité n’a pas confirmé la connexion.")
        assert faults(zoe.page, "denied") == []
        zoe.press("Continuer avec Exemple SSO")
        zoe.press("zoe")
        zoe.sees("Aucun compte ici n’a votre adresse.")


@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_whole_on_a_small_screen(house: House, issuer: str, *, dark: bool) -> None:
    """Both themes, in English."""
    speak_english(house)
    provided(house, issuer, name="Exemple SSO pour toute la maison Lumière et ses filiales")
    look = "dark" if dark else "light"
    with house.somebody(width=390, height=844, dark=dark, locale="en-GB") as person:
        person.open("/login?error=oidc_invitation_first")
        person.sees("An invitation awaits you")
        assert faults(person.page, f"narrow-login-{look}") == []
    with house.olga(width=390, height=844, dark=dark, locale="en-GB") as olga:
        olga.open("/settings/sign-in")
        olga.sees("0 people linked")
        assert faults(olga.page, f"narrow-list-{look}") == []
        olga.page.get_by_role("button", name="Change Exemple").click()
        olga.page.get_by_label("Its addresses count as verified").scroll_into_view_if_needed()
        assert faults(olga.page, f"narrow-sheet-{look}") == []
