"""accounts that hold: second factors, recovery codes, the second step of signing in, proofs, rules of a workspace."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.String(length=32)
LIVING = sa.text("deleted_at IS NULL")
LISTED = "ix_users_list_has_factor"
TABLES = ("trusted_devices", "pending_sign_ins", "recovery_codes", "totp_factors")


def upgrade() -> None:
    """Make the tables and columns; nobody has a factor yet, and the password's rules stay what they were."""
    _of_a_person(
        "totp_factors",
        sa.Column("sealed_seed", sa.String(length=200), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("active_at", MOMENT, nullable=True),
    )
    _of_a_person(
        "recovery_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("digest", name="uq_recovery_codes_digest"),
    )
    _of_a_person(
        "pending_sign_ins",
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("remember", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("secret_digest", name="uq_pending_sign_ins_secret_digest"),
    )
    _of_a_person(
        "trusted_devices",
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.add_column("user_sessions", sa.Column("proven_at", MOMENT, nullable=True))
    _add("workspaces", "sign_in_preset", sa.String(length=16), "kit")
    _add("workspaces", "factor_role_ids", sa.JSON(), "[]")
    _add("users", "has_factor", sa.Boolean(), sa.false())
    op.create_index(
        LISTED,
        "users",
        ["workspace_id", "has_factor", "sort_name", "id"],
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )


def downgrade() -> None:
    """Take them away: whoever had a second factor signs in with the password alone."""
    op.drop_index(LISTED, table_name="users")
    op.drop_column("users", "has_factor")
    op.drop_column("workspaces", "factor_role_ids")
    op.drop_column("workspaces", "sign_in_preset")
    op.drop_column("user_sessions", "proven_at")
    for table in TABLES:
        op.drop_table(table)


def _of_a_person(table: str, *columns: Any) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=f"fk_{table}_workspace_id_workspaces"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{table}_user_id_users"),
    )
    op.create_index(f"ix_{table}_user_id", table, ["user_id"])


def _add(table: str, name: str, kind: Any, default: Any) -> None:
    """Add a column that old rows have a value of; from then on the product says it itself."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    if op.get_context().dialect.name == "postgresql":
        op.alter_column(table, name, server_default=None)
