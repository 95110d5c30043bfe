"""What an admin does with people, day by day, in the browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from comunik_kit.kernel.folding import fold
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://localhost:\d+/\w+/[\w-]{60,}")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has_text=name)


def acts_of(person: Person, name: str) -> Locator:
    return row(person.page, name).get_by_role("button").last


def confirm(person: Person, verb: str) -> None:
    dialog = person.page.get_by_role("alertdialog").or_(person.page.get_by_role("dialog"))
    dialog.get_by_role("button", name=verb).click()


def test_create_alone_sends_nothing(house: House) -> None:
    """The guide, step 2."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Marc Petit", "marc@example.org")
        olga.create_by(drawer, "Créer")
        olga.sees("Compte créé pour Marc Petit.")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        expect(row(olga.page, "Marc Petit")).to_contain_text("Non invité")
    assert house.mail.to("marc@example.org") == []


def test_each_act_of_the_blue_button_does_what_its_words_say(house: House) -> None:
    """The guide, step 2: « … & Ajouter un autre » keeps the role, clears the rest and goes back to the name."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        drawer.get_by_label("Rôle").select_option(label="Superviseur")
        for name, act in (
            ("Léa Roux", "Créer & Ajouter un autre"),
            ("Noé Blanc", "Créer & Inviter & Ajouter un autre"),
        ):
            add_one_more(olga, drawer, name, act)
        drawer.get_by_label("Nom complet").fill("Eva Noir")
        drawer.get_by_label("E-mail (nom d’utilisateur)").fill("eva@example.org")
        olga.create_by(drawer, "Créer & Inviter")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        for name, status in (("Léa", "Non invité"), ("Noé", "Invité"), ("Eva", "Invité")):
            expect(row(olga.page, name)).to_contain_text(status)
    assert house.mail.wait_for("noe@example.org").recipients == ("noe@example.org",)
    assert house.mail.wait_for("eva@example.org").recipients == ("eva@example.org",)
    assert house.mail.to("lea@example.org") == []


def add_one_more(olga: Person, drawer: Locator, name: str, act: str) -> None:
    drawer.get_by_label("Nom complet").fill(name)
    drawer.get_by_label("E-mail (nom d’utilisateur)").fill(f"{fold(name.partition(' ')[0])}@example.org")
    olga.create_by(drawer, act)
    expect(drawer.get_by_label("Nom complet")).to_have_value("", timeout=PATIENCE)
    expect(drawer.get_by_label("Nom complet")).to_be_focused()
    expect(drawer.get_by_label("Rôle").locator("option:checked")).to_have_text("Superviseur")


def test_a_double_click_makes_one_person_and_one_message(house: House) -> None:
    """INV-04."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Paul Double", "double@example.org")
        drawer.get_by_role("button", name="Autres façons de créer").click()
        act = olga.page.get_by_role("menuitem", name="Créer & Inviter", exact=True)
        expect(act).to_be_visible()
        act.evaluate("act => { act.click(); act.click(); }")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        expect(row(olga.page, "Paul Double")).to_have_count(1)
    house.mail.wait_for("double@example.org")
    assert len(house.mail.to("double@example.org")) == 1


