"""Waiting for something that happens elsewhere, with an end."""

import asyncio
import time
from collections.abc import Awaitable, Callable


def eventually(happened: Callable[[], bool], *, seconds: float = 30, of: str = "it") -> None:
    """Wait until it has happened; fail with its name when the time is up."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise AssertionError(f"{of} did not happen within {seconds:g} s")
        time.sleep(0.02)


async def soon(
    happened: Callable[[], Awaitable[bool] | bool], *, seconds: float = 20, of: str = "it"
) -> float:
    """Wait as `eventually` does, and let everything else go on; answer how long it took."""
    began = time.monotonic()
    while True:
        found = happened()
        if found if isinstance(found, bool) else await found:
            return time.monotonic() - began
        if time.monotonic() > began + seconds:
            raise AssertionError(f"{of} did not happen within {seconds:g} s")
        await asyncio.sleep(0.01)
