"""Who acts: the first argument of every use case that changes something."""

from dataclasses import dataclass

from comunik_kit.kernel.errors import Forbidden, ProofNeeded


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with the rights read from the database for this very event.

    `leads` are the teams that they may invite into, whatever their role. `must_set_factor`: their role must have a
    second factor, and they have none yet (MFA-08). `is_recent`: they gave password or factor within the last minutes
    (SES-08).
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
    must_set_factor: bool = False
    is_recent: bool = False

    @property
    def is_held(self) -> bool:
        """Tell whether something comes before everything else: a password of one's own, or a second factor."""
        return self.must_change_password or self.must_set_factor

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds the permission, and whether nothing comes before it."""
        return permission in self.permissions and not self.is_held

    @property
    def is_lead(self) -> bool:
        """Tell whether the actor leads a team, and whether nothing comes before it."""
        return bool(self.leads) and not self.is_held

    def require(self, permission: str) -> None:
        """Refuse with `Forbidden` unless the actor holds the permission."""
        if not self.may(permission):
            raise Forbidden

    def require_recent(self) -> None:
        """Refuse with `ProofNeeded` who did not prove a little while ago that it is them (SES-08)."""
        if not self.is_recent:
            raise ProofNeeded
