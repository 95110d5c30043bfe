"""A question that was open when its page was left is not asked again at the next visit (`js/left_page.js`)."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person

pytestmark = pytest.mark.browser


def come_to_users(person: Person) -> None:
    """Come within the app, so that going back leaves no page for another document."""
    person.open("/users/jobs")
    person.page.get_by_role("link", name="Utilisateurs", exact=True).last.click()
    person.is_at("/users")


def go_back_and_forth(person: Person) -> Locator:
    """Leave the page as a phone does, by « Back », and come again; give what is open then."""
    person.page.go_back()
    expect(person.page.get_by_role("heading", name="Actions groupées", level=1)).to_be_visible(
        timeout=PATIENCE
    )
    person.page.go_forward()
    person.is_at("/users")
    expect(person.page.locator("a.person-link").first).to_be_visible(timeout=PATIENCE)
    return person.page.get_by_role("dialog")


def test_a_sheet_that_was_left_by_back_is_closed_and_its_next_one_is_new(house: House) -> None:
    with house.olga() as olga:
        come_to_users(olga)
        olga.press("Créer")
        olga.fill(full_name="Abel Oublié")
        olga.page.get_by_role("dialog").get_by_role("button", name="Créer", exact=True).click()
        expect(olga.page.locator("[name=email][aria-invalid=true]")).to_be_visible(timeout=PATIENCE)
        expect(go_back_and_forth(olga)).to_have_count(0)
        olga.press("Créer")
        expect(olga.page.locator("[name=full_name]:visible")).to_have_value("")
        expect(olga.page.locator("[aria-invalid=true]:visible")).to_have_count(0)


def test_a_question_that_was_left_by_back_is_not_asked_again(house: House) -> None:
    house.cast.create("Abel Resté")
    with house.olga(width=390, height=844) as olga:
        come_to_users(olga)
        olga.choose_menu(
            olga.page.get_by_role("button", name="Actions pour Abel Resté"), "Supprimer le compte"
        )
        expect(olga.page.get_by_role("dialog", name="Supprimer le compte")).to_be_visible(timeout=PATIENCE)
        expect(go_back_and_forth(olga)).to_have_count(0)
        assert house.cast.acts()[-1] != "user_deleted"
