"""Light or dark, chosen in the profile: for this browser, at once and for good; with axe on both."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE
from tests.journeys.test_home import faults

pytestmark = pytest.mark.browser


def test_the_theme_chosen_in_the_profile_stays_with_the_browser(house: House) -> None:
    """Issue 6: the profile has the theme."""
    with house.olga() as olga, house.olga() as elsewhere:
        olga.open("/profile")
        page, root = olga.page, olga.page.locator("html")
        themes = page.get_by_role("main").get_by_role("group", name="Thème")
        chosen = themes.locator("[aria-pressed=true]")
        expect(chosen).to_have_text("Comme le système", timeout=PATIENCE)
        themes.get_by_role("button", name="Sombre").press("Enter")
        expect(chosen).to_have_text("Sombre")
        expect(root).to_have_class(re.compile(r"\bdark\b"))
        assert faults(olga, "profile-dark") == []
        page.reload()
        expect(chosen).to_have_text("Sombre", timeout=PATIENCE)
        expect(root).to_have_class(re.compile(r"\bdark\b"))

        elsewhere.open("/profile")
        there = elsewhere.page.get_by_role("main").get_by_role("group", name="Thème")
        expect(there.locator("[aria-pressed=true]")).to_have_text("Comme le système", timeout=PATIENCE)
        expect(elsewhere.page.locator("html")).not_to_have_class(re.compile(r"\bdark\b"))

        themes.get_by_role("button", name="Comme le système").click()
        expect(root).not_to_have_class(re.compile(r"\bdark\b"))
        assert faults(olga, "profile-light") == []
