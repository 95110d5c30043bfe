"""The one place where a password is stored, and where what opens an account is taken away."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from comunik_kit.access.mailed_links import take_back
from comunik_kit.access.repository import end_sessions
from comunik_kit.access.tables import (
    AddressChange,
    Credential,
    PasswordReset,
    PendingSignIn,
    SignInLink,
    TrustedDevice,
)


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
    _close_ways(s, user_id, now)  # whoever had the old password may have had them too


def end_access(s: Session, user_id: str, now: datetime) -> None:
    """End a person's sessions in the open transaction, and what would open one (SES-07, TOK-05).

    A suspended or deleted account opens to nothing by itself; but it may be restored within minutes.
    """
    end_sessions(s, user_id, now)
    _close_ways(s, user_id, now)


def without_password(s: Session, user_id: str, now: datetime) -> None:
    """Let somebody in who has no password: no text is the one of an empty hash, and comparing takes as long."""
    s.add(Credential(user_id=user_id, password_hash="", changed_at=now))


def forget_second_steps(s: Session, user_id: str) -> None:
    """Have the second factor asked for again everywhere: no browser is trusted, no sign-in is half done."""
    for table in (PendingSignIn, TrustedDevice):
        s.execute(delete(table).where(col(table.user_id) == user_id))


def take_back_resets(s: Session, user_id: str, now: datetime) -> None:
    """Kill the person's open links to a new password and into a session, and take their messages back (TOK-05)."""
    for table in (PasswordReset, SignInLink):
        take_back(s, table, user_id, now)


def _close_ways(s: Session, user_id: str, now: datetime) -> None:
    take_back_resets(s, user_id, now)
    take_back(s, AddressChange, user_id, now)
    forget_second_steps(s, user_id)
