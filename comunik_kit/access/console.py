"""Who acts when a command does: an active admin, named or else the oldest (docs/decisions, 0011)."""

from sqlalchemy import select
from sqlmodel import Session, col

from comunik_kit.access.acting import acting
from comunik_kit.access.errors import NoSuchAdmin
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import ADMIN_RANK
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User, UserStatus

ORIGIN = Origin(user_agent="console")
"""What the journal says of where such an act came from."""


class Console:
    """Finds the person in whose name an operator acts. Whoever can run a command holds the key and the data already."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def actor(self, email: str = "", *, workspace_id: str) -> Actor:
        """Give the workspace's active admin with an address, or its oldest; raises `NoSuchAdmin`."""
        with self._db.read() as s:
            found = _admin(s, workspace_id, _key(email))
        if found is None:
            raise NoSuchAdmin(field="as")
        return acting(*found, ORIGIN)


def _key(email: str) -> str:
    if not email:
        return ""
    try:
        return email_address.parse(email).key
    except KitError as error:
        raise NoSuchAdmin(field="as") from error


def _admin(s: Session, workspace_id: str, email_key: str) -> tuple[User, Role] | None:
    wanted = (
        select(User, Role)
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.ACTIVE.value)
        .where(col(Role.rank) == ADMIN_RANK)
        .order_by(col(User.created_at), col(User.id))
    )
    found = s.execute(wanted.where(col(User.email_key) == email_key) if email_key else wanted).first()
    return (found[0], found[1]) if found else None
