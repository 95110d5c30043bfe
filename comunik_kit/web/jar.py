"""The cookies of open sockets stay in this process.

What Reflex knows of a tab, headers included, may be written to Redis; a session's or a link's secret is written
nowhere (SES-01, TOK-01).
"""

import asyncio
import secrets
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

_SIGN = "kit_socket="
# What a tab said last may still be waiting its turn when the tab is gone.
_AFTERWARDS_SECONDS = 60
_jar: dict[str, str] = {}


@contextmanager
def kept_apart(scope: MutableMapping[str, Any]) -> Iterator[MutableMapping[str, Any]]:
    """Give the handshake with a number in place of its cookies, which are remembered while the socket lives."""
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    cookies = b"; ".join(value for name, value in scope["headers"] if name.lower() == b"cookie")
    number = _SIGN + secrets.token_hex(16)
    _jar[number] = cookies.decode("latin-1")
    try:
        yield {**scope, "headers": [*others, (b"cookie", number.encode())]}
    finally:
        asyncio.get_running_loop().call_later(_AFTERWARDS_SECONDS, _jar.pop, number, None)


def cookies_behind(header: str) -> str:
    """Give the cookies that a number stands for; none when the socket is long gone. Other headers are what they are."""
    return _jar.get(header, "") if header.startswith(_SIGN) else header
