"""The journal in the browser: filtered by its address, read in detail, taken away as a file, kept for so long."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comunik_kit.http.cookies import session_cookie_name
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations
from tests.support.cast import ORIGIN, PASSWORD

pytestmark = pytest.mark.browser
CHANGED = "Olga Martin a changé le rôle de Ana Lopez\N{NO-BREAK SPACE}: Agent → Superviseur"


@pytest.fixture(scope="module")
def lived_in(house: House) -> House:
    """Let something happen."""
    ana, _ = house.cast.join("Ana Lopez", "agent")
    house.cast.demote(ana.user_id, "supervisor")
    for n in range(30):
        house.cast.create(f"Zoé{n} Petit", email=f"zoe{n}@example.org")
    house.cast.kit.journal_seals.run_due()
    return house


def entries(person: Person, count: int) -> None:
    """Wait until the page shows so many entries."""
    expect(person.page.locator(".audit-entry")).to_have_count(count, timeout=PATIENCE)


def test_an_administrator_narrows_the_journal_and_reads_an_entry_in_detail(lived_in: House) -> None:
    """LOG-04: each entry is a sentence, in the reader's language."""
    with lived_in.olga() as olga:
        olga.open("/settings/audit")
        entries(olga, 25)
        olga.page.get_by_label("Personne", exact=True).fill("lopez")
        olga.page.get_by_role("link", name=re.compile("Ana Lopez ?ana@example.org")).click()
        olga.sees(CHANGED)
        olga.page.get_by_label("Action", exact=True).select_option(label="Rôles et droits")
        entries(olga, 1)
        expect(olga.page).to_have_url(re.compile(r"\?person=[0-9a-f]{32}&act=roles$"))
        olga.page.locator("summary", has_text="Détails").click()
        expect(olga.page.get_by_text("privilege_permissions_changed")).to_be_visible()
        assert violations(olga.page) == []

        olga.page.reload()
        olga.sees(CHANGED)
        olga.page.get_by_role("link", name="Retirer le filtre Action : Rôles et droits").click()
        expect(olga.page).to_have_url(re.compile(r"\?person=[0-9a-f]{32}$"))
        olga.page.get_by_role("link", name="Ana Lopez", exact=True).first.click()
        olga.page.wait_for_url(re.compile(r"/users/[0-9a-f]{32}$"))
        olga.sees(CHANGED)


def test_the_sentences_follow_the_readers_language(lived_in: House) -> None:
    cast = lived_in.cast
    new = cast.new("Kim Reed", role_id=cast.roles["admin"], language="en")
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=new).invitation_id
    secret = cast.kit.acceptance.accept(
        cast.link(invited), invitation_id=invited, password=PASSWORD, confirmation=PASSWORD, origin=ORIGIN
    ).secret
    with lived_in.somebody(locale="en-GB") as kim:
        cookie = session_cookie_name(cast.kit.settings)
        kim.page.context.add_cookies([{"name": cookie, "value": secret, "url": lived_in.kit.url}])
        kim.open("/settings/audit?act=roles")
        kim.sees("Olga Martin changed the role of Ana Lopez: Agent → Supervisor")


def test_the_pages_turn_and_nothing_found_offers_the_way_back(lived_in: House) -> None:
    with lived_in.olga() as olga:
        olga.open("/settings/audit?act=user_created")
        entries(olga, 25)
        olga.page.get_by_role("button", name="Suivant").click()
        expect(olga.page.locator(".audit-entry").last).to_contain_text("a créé son compte", timeout=PATIENCE)
        olga.page.get_by_role("button", name="Précédent").click()
        entries(olga, 25)
        olga.page.get_by_label("Rechercher un nom ou une adresse IP").fill("personne-de-ce-nom")
        olga.sees("Aucune entrée")
        assert violations(olga.page) == []


def test_the_export_holds_just_what_is_asked_for(lived_in: House, tmp_path: Path) -> None:
    """INP-03, LOG-04."""
    with lived_in.olga() as olga:
        olga.open("/settings/audit?act=roles")
        entries(olga, 1)
        with olga.page.expect_download() as download:
            olga.page.get_by_role("button", name="Exporter en CSV").click()
        download.value.save_as(tmp_path / "journal.csv")
        with olga.page.expect_download() as book:
            olga.page.get_by_role("button", name="Exporter en XLSX").click()
        assert re.fullmatch(r"journal-audit-\d{4}-\d\d-\d\d\.xlsx", book.value.suggested_filename)
        assert Path(book.value.path()).read_bytes().startswith(b"PK")
    text = (tmp_path / "journal.csv").read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(text.splitlines(), delimiter=";")
    assert [row[head.index("Entrée")] for row in rows] == [CHANGED]
    assert lived_in.cast.acts()[-2:] == ["audit_log_exported"] * 2


def test_the_time_entries_are_kept_is_set_and_written_down(lived_in: House) -> None:
    """LOG-04."""
    with lived_in.olga() as olga:
        olga.open("/settings/audit")
        olga.page.get_by_label("Garder les entrées").select_option(label="36 mois")
        olga.page.get_by_role("button", name="Enregistrer").click()
        olga.sees("La durée de conservation est enregistrée.")
        assert violations(olga.page) == []
    assert lived_in.cast.acts()[-1] == "audit_log_retention_changed"
