"""The links that people are mailed: a request is a row, its link is derived from the row, and it opens something once.

A person has one open link of a kind at most (TOK-05); looking at it changes nothing (TOK-08); using it burns it
(TOK-03).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from comunik_kit.access import repository
from comunik_kit.access.repository import Account
from comunik_kit.access.tables import MailedLink
from comunik_kit.access.views import LinkStatus
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import outbox
from comunik_kit.mail.shown import was_link_read
from comunik_kit.users.tables import User

RowT = TypeVar("RowT", bound=MailedLink)
# A request makes a link once; a newer request is a new row.
VERSION = 1


def _anyone(_s: Session, _account: Account, _row: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Looked(Generic[RowT]):
    """What a link leads to; an account that may not sign in has none (INV-12)."""

    status: LinkStatus
    account: Account | None = None
    row: RowT | None = None


@dataclass(frozen=True, slots=True)
class MailedLinks(Generic[RowT]):
    """One kind of link: its rows, the purpose it is derived for, how a dead one is refused, and whom it opens for."""

    table: type[RowT]
    purpose: str
    unknown: type[KitError]
    used: type[KitError]
    expired: type[KitError]
    opens_for: Callable[[Session, Account, RowT], bool] = _anyone

    def by_id(self, s: Session, row_id: str) -> RowT | None:
        """Find a request by the id in a link, which proves itself by its code."""
        return s.get(self.table, row_id)

    def look(
        self, s: Session, keyring: Keyring, secret: str, now: datetime, *, hold: bool = False
    ) -> Looked[RowT]:
        """Read a link; `hold` its account so that its end cannot cross what follows."""
        given = keyring.read(self.purpose, secret)
        row = self.by_id(s, given.row_id) if given else None
        if given is None or row is None or not given.matches(VERSION):
            return Looked(LinkStatus.UNKNOWN)
        account = repository.account_by_id(s, row.workspace_id, row.user_id, hold=hold)
        status = _status(row, now)
        if status is LinkStatus.OPEN and (account is None or not self.opens_for(s, account, row)):
            return Looked(LinkStatus.EXPIRED)
        return Looked(status, account, row)

    def require_open(
        self, s: Session, keyring: Keyring, secret: str, now: datetime, *, hold: bool = False
    ) -> tuple[Account, RowT]:
        """Read a link that must be open; raises this kind's refusals."""
        found = self.look(s, keyring, secret, now, hold=hold)
        if found.status is LinkStatus.OPEN and found.account and found.row:
            return found.account, found.row
        refusals = {LinkStatus.USED: self.used, LinkStatus.EXPIRED: self.expired}
        raise refusals.get(found.status, self.unknown)

    def burn(self, s: Session, row: RowT, now: datetime) -> None:
        """Use one up; raises this kind's `used` when it was used, cancelled or expired first (TOK-03)."""
        burnt = s.execute(
            update(self.table)
            .where(col(self.table.id) == row.id, col(self.table.expires_at) > now, *_unspent(self.table))
            .values(used_at=now)
        )
        if burnt.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue]  an UPDATE has one
            raise self.used

    def living(self, s: Session, ids: Sequence[str], now: datetime) -> Mapping[str, int]:
        """Say which of these requests can still be used, and with which version of the link."""
        wanted = select(col(self.table.id)).where(
            col(self.table.id).in_(ids), col(self.table.expires_at) > now, *_unspent(self.table)
        )
        return dict.fromkeys(s.exec(wanted), VERSION)


def prove_address(s: Session, user: User, row: MailedLink, now: datetime) -> None:
    """Note that a link was used that went to the person's address alone: not if somebody read it here (ACL-03)."""
    if not was_link_read(s, row.workspace_id, row.id, VERSION):
        user.email_proven_at = now
        s.add(user)


def take_back(s: Session, table: type[MailedLink], user_id: str, now: datetime) -> None:
    """Kill a person's open links of a kind in the open transaction; what has not left of them stays here."""
    theirs = (col(table.user_id) == user_id, *_unspent(table))
    found = s.exec(select(col(table.id)).where(*theirs)).all()
    for row_id in found:
        outbox.cancel(s, row_id, now=now)
    if found:
        s.execute(update(table).where(*theirs).values(cancelled_at=now))


def _unspent(table: type[MailedLink]) -> tuple[Any, Any]:
    return col(table.used_at).is_(None), col(table.cancelled_at).is_(None)


def _status(row: MailedLink, now: datetime) -> LinkStatus:
    if row.used_at is not None:
        return LinkStatus.USED
    if row.cancelled_at is not None or row.expires_at <= now:
        return LinkStatus.EXPIRED
    return LinkStatus.OPEN
