"""« Mot de passe oublié » and the link that signs in, from end to end."""

import re

import pytest

from tests.journeys.conftest import House
from tests.support.axe import violations
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://localhost:\d+/reset/[\w-]{60,}")


def mailed(house: House, wanted: re.Pattern[str]) -> str:
    """Wait for the message with such a link, among whatever else Olga is told."""
    found: list[str] = []

    def has_come() -> bool:
        found[:] = wanted.findall(" ".join(each.text() for each in house.mail.to("olga@example.org")))
        return bool(found)

    eventually(has_come, seconds=30, of="the link")
    return found[-1]


def test_a_workspace_lets_its_people_sign_in_by_a_link(house: House) -> None:
    """TOK-08: opened twice and pressed once; and the setting stands where it was put."""
    with house.somebody() as olga:
        olga.open("/login")
        assert olga.page.get_by_role("link", name="Recevoir un lien").count() == 0
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.open("/settings/sign-in")
        box = olga.page.get_by_label(re.compile("Laisser chacun se connecter par un lien"))
        box.check()
        olga.press("Enregistrer")
        olga.sees("Règles de connexion enregistrées")
        assert violations(olga.page) == []
    _signs_in_by_it(house)


def _signs_in_by_it(house: House) -> None:
    entering = re.compile(r"http://localhost:\d+/enter/[\w-]{60,}")
    with house.somebody() as olga:
        olga.open("/login")
        olga.page.get_by_role("link", name="Recevoir un lien").click()
        olga.is_at("/login/link")
        olga.fill(email="olga@example.org")
        assert violations(olga.page) == []
        olga.press("Envoyer le lien")
        olga.sees(re.compile("Si un compte existe"))
        link = mailed(house, entering)
        olga.open(link)
        olga.open(link)
        olga.is_at("/enter")
        olga.press("Se connecter")
        olga.is_at("/")
        olga.sees("Bonjour Olga")
        olga.open(link)
        olga.sees("Ce lien a déjà servi")


def test_a_forgotten_password_is_replaced_by_mail(house: House) -> None:
    """AUT-12: no sign-in by itself; the link works once."""
    fresh = "Nouveau-mot-99!"
    with house.somebody() as olga:
        olga.open("/login")
        olga.page.get_by_role("link", name="Mot de passe oublié").click()
        olga.is_at("/forgot")
        olga.fill(email="Olga@Example.org")
        olga.page.locator("form button[type=submit]").click()
        olga.sees(re.compile("Si un compte existe"))
        link = mailed(house, LINK)
        olga.open(link)
        olga.is_at("/reset")
        olga.fill(password=fresh, confirmation=fresh)
        olga.page.locator("form button[type=submit]").last.click()
        olga.is_at("/login")
        house.sign_in(olga, password=fresh)
        olga.sees("Bonjour Olga")
        olga.open(link)
        olga.sees(re.compile("déjà servi|plus valable|déjà été"))
