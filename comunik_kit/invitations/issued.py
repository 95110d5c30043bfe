"""What a person has sent that waits for an answer: shown before their access is suspended."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlmodel import Session, col

from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.inputs import is_id
from comunik_kit.users.tables import User

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
            found = _waiting_from(session, actor.workspace_id, user_id, SHOWN)
            return Waiting(*found)


def _waiting_from(session: Session, workspace_id: str, user_id: str, limit: int) -> tuple[int, list[str]]:
    """Count the live invitations that a person sent to others, and name the newest people they are for."""
    mine = (
        col(Invitation.workspace_id) == workspace_id,
        col(Invitation.invited_by) == user_id,
        col(Invitation.user_id) != user_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    total = session.execute(select(func.count()).select_from(Invitation).where(*mine)).scalar_one()
    query = select(col(User.full_name)).join(Invitation, col(Invitation.user_id) == col(User.id)).where(*mine)
    names = session.execute(query.order_by(col(Invitation.id).desc()).limit(limit)).scalars()
    return total, list(names)
