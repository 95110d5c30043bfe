"""The modules in the browser: an agent's calls, a manager's without settings; with axe on what they see."""

import os
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.activity import NewActivity, post
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 1440, "dark": True}, id="wide-dark"),
    pytest.param({"width": 390, "height": 844, "dark": False}, id="phone-light"),
    pytest.param({"width": 390, "height": 844, "dark": True, "locale": "en-GB"}, id="phone-dark-english"),
]


def faults(person: Person, name: str = "") -> list[str]:
    """List what is wrong with what is seen; keep a picture where one is wanted."""
    person.page.wait_for_timeout(400)
    folder = os.environ.get("KIT_TEST_PICTURES", "")
    if folder and name:
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(person.page) + ([f"{wide} px too wide"] if wide > 1 else [])


def ring(house: House, title: str, **values: Any) -> str:
    """Write a missed call down, an hour ago; answer its id."""
    cast = house.cast
    now = cast.kit.clock.now()
    given: dict[str, Any] = {"module": "calls", "kind": "missed", "status": "missed"} | values
    with cast.kit.db.write() as s:
        new = NewActivity(title=title, occurred_at=now - timedelta(hours=1), **given)
        return post(s, cast.workspace_id, new, now)


def come(house: House, person: Person, secret: str) -> None:
    """Let somebody be signed in already."""
    cookie = session_cookie_name(house.cast.kit.settings)
    person.page.context.add_cookies([{"name": cookie, "value": secret, "url": house.kit.url}])


def test_an_agent_takes_a_call_of_the_team_calls_back_and_notes(house: House) -> None:
    """Issue 6: Agent sees the own and the team's, and acts by permission."""
    agnes, secret = house.cast.join("Agnès Petit", "agent")
    own = ring(house, "Garage Central", owner_id=agnes.user_id, details={"number": "+33199001234"})
    ring(house, "Affaire privée")
    with house.somebody() as person:
        come(house, person, secret)
        person.open("/calls")
        person.sees("Garage Central")
        expect(person.page.get_by_text("Affaire privée")).to_have_count(0)
        person.page.get_by_role("link", name="Garage Central").click()
        person.is_at(f"/calls/{own}")
        person.sees("+33199001234")
        person.press("Rendre à l’équipe")
        person.sees("Introuvable")  # without a team of her own, it is nobody's whom she sees


def test_a_manager_looks_after_calls_and_has_no_advanced_settings(house: House) -> None:
    """ACL-02; seed 2: a Manager sees and manages calls, and changes no advanced setting."""
    _, secret = house.cast.join("Manon Roy", "manager")
    ana, _ = house.cast.join("Ana Lopez", "agent")
    call = ring(house, "Boulangerie du Port", details={"number": "+33199005678", "duration": 245})
    with house.somebody() as person:
        come(house, person, secret)
        person.open("/calls?status=missed")
        person.page.get_by_role("link", name="Boulangerie du Port").click()
        person.is_at(f"/calls/{call}")
        person.press("Prendre")
        person.sees("C’est à vous.")
        work_on(person)
        assert faults(person) == []
        person.press("Confier")
        dialog = person.page.get_by_role("dialog", name="Confier à quelqu’un")
        dialog.get_by_role("searchbox").fill("ana")
        assert faults(person) == []
        dialog.get_by_role("button", name="Ana Lopez").click()
        expect(person.page.locator(".item-owner")).to_contain_text("Ana Lopez", timeout=PATIENCE)
        no_settings(person)
    assert house.cast.kit.module_items.item(house.cast.admin, "calls", call).owner_id == ana.user_id


def work_on(person: Person) -> None:
    """Call back, note, tag."""
    person.press("Rappelé")
    expect(person.page.locator(".record-side .badge", has_text="Rappelé")).to_be_visible(timeout=PATIENCE)
    person.fill(note="Rappelle demain matin")
    person.press("Ajouter la note")
    expect(person.page.locator(".item-timeline .own-words")).to_have_text(
        "Rappelle demain matin", timeout=PATIENCE
    )
    person.fill(tag="Prioritaire")
    person.press("Ajouter")
    expect(person.page.locator(".item-tag")).to_have_text("Prioritaire", timeout=PATIENCE)


def no_settings(person: Person) -> None:
    """Look for what a manager must not find: in the menu, and by the addresses."""
    person.press("Configuration")
    entries = person.page.get_by_role("menuitem")
    expect(entries.first).to_be_visible(timeout=PATIENCE)
    assert not {"White Label", "E-mails", "API"} & set(entries.all_inner_texts())
    person.page.keyboard.press("Escape")
    for path in ("/settings/white-label", "/settings/mail"):
        person.open(path)
        expect(person.page.locator("h1")).to_be_visible(timeout=PATIENCE)
        expect(person.page.locator("main input, main select, main textarea")).to_have_count(0)


