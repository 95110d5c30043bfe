"""brands of their own: pictures, sender name, reply-to, legal line and theme of a workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXTS = (("theme", 8, "system"), ("sender_name", 80, ""), ("reply_to", 254, ""), ("legal_line", 240, ""))


def upgrade() -> None:
    """Add the columns, with what the first version did, and the table of pictures."""
    with op.batch_alter_table("workspaces") as workspaces:
        for name, length, value in TEXTS:
            workspaces.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=value))
        workspaces.add_column(sa.Column("pictures", sa.JSON(), nullable=False, server_default="{}"))
        workspaces.add_column(sa.Column("brand_version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("workspaces") as workspaces:
        for name in (*(name for name, _, _ in TEXTS), "pictures", "brand_version"):
            workspaces.alter_column(name, server_default=None)
    op.create_table(
        "brand_pictures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_brand_pictures_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_pictures")),
    )
    op.create_index(op.f("ix_brand_pictures_workspace_id"), "brand_pictures", ["workspace_id"])


def downgrade() -> None:
    """Take them away; the files of pictures stay, under names that nothing leads to."""
    op.drop_table("brand_pictures")
    with op.batch_alter_table("workspaces") as workspaces:
        for name in ("brand_version", "pictures", *(name for name, _, _ in reversed(TEXTS))):
            workspaces.drop_column(name)
