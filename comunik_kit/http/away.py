"""What is said while the database lets nobody in, or goes away in the middle of a request (REL-07)."""

import logging

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comunik_kit.http.drawn_language import language_of
from comunik_kit.http.dressing import PLAIN
from comunik_kit.http.gate import refusal
from comunik_kit.http.icons import NONE
from comunik_kit.http.problems import Busy, problem
from comunik_kit.kernel.db import is_away, named
from comunik_kit.kernel.errors import DataAway
from comunik_kit.locale import say

logger = logging.getLogger(__name__)

_TRY_AGAIN_LATER = 1013
_SECONDS = "5"
_OF_PROGRAMS = ("/api/", "/hooks/", "/webhooks/")


class DatabaseAway:
    """Wraps the whole application: whoever asks while the database is away is told so, and nobody reads a trace."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through; answer what was not answered yet when the database went."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:
            if begun or scope["type"] == "lifespan" or not is_away(error):
                raise
            logger.warning("the database is away: %s", named(error))
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
            else:
                await answer(scope)(scope, receive, send)


def handle(request: Request, error: Exception) -> Response:
    """Answer for a route that raised; raise again what is no database's."""
    if not is_away(error):
        raise error
    logger.warning("the database is away: %s", named(error))
    return answer(request.scope)


def answer(scope: Scope) -> Response:
    """Say it to a program, to a page's script, or to a person, in the language that can be told without asking."""
    if scope["path"].startswith(_OF_PROGRAMS):
        return problem(Busy())
    headers, language = Headers(scope=scope), language_of(HTTPConnection(scope))
    if "application/json" in headers.get("accept", ""):
        told = say(language, f"errors.{DataAway.code}")
        response: Response = JSONResponse({"errors": {"form": told}}, DataAway.http_status)
    else:
        response = refusal(language, DataAway.http_status, "away", PLAIN, NONE)
    response.headers.update({"Retry-After": _SECONDS, "Cache-Control": "no-store"})
    return response
