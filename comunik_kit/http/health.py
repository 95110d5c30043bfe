"""Signs of life for whoever runs the product; nothing in them helps a stranger."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from comunik_kit.access.limits import Limit
from comunik_kit.kernel import schema
from comunik_kit.mail import repository as mail
from comunik_kit.wiring import Kit

READY, DEGRADED, UNAVAILABLE = "ready", "degraded", "unavailable"
_KEPT = timedelta(seconds=2)
_SILENCE = timedelta(seconds=60)
# A counter of our own is the smallest thing there is to write.
_PROBE = Limit("health/ready", 2**31 - 1, timedelta(seconds=60))


@cache
def _head() -> str:
    return schema.head()


def readiness(kit: Kit) -> str:
    """Look once: can we write, does the schema fit the code, does the mail worker beat."""
    try:
        kit.throttle.allows((_PROBE, ""))
        if schema.current(kit.db.url) != _head():
            return UNAVAILABLE
        with kit.db.read() as s:
            beat = s.exec(select(func.max(col(mail.WorkerBeat.at)))).one()
    except SQLAlchemyError:
        return UNAVAILABLE
    return READY if beat is not None and kit.clock.now() - beat < _SILENCE else DEGRADED


@dataclass(slots=True)
class Readiness:
    """Looks at most every two seconds, whoever asks and how often."""

    kit: Kit
    _looked_at: datetime | None = None
    _found: str = UNAVAILABLE
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> str:
        """Tell how it stands: `ready`, `degraded` (mail waits) or `unavailable`."""
        with self._lock:
            now = self.kit.clock.now()
            if self._looked_at is None or not timedelta() <= now - self._looked_at < _KEPT:
                self._found, self._looked_at = readiness(self.kit), now
            return self._found
