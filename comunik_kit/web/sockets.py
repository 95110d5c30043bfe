"""The web socket server, as Reflex would make it, but for three things.

The page that opens a socket must be ours (WEB-01), messages stay small (INP-02), and cookies stay out of the state,
which may be kept in Redis (SES-01).

The arguments mirror `reflex/app.py` of 0.10.1; the two underscored names are its own and pinned with it.
"""

from collections.abc import Mapping, MutableMapping
from types import SimpleNamespace
from typing import Any

from reflex.app import _sio_dumps, _sio_loads
from socketio import AsyncServer

from comunik_kit.web.jar import kept_apart
from comunik_kit.wiring import kit

LARGEST_MESSAGE = 64 * 1024
PING_SECONDS, SILENCE_SECONDS = 25, 120


def ours(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Tell whether a socket may be opened from a page of this origin: one of the host that it is opened at.

    Without an origin it has no session anyway.
    """
    place = kit().hosts.at(str(environ.get("HTTP_HOST", "")))
    return place is not None and (origin is None or origin in place.origins)


class Sockets(AsyncServer):
    """Socket.IO's server, which hands everything of a handshake on but its cookies."""

    async def handle_request(self, scope: MutableMapping[str, Any], *rest: Any) -> Any:
        """Serve one connection."""
        with kept_apart(scope) as handshake:
            return await super().handle_request(handshake, *rest)


def socket_server() -> AsyncServer:
    """Make the server."""
    return Sockets(
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
