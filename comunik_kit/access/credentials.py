"""The one place where a password is stored."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.access.tables import Credential, PasswordReset


def set_password(
    s: Session, user_id: str, hashed: str, now: datetime, initial_until: datetime | None = None
) -> None:
    """Store a new password in the open transaction; open reset links of the person die (TOK-05)."""
    credential = s.get(Credential, user_id)
    if credential is None:
        credential = Credential(user_id=user_id, password_hash=hashed, changed_at=now)
    credential.password_hash = hashed
    credential.changed_at = now
    credential.initial_until = initial_until
    s.add(credential)
    cancel_resets(s, user_id, now)


def cancel_resets(s: Session, user_id: str, now: datetime) -> None:
    """Kill the person's open reset links in the open transaction."""
    is_open = (col(PasswordReset.used_at).is_(None), col(PasswordReset.cancelled_at).is_(None))
    s.execute(
        update(PasswordReset).where(col(PasswordReset.user_id) == user_id, *is_open).values(cancelled_at=now)
    )
