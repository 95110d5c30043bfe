"""Acts on many people at once, and what came of each person."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field

from comunik_kit.kernel.table import Table

_AT_WORK = text("state = 'running'")


class JobState(StrEnum):
    """How far a job is. A step holds the job's row, so that whoever stops a job stops it between two steps."""

    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"


class ItemState(StrEnum):
    """What came of one person."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"


class BulkJob(Table, table=True):
    """One act on many people; `request_key` makes the same click one job, `undo_of` names the job it takes back.

    `reason` says why it stopped before its end, `started_at` when its first step was done. `ip` and `user_agent` are
    those of who started it, for the journal.
    """

    __tablename__ = "bulk_jobs"
    __table_args__ = (
        Index(
            "ix_bulk_jobs_at_work",
            "created_at",
            sqlite_where=_AT_WORK,
            postgresql_where=_AT_WORK,
        ),
        Index("ix_bulk_jobs_workspace_id_id", "workspace_id", "id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    started_by: str = Field(foreign_key="users.id", max_length=32)
    request_key: str = Field(unique=True, max_length=80)
    act: str = Field(max_length=20)
    params: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = Field(max_length=12)
    total: int = 0
    done: int = 0
    refused: int = 0
    undo_of: str | None = Field(default=None, unique=True, max_length=32)
    reason: str = Field(default="", max_length=40)
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None

    def end(self, state: JobState, now: datetime, reason: str = "") -> None:
        """Do no more; where it was started from is in the journal, and kept nowhere else."""
        self.state, self.finished_at, self.reason = state.value, now, reason
        self.ip = self.user_agent = ""

    def begin_again(self, started_by: str, ip: str, user_agent: str, now: datetime) -> None:
        """Do the rest of what was stopped, for whoever wants that; the time in between was no work."""
        if self.started_at and self.finished_at:
            self.started_at += now - self.finished_at
        self.state, self.finished_at, self.reason = JobState.RUNNING.value, None, ""
        self.started_by, self.ip, self.user_agent = started_by, ip, user_agent

    @property
    def left(self) -> int:
        """Count the people whose turn has not come."""
        return self.total - self.done - self.refused


class BulkItem(Table, table=True):
    """One person of a job; `before` is what undoing needs, `code` the refusal, or why there was nothing to do."""

    __tablename__ = "bulk_items"
    __table_args__ = (Index("ix_bulk_items_job_id_state_position", "job_id", "state", "position"),)

    job_id: str = Field(primary_key=True, foreign_key="bulk_jobs.id", max_length=32)
    position: int = Field(primary_key=True)
    user_id: str = Field(max_length=32)
    state: str = Field(max_length=12)
    code: str = Field(default="", max_length=40)
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
