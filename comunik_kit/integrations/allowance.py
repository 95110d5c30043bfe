"""How fast a key may send: a bucket of points for each, which fills by itself; kept in the process.

A request costs `REQUEST` points and each row one, so that neither many small requests nor big ones keep others
waiting: 2,000 rows a second in batches, or 100 requests.
"""

import math
import threading
from datetime import datetime

from comunik_kit.integrations.errors import TooFast

RATE = 2_000.0
ROOM = 20_000.0
REQUEST = 20
_MOST_HELD = 1_000


class Allowances:
    """The buckets of the keys that sent lately."""

    def __init__(self) -> None:
        """Begin with full ones."""
        self._held: dict[str, tuple[float, datetime]] = {}
        self._lock = threading.Lock()

    def take(self, key_id: str, cost: int, now: datetime) -> None:
        """Take points out, or raise `TooFast` and take none."""
        with self._lock:
            left, since = self._held.get(key_id, (ROOM, now))
            left = min(ROOM, left + max(0.0, (now - since).total_seconds()) * RATE)
            if left < cost:
                self._held[key_id] = (left, now)
                raise TooFast(seconds=max(1, math.ceil((cost - left) / RATE)))
            self._held[key_id] = (left - cost, now)
            if len(self._held) > _MOST_HELD:
                self._forget(now)

    def _forget(self, now: datetime) -> None:
        """Drop those that are full again."""
        full = ROOM / RATE
        for key_id, (_, since) in list(self._held.items()):
            if (now - since).total_seconds() > full:
                del self._held[key_id]
