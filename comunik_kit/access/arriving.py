"""Whose account an address is, at the host where somebody knocks."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from comunik_kit.access import repository
from comunik_kit.access.repository import Account
from comunik_kit.workspaces.hosts import Hosts, Place


@dataclass(frozen=True, slots=True)
class Arrival:
    """The workspace that is knocked at, None before the first set-up, and the account there."""

    workspace_id: str | None
    account: Account | None


def _everybody(_s: Session, _account: Account) -> bool:
    return True


def arrival(s: Session, hosts: Hosts, at: Place | None, email_key: str) -> Arrival:
    """Find the active person with an address in the workspace met at a host; without one, at the public address.

    The public address is the door of every workspace without a host of its own: the first workspace's people come
    before the others', and of those the one who was there first. Both questions are asked in any case (AUT-09).
    """
    place = at or hosts.public(s)
    here = repository.account_by_email(s, place.workspace_id, email_key) if place.workspace_id else None
    elsewhere = repository.accounts_with(s, email_key) if place.is_public else []
    welcome = (a for a in (here, *elsewhere) if a and hosts.welcomes(s, place, a.user.workspace_id))
    account = next(welcome, None)
    return Arrival(account.user.workspace_id if account else place.workspace_id or None, account)


def issue_alike(
    s: Session,
    found: Arrival,
    issue: Callable[[Session, Account], None],
    *,
    within_limit: bool,
    allowed: Callable[[Session, Account], bool] = _everybody,
) -> bool:
    """Make a link for whose address it is; True when it stands, for an account that may have one.

    Otherwise the very same work is done in the name of whoever has been there for the longest, and undone: who asks
    cannot tell from the time which it was (AUT-09).
    """
    first = repository.first_account(s, found.workspace_id) if found.workspace_id else None
    if first is None:
        return False
    stands = allowed(s, found.account or first) and within_limit and found.account is not None
    trial = s.begin_nested()
    issue(s, found.account if found.account and stands else first)
    if stands:
        trial.commit()
    else:
        trial.rollback()
    return stands
