"""The archive of invitations in the browser: empty, full, filtered by its address, drawn, and taken away as a file."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.invitations.history import Letter, Sent, past_of
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations
from tests.support.clock import MovedClock

pytestmark = pytest.mark.browser
STEPS = ["Créées", "Envoyées", "Remises", "Ouvertes", "Acceptées"]
OLD = 22


def what_happened(now: datetime) -> list[Sent]:
    """Write the past down: five invitations one looks at, and old ones that make the list two pages long."""
    lately, before, long_ago = (now - timedelta(days=days) for days in (3, 20, 400))

    def letter(at: datetime, word: str, *, delivered: bool = True, opened: bool = False) -> tuple[Letter]:
        return (
            Letter(
                delivery=word,
                sent_at=at + timedelta(seconds=5),
                delivered_at=at + timedelta(seconds=9) if delivered else None,
                opened_at=at + timedelta(hours=1) if opened else None,
            ),
        )

    joined = letter(lately, "opened", opened=True)
    refused = letter(before, "bounced", delivered=False)
    return [
        Sent("Ana Lopez", department="Vente", at=lately, accepted_at=now, letters=joined),
        Sent("Bob Petit", department="Vente", at=lately, letters=letter(lately, "opened", opened=True)),
        Sent("Carla Roy", department="Support", at=lately, letters=letter(lately, "delivered")),
        Sent("Denis Blanc", department="Support", at=before, letters=refused),
        Sent("Eva Gris", at=lately, revoked_at=now, letters=letter(lately, "delivered")),
        *[Sent(f"Ancien {n:02}", at=long_ago, accepted_at=long_ago + timedelta(days=1)) for n in range(OLD)],
    ]


@pytest.fixture(scope="module")
def full_house(house: House) -> House:
    """Give the installation a past."""
    now = datetime.now(UTC)
    past_of(house.cast, MovedClock(now)).write_many(what_happened(now))
    return house


def shown(person: Person, *names: str) -> None:
    """Wait until the list shows just these people, in whatever order."""
    rows = person.page.get_by_role("table", name="Archive des invitations").locator("tbody tr")
    expect(rows).to_have_count(len(names), timeout=PATIENCE)
    for name in names:
        expect(rows.filter(has_text=name)).to_have_count(1, timeout=PATIENCE)


def figures(person: Person, expected: Sequence[int]) -> None:
    """Wait until the funnel shows these figures, step by step."""
    steps = person.page.locator(".funnel-steps")
    expect(steps.locator(".funnel-name")).to_have_text(STEPS, timeout=PATIENCE)
    expect(steps.locator(".funnel-figure")).to_have_text(list(map(str, expected)), timeout=PATIENCE)


def test_an_empty_archive_says_what_will_be_there(house: House) -> None:
    with house.olga() as olga:
        olga.open("/invitations")
        olga.sees("Aucune invitation pour l’instant")
        olga.sees("Rien à dessiner")
        expect(olga.page.get_by_role("link", name="Tout effacer")).to_have_count(0)
        assert violations(olga.page) == []


def test_the_funnel_says_what_happened_for_all_and_by_department(full_house: House) -> None:
    """Figures are text; those of the last 30 days leave the old ones out."""
    with full_house.olga() as olga:
        olga.open("/invitations")
        olga.sees(f"1–25 sur {5 + OLD} invitations")
        figures(olga, (5 + OLD, 5, 4, 2, 1 + OLD))
        olga.page.get_by_role("link", name="30 jours", exact=True).click()
        figures(olga, (5, 5, 4, 2, 1))
        olga.page.locator("summary", has_text="Par département").click()
        departments = olga.page.get_by_role("table", name="Par département")
        for name, counts in (("Vente", "22221"), ("Support", "22100"), ("Sans département", "11100")):
            row = departments.get_by_role("row").filter(has_text=name)
            expect(row.locator(".funnel-cell")).to_have_text(list(counts))
        assert violations(olga.page) == []


def test_a_filter_stands_in_the_address_through_reload_and_back(full_house: House) -> None:
    with full_house.olga() as olga:
        olga.open("/invitations")
        olga.page.get_by_label("Invitation", exact=True).select_option(label="Acceptée")
        olga.is_at("/invitations")
        expect(olga.page).to_have_url(re.compile(r"\?state=accepted$"))
        olga.sees(f"1–{1 + OLD} sur {1 + OLD} invitations")
        olga.page.get_by_role("link", name="30 jours", exact=True).click()
        shown(olga, "Ana Lopez")
        expect(olga.page).to_have_url(re.compile(r"\?state=accepted&period=30d$"))
        assert violations(olga.page) == []

        olga.page.reload()
        shown(olga, "Ana Lopez")
        expect(olga.page.get_by_label("Invitation", exact=True)).to_have_value("accepted")
        expect(olga.page.get_by_role("link", name="30 jours", exact=True)).to_have_attribute(
            "aria-current", "true"
        )
        olga.page.go_back()
        olga.sees(f"1–{1 + OLD} sur {1 + OLD} invitations")
        expect(olga.page.get_by_label("Invitation", exact=True)).to_have_value("accepted")
        olga.page.go_back()
        olga.sees(f"1–25 sur {5 + OLD} invitations")
        expect(olga.page.get_by_label("Invitation", exact=True)).to_have_value("")
        olga.page.go_forward()
        olga.page.get_by_role("link", name="Retirer le filtre Invitation : Acceptée").click()
        olga.sees(f"1–25 sur {5 + OLD} invitations")


def test_a_search_that_finds_nobody_offers_the_way_back_to_all(full_house: House) -> None:
    with full_house.olga() as olga:
        olga.open("/invitations")
        olga.sees(f"1–25 sur {5 + OLD} invitations")
        olga.page.get_by_label("Rechercher un nom ou une adresse").fill("carla")
        shown(olga, "Carla Roy")
        olga.page.get_by_label("Rechercher un nom ou une adresse").fill("carlaq")
        olga.sees("Aucune invitation ne correspond")
        expect(olga.page).to_have_url(re.compile(r"\?q=carlaq$"))
        assert violations(olga.page) == []
        olga.page.get_by_role("link", name="Tout effacer").last.click()
        olga.sees(f"1–25 sur {5 + OLD} invitations")


def test_the_export_holds_just_the_rows_that_are_asked_for(full_house: House, tmp_path: Path) -> None:
    """INV-10: without a link; the file of what the address says."""
    with full_house.olga() as olga:
        olga.open("/invitations?period=30d")
        olga.page.get_by_label("Message", exact=True).select_option(label="Arrivé")
        shown(olga, "Ana Lopez", "Bob Petit", "Carla Roy", "Eva Gris")
        with olga.page.expect_download() as download:
            olga.page.get_by_role("button", name="Exporter").click()
        download.value.save_as(tmp_path / "archive.csv")
        assert re.fullmatch(r"invitations-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
        olga.is_at("/invitations")
    text = (tmp_path / "archive.csv").read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(text.splitlines(), delimiter=";")
    name, state, department = (head.index(column) for column in ("Nom", "Invitation", "Département"))
    assert sorted((row[name], row[state], row[department]) for row in rows) == [
        ("Ana Lopez", "Acceptée", "Vente"),
        ("Bob Petit", "En attente", "Vente"),
        ("Carla Roy", "En attente", "Support"),
        ("Eva Gris", "Révoquée", ""),
    ]
    assert "/invite/" not in text
