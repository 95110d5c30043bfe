"""Finding the account of somebody whom an administrator helps to get in again."""

from sqlmodel import Session

from comunik_kit.access import repository
from comunik_kit.access.errors import NoAccountYet
from comunik_kit.access.repository import Account
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.roles.rules import PersonAboveYou, may_act_on_holder
from comunik_kit.users import repository as people
from comunik_kit.users.fields import is_id


def account(s: Session, actor: Actor, user_id: str, *, hold: bool = False) -> Account:
    """Find the account that works of somebody whom the actor may act on (ACL-06)."""
    if not is_id(user_id):
        raise NotFound
    found = repository.account_by_id(s, actor.workspace_id, user_id, hold=hold)
    if found is None and people.user(s, actor.workspace_id, user_id) is not None:
        raise NoAccountYet
    if found is None:
        raise NotFound
    if not may_act_on_holder(actor, found.role.rank, found.role.permissions):
        raise PersonAboveYou
    return found
