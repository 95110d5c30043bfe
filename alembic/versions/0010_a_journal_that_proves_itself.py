"""a journal that proves itself: each entry sealed after the one before it, and removed only when its time is over.

Entries of before are sealed by the first rounds of the chore, in their order.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = ("id", "workspace_id", "at", "tag", "actor_id", "target_kind", "target_id")
WORDS = ("actor_name", "target_name", "ip", "user_agent")
SALTS = ("by_salt", "about_salt")
SEALED = ("seq", "seal", "by_digest", "about_digest")
APPEND_ONLY = "RAISE(ABORT, 'audit entries are append-only')"
DETAILS = "CAST(new.details AS TEXT) = CAST(old.details AS TEXT)"
ITS_CHAIN = "c.name = COALESCE(old.workspace_id, '-')"
PAST_ITS_TIME = f"EXISTS (SELECT 1 FROM audit_chains c WHERE {ITS_CHAIN} AND c.removed >= old.seq)"
UNSEALED = sa.text("seq IS NULL")


def upgrade() -> None:
    """Make room for the seals, and let the database watch over them."""
    for name, length in (
        ("seal", 64),
        ("by_salt", 32),
        ("by_digest", 64),
        ("about_salt", 32),
        ("about_digest", 64),
    ):
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        op.add_column("audit_entries", column)
    op.add_column("audit_entries", sa.Column("seq", sa.Integer(), nullable=True))
    op.drop_index("ix_audit_entries_workspace_id_at", table_name="audit_entries")
    op.create_index("ix_audit_entries_workspace_id_at_id", "audit_entries", ["workspace_id", "at", "id"])
    op.create_index(
        "ix_audit_entries_workspace_id_seq", "audit_entries", ["workspace_id", "seq"], unique=True
    )
    op.create_index(
        "ix_audit_entries_unsealed", "audit_entries", ["id"], sqlite_where=UNSEALED, postgresql_where=UNSEALED
    )
    op.create_table(
        "audit_chains",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.String(length=64), nullable=False),
        sa.Column("kept_months", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_chains")),
    )
    _watch(f"({_emptied()}) OR ({_sealed()})", PAST_ITS_TIME)


def downgrade() -> None:
    """Take the seals away; the entries stay as they are."""
    _watch(_emptied(with_seals=False), "")
    op.drop_table("audit_chains")
    op.drop_index("ix_audit_entries_unsealed", table_name="audit_entries")
    op.drop_index("ix_audit_entries_workspace_id_seq", table_name="audit_entries")
    op.drop_index("ix_audit_entries_workspace_id_at_id", table_name="audit_entries")
    op.create_index("ix_audit_entries_workspace_id_at", "audit_entries", ["workspace_id", "at"])
    for name in (*SALTS, *SEALED):
        op.drop_column("audit_entries", name)


def _emptied(*, with_seals: bool = True) -> str:
    """Say that words were emptied, with their salts, and nothing else was changed."""
    kept, emptied = ((*KEPT, *SEALED), (*WORDS, *SALTS)) if with_seals else (KEPT, WORDS)
    return " AND ".join(
        (*map(_same, kept), DETAILS, *(f"(new.{name} = old.{name} OR new.{name} = '')" for name in emptied))
    )


def _sealed() -> str:
    """Say that an entry without a place was given one, and nothing else was changed."""
    return " AND ".join(("old.seq IS NULL AND new.seq IS NOT NULL", *map(_same, (*KEPT, *WORDS)), DETAILS))


def _same(name: str) -> str:
    is_same = "IS" if op.get_bind().dialect.name == "sqlite" else "IS NOT DISTINCT FROM"
    return f"new.{name} {is_same} old.{name}"


def _watch(update: str, delete: str) -> None:
    """Let the triggers refuse every change but those."""
    if op.get_bind().dialect.name == "sqlite":
        for word, verb, allowed in (("update", "UPDATE", update), ("delete", "DELETE", delete)):
            op.execute(f"DROP TRIGGER audit_entries_no_{word}")
            when = f"WHEN NOT ({allowed})" if allowed else ""
            op.execute(f"""CREATE TRIGGER audit_entries_no_{word} BEFORE {verb} ON audit_entries
                {when} BEGIN SELECT {APPEND_ONLY}; END""")
        return
    gone = f"IF TG_OP = 'DELETE' THEN IF {delete} THEN RETURN old; END IF; END IF;" if delete else ""
    op.execute(f"""CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF {update} THEN RETURN new; END IF;
        END IF;
        {gone}
        RAISE EXCEPTION 'audit entries are append-only'; END $$""")
