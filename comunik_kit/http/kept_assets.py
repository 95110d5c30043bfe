"""What pages are made of, from memory: none of it changes while the server runs, and it says nothing of anybody.

A page brings some twenty files at once, and a server that looks each up in the file system changes threads five times
for it, while the browser waits for all of them.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Key: TypeAlias = tuple[str, str]

ASSETS = ("/assets/", "/css/", "/fonts/", "/js/")
"""Where the compiled scripts and the folder `assets/` of this repository are found."""
_MOST_BYTES = 8 * 1024 * 1024
_OK = 200
# Who asks for a part, or whether something changed, is answered by the files themselves.
_CONDITIONS = frozenset(
    {"range", "if-none-match", "if-modified-since", "if-range", "if-match", "if-unmodified-since"}
)


class KeptAssets:
    """Gives again what the application once answered, as long as there is room; the longest unasked goes first."""

    def __init__(self, app: ASGIApp, most_bytes: int = _MOST_BYTES) -> None:
        """Take the application, and how many bytes may be kept."""
        self._app, self._room = app, most_bytes
        self._kept: OrderedDict[Key, list[Message]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or listen to what the application answers."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
        elif key in self._kept:
            self._kept.move_to_end(key)
            for message in self._kept[key]:
                await send(_own(message))
        else:
            listener = _Listener(send)
            await self._app(scope, receive, listener.pass_on)
            if listener.is_whole and key not in self._kept:  # two may have asked at once
                self._keep(key, listener.said)

    def _keep(self, key: Key, said: list[Message]) -> None:
        self._room -= _size(said)
        self._kept[key] = said
        while self._room < 0:
            self._room += _size(self._kept.popitem(last=False)[1])


@dataclass(slots=True)
class _Listener:
    """Passes an answer on, and remembers it."""

    send: Send
    said: list[Message] = field(default_factory=list)

    async def pass_on(self, message: Message) -> None:
        self.said.append(_own(message))
        await self.send(message)

    @property
    def is_whole(self) -> bool:
        """Tell whether this was a file, from its first byte to its last."""
        return self.said[0].get("status") == _OK and not self.said[-1].get("more_body", False)


def _key(scope: Scope) -> Key | None:
    """Name an answer by what it depends on; None for one that is not kept."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(ASSETS):
        return None
    headers = Headers(scope=scope)
    conditional = any(name in headers for name in _CONDITIONS)
    return None if conditional else (scope["path"], headers.get("accept-encoding", ""))


def _own(message: Mapping[str, Any]) -> Message:
    """Copy a message: whoever is further out adds headers to the list."""
    headers = {"headers": list(message["headers"])} if "headers" in message else {}
    return {**message, **headers}


def _size(said: list[Message]) -> int:
    return sum(len(message.get("body", b"")) for message in said)
