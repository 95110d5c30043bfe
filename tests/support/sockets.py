"""A program that speaks to the real web socket: honest or forged events, with or without a cookie."""

import asyncio
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import socketio

NAMESPACE = "/_event"
QUIET_AFTER = 0.35


class SocketClient:
    """One socket; use as `async with SocketClient(url, cookies) as client`."""

    def __init__(
        self,
        url: str,
        cookies: Mapping[str, str] | None = None,
        *,
        origin: str | None = "",
        token: str = "",
        host: str = "",
    ) -> None:
        """Take the app's address; `origin` is that address unless given, None leaves the header out.

        `host` is the name that the app is called by, for one that nobody resolves here.
        """
        self._url = url
        self.token = token or str(uuid.uuid4())
        self._headers: dict[str, str] = {}
        if origin is not None:
            self._headers["Origin"] = origin or url
        if host:
            self._headers["Host"] = host
        if cookies:
            self._headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.heard: list[Any] = []
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("*", self._hear, namespace=NAMESPACE)

    async def _hear(self, name: str, *data: Any) -> None:
        self.heard.append((name, data))

    async def __aenter__(self) -> Self:
        """Connect; raises `socketio.exceptions.ConnectionError` when the server refuses."""
        await self._client.connect(
            f"{self._url}/_event?token={self.token}",
            headers=self._headers,
            namespaces=[NAMESPACE],
            transports=["websocket"],
            socketio_path="_event",
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        await self._client.disconnect()

    async def fire(self, name: str, payload: object = None, *, path: str = "/") -> str:
        """Send an event; answer everything that came back until the server went quiet, as one text."""
        before = len(self.heard)
        await self._client.emit(
            "event",
            {
                "name": name,
                "payload": {} if payload is None else payload,
                "router_data": {"pathname": path, "asPath": path, "query": {}},
            },
            namespace=NAMESPACE,
        )
        count = -1
        while len(self.heard) != count:
            count = len(self.heard)
            await asyncio.sleep(QUIET_AFTER)
        return repr(self.heard[before:])

    async def send_raw(self, data: object) -> None:
        """Send whatever, under the name of an event."""
        await self._client.emit("event", data, namespace=NAMESPACE)
        await asyncio.sleep(QUIET_AFTER)
