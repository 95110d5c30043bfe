"""rights for the settings: teams, subscriptions, modules, security and API keys, for who may do everything."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RIGHTS = ("teams:manage", "subscriptions:manage", "modules:manage", "security:manage", "api:manage")


def upgrade() -> None:
    """Give administrators the rights."""
    _change_rights(lambda held: [*held, *(right for right in RIGHTS if right not in held)])


def downgrade() -> None:
    """Take them from every role that holds them."""
    _change_rights(lambda held: [right for right in held if right not in RIGHTS], every=True)


def _change_rights(change, *, every: bool = False) -> None:  # noqa: ANN001
    roles = sa.table("roles", sa.column("id"), sa.column("key"), sa.column("permissions", sa.JSON()))
    wanted = sa.select(roles.c.id, roles.c.permissions)
    found = op.get_bind().execute(wanted if every else wanted.where(roles.c.key == "admin"))
    for role_id, held in found.all():
        rights = json.loads(held) if isinstance(held, str) else held
        op.execute(roles.update().where(roles.c.id == role_id).values(permissions=change(rights)))
