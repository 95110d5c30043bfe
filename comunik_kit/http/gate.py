"""Who knocks at a host that is not ours is told so, whatever they ask for (TOK-07; RFC 9110, section 15.5.20).

A workspace that is suspended says so under its own name and in its own language, and gives away nothing else.
"""

import functools
import html
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from comunik_kit.http.drawn_language import language_of
from comunik_kit.http.dressing import PLAIN, face_at
from comunik_kit.http.endpoints import off_the_loop
from comunik_kit.http.icons import NONE, embedded, is_dressed
from comunik_kit.http.kept_assets import ASSETS
from comunik_kit.locale import say
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.looks import PATH
from comunik_kit.workspaces.views import Face

MISDIRECTED, SUSPENDED = 421, 503
# What watches over the server asks by its number; the files of the pages say nothing of anybody.
_FOR_EVERYBODY = ("/healthz/", *ASSETS)
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}{named}</title><link rel="icon" href="{icon}"></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem">
{brand}<main><h1 style="font-size: 1.375rem">{title}</h1><p>{text}</p></main></body></html>
"""


class Gate:
    """Wraps the whole application, web socket included."""

    def __init__(self, app: ASGIApp, kit_provider: Callable[[], Kit]) -> None:
        """Take the application; `kit_provider` is asked at the first request."""
        self._app, self._kit = app, functools.cache(kit_provider)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what comes to a host of ours; refuse the rest before it is read."""
        if scope["type"] == "lifespan" or scope["path"].startswith(_FOR_EVERYBODY):
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        place = await off_the_loop(self._kit().hosts.at, host)
        if place is not None and not place.is_suspended:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif place is None:
            language = language_of(HTTPConnection(scope))
            await refusal(language, MISDIRECTED, "misdirected", PLAIN, NONE)(scope, receive, send)
        else:
            face, icon = await off_the_loop(_look, self._kit(), host)
            language = language_of(HTTPConnection(scope), face.language)
            await refusal(language, SUSPENDED, "suspended", face, icon)(scope, receive, send)


def _look(kit: Kit, host: str) -> tuple[Face, str]:
    """Find what a suspended workspace looks like; its picture in the page, for no address of its answers."""
    face = face_at(kit, host)
    kept = kit.brand_pictures.open(face.icon.removeprefix(PATH)) if face.icon else None
    return face, embedded(face, kept.path if kept else None)


def refusal(language: str, status: int, words: str, face: Face, icon: str) -> HTMLResponse:
    """Write the page that stands in for everything, whole in itself."""
    title, text = (html.escape(say(language, f"gate.{words}.{part}")) for part in ("title", "text"))
    brand = html.escape(face.name) if is_dressed(face) else ""
    page = _PAGE.format(
        language=language,
        title=title,
        text=text,
        icon=icon,
        named=f" · {brand}" if brand else "",
        brand=f'<p style="font-weight: 700">{brand}</p>' if brand else "",
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
