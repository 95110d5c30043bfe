"""Who may open a socket, what it is worth without a page, and what ends it (WEB-01, SES-03, SES-04)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import reflex as rx
from socketio.exceptions import ConnectionError as NoSocket
from sqlalchemy import update

from comunik_kit.workspaces.tables import Domain, DomainState
from tests.support.cast import ORIGIN, PASSWORD
from tests.support.lookalikes import OWN, REFUSED, SERVED
from tests.web import installation
from tests.web.installation import COOKIE, Installation, Line, full_name
from tests.web.visitor import Visitor

pytestmark = pytest.mark.browser
HOST = "people.example.com"
FLOOD = 90
SIGN_IN = "/login?next=%2Fusers"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation.running(tmp_path_factory.mktemp("origins"), KIT_SOCKET_RATE="5") as running:
        yield running


def foreign_origins(url: str) -> list[str]:
    port = url.rpartition(":")[2]
    return [
        "https://evil.example",
        "null",
        f"{url}.evil.example",
        f"http://localhost.evil.example:{port}",
        f"http://evil.localhost:{port}",
        f"http://localhost:{port}0",
        f"http://evil.example@localhost:{port}",
        f"https://localhost:{port}",
        f"{url}/",
        "http://localhost",
        "file://",
        "*",
    ]


@contextmanager
def domain(here: Installation, host: str, state: DomainState) -> Iterator[None]:
    """Give the workspace another domain for a while."""
    called(here, host, state)
    try:
        yield
    finally:
        called(here, "localhost", DomainState.DEVELOPMENT)


def called(here: Installation, host: str, state: DomainState) -> None:
    with here.cast.kit.db.write() as s:
        s.execute(update(Domain).values(host=host, state=state.value))


async def opens(line: Line) -> bool:
    try:
        async with line:
            return True
    except NoSocket:
        return False


async def the_list(line: Line) -> str:
    await line.say(full_name("users_state.load"), path="/users")
    return await line.settled()


def test_no_foreign_page_opens_a_socket(here: Installation) -> None:
    """WEB-01: neither with the admin's cookie nor without any."""

    async def scene() -> list[str]:
        tried = [(o, role) for o in foreign_origins(here.app.url) for role in ("admin", "anonymous")]
        return [origin for origin, role in tried if await opens(here.line(role, origin=origin))]

    assert asyncio.run(scene()) == []
    assert asyncio.run(opens(here.line("admin")))


def test_a_socket_without_a_page_has_no_session(here: Installation) -> None:
    """WEB-01: a program may connect; the admin's cookie is worth nothing in it."""

    async def scene() -> tuple[str, str]:
        async with here.line("admin", origin=None) as program, here.line("admin") as page:
            return await the_list(program), await the_list(page)

    program, page = asyncio.run(scene())
    assert (SIGN_IN in program, "Tara Cible" in program) == (True, False)
    assert "Tara Cible" in page


def test_a_domain_opens_sockets_only_while_it_is_proven(here: Installation) -> None:
    """WEB-01: pending, look-alike and removed domains do not."""
    asked = [
        f"https://{HOST}",
        f"https://x.{HOST}",
        f"https://{HOST}.evil.example",
        f"http://{HOST}",
        f"https://x{HOST}",
    ]

    async def who() -> list[str]:
        return [origin for origin in asked if await opens(here.line("admin", origin=origin, host=HOST))]

    opened = []
    for state in (DomainState.PENDING, DomainState.PROVEN):
        with domain(here, HOST, state):
            opened.append(asyncio.run(who()))
    opened.append(asyncio.run(who()))
    assert opened == [[], [f"https://{HOST}"], []]


def test_a_socket_opens_at_ones_own_name_however_it_is_written_and_at_no_look_alike(
    here: Installation,
) -> None:
    """WEB-01, TOK-07: from a page of the proven host, which each of them claims to be."""

    async def who() -> list[str]:
        lines = {host: here.line("admin", origin=f"https://{OWN}", host=host) for host in (*SERVED, *REFUSED)}
        return [host for host, line in lines.items() if await opens(line)]

    with domain(here, OWN, DomainState.PROVEN):
        opened = asyncio.run(who())
    assert opened == [*SERVED]


def test_signing_out_in_one_tab_ends_the_others(here: Installation) -> None:
    """SES-03, SES-04: the next event of an open socket is refused; its token shows the next person nothing."""
    with Visitor(here.app.url) as mado:
        assert mado.post("/auth/login", email="mado@example.org", password=PASSWORD).status_code == 200
        here.secrets["mado"] = mado.cookies[COOKIE]

        async def scene() -> tuple[str, str, str]:
            async with here.line("mado") as tab:
                before = await the_list(tab)
                assert mado.post("/auth/logout").status_code == 200
                after, token = await the_list(tab), tab.token
            async with here.line("agent", token=token) as next_person:
                await next_person.say("reflex___state____state.hydrate_and_load", path="/users")
                return before, after, await next_person.settled()

        before, after, later = asyncio.run(scene())
    assert "Tara Cible" in before
    assert (SIGN_IN in after, "Tara" in after) == (True, False)
    assert "Tara" not in later


