"""a home page as its person arranged it; and indexes by which a team's page finds what waits and what is nobody's."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WAITS, NOBODYS = "ix_activities_waiting", "ix_activities_nobodys"
HAS_STATUS, HAS_NO_OWNER = sa.text("status <> ''"), sa.text("owner_id IS NULL")


def upgrade() -> None:
    """Everybody's page stays as it is composed."""
    op.add_column("users", sa.Column("own_home", sa.JSON(), nullable=True))
    op.create_index(
        WAITS,
        "activities",
        ["workspace_id", "owner_id", "module", "status", "department_id"],
        sqlite_where=HAS_STATUS,
        postgresql_where=HAS_STATUS,
    )
    op.create_index(
        NOBODYS,
        "activities",
        ["workspace_id", "module", "kind", "occurred_at", "department_id"],
        sqlite_where=HAS_NO_OWNER,
        postgresql_where=HAS_NO_OWNER,
    )


def downgrade() -> None:
    """Everybody's page is as it is composed."""
    op.drop_index(NOBODYS, table_name="activities")
    op.drop_index(WAITS, table_name="activities")
    op.drop_column("users", "own_home")
