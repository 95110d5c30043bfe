"""Teams in the browser: an admin makes one with a lead; the lead invites into it and nowhere else; with axe."""

import os
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.users.team_inputs import TeamForm
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_home import report
from tests.journeys.test_people import row
from tests.support.axe import violations

pytestmark = pytest.mark.browser
PATH = "/settings/teams"


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def line(person: Person, name: str) -> Locator:
    return person.page.locator(".people-table tr.tr", has_text=name)


def is_turned_away(person: Person, path: str) -> None:
    person.open(path)
    refused = person.page.get_by_role("heading", name="Cette page n’est pas ouverte à votre rôle", level=1)
    expect(refused).to_be_visible(timeout=PATIENCE)


def let_in(house: House, person: Person, secret: str) -> None:
    cookie = session_cookie_name(house.cast.kit.settings)
    person.page.context.add_cookies([{"name": cookie, "value": secret, "url": house.kit.url}])


def team(house: House, name: str, **given: str) -> str:
    form = TeamForm.parse({"name": name, **given}, house.cast.kit.teams.modules)
    return house.cast.kit.teams.create(house.cast.admin, form=form)


def test_an_admin_makes_a_team_and_the_drawer_proposes_its_role(house: House) -> None:
    house.cast.join("Léa Chef", "agent")
    with house.olga() as olga:
        olga.open(PATH)
        olga.sees("Aucune équipe pour l’instant")
        assert faults(olga.page) == []
        olga.press("Créer une équipe")
        sheet = olga.page.get_by_role("dialog", name="Créer une équipe")
        expect(sheet.get_by_label("Nom de l’équipe")).to_be_focused(timeout=PATIENCE)
        sheet.get_by_label("Nom de l’équipe").fill("Ventes")
        sheet.get_by_label("Turquoise").check()
        sheet.locator("[name=lead]").fill("lea@example.org")
        sheet.get_by_label("Rôle par défaut").select_option(label="Agent")
        sheet.get_by_label("Tickets").check()
        assert faults(olga.page) == []
        sheet.get_by_role("button", name="Enregistrer").click()
        olga.sees("Équipe créée : Ventes.")
        expect(line(olga, "Ventes")).to_contain_text("Léa Chef")
        assert faults(olga.page) == []
        drawer = olga.open_drawer()
        drawer.locator("[name=department]").fill("Ventes")
        drawer.get_by_label("Nom complet").fill("Ana Neuve")
        expect(drawer.get_by_label("Rôle")).to_have_value(house.cast.roles["agent"], timeout=PATIENCE)
        drawer.get_by_label("E-mail (nom d’utilisateur)").fill("ana.neuve@example.org")
        olga.create_by(drawer, "Créer")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
        expect(row(olga.page, "Ana Neuve")).to_contain_text("Ventes", timeout=PATIENCE)
        assert faults(olga.page) == []


def test_a_team_with_people_gives_way_to_another(house: House) -> None:
    team(house, "Éphémère")
    team(house, "Durable")
    house.cast.create("Rémi Plaçons", department="Éphémère")
    with house.olga() as olga:
        olga.open(PATH)
        olga.press("Supprimer l’équipe Éphémère")
        question = olga.page.get_by_role("dialog", name=re.compile("Supprimer l’équipe Éphémère"))
        expect(question.get_by_role("button", name="Supprimer l’équipe")).to_be_disabled(timeout=PATIENCE)
        question.locator("[name=moved_to]").select_option(label="Durable")
        assert faults(olga.page) == []
        question.get_by_role("button", name="Supprimer l’équipe").click()
        olga.sees(re.compile("Équipe supprimée\u00a0: Éphémère"))
        expect(line(olga, "Éphémère")).to_have_count(0)
        expect(line(olga, "Durable")).to_contain_text("1 personne")


@pytest.mark.parametrize(
    "look", [{}, {"width": 390, "height": 844, "dark": True}], ids=["wide", "phone-dark"]
)
def test_a_lead_invites_into_their_team_and_nowhere_else(house: House, look: dict[str, object]) -> None:
    """ACL-06."""
    name, agent = "Luc" if look else "Zoe", house.cast.roles["agent"]
    _, secret = house.cast.join(f"{name} Mène", "agent")
    team(house, f"Support {name}", lead=f"{name}@example.org", default_role=agent)
    with house.somebody(**look) as lead:
        let_in(house, lead, secret)
        lead.open("/team")
        lead.sees("Personne dans votre équipe pour l’instant")
        assert faults(lead.page) == []
        lead.press("Inviter")
        sheet = lead.page.get_by_role("dialog", name="Nouveau collègue")
        expect(sheet.get_by_label("Nom complet")).to_be_focused(timeout=PATIENCE)
        sheet.get_by_label("Nom complet").fill(f"Nina {name}")
        sheet.get_by_label("E-mail (nom d’utilisateur)").fill(f"nina.{len(look)}@example.org")
        expect(sheet.get_by_label("Rôle")).to_have_value(agent)
        assert sheet.locator("[name=team_id] option").all_text_contents() == [f"Support {name}"]
        assert "Admin" not in sheet.locator("[name=role_id] option").all_text_contents()
        assert faults(lead.page) == []
        sheet.get_by_role("button", name="Créer & Inviter").click()
        lead.sees(f"Invitation créée pour Nina {name}.")
        # The newcomer soon stands in the table of the work as well, which no status is told in.
        invited = lead.page.locator(".team-people tr.tr", has_text=f"Nina {name}")
        expect(invited).to_contain_text("Invité", timeout=PATIENCE)
        assert faults(lead.page) == []
        for closed in ("/users", PATH):
            is_turned_away(lead, closed)


@pytest.mark.parametrize(
    "look", [{}, {"width": 390, "height": 844, "dark": True, "locale": "en-GB"}], ids=["wide", "phone-dark"]
)
def test_a_supervisor_sees_a_call_come_in_without_a_reload(house: House, look: dict[str, object]) -> None:
    """Decision 10, in the browser; the bars only repeat what the table says."""
    name = "Paul" if look else "Inès"
    house.cast.join(f"{name} Poste", "agent")
    _, secret = house.cast.join(f"Sam {name} Veille", "supervisor", email=f"sam.{len(look)}@example.org")
    with house.somebody(**look) as sam:
        let_in(house, sam, secret)
        sam.open("/team?sort=-last")
        figure = line(sam, f"{name} Poste").locator(".team-number")
        expect(figure.first).to_have_text("0", timeout=PATIENCE)
        report(house, f"Garage {name}", owner=f"{'paul' if look else 'ines'}@example.org")
        expect(figure.first).to_have_text("1", timeout=PATIENCE)
        expect(sam.page.locator(".team-table tbody tr").first).to_contain_text(f"{name} Poste")
        expect(sam.page.locator(".team-total")).not_to_be_empty()
        expect(sam.page.get_by_role("button", name="Inviter")).to_have_count(0)
        assert faults(sam.page) == []
        if folder := os.environ.get("KIT_TEST_PICTURES", ""):
            sam.page.screenshot(path=f"{folder}/team-{len(look)}.png", full_page=True)


def test_the_teams_on_a_phone_are_cards(house: House) -> None:
    team(house, "Accueil", colour="pink")
    with house.olga(width=390, height=844, dark=True) as olga:
        olga.open(PATH)
        edit = olga.page.get_by_role("button", name="Modifier l’équipe Accueil")
        expect(edit).to_be_visible(timeout=PATIENCE)
        assert faults(olga.page) == []
        edit.click()
        expect(olga.page.get_by_label("Rose")).to_be_checked(timeout=PATIENCE)
        assert faults(olga.page) == []
