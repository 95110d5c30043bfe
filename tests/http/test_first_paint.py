"""What the server draws into a page before any script runs: for whom, what, and how it is sent."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.http.dressing import NAME_MARK
from comunik_kit.http.first_paint.filling import DRAWINGS, painter
from comunik_kit.http.first_paint.home import line
from comunik_kit.http.first_paint.slots import slot, slot_in, with_drawing
from comunik_kit.http.pages import DressedPages, ExactPages
from comunik_kit.users.tables import Company, Department
from comunik_kit.web.compiled import compiled_pages
from comunik_kit.workspaces.views import Face
from tests.http.browser import OURS, browser_on, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.workspaces.houses import opened

PAGE = f'<!doctype html><html lang="fr"><head><title>x · {NAME_MARK}</title></head><body><div>%s</div></body></html>'
ADDRESSES = {"home": "/home", "people": "/people"}
NAMES = re.compile(r'class="person-name person-link" href="/users/[0-9a-f]{32}">([^<]*)</a>')


@dataclass(frozen=True)
class Site:
    """Compiled pages with room for a drawing each, over a cast's data."""

    cast: Cast
    folder: Path

    def get(
        self, path: str, secret: str = "", *, host: str = "", method: str = "GET", **said: str
    ) -> Response:
        """Ask for a page as whoever has the secret of a session."""

        async def face_of(_host: str) -> Face:
            return Face(name="Maison Aubry")

        files = ExactPages(compiled_pages(self.folder), self.folder)
        app = DressedPages(files, face_of, painter(lambda: self.cast.kit))
        url = f"http://{host}" if host else self.cast.kit.settings.public_url
        browser = TestClient(app, base_url=url, headers=OURS | {"Accept-Encoding": "identity"})
        if secret:
            browser.cookies.set(session_cookie_name(self.cast.kit.settings), secret)
        return browser.request(
            method, path, headers={name.replace("_", "-"): each for name, each in said.items()}
        )

    def names(self, query: str = "", **said: str) -> list[str]:
        """List the people that are drawn for the admin."""
        return NAMES.findall(self.get(f"/people{query}", self.cast.admin_secret, **said).text)


@pytest.fixture
def site(cast: Cast, tmp_path: Path) -> Site:
    """Compile a page for each drawing, and one without room for any."""
    for name in DRAWINGS:
        (tmp_path / f"{name}.html").write_text(PAGE % slot(name))
    (tmp_path / "plain.html").write_text(PAGE % "nothing")
    return Site(cast, tmp_path)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("", ""),
        ("<!--first:-->", ""),
        ("<!--first:People-->", ""),
        ("<!-- first:people -->", ""),
        (slot("people"), "people"),
        (f"<p>{slot('home')}</p>{slot('people')}", "home"),
    ],
)
def test_a_page_says_what_it_has_room_for(page: str, name: str) -> None:
    assert slot_in(page) == name


def test_a_drawing_is_no_page_that_has_room(site: Site) -> None:
    """INP-08: somebody is called like a room, or like the mark of a brand."""
    assert with_drawing(f"a{slot('people')}b{slot('people')}", "people", slot("people")) == (
        f"a{slot('people')}b{slot('people')}"
    )
    hostile = f"{slot('home')} {NAME_MARK}"
    site.cast.amend(site.cast.create("Ana"), full_name=hostile)
    drawn = site.get("/people", site.cast.admin_secret).text
    assert "&lt;!--first:home--&gt; __KIT_BRAND__" in drawn
    assert "Maison Aubry" in drawn


def test_who_reads_people_finds_them_in_the_page(site: Site) -> None:
    site.cast.create("Ana Lopez", department="Ventes")
    page = site.get("/people", site.cast.admin_secret).text
    assert NAMES.findall(page) == ["Ana Lopez", "Olga Martin"]
    for said in ("Ventes", "ana", "Admin", "Actif", "Non invité", "Jamais", "Sélectionner Ana Lopez"):
        assert said in page
    assert slot_in(page) == ""


def test_the_address_says_which_people_in_which_order_and_columns(site: Site) -> None:
    for name in ("Ana Lopez", "Bob Noir"):
        site.cast.create(name, company="Aubry")
    assert site.names("?sort=-name") == ["Olga Martin", "Bob Noir", "Ana Lopez"]
    assert site.names("?q=noir") == ["Bob Noir"]
    assert site.names("?tab=active") == ["Olga Martin"]
    shown = site.get("/people?sort=-name&columns=company", site.cast.admin_secret).text
    assert 'aria-sort="descending"' in shown
    assert 'href="/users?columns=company&amp;sort=name"' in shown
    assert 'data-label="Entreprise"' in shown
    assert 'data-label="Rôle"' not in shown


@pytest.mark.parametrize("query", ["?q=personne", "?tab=invited", "?2fa=none", "?tab=suspended"])
def test_what_the_page_has_to_find_out_itself_is_not_drawn(site: Site, query: str) -> None:
    """Nobody to list, another list, or a filter whose choices are looked up first."""
    page = site.get(f"/people{query}", site.cast.admin_secret)
    assert page.text == site.get("/people").text
    assert "etag" in page.headers


def test_home_is_drawn_over_the_period_of_the_address(site: Site) -> None:
    week, month = (site.get(f"/home{query}", site.cast.admin_secret).text for query in ("", "?period=30d"))
    assert "Ces 7 derniers jours" in week
    assert "Ces 30 derniers jours" in month
    assert '<p class="stat-figure">0</p>' in week
    for said in ("Premiers pas", "Vos modules", "Téléphonie", "Appels reçus"):
        assert said in week


