"""The domain in an admin's hands: a name, a mistake that is called by its name, the proof, and mail that leaves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.conftest import House, founded
from tests.journeys.person import PATIENCE, Person
from tests.support import app, smtp
from tests.support.axe import violations
from tests.support.nameserver import NameServer, serving
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser
HOST, PAGE = "kit.exemple.fr", "/settings/white-label"
PROOF = f"_kit-proof.{HOST}"


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    """Serve a zone with nothing of ours in it."""
    with serving() as server:
        server.zone("exemple.fr", "dns10.ovh.net")
        server.put("exemple.fr", "TXT", '"v=spf1 mx -all"')
        yield server


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory, server: NameServer) -> Iterator[House]:
    """Run an installation that asks this server."""
    folder = tmp_path_factory.mktemp("house")
    asked = f"127.0.0.1:{server.port}"
    with (
        smtp.server() as mail,
        app.running(
            folder, KIT_SMTP_URL=mail.url, KIT_MAIL_FROM="kit@exemple.fr", KIT_DNS_SERVERS=asked
        ) as kit,
        founded(folder) as cast,
    ):
        yield House(kit, cast, mail, browser)


def line(person: Person, words: str) -> Locator:
    """Find a record on the page."""
    return person.page.get_by_role("listitem").filter(has_text=words)


def invite(olga: Person, name: str, email: str) -> None:
    """Add somebody, whose invitation waits."""
    drawer = olga.open_drawer()
    olga.fill_colleague(drawer, name, email)
    olga.create_by(drawer, "Créer & Inviter")
    expect(drawer).to_be_hidden(timeout=PATIENCE)


def look_until(person: Person, words: str) -> None:
    """Press the button until the page says it: a look within a few seconds of another asks nobody."""

    def is_said() -> bool:
        person.press("Vérifier maintenant")
        expect(person.page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
        return person.page.get_by_text(words, exact=True).count() > 0

    eventually(is_said, seconds=40, of=words)


def test_a_domain_is_proven_step_by_step_and_the_invitation_leaves_by_itself(
    house: House, server: NameServer
) -> None:
    """From the name to the link in the guest's message; the usual mistake is told apart on the way."""
    with house.olga() as olga:
        olga.open(PAGE)
        olga.press("Changer de domaine")
        olga.fill(domain=HOST)
        olga.press("Enregistrer")
        proof = line(olga, "Preuve que le domaine est à vous")
        expect(proof).to_contain_text("TXT", timeout=PATIENCE)
        expect(proof.get_by_role("textbox", name="Nom complet")).to_have_value(PROOF)
        token = proof.get_by_role("textbox", name="Attendu").input_value()
        invite(olga, "Ana Lopez", "ana@example.org")

        server.put(f"{PROOF}.exemple.fr", "TXT", f'"{token}"')
        olga.open(PAGE)
        look_until(olga, "Au mauvais endroit")
        expect(proof).to_contain_text(f"sous le nom {PROOF}.exemple.fr")
        olga.sees("Votre zone est tenue par OVHcloud")
        assert violations(olga.page) == []
        assert house.mail.to("ana@example.org") == []

        server.put(PROOF, "TXT", f'"{token}"')
        server.put(HOST, "A", "93.184.215.14")
        look_until(olga, "Vérifié")
        assert violations(olga.page) == []
    assert f"https://{HOST}/invite/" in house.mail.wait_for("ana@example.org").text()


def test_the_sending_address_is_looked_at_when_asked(house: House) -> None:
    """What is there is told, and what is missing can be copied."""
    with house.olga() as olga:
        olga.open(PAGE)
        olga.press("Contrôler l’envoi")
        expect(line(olga, "SPF : qui peut envoyer")).to_contain_text("v=spf1 mx -all", timeout=PATIENCE)
        dmarc = line(olga, "DMARC")
        expect(dmarc.get_by_role("textbox", name="Attendu")).to_have_value("v=DMARC1; p=none")
        assert violations(olga.page) == []
