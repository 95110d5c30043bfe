"""The first home page, and the one that somebody comes back to, in the browser."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from comunik_kit.modules.activity import NewActivity, post
from tests.journeys.conftest import House
from tests.support.axe import violations

pytestmark = pytest.mark.browser

LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "height": 844, "dark": True, "locale": "en-GB"}, id="phone-dark-english"),
]


def make_new(house: House) -> None:
    """Let Olga be somebody whom nobody has shown round."""
    house.cast.amend(house.cast.admin.user_id, toured_at=None)


def miss_calls(house: House) -> None:
    """Let Olga have been away for nine hours, in which two calls were received, and one before."""
    cast, left = house.cast, datetime.now(UTC) - timedelta(hours=9)
    with cast.kit.db.write() as s:
        for hours, title in ((10, "Avant le départ"), (3, "Garage Central"), (2, "Menuiserie Dufresne")):
            at = datetime.now(UTC) - timedelta(hours=hours)
            post(s, cast.workspace_id, NewActivity("calls", "received", title, at, status="answered"), at)
    cast.amend(cast.admin.user_id, previous_visit_at=left, toured_at=left)


def test_a_newcomer_is_shown_round_by_keyboard_alone_and_once(house: House) -> None:
    make_new(house)
    with house.olga() as olga:
        olga.open("/")
        card = olga.page.get_by_role("dialog")
        expect(card).to_contain_text("Le menu mène partout")
        for title in ("Vos modules", "Vos chiffres, en direct", "Votre compte"):
            olga.page.keyboard.press("Enter")
            expect(card).to_contain_text(title)
        expect(card).to_contain_text("Étape 4 sur 4")
        olga.page.keyboard.press("Enter")
        expect(card).to_have_count(0)
        olga.open("/")
        olga.sees("Bonjour Olga")
        expect(card).to_have_count(0)
        olga.choose_menu(olga.page.locator(".side .me"), "Visite guidée")
        expect(card).to_contain_text("Le menu mène partout")
        olga.page.keyboard.press("Escape")
        expect(card).to_have_count(0)
    assert house.cast.person(house.cast.admin.user_id).toured_at is not None


@pytest.mark.parametrize("look", LOOKS)
def test_every_stop_of_the_tour_has_no_fault_and_hides_nothing_that_it_speaks_of(
    house: House, look: dict[str, Any]
) -> None:
    make_new(house)
    with house.olga(**look) as olga:
        olga.open("/")
        card = olga.page.get_by_role("dialog")
        expect(card).to_have_attribute("data-tour", "menu")
        assert olga.page.evaluate("scrollY") == 0
        assert violations(olga.page) == []
        for stop, target in (("modules", ".home .tiles"), ("figures", ".home .grid")):
            expect(card.locator(".btn-primary")).to_be_focused()
            olga.page.keyboard.press("Enter")
            expect(card).to_have_attribute("data-tour", stop)
            assert violations(olga.page) == []
            spoken_of = olga.page.locator(target).bounding_box()
            box = card.bounding_box()
            assert spoken_of
            assert box
            assert 0 <= spoken_of["y"] < box["y"]
        assert olga.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        olga.page.keyboard.press("Enter")
        expect(card).to_have_attribute("data-tour", "account")
        assert olga.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("look", LOOKS)
def test_who_comes_back_sees_what_they_missed_and_goes_to_just_that(
    house: House, look: dict[str, Any]
) -> None:
    miss_calls(house)
    with house.olga(**look) as olga:
        olga.open("/")
        news = olga.page.locator("[data-news]")
        line = news.get_by_role("link")
        number = line.locator("strong")
        expect(number).not_to_be_empty()
        assert violations(olga.page) == []
        missed = int(number.inner_text())
        line.click()
        expect(olga.page.get_by_text("Garage Central").first).to_be_visible()
        expect(olga.page.get_by_text("Avant le départ")).to_have_count(0)
        expect(olga.page.locator("main .chip")).to_have_count(2)
        assert missed == 2 * olga.page.locator("main").get_by_text("Garage Central").count()
        olga.open("/")
        news.get_by_role("button").click()
        expect(news).to_have_count(0)
        olga.open("/")
        expect(olga.page.locator(".home .tiles")).to_be_visible()
        expect(news).to_have_count(0)
