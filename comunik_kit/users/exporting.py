"""Taking people out: those of a filter, by name, as a stream that never holds more than one chunk of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.zones import zone_named
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.export_queries import Walk
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.listing import Found
from comunik_kit.users.tables import UserStatus
from comunik_kit.workspaces import repository as workspaces

CHUNK = 1_000
_START = ("", "")


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """One person on the way out; `role_key` is empty for a role of the workspace's own."""

    id: str
    full_name: str
    email: str
    phone: str
    role_key: str
    role_name: str
    department: str
    company: str
    tier: str
    language: str
    status: str
    created_at: datetime
    invited_at: datetime | None
    activated_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Export:
    """An export on its way: how many people there were when it began; `chunks` are read as they are asked for.

    Zone, day and language are the workspace's.
    """

    total: int
    chunks: Iterator[list[ExportedPerson]]
    zone: ZoneInfo
    day: date
    language: str


class PeopleExports:
    """Reads people for a file; changes nothing but the journal."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def begin(self, actor: Actor, asked: UserFilter) -> Export:
        """Begin an export, and write down that it was asked for, of whom, and of how many.

        Raises `ProofNeeded` (SES-08).
        """
        actor.require(Permission.USERS_READ)
        actor.require_recent()
        now = self._clock.now()
        walk = self._walk(actor, asked, now)
        with self._db.look() as c:
            total = walk.count(c)
        with self._db.write() as s:
            workspace = workspaces.workspace_of(s, actor.workspace_id)
            target = Target("workspace", workspace.id, workspace.name)
            details = {"filter": asked.query(), "count": total}
            record(s, now, actor, AuditTag.USERS_EXPORTED, target, details=details)
        zone = zone_named(workspace.time_zone)
        return Export(total, self._chunks(walk), zone, now.astimezone(zone).date(), workspace.language)

    def people(self, actor: Actor, asked: UserFilter) -> Iterator[ExportedPerson]:
        """Read people one after the other, as the list's pages show them: for a list, not for a file."""
        actor.require(Permission.USERS_READ)
        chunks = self._chunks(self._walk(actor, asked, self._clock.now()))
        return (person for chunk in chunks for person in chunk)

    def _walk(self, actor: Actor, asked: UserFilter, now: datetime) -> Walk:
        with self._db.look() as c:
            return Walk(c, actor.workspace_id, asked, now)

    def _chunks(self, walk: Walk) -> Iterator[list[ExportedPerson]]:
        """Read each chunk in a short transaction of its own: no lock is held, and nobody waits for the reader."""
        after = _START
        while True:
            with self._db.look() as c:
                found = walk.next(c, after, CHUNK)
            if found:
                yield [_person(row) for row in found]
            if len(found) < CHUNK:
                return
            after = (found[-1].sort_name, found[-1].id)


def _person(row: Found) -> ExportedPerson:
    return ExportedPerson(
        id=row.id,
        full_name=row.full_name,
        email=row.email,
        phone=row.phone,
        role_key=row.role_key,
        role_name=row.role_name,
        department=row.department or "",
        company=row.company or "",
        tier=row.tier,
        language=row.language,
        status=row.status or UserStatus.CREATED.value,
        created_at=row.created_at,
        invited_at=row.invited_at,
        activated_at=row.activated_at,
        last_seen_at=row.last_seen_at,
    )
