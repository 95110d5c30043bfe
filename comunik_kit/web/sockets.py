"""The web socket server, as Reflex would make it, but for four things.

The page that opens a socket must be ours (WEB-01), messages stay small (INP-02), nobody floods (WEB-05), and cookies
stay out of the state, which may be kept in Redis (SES-01).

The arguments mirror `reflex/app.py` of 0.10.1; the underscored names are its own and Socket.IO's, and pinned with them.
"""

import asyncio
import hashlib
import time
from collections.abc import Mapping, MutableMapping
from types import SimpleNamespace
from typing import Any

from reflex.app import _sio_dumps, _sio_loads
from socketio import AsyncServer
from starlette.requests import HTTPConnection

from comunik_kit.access.throttle import network_of
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.http.visit import client_address
from comunik_kit.web.flow import Crowd, Flow
from comunik_kit.web.jar import kept_apart
from comunik_kit.wiring import kit

LARGEST_MESSAGE = 64 * 1024
_FLOW = "kit.flow"
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
        await super()._handle_eio_message(eio_sid, data)


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
