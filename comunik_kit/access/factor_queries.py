"""Every query on second factors."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, Executable, delete, func, update
from sqlmodel import Session, col, select

from comunik_kit.access.passkey_queries import has_any
from comunik_kit.access.tables import PendingSignIn, RecoveryCode, TotpFactor, TrustedDevice
from comunik_kit.users.tables import User


def active(s: Session, user_id: str) -> TotpFactor | None:
    """Find the authenticator app that counts."""
    wanted = select(TotpFactor).where(TotpFactor.user_id == user_id, col(TotpFactor.active_at).is_not(None))
    return s.exec(wanted).first()


def counts(s: Session, user_id: str) -> bool:
    """Tell whether a person has what can be a second factor: an app that is on, or a passkey."""
    return active(s, user_id) is not None or has_any(s, user_id)


def is_on(s: Session, user_id: str) -> bool:
    """Tell whether a person is asked for a second factor: once it counts it does, whatever codes are made anew."""
    return s.execute(select(User.has_factor).where(col(User.id) == user_id)).scalar_one_or_none() is True


def begun(s: Session, user_id: str, since: datetime) -> TotpFactor | None:
    """Find the one that is being switched on."""
    wanted = select(TotpFactor).where(TotpFactor.user_id == user_id, col(TotpFactor.active_at).is_(None))
    return s.exec(wanted.where(col(TotpFactor.created_at) > since)).first()


def drop_begun(s: Session, user_id: str) -> None:
    """Forget what was begun and not finished."""
    s.execute(
        delete(TotpFactor).where(col(TotpFactor.user_id) == user_id, col(TotpFactor.active_at).is_(None))
    )


def drop_all(s: Session, user_id: str, *, but: str = "") -> None:
    """Forget every authenticator app of a person, but perhaps one."""
    s.execute(delete(TotpFactor).where(col(TotpFactor.user_id) == user_id, col(TotpFactor.id) != but))


def burn_step(s: Session, factor_id: str, step: int) -> bool:
    """Use a time step up; False when it or a later one was used first (MFA-01)."""
    later = (col(TotpFactor.id) == factor_id, col(TotpFactor.last_step) < step)
    return _changes_one(s, update(TotpFactor).where(*later).values(last_step=step))


def mark_factor(s: Session, user_id: str, *, on: bool) -> None:
    """Note with the person whether a second factor is on."""
    s.execute(update(User).where(col(User.id) == user_id).values(has_factor=on))


def codes(s: Session, user_id: str) -> Sequence[RecoveryCode]:
    """List a person's recovery codes, used ones included."""
    wanted = select(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return s.exec(wanted.order_by(col(RecoveryCode.id))).all()


def count_unused(s: Session, user_id: str) -> int:
    """Count the recovery codes that are left."""
    unused = (col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None))
    return s.execute(select(func.count()).select_from(RecoveryCode).where(*unused)).scalar_one()


def drop_codes(s: Session, user_id: str) -> None:
    """Forget every recovery code of a person."""
    s.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


def keep_codes(s: Session, user_id: str, now: datetime) -> bool:
    """Note that the codes are kept: from now on they are shown no more. False when they were not shown."""
    shown = (col(RecoveryCode.user_id) == user_id, col(RecoveryCode.kept_at).is_(None))
    return bool(_changed(s, update(RecoveryCode).where(*shown).values(kept_at=now)))


def burn_code(s: Session, user_id: str, digest: str, now: datetime) -> bool:
    """Use a recovery code up; False when it is not this person's, or used (MFA-06)."""
    unused = (
        col(RecoveryCode.user_id) == user_id,
        col(RecoveryCode.digest) == digest,
        col(RecoveryCode.used_at).is_(None),
    )
    return _changes_one(s, update(RecoveryCode).where(*unused).values(used_at=now))


def pending(s: Session, digest: str, now: datetime) -> PendingSignIn | None:
    """Find a sign-in that awaits its second factor."""
    wanted = select(PendingSignIn).where(
        PendingSignIn.secret_digest == digest,
        col(PendingSignIn.used_at).is_(None),
        col(PendingSignIn.expires_at) > now,
    )
    return s.exec(wanted).first()


def burn_pending(s: Session, pending_id: str, now: datetime) -> bool:
    """Finish a sign-in; False when it was finished or ran out first."""
    open_ones = (
        col(PendingSignIn.id) == pending_id,
        col(PendingSignIn.used_at).is_(None),
        col(PendingSignIn.expires_at) > now,
    )
    return _changes_one(s, update(PendingSignIn).where(*open_ones).values(used_at=now))


def drop_old(s: Session, now: datetime) -> None:
    """Forget sign-ins that were never finished, and browsers that are trusted no more."""
    s.execute(delete(PendingSignIn).where(col(PendingSignIn.expires_at) <= now))
    s.execute(delete(TrustedDevice).where(col(TrustedDevice.expires_at) <= now))


def trusted(s: Session, user_id: str, now: datetime) -> Sequence[TrustedDevice]:
    """List the browsers that are not asked for the second factor."""
    wanted = select(TrustedDevice).where(TrustedDevice.user_id == user_id)
    return s.exec(
        wanted.where(col(TrustedDevice.expires_at) > now).order_by(col(TrustedDevice.id).desc())
    ).all()


def drop_trusted(s: Session, user_id: str, device_id: str = "") -> int:
    """Trust one browser no more, or none."""
    theirs = delete(TrustedDevice).where(col(TrustedDevice.user_id) == user_id)
    return _changed(s, theirs.where(col(TrustedDevice.id) == device_id) if device_id else theirs)


def _changes_one(s: Session, statement: Executable) -> bool:
    return _changed(s, statement) == 1


def _changed(s: Session, statement: Executable) -> int:
    result = s.execute(statement, execution_options={"synchronize_session": False})
    return result.rowcount if isinstance(result, CursorResult) else 0
