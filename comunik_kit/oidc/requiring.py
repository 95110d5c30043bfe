"""« Obligatoire pour ces domaines »: who comes in by their provider alone (AUT-14)."""

from sqlmodel import Session

from comunik_kit.access.repository import Account
from comunik_kit.oidc import repository
from comunik_kit.oidc.rules import domain_of
from comunik_kit.roles.permissions import Permission


def is_sent_away(s: Session, account: Account) -> bool:
    """Tell whether an account comes in by its provider alone.

    Who can mend a provider that fails keeps password and factor: the glass that is broken when it does. The providers
    are read for them too, so that a link takes as long whoever it is for (AUT-09).
    """
    is_away = is_address_sent_away(s, account.user.workspace_id, account.user.email_key)
    return is_away and Permission.SECURITY_MANAGE not in account.role.permissions


def is_address_sent_away(s: Session, workspace_id: str, email_key: str) -> bool:
    """Tell the same of an address, by its domain alone."""
    domain = domain_of(email_key)
    return any(each.is_required and domain in each.domains for each in repository.working(s, workspace_id))
