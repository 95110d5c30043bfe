"""Two admins watch « Invités » while a carrier reports: the line moves before both, and nobody reloads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import founded
from tests.journeys.person import PASSWORD, Person, at_a_browser
from tests.support import app, axe, resend, svix
from tests.support.resend import KEY, Resend
from tests.support.svix import Svix

pytestmark = pytest.mark.browser
FROM = "Comunik KIT <kit@example.org>"
INVITED = "/users?tab=invited"
WITHIN_MS = 2_000  # the promise is a second; a shared machine is given two


@dataclass(frozen=True)
class Scene:
    """The app behind Resend's stand-in, and what signs its web hooks."""

    kit: app.App
    carrier: Resend
    hooks: Svix
    browser: Browser

    def report(self, kind: str, email_id: str) -> None:
        """Have the carrier report something that happened just now."""
        moment = datetime.now(UTC)
        is_bounce = kind == "email.bounced"
        event = svix.bounced(email_id, moment) if is_bounce else svix.event(kind, email_id, moment)
        assert self.hooks.deliver(event).status_code == 200


@pytest.fixture(scope="module")
def scene(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Run an installation whose mail goes to the stand-in and whose reports come back signed."""
    with resend.server() as carrier:
        settings = {
            "RESEND_API_KEY": KEY,
            "RESEND_API_URL": carrier.url,
            "RESEND_WEBHOOK_SECRET": svix.SECRET,
            "KIT_MAIL_FROM": FROM,
        }
        folder = tmp_path_factory.mktemp("live")
        with (
            app.running(folder, **settings) as kit,
            founded(folder) as cast,
            httpx.Client(base_url=f"http://127.0.0.1:{kit.port}") as client,
        ):
            cast.join("Zoé Chef", "admin")
            yield Scene(kit, carrier, Svix(client), browser)


def both_see(admins: list[Person], name: str, word: str) -> None:
    for person in admins:
        row = person.page.get_by_role("row").filter(has_text=name)
        expect(row).to_contain_text(word, timeout=WITHIN_MS)


def test_two_admins_see_the_line_move_by_itself(scene: Scene) -> None:
    """Envoyée, remise, ouverte, cliquée, acceptée; and another one rejected, with the reason and what to do."""
    with (
        at_a_browser(scene.browser, scene.kit.url) as olga,
        at_a_browser(scene.browser, scene.kit.url) as zoe,
    ):
        watching = [olga, zoe]
        email_id = _invited_before(scene, watching, "Ana Lopez", "ana@example.org")
        loads = [person.page.evaluate("performance.timeOrigin") for person in watching]
        both_see(watching, "Ana Lopez", "Envoyée")
        for kind, word in (
            ("email.delivered", "Remise"),
            ("email.opened", "Ouverte"),
            ("email.delivered", "Ouverte"),
            ("email.clicked", "Cliquée"),
        ):
            scene.report(kind, email_id)
            both_see(watching, "Ana Lopez", word)
        assert axe.violations(olga.page) == []
        _accept(scene, scene.carrier.emails[email_id]["text"])
        for person in watching:
            expect(person.page.get_by_role("row").filter(has_text="Ana Lopez")).to_have_count(
                0, timeout=WITHIN_MS
            )
        assert [person.page.evaluate("performance.timeOrigin") for person in watching] == loads


def test_a_rejected_message_says_why_and_what_to_do(scene: Scene) -> None:
    """And the other admin's revocation takes the row from one's own list."""
    with (
        at_a_browser(scene.browser, scene.kit.url) as olga,
        at_a_browser(scene.browser, scene.kit.url) as zoe,
    ):
        email_id = _invited_before(scene, [olga, zoe], "Ben Roy", "ben@example.org")
        scene.report("email.bounced", email_id)
        both_see([olga, zoe], "Ben Roy", "Rejetée")
        both_see([olga, zoe], "Ben Roy", "The recipient's server refused it.")
        both_see([olga, zoe], "Ben Roy", "Vérifiez l’adresse")

        row = olga.page.get_by_role("row").filter(has_text="Ben Roy")
        olga.choose_menu(row.get_by_role("button", name="Actions pour Ben Roy"), "Révoquer l’invitation")
        olga.page.get_by_role("dialog").get_by_role("button", name="Révoquer l’invitation").click()
        expect(zoe.page.get_by_role("row").filter(has_text="Ben Roy")).to_have_count(0, timeout=WITHIN_MS)


def test_a_forged_report_moves_nothing(scene: Scene) -> None:
    """REL-06: somebody who knows an id and no secret."""
    with at_a_browser(scene.browser, scene.kit.url) as olga:
        email_id = _invited_before(scene, [olga], "Eva Noir", "eva@example.org")
        both_see([olga], "Eva Noir", "Envoyée")
        forger = Svix(scene.hooks.client, secrets=(svix.NEXT_SECRET,))
        event = svix.event("email.complained", email_id, datetime.now(UTC))
        assert forger.deliver(event).status_code == 401
        scene.report("email.delivered", email_id)  # a true one comes after it
        both_see([olga], "Eva Noir", "Remise")


def _invited_before(scene: Scene, admins: list[Person], name: str, email: str) -> str:
    """Have the first admin invite somebody while all look at the list; the carrier's id of the message."""
    for person, address in zip(admins, ("olga@example.org", "zoe@example.org"), strict=False):
        _sign_in(person, address)
        person.open(INVITED)
    admins[0].invite(name, email)
    admins[0].open(INVITED)
    return str(scene.carrier.wait_for(f"{name} <{email}>")["id"])


def _sign_in(person: Person, email: str) -> None:
    person.open("/login")
    person.fill(email=email, password=PASSWORD)
    person.press("Se connecter")
    person.sees(re.compile("Bonjour (Olga|Zoé)"))


def _accept(scene: Scene, text: str) -> None:
    link = next(word for word in text.split() if "/invite/" in word)
    with at_a_browser(scene.browser, scene.kit.url) as ana:
        ana.accept(link)
        ana.sees("Bonjour Ana")
