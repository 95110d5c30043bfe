"""What people lose by another subscription: one person, those who were ticked, or all whom a filter means."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.modules.rules import modules_here
from comunik_kit.subscriptions import repository
from comunik_kit.subscriptions.inputs import Movers
from comunik_kit.subscriptions.views import Loss
from comunik_kit.users import filters
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Tier


def meant(actor: Actor, people: Movers, now: datetime) -> list[ColumnElement[bool]]:
    """Say who is meant; an act on many leaves out who acts, as its steps do."""
    if people.matching is not None:
        who = filters.conditions(actor.workspace_id, people.matching, now)
    else:
        who = [col(User.workspace_id) == actor.workspace_id, col(User.id).in_(people.ids)]
    return [*who, col(User.id) != actor.user_id] if people.are_many else who


def losses(s: Session, after: Tier, who: Sequence[ColumnElement[bool]]) -> list[Loss]:
    """List the modules that somebody of them has now and would have no more, two counts for each module."""
    here = modules_here(workspaces.module_settings(s, after.workspace_id))
    others = [each for each in workspaces.tiers_of(s, after.workspace_id) if each.id != after.id]
    found: list[Loss] = []
    for module in here.order:
        comprising = [each.id for each in others if module in each.modules]
        if module in after.modules or module in here.off or not comprising:
            continue
        having = repository.using(s, after.workspace_id, module, comprising, *who)
        if having.people:
            found.append(Loss(module, having.people, list(having.names)))
    return found
