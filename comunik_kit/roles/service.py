"""Use cases of roles."""

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.roles import repository
from comunik_kit.roles.rules import may_grant
from comunik_kit.roles.views import RoleChoice


class Roles:
    """The roles of a workspace as its people see them."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def grantable(self, actor: Actor) -> list[RoleChoice]:
        """List the roles that the actor may give, fewest rights first; none for most people."""
        with self._db.read() as s:
            return grantable(s, actor)


def grantable(s: Session, actor: Actor) -> list[RoleChoice]:
    """List, inside an open transaction, the roles that the actor may give."""
    return [
        RoleChoice(role.id, role.key, role.name)
        for role in repository.roles_of(s, actor.workspace_id)
        if may_grant(actor, role.rank, role.permissions)
    ]
