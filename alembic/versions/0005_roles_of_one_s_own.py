"""roles of a workspace's own: the right to define them, for who may do everything."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RIGHT = "roles:manage"


def upgrade() -> None:
    """Give administrators the right."""
    _change_rights(lambda held: held if RIGHT in held else [*held, RIGHT])


def downgrade() -> None:
    """Take it from every role that holds it."""
    _change_rights(lambda held: [right for right in held if right != RIGHT], every=True)


def _change_rights(change, *, every: bool = False) -> None:  # noqa: ANN001
    roles = sa.table("roles", sa.column("id"), sa.column("key"), sa.column("permissions", sa.JSON()))
    wanted = sa.select(roles.c.id, roles.c.permissions)
    found = op.get_bind().execute(wanted if every else wanted.where(roles.c.key == "admin"))
    for role_id, held in found.all():
        rights = json.loads(held) if isinstance(held, str) else held
        op.execute(roles.update().where(roles.c.id == role_id).values(permissions=change(rights)))
