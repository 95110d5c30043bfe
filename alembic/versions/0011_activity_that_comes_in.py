"""activity that comes in: keys of the API, answers kept for a repetition, a customer and a source for each activity."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_COLUMNS = {"customer": 200, "source": 40}
BEFORE, SINCE = ("workspace_id", "external_key"), ("workspace_id", "module", "kind", "external_key")


def upgrade() -> None:
    """Make the tables; calls are received, missed or made from now on."""
    _make_keys()
    _make_answers()
    with op.batch_alter_table("activities") as activities:
        for name, length in NEW_COLUMNS.items():
            activities.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
        activities.drop_constraint(_unique(BEFORE), type_="unique")
        activities.create_unique_constraint(_unique(SINCE), list(SINCE))
    with op.batch_alter_table("activities") as activities:
        for name in NEW_COLUMNS:
            activities.alter_column(name, server_default=None)
    op.execute("UPDATE activities SET kind = 'made' WHERE module = 'calls' AND kind = 'placed'")
    op.execute(
        "UPDATE activities SET kind = 'missed'"
        " WHERE module = 'calls' AND kind = 'received' AND status = 'missed'"
    )


def downgrade() -> None:
    """Take them away; of one thing told in two kinds, only the first keeps the name that tells it again."""
    op.execute("UPDATE activities SET kind = 'placed' WHERE module = 'calls' AND kind = 'made'")
    op.execute("UPDATE activities SET kind = 'received' WHERE module = 'calls' AND kind = 'missed'")
    op.execute(
        "UPDATE activities SET external_key = NULL WHERE external_key IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM activities AS first WHERE first.workspace_id = activities.workspace_id"
        " AND first.external_key = activities.external_key AND first.id < activities.id)"
    )
    with op.batch_alter_table("activities") as activities:
        activities.drop_constraint(_unique(SINCE), type_="unique")
        activities.create_unique_constraint(_unique(BEFORE), list(BEFORE))
        for name in NEW_COLUMNS:
            activities.drop_column(name)
    op.drop_index("ix_api_answers_key_id_created_at", table_name="api_answers")
    op.drop_table("api_answers")
    op.drop_index("ix_api_keys_workspace_id", table_name="api_keys")
    op.drop_table("api_keys")


def _unique(columns: tuple[str, ...]) -> str:
    return op.f("uq_activities_" + "_".join(columns))


def _make_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("handle", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_api_keys_workspace_id_workspaces")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_api_keys_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("handle", name=op.f("uq_api_keys_handle")),
    )
    op.create_index("ix_api_keys_workspace_id", "api_keys", ["workspace_id", "id"])


def _make_answers() -> None:
    op.create_table(
        "api_answers",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_api_answers_key_id_api_keys")),
        sa.PrimaryKeyConstraint("key_id", "name", name=op.f("pk_api_answers")),
    )
    op.create_index("ix_api_answers_key_id_created_at", "api_answers", ["key_id", "created_at"])
