"""work on activities: a text to search, whom they are about, a version; their tags, and what people did to them."""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_TEXTS = {"search_text": 600, "about": 200}
INDEXES = {
    "ix_activities_workspace_id_module_at": ["workspace_id", "module", "occurred_at", "id", "status"],
    "ix_activities_department_id_module_at": ["department_id", "module", "occurred_at", "id"],
    "ix_activities_workspace_id_about_at": ["workspace_id", "about", "occurred_at"],
}
AT_ONCE = 5_000
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})


def upgrade() -> None:
    """Make columns and tables; what is owned belongs to the owner's department as well from now on."""
    with op.batch_alter_table("activities") as activities:
        for name, length in NEW_TEXTS.items():
            column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            activities.add_column(column)
        activities.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("activities") as activities:
        for name in (*NEW_TEXTS, "version"):
            activities.alter_column(name, server_default=None)
    op.execute(
        "UPDATE activities SET department_id ="
        " (SELECT users.department_id FROM users WHERE users.id = activities.owner_id)"
        " WHERE department_id IS NULL AND owner_id IS NOT NULL"
    )
    _write_texts()
    for name, columns in INDEXES.items():
        op.create_index(name, "activities", columns)
    _make_tags()
    _make_events()


def downgrade() -> None:
    """Take them away, and with them what people noted; departments stay."""
    op.drop_index("ix_activity_events_activity_id_at", table_name="activity_events")
    op.drop_table("activity_events")
    op.drop_index("ix_activity_tags_workspace_id_module_key", table_name="activity_tags")
    op.drop_table("activity_tags")
    for name in INDEXES:
        op.drop_index(name, table_name="activities")
    with op.batch_alter_table("activities") as activities:
        for name in (*NEW_TEXTS, "version"):
            activities.drop_column(name)


def _write_texts() -> None:
    """Fill both texts, a stretch of ids at a time."""
    connection = op.get_bind()
    names = ("id", "title", "customer", "details", *NEW_TEXTS)
    types: dict[str, Any] = {"details": sa.JSON()}
    table = sa.table("activities", *(sa.column(name, types.get(name, sa.String())) for name in names))
    read = sa.select(table.c.id, table.c.title, table.c.customer, table.c.details)
    write = (
        table.update()
        .where(table.c.id == sa.bindparam("row_id"))
        .values({name: sa.bindparam(f"new_{name}") for name in NEW_TEXTS})
    )
    last = ""
    while rows := connection.execute(read.where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)).all():
        connection.execute(write, [_texts(*row) for row in rows])
        last = rows[-1][0]


def _texts(row_id: str, title: str, customer: str, details: Any) -> dict[str, str]:
    """Say how they are made, as they were when this was written."""
    number = str((details or {}).get("number", ""))
    digits = "".join(c for c in number if c.isdigit())
    found = _fold(" ".join(dict.fromkeys(part for part in (title, customer, number, digits) if part)))
    return {"row_id": row_id, "new_search_text": found[:600], "new_about": (_fold(customer) or digits)[:200]}


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())


def _make_tags() -> None:
    op.create_table(
        "activity_tags",
        sa.Column("activity_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("module", sa.String(length=20), nullable=False),
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_tags_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_activity_tags_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("activity_id", "key", name=op.f("pk_activity_tags")),
    )
    op.create_index(
        "ix_activity_tags_workspace_id_module_key",
        "activity_tags",
        ["workspace_id", "module", "key", "activity_id"],
    )


def _make_events() -> None:
    op.create_table(
        "activity_events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("activity_id", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=400), nullable=False),
        sa.Column("after", sa.String(length=400), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_activity_events_workspace_id_workspaces")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_events_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_activity_events_actor_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_events")),
    )
    op.create_index("ix_activity_events_activity_id_at", "activity_events", ["activity_id", "at", "id"])
