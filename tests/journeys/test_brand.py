"""A brand from its name to the sign-in page, in the browser; with axe on what is seen."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, expect

from comunik_kit.branding.inputs import BrandForm
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.support.axe import violations
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser
PATH = "/settings/white-label?tab=brand"
COLOURS = {"logo": "#0f766e", "logo_dark": "#99f6e4", "icon": "#b45309", "cover": "#7c3aed"}


def picture(folder: Path, kind: str, size: tuple[int, int]) -> Path:
    """Draw something that can be recognised."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 24, fill=COLOURS[kind])
    out = io.BytesIO()
    image.save(out, "PNG")
    path = folder / f"{kind}.png"
    path.write_bytes(out.getvalue())
    return path


def faults(person: Person) -> list[str]:
    person.page.wait_for_timeout(400)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(person.page) + ([f"{wide} px too wide"] if wide > 1 else [])


def pane(person: Person, name: str) -> Locator:
    return person.page.get_by_role("figure", name=name, exact=True)


def send(person: Person, kind: str, path: Path) -> None:
    person.page.locator(f"#f-{kind}").set_input_files(path)
    expect(person.page.locator(f"input[name={kind}]")).to_have_value(
        re.compile("^[0-9a-f]{32}$"), timeout=PATIENCE
    )


def fill(person: Person, folder: Path) -> None:
    """Fill the whole form; the colour is too pale, and the proposal is taken."""
    form = person.page.locator("#brand-form")
    form.get_by_label("Nom de la marque").fill("Maison Aubry")
    form.get_by_label("Couleur", exact=True).fill("#fde047")
    person.sees("Cette couleur se lit mal")
    assert faults(person) == []
    person.press(re.compile("^Prendre #"))
    expect(person.page.get_by_text("Cette couleur se lit mal")).to_have_count(0, timeout=PATIENCE)
    for kind, size in (("logo", (480, 120)), ("icon", (256, 256)), ("cover", (1200, 1600))):
        send(person, kind, picture(folder, kind, size))
    form.get_by_label("Nom de l’expéditeur").fill("L’équipe Aubry")
    form.get_by_label("Adresse de réponse").fill("bonjour@maison-aubry.fr")
    form.get_by_label("Mention légale").fill("Maison Aubry SAS, RCS Lyon 123 456 789")


def previews_show_it(person: Person) -> None:
    """Look at the three panes."""
    expect(pane(person, "Connexion")).to_contain_text("RCS Lyon", timeout=PATIENCE)
    expect(pane(person, "Connexion").locator(".door.has-cover .brand.has-logo")).to_have_count(1)
    expect(pane(person, "Accueil").locator(".brand.has-logo")).to_have_count(1)
    expect(pane(person, "E-mail")).to_contain_text("L’équipe Aubry")
    letter = person.page.frame_locator("iframe.pane-mail")
    expect(letter.get_by_role("img", name="Maison Aubry").first).to_be_visible(timeout=PATIENCE)
    assert letter.locator("img:visible").first.evaluate("image => image.naturalWidth") == 480


def test_a_brand_is_seen_before_it_is_saved_and_carried_everywhere_after(
    house: House, tmp_path: Path
) -> None:
    with house.olga() as olga:
        olga.open(PATH)
        fill(olga, tmp_path)
        previews_show_it(olga)
        olga.press("M’envoyer un message d’essai")
        olga.sees("Message d’essai en route vers olga@example.org.")
        assert "Maison Aubry" not in olga.page.title()
        olga.press("Enregistrer")
        olga.sees("Marque enregistrée")
        expect(olga.page).to_have_title("White Label · Maison Aubry", timeout=PATIENCE)
        expect(olga.page.locator('link[rel="icon"]')).to_have_attribute("href", re.compile(r"^/brand/\w+-32"))
        assert faults(olga) == []

    sent = house.mail.wait_for("olga@example.org")
    assert sent.content["From"].addresses[0].display_name == "L’équipe Aubry"
    assert sent.content["Reply-To"] == "bonjour@maison-aubry.fr"
    assert "rejoindre Maison Aubry" in str(sent.content["Subject"])


