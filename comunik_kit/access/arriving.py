"""Whose account an address is, at the host where somebody knocks."""

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


def arrival(s: Session, hosts: Hosts, at: Place | None, email_key: str) -> Arrival:
    """Find the active person with an address in the workspace met at a host; without one, at the public address.

    The public address is the door of every workspace without a host of its own: the first workspace's people come
    before the others', and of those the one who was there first.
    """
    place = at or hosts.public(s)
    here = repository.account_by_email(s, place.workspace_id, email_key) if place.workspace_id else None
    elsewhere = repository.accounts_with(s, email_key) if here is None and place.is_public else []
    welcome = (a for a in (here, *elsewhere) if a and hosts.welcomes(s, place, a.user.workspace_id))
    account = next(welcome, None)
    return Arrival(account.user.workspace_id if account else place.workspace_id or None, account)
