"""An invitation as its inviter words it, as it dies and heals, and on paper for who has no mailbox."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlmodel import col, select, update

from comunik_kit.invitations.tables import Invitation
from comunik_kit.users.tables import User
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://localhost:\d+/invite/[\w-]{60,}")
RECORD = re.compile(r"http://localhost:\d+/users/[0-9a-f]{32}")
WORDS = "Bienvenue parmi nous !\nLe café est au deuxième étage."


def options_of(drawer: Locator, **chosen: str) -> None:
    """Open the options of the invitation and fill some, by their form names."""
    drawer.get_by_text("Options de l’invitation").click()
    for name, value in chosen.items():
        field = drawer.locator(f"[name={name}]")
        if name == "leaves":
            field.select_option(label=value)
        else:
            field.fill(value)


def invite(olga: Person, name: str, email: str, **chosen: str) -> None:
    drawer = olga.open_drawer()
    olga.fill_colleague(drawer, name, email)
    if chosen:
        options_of(drawer, **chosen)
    olga.create_by(drawer, "Créer & Inviter")
    expect(drawer).to_be_hidden(timeout=PATIENCE)


def link_to(house: House, address: str, number: int = 1) -> str:
    found = LINK.search(house.mail.wait_for(address, number=number).text())
    assert found
    return found[0]


def let_expire(house: House, email: str) -> None:
    """Let the term of somebody's invitation pass."""
    whose = select(User.id).where(col(User.email) == email)
    ended = datetime.now(UTC) - timedelta(minutes=1)
    with house.cast.kit.db.write() as session:
        session.execute(update(Invitation).where(col(Invitation.user_id).in_(whose)).values(expires_at=ended))


def test_an_invitation_with_options_arrives_with_these_words_in_that_language(house: House) -> None:
    """Days, first day, personal words, language: in the message, on the welcome page, on the record."""
    starts = (datetime.now(UTC) + timedelta(days=2)).date()
    until = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=3)
    with house.olga() as olga:
        drawer = olga.open_drawer()
        olga.fill_colleague(drawer, "Ida Morel", "ida@example.org")
        drawer.get_by_label("Langue").select_option(label="English")
        options_of(drawer, invitation_days="3", starts_on=starts.isoformat(), invitation_words=WORDS)
        assert violations(olga.page) == []
        olga.create_by(drawer, "Créer & Inviter")
        expect(drawer).to_be_hidden(timeout=PATIENCE)
    message = house.mail.wait_for("ida@example.org")
    assert message.content["Subject"] == "🚀 You’ve been invited to join Comunik KIT!"
    for part in (message.text(), message.text("html")):
        assert "A word from Olga Martin" in part
        assert "Bienvenue parmi nous" in part
        assert "Le café est au deuxième étage." in part
        assert f"{starts.day} {starts:%B}" in part
        assert f"{until.day} {until:%B}" in part
    with house.somebody(locale="en-GB") as ida:
        ida.open(link_to(house, "ida@example.org"))
        ida.sees("Welcome, Ida Morel")
        expect(ida.page.locator("blockquote")).to_have_text(WORDS)
        ida.sees(f"Your first day: {starts:%A, %B} {starts.day}.")
        assert violations(ida.page) == []


def ask_anew(person: Person, dead: str) -> None:
    """Open a link that has died and ask for another."""
    person.open(dead)
    person.sees("Cette invitation a expiré")
    assert violations(person.page) == []
    person.press("Demander un nouveau lien")
    person.sees("Votre demande est transmise.")
    assert violations(person.page) == []


