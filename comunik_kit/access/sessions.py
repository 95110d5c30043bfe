"""Sessions: the cookie holds 256 random bits, the table their digest, and every event reads the row again.

Limits (SES-05, `limits.py`): holders of `settings:read` have 30 min idle and 12 h in all; others 24 h idle and
7 days in all, or 30 days when they asked to be remembered.
"""

import logging
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from comunik_kit.access import devices, limits, notices, repository
from comunik_kit.access.acting import known
from comunik_kit.access.repository import Signed, end_sessions
from comunik_kit.access.tables import Credential, UserSession
from comunik_kit.access.views import StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database, announce_at_commit
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring, random_secret
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User
from comunik_kit.workspaces.hosts import Hosts

__all__ = ["Sessions", "StartedSession", "end_sessions"]

logger = logging.getLogger(__name__)

_LONGEST_SECRET = 64


class Sessions:
    """Who is behind a cookie; starting and ending sessions."""

    def __init__(self, *, db: Database, clock: Clock, keyring: Keyring, hosts: Hosts) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring, self._hosts = db, clock, keyring, hosts

    def actor(self, secret: str, *, origin: Origin, visits: bool = True) -> Actor | None:
        """Find who a cookie stands for, with the rights of this moment; None when it stands for nobody.

        `visits`: a person did something. What a page does by itself keeps no session alive (SES-05).
        """
        now = self._clock.now()
        with self._db.look() as c:
            signed = self._signed(c, secret, now)
        return self._met(signed, origin, now, visits=visits) if signed else None

    def actor_at(
        self, host: str, secret: str, *, page: str, origin: Origin, visits: bool = True
    ) -> Actor | None:
        """Do the same for a socket that a page opened at a host: `page` is the page's origin, as browsers send it.

        The page must be of that host (WEB-01). Who is signed in somewhere else than where their workspace is met is
        nobody here. Asked at every event of every page, and so in one look at the database.
        """
        now = self._clock.now()
        with self._db.look() as c:
            place = self._hosts.place(c, host)
            if place is None or page not in place.origins:
                return None
            signed = self._signed(c, secret, now)
            if signed is None or not self._hosts.welcomes(c, place, signed.workspace_id):
                return None
        return self._met(signed, origin, now, visits=visits)

    def start(self, s: Session, user_id: str, *, origin: Origin, remember: bool = False) -> StartedSession:
        """Open a new session in the open transaction; its id is never one the browser had before (SES-01)."""
        now = self._clock.now()
        user = s.get(User, user_id)
        role = s.get(Role, user.role_id) if user else None
        if user is None or role is None:
            raise NotFound
        is_admin = limits.ADMIN_PERMISSION in role.permissions
        lives = limits.lifetime(is_admin=is_admin, remember=remember)
        secret = random_secret()
        s.add(self._row(user, self._digest(secret), origin, now, now + lives))
        repository.note_visit(s, user_id, now)
        device = devices.note(s, self._keyring, user, origin.user_agent, now)
        if device is not None:
            notices.tell_new_device(s, user, role, device, origin, now)
        credential = s.get(Credential, user_id)
        is_initial = credential is not None and credential.initial_until is not None
        max_age = int(lives.total_seconds()) if remember and not is_admin else None
        return StartedSession(secret, user_id, is_initial, max_age)

    @staticmethod
    def _row(user: User, digest: str, origin: Origin, now: datetime, until: datetime) -> UserSession:
        return UserSession(
            id=new_id(now),
            workspace_id=user.workspace_id,
            user_id=user.id,
            secret_digest=digest,
            created_at=now,
            last_seen_at=now,
            expires_at=until,
            proven_at=now,
            ip=origin.ip[:45],
            user_agent=origin.user_agent[:300],
        )

    def end(self, secret: str, *, origin: Origin) -> None:
        """Sign out: the row dies, whatever becomes of the cookie. Nothing happens for an unknown secret."""
        now = self._clock.now()
        with self._db.write() as s:
            signed = repository.live_session(s, self._digest(secret)) if secret else None
            if signed is None:
                return
            repository.end_session(s, signed.session_id, now)
            announce_at_commit(s, signed.user_id, Topic.SESSIONS)
            target = Target("session", signed.session_id, signed.name)
            record(s, now, _acting(signed, origin, now), AuditTag.SIGNED_OUT, target)

    def end_all(self, s: Session, user_id: str, now: datetime, but: str = "") -> None:
        """End every session of a person in the open transaction, but perhaps the one with the id `but`."""
        end_sessions(s, user_id, now, but)

    def _signed(self, c: Connection, secret: str, now: datetime) -> Signed | None:
        if not secret or len(secret) > _LONGEST_SECRET:
            return None
        signed = repository.live_session(c, self._digest(secret))
        return None if signed is None or _is_over(signed, now) else signed

    def _met(self, signed: Signed, origin: Origin, now: datetime, *, visits: bool) -> Actor:
        if visits and now - signed.last_seen_at >= limits.TOUCH_EVERY:
            self._touch(signed, now)
        return _acting(signed, origin, now)

    def _touch(self, signed: Signed, now: datetime) -> None:
        """Note the visit; a database that cannot be written must not sign people out."""
        try:
            with self._db.write() as s:
                before = now - limits.TOUCH_EVERY
                repository.touch(s, signed.session_id, signed.user_id, now, before)
        except OperationalError:
            logger.warning("could not note the visit of a session")

    def _digest(self, secret: str) -> str:
        return self._keyring.digest("session", secret)


def _acting(signed: Signed, origin: Origin, now: datetime) -> Actor:
    return Actor(
        user_id=signed.user_id,
        workspace_id=signed.workspace_id,
        session_id=signed.session_id,
        name=signed.name,
        role_id=signed.role_id,
        rank=signed.rank,
        permissions=known(signed.permissions),
        department_id=signed.department_id,
        ip=origin.ip,
        user_agent=origin.user_agent,
        must_change_password=signed.initial_until is not None,
        leads=signed.leads,
        must_set_factor=signed.must_set_factor,
        is_recent=limits.is_recent(now, signed.proven_at),
    )


def _is_over(signed: Signed, now: datetime) -> bool:
    return limits.is_over(
        now,
        is_admin=limits.ADMIN_PERMISSION in signed.permissions,
        created_at=signed.created_at,
        last_seen_at=signed.last_seen_at,
        expires_at=signed.expires_at,
    )
