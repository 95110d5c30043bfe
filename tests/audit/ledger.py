"""A journal of a test's own: acts written as the product writes them, and hands that touch it as no product does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, create_engine, text

from comunik_kit.audit.journal import Entry, Target, record, record_all
from comunik_kit.audit.sealing import Sealing
from comunik_kit.audit.tags import AuditTag
from comunik_kit.audit.trimming import Trimming
from comunik_kit.audit.verifying import Verdict, Verifying
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.workspaces.tables import Workspace
from tests.support.clock import MovedClock

HERE, THERE, AMINA = "a" * 32, "b" * 32, "c" * 32


@dataclass
class Ledger:
    """Two workspaces' journals."""

    db: Database
    keyring: Keyring
    clock: MovedClock
    chunk: int = 3
    sealing: Sealing = field(init=False)
    proof: Verifying = field(init=False)
    trimming: Trimming = field(init=False)

    def __post_init__(self) -> None:
        """Make what works on them."""
        self.sealing = Sealing(db=self.db, keyring=self.keyring, chunk=self.chunk)
        self.proof = Verifying(db=self.db, keyring=self.keyring, chunk=self.chunk)
        self.trimming = Trimming(db=self.db, clock=self.clock, keyring=self.keyring)
        with self.db.write() as s:
            for place in (HERE, THERE):
                s.add(Workspace(id=place, name=place, brand="Kit", created_at=self.clock.now()))

    def write(self, *names: str, place: str | None = HERE, **details: Any) -> None:
        """Write one entry about each name, in a transaction of its own."""
        for name in names:
            with self.db.write() as s:
                now, target = self.clock.now(), Target("user", AMINA, name)
                actor = amina(place) if place else None
                record(s, now, actor, AuditTag.USER_UPDATED, target, details=details)

    def write_many(self, count: int) -> None:
        """Write many in one statement."""
        with self.db.write() as s:
            many = [Entry(AuditTag.INVITED, Target("user", AMINA, f"Nr. {n}")) for n in range(count)]
            record_all(s, self.clock.now(), amina(), many)

    def sealed(self, *names: str, **how: Any) -> None:
        """Write entries and seal them."""
        self.write(*names, **how)
        self.sealing.run_due()

    def verdict(self, place: str | None = HERE) -> Verdict:
        """Verify the chain of a workspace."""
        [found] = [each for each in self.proof.verify() if each.chain == (place or "-")]
        return found

    def sql(self, statement: str, **values: object) -> None:
        """Change something as a client of the database would, with the triggers in place."""
        with self.db.write() as s:
            s.execute(text(statement), values)

    def count(self) -> int:
        """Count the entries."""
        with self.db.look() as c:
            return c.execute(text("SELECT count(*) FROM audit_entries")).scalar_one()

    @contextmanager
    def without_triggers(self) -> Iterator[Connection]:
        """Change something as the owner of the database could: past the triggers."""
        engine = create_engine(self.db.url)
        with engine.begin() as c:
            if self.db.is_sqlite:
                names = c.execute(
                    text(
                        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'"
                    )
                )
                for name in names.scalars().all():
                    c.execute(text(f"DROP TRIGGER {name}"))
            else:
                c.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
            yield c
        engine.dispose()


def amina(place: str = HERE) -> Actor:
    """Give somebody who acts."""
    return Actor(
        AMINA,
        place,
        "s" * 32,
        "Amina Diallo",
        "r" * 32,
        50,
        frozenset(),
        ip="192.0.2.7",
        user_agent="Firefox",
    )
