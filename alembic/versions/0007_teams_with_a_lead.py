"""teams with a lead: a colour, who leads it, and what newcomers start with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FILLED = ("colour", "modules_off", "version")
ROLE = "fk_departments_default_role_id_roles"
LEAD = "ix_departments_workspace_id_lead_id"


def upgrade() -> None:
    """Make the columns: nobody leads the teams of before, and their newcomers start as they did."""
    with op.batch_alter_table("departments") as teams:
        teams.add_column(sa.Column("colour", sa.String(length=16), nullable=False, server_default="grey"))
        teams.add_column(sa.Column("lead_id", sa.String(length=32), nullable=True))
        teams.add_column(sa.Column("default_role_id", sa.String(length=32), nullable=True))
        teams.add_column(sa.Column("modules_off", sa.JSON(), nullable=False, server_default="[]"))
        teams.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        teams.create_foreign_key(ROLE, "roles", ["default_role_id"], ["id"])
    with op.batch_alter_table("departments") as teams:
        for name in FILLED:
            teams.alter_column(name, server_default=None)
    op.create_index(LEAD, "departments", ["workspace_id", "lead_id"])


def downgrade() -> None:
    """Take them away; the teams and who is in them stay."""
    op.drop_index(LEAD, table_name="departments")
    with op.batch_alter_table("departments") as teams:
        teams.drop_constraint(ROLE, type_="foreignkey")
        for name in (*FILLED, "lead_id", "default_role_id"):
            teams.drop_column(name)
