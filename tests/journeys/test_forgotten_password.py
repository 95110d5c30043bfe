"""« Mot de passe oublié », from end to end."""

import re

import pytest

from tests.journeys.conftest import House

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://localhost:\d+/reset/[\w-]{60,}")


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
        link = LINK.search(house.mail.wait_for("olga@example.org").text())
        assert link
        olga.open(link[0])
        olga.is_at("/reset")
        olga.fill(password=fresh, confirmation=fresh)
        olga.page.locator("form button[type=submit]").last.click()
        olga.is_at("/login")
        house.sign_in(olga, password=fresh)
        olga.sees("Bonjour Olga")
        olga.open(link[0])
        olga.sees(re.compile("déjà servi|plus valable|déjà été"))
