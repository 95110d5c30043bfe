"""From rows to an actor."""

from collections.abc import Iterable

from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User

_KNOWN = frozenset(permission.value for permission in Permission)


def known(permissions: Iterable[str]) -> frozenset[str]:
    """Drop the permissions that nobody knows any more."""
    return _KNOWN.intersection(permissions)


def acting(user: User, role: Role, origin: Origin, *, is_initial: bool = False) -> Actor:
    """Make the actor a person is with this role, without a session.

    They lead no team: what goes on without a session needs the rights of a role. Whoever acts without one has proven
    themselves in another way: only a session's proof grows old.
    """
    return Actor(
        user_id=user.id,
        workspace_id=user.workspace_id,
        session_id="",
        name=user.full_name,
        role_id=role.id,
        rank=role.rank,
        permissions=known(role.permissions),
        department_id=user.department_id,
        ip=origin.ip,
        user_agent=origin.user_agent,
        must_change_password=is_initial,
        is_recent=True,
    )
