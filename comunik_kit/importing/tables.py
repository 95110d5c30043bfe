"""An import and its rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class ImportState(StrEnum):
    """How far an import is. Read, it waits to be told which column is which; judged, to be written."""

    READING = "reading"
    READ = "read"
    JUDGING = "judging"
    JUDGED = "judged"
    WRITING = "writing"
    STOPPED = "stopped"
    FINISHED = "finished"
    UNDOING = "undoing"
    UNDONE = "undone"


class Import(Table, table=True):
    """One file or pasted list; `digest` of what it holds and how it is read makes the same import again harmless."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_workspace_id_id", "workspace_id", "id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    started_by: str = Field(foreign_key="users.id", max_length=32)
    digest: str = Field(max_length=64)
    name: str = Field(default="", max_length=200)
    params: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = Field(max_length=12)
    total: int = 0
    judged: int = 0
    written: int = 0
    lease_until: datetime | None = None
    lease_by: str = Field(default="", max_length=64)
    created_at: datetime
    finished_at: datetime | None = None


class ImportRow(Table, table=True):
    """One line: what stood there, the verdict on it (a word of `import.verdict.*`), and who came of it."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_import_id_verdict_line", "import_id", "verdict", "line"),
        Index("ix_import_rows_import_id_email_key", "import_id", "email_key"),
    )

    import_id: str = Field(primary_key=True, foreign_key="imports.id", max_length=32)
    line: int = Field(primary_key=True)
    cells: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    email_key: str = Field(default="", max_length=254)
    verdict: str = Field(max_length=20)
    detail: str = Field(default="", max_length=300)
    proposal: str = Field(default="", max_length=254)
    user_id: str | None = Field(default=None, max_length=32)
