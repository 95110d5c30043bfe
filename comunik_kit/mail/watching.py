"""Sees what the mail worker of another process did, where no Redis tells: `comunik-kit worker` beside the app.

One thread a process. It asks the database only while somebody looks at a page here and another worker shows signs of
life: then once a second, one small query, however many pages are open.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Fanout, Topic
from comunik_kit.mail.tables import MailEvent, WorkerBeat

logger = logging.getLogger(__name__)

EVERY = 1.0
BEATS_EVERY = timedelta(seconds=5)
ALIVE = timedelta(seconds=30)
# An id tells when it was made, not when it was committed: look back far enough for slow commits and other clocks.
LOOKING_BACK = timedelta(seconds=30)
MOST = 1000


class MailWatch:
    """Tells this process's listeners about messages that a worker elsewhere saw through."""

    def __init__(self, *, db: Database, clock: Clock, fanout: Fanout, own_worker: str) -> None:
        """Take the tools; `own_worker` is the beat of this process, which announces by itself."""
        self._db, self._clock, self._fanout = db, clock, fanout
        self._own_worker = own_worker
        self._seen: frozenset[str] = frozenset()
        self._asked_at: datetime | None = None
        self._others_work = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch for a while."""
        stop = threading.Event()
        thread = threading.Thread(target=self._keep_looking, args=(stop,), name="mail-watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(EVERY)

    def _keep_looking(self, stop: threading.Event) -> None:
        while not stop.wait(EVERY):
            if not self._fanout.is_heard:
                continue
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  - a watcher outlives a locked, lost or restarted database
                logger.warning("mail watch: %s", type(error).__name__)

    def look(self) -> None:
        """Look once: announce the workspaces whose messages moved since the last look."""
        now = self._clock.now()
        if not self._another_worker(now):
            return
        new = {id_: workspace for id_, workspace in self._newest(now).items() if id_ not in self._seen}
        self._seen = frozenset(new) | {id_ for id_ in self._seen if id_ > _floor(now)}
        for workspace_id in sorted(set(new.values())):
            self._fanout.tell(workspace_id, Topic.MAIL)

    def _another_worker(self, now: datetime) -> bool:
        if self._asked_at is None or now - self._asked_at >= BEATS_EVERY:
            alive = select(col(WorkerBeat.name)).where(
                col(WorkerBeat.at) > now - ALIVE, col(WorkerBeat.name) != self._own_worker
            )
            with self._db.read() as session:
                self._others_work = session.execute(alive.limit(1)).first() is not None
            self._asked_at = now
        return self._others_work

    def _newest(self, now: datetime) -> dict[str, str]:
        newest = (
            select(col(MailEvent.id), col(MailEvent.workspace_id))
            .where(col(MailEvent.id) > _floor(now))
            .order_by(col(MailEvent.id).desc())
            .limit(MOST)
        )
        with self._db.read() as session:
            return dict(session.execute(newest).all())


def _floor(now: datetime) -> str:
    """The smallest id that a step of the last seconds can have (`kernel.ids`)."""
    return f"{int((now - LOOKING_BACK).timestamp() * 1000):012x}"
