"""How much may come in through the web sockets of one process (WEB-05).

What comes too fast is not refused: it waits in its own socket, whose reader waits, so that nothing piles up in memory
and nobody else notices. Only one socket too many is refused.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SOCKETS_PER_ADDRESS, SOCKETS_PER_SESSION = 500, 50
# An office has one address for all its people.
ADDRESS_FACTOR = 10
BURST_SECONDS = 10
REMEMBERED_ADDRESSES = 10_000


@dataclass(slots=True)
class Bucket:
    """A full bucket is a burst; it refills at a steady rate, and one may run into debt, which is paid by waiting."""

    rate: float
    level: float
    at: float

    def wait_for_one(self, now: float) -> float:
        """Take one out; tell how many seconds to wait before acting on it."""
        self.level = min(self.rate * BURST_SECONDS, self.level + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.level / self.rate)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one socket may still say: its own bucket, and that of its address."""

    own: Bucket
    shared: Bucket
    now: Callable[[], float]

    def wait_for_one(self) -> float:
        """Count one message; tell how many seconds it has to wait."""
        now = self.now()
        return max(self.own.wait_for_one(now), self.shared.wait_for_one(now))


@dataclass(slots=True)
class Crowd:
    """Everybody who has a socket open here."""

    rate: float
    now: Callable[[], float]
    _addresses: Counter[str] = field(default_factory=Counter)
    _sessions: Counter[str] = field(default_factory=Counter)
    _buckets: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)

    @contextmanager
    def joined(self, address: str, session: str) -> Iterator[Flow | None]:
        """Keep a place while the block runs; None when none is left. Without a session, the address alone counts."""
        if self._is_full(address, session):
            yield None
            return
        self._count(address, session, 1)
        try:
            yield Flow(self._full(self.rate), self._shared(address), self.now)
        finally:
            self._count(address, session, -1)

    def _is_full(self, address: str, session: str) -> bool:
        at_address, in_session = self._addresses.get(address, 0), self._sessions.get(session, 0)
        return at_address >= SOCKETS_PER_ADDRESS or in_session >= SOCKETS_PER_SESSION

    def _count(self, address: str, session: str, change: int) -> None:
        for counts, name in ((self._addresses, address), (self._sessions, session)):
            if name:
                counts[name] += change
                if not counts[name]:
                    del counts[name]

    def _shared(self, address: str) -> Bucket:
        """Find an address's bucket, which outlives its sockets: opening anew fills nothing."""
        bucket = self._buckets.pop(address, None) or self._full(self.rate * ADDRESS_FACTOR)
        self._buckets[address] = bucket
        while len(self._buckets) > REMEMBERED_ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket

    def _full(self, rate: float) -> Bucket:
        return Bucket(rate, rate * BURST_SECONDS, self.now())
