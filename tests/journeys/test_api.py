"""« API » in the browser: a key from its form to its end, a first activity on the home page, a file; with axe."""

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from comunik_kit.integrations.signing import signature
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
PATH = "/settings/api"


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{wide} px too wide"] if wide > 1 else [])


def make_key(olga: Person, name: str) -> str:
    """Make a key by the page; give it as its field shows it."""
    olga.press("Créer une clé")
    form = olga.page.get_by_role("dialog", name="Créer une clé")
    expect(form.get_by_label("Nom de la clé")).to_be_focused(timeout=PATIENCE)
    assert faults(olga.page) == []
    form.get_by_label("Nom de la clé").fill(name)
    form.get_by_role("button", name="Créer la clé").click()
    shown = olga.page.get_by_role("dialog", name=f"Clé {name}")
    shown.get_by_role("button", name="Afficher et copier").click()
    field = shown.get_by_label("Clé d’API")
    expect(field).not_to_have_value("", timeout=PATIENCE)
    assert faults(olga.page) == []
    key = field.input_value()
    shown.get_by_role("button", name="Terminé").click()
    expect(shown).to_be_hidden(timeout=PATIENCE)
    return key


def post(house: House, key: str, title: str) -> int:
    said = {"module": "calls", "kind": "received", "at": datetime.now(UTC).isoformat(), "title": title}
    headers = {"Authorization": f"Bearer {key}"}
    told = httpx2.post(
        f"{house.kit.url}/api/v1/activities", json=said | {"owner": "olga@example.org"}, headers=headers
    )
    return told.status_code


def test_a_key_is_made_shown_once_used_and_revoked(house: House) -> None:
    with house.olga() as olga:
        olga.open(PATH)
        olga.sees("Aucune clé pour l’instant")
        assert faults(olga.page) == []
        key = make_key(olga, "Standard")
        assert key.startswith("kit_")
        line = olga.page.locator(".people-table tr.tr", has_text="Standard")
        expect(line).to_contain_text("Active", timeout=PATIENCE)
        expect(line).to_contain_text(key[:16])
        assert key[17:] not in olga.page.content()
        assert post(house, key, "Garage Morel") == 201
        olga.open("/")
        olga.sees("Garage Morel")
        olga.open(PATH)
        olga.press("Révoquer la clé Standard")
        question = olga.page.get_by_role("dialog", name="Révoquer la clé Standard")
        assert faults(olga.page) == []
        question.get_by_role("button", name="Révoquer la clé").click()
        olga.sees("Clé révoquée : Standard.")
        expect(line).to_contain_text("Révoquée", timeout=PATIENCE)
    assert post(house, key, "Trop tard") == 401


def test_a_file_tells_of_each_line_what_is_wrong(house: House, tmp_path: Path) -> None:
    file = tmp_path / "appels.csv"
    file.write_text(
        "module;kind;at;title\ncalls;received;2026-03-02T09:00:00Z;Morel\ncalls;placed;2026-03-02;Sans heure\n"
    )
    with house.olga(width=390, height=844, dark=True) as olga:
        olga.open(PATH)
        olga.page.get_by_label("Fichier CSV ou XLSX").set_input_files(file)
        olga.sees("1 événement enregistré")
        olga.sees("1 ligne refusée")
        olga.sees("Il manque le fuseau horaire")
        assert faults(olga.page) == []


def test_a_sender_is_made_once_its_mapping_fits_a_sample(house: House) -> None:
    with house.olga() as olga:
        olga.open(PATH)
        olga.press("Ajouter un émetteur")
        sheet = olga.page.get_by_role("dialog", name="Ajouter un émetteur")
        expect(sheet.get_by_label("Nom de l’émetteur")).to_be_focused(timeout=PATIENCE)
        sheet.get_by_label("Nom de l’émetteur").fill("Standard")
        sheet.get_by_role("button", name="Essayer").click()
        olga.sees("Voici ce qui serait enregistré")
        assert faults(olga.page) == []
        sheet.get_by_role("button", name="Créer l’émetteur").click()
        shown = olga.page.get_by_role("dialog", name="Secret de Standard")
        shown.get_by_role("button", name="Afficher et copier").click()
        field = shown.get_by_label("Secret de signature")
        expect(field).not_to_have_value("", timeout=PATIENCE)
        assert faults(olga.page) == []
        secret, address = field.input_value(), shown.locator("code").inner_text()
    body = b'{"event": "abandoned", "call": {"id": 1, "started": "2026-03-02T09:00:00Z", "number": "+33 9"}}'
    signed = signature(secret, body, int(datetime.now(UTC).timestamp()))
    headers = {"X-Signature": signed, "Content-Type": "application/json"}
    told = httpx2.post(house.kit.url + address[address.index("/hooks/") :], content=body, headers=headers)
    assert (told.status_code, told.json()["created"]) == (201, 1)


def test_the_page_for_people_who_write_programs_has_no_fault(house: House) -> None:
    for look in ({"width": 1440, "dark": False}, {"width": 390, "height": 844, "dark": True}):
        with house.somebody(**look) as anybody:
            anybody.open("/api/v1/")
            expect(anybody.page.get_by_role("heading", name="A first activity")).to_be_visible()
            assert faults(anybody.page) == []
