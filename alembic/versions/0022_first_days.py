"""what somebody missed since their last visit, and whether they were shown round."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both moments; whoever uses the space already needs no tour."""
    op.add_column("users", sa.Column("previous_visit_at", MOMENT, nullable=True))
    op.add_column("users", sa.Column("toured_at", MOMENT, nullable=True))
    op.execute("UPDATE users SET toured_at = last_seen_at WHERE last_seen_at IS NOT NULL")


def downgrade() -> None:
    """Forget both."""
    op.drop_column("users", "toured_at")
    op.drop_column("users", "previous_visit_at")