def test_whom_a_call_is_given_to_hears_the_bell_and_finds_it(house: House) -> None:
    """Issue « A home page worth signing in to », 5: assigned, counted, read."""
    _, secret = house.cast.join("Inès Haddad", "agent")
    call = ring(house, "Pépinière Lambert")
    with house.olga() as olga, house.somebody(width=390, height=844, dark=True) as ines:
        come(house, ines, secret)
        ines.open("/")
        bell = ines.page.locator(".topbar .bell")
        expect(bell).to_have_text("Notifications", timeout=PATIENCE)
        olga.open(f"/calls/{call}")
        olga.press("Confier")
        dialog = olga.page.get_by_role("dialog", name="Confier à quelqu’un")
        dialog.get_by_role("searchbox").fill("ines")
        dialog.get_by_role("button", name="Inès Haddad").click()
        expect(bell.locator(".bell-count")).to_have_text("1", timeout=PATIENCE)
        bell.click()
        ines.is_at("/notifications")
        ines.sees("Olga Martin vous a confié « Pépinière Lambert »")
        assert faults(ines, "notices-390-dark") == []
        ines.page.get_by_role("link", name="Pépinière Lambert").click()
        ines.is_at(f"/calls/{call}")
        expect(bell.locator(".bell-count")).to_have_count(0, timeout=PATIENCE)
        olga.open("/notifications")
        olga.sees("Inès Haddad a accepté votre invitation")
        assert faults(olga, "notices-1440-light") == []
        olga.press("Tout marquer comme lu")
        expect(olga.page.locator(".bell-count")).to_have_count(0, timeout=PATIENCE)
    _keeps_quiet(house)


def _keeps_quiet(house: House) -> None:
    with house.olga() as olga:
        olga.open("/profile")
        olga.page.get_by_label("Ne pas m’écrire pendant ces heures").check(timeout=PATIENCE)
        olga.fill(since="21:30", until="07:15")
        olga.page.locator("form:has([name=since]) button[type=submit]").click()
        olga.sees("Vos heures calmes sont enregistrées.")
        assert faults(olga, "profile-1440-light") == []
    choices = house.cast.kit.notice_choices.view(house.cast.admin)
    assert (choices.quiet, choices.since, choices.until) == (True, "21:30", "07:15")


def test_an_open_list_shows_within_a_second_what_somebody_else_took(house: House) -> None:
    """Decision 10, in the browser."""
    ring(house, "Menuiserie Dufresne")
    with house.olga() as olga, house.somebody() as other:
        olga.open("/calls?q=menuiserie")
        olga.sees("Menuiserie Dufresne")
        come(house, other, house.cast.admin_secret)
        other.open("/calls?q=menuiserie")
        other.page.get_by_role("link", name="Menuiserie Dufresne").click()
        other.press("Prendre")
        expect(olga.page.locator(".item-table")).to_contain_text("Vous", timeout=PATIENCE)


def fill(house: House) -> str:
    """Write enough down for two pages; answer the id of a call that tells everything."""
    call = ring(
        house,
        "Marie-Antoinette Rochefoucauld de la Tour",
        customer="Ateliers de la Loire et de la Vienne",
        owner_id=house.cast.admin.user_id,
        details={"number": "+33199001234", "duration": 3725, "queue": "Accueil du soir"},
    )
    ticket = {"module": "tickets", "kind": "created", "status": "open", "details": {"priority": "urgent"}}
    ring(house, "Facture reçue en double", customer="Ateliers de la Loire et de la Vienne", **ticket)
    for number in range(26):
        ring(
            house,
            f"Correspondant {number:02}",
            details={"number": f"+3319900{number:04}", "duration": number * 31},
        )
    return call


@pytest.mark.parametrize("look", LOOKS)
def test_full_and_empty_lists_and_a_call_have_no_fault(house: House, look: dict[str, Any]) -> None:
    """NFR: axe, and nothing wider than the screen."""
    name = f"{look['width']}-{'dark' if look['dark'] else 'light'}"
    call = fill(house)
    found: list[str] = []
    with house.olga(**look) as olga:
        for path, shot in (
            ("/calls", "list"),
            ("/calls?owner=me&kind=missed", "filtered"),
            ("/tickets", "tickets"),
            ("/offers", "empty"),
            ("/calls?q=personne", "nothing"),
            (f"/calls/{call}", "item"),
            ("/calls/x", "missing"),
        ):
            olga.open(path)
            expect(olga.page.locator("h1")).to_be_visible(timeout=PATIENCE)
            expect(olga.page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
            found += [f"{path}: {each}" for each in faults(olga, f"{shot}-{name}")]
    assert found == []
