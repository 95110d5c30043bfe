"""many workspaces on one installation: suspended ones, hosts of before found quickly, whose address is proven."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PROVEN = sa.text("email_proven_at IS NOT NULL")


def upgrade() -> None:
    """Make the columns; of nobody is it known yet that an address was proven."""
    op.add_column("workspaces", sa.Column("suspended_at", MOMENT, nullable=True))
    op.add_column("users", sa.Column("email_proven_at", MOMENT, nullable=True))
    op.create_index("ix_domains_good_host", "domains", ["good_host"])
    op.create_index(
        "ix_users_proven_email_key", "users", ["email_key"], sqlite_where=PROVEN, postgresql_where=PROVEN
    )


def downgrade() -> None:
    """Take them away; suspended workspaces are open again."""
    op.drop_index("ix_users_proven_email_key", table_name="users")
    op.drop_index("ix_domains_good_host", table_name="domains")
    op.drop_column("users", "email_proven_at")
    op.drop_column("workspaces", "suspended_at")
