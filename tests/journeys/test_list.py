"""An admin finds people in the list: filters, order, columns, a saved view, a reload; with axe on what is seen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_accessibility import enter
from tests.journeys.test_lifecycle import create, faults

pytestmark = pytest.mark.browser


def menu(olga: Person, opener: str) -> None:
    olga.page.get_by_role("button", name=opener, exact=True).click()
    expect(olga.page.get_by_role("menu")).to_be_visible(timeout=PATIENCE)


def shows(olga: Person, *wanted: str) -> None:
    expect(olga.page.locator(".person-name")).to_have_text(
        [re.compile(each) for each in wanted], timeout=PATIENCE
    )


@contextmanager
def at_the_list(house: House, *names: str) -> Iterator[Person]:
    """Bring Olga to the list, with these people in it."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        for name in names:
            create(olga, name)
        olga.open("/users")
        yield olga


CHIP = "Retirer le filtre Dernière visite : Jamais"


def test_a_filter_by_keyboard_survives_a_reload_and_the_way_back(house: House) -> None:
    """Point 1 of finding people: everything is in the address."""
    with at_the_list(house, "Ana Lopez", "Zoé Noir") as olga:
        page = olga.page
        shows(olga, "Ana Lopez", "Olga Martin", "Zoé Noir")
        menu(olga, "Ajouter un filtre")
        never = page.get_by_role("menuitem", name="Jamais")
        expect(never).to_be_visible(timeout=PATIENCE)
        assert faults(page) == []
        page.keyboard.type("Jamais")  # by keyboard alone
        expect(never).to_be_focused(timeout=PATIENCE)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"[?&]seen=never"), timeout=PATIENCE)
        shows(olga, "Ana Lopez", "Zoé Noir")
        assert faults(page) == []
        page.reload()
        shows(olga, "Ana Lopez", "Zoé Noir")

        page.get_by_role("link", name=CHIP).click()
        expect(page).not_to_have_url(re.compile("seen="), timeout=PATIENCE)
        page.go_back()
        expect(page).to_have_url(re.compile("seen=never"), timeout=PATIENCE)
        expect(page.get_by_role("link", name=CHIP)).to_be_visible()


