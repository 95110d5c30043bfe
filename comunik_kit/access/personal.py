"""What signing in keeps about one person: told to them, and forgotten with them. No secret is told."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from comunik_kit.access import devices
from comunik_kit.access.factor_queries import mark_factor
from comunik_kit.access.tables import (
    AddressChange,
    Credential,
    KnownDevice,
    Passkey,
    PasswordReset,
    PendingSignIn,
    RecoveryCode,
    SignInLink,
    TotpFactor,
    TrustedDevice,
    UserSession,
)
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.mail.tables import OutboxMessage

_ABOUT_THEM = (
    Credential,
    UserSession,
    KnownDevice,
    PasswordReset,
    SignInLink,
    AddressChange,
    TotpFactor,
    RecoveryCode,
    Passkey,
    PendingSignIn,
    TrustedDevice,
)


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List where and when they signed in."""
    query = select(UserSession).where(
        col(UserSession.workspace_id) == who.workspace_id, col(UserSession.user_id) == who.user_id
    )
    return [
        {
            "from": each.created_at.isoformat(),
            "last_seen_at": each.last_seen_at.isoformat(),
            "ended_at": each.ended_at.isoformat() if each.ended_at else None,
            "ip": each.ip,
            "browser": devices.name_of(each.user_agent),
        }
        for each in s.execute(query.order_by(col(UserSession.id))).scalars()
    ]


def forget(s: Session, who: DataSubject) -> None:
    """Delete password, factors, sessions, devices and every wish; where they wished for others, their name goes."""
    mark_factor(s, who.user_id, on=False)
    for letter in _asked_of_others(s, who):
        letter.params = {**letter.params, "asker": who.pseudonym}
        s.add(letter)
    for table in _ABOUT_THEM:
        s.execute(delete(table).where(col(table.user_id) == who.user_id))


def _asked_of_others(s: Session, who: DataSubject) -> Sequence[OutboxMessage]:
    """Find the links with which others confirm an address that this person asked for."""
    asked = select(col(AddressChange.id)).where(
        col(AddressChange.workspace_id) == who.workspace_id,
        col(AddressChange.requested_by) == who.user_id,
        col(AddressChange.user_id) != who.user_id,
    )
    return s.execute(select(OutboxMessage).where(col(OutboxMessage.subject_id).in_(asked))).scalars().all()
