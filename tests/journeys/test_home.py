"""The home page in the browser: it moves by itself, over the period that one chooses; with axe on what is seen."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.modules.activity import NewActivity, post
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
WITHIN_MS = 2_000  # the promise is a second; a shared machine is given two
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "height": 844, "dark": True, "locale": "en-GB"}, id="phone-dark-english"),
]


def fill(house: House) -> None:
    """Let calls have been received: one now, one five days ago, one twenty days ago."""
    cast, now = house.cast, datetime.now(UTC)
    with cast.kit.db.write() as s:
        for days, title in ((0, "Garage Central"), (5, "Menuiserie Dufresne"), (20, "Boulangerie du Port")):
            at = now - timedelta(days=days, seconds=5)
            post(s, cast.workspace_id, NewActivity("calls", "received", title, at, status="answered"), now)


def report(house: House, title: str, **more: str) -> None:
    """Let another system report a call to the running app."""
    kit, admin = house.cast.kit, house.cast.admin
    key = kit.api_keys.show(
        admin,
        key_id=kit.api_keys.create(admin, new=NewKey.of(title, [Scope.ACTIVITIES_WRITE.value], None)),
    )
    row = {"module": "calls", "kind": "received", "at": datetime.now(UTC).isoformat(), "title": title, **more}
    answer = httpx.post(
        f"{house.kit.url}/api/v1/activities", json=[row], headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 201, answer.text


def calls(person: Person) -> Any:
    return person.page.locator(".stat", has=person.page.locator("a[href='/calls']"))


def figure(person: Person, expected: int) -> None:
    expect(calls(person).locator(".stat-figure")).to_have_text(str(expected), timeout=PATIENCE)


def test_a_call_that_comes_in_is_on_every_open_home_page_within_a_second(house: House) -> None:
    """Decision 10, in the browser: over another period too, and nobody reloads."""
    fill(house)
    with house.olga() as olga, house.olga() as other:
        olga.open("/")
        figure(olga, 2)
        other.open("/?period=30d")
        figure(other, 3)
        report(house, "Hôtel des Voyageurs")
        for person, found in ((olga, 3), (other, 4)):
            expect(calls(person).locator(".stat-figure")).to_have_text(str(found), timeout=WITHIN_MS)
            expect(calls(person).locator(".latest-title").first).to_have_text("Hôtel des Voyageurs")


def test_the_period_is_chosen_with_the_keyboard_and_stays_in_the_address(house: House) -> None:
    fill(house)
    with house.olga() as olga:
        olga.open("/")
        month = olga.page.get_by_role("link", name="30 jours", exact=True)
        expect(month).to_be_visible(timeout=PATIENCE)
        month.focus()
        olga.page.keyboard.press("Enter")
        expect(olga.page).to_have_url(f"{house.kit.url}/?period=30d", timeout=PATIENCE)
        expect(month).to_have_attribute("aria-current", "true", timeout=PATIENCE)
        olga.sees("Ces 30 derniers jours")
        over_a_month = int(calls(olga).locator(".stat-figure").inner_text())
        olga.page.reload()
        olga.sees("Ces 30 derniers jours")
        figure(olga, over_a_month)
        olga.page.get_by_role("link", name="Aujourd’hui", exact=True).click()
        olga.sees("Tout l’espace, comparé à hier à la même heure.")
        expect(calls(olga).locator(".stat-figure")).not_to_have_text(str(over_a_month), timeout=PATIENCE)


def titles(person: Person) -> list[str]:
    return person.page.locator(".stat .card-title").all_inner_texts()


def test_one_arranges_the_page_with_the_keyboard_and_it_stays_so(house: House) -> None:
    """Order and choice are kept; the button that moves a line keeps the focus, and what it did is said."""
    with house.olga() as olga:
        olga.open("/")
        page = olga.page
        expect(page.locator(".stat").first).to_be_visible(timeout=PATIENCE)
        before = titles(olga)
        olga.press("Organiser")
        lines = page.locator(".own-widgets li")
        expect(lines).to_have_count(len(before), timeout=PATIENCE)
        down = page.get_by_role("button", name=f"Descendre : {before[0]}")
        down.focus()
        for place in (2, 3):
            page.keyboard.press("Enter")
            expect(page.get_by_role("status").get_by_text(f"place {place} sur {len(before)}")).to_be_attached(
                timeout=PATIENCE
            )
            expect(down).to_be_focused(timeout=PATIENCE)
        page.get_by_label(f"Afficher : {before[3]}").press("Space")
        expected = [before[1], before[2], before[0]]
        expect(page.locator(".stat .card-title")).to_have_text(expected, timeout=PATIENCE)
        assert faults(olga, "home-arranging") == []
        page.reload()
        expect(page.locator(".stat .card-title")).to_have_text(expected, timeout=PATIENCE)
        expect(lines).to_have_count(0)
        olga.press("Organiser")
        olga.press("Ordre d’origine")
        expect(page.locator(".stat .card-title")).to_have_text(before, timeout=PATIENCE)


@pytest.mark.parametrize("look", LOOKS)
def test_every_period_of_home_has_no_fault(house: House, look: dict[str, Any]) -> None:
    """NFR: axe, and nothing wider than the screen."""
    fill(house)
    found: list[str] = []
    with house.olga(**look) as olga:
        for path in ("/", "/?period=30d", "/?period=today"):
            olga.open(path)
            expect(olga.page.locator(".stat").first).to_be_visible(timeout=PATIENCE)
            found += [f"{path}: {each}" for each in faults(olga, f"home-{look['width']}-{path[9:]}")]
    assert found == []


def faults(person: Person, name: str) -> list[str]:
    person.page.wait_for_timeout(400)
    if folder := os.environ.get("KIT_TEST_PICTURES", ""):
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(person.page) + ([f"{wide} px too wide"] if wide > 1 else [])
