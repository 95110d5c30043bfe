"""providers of identities, whom they stand for, and sign-ins by them that are under way."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.String(length=32)


def upgrade() -> None:
    """Make the three tables; no workspace has a provider, and nobody who awaits a second step came by one."""
    _providers()
    _identities()
    _flows()
    with op.batch_alter_table("pending_sign_ins") as table:
        table.add_column(sa.Column("provider", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("pending_sign_ins") as table:
        table.alter_column("provider", server_default=None)


def _providers() -> None:
    op.create_table(
        "oidc_providers",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("sealed_secret", sa.String(length=800), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("asks_factor", sa.Boolean(), nullable=False),
        sa.Column("vouches", sa.Boolean(), nullable=False),
        sa.Column("newcomer_role_id", ID, nullable=False),
        sa.Column("newcomer_team_id", ID, nullable=False),
        sa.Column("saved_by", ID, nullable=False),
        sa.Column("saved_rank", sa.Integer(), nullable=False),
        sa.Column("saved_rights", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_oidc_providers_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_providers")),
    )
    op.create_index("ix_oidc_providers_workspace_id", "oidc_providers", ["workspace_id"])


def _identities() -> None:
    op.create_table(
        "oidc_identities",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("provider_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_oidc_identities_workspace_id_workspaces")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["oidc_providers.id"], name=op.f("fk_oidc_identities_provider_id_oidc_providers")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_oidc_identities_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_identities")),
        sa.UniqueConstraint("provider_id", "subject", name=op.f("uq_oidc_identities_provider_id_subject")),
        sa.UniqueConstraint("provider_id", "user_id", name=op.f("uq_oidc_identities_provider_id_user_id")),
    )
    op.create_index("ix_oidc_identities_user_id", "oidc_identities", ["user_id"])


def _flows() -> None:
    op.create_table(
        "oidc_flows",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("provider_id", ID, nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("bound_to", sa.String(length=64), nullable=False),
        sa.Column("wanted", sa.String(length=500), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_oidc_flows_workspace_id_workspaces")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["oidc_providers.id"], name=op.f("fk_oidc_flows_provider_id_oidc_providers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_flows")),
    )
    op.create_index("ix_oidc_flows_expires_at", "oidc_flows", ["expires_at"])


def downgrade() -> None:
    """Take them away; people who came in by a provider alone choose a password by « forgotten »."""
    with op.batch_alter_table("pending_sign_ins") as table:
        table.drop_column("provider")
    op.drop_index("ix_oidc_flows_expires_at", table_name="oidc_flows")
    op.drop_table("oidc_flows")
    op.drop_index("ix_oidc_identities_user_id", table_name="oidc_identities")
    op.drop_table("oidc_identities")
    op.drop_index("ix_oidc_providers_workspace_id", table_name="oidc_providers")
    op.drop_table("oidc_providers")
