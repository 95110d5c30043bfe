"""People of a workspace, acts on many of them, and what came of each."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.passwords import take_staged
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.bulk.engine import Engine
from comunik_kit.bulk.inputs import NewJob
from comunik_kit.bulk.tables import BulkItem
from comunik_kit.bulk.views import Job
from comunik_kit.kernel.actor import Actor
from comunik_kit.users.creation import Newcomer, UserCreation
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.wiring import Kit
from tests.support.cast import Cast
from tests.support.clock import MovedClock

EVERYBODY = UserFilter()
CREATION = UserCreation(on_created=take_staged)


@dataclass
class Staff:
    """A workspace, its people, and the acts on many of its admin."""

    cast: Cast
    clock: MovedClock

    @property
    def kit(self) -> Kit:
        """Give the services."""
        return self.cast.kit

    @property
    def engine(self) -> Engine:
        """Give what carries jobs out; here it does so when it is told."""
        return self.kit.bulk_engine

    def people(self, number: int, *, role: str = "agent") -> list[str]:
        """Create so many people, who are not invited; their ids in the order of their names."""
        forms = [
            self.cast.new(
                f"Personne {each:03}", email=f"p{each}.{role}@example.org", role_id=self.cast.roles[role]
            )
            for each in range(number)
        ]
        with self.kit.db.write() as s:
            outcomes = CREATION.create_all(s, self.cast.admin, forms, self.clock.now()).outcomes
        return [each.id for each in outcomes if isinstance(each, Newcomer)]

    def new(
        self, act: str, ids: list[str] | None = None, *, matching: UserFilter | None = None, **params: str
    ) -> NewJob:
        """Parse the form of a question, as a page sends it."""
        form = {"act": act, "request_key": str(uuid.uuid4()), **params}
        return NewJob.parse(form, ids=ids or [], matching=matching)

    def start(
        self,
        act: str,
        ids: list[str] | None = None,
        *,
        by: Actor | None = None,
        matching: UserFilter | None = None,
        **params: str,
    ) -> Job:
        """Start a job; nothing of it is done yet."""
        return self.kit.bulk_jobs.start(
            by or self.cast.admin, new=self.new(act, ids, matching=matching, **params)
        )

    def done(self, act: str, ids: list[str] | None = None, **how: Any) -> Job:
        """Start a job and carry it out."""
        return self.carried_out(self.start(act, ids, **how))

    def undone(self, job: Job, *, by: Actor | None = None) -> Job:
        """Take a job back."""
        return self.carried_out(self.kit.bulk_jobs.undo(by or self.cast.admin, job_id=job.id))

    def carried_out(self, job: Job) -> Job:
        """Work until nothing is left."""
        while self.engine.round():
            pass
        return self.look(job)

    def look(self, job: Job) -> Job:
        """Read a job as its admin sees it."""
        return self.kit.bulk_jobs.look(self.cast.admin, job_id=job.id)

    def outcomes(self, job: Job) -> dict[str, str]:
        """Say of each person what became of them: the state, or the code of a refusal."""
        with self.kit.db.read() as s:
            rows = s.execute(select(BulkItem).where(col(BulkItem.job_id) == job.id)).scalars()
            return {row.user_id: row.code or row.state for row in rows}

    def journal(self) -> Counter[str]:
        """Count the entries of the journal by their tag."""
        return Counter(self.cast.acts())

    def entries(self, tag: str) -> list[AuditEntry]:
        """Read the entries of one tag, oldest first."""
        with self.kit.db.read() as s:
            wanted = select(AuditEntry).where(col(AuditEntry.tag) == tag).order_by(col(AuditEntry.id))
            return list(s.execute(wanted).scalars())

    def rename(self, user_id: str, name: str) -> None:
        """Change somebody's record, as another admin does meanwhile."""
        found = self.kit.users.detail(self.cast.admin, user_id)
        form = {
            "full_name": name,
            "phone": found.phone,
            "role_id": found.role_id,
            "department": found.department,
            "company": found.company,
            "tier_id": found.tier_id,
            "photo_id": found.photo_id,
            "language": found.language,
            "version": found.version,
        }
        self.kit.users.change(self.cast.admin, user_id=user_id, change=ChangeUser.parse(form))
