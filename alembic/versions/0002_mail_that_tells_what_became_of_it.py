"""mail that tells what became of it: deliveries, channels, suppressed addresses, richer invitations."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

QUEUED = sa.text("state = 'queued'")
TROUBLE = sa.text("state IN ('dead', 'failed', 'suppressed')")
HANDED_OVER = sa.text("provider_id <> ''")
LEFT = sa.text("sent_at IS NOT NULL")
IN_BATCH = sa.text("batch_key <> ''")
WAITING = sa.text("applied_at IS NULL")
REMINDED = sa.text("next_reminder_at IS NOT NULL")
LIVE = sa.text("accepted_at IS NULL AND revoked_at IS NULL")
# What the archive of invitations is filtered by: name, table, columns, rows (all when None).
ARCHIVE_INDEXES = (
    ("ix_users_workspace_id_department_id", "users", ["workspace_id", "department_id"], None),
    ("ix_invitations_user_id", "invitations", ["user_id"], None),
    (
        "ix_invitations_workspace_id_invited_by_id",
        "invitations",
        ["workspace_id", "invited_by", "id"],
        None,
    ),
    ("ix_invitations_waiting", "invitations", ["workspace_id", "expires_at"], LIVE),
    ("ix_invitations_accepted", "invitations", ["workspace_id", "id"], sa.text("accepted_at IS NOT NULL")),
    ("ix_invitations_revoked", "invitations", ["workspace_id", "id"], sa.text("revoked_at IS NOT NULL")),
    (
        "ix_outbox_messages_inviting",
        "outbox_messages",
        ["workspace_id", "state", "delivery", "channel", "subject_id"],
        sa.text("purpose = 'invite'"),
    ),
)
NEW_RIGHT = "mail:manage"

MOMENT = sa.DateTime(timezone=True)
MESSAGE_COLUMNS = (
    ("priority", sa.Integer(), False, "1"),
    ("scheduled_at", MOMENT, True, None),
    ("batch_key", sa.String(length=200), False, ""),
    ("delivery", sa.String(length=12), False, ""),
    ("delivery_detail", sa.String(length=300), False, ""),
    ("delivered_at", MOMENT, True, None),
    ("opened_at", MOMENT, True, None),
    ("clicked_at", MOMENT, True, None),
    ("ended_at", MOMENT, True, None),
)
INVITATION_COLUMNS = (
    ("lifetime_days", sa.Integer(), False, "7"),
    ("words", sa.String(length=1000), False, ""),
    ("starts_on", sa.Date(), True, None),
    ("send_at", MOMENT, True, None),
    ("reminders_sent", sa.Integer(), False, "0"),
    ("next_reminder_at", MOMENT, True, None),
    ("by_card", sa.Boolean(), False, sa.false()),
    ("card_digest", sa.String(length=64), True, None),
    ("link_requested_at", MOMENT, True, None),
)
WORKSPACE_COLUMNS = (
    ("invitation_days", sa.Integer(), False, "7"),
    ("reminder_days", sa.JSON(), False, "[3, 6]"),
)


def upgrade() -> None:
    """Widen what is there, make the new tables, give administrators the new right."""
    _widen("workspaces", WORKSPACE_COLUMNS)
    _widen("outbox_messages", MESSAGE_COLUMNS)
    _widen("invitations", INVITATION_COLUMNS)
    with op.batch_alter_table("invitations") as batch:
        batch.create_unique_constraint(batch.f("uq_invitations_card_digest"), ["card_digest"])
    _index("ix_invitations_next_reminder_at", "invitations", ["next_reminder_at"], REMINDED)
    op.drop_index("ix_outbox_messages_due", table_name="outbox_messages")
    _index("ix_outbox_messages_due", "outbox_messages", ["priority", "next_at"], QUEUED)
    _index(
        "ix_outbox_messages_queued", "outbox_messages", ["workspace_id", "scheduled_at", "created_at"], QUEUED
    )
    _index("ix_outbox_messages_left", "outbox_messages", ["workspace_id", "sent_at"], LEFT)
    _index("ix_outbox_messages_trouble", "outbox_messages", ["workspace_id", "id", "state"], TROUBLE)
    _index("ix_outbox_messages_trouble_at", "outbox_messages", ["workspace_id", "next_at"], TROUBLE)
    _index("ix_outbox_messages_provider_id", "outbox_messages", ["provider_id"], HANDED_OVER)
    _index("ix_outbox_messages_batch_key", "outbox_messages", ["batch_key"], IN_BATCH)
    op.create_index("ix_outbox_messages_recipient_id_id", "outbox_messages", ["recipient_id", "id"])
    for name, table, columns, rows in ARCHIVE_INDEXES:
        _index(name, table, columns, rows)
    _make_mail_tables()
    _make_access_tables()
    _change_rights(lambda held: [*held, NEW_RIGHT] if NEW_RIGHT not in held else held)
    _index("ix_invitations_live_workspace_id_id", "invitations", ["workspace_id", "id"], LIVE)
    _keep_counts()
    _order_search()


def downgrade() -> None:
    """Take it all back; what only the new columns said is lost."""
    _forget_order_of_search()
    _forget_counts()
    op.drop_index("ix_invitations_live_workspace_id_id", table_name="invitations")
    _change_rights(lambda held: [right for right in held if right != NEW_RIGHT])
    op.drop_index("ix_address_changes_user_id", table_name="address_changes")
    op.drop_index("ix_mail_suppressions_workspace_id_id", table_name="mail_suppressions")
    op.drop_index("ix_mail_reports_received_at", table_name="mail_reports")
    op.drop_index("ix_mail_reports_waiting", table_name="mail_reports")
    op.drop_index("ix_mail_events_workspace_id_id", table_name="mail_events")
    op.drop_index("ix_mail_events_message_id_id", table_name="mail_events")
    for table in (
        "address_changes",
        "known_devices",
        "mail_opt_outs",
        "mail_suppressions",
        "mail_channels",
        "mail_reports",
        "mail_events",
    ):
        op.drop_table(table)
    for name, table, _, _ in reversed(ARCHIVE_INDEXES):
        op.drop_index(name, table_name=table)
    for name in (
        "recipient_id_id",
        "batch_key",
        "provider_id",
        "trouble_at",
        "trouble",
        "left",
        "queued",
        "due",
    ):
        op.drop_index(f"ix_outbox_messages_{name}", table_name="outbox_messages")
    _index("ix_outbox_messages_due", "outbox_messages", ["next_at"], QUEUED)
    op.drop_index("ix_invitations_next_reminder_at", table_name="invitations")
    with op.batch_alter_table("invitations") as batch:
        batch.drop_constraint(batch.f("uq_invitations_card_digest"), type_="unique")
    _narrow("invitations", INVITATION_COLUMNS)
    _narrow("outbox_messages", MESSAGE_COLUMNS)
    _narrow("workspaces", WORKSPACE_COLUMNS)


def _widen(table: str, columns: tuple) -> None:
    for name, kind, nullable, default in columns:
        op.add_column(table, sa.Column(name, kind, nullable=nullable, server_default=default))
    if op.get_bind().dialect.name == "postgresql":  # the code says every value itself from here on
        for name, _, _, default in columns:
            if default is not None:
                op.alter_column(table, name, server_default=None)


def _narrow(table: str, columns: tuple) -> None:
    with op.batch_alter_table(table) as batch:
        for name, *_ in reversed(columns):
            batch.drop_column(name)


def _index(name: str, table: str, columns: list[str], rows: sa.TextClause | None) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=rows, postgresql_where=rows)


def _change_rights(change) -> None:  # noqa: ANN001
    roles = sa.table("roles", sa.column("id"), sa.column("key"), sa.column("permissions", sa.JSON()))
    found = op.get_bind().execute(sa.select(roles.c.id, roles.c.permissions).where(roles.c.key == "admin"))
    for role_id, held in found.all():
        rights = json.loads(held) if isinstance(held, str) else held
        op.execute(roles.update().where(roles.c.id == role_id).values(permissions=change(rights)))


def _of(table: str, *columns: str) -> sa.ForeignKeyConstraint:
    (column,) = columns
    target = {"workspace_id": "workspaces", "message_id": "outbox_messages", "user_id": "users"}[column]
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, MOMENT, nullable=nullable)


def _make_mail_tables() -> None:
    op.create_table(
        "mail_events",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("message_id", 32),
        _text("kind", 12),
        _text("source", 12),
        _text("detail", 300),
        _moment("at"),
        _of("mail_events", "message_id"),
        _of("mail_events", "workspace_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_events")),
    )
    op.create_index("ix_mail_events_message_id_id", "mail_events", ["message_id", "id"])
    op.create_index("ix_mail_events_workspace_id_id", "mail_events", ["workspace_id", "id"])
    op.create_table(
        "mail_reports",
        _text("id", 128),
        _text("source", 12),
        _text("kind", 12),
        _text("provider_id", 200),
        _text("to_email", 254),
        _text("detail", 300),
        _moment("happened_at"),
        _moment("received_at"),
        _moment("applied_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reports")),
    )
    _index("ix_mail_reports_waiting", "mail_reports", ["received_at"], WAITING)
    op.create_index("ix_mail_reports_received_at", "mail_reports", ["received_at"])
    op.create_table(
        "mail_channels",
        _text("name", 12),
        sa.Column("rate", sa.Float(), nullable=True),
        sa.Column("daily_quota", sa.Integer(), nullable=True),
        sa.Column("learned_rate", sa.Float(), nullable=True),
        _moment("learned_at", nullable=True),
        sa.Column("learned_batch", sa.Integer(), nullable=True),
        _text("day", 10),
        sa.Column("sent_today", sa.Integer(), nullable=False),
        _moment("next_slot_at", nullable=True),
        sa.Column("lag", sa.Float(), nullable=False),
        _moment("paused_at", nullable=True),
        _moment("paused_until", nullable=True),
        _text("paused_by", 32),
        _text("pause_reason", 20),
        _text("pause_detail", 300),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mail_channels")),
    )
    op.create_table(
        "mail_suppressions",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("email_key", 254),
        _text("reason", 12),
        _text("detail", 300),
        _text("message_id", 32),
        _text("added_by", 32),
        _moment("created_at"),
        _of("mail_suppressions", "workspace_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_suppressions")),
        sa.UniqueConstraint(
            "workspace_id", "email_key", name=op.f("uq_mail_suppressions_workspace_id_email_key")
        ),
    )
    op.create_index("ix_mail_suppressions_workspace_id_id", "mail_suppressions", ["workspace_id", "id"])
    op.create_table(
        "mail_opt_outs",
        _text("user_id", 32),
        _text("template", 40),
        _text("workspace_id", 32),
        _moment("at"),
        _of("mail_opt_outs", "user_id"),
        _of("mail_opt_outs", "workspace_id"),
        sa.PrimaryKeyConstraint("user_id", "template", name=op.f("pk_mail_opt_outs")),
    )


def _make_access_tables() -> None:
    op.create_table(
        "known_devices",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("user_id", 32),
        _text("fingerprint", 64),
        _moment("first_seen_at"),
        _moment("last_seen_at"),
        _of("known_devices", "user_id"),
        _of("known_devices", "workspace_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_devices")),
        sa.UniqueConstraint("user_id", "fingerprint", name=op.f("uq_known_devices_user_id_fingerprint")),
    )
    op.create_table(
        "address_changes",
        _text("id", 32),
        _text("workspace_id", 32),
        _text("user_id", 32),
        _text("email", 254),
        _text("email_key", 254),
        _text("requested_by", 32),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        _moment("cancelled_at", nullable=True),
        _of("address_changes", "user_id"),
        _of("address_changes", "workspace_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
    )
    op.create_index("ix_address_changes_user_id", "address_changes", ["user_id"])


# How many people a workspace has of each status is kept, not counted: triggers write every change of a status down,
# in the transaction that makes it. A count is the sum of the rows of its status, so it is exact for whoever reads it.
#
# SQLite has one writer: its triggers keep one row a status. On PostgreSQL that row would make every writer wait for
# every other, and two of them for each other: there a statement adds rows that nobody else ever touches, and now and
# then one statement puts together those that no other transaction holds. (A trigger does not outlive the copy that
# SQLite makes of a table to alter it: a migration that alters `users` must make these, and those of search, again.)
_COUNT_UP_SQLITE = """
    INSERT INTO user_counts (workspace_id, status, people)
    SELECT new.workspace_id, new.status, 0 WHERE NOT EXISTS (
        SELECT 1 FROM user_counts WHERE workspace_id = new.workspace_id AND status = new.status);
    UPDATE user_counts SET people = people + 1 WHERE workspace_id = new.workspace_id AND status = new.status;"""
_COUNT_DOWN_SQLITE = """
    UPDATE user_counts SET people = people - 1 WHERE workspace_id = old.workspace_id AND status = old.status;"""
_MOVED = "old.status IS NOT new.status OR old.workspace_id IS NOT new.workspace_id"
_STATUS_COLUMNS = "workspace_id, invited_at, activated_at, suspended_at, deleted_at"
COUNTS_SQLITE = (
    f"CREATE TRIGGER users_count_insert AFTER INSERT ON users BEGIN {_COUNT_UP_SQLITE} END",
    f"CREATE TRIGGER users_count_delete AFTER DELETE ON users BEGIN {_COUNT_DOWN_SQLITE} END",
    f"""CREATE TRIGGER users_count_update AFTER UPDATE OF {_STATUS_COLUMNS} ON users WHEN {_MOVED}
    BEGIN {_COUNT_DOWN_SQLITE} {_COUNT_UP_SQLITE} END""",
)
COUNTS_POSTGRES = (
    """CREATE FUNCTION users_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO user_counts (workspace_id, status, people)
        SELECT workspace_id, status, count(*) FROM made GROUP BY 1, 2;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO user_counts (workspace_id, status, people)
        SELECT workspace_id, status, -count(*) FROM gone GROUP BY 1, 2;
    ELSE
        INSERT INTO user_counts (workspace_id, status, people)
        SELECT workspace_id, status, sum(change) FROM (
            SELECT workspace_id, status, 1 AS change FROM made
            UNION ALL SELECT workspace_id, status, -1 FROM gone) AS changes
        GROUP BY 1, 2 HAVING sum(change) <> 0;
    END IF;
    IF random() < 0.02 THEN
        WITH taken AS (
            DELETE FROM user_counts WHERE id IN (SELECT id FROM user_counts ORDER BY id FOR UPDATE SKIP LOCKED)
            RETURNING workspace_id, status, people)
        INSERT INTO user_counts (workspace_id, status, people)
        SELECT workspace_id, status, sum(people) FROM taken GROUP BY 1, 2;
    END IF;
    RETURN NULL;
    END $$""",
    """CREATE TRIGGER users_count_insert AFTER INSERT ON users REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION users_count()""",
    """CREATE TRIGGER users_count_delete AFTER DELETE ON users REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION users_count()""",
    """CREATE TRIGGER users_count_update AFTER UPDATE ON users REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION users_count()""",
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _keep_counts() -> None:
    op.create_table(
        "user_counts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _text("workspace_id", 32),
        _text("status", 12),
        sa.Column("people", sa.Integer(), nullable=False),
        _of("user_counts", "workspace_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_counts")),
    )
    op.create_index("ix_user_counts_workspace_id_status", "user_counts", ["workspace_id", "status"])
    for statement in COUNTS_SQLITE if _is_sqlite() else COUNTS_POSTGRES:
        op.execute(statement)
    op.execute("""INSERT INTO user_counts (workspace_id, status, people)
        SELECT workspace_id, status, count(*) FROM users GROUP BY workspace_id, status""")


def _forget_counts() -> None:
    on = "" if _is_sqlite() else " ON users"
    for word in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER users_count_{word}{on}")
    if not _is_sqlite():
        op.execute("DROP FUNCTION users_count()")
    op.drop_index("ix_user_counts_workspace_id_status", table_name="user_counts")
    op.drop_table("user_counts")


# Whoever searches wants the first page by name, of however many. SQLite's index of fragments answers in the order of
# its row ids: so the ids are made from names. An id is the place of the name's first eight letters in the alphabet,
# and a number for those who share them; `users/ordering.py` counts in the same way. Two letters make no trigram: they
# have an index of their own, of pairs written in hexadecimal, which every tokenizer leaves whole. Deleted people are
# found by neither.
LETTERS, LETTER_BITS, NAMESAKE_BITS = 8, 5, 22


def _letter(name: str, number: int) -> str:
    c = f"substr({name}, {number}, 1)"
    return f"""(CASE WHEN {c} = '' THEN 0 WHEN {c} <= ' ' THEN 1 WHEN {c} < 'a' THEN 2 WHEN {c} <= 'z'
        THEN unicode({c}) - 94 ELSE 29 END << {LETTER_BITS * (LETTERS - number) + NAMESAKE_BITS})"""


def _label(name: str) -> str:
    return " + ".join(_letter(name, number) for number in range(1, LETTERS + 1))


# The next number of those letters; where they are all given, the end of the list must do.
_ADD_SQLITE = f"""
    INSERT INTO user_search_rows (id, user_id, workspace_id, status, sort_name, search_text)
    SELECT CASE WHEN next.id < next.first + {1 << NAMESAKE_BITS} THEN next.id
        ELSE (SELECT max(id) + 1 FROM user_search_rows) END,
        new.id, new.workspace_id, new.status, new.sort_name, new.search_text
    FROM (SELECT named.first, ifnull(
        (SELECT id + 1 FROM user_search_rows
         WHERE id BETWEEN named.first AND named.first + {(1 << NAMESAKE_BITS) - 1} ORDER BY id DESC LIMIT 1),
        named.first) AS id FROM (SELECT {_label("new.sort_name")} AS first) AS named) AS next
    WHERE new.deleted_at IS NULL;"""
_PAIRS = """(SELECT group_concat(hex(substr({row}.search_text, n, 2)), ' ')
    FROM user_search_places WHERE n < length({row}.search_text))"""
SEARCH_SQLITE = (
    """CREATE TABLE user_search_rows (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE,
    workspace_id TEXT NOT NULL, status TEXT NOT NULL, sort_name TEXT NOT NULL, search_text TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE user_search USING fts5(
    search_text, content='user_search_rows', content_rowid='id', tokenize='trigram')""",
    """CREATE VIRTUAL TABLE user_search_pairs USING fts5(
    pairs, content='', columnsize=0, detail='none', tokenize='ascii')""",
    "CREATE TABLE user_search_places (n INTEGER PRIMARY KEY)",
    """INSERT INTO user_search_places WITH RECURSIVE place(n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 700) SELECT n FROM place""",
    f"""CREATE TRIGGER user_search_rows_insert AFTER INSERT ON user_search_rows BEGIN
    INSERT INTO user_search (rowid, search_text) VALUES (new.id, new.search_text);
    INSERT INTO user_search_pairs (rowid, pairs) VALUES (new.id, {_PAIRS.format(row="new")}); END""",
    f"""CREATE TRIGGER user_search_rows_delete AFTER DELETE ON user_search_rows BEGIN
    INSERT INTO user_search (user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO user_search_pairs (user_search_pairs, rowid, pairs)
    VALUES ('delete', old.id, {_PAIRS.format(row="old")}); END""",
    f"CREATE TRIGGER users_search_insert AFTER INSERT ON users BEGIN {_ADD_SQLITE} END",
    """CREATE TRIGGER users_search_delete AFTER DELETE ON users BEGIN
    DELETE FROM user_search_rows WHERE user_id = old.id; END""",
    f"""CREATE TRIGGER users_search_update AFTER UPDATE OF workspace_id, sort_name, search_text, deleted_at ON users
    WHEN old.search_text IS NOT new.search_text OR old.sort_name IS NOT new.sort_name
    OR old.workspace_id IS NOT new.workspace_id OR old.deleted_at IS NOT new.deleted_at
    BEGIN DELETE FROM user_search_rows WHERE user_id = old.id; {_ADD_SQLITE} END""",
    """CREATE TRIGGER users_search_status AFTER UPDATE OF invited_at, activated_at, suspended_at ON users
    WHEN old.status IS NOT new.status BEGIN
    UPDATE user_search_rows SET status = new.status WHERE user_id = new.id; END""",
)
# In the order of the ids, in which the index is fastest to build.
FILL_SQLITE = f"""INSERT INTO user_search_rows (id, user_id, workspace_id, status, sort_name, search_text)
    SELECT first + row_number() OVER (PARTITION BY first ORDER BY sort_name, id) - 1,
    id, workspace_id, status, sort_name, search_text
    FROM (SELECT id, workspace_id, status, sort_name, search_text, {_label("sort_name")} AS first
    FROM users WHERE deleted_at IS NULL) ORDER BY 1"""
PAIRS_POSTGRES = (
    """CREATE FUNCTION letter_pairs(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(SELECT DISTINCT substr(given, n, 2) FROM generate_series(1, length(given) - 1) AS n)""",
    "CREATE INDEX ix_users_letter_pairs ON users USING gin (letter_pairs(search_text))",
)
SEARCH_BEFORE_SQLITE = (
    "CREATE TABLE user_search_rows (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, search_text TEXT NOT NULL)",
    """CREATE VIRTUAL TABLE user_search USING fts5(
    search_text, content='user_search_rows', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER users_search_insert AFTER INSERT ON users BEGIN
    INSERT INTO user_search_rows (user_id, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER users_search_update AFTER UPDATE OF search_text ON users
    WHEN old.search_text IS NOT new.search_text BEGIN
    UPDATE user_search_rows SET search_text = new.search_text WHERE user_id = new.id; END""",
    """CREATE TRIGGER users_search_delete AFTER DELETE ON users BEGIN
    DELETE FROM user_search_rows WHERE user_id = old.id; END""",
    """CREATE TRIGGER user_search_rows_insert AFTER INSERT ON user_search_rows BEGIN
    INSERT INTO user_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER user_search_rows_update AFTER UPDATE ON user_search_rows BEGIN
    INSERT INTO user_search (user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO user_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER user_search_rows_delete AFTER DELETE ON user_search_rows BEGIN
    INSERT INTO user_search (user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    "INSERT INTO user_search_rows (user_id, search_text) SELECT id, search_text FROM users",
)


def _order_search() -> None:
    if not _is_sqlite():
        for statement in PAIRS_POSTGRES:
            op.execute(statement)
        return
    _drop_search("user_search", "user_search_rows")
    for statement in (*SEARCH_SQLITE, FILL_SQLITE):
        op.execute(statement)


def _forget_order_of_search() -> None:
    if not _is_sqlite():
        op.execute("DROP INDEX ix_users_letter_pairs")
        op.execute("DROP FUNCTION letter_pairs(text)")
        return
    op.execute("DROP TRIGGER users_search_status")
    _drop_search("user_search", "user_search_pairs", "user_search_places", "user_search_rows")
    for statement in SEARCH_BEFORE_SQLITE:
        op.execute(statement)


def _drop_search(*tables: str) -> None:
    """Drop the tables of search; the triggers on `users` do not go with them."""
    for word in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER users_search_{word}")
    for table in tables:
        op.execute(f"DROP TABLE {table}")
