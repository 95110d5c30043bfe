"""One reading for all the open pages that want the same: who comes while it is under way, or after it, shares it.

A page tells since when a reading must have begun, which is when it last heard of a change. So one change is read once
for however many pages, and a storm of changes once a `pause`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import Executor
from typing import Any

KEPT = 5.0
"""How long a reading is given to pages that come after it: those of one change come together."""


class _Reading:
    """A reading on its way; `began` is when it looked, infinity until it does."""

    def __init__(self, read: Callable[[], Awaitable[Any]], *, start: float) -> None:
        self.began = float("inf")
        self.task = asyncio.get_running_loop().create_task(self._run(read, start))

    async def _run(self, read: Callable[[], Awaitable[Any]], start: float) -> Any:
        await asyncio.sleep(max(0.0, start - time.monotonic()))
        self.began = time.monotonic()
        return await read()

    @property
    def failed(self) -> bool:
        """Tell whether nothing came of it."""
        return self.task.done() and (self.task.cancelled() or self.task.exception() is not None)


class CommonReadings:
    """The readings of one event loop; they run in threads of `readers`."""

    def __init__(self, readers: Executor, *, pause: float) -> None:
        """Take the threads, and how far apart two readings of the same are at least."""
        self._readers, self._pause = readers, pause
        self._kept: dict[Hashable, _Reading] = {}

    async def get(self, wanted: Hashable, read: Callable[[Any], Any], *, since: float) -> Any:
        """Read what is wanted, or take what was read of it since then (in `time.monotonic`)."""
        self._forget_old()
        reading = self._kept.get(wanted)
        if reading is None or reading.began < since or reading.failed:
            start = reading.began + self._pause if reading else 0.0
            reading = self._kept[wanted] = _Reading(lambda: self._read(wanted, read), start=start)
        # A page that is left meanwhile takes the reading from nobody else.
        return await asyncio.shield(reading.task)

    async def _read(self, wanted: Hashable, read: Callable[[Any], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._readers, read, wanted)

    def _forget_old(self) -> None:
        old = time.monotonic() - KEPT
        self._kept = {
            wanted: each for wanted, each in self._kept.items() if each.began > old or not each.task.done()
        }
