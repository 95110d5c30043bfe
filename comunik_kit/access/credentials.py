"""The one place where a password is stored."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.access.tables import AddressChange, Credential, PasswordReset


def set_password(
    s: Session, user_id: str, hashed: str, now: datetime, initial_until: datetime | None = None
) -> None:
    """Store a new password in the open transaction; open links of the person die (TOK-05, INV-13)."""
    credential = s.get(Credential, user_id)
    if credential is None:
        credential = Credential(user_id=user_id, password_hash=hashed, changed_at=now)
    credential.password_hash = hashed
    credential.changed_at = now
    credential.initial_until = initial_until
    s.add(credential)
    cancel_resets(s, user_id, now)
    _cancel_address_changes(s, user_id, now)


def cancel_resets(s: Session, user_id: str, now: datetime) -> None:
    """Kill the person's open reset links in the open transaction."""
    is_open = (col(PasswordReset.used_at).is_(None), col(PasswordReset.cancelled_at).is_(None))
    s.execute(
        update(PasswordReset).where(col(PasswordReset.user_id) == user_id, *is_open).values(cancelled_at=now)
    )


def _cancel_address_changes(s: Session, user_id: str, now: datetime) -> None:
    """Drop wishes for another address: whoever had the old password may have had them too."""
    is_open = (col(AddressChange.used_at).is_(None), col(AddressChange.cancelled_at).is_(None))
    s.execute(
        update(AddressChange).where(col(AddressChange.user_id) == user_id, *is_open).values(cancelled_at=now)
    )
