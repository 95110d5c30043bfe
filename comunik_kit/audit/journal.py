"""Writing to the journal, inside the transaction of the act."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import insert


@dataclass(frozen=True, slots=True)
class Target:
    """What an act was about."""

    kind: str
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act came from when nobody is signed in yet: socket address and browser."""

    ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the entries of an act that is about many."""

    tag: AuditTag
    target: Target
    details: dict[str, Any] = field(default_factory=dict)


def record_all(session: Session, now: datetime, actor: Actor, entries: Iterable[Entry]) -> None:
    """Write many entries of one actor in one statement, in their order."""
    insert(session, AuditEntry, [_row(now, actor, entry) for entry in entries])


def _row(now: datetime, actor: Actor, entry: Entry) -> dict[str, Any]:
    return AuditEntry.row(
        id=new_id(now),
        workspace_id=actor.workspace_id,
        at=now,
        tag=entry.tag.value,
        actor_id=actor.user_id,
        actor_name=actor.name,
        target_kind=entry.target.kind,
        target_id=entry.target.id,
        target_name=entry.target.name[:200],
        ip=actor.ip[:45],
        user_agent=actor.user_agent[:300],
        details=entry.details,
    )


def record(
    session: Session,
    now: datetime,
    actor: Actor | None,
    tag: AuditTag,
    target: Target,
    *,
    workspace_id: str | None = None,
    origin: Origin | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one entry to the transaction; `workspace_id` and `origin` come from the actor when there is one."""
    source = origin or (Origin(actor.ip, actor.user_agent) if actor else Origin())
    session.add(
        AuditEntry(
            id=new_id(now),
            workspace_id=actor.workspace_id if actor else workspace_id,
            at=now,
            tag=tag.value,
            actor_id=actor.user_id if actor else None,
            actor_name=actor.name if actor else "",
            target_kind=target.kind,
            target_id=target.id,
            target_name=target.name[:200],
            ip=source.ip[:45],
            user_agent=source.user_agent[:300],
            details=details or {},
        )
    )
