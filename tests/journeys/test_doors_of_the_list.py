"""Without a domain nobody is added; a photo is shown as it was re-encoded."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE
from tests.support.axe import violations

pytestmark = pytest.mark.browser
_WITHOUT_DOMAIN = """
from sqlalchemy import text
with kit.db.write() as s: s.execute(text("DELETE FROM domains"))

"""


def picture(folder: Path) -> Path:
    """Draw a photo of 900 × 600 with a place in it, as a telephone would."""
    path, image = folder / "moi.jpg", Image.new("RGB", (900, 600), "#884422")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    image.save(path, exif=exif)
    return path


def halves(folder: Path) -> Path:
    """Draw a picture that is red on the left and blue on the right."""
    path, image = folder / "moitie.png", Image.new("RGB", (900, 600), "#0000ff")
    image.paste("#ff0000", (0, 0, 450, 600))
    image.save(path)
    return path


def test_a_photo_goes_with_the_new_colleague_and_loses_what_it_tells(house: House, tmp_path: Path) -> None:
    """INP-05."""
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        drawer.locator("input[type=file]").set_input_files(picture(tmp_path))
        drawer.get_by_role("button", name="Utiliser cette photo").click()
        expect(drawer.locator("img:visible")).to_be_visible(timeout=PATIENCE)
        olga.fill_colleague(drawer, "Ana Lopez", "ana@example.org")
        olga.create_by(drawer, "Créer")
        shown = olga.page.get_by_role("row").filter(has_text="Ana Lopez").locator("img")
        expect(shown).to_be_visible(timeout=PATIENCE)
        address = shown.get_attribute("src")
        image = Image.open(io.BytesIO(olga.page.request.get(f"{house.kit.url}{address}").body()))
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (512, 512), {})


def test_of_a_photo_one_chooses_the_part_and_may_change_ones_mind(house: House, tmp_path: Path) -> None:
    """By keyboard and by pointer; « Échap » closes the question and not the drawer."""
    half = halves(tmp_path)
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        drawer.locator("input[type=file]").set_input_files(half)
        asked = drawer.get_by_role("dialog", name="Cadrer la photo")
        expect(asked).to_be_visible()
        assert violations(olga.page) == []
        olga.page.keyboard.press("Escape")
        expect(asked).to_be_hidden()
        expect(drawer.get_by_label("Nom complet")).to_be_visible()
        expect(drawer.locator(".photo-circle img")).to_be_hidden()
        olga.page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()  # nothing was typed: nothing is asked

        drawer = olga.open_drawer()
        asked = drawer.get_by_role("dialog", name="Cadrer la photo")
        drawer.locator("input[type=file]").set_input_files(half)
        asked.get_by_label("Agrandir").fill("2")
        asked.get_by_label("Gauche – droite").press("End")
        asked.get_by_label("Gauche – droite").press("Enter")
        shown = drawer.locator(".photo-circle img:visible")
        expect(shown).to_be_visible(timeout=PATIENCE)
        address = shown.get_attribute("src")
        image = Image.open(io.BytesIO(olga.page.request.get(f"{house.kit.url}{address}").body()))
    red, _, blue = image.convert("RGB").getpixel((3, 256))  # type: ignore[misc]
    assert (red < 30, blue > 220) == (True, True)


def test_a_file_that_is_no_picture_is_refused_in_words_and_nothing_typed_is_lost(
    house: House, tmp_path: Path
) -> None:
    fake = tmp_path / "faux.png"
    fake.write_text("<svg onload=alert(1)>")
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        drawer = olga.open_drawer()
        drawer.get_by_label("Nom complet").fill("Luc Morel")
        drawer.locator("input[type=file]").set_input_files(fake)
        expect(drawer.locator("[role=alert]:visible, .field-error:visible").first).to_be_visible(
            timeout=PATIENCE
        )
        expect(drawer.get_by_label("Nom complet")).to_have_value("Luc Morel")
        olga.said[:] = [words for words in olga.said if "422" not in words]


def test_without_a_domain_the_list_says_so_and_the_button_is_off(house: House) -> None:
    """The guide: the red warning leads to White Label."""
    house.kit.command("shell", given=_WITHOUT_DOMAIN)
    with house.somebody() as olga:
        house.sign_in(olga)
        olga.sees("Bonjour Olga")
        olga.open("/users")
        expect(olga.page.get_by_role("button", name="Créer", exact=True)).to_be_disabled(timeout=PATIENCE)
        warning = olga.page.locator("main .tone-danger")
        warning.get_by_role("link").click()
        olga.is_at("/settings/white-label")
