"""« E-mails » in an admin's hands: holding mail back, what did not leave, blocked addresses, the templates."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
TABS = ("Envoi", "Messages", "Échecs", "Adresses bloquées", "Modèles")


def go_to(person: Person, tab: str) -> None:
    """Press a tab of the page and wait until it is there."""
    wanted = person.page.get_by_role("navigation", name="Parties de la page E-mails").get_by_role(
        "link", name=tab
    )
    wanted.click()
    expect(wanted).to_have_attribute("aria-current", "page", timeout=PATIENCE)
    expect(person.page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)


def row(person: Person, name: str) -> Locator:
    return person.page.get_by_role("row").filter(has_text=name)


def test_a_pause_is_said_above_every_tab_until_somebody_resumes(house: House) -> None:
    """And meanwhile an invitation waits in the queue, which is what its line says; nothing is lost."""
    with house.olga() as olga:
        olga.open("/settings/mail")
        olga.press("Mettre en pause")
        banner = olga.page.get_by_role("note").filter(has_text="L’envoi est en pause")
        for tab in TABS:
            go_to(olga, tab)
            expect(banner).to_contain_text("en pause par Olga Martin", timeout=PATIENCE)
            assert violations(olga.page) == [], tab

        olga.invite("Max Durand", "max@example.org")
        olga.open("/users?tab=invited")
        expect(row(olga, "Max Durand")).to_contain_text("En file", timeout=PATIENCE)
        olga.open("/settings/mail")
        olga.sees("1 en file ; l’envoi est arrêté, sans fin connue.")
        assert house.mail.to("max@example.org") == []

        banner.get_by_role("button", name="Reprendre").click()
        expect(banner).to_have_count(0, timeout=PATIENCE)
        olga.sees("L’envoi reprend.")
        house.mail.wait_for("max@example.org")
        olga.sees("La file est vide : tout est parti.")


def test_a_message_that_was_refused_says_why_and_leaves_when_tried_again(house: House) -> None:
    """REL-04: the server's own words, and one click."""
    house.mail.fail("554 5.7.1 Refused by our policy")
    with house.olga() as olga:
        olga.invite("Rita Rouge", "rita@example.org")
        olga.open("/settings/mail?tab=trouble")
        refused = row(olga, "Rita Rouge")
        expect(refused).to_contain_text("554 5.7.1 Refused by our policy", timeout=PATIENCE)
        expect(refused).to_contain_text("1 essai")
        assert violations(olga.page) == []
        assert house.mail.to("rita@example.org") == []

        refused.get_by_role("button", name="Relancer").click()
        olga.sees("Le message repart.")
        olga.sees("Aucun échec")
        house.mail.wait_for("rita@example.org")
        assert violations(olga.page) == []


def test_a_blocked_address_gets_nothing_until_it_is_unblocked(house: House) -> None:
    with house.olga() as olga:
        olga.open("/settings/mail?tab=blocked")
        olga.sees("Aucune adresse bloquée")
        olga.fill(email="bob@example.org", note="Il a demandé à ne rien recevoir")
        olga.press("Bloquer")
        expect(row(olga, "bob@example.org")).to_contain_text("Ajoutée à la main", timeout=PATIENCE)
        expect(row(olga, "bob@example.org")).to_contain_text("Il a demandé à ne rien recevoir")
        assert violations(olga.page) == []

        olga.invite("Bob Vert", "bob@example.org")
        olga.open("/settings/mail?tab=trouble")
        expect(row(olga, "Bob Vert")).to_contain_text("débloquez-la d’abord", timeout=PATIENCE)
        assert house.mail.to("bob@example.org") == []

        go_to(olga, "Adresses bloquées")
        row(olga, "bob@example.org").get_by_role("button", name="Débloquer").click()
        question = olga.page.get_by_role("dialog", name="Débloquer bob@example.org")
        expect(question).to_be_visible(timeout=PATIENCE)
        assert violations(olga.page) == []
        question.get_by_role("button", name="Débloquer").click()
        olga.sees("bob@example.org est débloquée.")
        olga.sees("Aucune adresse bloquée")
        go_to(olga, "Échecs")
        row(olga, "Bob Vert").get_by_role("button", name="Relancer").click()
        house.mail.wait_for("bob@example.org")


def test_a_template_is_looked_at_and_sent_to_oneself(house: House) -> None:
    """In another language and as plain text as well; the test message goes to Olga's own address alone."""
    with house.olga() as olga:
        olga.open("/settings/mail?tab=templates")
        paper = olga.page.frame_locator("iframe[title='Aperçu du message']")
        expect(paper.get_by_text("ACCEPTER L'INVITATION").first).to_be_visible(timeout=PATIENCE)
        olga.page.get_by_label("Message", exact=True).select_option(label="Rappel d’invitation")
        expect(paper.get_by_text("Votre invitation vous attend").first).to_be_visible(timeout=PATIENCE)
        olga.press("English")
        expect(paper.get_by_text("ACCEPT INVITATION").first).to_be_visible(timeout=PATIENCE)
        olga.press("Sombre")
        olga.press("Téléphone, 390 px")
        expect(olga.page.locator("iframe")).to_have_css("width", "390px", timeout=PATIENCE)
        assert violations(olga.page) == []
        olga.press("Texte seul")
        expect(paper.locator("pre")).to_contain_text("http", timeout=PATIENCE)

        before = len(house.mail.messages)
        olga.press("M’envoyer un essai")
        olga.sees("L’essai part vers olga@example.org.")
        sample = house.mail.wait_for("olga@example.org")
    assert re.match(r"\[Test\] ", str(sample.content["Subject"]))
    assert len(house.mail.messages) == before + 1
