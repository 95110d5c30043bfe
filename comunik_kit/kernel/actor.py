"""Who acts: the first argument of every use case that changes something."""

from dataclasses import dataclass

from comunik_kit.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with the rights read from the database for this very event.

    `leads` are the teams that they may invite into, whatever their role.
    """

    user_id: str
    workspace_id: str
    session_id: str
    name: str
    role_id: str
    rank: int
    permissions: frozenset[str]
    department_id: str | None = None
    ip: str = ""
    user_agent: str = ""
    must_change_password: bool = False
    leads: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds the permission (and is past the initial password)."""
        return permission in self.permissions and not self.must_change_password

    @property
    def is_lead(self) -> bool:
        """Tell whether the actor leads a team (and is past the initial password)."""
        return bool(self.leads) and not self.must_change_password

    def require(self, permission: str) -> None:
        """Refuse with `Forbidden` unless the actor holds the permission."""
        if not self.may(permission):
            raise Forbidden