def test_the_door_carries_it_from_the_first_paint(house: House) -> None:
    """Before any script runs, and after: title, icon, colour, logo, picture, legal line."""
    with house.somebody() as anybody:
        served = anybody.page.request.get(house.kit.url + "/login").text()
        assert "<title>Connexion · Maison Aubry</title>" in served
        assert "Comunik" not in served
        assert "__KIT_" not in served
        anybody.open("/login")
        expect(anybody.page.locator(".door-text")).to_contain_text("Maison Aubry", timeout=PATIENCE)
        anybody.sees("RCS Lyon 123 456 789")
        expect(anybody.page).to_have_title("Connexion · Maison Aubry")
        assert anybody.page.locator("title").count() == 1
        logo = "getComputedStyle(document.querySelector('.door-top .brand'), '::before').backgroundImage"
        assert "/brand/" in anybody.page.evaluate(logo)
        cover = "getComputedStyle(document.querySelector('.door'), '::after').backgroundImage"
        assert "/brand/" in anybody.page.evaluate(cover)
        assert faults(anybody) == []
        anybody.open("/nowhere")
        expect(anybody.page).to_have_title("Page introuvable · Maison Aubry", timeout=PATIENCE)
        anybody.said[:] = [words for words in anybody.said if "404" not in words]


LOGO = "mark => getComputedStyle(mark, '::before').backgroundImage"
GROUND = "mark => getComputedStyle(mark, '::before').backgroundColor"
CLEAR, WHITE = "rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"


def test_dark_grounds_have_a_logo_of_their_own(house: House, tmp_path: Path) -> None:
    """Without it there is a white plate under the other; with it there is none, in the preview and at the door."""
    with house.olga() as olga:
        olga.open(PATH)
        mark = pane(olga, "Connexion").locator(".door-top .brand.has-logo")
        olga.page.locator(".brand-preview").get_by_role("button", name="Sombre", exact=True).click()
        expect(pane(olga, "Connexion").locator(".in-dark")).to_have_count(1, timeout=PATIENCE)
        light = olga.page.locator("input[name=logo]").input_value()
        assert light in mark.evaluate(LOGO)
        assert mark.evaluate(GROUND) == WHITE
        send(olga, "logo_dark", picture(tmp_path, "logo_dark", (360, 120)))
        dark = olga.page.locator("input[name=logo_dark]").input_value()
        eventually(lambda: dark in mark.evaluate(LOGO), of="the logo of dark grounds")
        assert mark.evaluate(GROUND) == CLEAR
        olga.press("Enregistrer")
        olga.sees("Marque enregistrée")
    for look, logo in ((True, dark), (False, light)):
        with house.somebody(dark=look) as anybody:
            anybody.open("/login")
            mark = anybody.page.locator(".door-top .brand")
            expect(mark).to_be_visible(timeout=PATIENCE)
            assert logo in mark.evaluate(LOGO)
            assert mark.evaluate(GROUND) == CLEAR
            assert faults(anybody) == []


def test_on_a_phone_one_preview_stands_at_a_time(house: House) -> None:
    with house.olga(width=390, height=844, dark=True) as olga:
        olga.open(PATH)
        expect(olga.page.locator("figure.pane:visible")).to_have_count(1, timeout=PATIENCE)
        olga.press("E-mail")
        expect(olga.page.locator("iframe.pane-mail")).to_be_visible(timeout=PATIENCE)
        assert faults(olga) == []


def save(house: House, **changes: str) -> None:
    """Change something of the brand that is saved."""
    view = house.cast.kit.branding.view(house.cast.admin)
    said = ("brand", "accent", "sender_name", "reply_to", "legal_line", "language", "theme", "version")
    form = {name: getattr(view, name) for name in said}
    parsed = BrandForm.parse({**form, **view.pictures, **changes})
    house.cast.kit.branding.save(house.cast.admin, form=parsed)


def test_who_speaks_no_language_of_ours_reads_the_workspaces(house: House) -> None:
    save(house, language="en")
    with house.somebody(locale="de-DE") as anybody:
        answer = anybody.page.goto(house.kit.url + "/login")
        assert answer is not None
        assert re.search(r'<html\b[^>]* lang="en"', answer.text())
        expect(anybody.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=PATIENCE)
        expect(anybody.page.locator("html")).to_have_attribute("lang", "en")
        expect(anybody.page.get_by_text("Se connecter")).to_have_count(0)
        assert faults(anybody) == []
    with house.somebody() as anybody:
        anybody.open("/login")
        door = anybody.page.get_by_role("button", name="Se connecter", exact=True)
        expect(door).to_be_visible(timeout=PATIENCE)
        expect(anybody.page.locator("html")).to_have_attribute("lang", "fr")
    save(house, language="fr")


def test_who_has_chosen_no_theme_gets_the_workspaces(house: House) -> None:
    save(house, theme="dark")
    with house.somebody() as anybody:
        anybody.open("/login")
        expect(anybody.page.locator("html")).to_have_class(re.compile("dark"), timeout=PATIENCE)
        assert faults(anybody) == []
        anybody.press("Clair")
        expect(anybody.page.locator("html")).to_have_class(re.compile("light"), timeout=PATIENCE)
        anybody.open("/forgot")
        expect(anybody.page.locator("html")).to_have_class(re.compile("light"), timeout=PATIENCE)
