"""Two workspaces on one installation, each at its own host, and one person in both."""

import re

import pytest
from playwright.sync_api import expect

from comunik_kit.access.installed import Founded
from tests.journeys.conftest import House
from tests.journeys.person import PASSWORD, PATIENCE, Person
from tests.support.cast import ORIGIN
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://localhost:\d+/reset/[\w-]{60,}")


def neighbour(house: House, email: str = "paul@example.org", domain: str = "voisine.localhost") -> Founded:
    """Make the second workspace as an operator does."""
    return house.cast.kit.installed_workspaces.create(
        workspace="Maison Voisine", name="Paul Voisin", email=email, domain=domain
    )


def local(house: House, address: str) -> str:
    """Give an address on the port that the app listens on."""
    return address.replace(":3000", ":" + house.kit.url.rpartition(":")[2])


def choose_password(person: Person, link: str) -> None:
    """Follow a link that chooses a password."""
    person.open(link)
    expect(person.page.locator("[name=confirmation]")).to_be_visible(timeout=PATIENCE)
    person.fill(password=PASSWORD, confirmation=PASSWORD)
    person.page.locator("form button[type=submit]").last.click()
    person.page.wait_for_url("**/login**", timeout=PATIENCE)


def mailed(house: House) -> list[str]:
    """List the links to a new password that came by mail."""
    return [link for message in house.mail.to("olga@example.org") for link in LINK.findall(message.text())]


def test_each_workspace_lives_at_its_own_host(house: House) -> None:
    """Product: one never sees the other; TOK-07: a name that is nobody's is said to be."""
    made = neighbour(house)
    there = local(house, made.address)
    with house.somebody() as paul:
        choose_password(paul, local(house, made.link))
        assert paul.page.url.startswith(there)
        paul.fill(email="paul@example.org", password=PASSWORD)
        paul.press("Se connecter")
        paul.sees("Bonjour Paul")
        paul.sees("Maison Voisine")
        paul.open(f"{there}/users")
        paul.sees("Paul Voisin")
        expect(paul.page.get_by_text("Olga Martin")).to_have_count(0)
        expect(paul.page.get_by_text("Ateliers Lumière")).to_have_count(0)

        paul.open("/users")
        paul.is_at("/login")
        house.sign_in(paul, email="paul@example.org")
        paul.sees("L’adresse ou le mot de passe ne convient pas.")

        answer = paul.page.goto(there.replace("voisine", "inconnue"))
        assert answer is not None
        assert answer.status == 421
        paul.sees("Cette adresse ne mène nulle part ici")
        paul.said[:] = [words for words in paul.said if not re.search("42[12]|401", words)]


def test_whoever_reads_the_mail_of_both_goes_from_one_to_the_other(house: House) -> None:
    """ACL-03: listed once a link to the address was used in both."""
    made = neighbour(house, "olga@example.org", "atelier.localhost")
    there = local(house, made.address)
    with house.somebody() as olga:
        choose_password(olga, local(house, made.link))
        olga.fill(email="olga@example.org", password=PASSWORD)
        olga.press("Se connecter")
        olga.sees("Bonjour Paul")
        olga.skip_tour()
        olga.page.locator(".side .me").click()
        expect(olga.page.get_by_text("Vos autres espaces")).to_have_count(0)

        house.cast.kit.recovery.request(email="olga@example.org", origin=ORIGIN)
        eventually(lambda: bool(mailed(house)), of="the link")
        choose_password(olga, mailed(house)[0])
        olga.open(f"{there}/")
        olga.sees("Bonjour Paul")
        olga.page.locator(".side .me").click()
        olga.page.get_by_role("menuitem", name="Ateliers Lumière").click()
        olga.is_at("/login")
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.page.locator(".side .me").click()
        expect(olga.page.get_by_role("menuitem", name="Maison Voisine")).to_be_visible(timeout=PATIENCE)
