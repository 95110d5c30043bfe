"""How long a notification is kept, read or not."""

from datetime import datetime, timedelta

from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.notices import repository

KEPT = timedelta(days=90)
EVERY = timedelta(hours=1)
BATCH, MOST_BATCHES = 1_000, 100


class Sweeping:
    """One of the chores."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock
        self._next: datetime | None = None

    def run_due(self) -> int:
        """Delete what is too old, at most once an hour; how much that was."""
        now = self._clock.now()
        if self._next is not None and now < self._next:
            return 0
        self._next = now + EVERY
        return self._sweep(now - KEPT)

    def _sweep(self, before: datetime) -> int:
        """Delete batch by batch, each in a transaction of its own, so that nobody waits long."""
        deleted = 0
        for _ in range(MOST_BATCHES):
            with self._db.write() as s:
                last = repository.sweep(s, before, BATCH)
            deleted += last
            if last < BATCH:
                break
        return deleted
