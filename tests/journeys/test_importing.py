"""An admin brings people in: by a file, by pasting; what is refused comes back, and the whole can be undone."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comunik_kit.subscriptions.inputs import TierForm
from tests.importing.files import people, spreadsheet
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations

pytestmark = pytest.mark.browser
WORKER = "companion"
FILE = (
    "Nom complet;E-mail;Rôle;Département\n"
    "Nadia Neuve;nadia@example.org;Superviseur;Support\n"
    "Paul Prêt;paul@example.org;;\n"
    "Olga Bis;olga@example.org;;\n"
    "Ana Vite;ana@gmial.com;;\n"
    "Mal Adressé;mal(at)example.org;;\n"
)


def begin(house: House, olga: Person) -> None:
    """Come to the page by its button."""
    house.sign_in(olga)
    olga.sees("Bonjour Olga")
    olga.page.goto(f"{house.kit.url}/users")
    olga.page.get_by_role("link", name="Importer").click()
    olga.sees("Du texte collé")
    at_ease(olga)


def at_ease(olga: Person) -> None:
    """WCAG: axe finds nothing, and nothing stands out to the side."""
    olga.page.wait_for_timeout(300)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert olga.page.evaluate(wide) <= 1
    assert violations(olga.page) == []


def send(olga: Person, name: str, content: bytes) -> None:
    olga.page.get_by_label("Fichier CSV ou Excel").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    )


def counted(olga: Person, verdict: str) -> str:
    return (
        olga.page.get_by_role("group", name="Filtrer par verdict")
        .get_by_role("button", name=verdict)
        .inner_text()
    )


@pytest.mark.parametrize("look", [{"width": 1440}, {"width": 390, "height": 844, "dark": True}])
def test_a_file_is_judged_line_by_line_imported_and_taken_back(house: House, look: dict[str, int]) -> None:
    with house.somebody(**look) as olga:
        begin(house, olga)
        send(olga, "équipe.csv", FILE.encode("cp1252"))
        expect(olga.page.get_by_label("E-mail", exact=True)).to_have_value("1", timeout=PATIENCE)
        at_ease(olga)
        olga.page.get_by_label("Créer les départements inconnus").check()
        olga.press("Vérifier les lignes")
        olga.sees("2 personnes prêtes")
        olga.sees("Vouliez-vous dire ana@gmail.com ?")
        at_ease(olga)
        olga.page.get_by_role("button", name="Déjà actif").click()
        expect(olga.page.get_by_role("row")).to_have_count(2, timeout=PATIENCE)
        with olga.page.expect_download() as given:
            olga.page.get_by_role("link", name="3 lignes de côté").click()
        rows = list(csv.reader(io.StringIO(Path(given.value.path()).read_text("utf-8-sig")), delimiter=";"))
        assert rows[0][-2:] == ["Ligne", "Motif"]
        assert [row[1] for row in rows[1:]] == ["olga@example.org", "ana@gmial.com", "mal(at)example.org"]
        olga.press("Importer 2 personnes")
        olga.sees("2 personnes importées")
        at_ease(olga)
        olga.press("Annuler cet import")
        olga.sees("Import annulé")
        olga.page.goto(f"{house.kit.url}/users")
        names = olga.page.locator(".person-name")
        expect(names.filter(has_text="Olga Martin")).to_be_visible(timeout=PATIENCE)
        expect(names.filter(has_text="Nadia Neuve")).to_have_count(0)
    assert house.mail.to("nadia@example.org") == []


def test_pasted_recipients_become_invited_people(house: House) -> None:
    with house.somebody() as olga:
        begin(house, olga)
        olga.page.get_by_label("Adresses ou lignes de tableau").fill(
            "Roy, Luc <luc@example.org>; zita.blanc@example.org"
        )
        olga.press("Continuer")
        olga.press("Vérifier les lignes")
        olga.sees("2 personnes prêtes")
        olga.page.get_by_label("Premier e-mail").select_option(label="Tout de suite")
        olga.press("Importer 2 personnes")
        olga.sees("2 personnes importées")
        olga.page.get_by_role("link", name="Luc Roy").click()
        olga.sees("luc@example.org")
    assert house.mail.wait_for("luc@example.org").recipients == ("luc@example.org",)
    assert house.mail.wait_for("zita.blanc@example.org").recipients == ("zita.blanc@example.org",)


def test_a_long_import_shows_how_far_it_is_and_stops_when_told(house: House) -> None:
    with house.somebody() as olga:
        begin(house, olga)
        send(olga, "longue.xlsx", spreadsheet([line.split(";") for line in people(1_500).splitlines()]))
        olga.press("Vérifier les lignes")
        olga.sees("1 500 personnes prêtes".replace("1 500", "1\N{NARROW NO-BREAK SPACE}500"))
        olga.page.get_by_role("button", name="Importer 1").click()
        olga.press("Arrêter")
        olga.sees("Import arrêté")
        olga.page.reload()
        olga.sees("Import arrêté")


def test_too_few_seats_are_said_with_their_number_before_anything_is_imported(house: House) -> None:
    duo = TierForm.parse({"name": "Duo", "seats": "2", "tickets": "on"})
    house.cast.kit.subscriptions.create(house.cast.admin, form=duo)
    lines = [f"Pat {name};pat.{name}@example.org;Duo" for name in ("Un", "Deux", "Trois")]
    with house.somebody() as olga:
        begin(house, olga)
        send(olga, "duo.csv", "\n".join(["Nom;E-mail;Abonnement", *lines]).encode())
        olga.press("Vérifier les lignes")
        olga.sees("2 places dans « Duo », 3 demandées :")
        olga.sees("1 ligne ne sera pas écrite.")
        expect(olga.page.get_by_role("button", name="Importer 2 personnes")).to_be_visible()
        at_ease(olga)
        olga.page.goto(f"{house.kit.url}/users?q=pat")
        olga.sees("Aucun résultat")


def test_what_is_no_list_is_refused_in_words(house: House) -> None:
    with house.somebody() as olga:
        begin(house, olga)
        send(olga, "photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200))
        olga.sees("ni une liste en texte (CSV) ni un classeur Excel")
        at_ease(olga)
        olga.said[:] = [words for words in olga.said if "422" not in words]
