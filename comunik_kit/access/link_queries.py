"""Statements about the links that sign in by mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from comunik_kit.access.tables import SignInLink


def by_id(s: Session, link_id: str) -> SignInLink | None:
    """Find a link by the id in it, which proves itself by its code."""
    return s.get(SignInLink, link_id)


def open_links(s: Session, user_id: str) -> Sequence[SignInLink]:
    """List those of a person that nothing became of yet."""
    return s.exec(select(SignInLink).where(SignInLink.user_id == user_id, *_unspent())).all()


def living(s: Session, ids: Sequence[str], now: datetime) -> set[str]:
    """Say which of these can still be used."""
    wanted = select(SignInLink.id).where(
        col(SignInLink.id).in_(ids), col(SignInLink.expires_at) > now, *_unspent()
    )
    return set(s.exec(wanted).all())


def cancel(s: Session, user_id: str, now: datetime) -> None:
    """Kill a person's open ones in the open transaction."""
    s.execute(
        update(SignInLink).where(col(SignInLink.user_id) == user_id, *_unspent()).values(cancelled_at=now)
    )


def burn(s: Session, link_id: str, now: datetime) -> bool:
    """Use one up; False when it was used, cancelled or expired first (TOK-03)."""
    burnt = s.execute(
        update(SignInLink)
        .where(col(SignInLink.id) == link_id, col(SignInLink.expires_at) > now, *_unspent())
        .values(used_at=now)
    )
    return burnt.rowcount == 1  # pyright: ignore[reportAttributeAccessIssue]


def _unspent() -> tuple[Any, Any]:
    return col(SignInLink.used_at).is_(None), col(SignInLink.cancelled_at).is_(None)
