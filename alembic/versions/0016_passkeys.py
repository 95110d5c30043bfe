"""passkeys: their public halves, and the challenges that they sign."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.String(length=32)
HOST = sa.String(length=253)


def upgrade() -> None:
    """Make the tables; nobody has a passkey yet."""
    op.create_table(
        "passkeys",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("rp_id", HOST, nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.String(length=2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_passkeys_workspace_id_workspaces"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_passkeys_user_id_users"),
        sa.UniqueConstraint("rp_id", "credential_id", name="uq_passkeys_rp_id_credential_id"),
    )
    op.create_index("ix_passkeys_user_id", "passkeys", ["user_id"])
    op.create_table(
        "passkey_ceremonies",
        sa.Column("id", ID, nullable=False),
        sa.Column("rp_id", HOST, nullable=False),
        sa.Column("bound_to", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_passkey_ceremonies"),
    )
    op.create_index("ix_passkey_ceremonies_expires_at", "passkey_ceremonies", ["expires_at"])


def downgrade() -> None:
    """Take them away; who had no app beside their passkeys has no second factor any more."""
    op.execute(
        "UPDATE users SET has_factor = false WHERE has_factor AND NOT EXISTS (SELECT 1 FROM totp_factors"
        " WHERE totp_factors.user_id = users.id AND totp_factors.active_at IS NOT NULL)"
    )
    op.drop_table("passkey_ceremonies")
    op.drop_table("passkeys")
