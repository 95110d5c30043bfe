"""Sealing: what was written since the last time gets its place in its workspace's chain.

Apart from the acts themselves, which wait for nobody: two writers of one workspace need no order between them until
both have committed (docs/decisions/0013).
"""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from comunik_kit.audit import chains
from comunik_kit.audit.chain import Values, chain_of, sealed
from comunik_kit.audit.errors import JournalBroken
from comunik_kit.audit.tables import AuditChain, AuditEntry
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring

logger = logging.getLogger(__name__)

CHUNK = 200
_MOST_CHUNKS = 500

_ENTRIES = AuditEntry.__table__  # pyright: ignore[reportAttributeAccessIssue]  - SQLModel sets it on tables
_MEANT = bindparam("id_meant")
_SEAL = _ENTRIES.update().where(_ENTRIES.c.id == _MEANT)


class Sealing:
    """One of the chores; several processes may be at it."""

    def __init__(self, *, db: Database, keyring: Keyring, chunk: int = CHUNK) -> None:
        """Take the tools, and how many entries one transaction seals."""
        self._db, self._keyring, self._chunk = db, keyring, chunk

    def run_due(self) -> int:
        """Seal what is not sealed yet, a long journal of before in several rounds; answer how many entries."""
        return sum(self._seal_all(workspace_id) for workspace_id in self._waiting())

    def _waiting(self) -> Sequence[str | None]:
        with self._db.look() as c:
            unsealed = select(col(AuditEntry.workspace_id)).where(col(AuditEntry.seq).is_(None))
            return list(c.execute(unsealed.distinct()).scalars())

    def _seal_all(self, workspace_id: str | None) -> int:
        done = 0
        for _ in range(_MOST_CHUNKS):
            try:
                with self._db.write() as s:
                    count = self._seal_some(s, workspace_id)
            except JournalBroken:
                logger.error("journal: the chain of %s is broken; see audit verify", chain_of(workspace_id))  # noqa: TRY400
                return done
            done += count
            if count < self._chunk:
                break
        return done

    def _seal_some(self, s: Session, workspace_id: str | None) -> int:
        chain = chains.hold(s, self._keyring, chain_of(workspace_id), wait=False)
        entries = _unsealed(s, workspace_id, self._chunk) if chain else []
        if not chain or not entries:
            return 0
        s.connection().execute(_SEAL, [self._next(chain, entry) for entry in entries])
        chains.write(s, self._keyring, chain)
        return len(entries)

    def _next(self, chain: AuditChain, entry: Values) -> dict[str, Any]:
        """Seal an entry as the next of its chain."""
        made = sealed(self._keyring, entry, after=chain.head, seq=chain.length + 1)
        chain.length, chain.head = made.seq, made.seal
        return {_MEANT.key: entry["id"], **made._asdict()}


def _unsealed(s: Session, workspace_id: str | None, limit: int) -> Sequence[Values]:
    """Take the oldest, and let nobody empty them meanwhile; one that is just being emptied has its turn later."""
    here = col(AuditEntry.workspace_id)
    query = select(_ENTRIES).where(here == workspace_id if workspace_id else here.is_(None))
    query = query.where(col(AuditEntry.seq).is_(None)).order_by(col(AuditEntry.id)).limit(limit)
    return s.connection().execute(query.with_for_update(skip_locked=True)).mappings().all()
