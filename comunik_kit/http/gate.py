"""Who knocks at a host that is not ours is told so, whatever they ask for (TOK-07; RFC 9110, section 15.5.20)."""

import functools
import html
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from comunik_kit.http.endpoints import off_the_loop
from comunik_kit.locale import LANGUAGES, say
from comunik_kit.locale.negotiation import best_language
from comunik_kit.wiring import Kit

MISDIRECTED, SUSPENDED = 421, 503
# What watches over the server asks by its number; the files of the pages say nothing of anybody.
_FOR_EVERYBODY = ("/healthz/", "/assets/")
_LONGEST_HEADER = 2000
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem">
<main><h1 style="font-size: 1.375rem">{title}</h1><p>{text}</p></main></body></html>
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
        place = await off_the_loop(self._kit().hosts.at, Headers(scope=scope).get("host", ""))
        if place is not None and not place.is_suspended:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            status, words = (MISDIRECTED, "misdirected") if place is None else (SUSPENDED, "suspended")
            await _refusal(scope, status, words)(scope, receive, send)


def _refusal(scope: Scope, status: int, words: str) -> HTMLResponse:
    asked = Headers(scope=scope).get("accept-language", "")[:_LONGEST_HEADER]
    language = best_language(asked, LANGUAGES[0])
    title, text = (html.escape(say(language, f"gate.{words}.{part}")) for part in ("title", "text"))
    page = _PAGE.format(language=language, title=title, text=text)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