def test_wrong_input_is_said_in_words_and_loses_nothing(house: House) -> None:
    """Malformed and taken address, missing role, bad number: said under the field, nothing typed lost."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        drawer.get_by_label("Nom complet").fill("Ida Faux")
        drawer.get_by_label("E-mail (nom d’utilisateur)").fill("pas une adresse")
        drawer.get_by_label("Numéro de mobile").fill("123")
        olga.create_by(drawer, "Créer")
        expect(drawer.locator("[aria-invalid=true]")).to_have_count(3, timeout=PATIENCE)
        expect(drawer.get_by_label("Nom complet")).to_have_value("Ida Faux")
        expect(drawer.get_by_label("Numéro de mobile")).to_have_value("123")
        drawer.get_by_label("E-mail (nom d’utilisateur)").fill("OLGA@example.org")
        drawer.get_by_label("Numéro de mobile").fill("")
        drawer.get_by_label("Rôle").select_option(label="Agent")
        olga.create_by(drawer, "Créer")
        expect(drawer.get_by_text(re.compile("Olga Martin")).first).to_be_visible(timeout=PATIENCE)
        olga.page.keyboard.press("Escape")
        expect(olga.page.get_by_role("alertdialog").or_(olga.page.get_by_role("dialog")).last).to_be_visible()


def invite_zoe(house: House, olga: Person) -> str:
    """Bring Zoé into the Invités tab; give her link."""
    olga.invite("Zoé Relance", "zoe@example.org")
    tab = re.compile("^Invités")
    olga.page.get_by_role("tab", name=tab).or_(olga.page.get_by_role("link", name=tab)).first.click()
    expect(row(olga.page, "Zoé Relance")).to_contain_text("Olga Martin", timeout=PATIENCE)
    return link_to("zoe@example.org", house, 1)


def link_to(address: str, house: House, number: int) -> str:
    found = LINK.search(house.mail.wait_for(address, number=number).text())
    assert found
    return found[0]


def test_a_link_dies_when_a_newer_one_is_sent_and_when_it_is_revoked(house: House) -> None:
    """INV-06, INV-07: from the Invités tab."""
    with house.somebody() as olga, house.somebody() as zoe:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        first = invite_zoe(house, olga)
        olga.choose_menu(acts_of(olga, "Zoé Relance"), "Renvoyer l’invitation")
        second = link_to("zoe@example.org", house, 2)
        assert first != second
        zoe.open(first)
        zoe.sees("plus récent")
        zoe.open(second)
        zoe.sees("Olga Martin")
        olga.choose_menu(acts_of(olga, "Zoé Relance"), "Révoquer l’invitation")
        confirm(olga, "Révoquer l’invitation")
        olga.sees("Invitation révoquée : Zoé Relance.")
        zoe.open(second)
        zoe.sees(re.compile("annul|révoqu"))


def test_an_account_is_deleted_after_its_consequence_was_read(house: House) -> None:
    """The guide, questions: three dots, « Supprimer le compte »."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Guy Départ", "guy@example.org")
        olga.create_by(drawer, "Créer")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        olga.open("/users?q=guy")
        expect(olga.page.locator("tbody tr")).to_have_count(1, timeout=PATIENCE)
        olga.choose_menu(acts_of(olga, "Guy Départ"), "Supprimer le compte")
        confirm(olga, "Supprimer le compte")
        expect(row(olga.page, "Guy Départ")).to_have_count(0, timeout=PATIENCE)


def test_search_follows_the_keys_without_accents_or_case(house: House) -> None:
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.open("/users")
        expect(olga.page.locator("#users-search")).to_be_enabled(timeout=PATIENCE)
        olga.page.keyboard.press("/")
        olga.page.keyboard.type("MARTÍN ol")
        expect(olga.page.locator("tbody tr")).to_have_count(1, timeout=PATIENCE)
        expect(olga.page).to_have_url(re.compile("q="))
        olga.page.reload()
        expect(olga.page.locator("tbody tr")).to_have_count(1, timeout=PATIENCE)


def test_an_initial_password_must_be_replaced_before_anything_else(house: House) -> None:
    """AUT-11."""
    initial, own = "Premier-jour-77!", "Bien-a-moi-88?"
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Iris Tout", "iris@example.org")
        drawer.get_by_role("button", name="Mot de passe initial").click()
        drawer.locator("input[type=password]").first.fill(initial)
        olga.create_by(drawer, "Créer")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        expect(row(olga.page, "Iris Tout")).to_contain_text("Actif")
    with house.somebody() as iris:
        house.sign_in(iris, "iris@example.org", initial)
        iris.is_at("/profile/security")
        iris.open("/users")
        iris.is_at("/profile/security")
        iris.fill(current=initial, password=own, confirmation=own)
        iris.page.locator("form:has([name=current]) button[type=submit]").click()
        iris.is_at("/")
        iris.sees("Bonjour Iris")
