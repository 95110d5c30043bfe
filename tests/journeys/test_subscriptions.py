"""Subscriptions and modules in the browser: two seats and no third; a module gone from a person's home; with axe."""

import pytest
from playwright.sync_api import Locator, Page, expect

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.arranging import Setting
from comunik_kit.subscriptions.inputs import TierForm
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_people import row
from tests.support.axe import violations

pytestmark = pytest.mark.browser
TIERS, MODULES = "/settings/tiers", "/settings/modules"


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def tier(person: Person, name: str) -> Locator:
    return person.page.locator(".tier", has=person.page.get_by_role("heading", name=name, exact=True))


def create_duo(olga: Person) -> None:
    olga.page.get_by_role("button", name="Créer un abonnement").click()
    sheet = olga.page.get_by_role("dialog", name="Créer un abonnement")
    expect(sheet.get_by_label("Nom de l’abonnement")).to_be_focused(timeout=PATIENCE)
    assert faults(olga.page) == []
    sheet.get_by_label("Nom de l’abonnement").fill("Duo")
    sheet.get_by_label("Nombre de places").fill("2")
    sheet.get_by_label("Prix affiché").fill("12 €/mois")
    sheet.get_by_label("Téléphonie").check()
    sheet.get_by_label("Pistes").check()
    sheet.get_by_role("button", name="Créer l’abonnement").click()
    olga.sees("Abonnement créé : Duo.")
    expect(tier(olga, "Duo")).to_contain_text("2 places restantes", timeout=PATIENCE)


def test_a_subscription_of_two_seats_takes_two_people_and_refuses_the_third_with_the_number(
    house: House,
) -> None:
    with house.olga() as olga:
        olga.open(TIERS)
        olga.sees("places illimitées")
        assert faults(olga.page) == []
        create_duo(olga)
        for name, seats in (("Ana Duo", "2 places restantes"), ("Ben Duo", "1 place restante")):
            drawer = olga.open_drawer()
            olga.fill_colleague(drawer, name, f"{name[:3].lower()}.duo@example.org", role="Agent")
            drawer.locator("[name=tier_id]").select_option(label=f"Duo · {seats}")
            olga.create_by(drawer, "Créer")
            expect(drawer).to_be_hidden(timeout=PATIENCE)
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Cleo Trop", "cleo.trop@example.org", role="Agent")
        drawer.locator("[name=tier_id]").select_option(label="Duo · complet")
        olga.create_by(drawer, "Créer")
        expect(drawer.get_by_text("ses 2 places sont occupées")).to_be_visible(timeout=PATIENCE)
        olga.open("/users?q=cleo")
        expect(row(olga.page, "Cleo Trop")).to_have_count(0)
        olga.open(TIERS)
        expect(tier(olga, "Duo")).to_contain_text("2 places occupées sur 2", timeout=PATIENCE)
        assert faults(olga.page) == []


def test_a_downgrade_says_who_loses_what_and_fewer_seats_than_people_are_refused(house: House) -> None:
    with house.olga() as olga:
        olga.open(TIERS)
        olga.press("Modifier l’abonnement Duo")
        sheet = olga.page.get_by_role("dialog", name="Modifier l’abonnement Duo")
        sheet.get_by_label("Nombre de places").fill("1")
        sheet.get_by_role("button", name="Enregistrer").click()
        expect(sheet.get_by_text("il leur faut au moins 2 places")).to_be_visible(timeout=PATIENCE)
        sheet.get_by_label("Nombre de places").fill("3")
        sheet.get_by_label("Pistes").uncheck()
        sheet.get_by_role("button", name="Enregistrer").click()
        expect(sheet.locator(".preview-loss")).to_contain_text("Pistes", timeout=PATIENCE)
        expect(sheet.locator(".preview-loss")).to_contain_text("Ana Duo, Ben Duo")
        assert faults(olga.page) == []
        sheet.get_by_role("button", name="Enregistrer").click()
        olga.sees("Abonnement modifié : Duo.")
        expect(tier(olga, "Duo")).to_contain_text("1 place restante", timeout=PATIENCE)


def ask_for_tier(olga: Person) -> Locator:
    olga.choose_menu(olga.page.get_by_role("button", name="Agir", exact=True), "Changer l’abonnement")
    dialog = olga.page.get_by_role("dialog")
    expect(dialog.get_by_label("Abonnement")).to_be_visible(timeout=PATIENCE)
    return dialog


