"""Roles in the browser: one of one's own from copy to deletion, and what a manager finds; with axe on what they see."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.arranging import Setting
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.users.team_inputs import TeamForm
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_people import row
from tests.support.axe import violations

pytestmark = pytest.mark.browser
PATH = "/settings/roles"


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def line(person: Person, name: str) -> Locator:
    return person.page.locator(".people-table tr.tr", has_text=name)


def cell(person: Person, right: str, role: int) -> Locator:
    """Find what the matrix says of a right, in the column of a role."""
    words = person.page.get_by_role("rowheader", name=right, exact=True)
    return words.locator("xpath=..").locator("td").nth(role)


def test_a_copy_of_a_shipped_role_is_one_s_own(house: House) -> None:
    with house.olga() as olga:
        olga.open(PATH)
        olga.sees("Aucun rôle à vous pour l’instant")
        assert faults(olga.page) == []
        olga.press("Copier le rôle Agent")
        sheet = olga.page.get_by_role("dialog", name="Copier le rôle Agent")
        expect(sheet.get_by_label("Nom du rôle")).to_be_focused(timeout=PATIENCE)
        expect(sheet.get_by_label("Gérer les appels")).to_be_checked()
        assert faults(olga.page) == []
        sheet.get_by_label("Nom du rôle").fill("Standardiste")
        sheet.get_by_role("button", name="Créer le rôle").click()
        olga.sees("Rôle créé : Standardiste.")
        expect(line(olga, "Standardiste")).to_contain_text("À vous")
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Ana Standard", "ana.standard@example.org", role="Standardiste")
        olga.create_by(drawer, "Créer")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        expect(row(olga.page, "Ana Standard")).to_contain_text("Standardiste", timeout=PATIENCE)


def holder(house: House, role: str, person: str) -> None:
    """Make a role of one's own with somebody who has it."""
    rights = dict.fromkeys(("calls:manage", "tickets:manage"), "on")
    form = RoleForm.parse({"name": role, "level": "agent", **rights})
    role_id = house.cast.kit.role_definitions.create(house.cast.admin, form=form)
    house.cast.create(person, role_id=role_id)


def test_the_preview_says_who_gains_and_loses_what_before_saving(house: House) -> None:
    holder(house, "Veilleur", "Nina Veille")
    with house.olga() as olga:
        olga.open(PATH)
        olga.press("Modifier le rôle Veilleur")
        sheet = olga.page.get_by_role("dialog", name="Modifier le rôle Veilleur")
        sheet.get_by_label("Gérer les tickets").uncheck()
        sheet.get_by_label("Gérer les pistes").check()
        sheet.get_by_role("button", name="Aperçu").click()
        expect(sheet.get_by_text("1 personne a ce rôle")).to_be_visible(timeout=PATIENCE)
        expect(sheet.get_by_text("Nina Veille")).to_be_visible()
        expect(sheet.locator(".preview-gain")).to_contain_text("Gérer les pistes")
        expect(sheet.locator(".preview-loss")).to_contain_text("Gérer les tickets")
        assert faults(olga.page) == []
        sheet.get_by_role("button", name="Revenir au formulaire").click()
        expect(sheet.get_by_label("Gérer les tickets")).not_to_be_checked()
        sheet.get_by_role("button", name="Aperçu").click()
        sheet.get_by_role("button", name="Enregistrer").click()
        olga.sees("Rôle modifié : Veilleur.")


def test_the_preview_of_another_level_says_on_whom_the_role_acts(house: House) -> None:
    holder(house, "Doyen", "Dora Doyen")
    with house.olga() as olga:
        olga.open(PATH)
        olga.press("Modifier le rôle Doyen")
        sheet = olga.page.get_by_role("dialog", name="Modifier le rôle Doyen")
        sheet.get_by_label("Niveau").select_option(label="Superviseur")
        sheet.get_by_role("button", name="Aperçu").click()
        expect(sheet.locator(".preview-gain")).to_contain_text("Agit désormais sur", timeout=PATIENCE)
        expect(sheet.locator(".preview-gain")).to_contain_text("Agent")
        expect(sheet.get_by_text("Aucun droit ne change")).to_have_count(0)
        expect(sheet.locator(".preview-loss")).to_have_count(0)
        assert faults(olga.page) == []


