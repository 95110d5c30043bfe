"""people by the thousand: saved views, acts on many, imports, the end of a deleted account.

People are found by telephone and company as well, and the list is narrowed and sorted from indexes.
"""

from collections.abc import Iterator
from typing import Any

import phonenumbers
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
AT_WORK = sa.text("state = 'running'")
LIVING = sa.text("deleted_at IS NULL")
BATCH = 1_000
TEXT_LENGTH = 700
# What the list is narrowed by, each in the order of names; and what it is sorted by. Both of those who are not deleted.
NARROWED_BY = ("role_id", "department_id", "company_id", "tier_id", "created_by")
SORTED_BY = ("last_seen_at", "created_at")


def upgrade() -> None:
    """Make the tables."""
    op.add_column("users", sa.Column("anonymised_at", MOMENT, nullable=True))
    _make_saved_views()
    _make_bulk_tables()
    _make_import_tables()
    _let_names_leave_the_journal()
    _make_list_indexes()
    _tell_of_phone_and_company()


def downgrade() -> None:
    """Take them away."""
    _forget_phone_and_company()
    _drop_list_indexes()
    _keep_names_in_the_journal()
    op.drop_index("ix_import_rows_import_id_email_key", table_name="import_rows")
    op.drop_index("ix_import_rows_import_id_verdict_line", table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_index("ix_imports_workspace_id_id", table_name="imports")
    op.drop_table("imports")
    op.drop_index("ix_bulk_items_job_id_state_position", table_name="bulk_items")
    op.drop_table("bulk_items")
    op.drop_index("ix_bulk_jobs_workspace_id_id", table_name="bulk_jobs")
    op.drop_index("ix_bulk_jobs_at_work", table_name="bulk_jobs")
    op.drop_table("bulk_jobs")
    op.drop_table("saved_views")
    op.drop_column("users", "anonymised_at")  # not in batch mode, which would lose the search's triggers


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, MOMENT, nullable=nullable)


