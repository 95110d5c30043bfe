"""Many at once in the browser: chosen by mouse, keyboard and filter, begun, stopped, taken back; axe on the way."""

import os
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_lifecycle import faults

pytestmark = pytest.mark.browser
WORKER = "companion"
PEOPLE = 900


def boxes(person: Person) -> Locator:
    return person.page.get_by_role("table").get_by_role("checkbox")


def looked_at(person: Person, name: str) -> list[str]:
    """Say what is wrong with the screen, and keep its picture for whoever wants to look."""
    folder = os.environ.get("KIT_TEST_PICTURES")
    found = faults(person.page)
    if folder:
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    return found


@pytest.fixture(scope="module")
def full(house: House) -> House:
    """Fill the installation, so that an act on everybody takes a while."""
    house.kit.command("demo", "--users", str(PEOPLE))
    return house


def test_an_act_on_everybody_is_begun_stopped_and_taken_back(full: House) -> None:
    with full.somebody() as olga:
        full.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.open("/users")
        choose_everybody(olga)
        ask_for_company(olga)
        panel = olga.page.get_by_role("region", name="Actions en cours")
        expect(panel.get_by_role("progressbar")).to_be_visible(timeout=PATIENCE)
        expect(panel).to_contain_text(re.compile(r"\d+ sur \d"), timeout=PATIENCE)
        assert looked_at(olga, "under-way") == []

        olga.open("/users/jobs")  # whoever leaves the page loses nothing
        stop_and_take_back(olga)
        olga.open("/users?q=maison+brune")
        olga.sees("Aucun résultat")
        assert olga.said == []


def choose_everybody(olga: Person) -> None:
    """Choose by keyboard, by Shift, and then all who match."""
    expect(boxes(olga).nth(9)).to_be_visible(timeout=PATIENCE)
    boxes(olga).nth(1).focus()
    olga.page.keyboard.press("Space")
    olga.sees("1 personne sélectionnée")
    boxes(olga).nth(4).click(modifiers=["Shift"])
    olga.sees("4 personnes sélectionnées")
    assert looked_at(olga, "chosen") == []
    olga.press(re.compile(r"^Tout sélectionner \("))
    olga.sees(re.compile(r"^\d[\d\s ]* personnes sélectionnées"))
    expect(boxes(olga).nth(1)).to_be_disabled()


def ask_for_company(olga: Person) -> None:
    olga.choose_menu(olga.page.get_by_role("button", name="Agir", exact=True), "Changer l’entreprise")
    dialog = olga.page.get_by_role("dialog")
    dialog.get_by_label("Entreprise").fill("Maison Brune")
    assert looked_at(olga, "question") == []
    dialog.get_by_role("button", name="Changer l’entreprise").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE)


def stop_and_take_back(olga: Person) -> None:
    """Stop what is under way on the page of jobs, and take back what it did."""
    olga.sees("Actions groupées")
    olga.page.get_by_role("button", name=re.compile("^Arrêter")).first.click()
    expect(olga.page.get_by_role("cell", name=re.compile("^Arrêté à"))).to_be_visible(timeout=PATIENCE)
    assert looked_at(olga, "jobs") == []
    olga.page.get_by_role("button", name=re.compile("^Annuler")).first.click()
    expect(olga.page.get_by_text(re.compile("^Annulation\u00a0: Entreprise"))).to_be_visible(timeout=PATIENCE)
    expect(olga.page.get_by_role("cell", name=re.compile("^Terminé"))).to_be_visible(timeout=60_000)
    expect(olga.page.get_by_role("cell", name=re.compile("annulé depuis"))).to_be_visible()


def test_refusals_are_named_and_the_phone_shows_all_of_it(full: House) -> None:
    with full.somebody(width=390, height=844, dark=True) as olga:
        full.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.open("/users?q=olga+martin")
        expect(boxes(olga)).to_have_count(1, timeout=PATIENCE)
        boxes(olga).first.click()
        olga.sees("1 personne sélectionnée")
        assert looked_at(olga, "phone-chosen") == []
        olga.choose_menu(olga.page.get_by_role("button", name="Agir", exact=True), "Supprimer")
        olga.sees("Supprimer 1 personne ?")
        assert looked_at(olga, "phone-question") == []
        olga.page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
        olga.page.get_by_role("link", name="1 refus").click()
        olga.sees("C’est vous")
        assert looked_at(olga, "phone-refusals") == []
        expect(olga.page.get_by_role("button", name=re.compile("^Annuler"))).to_have_count(0)
        assert olga.said == []


@pytest.mark.parametrize(("width", "height"), [(1440, 800), (390, 844)])
def test_the_acts_stay_in_sight_while_one_chooses_further_down(full: House, width: int, height: int) -> None:
    with full.somebody(width=width, height=height) as olga:
        full.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.open("/users")
        expect(boxes(olga).nth(20)).to_be_visible(timeout=PATIENCE)
        boxes(olga).nth(20).click()
        acts = olga.page.get_by_role("button", name="Agir", exact=True)
        expect(acts).to_be_in_viewport(ratio=1, timeout=PATIENCE)
        expect(boxes(olga).nth(20)).to_be_in_viewport(ratio=1)
        for _ in range(40):  # back by keyboard: what has the focus is not under the bar
            olga.page.keyboard.press("Shift+Tab")
        focus = olga.page.evaluate("document.activeElement.getBoundingClientRect().top")
        bar = olga.page.evaluate("document.querySelector('.bulk-bar').getBoundingClientRect().bottom")
        assert focus >= bar
        olga.page.evaluate("scrollTo(0, 0)")  # axe takes a button that is half under the bar for a small one
        assert looked_at(olga, f"chosen-{width}") == []
        olga.choose_menu(acts, "Suspendre l’accès")
        expect(olga.page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)
