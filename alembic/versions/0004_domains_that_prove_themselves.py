"""domains that prove themselves: when each was seen and what was found, and the good one of before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MOMENTS = ("proven_at", "checked_at", "next_check_at", "failing_since", "warned_at")
OTHERS = ("good_host", "failures", "last_check")


def upgrade() -> None:
    """Make the columns; a domain that waits already is seen at the next round."""
    with op.batch_alter_table("domains") as domains:
        domains.add_column(sa.Column("good_host", sa.String(length=253), nullable=False, server_default=""))
        domains.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        domains.add_column(sa.Column("last_check", sa.JSON(), nullable=False, server_default="{}"))
        for name in MOMENTS:
            domains.add_column(sa.Column(name, MOMENT, nullable=True))
    with op.batch_alter_table("domains") as domains:
        for name in OTHERS:
            domains.alter_column(name, server_default=None)
    op.create_index("ix_domains_next_check_at", "domains", ["next_check_at"])
    op.execute("UPDATE domains SET next_check_at = created_at WHERE state IN ('pending', 'proven')")


def downgrade() -> None:
    """Take them away; what was lost waits again."""
    op.execute("UPDATE domains SET state = 'pending' WHERE state = 'lost'")
    op.drop_index("ix_domains_next_check_at", table_name="domains")
    with op.batch_alter_table("domains") as domains:
        for name in (*OTHERS, *MOMENTS):
            domains.drop_column(name)
