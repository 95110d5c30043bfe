"""What a person has sent that waits for an answer: shown before their access is suspended."""

from dataclasses import dataclass, field

from comunik_kit.invitations import repository
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.inputs import is_id

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many invitations of theirs wait, and whom the newest are for."""

    total: int = 0
    names: list[str] = field(default_factory=list)


class IssuedInvitations:
    """Reads; `Endings.suspend` takes back."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def waiting(self, actor: Actor, *, user_id: str) -> Waiting:
        """List those of one person of the workspace; none for anybody else."""
        actor.require(Permission.USERS_READ)
        if not is_id(user_id):
            raise NotFound
        with self._db.read() as session:
            found = repository.waiting_from(session, actor.workspace_id, user_id, SHOWN)
            return Waiting(*found)