def test_a_dead_link_heals_by_one_click_of_the_inviter(house: House) -> None:
    """« Demander un nouveau lien » → a message to Olga → her one click → a new link that works; she learns of it."""
    with house.olga() as olga, house.somebody() as noe:
        invite(olga, "Noé Blanc", "noe@example.org")
        first = link_to(house, "noe@example.org")
        let_expire(house, "noe@example.org")
        ask_anew(noe, first)
        assert len(house.mail.to("noe@example.org")) == 1  # without Olga's word, no link leaves

        asked = house.mail.wait_for("olga@example.org")
        assert asked.content["Subject"] == "Noé Blanc demande un nouveau lien d’invitation"
        record = RECORD.search(asked.text())
        assert record
        olga.open(record[0])
        olga.sees("Noé Blanc demande un nouveau lien")
        assert violations(olga.page) == []
        olga.press("Envoyer un nouveau lien")
        olga.sees(re.compile("Un nouveau lien part pour Noé Blanc"))
        expect(olga.page.get_by_text("Noé Blanc demande un nouveau lien")).to_have_count(0)

        second = link_to(house, "noe@example.org", 2)
        assert second != first
        noe.open(first)
        noe.sees("Un message plus récent vous attend")
        noe.accept(second)
        noe.sees("Bonjour Noé")
    joined = house.mail.wait_for("olga@example.org", number=2)
    assert joined.content["Subject"] == "Noé Blanc a rejoint Comunik KIT"


def test_who_confirms_before_the_page_has_been_read_waits_and_comes_in(house: House) -> None:
    """A slow network brings the form first: what is typed and pressed meanwhile counts."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with house.olga() as olga:
        invite(olga, "Eva Pressée", "eva@example.org")
    with house.somebody() as eva:
        eva.page.route("**/assets/*.js", hold)
        eva.page.goto(link_to(house, "eva@example.org"), wait_until="commit")
        eva.fill(password=house.password, confirmation=house.password)
        # The page's own small script is there by the time that a person has typed; a machine is faster.
        expect(eva.page.locator("form[data-door]")).to_have_js_property("noValidate", True)
        eva.press("Confirmer le mot de passe")
        expect(eva.page.locator("form[data-busy]")).to_have_count(1)
        expect(eva.page.locator("[name=invitation]")).to_have_value("")
        assert held
        eva.page.unroute("**/assets/*.js")  # lets go of what was held
        eva.sees("Bonjour Eva")


def test_a_card_opens_the_account_of_somebody_without_a_mailbox(house: House) -> None:
    """Printed by Olga, typed by Léo; used once it opens nothing more, and no message ever left."""
    with house.olga() as olga, house.somebody() as leo:
        invite(olga, "Léo Papier", "leo@example.org", leaves="Remettre une carte à imprimer")
        olga.sees("Imprimez sa carte et remettez-la en main propre.")
        olga.page.get_by_role("link", name="Ouvrir la fiche").click()
        expect(olga.page.get_by_role("heading", name="Léo Papier")).to_be_visible(timeout=PATIENCE)
        card = opened_card(olga)
        assert violations(card) == []
        expect(card.get_by_role("img", name="Code QR qui ouvre votre invitation")).to_be_visible()
        address, code = card.locator(".address").inner_text(), card.locator(".code").inner_text()

        leo.open(address)
        leo.sees("Vous avez une carte d’invitation ?")
        assert violations(leo.page) == []
        leo.fill(code=" ".join(code.lower().split()))
        leo.press("Continuer")
        leo.sees("Bienvenue, Léo Papier")
        leo.fill(password=house.password, confirmation=house.password)
        leo.press("Confirmer le mot de passe")
        leo.sees("Bonjour Léo")
    with house.somebody() as late:
        late.open(address)
        late.fill(code=code)
        late.press("Continuer")
        late.sees("Cette invitation a déjà été acceptée")
    assert house.mail.to("leo@example.org") == []


def opened_card(olga: Person) -> Page:
    """Print somebody's card from their record; the page on paper, sent to the printer once."""
    olga.choose_menu(olga.page.get_by_role("button", name="Actions pour Léo Papier"), "Imprimer la carte")
    dialog = olga.page.get_by_role("dialog", name="Carte de Léo Papier")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    assert violations(olga.page) == []
    with olga.page.context.expect_page() as opened:
        dialog.get_by_role("button", name="Ouvrir la carte").click()
    card = opened.value
    expect(card.get_by_role("heading", name="Bienvenue, Léo Papier")).to_be_visible(timeout=PATIENCE)
    card.evaluate("window.print = () => { window.printed = true }")
    card.get_by_role("button", name="Imprimer").click()
    assert card.evaluate("window.printed")
    return card
