"""Everything that is kept of a workspace as one archive: a table a file, a row a line (JSON, UTF-8), and its pictures.

What opens a door stays inside: passwords, sessions, links under way, digests and keys are not written.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import Column, ColumnElement, Table, exists, select
from sqlmodel import Session, SQLModel

from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.workspaces import repository

# Tables that say who may come in, or are about the machine and not about a workspace.
LEFT_OUT = frozenset({
    "credentials",
    "staged_passwords",
    "user_sessions",
    "known_devices",
    "password_resets",
    "sign_in_links",
    "address_changes",
    "audit_chains",
    "totp_factors",
    "recovery_codes",
    "passkeys",
    "passkey_ceremonies",
    "pending_sign_ins",
    "trusted_devices",
    "oidc_flows",
    "oidc_identities",
    "installations",
    "throttle_windows",
    "mail_channels",
    "mail_reports",
    "worker_beats",
    "user_counts",
    "activity_counts",
})  # fmt: skip
_SECRET = ("digest", "hash", "secret", "token", "password", "seed")
_ROWS_AT_ONCE = 1_000


class WorkspaceArchive:
    """Writes it."""

    def __init__(self, *, db: Database, clock: Clock, folders: dict[str, Path]) -> None:
        """Take the tools; `folders` are those of pictures, by the table whose ids name them."""
        self._db, self._clock, self._folders = db, clock, folders

    def write(self, workspace_id: str, file: IO[bytes], *, origin: Origin) -> dict[str, int]:
        """Write the archive and say so in the journal; how many rows there are of each table."""
        with self._db.write() as s:
            workspace = repository.workspace_of(s, workspace_id)
            target = Target("workspace", workspace.id, workspace.name)
            tag = AuditTag.WORKSPACE_EXPORTED
            record(s, self._clock.now(), None, tag, target, workspace_id=workspace_id, origin=origin)
        with self._db.read() as s, ZipFile(file, "w", ZIP_DEFLATED) as archive:
            counts = {table.name: self._table(s, archive, table, workspace_id) for table in _kept()}
            about = {"workspace": workspace_id, "written_at": self._clock.now().isoformat(), "rows": counts}
            archive.writestr("about.json", json.dumps(about, indent=2))
        return counts

    def _table(self, s: Session, archive: ZipFile, table: Table, workspace_id: str) -> int:
        columns = [column for column in table.c if not _is_secret(column)]
        wanted = select(*columns).where(_of(table, workspace_id)).order_by(*table.primary_key)
        rows = s.execute(wanted, execution_options={"yield_per": _ROWS_AT_ONCE}).mappings()
        count, pictures = 0, list[str]()
        with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
            for row in rows:
                out.write(json.dumps(dict(row), default=_plain, ensure_ascii=False).encode() + b"\n")
                count += 1
                if table.name in self._folders:
                    pictures.append(str(row["id"]))
        for name in pictures:
            self._picture(archive, table.name, name)
        return count

    def _picture(self, archive: ZipFile, table: str, name: str) -> None:
        for path in sorted(self._folders[table].glob(f"{name}*")):
            archive.write(path, f"{table}/{path.name}", ZIP_STORED)


def _kept() -> Iterator[Table]:
    return (table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT)


def _is_secret(column: Column[Any]) -> bool:
    return any(word in column.name for word in _SECRET)


def _of(table: Table, workspace_id: str) -> ColumnElement[bool]:
    """Say which rows are the workspace's: by their own column, or by the row that they belong to."""
    if table.name == "workspaces":
        return table.c.id == workspace_id
    if "workspace_id" in table.c:
        return table.c.workspace_id == workspace_id
    owners = ((key.parent, key.column) for key in table.foreign_keys if "workspace_id" in key.column.table.c)
    own, theirs = next(owners)
    return exists().where(theirs == own, theirs.table.c.workspace_id == workspace_id)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
