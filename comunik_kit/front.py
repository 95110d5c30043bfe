"""What answers from the first moment of a start: the compiled pages, while the app behind them is being loaded.

Loading Reflex, SQLAlchemy and the pages' states takes one to two seconds; showing the sign-in page takes none of
it. Whatever is not a file (a posted form, the web socket) waits until the app is there; so does a page at a host of
which nothing is remembered, for it may be nobody's, or wear a brand that is not the product's (TOK-07).
"""

import asyncio
import contextvars
import gc
import importlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comunik_kit.frontend import web_folder
from comunik_kit.http.dressing import bare_host
from comunik_kit.http.headers import SecurityHeaders
from comunik_kit.http.icons import PATHS as ICONS
from comunik_kit.http.kept_assets import ASSETS, KeptAssets
from comunik_kit.http.pages import DressedPages, ExactPages, RememberedFaces
from comunik_kit.kernel.emptiness import is_empty
from comunik_kit.settings import read
from comunik_kit.web.compiled import compiled_pages
from comunik_kit.workspaces.views import Face

logger = logging.getLogger(__name__)

MayShow = Callable[[str, str], bool]
"""Tells whether the file at a path may be shown at a host before the app could be asked who is met there."""


class Front:
    """Serves the folder of compiled pages until `load` has given the whole app; what pages are made of, always."""

    def __init__(self, load: Callable[[], ASGIApp], pages: ASGIApp, folder: Path, may_show: MayShow) -> None:
        """Take how to load the app, what serves the pages meanwhile, and at which hosts it does."""
        self._load, self._pages, self._folder = load, pages, folder.resolve()
        self._may_show = may_show
        # Reflex keeps what it registers in context variables: the app runs in the context it was loaded in.
        self._context = contextvars.copy_context()
        self._app: ASGIApp | None = None
        self._ready = asyncio.Event()
        self._stop = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or live through the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif self._is_mine(scope) and self._is_file(scope):
            await self._pages(scope, receive, send)
        else:
            await self._ready.wait()
            await self._within(self._app, scope, receive, send)

    def _is_mine(self, scope: Scope) -> bool:
        """Tell whether the app has nothing to say to this: before it is there, and where everybody gets the same."""
        return self._app is None or (scope["path"].startswith(ASSETS) and ".." not in scope["path"])

    def _is_file(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return False
        if not self._may_show(Headers(scope=scope).get("host", ""), scope["path"]):
            return False
        path = (self._folder / (scope["path"].lstrip("/") or "index")).resolve()
        within = path.is_relative_to(self._folder)
        return within and (path.is_file() or path.with_name(f"{path.name}.html").is_file())

    async def _within(self, app: ASGIApp | None, scope: Scope, receive: Receive, send: Send) -> None:
        if app is not None:
            call = _awaiting(app(scope, receive, send))
            await asyncio.create_task(call, context=self._context.copy())

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        behind = asyncio.create_task(self._run(scope))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._stop.set()
        await behind
        await send({"type": "lifespan.shutdown.complete"})

    async def _run(self, scope: Scope) -> None:
        """Load the app and live through its start; end the server when that fails."""
        try:
            self._app = await asyncio.to_thread(self._context.run, self._load)
            await self._within(self._app, scope, self._tell, self._hear)
        except Exception:  # whatever it is, a server without its app must not look alive
            logger.exception("the app could not be loaded")
            os.kill(os.getppid(), signal.SIGTERM)

    async def _tell(self) -> Message:
        if not self._ready.is_set():
            return {"type": "lifespan.startup"}
        await self._stop.wait()
        return {"type": "lifespan.shutdown"}

    async def _hear(self, message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            self._ready.set()
        elif message["type"] == "lifespan.startup.failed":
            raise RuntimeError(message.get("message", ""))


async def _awaiting(call: Awaitable[None]) -> None:
    await call


def application() -> Front:
    """Make the application for the server: `comunik_kit.front:application`, a factory."""
    folder = web_folder() / "build" / "client"
    settings = read()
    remembered = RememberedFaces(settings.data_dir / "brand" / "faces.json")

    async def face_at(host: str) -> Face:
        return remembered.at(bare_host(host))

    pages = DressedPages(ExactPages(KeptAssets(compiled_pages(folder)), folder), face_at)
    pages = SecurityHeaders(pages, settings)
    return Front(_load, pages, folder, early(remembered, is_new=is_empty(settings.database_url)))


def early(remembered: RememberedFaces, *, is_new: bool) -> MayShow:
    """Let pages be shown at hosts whose look is remembered, and everywhere while nothing was set up (`is_new`).

    The picture of a tab waits, for the compiled one is the product's.
    """

    def may_show(host: str, path: str) -> bool:
        if is_new or path.startswith(ASSETS):  # they say nothing of anybody, as for the gate
            return True
        return path not in ICONS and remembered.knows(bare_host(host))

    return may_show


def _load() -> ASGIApp:
    with kept_for_good():
        return importlib.import_module("comunik_kit.comunik_kit").app()


@contextmanager
def kept_for_good() -> Iterator[None]:
    """Spare the garbage collector what is made inside: it lives as long as the process.

    Going through it took a sixth of the load, and later stood every open page still for a quarter of a second, each
    time the collector went through everything.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
