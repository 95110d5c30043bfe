"""What is answered while the app is still being loaded, and after."""

import asyncio
import gc
import gzip
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from comunik_kit.front import Front, MayShow, early, kept_for_good
from comunik_kit.http.gate import Gate
from comunik_kit.http.pages import ExactPages, RememberedFaces
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.emptiness import is_empty
from comunik_kit.web.compiled import compiled_pages
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.views import Face
from tests.support.cast import Cast, found, kit_on
from tests.workspaces.houses import proved

kept: ContextVar[str] = ContextVar("kept", default="nothing")


class Stage:
    """A front over a folder with one page; the app behind it comes when the gate opens."""

    def __init__(
        self, folder: Path, may_show: MayShow = lambda _host, _path: True, kit: Kit | None = None
    ) -> None:
        """Write the page; with services the gate stands before the app."""
        self._kit = kit
        (folder / "login.html").write_text("the page")
        self.gate = threading.Event()
        self.lived: list[str] = []
        self.front = Front(self._load, ExactPages(compiled_pages(folder), folder), folder, may_show)
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._started = asyncio.Event()

    def _load(self) -> ASGIApp:
        assert self.gate.wait(10)
        kept.set("what loading registered")

        async def anything(_request: Request) -> Response:
            return PlainTextResponse(f"the app, with {kept.get()}")

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            self.lived.append("start")
            yield
            self.lived.append("stop")

        app = Starlette(routes=[Route("/{path:path}", anything, methods=["GET", "POST"])], lifespan=lifespan)
        kit = self._kit
        return app if kit is None else Gate(app, lambda: kit)

    async def _hear(self, message: Any) -> None:
        if message["type"] == "lifespan.startup.complete":
            self._started.set()

    async def play(self, scene: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
        """Run a scene between the server's start and stop."""
        life = asyncio.create_task(self.front({"type": "lifespan"}, self._messages.get, self._hear))
        await self._messages.put({"type": "lifespan.startup"})
        await self._started.wait()
        transport = httpx.ASGITransport(self.front)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await scene(client)
        self.gate.set()
        await self._messages.put({"type": "lifespan.shutdown"})
        await life


def test_a_page_is_shown_before_the_app_is_there_and_everything_else_waits_for_it(tmp_path: Path) -> None:
    async def scene(client: httpx.AsyncClient) -> None:
        assert (await client.get("/login")).text == "the page"
        post = asyncio.create_task(client.post("/auth/login"))
        await asyncio.sleep(0.05)
        assert not post.done()
        stage.gate.set()
        assert (await post).text == "the app, with what loading registered"
        assert (await client.get("/login")).text == "the app, with what loading registered"

    stage = Stage(tmp_path)
    asyncio.run(stage.play(scene))
    assert stage.lived == ["start", "stop"]


def test_what_pages_are_made_of_is_never_the_apps_affair(tmp_path: Path) -> None:
    async def scene(client: httpx.AsyncClient) -> None:
        stage.gate.set()
        assert (await client.post("/auth/login")).text == "the app, with what loading registered"
        assert (await client.get("/assets/app.js")).text == "let it = 1"
        for path in ("/assets/none.js", "/assets/../login", "/login"):
            assert (await client.get(path)).text == "the app, with what loading registered"

    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app.js").write_text("let it = 1")
    stage = Stage(tmp_path)
    asyncio.run(stage.play(scene))


async def waiting(client: httpx.AsyncClient, *asked: tuple[str, str]) -> list[asyncio.Task[httpx.Response]]:
    """Ask for paths at hosts; each of them must wait."""
    begun = [asyncio.create_task(client.get(path, headers={"Host": host})) for host, path in asked]
    await asyncio.sleep(0.05)
    assert not any(each.done() for each in begun)
    return begun


def test_a_host_of_which_nothing_is_remembered_waits_for_the_gate(tmp_path: Path, lone_cast: Cast) -> None:
    """TOK-07: a foreign one is told that nobody is there, and never shown a page before."""
    (tmp_path / "favicon.ico").write_text("the product's")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app.js").write_text("let it = 1")
    remembered = RememberedFaces(tmp_path / "faces.json")
    remembered.keep("localhost", Face(name="Maison Aubry"))

    async def scene(client: httpx.AsyncClient) -> None:
        asked = await waiting(client, ("evil.example", "/login"), ("localhost", "/favicon.ico"))
        for host in ("localhost", "LOCALHOST.:3000"):
            assert (await client.get("/login", headers={"Host": host})).text == "the page"
        assert (await client.get("/assets/app.js", headers={"Host": "evil.example"})).status_code == 200
        stage.gate.set()
        assert [(await each).status_code for each in asked] == [421, 200]
        assert "the page" not in asked[0].result().text

    stage = Stage(tmp_path, early(remembered, is_new=False), lone_cast.kit)
    asyncio.run(stage.play(scene))


def test_a_branded_host_of_which_nothing_is_remembered_never_shows_the_products_face(
    tmp_path: Path, lone_cast: Cast
) -> None:
    """White label: not even for the first second of a start."""
    proved(lone_cast, "people.example.com")

    async def scene(client: httpx.AsyncClient) -> None:
        asked = await waiting(
            client, ("people.example.com", "/login"), ("people.example.com", "/favicon.svg")
        )
        stage.gate.set()
        assert [(await each).text for each in asked] == ["the app, with what loading registered"] * 2

    may_show = early(RememberedFaces(tmp_path / "faces.json"), is_new=False)
    stage = Stage(tmp_path, may_show, lone_cast.kit)
    asyncio.run(stage.play(scene))


def test_before_the_first_set_up_every_page_is_shown_at_once(tmp_path: Path) -> None:
    may_show = early(RememberedFaces(tmp_path / "faces.json"), is_new=True)
    assert may_show("kit.example.org", "/setup")
    assert may_show("kit.example.org", "/favicon.ico")


def test_whether_anything_was_set_up_is_told_by_the_database_alone(
    tmp_path: Path, sqlite_database_url: str
) -> None:
    """A database that cannot be read, or is not asked, may hold a workspace."""
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    assert is_empty(f"sqlite:///{tmp_path / 'none.db'}")
    assert is_empty(sqlite_database_url)
    found(kit_on(sqlite_database_url, SystemClock(), tmp_path)).kit.db.dispose()
    assert not is_empty(sqlite_database_url)
    assert not is_empty(f"sqlite:///{broken}")
    assert not is_empty("postgresql+psycopg://kit@127.0.0.1:9/kit")


def test_no_file_outside_the_pages_is_shown_meanwhile(tmp_path: Path) -> None:
    secret, pages = tmp_path / "secret.key", tmp_path / "pages"
    secret.write_text("a key")
    pages.mkdir()

    async def scene(client: httpx.AsyncClient) -> None:
        asked = [asyncio.create_task(client.get(p)) for p in ("/%2e%2e/secret.key", "/..%2fsecret.key")]
        await asyncio.sleep(0.05)
        assert not any(each.done() for each in asked)
        stage.gate.set()
        assert [(await each).text[:7] for each in asked] == ["the app", "the app"]

    stage = Stage(pages)
    asyncio.run(stage.play(scene))


def test_a_page_comes_compressed_from_the_first_moment(tmp_path: Path) -> None:
    """Whoever arrives during a start does not pay with three times the bytes."""
    (tmp_path / "app.js").write_text("let it = 1")
    (tmp_path / "app.js.gz").write_bytes(gzip.compress(b"let it = 1"))

    async def scene(client: httpx.AsyncClient) -> None:
        answer = await client.get("/app.js", headers={"Accept-Encoding": "gzip"})
        assert (answer.headers["content-encoding"], answer.text) == ("gzip", "let it = 1")

    asyncio.run(Stage(tmp_path).play(scene))


def test_the_collector_leaves_what_was_loaded_alone_and_goes_on_with_the_rest() -> None:
    gc.unfreeze()
    try:
        with kept_for_good():
            assert not gc.isenabled()
            loaded = [[each] for each in range(1_000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() > len(loaded)
        later = [[each] for each in range(10)]
        seen = {id(each) for each in gc.get_objects()}
        assert {id(each) for each in later} <= seen
        assert seen.isdisjoint(id(each) for each in loaded)
    finally:
        gc.unfreeze()


def test_the_collector_goes_on_after_a_load_that_failed() -> None:
    with pytest.raises(RuntimeError), kept_for_good():
        raise RuntimeError("no app")
    gc.unfreeze()
    assert gc.isenabled()
