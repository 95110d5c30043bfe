"""What the server draws before any script runs is what the page then shows, at the same places; with axe on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.web.routes import PAGES
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE
from tests.support.axe import violations

pytestmark = pytest.mark.browser
LOOKS = [
    pytest.param({"width": 1440, "height": 900, "locale": "fr-FR"}, id="wide-french"),
    pytest.param({"width": 390, "height": 844, "locale": "en-GB"}, id="phone-english"),
]
PEOPLE = "/users?columns=role,department,company,tier,status,last_seen,created&sort=-name"
# Each element below a place: what it is, says, leads to and where it begins. Of a moment, that one is said.
_READ = """root => {
  const attrs = ['href', 'title', 'aria-label', 'aria-sort', 'aria-current', 'aria-labelledby', 'data-label', 'role',
    'scope', 'type', 'src', 'id', 'width', 'height', 'colspan'];
  const tall = 'tr, .card, .tile, .bulk-bar, h2, li';
  const isDrawn = each => !each.closest('svg > *') && !each.matches('.skeleton-moment, .bulk-number');
  const classes = each => [...each.classList].filter(name => !name.startsWith('css-')).sort().map(name => '.' + name);
  const words = each => [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join('');
  return [...root.querySelectorAll('*')].filter(isDrawn).map(each => ({
    is: each.tagName.toLowerCase() + classes(each).join(''),
    has: attrs.filter(name => each.hasAttribute(name)).map(name => name + '=' + each.getAttribute(name)),
    says: each.querySelector(':scope > .skeleton-moment') ? null : words(each),
    top: each.matches(tall) ? Math.round(each.getBoundingClientRect().top + scrollY) : 0,
  }));
}"""
_LINES = "root => [...root.querySelectorAll('polyline')].map(each => each.getAttribute('points'))"


@pytest.fixture(scope="module")
def full_house(house: House) -> House:
    """Have people in every standing, with and without all that a row shows, and something in every module."""
    cast, now = house.cast, datetime.now(UTC)
    cast.create("Ana Lopez", department="Ventes", company="Ateliers & Fils", role_id=cast.roles["manager"])
    gone = cast.create("Bob Noir")
    cast.amend(gone, suspended_at=now, last_seen_at=now - timedelta(days=3))
    cast.kit.invitations.create_and_invite(
        cast.admin, new=cast.new("Zoé <i>Brun</i>", email="zoe@example.org")
    )
    cast.amend(cast.admin.user_id, previous_visit_at=now - timedelta(days=2), toured_at=now)
    with cast.kit.db.write() as s:
        for days, title in (
            (0, "Garage & Fils"),
            (1, "Menuiserie"),
            (5, "Boulangerie"),
            (9, "Port"),
            (10, "Quai"),
        ):
            at = now - timedelta(days=days, seconds=5)
            post(s, cast.workspace_id, NewActivity("calls", "received", title, at, status="answered"), now)
        at = now - timedelta(hours=1)
        post(s, cast.workspace_id, NewActivity("tickets", "created", "Imprimante", at, status="open"), now)
    return house


@contextmanager
def opened(
    house: House, path: str, look: dict[str, Any], *, scripts: bool
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page as Olga, with scripts or without; what it complains of is in the list."""
    context = house.browser.new_context(
        locale=look["locale"],
        viewport={"width": look["width"], "height": look["height"]},
        reduced_motion="reduce",
    )
    said: list[str] = []
    context.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    context.on("weberror", lambda e: said.append(str(e.error)))
    name = session_cookie_name(house.cast.kit.settings)
    context.add_cookies([{"name": name, "value": house.cast.admin_secret, "url": house.kit.url}])
    try:
        page = context.new_page()
        if not scripts:
            page.route("**/*.js", lambda route: route.abort())
        page.goto(house.kit.url + path)
        yield page, said
    finally:
        context.close()


def below(page: Page, place: str, first: str) -> list[dict[str, Any]]:
    """Read what stands below a place from its `first` element on, and how far below that it is."""
    read: list[dict[str, Any]] = page.locator(place).evaluate(_READ)
    start = next(at for at, each in enumerate(read) if each["is"] == first)
    top = read[start]["top"]
    return [each | {"top": each["top"] and each["top"] - top} for each in read[start:]]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("path", "first", "ready"),
    [
        (PEOPLE, "div.bulk-bar", ".content > .people-table .person-link"),
        ("/", "section.card", ".content > .home .stat"),
    ],
    ids=["people", "home"],
)
def test_the_page_takes_over_and_nothing_changes_or_moves(
    full_house: House, look: dict[str, Any], path: str, first: str, ready: str
) -> None:
    """But for moments, which only the browser can say."""
    cast = full_house.cast
    cast.kit.profile.keep_language(cast.admin, language=look["locale"][:2])
    with opened(full_house, path, look, scripts=False) as (page, _):
        drawn = below(page, ".first-drawing", first)
        lines = page.locator(".first-drawing").evaluate(_LINES)
        expect(page.locator("h1")).to_be_visible(timeout=PATIENCE)
        assert violations(page) == []
    with opened(full_house, path, look, scripts=True) as (page, said):
        expect(page.locator(ready).first).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".first-drawing")).to_have_count(0)
        page.evaluate("document.fonts.ready")
        shown = below(page, ".content", first)
        assert page.locator(".content").evaluate(_LINES) == lines
        assert said == []
    assert 50 < len(drawn) <= len(shown)
    for before, after in zip(drawn, shown, strict=False):
        if before["says"] is None:
            after["says"] = None
        assert before == after


@pytest.mark.parametrize(("locale", "words"), [("fr-FR", "Connexion"), ("en-GB", "Sign in")])
def test_a_page_is_read_in_one_s_language_before_its_scripts_are_there(
    house: House, locale: str, words: str
) -> None:
    """The short one in the page's head runs, and has nothing to wait for."""
    context = house.browser.new_context(locale=locale)
    page = context.new_page()
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto(f"{house.kit.url}/login")
    # Else the script would hide the body for two seconds.
    expect(page.get_by_role("heading", name=words)).to_be_visible(timeout=1_000)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    for each in PAGES:
        compiled = page.request.get(
            house.kit.url + each.path.replace("[user_id]", "x").replace("[item_id]", "x")
        )
        assert not set("⟦¦⟧") & set(compiled.text()), each.path
    context.close()


def test_words_that_do_not_come_cost_their_language_and_not_the_page(full_house: House) -> None:
    with full_house.olga(locale="en-GB") as olga:
        olga.page.route("**/assets/i18n_en*.js", lambda route: route.abort())
        olga.open("/users")  # until what answers to hands and keys is there
        olga.page.get_by_role("button", name="Ajouter un filtre").click()
        expect(olga.page.get_by_role("menu")).to_be_visible(timeout=PATIENCE)
        olga.said.clear()  # of what did not come, and that other words stood there
