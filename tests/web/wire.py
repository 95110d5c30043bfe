"""Web sockets of the app in this process: a test sees what the server has read of one, and what still lies there."""

import asyncio
import json
import re
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self

from comunik_kit.comunik_kit import app
from comunik_kit.web.flow import Crowd
from comunik_kit.web.session import SessionState
from comunik_kit.web.sockets import Sockets, socket_server
from tests.support.events import PAGE, Handler, name_of
from tests.support.waiting import soon

NAMESPACE = "/_event"
AMPLE = 1_000_000
PATIENCE = 60.0
_NOTICE = re.compile(r'"id": ?"(\w+)"')


@asynccontextmanager
async def serving() -> AsyncIterator[Sockets]:
    """Run the app's socket server and Reflex's pipeline behind it, for a while; the pace is no matter here."""
    usual, server, pages = app.sio, socket_server(), app.event_namespace
    assert isinstance(server, Sockets)
    assert pages is not None
    server._crowd = Crowd(AMPLE, time.monotonic)
    server.register_namespace(pages)
    try:
        async with app._setup_event_processor():
            yield server
    finally:
        pages._set_server(usual)
        await server.shutdown()


def waiting(token: str) -> int:
    """Count the events of a page that Reflex has taken and not ended."""
    return len(app.event_processor._token_queues.get(token, ()))


def at_work(handler: Handler, token: str) -> int:
    """Count the events of a handler that have begun for a page and not ended."""
    mark = f"reflex_event|{name_of(handler)}|{token}|"
    return sum(task.get_name().startswith(mark) for task in app.event_processor._tasks.values())


def remembered() -> int:
    """Count the events that Reflex still keeps something of."""
    return len(app.event_processor._futures)


class Wire:
    """One socket; use as `async with Wire(server, cookies) as wire`."""

    def __init__(self, server: Sockets, cookies: Mapping[str, str] | None = None) -> None:
        """Take the server, and the cookies of the handshake."""
        self._server, self._cookies = server, cookies or {}
        self.token = str(uuid.uuid4())
        self.unread: deque[dict[str, Any]] = deque()
        self.heard: list[str] = []
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Open it, and let what opening a page does happen."""
        self._give({"type": "websocket.connect"})
        self._give_text(f"40{NAMESPACE},")
        self._life = asyncio.create_task(
            self._server.handle_request(self._scope(), self._receive, self._send)
        )
        await self.until(lambda: any(said.startswith(f"40{NAMESPACE},") for said in self.heard))
        self.say_number("opened")
        await self.until(lambda: "opened" in self.numbers())
        await self.until(lambda: not waiting(self.token))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; what lies there is read first."""
        self.hang_up()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._life, PATIENCE)

    def hang_up(self) -> None:
        """Go away, as a closed tab does."""
        self._give({"type": "websocket.disconnect", "code": 1001})

    def say(self, handler: Handler, **payload: object) -> None:
        """Send an event; whether it is read is the server's affair."""
        where = {"pathname": "/login", "asPath": "/login", "query": {}}
        event = {"name": name_of(handler), "payload": payload, "router_data": where}
        self.say_raw(event)

    def say_raw(self, said: object) -> None:
        """Send whatever, as an event."""
        self._give_text(f"42{NAMESPACE},{json.dumps(['event', said])}")

    def say_number(self, number: str) -> None:
        """Send the cheapest event there is, whose answer names the number (of eight letters at most)."""
        self.say(SessionState.tell_failure, number=number)

    def numbers(self) -> list[str]:
        """List the numbers that were answered, in their order."""
        return [number for said in self.heard for number in _NOTICE.findall(said)]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that comes of what is read or answered."""
        await soon(is_so, seconds=PATIENCE)

    def _give_text(self, text: str) -> None:
        self._give({"type": "websocket.receive", "text": text})

    def _give(self, message: dict[str, Any]) -> None:
        self.unread.append(message)
        self._news.set()

    async def _receive(self) -> dict[str, Any]:
        while not self.unread:
            self._news.clear()
            await self._news.wait()
        return self.unread.popleft()

    async def _send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "websocket.send":
            self.heard.append(str(message.get("text") or message.get("bytes")))

    def _scope(self) -> dict[str, Any]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {
            "host": PAGE.removeprefix("http://"),
            "origin": PAGE,
            "connection": "upgrade",
            "upgrade": "websocket",
            "cookie": cookies,
        }
        return {
            "type": "websocket",
            "path": f"{NAMESPACE}/",
            "query_string": f"token={self.token}&EIO=4&transport=websocket".encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 50_000),
            "subprotocols": [],
        }
