"""how much happened in each hour is kept, so that a figure of weeks reads hours and not everything that happened."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Triggers write it down in the transaction that writes, changes or removes an activity, whoever does. Each activity
# counts twice: for its workspace, and for its owner or, while it has none, for its department. Hours are those of UTC.
#
# SQLite has one writer: its triggers keep one row an hour. On PostgreSQL two writers of an hour must not wait for each
# other: a statement takes those rows of its hours that nobody holds, and writes what they and itself add up to. (A
# trigger does not outlive the copy that SQLite makes of a table to alter it: a migration that alters `activities` must
# make these again.)
_OF = "workspace_id, whose, module, kind, hour_at"
_HOUR_SQLITE = "substr({row}occurred_at, 1, 13) || ':00:00.000000'"
_HOUR_POSTGRES = "date_trunc('hour', {row}occurred_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
_HERE = "workspace_id = {row}workspace_id AND module = {row}module AND kind = {row}kind"
_WHOSE = ("{row}workspace_id", "coalesce({row}owner_id, {row}department_id)")


def _one_more(whose: str) -> str:
    whose, hour = whose.format(row="new."), _HOUR_SQLITE.format(row="new.")
    here = f"{_HERE.format(row='new.')} AND whose = {whose} AND hour_at = {hour}"
    return f"""
    INSERT INTO activity_counts ({_OF}, number)
    SELECT new.workspace_id, {whose}, new.module, new.kind, {hour}, 0
    WHERE {whose} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM activity_counts WHERE {here});
    UPDATE activity_counts SET number = number + 1 WHERE {here};"""


def _one_less(whose: str) -> str:
    return f"""
    UPDATE activity_counts SET number = number - 1
    WHERE {_HERE.format(row="old.")} AND whose = {whose.format(row="old.")}
    AND hour_at = {_HOUR_SQLITE.format(row="old.")};"""


_UP, _DOWN = "".join(map(_one_more, _WHOSE)), "".join(map(_one_less, _WHOSE))
_COUNTED_BY = ("workspace_id", "owner_id", "department_id", "module", "kind", "occurred_at")
_CHANGED = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _COUNTED_BY)
_SQLITE = (
    f"CREATE TRIGGER activities_count_insert AFTER INSERT ON activities BEGIN {_UP} END",
    f"CREATE TRIGGER activities_count_delete AFTER DELETE ON activities BEGIN {_DOWN} END",
    f"""CREATE TRIGGER activities_count_update AFTER UPDATE OF {", ".join(_COUNTED_BY)} ON activities
    WHEN {_CHANGED} BEGIN {_DOWN} {_UP} END""",
)
_CHANGES = {
    "insert": "SELECT 1 AS change, * FROM made",
    "delete": "SELECT -1 AS change, * FROM gone",
    "update": "SELECT 1 AS change, * FROM made UNION ALL SELECT -1, * FROM gone",
}
_SEEN = {
    "insert": "NEW TABLE AS made",
    "delete": "OLD TABLE AS gone",
    "update": "OLD TABLE AS gone NEW TABLE AS made",
}


def _postgres(act: str) -> tuple[str, str]:
    whose = ", ".join(f"({each.format(row='changed.')})" for each in _WHOSE)
    return (
        f"""CREATE FUNCTION activities_count_{act}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    WITH changed AS ({_CHANGES[act]}),
    sums AS (
        SELECT workspace_id, whose, module, kind, {_HOUR_POSTGRES.format(row="")} AS hour_at, sum(change) AS number
        FROM changed CROSS JOIN LATERAL (VALUES {whose}) AS each (whose)
        WHERE whose IS NOT NULL GROUP BY 1, 2, 3, 4, 5 HAVING sum(change) <> 0),
    held AS (
        SELECT kept.id FROM activity_counts AS kept
        JOIN sums USING (workspace_id, whose, module, kind, hour_at) FOR UPDATE OF kept SKIP LOCKED),
    taken AS (
        DELETE FROM activity_counts WHERE id IN (SELECT id FROM held) RETURNING {_OF}, number)
    INSERT INTO activity_counts ({_OF}, number)
    SELECT {_OF}, sum(number) FROM (SELECT * FROM sums UNION ALL SELECT * FROM taken) AS both_of_them
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(number) <> 0;
    RETURN NULL;
    END $$""",
        f"""CREATE TRIGGER activities_count_{act} AFTER {act.upper()} ON activities REFERENCING {_SEEN[act]}
    FOR EACH STATEMENT EXECUTE FUNCTION activities_count_{act}()""",
    )


def upgrade() -> None:
    """Make the counts, have them kept, and count what is there."""
    op.create_table(
        "activity_counts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("whose", sa.String(length=32), nullable=False),
        sa.Column("module", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_activity_counts_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_counts")),
    )
    _count()
    op.create_index(
        "ix_activity_counts_workspace_id_whose_module_kind_hour_at",
        "activity_counts",
        ["workspace_id", "whose", "module", "kind", "hour_at", "number"],
    )
    for statement in _SQLITE if _is_sqlite() else [each for act in _CHANGES for each in _postgres(act)]:
        op.execute(statement)


def downgrade() -> None:
    """Take all of it away; nothing is lost."""
    on = "" if _is_sqlite() else " ON activities"
    for act in _CHANGES:
        op.execute(f"DROP TRIGGER activities_count_{act}{on}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION activities_count_{act}()")
    op.drop_index("ix_activity_counts_workspace_id_whose_module_kind_hour_at", table_name="activity_counts")
    op.drop_table("activity_counts")


def _count() -> None:
    hour = (_HOUR_SQLITE if _is_sqlite() else _HOUR_POSTGRES).format(row="")
    for whose in _WHOSE:
        said = whose.format(row="")
        op.execute(
            f"INSERT INTO activity_counts ({_OF}, number)"
            f" SELECT workspace_id, {said}, module, kind, {hour}, count(*) FROM activities"
            f" WHERE {said} IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
