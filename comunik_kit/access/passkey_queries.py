"""Every query on passkeys and the challenges that they sign."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, Executable, and_, delete, or_, update
from sqlmodel import Session, col, select

from comunik_kit.access.passkey_rules import KnownKey
from comunik_kit.access.tables import Passkey, PasskeyCeremony


def of(s: Session, user_id: str, rp_id: str = "") -> Sequence[Passkey]:
    """List a person's passkeys, or those for one host."""
    wanted = select(Passkey).where(Passkey.user_id == user_id).order_by(col(Passkey.id))
    return s.exec(wanted.where(Passkey.rp_id == rp_id) if rp_id else wanted).all()


def has_any(s: Session, user_id: str, rp_id: str = "") -> bool:
    """Tell whether a person has a passkey, or one for a host."""
    wanted = select(Passkey.id).where(Passkey.user_id == user_id)
    return s.exec(wanted.where(Passkey.rp_id == rp_id) if rp_id else wanted).first() is not None


def own(s: Session, workspace_id: str, user_id: str, key_id: str) -> Passkey | None:
    """Find one of a person's own."""
    mine = (Passkey.workspace_id == workspace_id, Passkey.user_id == user_id, Passkey.id == key_id)
    return s.exec(select(Passkey).where(*mine)).first()


def by_credential(s: Session, rp_id: str, credential_id: str) -> Passkey | None:
    """Find a passkey by the name that it has itself; for its host alone."""
    return s.exec(
        select(Passkey).where(Passkey.rp_id == rp_id, Passkey.credential_id == credential_id)
    ).first()


def drop_all(s: Session, user_id: str) -> None:
    """Forget every passkey of a person."""
    s.execute(delete(Passkey).where(col(Passkey.user_id) == user_id))


def use(s: Session, key_id: str, count: int, now: datetime) -> bool:
    """Note that a key was used; False when its counter did not go on. Keys that do not count always say 0."""
    goes_on = or_(
        col(Passkey.sign_count) < count, and_(col(Passkey.sign_count) == 0, col(Passkey.sign_count) == count)
    )
    used = update(Passkey).where(col(Passkey.id) == key_id, goes_on)
    return _changes_one(s, used.values(sign_count=count, last_used_at=now))


def open_ceremony(s: Session, ceremony_id: str, bound_to: str, rp_id: str, now: datetime) -> bool:
    """Tell whether a challenge can still be answered, by who asked for it and where they did."""
    wanted = select(PasskeyCeremony.id).where(*_answerable(ceremony_id, now))
    mine = (PasskeyCeremony.bound_to == bound_to, PasskeyCeremony.rp_id == rp_id)
    return s.exec(wanted.where(*mine)).first() is not None


def burn_ceremony(s: Session, ceremony_id: str, now: datetime) -> bool:
    """Use a challenge up; False when it was used or ran out first."""
    return _changes_one(s, update(PasskeyCeremony).where(*_answerable(ceremony_id, now)).values(used_at=now))


def drop_old_ceremonies(s: Session, now: datetime) -> None:
    """Forget the challenges that nobody can answer any more."""
    s.execute(delete(PasskeyCeremony).where(col(PasskeyCeremony.expires_at) <= now))


def known(keys: Sequence[Passkey]) -> list[KnownKey]:
    """Give keys as browsers are told of them."""
    return [KnownKey(each.credential_id, each.public_key, each.transports) for each in keys]


def _answerable(ceremony_id: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    row = PasskeyCeremony
    return (col(row.id) == ceremony_id, col(row.used_at).is_(None), col(row.expires_at) > now)


def _changes_one(s: Session, statement: Executable) -> bool:
    result = s.execute(statement, execution_options={"synchronize_session": False})
    return isinstance(result, CursorResult) and result.rowcount == 1
