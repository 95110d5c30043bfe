"""The worker inside the app's own process: the default, so that one command runs everything."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from comunik_kit.mail.chores import Chores
from comunik_kit.mail.worker import Worker

PATIENCE_SECONDS = 8


@asynccontextmanager
async def sending(worker: Worker, chores: Chores) -> AsyncIterator[None]:
    """Send mail in a thread while the app runs; at the end let the message in hand go out, then stop (REL-08)."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), name="mail", daemon=True)
    thread.start()
    threading.Thread(target=chores.run, args=(stop,), name="chores", daemon=True).start()
    try:
        yield
    finally:
        stop.set()
        worker.nudge()
        await asyncio.to_thread(thread.join, PATIENCE_SECONDS)
