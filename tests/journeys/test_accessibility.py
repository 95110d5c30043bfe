"""axe on every page, light and dark, wide and narrow; nothing to the side, nothing said by the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
DOORS = (
    "/setup",
    "/login",
    "/login/factor",
    "/login/link",
    "/enter",
    "/forgot",
    "/reset",
    "/invite",
    "/nowhere",
)
INSIDE = (
    "/",
    "/users",
    "/users?tab=invited",
    "/users?q=personne-de-ce-nom",
    "/users/jobs",
    "/team",
    "/profile",
    "/notifications",
    "/profile/security",
    "/settings/api",
    "/settings/audit",
    "/settings/teams",
    "/settings/roles",
    "/settings/modules",
    "/settings/tiers",
    "/settings/sign-in",
    "/settings/white-label",
    "/settings/white-label?tab=brand",
    "/settings/mail",
    "/settings/mail?tab=templates",
    "/invitations",
    "/calls",
    "/tickets",
    "/leads",
    "/offers",
    "/discussions",
)
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "height": 844, "dark": True, "locale": "en-GB"}, id="phone-dark-english"),
]


def check(person: Person, path: str) -> list[str]:
    """List what is wrong with a page once it has come to rest."""
    person.page.wait_for_timeout(400)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = violations(person.page) + ([f"{wide} px too wide"] if wide > 1 else [])
    return [f"{path}: {each}" for each in found]


@pytest.mark.parametrize("look", LOOKS)
def test_the_doors_have_no_fault(house: House, look: dict[str, object]) -> None:
    faults: list[str] = []
    with house.somebody(**look) as anybody:
        for path in DOORS:
            anybody.open(path)
            expect(anybody.page.locator("h1")).to_be_visible(timeout=PATIENCE)
            faults += check(anybody, path)
        anybody.said[:] = [words for words in anybody.said if "404" not in words]
    assert faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_inside_have_no_fault(house: House, look: dict[str, object]) -> None:
    faults: list[str] = []
    with house.somebody(**look) as olga:
        enter(house, olga)
        for path in INSIDE:
            olga.open(path)
            expect(olga.page.locator("h1")).to_be_visible(timeout=PATIENCE)
            expect(olga.page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
            faults += check(olga, path)
    assert faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_drawer_empty_and_wrong_and_the_record_have_no_fault(
    house: House, look: dict[str, object]
) -> None:
    faults: list[str] = []
    with house.somebody(**look) as olga:
        enter(house, olga)
        olga.open("/users")
        olga.page.locator("main .btn-primary:visible").first.click()
        drawer = olga.page.get_by_role("dialog")
        expect(drawer.locator("[name=full_name]")).to_be_focused(timeout=PATIENCE)
        faults += check(olga, "drawer")
        drawer.locator("[data-act], button[type=submit]").last.click()
        olga.page.keyboard.press("Escape")
        faults += check(olga, "drawer and menu")
        olga.open("/users")
        olga.page.locator("tbody a").first.click()
        expect(olga.page).to_have_url(re.compile(r"/users/[0-9a-f]{32}"), timeout=PATIENCE)
        expect(olga.page.locator("h1")).to_be_visible(timeout=PATIENCE)
        faults += check(olga, "record")
        olga.open(olga.page.url + "?edit=1")
        expect(olga.page.locator("[name=full_name]")).to_be_visible(timeout=PATIENCE)
        faults += check(olga, "record being changed")
    assert faults == []


def enter(house: House, olga: Person) -> None:
    """Sign in, whatever the language."""
    olga.open("/login")
    olga.fill(email="olga@example.org", password=house.password)
    olga.page.locator("form button[type=submit]").last.click()
    expect(olga.page.get_by_role("heading", name=re.compile("Olga"))).to_be_visible(timeout=PATIENCE)
