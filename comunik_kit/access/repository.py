"""Every query of signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from comunik_kit.access.limits import VISIT_ENDS
from comunik_kit.access.tables import Credential, UserSession
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import announce_at_commit, planned_once
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.fanout import Topic
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Department, User
from comunik_kit.workspaces.tables import Workspace

_CAN_SIGN_IN = (
    col(User.activated_at).is_not(None),
    col(User.suspended_at).is_(None),
    col(User.deleted_at).is_(None),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in, with the rights and the password of this moment."""

    user: User
    role: Role
    credential: Credential


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that has not ended, and what there is to know of its person: as much as every event asks for."""

    session_id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    proven_at: datetime | None
    user_id: str
    workspace_id: str
    name: str
    department_id: str | None
    has_factor: bool
    role_id: str
    rank: int
    permissions: Sequence[str]
    initial_until: datetime | None
    factor_role_ids: Sequence[str]
    leads: frozenset[str] = frozenset()

    @property
    def must_set_factor(self) -> bool:
        """Tell whether their role must have a second factor that they do not have (MFA-08)."""
        return not self.has_factor and self.role_id in self.factor_role_ids


def account_by_email(s: Session, workspace_id: str, email_key: str) -> Account | None:
    """Find the active person with this address and a password."""
    wanted = _accounts().where(User.workspace_id == workspace_id, User.email_key == email_key, *_CAN_SIGN_IN)
    return _account(s.execute(wanted).first())


def accounts_with(s: Session, email_key: str) -> list[Account]:
    """List the active people of every workspace with this address and a password, the first to come first.

    For the one address that several workspaces share; which of them may be entered there is decided by `Hosts`.
    """
    wanted = (
        _accounts()
        .where(User.email_key == email_key, *_CAN_SIGN_IN)
        .order_by(col(User.created_at), col(User.id))
    )
    return [Account(*found) for found in s.execute(wanted).all()]


def first_account(s: Session, workspace_id: str) -> Account | None:
    """Find the active person who has been in a workspace for the longest."""
    wanted = _accounts().where(User.workspace_id == workspace_id, *_CAN_SIGN_IN).order_by(col(User.id))
    return _account(s.execute(wanted.limit(1)).first())


def account_by_id(s: Session, workspace_id: str, user_id: str, *, hold: bool = False) -> Account | None:
    """Find an active person; hold their row so that the end of the account cannot cross what follows (SES-07)."""
    wanted = _accounts().where(User.workspace_id == workspace_id, User.id == user_id, *_CAN_SIGN_IN)
    return _account(s.execute(wanted.with_for_update(of=User, key_share=True) if hold else wanted).first())


def own_account(s: Session, actor: Actor) -> Account:
    """Find and hold the account of who acts; raises `Forbidden` for one that has ended."""
    account = account_by_id(s, actor.workspace_id, actor.user_id, hold=True)
    if account is None:
        raise Forbidden
    return account


def live_session(s: Session | Connection, digest: str) -> Signed | None:
    """Find a session that was not ended, of a person who may still sign in: one SELECT, a row for each led team."""
    rows = s.execute(_LIVE_SESSION, {"digest": digest}).all()
    if not rows:
        return None
    found: list[Any] = list(rows[0])[:-1]
    return Signed(*found, leads=frozenset(row.led for row in rows if row.led))


# Built once, and of columns: it is asked at every event of every page, and making five tables' rows of the answer took
# longer than the answer. In the order of `Signed`.
_LIVE_SESSION = planned_once(
    columns(
        col(UserSession.id),
        col(UserSession.created_at),
        col(UserSession.last_seen_at),
        col(UserSession.expires_at),
        col(UserSession.proven_at),
        col(User.id),
        col(User.workspace_id),
        col(User.full_name),
        col(User.department_id),
        col(User.has_factor),
        col(Role.id),
        col(Role.rank),
        col(Role.permissions),
        col(Credential.initial_until),
        col(Workspace.factor_role_ids),
        col(Department.id).label("led"),
    )
    .join(User, col(User.id) == UserSession.user_id)
    .join(Role, col(Role.id) == User.role_id)
    .join(Credential, col(Credential.user_id) == User.id)
    .join(Workspace, col(Workspace.id) == User.workspace_id)
    .outerjoin(
        Department,
        (col(Department.workspace_id) == col(User.workspace_id)) & (col(Department.lead_id) == col(User.id)),
    )
    .where(col(UserSession.secret_digest) == bindparam("digest"), col(UserSession.ended_at).is_(None))
    .where(col(User.workspace_id) == col(UserSession.workspace_id), *_CAN_SIGN_IN)
)


def end_session(s: Session, session_id: str, now: datetime) -> None:
    """End one session."""
    s.execute(update(UserSession).where(col(UserSession.id) == session_id).values(ended_at=now))


def touch(s: Session, session_id: str, user_id: str, now: datetime, before: datetime) -> None:
    """Note that a person was here, unless somebody noted it after `before`."""
    touched = s.execute(
        update(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.last_seen_at) <= before)
        .values(last_seen_at=now)
    )
    if touched.rowcount:  # pyright: ignore[reportAttributeAccessIssue]  an UPDATE has one
        note_visit(s, user_id, now)


def note_visit(s: Session, user_id: str, now: datetime) -> None:
    """Note that a person is here, and if they were away for long, until when they knew what happened."""
    last, known = col(User.last_seen_at), col(User.previous_visit_at)
    until = case((last <= now - VISIT_ENDS, last), else_=known)
    s.execute(update(User).where(col(User.id) == user_id).values(previous_visit_at=until, last_seen_at=now))


def end_sessions(s: Session, user_id: str, now: datetime, but: str = "") -> None:
    """End every session of a person, but perhaps one; a sign-in under way is waited for first (SES-07).

    Their open pages hear of it at once.
    """
    s.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    s.execute(
        update(UserSession)
        .where(
            col(UserSession.user_id) == user_id,
            col(UserSession.ended_at).is_(None),
            col(UserSession.id) != but,
        )
        .values(ended_at=now)
    )
    announce_at_commit(s, user_id, Topic.SESSIONS)


def _accounts() -> Any:
    return (
        select(User, Role, Credential)
        .join(Role, col(Role.id) == User.role_id)
        .join(Credential, col(Credential.user_id) == User.id)
    )


def _account(row: Any) -> Account | None:
    return Account(row[0], row[1], row[2]) if row else None
