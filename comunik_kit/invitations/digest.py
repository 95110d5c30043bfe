"""« Le résumé de la semaine », for who looks after the mail: Monday at eight, in the workspace's own time.

Safe with any number of processes at it: each message has its week in its key. A week in which nothing happened is
passed over in silence, and so is one whose Monday is long past when the app comes back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session

from comunik_kit.invitations import digest_queries as queries
from comunik_kit.invitations.digest_queries import Happened, Reader, Week
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.mail import outbox
from comunik_kit.mail.contents import NAMES_TOLD
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Workspace

HOUR = time(8)
MONDAY = 0
STILL_FRESH = timedelta(days=2)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """A digest's moment, and the seven whole days before it."""

    at: datetime
    week: Week


class Digests:
    """Looks whether a week is to be told."""

    def __init__(self, *, db: Database, clock: Clock, nudge: Callable[[], None]) -> None:
        """Take the tools; `nudge` wakes the mail worker."""
        self._db, self._clock, self._nudge = db, clock, nudge
        self._looked: dict[str, datetime] = {}

    def run_due(self) -> int:
        """Write the digests whose hour has come; how many were written."""
        now = self._clock.now()
        with self._db.read() as s:
            spaces = [(each.id, due_by(now, each.time_zone)) for each in workspaces.all_workspaces(s)]
        written = sum(self._look(workspace_id, due, now) for workspace_id, due in spaces)
        if written:
            self._nudge()
        return written

    def _look(self, workspace_id: str, due: Due, now: datetime) -> int:
        """Look once a week and process: whatever was written then stays written."""
        if now - due.at >= STILL_FRESH or self._looked.get(workspace_id) == due.at:
            return 0
        with self._db.write() as s:
            written = _tell(s, workspaces.lock_workspace(s, workspace_id), due.week, now)
        self._looked[workspace_id] = due.at
        return written


def due_by(now: datetime, time_zone: str) -> Due:
    """Find the last Monday morning of a time zone that has come, and its week: Monday to Sunday."""
    zone = _zone(time_zone)
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=(local.weekday() - MONDAY) % 7)
    if local < datetime.combine(monday, HOUR, zone):
        monday -= _WEEK
    first = datetime.combine(monday - _WEEK, time(), zone)
    end = datetime.combine(monday, time(), zone)
    at = datetime.combine(monday, HOUR, zone)
    week = Week(first.astimezone(UTC), end.astimezone(UTC), (monday - _WEEK).isoformat())
    return Due(at.astimezone(UTC), week)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _tell(s: Session, workspace: Workspace, week: Week, now: datetime) -> int:
    readers = queries.readers(s, workspace.id)
    happened = queries.happened(s, workspace.id, week, now, names=NAMES_TOLD) if readers else None
    if happened is None or not happened.is_news:
        return 0
    return _write(s, workspace, week, happened, readers, now)


def _write(
    s: Session, workspace: Workspace, week: Week, happened: Happened, readers: Sequence[Reader], now: datetime
) -> int:
    said = _params(workspace, week, happened)
    messages = [
        NewMessage(
            workspace_id=workspace.id,
            template=Template.DIGEST,
            dedupe_key=f"digest/{each.user.id}/{week.first_day}",
            to_email=each.user.email,
            to_name=each.user.full_name,
            recipient_id=each.user.id,
            recipient_rank=each.role.rank,
            language=each.user.language,
            priority=outbox.PATIENT,
            params={**said, "full_name": each.user.full_name, "email": each.user.email},
        )
        for each in readers
    ]
    return sum(outbox.enqueue(s, message, now) is not None for message in messages)


def _params(workspace: Workspace, week: Week, happened: Happened) -> dict[str, str]:
    last = datetime.fromisoformat(week.first_day) + timedelta(days=6)
    said = {
        "brand": workspace.brand,
        "accent": workspace.accent,
        "workspace": workspace.name,
        "first_on": week.first_day,
        "last_on": last.date().isoformat(),
        "waiting": str(happened.waiting),
    }
    for kind, (count, names) in happened.told.items():
        said |= {kind: str(count), f"{kind}_names": "\n".join(names)}
    return said
