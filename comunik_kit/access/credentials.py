"""The one place where a password is stored."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from comunik_kit.access import link_queries, repository
from comunik_kit.access.tables import Credential, PasswordReset, PendingSignIn, TrustedDevice
from comunik_kit.mail import outbox


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
    cancel_address_changes(s, user_id, now)  # whoever had the old password may have had them too
    forget_second_steps(s, user_id)


def forget_second_steps(s: Session, user_id: str) -> None:
    """Have the second factor asked for again everywhere: no browser is trusted, no sign-in is half done."""
    for table in (PendingSignIn, TrustedDevice):
        s.execute(delete(table).where(col(table.user_id) == user_id))


def cancel_resets(s: Session, user_id: str, now: datetime) -> None:
    """Kill the person's open links, those that sign in too, in the open transaction."""
    link_queries.cancel(s, user_id, now)
    is_open = (col(PasswordReset.used_at).is_(None), col(PasswordReset.cancelled_at).is_(None))
    s.execute(
        update(PasswordReset).where(col(PasswordReset.user_id) == user_id, *is_open).values(cancelled_at=now)
    )


def cancel_address_changes(s: Session, user_id: str, now: datetime) -> None:
    """Drop a person's wishes for another address in the open transaction, and take their messages back."""
    for change in repository.open_address_changes(s, user_id):
        change.cancelled_at = now
        s.add(change)
        outbox.cancel(s, change.id, now=now)
