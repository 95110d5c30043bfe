"""The engine in a thread of a process that does something else: the app's own, or the mail worker's."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from comunik_kit.bulk.engine import Engine

PATIENCE_SECONDS = 8


@asynccontextmanager
async def carrying_out(engine: Engine) -> AsyncIterator[None]:
    """Carry acts on many out while the app runs; at the end let the step in hand finish (REL-08)."""
    stop, thread = _begin(engine)
    try:
        yield
    finally:
        stop.set()
        engine.nudge()
        await asyncio.to_thread(thread.join, PATIENCE_SECONDS)


@contextmanager
def working(engine: Engine) -> Iterator[None]:
    """Do the same beside something that is no event loop."""
    stop, thread = _begin(engine)
    try:
        yield
    finally:
        stop.set()
        engine.nudge()
        thread.join(PATIENCE_SECONDS)


def _begin(engine: Engine) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=engine.run, args=(stop,), name="bulk", daemon=True)
    thread.start()
    return stop, thread