def test_a_shipped_role_changes_and_gets_its_rights_back(house: House) -> None:
    with house.olga() as olga:
        olga.open(PATH)
        olga.press("Modifier le rôle Superviseur")
        sheet = olga.page.get_by_role("dialog", name="Modifier le rôle Superviseur")
        expect(sheet.get_by_label("Nom du rôle")).to_have_count(0)
        sheet.get_by_label("Lire le journal").check()
        sheet.get_by_role("button", name="Aperçu").click()
        expect(sheet.locator(".preview-gain")).to_contain_text("Lire le journal", timeout=PATIENCE)
        sheet.get_by_role("button", name="Enregistrer").click()
        olga.sees("Rôle modifié : Superviseur.")
        expect(line(olga, "Superviseur")).to_contain_text("Modifié")
        assert faults(olga.page) == []
        olga.press("Rétablir les droits fournis du rôle Superviseur")
        expect(sheet.locator(".preview-loss")).to_contain_text("Lire le journal", timeout=PATIENCE)
        sheet.get_by_role("button", name="Enregistrer").click()
        expect(line(olga, "Superviseur")).not_to_contain_text("Modifié", timeout=PATIENCE)
        expect(olga.page.get_by_role("button", name="Modifier le rôle Admin")).to_have_count(0)


def test_a_role_in_use_gives_way_to_another(house: House) -> None:
    holder(house, "Éphémère", "Rémi Plaçons")
    with house.olga() as olga:
        olga.open(PATH)
        olga.press("Supprimer le rôle Éphémère")
        question = olga.page.get_by_role("dialog", name=re.compile("Supprimer le rôle Éphémère"))
        expect(question.get_by_role("button", name="Supprimer le rôle")).to_be_disabled(timeout=PATIENCE)
        question.locator("[name=replacement]").select_option(label="Utilisateur")
        lost = question.locator(".preview-loss")
        expect(lost.first).to_contain_text("Gérer les tickets", timeout=PATIENCE)
        expect(lost.last).to_contain_text("N’agit plus sur")
        assert faults(olga.page) == []
        question.get_by_role("button", name="Supprimer le rôle").click()
        olga.sees(re.compile("Rôle supprimé\u00a0: Éphémère"))
        expect(line(olga, "Éphémère")).to_have_count(0)
        olga.open("/users?q=plaçons")
        expect(row(olga.page, "Rémi Plaçons")).to_contain_text("Utilisateur", timeout=PATIENCE)


def let_in(house: House, person: Person, name: str) -> None:
    """Let somebody in as a manager."""
    _, secret = house.cast.join(name, "manager")
    cookie = session_cookie_name(house.cast.kit.settings)
    person.page.context.add_cookies([{"name": cookie, "value": secret, "url": house.kit.url}])


def test_a_manager_sees_and_manages_calls_and_cannot_change_advanced_settings(house: House) -> None:
    """Seed 2: said by the matrix, and true of the pages."""
    with house.somebody() as mado:
        let_in(house, mado, "Mado Blanc")
        mado.open(PATH)
        mado.sees("Vous consultez les rôles")
        heads = mado.page.locator(".matrix thead th").all_text_contents()
        manager = heads.index("Responsable") - 1
        for right, held in (
            ("Voir les appels", "oui"),
            ("Gérer les appels", "oui"),
            ("Voir les réglages", "non"),
            ("Régler White Label", "non"),
            ("Créer et modifier des rôles", "non"),
        ):
            expect(cell(mado, right, manager)).to_contain_text(held)
        expect(mado.page.get_by_role("button", name="Créer un rôle")).to_have_count(0)
        expect(
            mado.page.get_by_role("button", name=re.compile("^(Copier|Modifier|Supprimer) le rôle"))
        ).to_have_count(0)
        assert faults(mado.page) == []
        mado.open("/calls")
        expect(mado.page.get_by_role("heading", level=1)).to_contain_text("Téléphonie", timeout=PATIENCE)


