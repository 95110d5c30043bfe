"""Every message as Chromium draws it: on a phone and on a desk, light and dark, in both languages."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from comunik_kit.mail.outbox import Template
from tests.mail.full_letters import RENDERER, full_letter
from tests.support import axe

pytestmark = pytest.mark.browser

LANGUAGES, THEMES, WIDTHS = ("fr", "en"), ("light", "dark"), (390, 600)
LONG = "Anne-Sophie-Élisabeth-Bénédicte de la Rochefoucauld-Montmorency-Fitzwilliam"
ADDRESS = "anne-sophie-elisabeth.de-la-rochefoucauld-montmorency@departement-des-ressources.exemple.fr"
CROWDED = {
    **dict.fromkeys(("full_name", "inviter", "invitee", "asker", "giver"), LONG),
    **dict.fromkeys(("email", "new_email"), ADDRESS),
    "workspace": "Société-Générale-d’Aménagement-et-de-Rénovation-du-Bassin-Parisien",
    "words": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf " * 8,
    "role_key": "own",
    "role_name": "Responsable des ressources humaines et de la coordination",
}
_MEASURE = """() => {
  const seen = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
    && [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
  const small = seen.filter(one => parseFloat(getComputedStyle(one).fontSize) < 14);
  const buttons = [...document.querySelectorAll('.action a')].map(one => one.getBoundingClientRect());
  return {
    width: document.documentElement.scrollWidth,
    small: small.map(one => one.textContent.trim().slice(0, 40)),
    words: seen.length,
    buttons: buttons.map(box => [Math.round(box.width), Math.round(box.height), Math.round(box.right)]),
  };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Lend one page to all of them."""
    opened = browser.new_page()
    yield opened
    opened.close()


def _show(page: Page, template: Template, language: str, theme: Any, width: int, **params: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.set_content(RENDERER.render(full_letter(template, language, **params)).html)


def _hold(page: Page, width: int, where: str) -> None:
    found = page.evaluate(_MEASURE)
    assert found["width"] <= width, f"{where}: {found['width']} px wide"
    assert found["small"] == [], where
    assert found["words"] > 4, where
    [(button_width, height, right)] = found["buttons"]
    assert height >= 44, f"{where}: the button is {height} px high"
    assert button_width >= 160, where
    assert right <= width - 12, where


@pytest.mark.parametrize("template", list(Template))
def test_it_fits_and_can_be_read_and_pressed(page: Page, template: Template) -> None:
    """No sideways scrolling, no word below 14 px, a button as high as a thumb needs; however long the names are."""
    for language, theme, width in product(LANGUAGES, THEMES, WIDTHS):
        _show(page, template, language, theme, width)
        _hold(page, width, f"{template} {language} {theme} {width}")
    for width in (320, *WIDTHS):
        _show(page, template, "fr", "light", width, **CROWDED)
        _hold(page, width, f"{template} crowded {width}")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("template", list(Template))
def test_its_words_stand_out_from_their_ground(page: Page, template: Template, theme: str) -> None:
    """WCAG 2.2 AA, contrast above all; also with an accent that is nearly white, and one that is nearly black."""
    for accent in ("#2563eb", "#ffe066", "#101010"):
        _show(page, template, "fr", theme, 390, accent=accent)
        assert axe.violations(page, rules=["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]) == [], accent


def test_dark_is_dark(page: Page) -> None:
    """A message that ignores the theme would shine in the night."""
    ground = "() => getComputedStyle(document.querySelector('.card')).backgroundColor"
    _show(page, Template.INVITATION, "fr", "light", 390)
    light = page.evaluate(ground)
    _show(page, Template.INVITATION, "fr", "dark", 390)

    assert (light, page.evaluate(ground)) == ("rgb(255, 255, 255)", "rgb(27, 28, 32)")


def test_nothing_is_asked_of_the_network(page: Page) -> None:
    """TOK-08: opening a message tells nobody."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for template in Template:
        _show(page, template, "fr", "light", 390)

    assert [url for url in asked if not url.startswith(("about:", "data:"))] == []