def test_moving_people_to_a_smaller_one_says_who_loses_what(house: House) -> None:
    mini = TierForm.parse({"name": "Mini", "tickets": "on"})
    house.cast.kit.subscriptions.create(house.cast.admin, form=mini)
    with house.olga() as olga:
        olga.open("/users?q=duo")
        for name in ("Ana Duo", "Ben Duo"):
            row(olga.page, name).get_by_role("checkbox").click()
        olga.sees("2 personnes sélectionnées")
        dialog = ask_for_tier(olga)
        lost = dialog.locator(".preview-loss")
        expect(lost).to_have_count(0)  # Standard, the first, comprises all that they have
        dialog.get_by_label("Abonnement").select_option(label="Mini")
        expect(lost).to_contain_text("Téléphonie", timeout=PATIENCE)
        expect(lost).to_contain_text("2 personnes le perdent. Ana Duo, Ben Duo")
        expect(lost).not_to_contain_text("Pistes")  # which they have not
        assert faults(olga.page) == []
        dialog.get_by_role("button", name="Changer l’abonnement").click()
        expect(dialog).to_have_count(0, timeout=PATIENCE)
        olga.open(TIERS)
        expect(tier(olga, "Mini")).to_contain_text("2 personnes", timeout=PATIENCE)
        olga.open("/users?q=ana+duo")
        row(olga.page, "Ana Duo").get_by_role("link").first.click()
        olga.press("Modifier")
        olga.page.get_by_label("Abonnement").select_option(label="Duo · 3 places restantes")
        expect(olga.page.locator(".record-form .preview-loss")).to_contain_text("Tickets", timeout=PATIENCE)
        assert faults(olga.page) == []


def test_a_module_switched_off_is_gone_from_the_home_of_a_person(house: House) -> None:
    """The menu of a page that is open shows it without a reload (decision 10)."""
    _, secret = house.cast.join("Ugo Foyer", "user")
    cookie = session_cookie_name(house.cast.kit.settings)
    with house.olga() as olga, house.somebody() as ugo:
        ugo.page.context.add_cookies([{"name": cookie, "value": secret, "url": house.kit.url}])
        ugo.open("/")
        expect(ugo.page.locator(".tiles").get_by_text("Téléphonie")).to_be_visible(timeout=PATIENCE)
        olga.open(MODULES)
        switch = olga.page.get_by_label("Téléphonie : activé pour l’espace")
        expect(switch).to_be_checked(timeout=PATIENCE)
        assert faults(olga.page) == []
        expect(ugo.page.locator(".nav").get_by_text("Téléphonie")).to_be_visible()
        switch.click()
        expect(switch).not_to_be_checked(timeout=PATIENCE)
        expect(ugo.page.locator(".nav").get_by_text("Téléphonie")).to_have_count(0, timeout=PATIENCE)
        expect(ugo.page.locator(".nav").get_by_text("Tickets")).to_be_visible()
        ugo.open("/")
        expect(ugo.page.locator(".tiles").get_by_text("Tickets")).to_be_visible(timeout=PATIENCE)
        expect(ugo.page.locator(".tiles").get_by_text("Téléphonie")).to_have_count(0)
        expect(ugo.page.locator(".nav").get_by_text("Téléphonie")).to_have_count(0)
        ugo.open("/calls")
        ugo.sees("Ce module n’est pas activé pour vous")
        olga.page.get_by_role("button", name="Descendre le module Tickets").click()
        expect(olga.page.locator(".arranged > li").nth(2)).to_contain_text("Tickets", timeout=PATIENCE)
    house.cast.kit.workspace_modules.set(house.cast.admin, module="calls", setting=Setting.ON, on=True)


def test_a_home_is_seen_as_a_person_sees_it(house: House) -> None:
    vera = house.cast.create("Vera Regard", role_id=house.cast.roles["user"], email="vera.regard@example.org")
    with house.olga() as olga:
        olga.open(MODULES)
        olga.page.get_by_label("Rechercher une personne").fill("regard")
        olga.press("Voir l’accueil de Vera Regard")
        olga.sees("Aperçu : vous voyez l’accueil de Vera Regard")
        expect(olga.page.locator(".seen-home .tiles")).not_to_contain_text("Pistes")
        expect(olga.page.locator(".seen-home a")).to_have_count(0)
        tiles = olga.page.locator(".seen-home .tiles")
        expect(tiles).to_contain_text("Tickets")
        with house.olga() as other:
            other.open(f"/users/{vera}")
            other.press("Couper le module Tickets")
        expect(tiles).not_to_contain_text("Tickets", timeout=PATIENCE)
        expect(tiles).to_contain_text("Téléphonie")
        assert faults(olga.page) == []
        olga.press("Terminer l’aperçu")
        expect(olga.page.get_by_role("heading", name="Modules", level=1)).to_be_visible(timeout=PATIENCE)


def test_the_profile_has_one_s_own_modules(house: House) -> None:
    house.cast.kit.workspace_modules.set(house.cast.admin, module="leads", setting=Setting.FREE, on=True)
    with house.olga(width=390, height=844, dark=True) as olga:
        olga.open("/profile")
        own = olga.page.locator(".own-modules")
        expect(own.get_by_label("Pistes")).to_be_checked(timeout=PATIENCE)
        assert faults(olga.page) == []
        own.get_by_label("Pistes").click()
        expect(own).to_contain_text("Coupé pour vous", timeout=PATIENCE)
        for path in (TIERS, MODULES):
            olga.open(path)
            expect(olga.page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
            assert faults(olga.page) == []
