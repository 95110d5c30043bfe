"""Verifying: walking a chain from its checkpoint to its head, and saying what is wrong first, if anything is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from comunik_kit.audit.chain import ABOUT, BY, Values, chain_of, head_mac, seal_of, words_digest
from comunik_kit.audit.tables import AuditChain, AuditEntry
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring

CHUNK = 1_000
_ENTRIES = AuditEntry.__table__  # pyright: ignore[reportAttributeAccessIssue]  - SQLModel sets it on tables
_CHAINS = AuditChain.__table__  # pyright: ignore[reportAttributeAccessIssue]


class Fault(StrEnum):
    """What is wrong."""

    HEAD = "head"
    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"
    WORDS = "words"
    CUT_OFF = "cut_off"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold: the entry there, if one is, and its place."""

    fault: Fault
    seq: int
    id: str = ""
    at: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a chain says: its length, those removed in time, the names that left, those that no seal holds yet."""

    chain: str
    entries: int = 0
    removed: int = 0
    emptied: int = 0
    unsealed: int = 0
    head: str = ""
    broken: Break | None = None


class Verifying:
    """Reads; changes nothing."""

    def __init__(self, *, db: Database, keyring: Keyring, chunk: int = CHUNK) -> None:
        """Take the tools."""
        self._db, self._keyring, self._chunk = db, keyring, chunk

    def verify(self, *, expect: str = "") -> list[Verdict]:
        """Verify every chain; `expect` is a head that was noted outside: one of them must still contain it."""
        with self._db.look() as c:
            if not self._db.is_sqlite:  # whose reading is one snapshot by itself
                c.execution_options(isolation_level="REPEATABLE READ")
            known = c.execute(select(_CHAINS)).mappings()
            used = c.execute(select(col(AuditEntry.workspace_id)).distinct()).scalars().all()
            rows = {row["name"]: AuditChain(**row) for row in known}
            names = sorted({*rows, *map(chain_of, used)})
            walks = [_Walk(self._keyring, rows.get(name), name, expect) for name in names]
            verdicts = [walk.through(c, self._chunk) for walk in walks]
        if expect and verdicts and not any(walk.is_expected for walk in walks):
            return [*verdicts[:-1], _unexpected(verdicts[-1])]
        return verdicts


class _Walk:
    """One way through a chain."""

    def __init__(self, keyring: Keyring, row: AuditChain | None, name: str, expect: str) -> None:
        self._keyring, self._expect = keyring, expect
        self._row = row or AuditChain(name=name)
        self._is_ours = row is None or compare_digest(row.mac, head_mac(keyring, row))
        self._seq, self._seal = self._row.removed, self._row.checkpoint
        self._emptied = 0
        self.is_expected = expect in {"", self._row.checkpoint}

    def through(self, c: Connection, chunk: int) -> Verdict:
        broken = None if self._is_ours else Break(Fault.HEAD, self._row.length)
        for entry in [] if broken else self._entries(c, chunk):
            broken = self._look(entry)
            if broken:
                break
        if broken is None and (self._seq, self._seal) != (self._row.length, self._row.head):
            broken = Break(Fault.CUT_OFF, self._seq + 1)
        return Verdict(
            chain=self._row.name,
            entries=self._seq - self._row.removed,
            removed=self._row.removed,
            emptied=self._emptied,
            unsealed=self._count_unsealed(c),
            head=self._row.head,
            broken=broken,
        )

    def _look(self, entry: Values) -> Break | None:
        fault = self._fault(entry)
        if fault:
            at = entry["at"].isoformat()
            return Break(fault, self._seq + 1, entry["id"], at, entry["tag"])
        self._seq, self._seal = entry["seq"], entry["seal"]
        self.is_expected = self.is_expected or self._seal == self._expect
        self._emptied += not (entry["by_salt"] and entry["about_salt"])
        return None

    def _fault(self, entry: Values) -> Fault | None:
        if entry["seq"] != self._seq + 1:
            return Fault.MISSING if entry["seq"] > self._seq + 1 else Fault.EXTRA
        if entry["seq"] > self._row.length:
            return Fault.EXTRA
        digests = entry["by_digest"], entry["about_digest"]
        seal = seal_of(self._keyring, entry, self._seal, entry["seq"], digests)
        if not compare_digest(seal, entry["seal"]):
            return Fault.CHANGED
        words = ((entry["by_salt"], digests[0], BY), (entry["about_salt"], digests[1], ABOUT))
        return None if all(self._words_hold(entry, *each) for each in words) else Fault.WORDS

    def _words_hold(self, entry: Values, salt: str, digest: str, names: Sequence[str]) -> bool:
        """Words hold while their salt is there; both leave together."""
        if not salt:
            return not any(entry[name] for name in names)
        return compare_digest(words_digest(self._keyring, entry, salt, names), digest)

    def _entries(self, c: Connection, chunk: int) -> Iterator[Values]:
        """Give what stands below the checkpoint, where nothing should, then the chain by place."""
        below = select(_ENTRIES).where(self._here(), col(AuditEntry.seq) <= self._row.removed).limit(1)
        yield from c.execute(below).mappings()
        last = self._row.removed
        while found := self._next(c, last, chunk):
            yield from found
            last = found[-1]["seq"]

    def _next(self, c: Connection, after: int, chunk: int) -> Sequence[Values]:
        query = select(_ENTRIES).where(self._here(), col(AuditEntry.seq) > after)
        return (
            c.execute(query.order_by(col(AuditEntry.seq), col(AuditEntry.id)).limit(chunk)).mappings().all()
        )

    def _count_unsealed(self, c: Connection) -> int:
        query = select(func.count()).where(self._here(), col(AuditEntry.seq).is_(None))
        return c.execute(query).scalar_one()

    def _here(self) -> Any:
        workspace_id = col(AuditEntry.workspace_id)
        is_nowhere = self._row.name == chain_of(None)
        return workspace_id.is_(None) if is_nowhere else workspace_id == self._row.name


def _unexpected(verdict: Verdict) -> Verdict:
    """Say it of the last, when nothing is wrong there already."""
    broken = verdict.broken or Break(Fault.NOT_EXPECTED, verdict.removed + verdict.entries)
    return replace(verdict, broken=broken)