def test_a_page_that_a_role_does_not_open_says_so_instead_of_waiting(house: House) -> None:
    with house.somebody() as mado:
        let_in(house, mado, "Milo Blanc")
        mado.open("/settings/white-label")
        refused = mado.page.get_by_role("heading", name="Cette page n’est pas ouverte à votre rôle", level=1)
        expect(refused).to_be_visible(timeout=PATIENCE)
        expect(mado.page.locator("[aria-busy=true]")).to_have_count(0)
        assert faults(mado.page) == []
        expect(mado.page.get_by_text("Milo Blanc").first).to_be_visible(timeout=PATIENCE)
        expect(mado.page.get_by_label("Nom de domaine")).to_have_count(0)
        expect(mado.page.get_by_text("localhost", exact=True)).to_have_count(0)


def test_the_matrix_on_a_phone_shows_one_role_at_a_time(house: House) -> None:
    with house.olga(width=390, height=844, dark=True) as olga:
        olga.open(PATH)
        olga.sees("Droits par rôle")
        olga.page.get_by_label("Rôle affiché").select_option(label="Agent")
        expect(cell(olga, "Gérer les appels", 1)).to_be_visible(timeout=PATIENCE)
        expect(cell(olga, "Gérer les appels", 0)).to_be_hidden()
        expect(cell(olga, "Gérer les appels", 1)).to_contain_text("oui")
        assert faults(olga.page) == []


def cut_for(house: House, user_id: str) -> None:
    """Keep modules away from somebody in each way there is, and have them lead a team."""
    kit, admin = house.cast.kit, house.cast.admin
    kit.personal_modules.switch(admin, user_id=user_id, module="tickets", on=False)
    kit.workspace_modules.set(admin, module="discussions", setting=Setting.ON, on=False)
    lead = {"name": "Accueil", "lead": kit.users.detail(admin, user_id).email}
    kit.teams.create(admin, form=TeamForm.parse(lead, kit.teams.modules))


def test_the_record_says_why(house: House) -> None:
    kit, admin = house.cast.kit, house.cast.admin
    smaller = {"name": "Réduit", **dict.fromkeys(("calls", "tickets", "discussions"), "on")}
    reduced = kit.subscriptions.create(admin, form=TierForm.parse(smaller))
    sam = house.cast.join("Sam Pourquoi", "agent", tier_id=reduced)[0].user_id
    cut_for(house, sam)
    with house.olga() as olga:
        olga.open(f"/users/{sam}")
        olga.press("Pourquoi ?")
        olga.sees("l’abonnement « Réduit » comprend Téléphonie et rien ne le coupe.")
        for sentence in (
            "Le rôle « Agent » ne le donne pas.",
            "Le rôle « Agent » le donne, mais l’abonnement « Réduit » ne comprend pas Pistes.",
            "Le rôle « Agent » et l’abonnement « Réduit » le donnent, mais Tickets est coupé pour cette personne.",
            "Le rôle « Agent » le donne, mais Discussions est désactivé pour l’espace.",
            "mais cette personne dirige l’équipe « Accueil » : seulement pour elle.",
        ):
            olga.sees(sentence)
        inviting = olga.page.locator(".record-lines > li", has_text="seulement pour elle")
        expect(inviting).to_have_count(3)
        expect(inviting.first).to_contain_text("en partie")
        assert faults(olga.page) == []
    kit.workspace_modules.set(admin, module="discussions", setting=Setting.ON, on=True)
