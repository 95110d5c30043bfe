"""Proving once more that it is oneself: for a quarter of an hour the acts that matter most are open (SES-08)."""

from sqlalchemy import update
from sqlmodel import col

from comunik_kit.access import limits, repository
from comunik_kit.access.errors import WrongCurrentPassword
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.tables import UserSession
from comunik_kit.access.throttle import Throttle
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, InvalidInput


class Proving:
    """The password, asked for within a session."""

    def __init__(self, *, db: Database, clock: Clock, hasher: Hasher, throttle: Throttle) -> None:
        """Take the tools."""
        self._db, self._clock, self._hasher, self._throttle = db, clock, hasher, throttle

    def has_password(self, actor: Actor) -> bool:
        """Tell whether the actor has a password; who has none proves it by signing in anew."""
        with self._db.read() as s:
            account = repository.account_by_id(s, actor.workspace_id, actor.user_id)
        if account is None:
            raise Forbidden
        return bool(account.credential.password_hash)

    def prove(self, actor: Actor, *, password: str) -> None:
        """Take the password; raises `InvalidInput` (`password`) or `TooManyAttempts`."""
        attempt = (limits.OWN_PASSWORD, actor.user_id)
        self._throttle.count(attempt)
        with self._db.read() as s:
            account = repository.account_by_id(s, actor.workspace_id, actor.user_id)
        if account is None:
            raise Forbidden
        is_right = self._hasher.verify(password, account.credential.password_hash)
        target, now = Target("session", actor.session_id, actor.name), self._clock.now()
        with self._db.write() as s:
            if is_right:
                mine = (col(UserSession.id) == actor.session_id, col(UserSession.user_id) == actor.user_id)
                s.execute(update(UserSession).where(*mine).values(proven_at=now))
                self._throttle.forgive(s, attempt)
            record(s, now, actor, AuditTag.PROVEN if is_right else AuditTag.PROOF_FAILED, target)
        if not is_right:
            raise InvalidInput({"password": WrongCurrentPassword()})