def test_an_order_a_column_and_a_search_survive_a_reload(house: House) -> None:
    with at_the_list(house, "Aya Blanc", "Yann Blanc") as olga:
        page = olga.page
        olga.open("/users?q=blanc")
        shows(olga, "Aya Blanc", "Yann Blanc")
        page.get_by_role("columnheader", name="Nom").get_by_role("link", name="Nom").click()
        shows(olga, "Yann Blanc", "Aya Blanc")
        head = page.get_by_role("columnheader", name=re.compile("^Nom"))
        expect(head).to_have_attribute("aria-sort", "descending")
        menu(olga, "Affichage")
        page.get_by_role("menuitemcheckbox", name="Entreprise").click()
        expect(page.get_by_role("columnheader", name="Entreprise")).to_be_visible(timeout=PATIENCE)

        page.reload()
        shows(olga, "Yann Blanc", "Aya Blanc")
        expect(page.get_by_role("columnheader", name="Entreprise")).to_be_visible()
        # What the server drew has no keys.
        expect(page.locator("#users-search")).to_be_enabled(timeout=PATIENCE)
        page.keyboard.press("/")
        expect(page.locator("#users-search")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("aya")
        shows(olga, "Aya Blanc")
        expect(page).to_have_url(re.compile(r"[?&]q=aya"))
        page.reload()
        shows(olga, "Aya Blanc")


def test_who_goes_back_while_typing_leaves_the_list_before_its_own_words(house: House) -> None:
    """What was typed is noted when the typing pauses: by then another list may be on the screen."""
    with at_the_list(house, "Nora Quint", "Nino Quell") as olga:
        page = olga.page
        olga.open("/users?q=quint")
        shows(olga, "Nora Quint")
        page.get_by_role("link", name=re.compile("^Non invités")).click()
        expect(page).to_have_url(re.compile("tab=not_invited"), timeout=PATIENCE)
        field = page.locator("#users-search")
        field.press("End")
        field.press("Backspace")
        page.evaluate("history.back()")
        expect(page).not_to_have_url(re.compile("tab="), timeout=PATIENCE)
        page.wait_for_timeout(400)  # longer than the pause after which it would be noted
        expect(page).to_have_url(re.compile(r"/users\?q=quint$"))
        shows(olga, "Nora Quint")
        expect(page.locator("#users-search")).to_have_value("quint")


def test_a_saved_view_opens_the_same_list_again_and_goes(house: House) -> None:
    with at_the_list(house, "Ida Eva", "Una Eva") as olga:
        page = olga.page
        olga.open("/users?q=eva&sort=-name&columns=role")
        shows(olga, "Una Eva", "Ida Eva")
        menu(olga, "Vues")
        page.get_by_role("menuitem", name="Enregistrer cette vue…").click()
        dialog = page.get_by_role("dialog", name="Enregistrer cette vue")
        dialog.get_by_label("Nom de la vue").fill("Les Eva")
        assert faults(page) == []
        dialog.get_by_role("button", name="Enregistrer").click()
        olga.sees("La vue « Les Eva » est enregistrée.")

        olga.open("/users?q=olga")
        shows(olga, "Olga Martin")
        menu(olga, "Vues")
        page.get_by_role("menuitem", name="Les Eva").click()
        shows(olga, "Una Eva", "Ida Eva")
        expect(page.get_by_role("columnheader", name="Département")).to_have_count(0)
        menu(olga, "Vues")
        page.get_by_role("menuitem", name="Gérer les vues").click()
        expect(page.get_by_role("dialog", name="Gérer les vues")).to_be_visible(timeout=PATIENCE)
        assert faults(page) == []
        page.get_by_role("button", name="Supprimer la vue Les Eva").click()
        olga.sees("La vue « Les Eva » est supprimée.")


def test_the_tools_fit_a_phone_in_the_dark(house: House) -> None:
    with house.somebody(width=390, height=844, dark=True) as olga:
        enter(house, olga)
        olga.open("/users?seen=never&sort=-created&columns=role,company,created")
        expect(olga.page.locator(".chip")).to_be_visible(timeout=PATIENCE)
        assert faults(olga.page) == []
        for opener in ("Ajouter un filtre", "Affichage", "Vues"):
            menu(olga, opener)
            assert faults(olga.page) == []
            olga.page.keyboard.press("Escape")


# Words in the field while a menu has the focus: an answer that was slow.
TYPED = """text => {
  const field = document.querySelector('#users-search')
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text)
  field.dispatchEvent(new Event('input', {bubbles: true}))
}"""


def test_a_menu_that_is_open_goes_with_its_person(house: House) -> None:
    """Rows stay where they are when a search brings others: nothing that was opened for one may act on another."""
    with at_the_list(house, "Ugo Rivemer", "Léo Rivemard") as olga:
        page = olga.page
        olga.open("/users?q=rivem")
        shows(olga, "Léo Rivemard", "Ugo Rivemer")
        first = page.locator("tbody tr").first.element_handle()
        menu(olga, "Actions pour Léo Rivemard")
        page.evaluate(TYPED, "rivemer")
        shows(olga, "Ugo Rivemer")
        expect(page.get_by_role("menu")).to_have_count(0)
        expect(page.get_by_role("button", name="Actions pour Ugo Rivemer")).to_have_attribute(
            "aria-expanded", "false"
        )
        assert first.evaluate("row => row.isConnected && row.textContent.includes('Ugo Rivemer')")
        menu(olga, "Actions pour Ugo Rivemer")
        expect(page.get_by_role("menuitem", name="Ouvrir la fiche")).to_have_attribute(
            "href", re.compile("^/users/.+")
        )


def test_the_focus_stays_with_its_person_when_others_come_in(house: House) -> None:
    with at_the_list(house, "Vera Zornald", "Wanda Zorn") as olga:
        page = olga.page
        olga.open("/users?q=zorn")
        shows(olga, "Vera Zornald", "Wanda Zorn")
        zorn = page.get_by_role("link", name="Wanda Zorn")
        zorn.focus()
        with house.somebody() as other:
            house.sign_in(other)
            other.sees("Bonjour Olga")
            create(other, "Ada Zornier")
        shows(olga, "Ada Zornier", "Vera Zornald", "Wanda Zorn")
        expect(zorn).to_be_focused()


def test_however_many_columns_are_shown_the_acts_stay_in_sight(house: House) -> None:
    with house.somebody(width=1024, height=800) as olga:
        enter(house, olga)
        olga.open("/users?columns=role,department,company,tier,status,seen,created")
        page = olga.page
        acts = page.get_by_role("button", name="Actions pour Olga Martin")
        expect(acts).to_be_in_viewport(ratio=1, timeout=PATIENCE)
        last = page.get_by_role("columnheader", name="Ajouté le")
        expect(last).not_to_be_in_viewport(ratio=1)
        assert faults(page) == []
        page.locator(".users-table .table-box").evaluate("box => box.scrollTo(box.scrollWidth, 0)")
        expect(last).to_be_in_viewport()
        expect(acts).to_be_in_viewport(ratio=1)
        acts.click()
        expect(page.get_by_role("menuitem", name="Ouvrir la fiche")).to_be_in_viewport(
            ratio=1, timeout=PATIENCE
        )


def test_a_name_is_followed_without_a_reload_and_left_to_the_browser_with_a_key_held(house: House) -> None:
    """The rows follow their links together (`js/linked_rows.js`); what else a link is for stays the browser's."""
    with at_the_list(house, "Basile Roche") as olga:
        page, name = olga.page, olga.page.get_by_role("link", name="Basile Roche")
        address = name.get_attribute("href")
        assert address is not None
        page.evaluate("() => { window.stayed = true }")
        name.click(modifiers=["ControlOrMeta"])
        olga.has_another_tab_at(address)
        expect(page).to_have_url(re.compile("/users$"))
        name.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(address), timeout=PATIENCE)
        olga.sees("Basile Roche")
        assert page.evaluate("window.stayed")
        page.go_back()
        name.click()
        expect(page).to_have_url(re.compile(address), timeout=PATIENCE)
        assert page.evaluate("window.stayed")
