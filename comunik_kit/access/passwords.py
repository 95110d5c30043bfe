"""Changing one's own password, and the initial passwords that admins set (AUT-06, AUT-11)."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, delete

from comunik_kit.access import helping, limits, password_rules, repository
from comunik_kit.access.credentials import set_password
from comunik_kit.access.errors import PasswordUnchanged, StagedPasswordGone, WrongCurrentPassword
from comunik_kit.access.hasher import COST, Hasher
from comunik_kit.access.notices import tell_password_changed
from comunik_kit.access.repository import Account
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.tables import StagedPassword
from comunik_kit.access.throttle import Throttle
from comunik_kit.access.views import StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, InvalidInput
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.errors import NotYourself
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces

__all__ = ["COST", "Hasher", "Passwords", "context_words", "set_password", "take_staged"]


class Passwords:
    """A person's own password; and the one an admin types for somebody who is about to be created."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        hasher: Hasher,
        throttle: Throttle,
        sessions: Sessions,
        nudge: Callable[[], None],
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker once there is something to send."""
        self._db, self._clock, self._hasher = db, clock, hasher
        self._throttle, self._sessions, self._nudge = throttle, sessions, nudge

    def change(self, actor: Actor, *, current: str, password: str, confirmation: str) -> StartedSession:
        """Change one's own password: every session ends, a new one starts, a notice leaves.

        Raises `InvalidInput` (`current`, `password`, `confirmation`) or `TooManyAttempts`.
        """
        attempt = (limits.OWN_PASSWORD, actor.user_id)
        self._throttle.count(attempt)
        with self._db.read() as s:
            account = self._account(s, actor, hold=False)
            words = context_words(s, account.user)
            preset = workspaces.workspace_of(s, actor.workspace_id).sign_in_preset
        if not self._hasher.verify(current, account.credential.password_hash):
            raise InvalidInput({"current": WrongCurrentPassword()})
        password_rules.check(password, confirmation=confirmation, context_words=words, preset=preset)
        if password_rules.normalised(password) == password_rules.normalised(current):
            raise InvalidInput({"password": PasswordUnchanged()})
        hashed = self._hasher.hash(password)
        with self._db.write() as s:
            started = self._store(s, actor, account.credential.password_hash, hashed)
            self._throttle.forgive(s, attempt)
        self._nudge()
        return started

    def stage(self, actor: Actor, *, password: str, name: str, email: str) -> str:
        """Keep the hash of an initial password for half an hour; give the id that the form sends instead.

        Raises `Forbidden`, or `InvalidInput` on `password`.
        """
        actor.require(Permission.USERS_CREATE)
        self._throttle.count((limits.STAGED, actor.user_id))
        with self._db.read() as s:
            workspace = workspaces.workspace_of(s, actor.workspace_id)
        words = (workspace.brand, workspace.name, name[:200], _local_part(email[:254]))
        password_rules.check(password, context_words=words, preset=workspace.sign_in_preset)
        hashed = self._hasher.hash(password)
        now = self._clock.now()
        with self._db.write() as s:
            s.exec(delete(StagedPassword).where(col(StagedPassword.expires_at) <= now))
            staged = StagedPassword(
                id=new_id(now),
                workspace_id=actor.workspace_id,
                staged_by=actor.user_id,
                password_hash=hashed,
                expires_at=now + limits.STAGED_PASSWORD_LIVES,
            )
            s.add(staged)
        return staged.id

    def give_initial(self, actor: Actor, *, user_id: str, staged: str) -> str:
        """Give somebody who has joined a staged initial password; their name. Every session of theirs ends (AUT-11).

        Raises `Forbidden`, `NotFound`, `NotYourself`, `ProofNeeded` (SES-08), `NoAccountYet`, `PersonAboveYou`, or
        `InvalidInput`.
        """
        actor.require(Permission.USERS_UPDATE)
        if user_id == actor.user_id:
            raise NotYourself
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            account = helping.account(s, actor, user_id, hold=True)
            take_staged(s, actor, staged, user_id, now)
            self._sessions.end_all(s, user_id, now)
            tell_password_changed(s, account.user, account.role, now)
            target = Target("user", user_id, account.user.full_name)
            record(s, now, actor, AuditTag.INITIAL_PASSWORD_GIVEN, target)
        self._nudge()
        return account.user.full_name

    def _account(self, s: Session, actor: Actor, *, hold: bool) -> Account:
        account = repository.account_by_id(s, actor.workspace_id, actor.user_id, hold=hold)
        if account is None:
            raise Forbidden
        return account

    def _store(self, s: Session, actor: Actor, checked: str, hashed: str) -> StartedSession:
        now = self._clock.now()
        account = self._account(s, actor, hold=True)
        if account.credential.password_hash != checked:  # changed meanwhile, in another window
            raise InvalidInput({"current": WrongCurrentPassword()})
        set_password(s, actor.user_id, hashed, now)
        self._sessions.end_all(s, actor.user_id, now)
        tell_password_changed(s, account.user, account.role, now)
        target = Target("user", actor.user_id, account.user.full_name)
        record(s, now, actor, AuditTag.PASSWORD_CHANGED, target)
        return self._sessions.start(s, actor.user_id, origin=Origin(actor.ip, actor.user_agent))


def take_staged(s: Session, actor: Actor, staged_id: str, user_id: str, now: datetime) -> None:
    """Give a new person the initial password their creator staged, in the open transaction; once.

    For 72 h it opens the account, which may then do nothing but change it. Raises `InvalidInput` when it is gone.
    """
    wanted = (
        col(StagedPassword.id) == staged_id,
        col(StagedPassword.workspace_id) == actor.workspace_id,
        col(StagedPassword.staged_by) == actor.user_id,
        col(StagedPassword.expires_at) > now,
    )
    taken = delete(StagedPassword).where(*wanted).returning(col(StagedPassword.password_hash))
    hashed = s.execute(taken).scalar_one_or_none()
    if hashed is None:
        raise InvalidInput({"password": StagedPasswordGone()})
    set_password(s, user_id, hashed, now, initial_until=now + limits.INITIAL_PASSWORD_LIVES)


def context_words(s: Session, user: User) -> tuple[str, ...]:
    """List what a password must not be made of: the workspace, the person, their address."""
    workspace = workspaces.workspace_of(s, user.workspace_id)
    return (workspace.brand, workspace.name, user.full_name, _local_part(user.email))


def _local_part(email: str) -> str:
    return email.partition("@")[0]