def test_the_readers_language_is_spoken(site: Site) -> None:
    assert "Select Olga Martin" in site.get("/people", site.cast.admin_secret, accept_language="en").text
    session = f"{session_cookie_name(site.cast.kit.settings)}={site.cast.admin_secret}"
    assert "Select Olga Martin" in site.get("/people", cookie=f"kit_lang=en; {session}").text


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</table><script>",
    "{{ 7*7 }}",
    "'x'",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_people_stay_words(site: Site, words: str) -> None:
    """INP-05, WEB-03: a name, a department, a company, in text and in attributes."""
    site.cast.amend(site.cast.create("Ana", department="Ventes", company="Aubry"), full_name=words)
    with site.cast.kit.db.write() as s:
        for table in (Department, Company):
            s.exec(update(table).values(name=words))
    page = site.get("/people?columns=department,company", site.cast.admin_secret).text
    assert "<script" not in page
    assert "<img" not in page
    assert "49" not in NAMES.sub("", page)
    assert page.count("</table>") == 1
    assert html.unescape(page).count(words) >= 3


@pytest.mark.parametrize("path", ADDRESSES.values())
def test_a_page_that_is_somebodys_is_kept_by_nobody(site: Site, path: str) -> None:
    """WEB-02."""
    page = site.get(path, site.cast.admin_secret)
    assert page.headers["cache-control"] == "no-store"
    assert "etag" not in page.headers
    assert "Cookie" in page.headers["vary"]
    small = site.get(path, site.cast.admin_secret, accept_encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(page.content)
    head = site.get(path, site.cast.admin_secret, method="HEAD")
    assert (head.content, head.headers["content-length"]) == (b"", page.headers["content-length"])


@pytest.mark.parametrize("path", [*ADDRESSES.values(), "/plain"])
def test_who_is_not_signed_in_gets_the_page_of_everybody(site: Site, path: str) -> None:
    page, forged = site.get(path), site.get(path, "x" * 43)
    assert page.text == forged.text
    assert "Olga" not in page.text
    assert (page.headers.get("cache-control"), "etag" in page.headers) == (None, True)
    assert site.get(path, if_none_match=page.headers["etag"]).status_code == 304


def test_a_session_that_ended_draws_nothing(site: Site) -> None:
    secret = site.cast.admin_secret
    assert "Olga" in site.get("/people", secret).text
    site.cast.kit.sessions.end(secret, origin=ORIGIN)
    assert "Olga" not in site.get("/people", secret).text


def test_who_may_not_read_people_sees_none_of_them(site: Site) -> None:
    """ACL-01."""
    _, secret = site.cast.join("Ana Lopez", "agent")
    assert NAMES.findall(site.get("/people", secret).text) == []
    assert "Olga" not in site.get("/people", secret).text
    assert "Vos modules" in site.get("/home", secret).text


@pytest.mark.parametrize("path", ADDRESSES.values())
def test_who_has_to_do_something_first_is_drawn_nothing(site: Site, path: str) -> None:
    """AUT-11: an initial password is replaced before anything else."""
    cast = site.cast
    staged = cast.kit.passwords.stage(
        cast.admin, password=PASSWORD, name="Iris Noir", email="iris@example.org"
    )
    cast.create("Iris Noir", role_id=cast.roles["admin"], staged_password=staged)
    browser = browser_on(cast.kit)
    assert sign_in(browser, "iris@example.org")["body"] == {"location": "/profile/security"}
    held = browser.cookies[session_cookie_name(cast.kit.settings)]
    assert cast.actor(held).is_held
    assert site.get(path, held).text == site.get(path).text


def test_a_session_draws_nothing_at_another_workspaces_host(site: Site) -> None:
    """TOK-07, ACL-03: nor at a host that is nobody's."""
    opened(site.cast)
    secret = site.cast.admin_secret
    assert site.names() == ["Olga Martin"]
    for host in ("voisine.localhost", "evil.example"):
        elsewhere = site.get("/people", secret, host=host)
        assert (elsewhere.status_code, elsewhere.text) == (200, site.get("/people", host=host).text)
        assert "Olga" not in elsewhere.text


def test_a_database_that_is_away_leaves_the_page_as_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """REL-07: the page itself tells, once its script runs."""

    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr(type(site.cast.kit.users), "page", away)
    page = site.get("/people", site.cast.admin_secret)
    assert (page.status_code, page.text) == (200, site.get("/people").text)
    assert "nothing is drawn while the database is away" in caplog.text


def test_what_is_no_databases_fault_is_not_hidden(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise RuntimeError("mistaken")

    monkeypatch.setattr(type(site.cast.kit.users), "page", mistaken)
    with pytest.raises(RuntimeError, match="mistaken"):
        site.get("/people", site.cast.admin_secret)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], ""),
        ([7], "0.0,16.0"),
        ([3, 3, 3], "0.0,16.0 60.0,16.0 120.0,16.0"),
        ([0, 4, 2], "0.0,30.0 60.0,2.0 120.0,16.0"),
        ([0, 16, 1], "0.0,30.0 60.0,2.0 120.0,28.3"),
    ],
)
def test_a_line_has_its_oldest_value_at_the_left(values: list[int], points: str) -> None:
    """The last ends at 28.25, which scripts round up."""
    assert line(values) == points
