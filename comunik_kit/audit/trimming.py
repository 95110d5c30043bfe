"""How long a journal is kept: whoever is older leaves at the front of the chain, which then begins at a checkpoint."""

import logging
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from comunik_kit.audit import chains
from comunik_kit.audit.chain import NOWHERE
from comunik_kit.audit.errors import JournalBroken
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tables import AuditChain, AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring

logger = logging.getLogger(__name__)

CHOICES: Final = (0, 12, 24, 36)
"""Months that a journal may be kept; 0 is for ever."""
_MOST = 1_000
_MOST_CHUNKS = 100


class Trimming:
    """One of the chores."""

    def __init__(self, *, db: Database, clock: Clock, keyring: Keyring) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring

    def run_due(self) -> int:
        """Remove what is older than its workspace keeps it; answer how many entries."""
        return sum(self._trim(name) for name in self._limited())

    def _limited(self) -> list[str]:
        with self._db.look() as c:
            limited = select(col(AuditChain.name)).where(col(AuditChain.kept_months) > 0)
            return list(c.execute(limited.where(col(AuditChain.name) != NOWHERE)).scalars())

    def _trim(self, name: str) -> int:
        """Remove chunk by chunk, each in a transaction of its own, which says so in the journal."""
        return sum(self._chunks(name))

    def _chunks(self, name: str) -> Iterator[int]:
        for _ in range(_MOST_CHUNKS):
            try:
                with self._db.write() as s:
                    removed = self._remove_some(s, name)
            except JournalBroken:
                logger.error("journal: the chain of %s is broken; see audit verify", name)  # noqa: TRY400
                return
            yield removed
            if removed < _MOST:
                return

    def _remove_some(self, s: Session, name: str) -> int:
        chain = chains.hold(s, self._keyring, name, wait=False)
        if chain is None or not chain.kept_months:
            return 0
        now = self._clock.now()
        last = _last_to_leave(s, chain, months_before(now, chain.kept_months))
        if last is None:
            return 0
        removed = last.seq - chain.removed
        chain.removed, chain.checkpoint = last.seq, last.seal
        chains.write(s, self._keyring, chain)
        # The database lets an entry go only when the checkpoint stands beyond it.
        s.execute(
            delete(AuditEntry).where(col(AuditEntry.workspace_id) == name, col(AuditEntry.seq) <= last.seq)
        )
        details = {"count": removed, "months": chain.kept_months, "before": last.at.isoformat()}
        target = Target("workspace", name)
        record(s, now, None, AuditTag.JOURNAL_TRIMMED, target, workspace_id=name, details=details)
        return removed


def months_before(moment: datetime, months: int) -> datetime:
    """Go back so many months, to the month's last day where it has no such day."""
    month = moment.year * 12 + moment.month - 1 - months
    year, month = month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _last_to_leave(s: Session, chain: AuditChain, limit: datetime):  # noqa: ANN202  - a row of three columns
    """Find the last of those at the front that are all too old; the newest sealed entry always stays."""
    seq, here = col(AuditEntry.seq), col(AuditEntry.workspace_id) == chain.name
    kept = select(func.min(seq)).where(here, seq.is_not(None), col(AuditEntry.at) >= limit)
    first_kept = s.execute(kept).scalar_one()
    end = min(chain.length if first_kept is None else first_kept, chain.removed + _MOST + 1)
    query = select(seq.label("seq"), col(AuditEntry.seal).label("seal"), col(AuditEntry.at).label("at"))
    return s.execute(query.where(here, seq == end - 1, seq > chain.removed)).first()
