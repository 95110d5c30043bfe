"""subscriptions and modules to be set: a price in words and a default one; which modules a workspace has, and how."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DEFAULT = sa.text("is_default")


def upgrade() -> None:
    """Make columns and table; newcomers go on getting the first subscription of their workspace."""
    with op.batch_alter_table("tiers") as tiers:
        tiers.add_column(sa.Column("price", sa.String(length=60), nullable=False, server_default=""))
        tiers.add_column(sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("tiers") as tiers:
        tiers.alter_column("price", server_default=None)
        tiers.alter_column("is_default", server_default=None)
    _mark_defaults()
    op.create_index(
        "uq_tiers_workspace_id_is_default",
        "tiers",
        ["workspace_id"],
        unique=True,
        sqlite_where=_DEFAULT,
        postgresql_where=_DEFAULT,
    )
    op.create_table(
        "module_settings",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("module", sa.String(length=20), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("off_by_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_module_settings_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "module", name="pk_module_settings"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("module_settings")
    op.drop_index("uq_tiers_workspace_id_is_default", table_name="tiers")
    with op.batch_alter_table("tiers") as tiers:
        tiers.drop_column("is_default")
        tiers.drop_column("price")


def _mark_defaults() -> None:
    tiers = sa.table(
        "tiers",
        sa.column("id"),
        sa.column("workspace_id"),
        sa.column("position"),
        sa.column("is_default", sa.Boolean()),
    )
    ordered = sa.select(tiers.c.id, tiers.c.workspace_id).order_by(tiers.c.position, tiers.c.id)
    first: dict[str, str] = {}
    for tier_id, workspace_id in op.get_bind().execute(ordered).all():
        first.setdefault(workspace_id, tier_id)
    for tier_id in first.values():
        op.execute(tiers.update().where(tiers.c.id == tier_id).values(is_default=True))
