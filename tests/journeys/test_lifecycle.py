"""What an admin does when somebody leaves and returns, and when two admins meet; with axe on what they see."""

import re

import pytest
from playwright.sync_api import Page, expect

from comunik_kit.kernel.folding import fold
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_people import acts_of, confirm, row
from tests.support.axe import violations

pytestmark = pytest.mark.browser


def create(olga: Person, name: str) -> None:
    drawer = olga.open_drawer()
    olga.fill_colleague(drawer, name, f"{fold(name.partition(' ')[0])}@example.org")
    olga.create_by(drawer, "Créer")
    expect(drawer).to_be_hidden(timeout=PATIENCE)
    expect(row(olga.page, name)).to_be_visible(timeout=PATIENCE)


def record_of(olga: Person, name: str) -> str:
    """Open somebody's record; give its address."""
    row(olga.page, name).get_by_role("link").first.click()
    expect(olga.page.get_by_role("heading", name=name, level=1)).to_be_visible(timeout=PATIENCE)
    return olga.page.url


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def test_suspending_and_restoring_from_the_record(house: House) -> None:
    """SES-07: the question says what happens; the record says how things stand, and leads back."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        create(olga, "Sonia Pause")
        record_of(olga, "Sonia Pause")
        olga.sees("Journal")
        assert faults(olga.page) == []
        olga.choose_menu(
            olga.page.get_by_role("button", name="Actions pour Sonia Pause"), "Suspendre l’accès"
        )
        olga.sees("Suspendre l’accès de Sonia Pause ?")
        assert faults(olga.page) == []
        confirm(olga, "Suspendre l’accès")
        olga.sees("L’accès de cette personne est suspendu")
        assert faults(olga.page) == []
        olga.press("Rétablir l’accès")
        olga.sees("Accès rétabli : Sonia Pause.")
        expect(olga.page.get_by_text("L’accès de cette personne est suspendu")).to_have_count(0)
        assert olga.said == []


def test_deleting_and_restoring_within_the_days(house: House) -> None:
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        create(olga, "Denis Retour")
        olga.choose_menu(acts_of(olga, "Denis Retour"), "Supprimer le compte")
        confirm(olga, "Supprimer le compte")
        olga.sees("Compte supprimé : Denis Retour.")
        expect(row(olga.page, "Denis Retour")).to_have_count(0, timeout=PATIENCE)
        olga.page.get_by_role("link", name="Supprimés").click()
        expect(row(olga.page, "Denis Retour")).to_contain_text("30 jours", timeout=PATIENCE)
        assert faults(olga.page) == []
        olga.press("Rétablir l’accès de Denis Retour")
        olga.sees("Accès rétabli : Denis Retour.")
        expect(row(olga.page, "Denis Retour")).to_have_count(0, timeout=PATIENCE)
        olga.open("/users")
        expect(row(olga.page, "Denis Retour")).to_be_visible(timeout=PATIENCE)
        assert olga.said == []


def test_two_admins_who_edit_one_record_lose_nothing(house: House) -> None:
    """Fault 12; what is asked then is led to, on a phone where the button is far below it too."""
    with house.somebody() as olga, house.somebody(width=390, height=844) as other:
        for each in (olga, other):
            house.sign_in(each)
            each.sees("Bonjour Olga")
        create(olga, "Iris Deux")
        address = record_of(olga, "Iris Deux")
        for each in (olga, other):
            each.open(f"{address}?edit=1")
            expect(each.page.get_by_label("Nom complet")).to_have_value("Iris Deux", timeout=PATIENCE)
        olga.page.get_by_label("Nom complet").fill("Iris Une")
        olga.press("Enregistrer")
        olga.sees("Fiche enregistrée : Iris Une.")
        other.page.get_by_label("Nom complet").fill("Iris Trois")
        other.page.get_by_label("Département / Équipe").fill("Ventes")
        other.press("Enregistrer")
        other.sees("Cette fiche a changé pendant que vous la modifiiez")
        expect(other.page.get_by_label("Votre saisie : Iris Trois")).to_be_focused(timeout=PATIENCE)
        expect(
            other.page.get_by_text("Cette fiche a changé pendant que vous la modifiiez")
        ).to_be_in_viewport()
        other.sees("Enregistré entre-temps : Iris Une")
        expect(other.page.get_by_label("Nom complet")).to_have_value("Iris Trois")
        assert faults(other.page) == []
        other.page.get_by_label(re.compile("Enregistré entre-temps")).check()
        other.press("Enregistrer")
        other.sees("Fiche enregistrée : Iris Une.")
        other.sees("Ventes")
        assert other.said == []
