"""The web socket server, as Reflex would make it, but for four things.

The page that opens a socket must be ours (WEB-01), messages stay small (INP-02), nobody floods and nothing piles up
(WEB-05), and cookies stay out of the state, which may be kept in Redis (SES-01).

The arguments mirror `reflex/app.py` of 0.10.1; the underscored names are its own and Socket.IO's, and pinned with them.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, MutableMapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from reflex.app import EventNamespace, _sio_dumps, _sio_loads
from reflex.constants import CompileVars, SocketEvent
from socketio import AsyncServer
from starlette.requests import HTTPConnection

from comunik_kit.access.throttle import network_of
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.http.visit import client_address
from comunik_kit.web.backlog import name_in, room_beside, room_for_one, taker_of
from comunik_kit.web.flow import Crowd, Flow
from comunik_kit.web.jar import kept_apart
from comunik_kit.wiring import kit

logger = logging.getLogger(__name__)
LARGEST_MESSAGE = 64 * 1024
_FLOW = "kit.flow"
# Where a page that connects puts its first event.
_BROUGHT = CompileVars.CONNECT_AUTH_EVENT
PING_SECONDS, SILENCE_SECONDS = 25, 120


def ours(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Tell whether a socket may be opened from a page of this origin: one of the host that it is opened at.

    Without an origin it has no session anyway.
    """
    place = kit().hosts.at(str(environ.get("HTTP_HOST", "")))
    return place is not None and (origin is None or origin in place.origins)


class Sockets(AsyncServer):
    """Socket.IO's server, which hands on everything of a handshake but its cookies, and keeps the pace."""

    def __init__(self, crowd: Crowd, hops: int, **options: Any) -> None:
        """Take who is here already, and how many proxies of ours stand before us."""
        super().__init__(**options)
        self._crowd, self._hops = crowd, hops
        self._pages: EventNamespace | None = None

    def register_namespace(self, namespace_handler: Any) -> None:
        """Take who hands the pages' events to Reflex."""
        super().register_namespace(namespace_handler)
        if isinstance(namespace_handler, EventNamespace):
            self._pages = namespace_handler

    async def handle_request(self, scope: MutableMapping[str, Any], *rest: Any) -> Any:
        """Serve one connection, as long as it lasts; a socket too many is refused."""
        with self._crowd.joined(*who(scope, self._hops)) as flow, kept_apart(scope) as handshake:
            if flow is None:
                return await _refuse(scope, *rest)
            return await super().handle_request({**handshake, _FLOW: flow}, *rest)

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        """Read one message when it is its turn: nothing else is read from this socket meanwhile."""
        flow: Flow = self.environ[eio_sid]["asgi.scope"][_FLOW]
        if seconds := flow.wait_for_one():
            await asyncio.sleep(seconds)
        if self._pages is not None:
            await room_for_one(self._pages.app.event_processor, self._token(self._pages, eio_sid))
        await super()._handle_eio_message(eio_sid, data)

    async def _handle_connect(self, eio_sid: str, namespace: str, data: Any) -> None:
        """Let a page in, with the event that it brings if somebody takes it."""
        if isinstance(data, dict) and taker_of(name_in(data.get(_BROUGHT))) is None:
            data = {**data, _BROUGHT: None}
        await super()._handle_connect(eio_sid, namespace, data)

    async def _handle_event(self, eio_sid: str, namespace: str, id: Any, data: Any) -> None:  # noqa: A002  - its name
        """Hand on what a page says; an event that nobody takes ends here, for Reflex would remember it for good."""
        if data[0] == SocketEvent.EVENT and self._pages is not None:
            taker = taker_of(name := name_in(*data[1:2]))
            if taker is None:
                logger.warning("an event that no handler takes")
                return
            token = self._token(self._pages, eio_sid)
            await room_beside(self._pages.app.event_processor, token, taker, name)
        await super()._handle_event(eio_sid, namespace, id, data)

    def _token(self, pages: EventNamespace, eio_sid: str) -> str:
        """Tell whose events a socket brings: its page's, or those of the page that it is about to come back as.

        A token that another socket has is none that this one will be given.
        """
        sid = self.manager.sid_from_eio_sid(eio_sid, pages.namespace)
        linked = pages.sid_to_token.get(sid, "") if sid else ""
        if linked or eio_sid not in self.environ:
            return linked
        asked = parse_qs(self.environ[eio_sid].get("QUERY_STRING", "")).get("token", [""])[0]
        return "" if asked in pages._token_manager.token_to_socket else asked


def who(scope: MutableMapping[str, Any], hops: int) -> tuple[str, str]:
    """Name the address and the session of a handshake; of the session's secret, a digest."""
    connection = HTTPConnection(scope)
    secret = connection.cookies.get(session_cookie_name(kit().settings), "")
    session = hashlib.sha256(secret.encode()).hexdigest() if secret else ""
    return network_of(client_address(connection, hops)), session


async def _refuse(scope: MutableMapping[str, Any], _receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013})
    else:
        await send({"type": "http.response.start", "status": 429, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def socket_server() -> AsyncServer:
    """Make the server."""
    settings = kit().settings
    return Sockets(
        Crowd(settings.socket_rate, time.monotonic),
        settings.trusted_proxy_hops,
        async_mode="asgi",
        cors_allowed_origins=ours,
        cors_credentials=True,
        max_http_buffer_size=LARGEST_MESSAGE,
        ping_interval=PING_SECONDS,
        ping_timeout=SILENCE_SECONDS,
        json=SimpleNamespace(dumps=staticmethod(_sio_dumps), loads=staticmethod(_sio_loads)),
        allow_upgrades=False,
        transports=["websocket"],
        async_handlers=False,
    )
