"""The browsers in which somebody is signed in, and signing them out from afar (SES-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from comunik_kit.access import devices, limits
from comunik_kit.access.places import place_of
from comunik_kit.access.tables import UserSession
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database, announce_at_commit
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import changes
from comunik_kit.users import repository as people
from comunik_kit.users.inputs import is_id
from comunik_kit.users.repository import Person

SHOWN = 20


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One signed-in browser; `is_this` the one that asks, `place` a word of `record.sessions.place.*`.

    Moments are ISO 8601 in UTC.
    """

    id: str
    device: str
    ip: str
    since: str
    last_seen_at: str
    is_this: bool
    place: str


class OpenSessions:
    """One's own, and those of the people whom one may act on."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def of(self, actor: Actor, *, user_id: str) -> list[OpenSession]:
        """List where a person is signed in, the last seen first; raises `Forbidden`, `NotFound`, `PersonAboveYou`."""
        with self._db.read() as s:
            person = _reachable(s, actor, user_id)
            return [_view(actor, each) for each in _alive(s, person, self._clock.now())[:SHOWN]]

    def end(self, actor: Actor, *, user_id: str, session_id: str = "") -> int:
        """End one session of a person, or all but the one that asks; how many ended. Raises what `of` does."""
        now = self._clock.now()
        with self._db.write() as s:
            person = _reachable(s, actor, user_id)
            alive = {each.id for each in _alive(s, person, now)}
            chosen = alive & {session_id} if session_id else alive - {actor.session_id}
            if session_id and not chosen:
                raise NotFound
            ended = _end(s, sorted(chosen), now)
            if ended:
                announce_at_commit(s, user_id, Topic.SESSIONS)
                target = Target("user", person.user.id, person.user.full_name)
                record(s, now, actor, AuditTag.SESSIONS_ENDED, target, details={"count": ended})
        self._announce(actor.workspace_id, Topic.PEOPLE)
        return ended


def _reachable(s: Session, actor: Actor, user_id: str) -> Person:
    if user_id != actor.user_id:
        actor.require(Permission.USERS_UPDATE)
    person = people.person(s, actor.workspace_id, user_id) if is_id(user_id) else None
    if person is None:
        raise NotFound
    if user_id != actor.user_id:
        changes.reachable(actor, person)
    return person


def _alive(s: Session, person: Person, now: datetime) -> Sequence[UserSession]:
    """List the sessions that still open something."""
    query = select(UserSession).where(
        col(UserSession.workspace_id) == person.user.workspace_id,
        col(UserSession.user_id) == person.user.id,
        col(UserSession.ended_at).is_(None),
        col(UserSession.expires_at) > now,
    )
    found = s.execute(query.order_by(col(UserSession.last_seen_at).desc())).scalars().all()
    is_admin = limits.ADMIN_PERMISSION in person.role.permissions
    return [each for each in found if not _is_over(each, now, is_admin=is_admin)]


def _is_over(session: UserSession, now: datetime, *, is_admin: bool) -> bool:
    return limits.is_over(
        now,
        is_admin=is_admin,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
    )


def _end(s: Session, ids: Sequence[str], now: datetime) -> int:
    ending = update(UserSession).where(col(UserSession.id).in_(ids), col(UserSession.ended_at).is_(None))
    return getattr(s.execute(ending.values(ended_at=now)), "rowcount", 0)


def _view(actor: Actor, session: UserSession) -> OpenSession:
    return OpenSession(
        id=session.id,
        device=devices.name_of(session.user_agent),
        ip=session.ip,
        since=session.created_at.isoformat(),
        last_seen_at=session.last_seen_at.isoformat(),
        is_this=session.id == actor.session_id,
        place=place_of(session.ip, actor.ip).value,
    )
