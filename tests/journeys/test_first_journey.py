"""The whole way of one person: fresh database, set-up, invitation, a real message, password, home."""

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.person import PASSWORD, PATIENCE, Person, at_a_browser
from tests.support import app, smtp
from tests.support.resend import KEY, Resend

pytestmark = pytest.mark.browser
SUBJECT = "🚀 Vous êtes invité(e) à rejoindre Comunik KIT !"
LINK = re.compile(r"http://localhost:\d+/invite/[\w-]+")
FROM = "Comunik KIT <kit@example.org>"


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[0]


def invite_ana(olga: Person) -> None:
    drawer = olga.open_drawer()
    olga.fill_colleague(drawer, "Ana Lopez", "ana@example.org")
    drawer.get_by_label("Numéro de mobile").fill("06 12 34 56 78")
    drawer.get_by_label("Département / Équipe").fill("Service clients")
    olga.create_by(drawer, "Créer & Inviter")
    olga.sees(re.compile("Ana Lopez.*ana@example.org|ana@example.org"))
    expect(drawer).to_be_hidden(timeout=PATIENCE)


def check_home(ana: Person) -> None:
    ana.is_at("/")
    ana.sees("Bonjour Ana")
    ana.skip_tour()
    modules = ana.page.get_by_role("navigation", name="Menu principal").get_by_role("link").all_inner_texts()
    assert [m.strip() for m in modules] == [
        "Accueil",
        "Notifications",
        "Téléphonie",
        "Tickets",
        "Pistes",
        "Offres",
        "Discussions",
    ]
    for widget in ("Appels reçus", "Pistes", "Tickets créés", "Discussions"):
        expect(
            ana.page.get_by_role("heading", name=widget).or_(ana.page.get_by_text(widget)).first
        ).to_be_visible()


def test_an_admin_invites_and_the_colleague_lands_on_a_home_of_their_own(
    browser: Browser, tmp_path: Path, smtp_server: smtp.Mailbox
) -> None:
    """The guide, steps 1 to 6, through a real SMTP server; the link survives being opened by a scanner (TOK-08)."""
    with app.running_afresh(tmp_path, KIT_SMTP_URL=smtp_server.url, KIT_MAIL_FROM=FROM) as kit:
        with at_a_browser(browser, kit.url) as olga:
            olga.set_up(kit.set_up_link())
            invite_ana(olga)
        message = smtp_server.wait_for("ana@example.org")
        assert message.content["Subject"] == SUBJECT
        assert "+33 6 12 34 56 78" in message.text()
        assert "ACCEPTER L'INVITATION" in html.unescape(message.text("html"))
        link = link_in(message.text())
        with at_a_browser(browser, kit.url) as scanner:
            for _ in range(3):
                scanner.open(link)
                scanner.sees("Olga Martin")
        with at_a_browser(browser, kit.url) as ana:
            ana.accept(link)
            check_home(ana)
            assert link.rpartition("/")[2] not in ana.page.url
        with at_a_browser(browser, kit.url) as late:
            late.open(link)
            late.sees("déjà été acceptée")
            assert late.page.locator("[name=password]").count() == 0


def test_the_same_through_resend(browser: Browser, tmp_path: Path, resend_server: Resend) -> None:
    """The documented HTTP contract of the provider, with its key of idempotency."""
    settings = {"RESEND_API_KEY": KEY, "RESEND_API_URL": resend_server.url, "KIT_MAIL_FROM": FROM}
    with app.running(tmp_path, **settings) as kit:
        with at_a_browser(browser, kit.url) as olga:
            olga.set_up(kit.set_up_link())
            invite_ana(olga)
        sent = resend_server.wait_for("Ana Lopez <ana@example.org>")
        assert sent["subject"] == SUBJECT
        with at_a_browser(browser, kit.url) as ana:
            ana.accept(link_in(sent["text"]))
            check_home(ana)


def test_the_same_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    """390 px wide, with the built-in outbox: the admin hands the link over."""
    with app.running(tmp_path) as kit:
        with at_a_browser(browser, kit.url, width=390, height=844) as olga:
            olga.set_up(kit.set_up_link())
            invite_ana(olga)
            link = link_in(kit.command("shell", given=_PRINT_LINK))
            assert olga.page.evaluate("document.documentElement.scrollWidth") <= 390
        with at_a_browser(browser, kit.url, width=390, height=844) as ana:
            ana.accept(link)
            ana.is_at("/")
            ana.sees("Bonjour Ana")
            ana.skip_tour()
            ana.press("Ouvrir le menu")
            expect(ana.page.get_by_role("link", name="Téléphonie").first).to_be_visible()


_PRINT_LINK = """
from comunik_kit.invitations.tables import Invitation
from sqlmodel import select
with kit.db.read() as s: i = s.exec(select(Invitation)).one()

print(f"{kit.settings.public_url}/invite/{kit.keyring.link('invite', i.id, i.version)}")
"""


def test_the_whole_way_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    """No pointer: Tab, letters, arrows, Enter."""
    with app.running(tmp_path) as kit:
        with at_a_browser(browser, kit.url) as olga:
            olga.open(kit.set_up_link())
            _set_up_by_keys(olga)
            olga.open("/users")
            olga.sees("1 personne")
            _invite_by_keys(olga)
        with at_a_browser(browser, kit.url) as ana:
            ana.open(link_in(kit.command("shell", given=_PRINT_LINK)))
            ana.sees("Olga Martin")
            _type_through(ana, {"password": PASSWORD, "confirmation": PASSWORD})
            ana.page.keyboard.press("Enter")
            ana.sees("Bonjour Ana")


def _set_up_by_keys(olga: Person) -> None:
    fields = {"workspace": "Ateliers Lumière", "domain": "localhost", "name": "Olga Martin"}
    _type_through(
        olga, fields | {"email": "olga@example.org", "password": PASSWORD, "confirmation": PASSWORD}
    )
    olga.page.keyboard.press("Enter")
    olga.sees("Bonjour Olga")


def _invite_by_keys(olga: Person) -> None:
    keys = olga.page.keyboard
    _tab_to(olga, "button", "Créer")
    keys.press("Enter")
    expect(olga.page.get_by_label("Nom complet")).to_be_focused(timeout=PATIENCE)
    _type_through(olga, {"full_name": "Ana Lopez", "email": "ana@example.org"})
    _tab_to(olga, "combobox", "Rôle")
    keys.type("Ag")
    _tab_to(olga, "button", "Autres façons de créer")
    keys.press("Enter")
    expect(olga.page.get_by_role("menuitem", name="Créer & Ajouter un autre", exact=True)).to_be_focused()
    keys.press("ArrowDown")
    expect(olga.page.get_by_role("menuitem", name="Créer & Inviter", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(olga.page.get_by_role("dialog", name="Nouveau collègue")).to_be_hidden(timeout=PATIENCE)
    olga.sees("ana@example.org")


def _tab_to(person: Person, role: str, name: str) -> None:
    """Press Tab until the element of that role and name has the focus."""
    wanted = person.page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    for _ in range(60):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {role} {name!r}")


def _type_through(person: Person, fields: dict[str, str]) -> None:
    """Reach each field by Tab and type into it."""
    for name, value in fields.items():
        for _ in range(40):
            if person.page.evaluate("document.activeElement?.getAttribute('name')") == name:
                break
            person.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"Tab never reached {name}")
        person.page.keyboard.type(value)
