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
    _index("ix_outbox_messages_trouble", "outbox_messages", ["workspace_id", "id"], TROUBLE)
    _index("ix_outbox_messages_provider_id", "outbox_messages", ["provider_id"], HANDED_OVER)
    for name, table, columns, rows in ARCHIVE_INDEXES:
        _index(name, table, columns, rows)
    _make_mail_tables()
    _make_access_tables()
    _change_rights(lambda held: [*held, NEW_RIGHT] if NEW_RIGHT not in held else held)


def downgrade() -> None:
    """Take it all back; what only the new columns said is lost."""
    _change_rights(lambda held: [right for right in held if right != NEW_RIGHT])
    op.drop_index("ix_address_changes_user_id", table_name="address_changes")
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
    for name in ("provider_id", "trouble", "due"):
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
        _text("day", 10),
        sa.Column("sent_today", sa.Integer(), nullable=False),
        _moment("next_slot_at", nullable=True),
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