def test_a_session_ended_by_somebody_else_is_over_in_the_open_tab(here: Installation) -> None:
    """SES-03, SES-07: what was on the server for that tab is gone as well."""
    _, secret = here.cast.join("Sacha Vernet", "supervisor")
    here.secrets["sacha"] = secret

    async def scene() -> tuple[str, str]:
        async with here.line("sacha") as tab:
            before = await the_list(tab)
            here.cast.kit.sessions.end(secret, origin=ORIGIN)
            await tab.say(full_name("users_state.refresh"), path="/users")
            return before, await tab.settled()

    before, after = asyncio.run(scene())
    assert "Tara Cible" in before
    assert (SIGN_IN in after, "Tara" in after) == (True, False)


def test_a_role_taken_away_is_gone_at_the_next_event_of_the_open_tab(here: Installation) -> None:
    """ACL-04."""
    actor, secret = here.cast.join("Noé Marchal", "manager")
    here.secrets["noe"] = secret

    async def scene() -> str:
        async with here.line("noe") as tab:
            await tab.say(full_name("new_colleague_state.open_drawer"), path="/users")
            await tab.settled()
            here.cast.demote(actor.user_id, "user")
            form = here.cast.form("Eva Intruse")
            await tab.say(full_name("new_colleague_state.submit"), {"form": form}, path="/users")
            return await tab.settled()

    before = here.cast.acts().count("user_created")
    heard = asyncio.run(scene())
    assert here.cast.acts().count("user_created") == before
    assert "Eva" not in heard


def test_a_tabs_token_is_worth_nothing_without_its_cookie(here: Installation) -> None:
    """SES-09: while its owner is still on it, and after."""

    async def scene() -> list[str]:
        heard = []
        async with here.line("admin") as tab:
            await the_list(tab)
            for role in ("anonymous", "agent"):
                async with here.line(role, token=tab.token) as thief:
                    await thief.say("reflex___state____state.hydrate_and_load", path="/users")
                    heard.append(repr(thief.heard) + await thief.settled())
        return heard

    assert [told for told in asyncio.run(scene()) if "Tara" in told or "olga" in told] == []


def test_a_flood_waits_in_its_own_socket_while_others_are_served(here: Installation) -> None:
    """WEB-05: this installation lets a page say five things a second after fifty; the neighbour is answered before."""

    async def scene() -> tuple[int, str]:
        async with here.line("agent") as flood, here.line("admin") as neighbour:
            said = [f"{number}flood" for number in range(FLOOD)]
            for number in said:
                await flood.say(full_name("session_state.tell_failure"), {"number": number})
            shown = await the_list(neighbour)
            return sum(number in repr(flood.heard) for number in said), shown

    answered, shown = asyncio.run(scene())
    assert "Tara Cible" in shown
    assert answered < FLOOD
    assert "Traceback" not in here.app.words()


def test_nothing_of_the_tools_is_reachable_in_production(here: Installation) -> None:
    """WEB-06: no list of routes, no console, no documentation, no trace, no version; telemetry is off."""
    probes = (
        "/_all_routes", "/admin", "/docs", "/openapi.json", "/redoc", "/metrics", "/debug", "/.env", "/@vite/client",
        "/.git/config", "/server-status", "/_upload/../rxconfig.py",
    )  # fmt: skip
    with Visitor(here.app.url) as stranger:
        answers = {path: stranger.open(path) for path in probes}
        answers |= {"posted": stranger.send("/auth/login", b"\xff\x00", "x/y")}
    told = {path: a.text.lower() for path, a in answers.items()}
    assert [path for path, text in told.items() if "traceback" in text or "granian" in text] == []
    assert {a.headers.get("server") for a in answers.values()} == {"web"}
    assert [path for path, a in answers.items() if "x-powered-by" in a.headers] == []
    assert [path for path, a in answers.items() if a.status_code >= 500] == []
    assert [path for path in probes if answers[path].status_code == 200 and "<html" not in told[path]] == []
    assert not rx.config.get_config().telemetry_enabled


@pytest.mark.parametrize("role", ["anonymous", "admin"])
def test_the_frameworks_own_upload_is_not_there(here: Installation, role: str) -> None:
    """INP-06, INP-07: what is posted to it is taken by nobody, and nothing is given out under its name."""
    cookies = {COOKIE: here.secrets[role]} if role in here.secrets else {}
    asked = {
        "Origin": here.app.url,
        "Reflex-Client-Token": "a-token",
        "Reflex-Event-Handler": full_name("users_state.load"),
    }
    # Who refuses a body unread may close the connection (RFC 9112, 9.6): each request takes one of its own.
    alone = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(
        base_url=here.app.url, cookies=cookies, headers=asked, timeout=30, limits=alone
    ) as browser:
        files = {"files": ("canari.txt", b"canari-of-an-upload " * 50_000)}
        posted = [
            browser.post(path, files=files) for path in ("/_upload", "/_upload/", "/_upload/canari.txt")
        ]
        given = browser.get("/_upload/canari.txt")
    assert [each.status_code for each in posted] == [405] * 3 or [e.status_code for e in posted] == [404] * 3
    assert b"canari" not in given.content
    kept = [
        path for path in here.folder.rglob("*") if path.is_file() and b"canari-of-an-up" in path.read_bytes()
    ]
    assert kept == []
