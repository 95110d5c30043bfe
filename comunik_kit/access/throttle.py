"""Counting tries in the database, before the costly work and in one statement (AUT-07)."""

import ipaddress
import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from comunik_kit.access.errors import TooManyAttempts
from comunik_kit.access.limits import Limit
from comunik_kit.access.tables import ThrottleWindow
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring

_KEPT = timedelta(hours=24)

Attempt = tuple[Limit, str]
"""What is counted, and whose it is: an account's key, a network address, or nothing for everybody."""


class Throttle:
    """Fixed windows per subject. A full window empties by itself: nobody is locked out for good."""

    def __init__(self, *, db: Database, clock: Clock, keyring: Keyring) -> None:
        """Take the tools; subjects are stored as digests only."""
        self._db, self._clock, self._keyring = db, clock, keyring

    def count(self, *attempts: Attempt) -> None:
        """Count a try on each subject in turn; raise `TooManyAttempts` at the first full one.

        The ones after a full one are not counted, so one address cannot fill everybody's window.
        """
        now = self._clock.now()
        with self._db.write() as s:
            waits = self._waits(s, attempts, now)
            wait = next((w for w in waits if w is not None), None)
        if wait is not None:
            raise TooManyAttempts(count=max(1, math.ceil(wait.total_seconds() / 60)))

    def full_until(self, s: Session, *attempts: Attempt) -> datetime | None:
        """Count a try on each subject in the open transaction; when the first full one empties, None for none.

        Who refuses the act then ends the transaction, and nothing was counted.
        """
        now = self._clock.now()
        wait = next((w for w in self._waits(s, attempts, now) if w is not None), None)
        return None if wait is None else now + wait

    def allows(self, *attempts: Attempt) -> bool:
        """Count a try like `count`, and tell whether it is within the limits."""
        try:
            self.count(*attempts)
        except TooManyAttempts:
            return False
        return True

    def forgive(self, s: Session, *attempts: Attempt) -> None:
        """Take a try back in the open transaction: a success does not count."""
        for limit, subject in attempts:
            s.execute(
                update(ThrottleWindow)
                .where(
                    col(ThrottleWindow.bucket) == self._bucket(limit, subject), col(ThrottleWindow.hits) > 0
                )
                .values(hits=col(ThrottleWindow.hits) - 1)
            )

    def empty(self, s: Session, *attempts: Attempt) -> None:
        """Forget every try on these subjects in the open transaction."""
        buckets = [self._bucket(limit, subject) for limit, subject in attempts]
        s.execute(delete(ThrottleWindow).where(col(ThrottleWindow.bucket).in_(buckets)))

    def sweep(self) -> None:
        """Delete windows that ended long ago."""
        with self._db.write() as s:
            s.execute(
                delete(ThrottleWindow).where(col(ThrottleWindow.started_at) < self._clock.now() - _KEPT)
            )

    def _waits(self, s: Session, attempts: tuple[Attempt, ...], now: datetime) -> Iterator[timedelta | None]:
        for limit, subject in attempts:
            hits, started_at = s.execute(self._upsert(self._bucket(limit, subject), limit, now)).one()
            yield started_at + limit.window - now if hits > limit.hits else None

    def _upsert(self, bucket: str, limit: Limit, now: datetime) -> Any:
        insert = sqlite.insert if self._db.is_sqlite else postgresql.insert
        hits, started_at = col(ThrottleWindow.hits), col(ThrottleWindow.started_at)
        # A window that begins in the future is left from before the clock was set right.
        is_stale = (started_at <= now - limit.window) | (started_at > now + limit.window)
        fresh = {
            "hits": case((is_stale, 1), else_=hits + 1),
            "started_at": case((is_stale, now), else_=started_at),
        }
        row = insert(ThrottleWindow).values(bucket=bucket, started_at=now, hits=1)
        return row.on_conflict_do_update(index_elements=["bucket"], set_=fresh).returning(hits, started_at)

    def _bucket(self, limit: Limit, subject: str) -> str:
        return self._keyring.digest("throttle", f"{limit.name}\0{subject}")


def network_of(ip: str) -> str:
    """Name who an address belongs to: an IPv6 subscriber has a whole /64 to choose from."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