def _make_saved_views() -> None:
    op.create_table(
        "saved_views",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("owner_id", 32),
        _text("name", 80),
        _text("query", 1000),
        sa.Column("shared", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _of("saved_views", "workspace_id", "workspaces"),
        _of("saved_views", "owner_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "workspace_id", "owner_id", "name", name=op.f("uq_saved_views_workspace_id_owner_id_name")
        ),
    )


def _make_bulk_tables() -> None:
    op.create_table(
        "bulk_jobs",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("started_by", 32),
        _text("request_key", 80),
        _text("act", 20),
        _json("params"),
        _text("state", 12),
        _number("total"),
        _number("done"),
        _number("refused"),
        _text("undo_of", 32, nullable=True),
        _text("reason", 40),
        _text("ip", 45),
        _text("user_agent", 300),
        _moment("created_at"),
        _moment("started_at", nullable=True),
        _moment("finished_at", nullable=True),
        _of("bulk_jobs", "workspace_id", "workspaces"),
        _of("bulk_jobs", "started_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_jobs")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bulk_jobs_request_key")),
        sa.UniqueConstraint("undo_of", name=op.f("uq_bulk_jobs_undo_of")),
    )
    op.create_index(
        "ix_bulk_jobs_at_work", "bulk_jobs", ["created_at"], sqlite_where=AT_WORK, postgresql_where=AT_WORK
    )
    op.create_index("ix_bulk_jobs_workspace_id_id", "bulk_jobs", ["workspace_id", "id"])
    op.create_table(
        "bulk_items",
        _text("job_id", 32),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        _text("user_id", 32),
        _text("state", 12),
        _text("code", 40),
        _json("before"),
        _of("bulk_items", "job_id", "bulk_jobs"),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_bulk_items")),
    )
    op.create_index("ix_bulk_items_job_id_state_position", "bulk_items", ["job_id", "state", "position"])


def _make_import_tables() -> None:
    op.create_table(
        "imports",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("started_by", 32),
        _text("digest", 64),
        _text("name", 200),
        _json("params"),
        _json("counts"),
        _text("state", 12),
        _number("total"),
        _number("judged"),
        _number("written"),
        _moment("lease_until", nullable=True),
        _text("lease_by", 64),
        _moment("created_at"),
        _moment("finished_at", nullable=True),
        _of("imports", "workspace_id", "workspaces"),
        _of("imports", "started_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_workspace_id_id", "imports", ["workspace_id", "id"])
    op.create_table(
        "import_rows",
        _text("import_id", 32),
        sa.Column("line", sa.Integer(), nullable=False, autoincrement=False),
        _json("cells"),
        _text("email_key", 254),
        _text("verdict", 20),
        _text("detail", 300),
        _text("proposal", 254),
        _text("user_id", 32, nullable=True),
        _of("import_rows", "import_id", "imports"),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_rows")),
    )
    op.create_index("ix_import_rows_import_id_verdict_line", "import_rows", ["import_id", "verdict", "line"])
    op.create_index("ix_import_rows_import_id_email_key", "import_rows", ["import_id", "email_key"])


# The journal stays append-only but for the words that name people: those may be emptied, once and for all, when
# somebody is forgotten. Whatever else an UPDATE would change is refused as before.
KEPT = ("id", "workspace_id", "at", "tag", "actor_id", "target_kind", "target_id")
EMPTIED = ("actor_name", "target_name", "ip", "user_agent")
APPEND_ONLY = "RAISE(ABORT, 'audit entries are append-only')"
JOURNAL_OF = ("target_id", "actor_id")


def _only_emptied(same: str) -> str:
    kept = [f"new.{name} {same} old.{name}" for name in KEPT]
    emptied = [f"(new.{name} = old.{name} OR new.{name} = '')" for name in EMPTIED]
    details = "CAST(new.details AS TEXT) = CAST(old.details AS TEXT)"
    return " AND ".join((*kept, details, *emptied))


def _let_names_leave_the_journal() -> None:
    for name in JOURNAL_OF:
        op.create_index(
            f"ix_audit_entries_workspace_id_{name}_id", "audit_entries", ["workspace_id", name, "id"]
        )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_no_update")
        op.execute(f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
            WHEN NOT ({_only_emptied("IS")}) BEGIN SELECT {APPEND_ONLY}; END""")
    else:
        op.execute(f"""CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {_only_emptied("IS NOT DISTINCT FROM")} THEN RETURN new; END IF;
            END IF;
            RAISE EXCEPTION 'audit entries are append-only'; END $$""")


def _keep_names_in_the_journal() -> None:
    for name in JOURNAL_OF:
        op.drop_index(f"ix_audit_entries_workspace_id_{name}_id", table_name="audit_entries")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_no_update")
        op.execute(f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
            BEGIN SELECT {APPEND_ONLY}; END""")
    else:
        op.execute("""CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$""")


def _list_indexes() -> Iterator[tuple[str, list[str]]]:
    for column in NARROWED_BY:
        yield f"ix_users_list_{column}", ["workspace_id", column, "sort_name", "id"]
    for column in SORTED_BY:
        yield f"ix_users_list_{column}", ["workspace_id", column, "id"]


def _make_list_indexes() -> None:
    for name, columns in _list_indexes():
        op.create_index(name, "users", columns, sqlite_where=LIVING, postgresql_where=LIVING)


def _drop_list_indexes() -> None:
    for name, _columns in _list_indexes():
        op.drop_index(name, table_name="users")


# The text that people are found by, as this version knows it; `comunik_kit/users/names.py` writes the same.
# Row by row, because triggers keep the index of fragments in step with it.
USERS = sa.table("users", *map(sa.column, ("id", "search_text", "phone", "company_id")))
COMPANIES = sa.table("companies", sa.column("id"), sa.column("name_key"))
FOUND_BY_MORE = (
    sa.select(USERS.c.id, USERS.c.search_text, USERS.c.phone, COMPANIES.c.name_key)
    .outerjoin_from(USERS, COMPANIES, COMPANIES.c.id == USERS.c.company_id)
    .where(USERS.c.id > sa.bindparam("after"), sa.or_(USERS.c.phone != "", USERS.c.company_id.is_not(None)))
    .order_by(USERS.c.id)
    .limit(BATCH)
)
RENEW = sa.update(USERS).where(USERS.c.id == sa.bindparam("this")).values(search_text=sa.bindparam("renewed"))


def _tell_of_phone_and_company() -> None:
    for rows in _batches():
        told = [{"this": row.id, "renewed": f"{row.search_text} {_more(row)}"[:TEXT_LENGTH]} for row in rows]
        op.get_bind().execute(RENEW, told)


def _forget_phone_and_company() -> None:
    for rows in _batches():
        kept = [{"this": row.id, "renewed": _without(row.search_text, _more(row))} for row in rows]
        op.get_bind().execute(RENEW, kept)


def _batches() -> Iterator[list[Any]]:
    after = ""
    while rows := list(op.get_bind().execute(FOUND_BY_MORE, {"after": after}).all()):
        yield rows
        after = rows[-1].id


def _more(row: Any) -> str:
    return " ".join(word for word in (*_spellings(row.phone), row.name_key) if word)


def _spellings(phone: str) -> tuple[str, ...]:
    """Give the digits after the `+`, and those that are dialled within the country."""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return (phone,)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = "".join(c for c in national if c.isdigit())
    return (phone,) if digits in phone else (phone, digits)


def _without(text: str, more: str) -> str:
    """Take the end off again, also one that was cut."""
    for length in range(len(more), 0, -1):
        if text.endswith(f" {more[:length]}") and (length == len(more) or len(text) == TEXT_LENGTH):
            return text.removesuffix(f" {more[:length]}")
    return text
