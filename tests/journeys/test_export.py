"""Taking people out of the list, in the browser."""

import csv
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person

pytestmark = pytest.mark.browser


def take(olga: Person, entry: str, path: Path) -> str:
    """Choose an entry of « Exporter »; keep the file, and tell the name it came with."""
    with olga.page.expect_download(timeout=PATIENCE) as waited:
        olga.choose_menu(olga.page.get_by_role("button", name="Exporter", exact=True), entry)
    waited.value.save_as(path)
    return waited.value.suggested_filename


def test_what_the_list_shows_leaves_as_a_file_of_either_kind(house: House, tmp_path: Path) -> None:
    """The search typed a moment ago counts, though no page was loaded since."""
    house.cast.create("Ana Lopez")
    house.cast.create("Bob Noir")
    with house.olga() as olga:
        olga.open("/users?tab=not_invited")
        olga.sees("Bob Noir")
        olga.page.get_by_role("searchbox").fill("lopez")
        expect(olga.page.get_by_text("Bob Noir")).to_be_hidden(timeout=PATIENCE)
        for entry, kind in (("Fichier CSV", "csv"), ("Fichier Excel (XLSX)", "xlsx")):
            name = take(olga, entry, tmp_path / f"people.{kind}")
            assert re.fullmatch(rf"utilisateurs-\d{{4}}-\d\d-\d\d\.{kind}", name)
        olga.sees("Fichier prêt, 1 personne : le téléchargement commence.")
        assert olga.page.url.endswith("q=lopez")
    with (tmp_path / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file, delimiter=";")] == ["Nom complet", "Ana Lopez"]
    book = load_workbook(tmp_path / "people.xlsx", read_only=True)
    assert [row[0] for row in book.worksheets[0].values] == ["Nom complet", "Ana Lopez"]
    book.close()
    assert house.cast.acts().count("users_exported") == 2
