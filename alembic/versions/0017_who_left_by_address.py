"""whoever left is found by the address they had, without a look at everybody else who left."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GONE = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_users_workspace_id_email_key_gone",
        "users",
        ["workspace_id", "email_key"],
        sqlite_where=GONE,
        postgresql_where=GONE,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_users_workspace_id_email_key_gone", table_name="users")
