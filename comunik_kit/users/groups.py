"""Departments and client companies: found by their folded name, or made on the spot."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.users import repository
from comunik_kit.users.tables import Company, Department

# Both are called while the workspace's row is held, so that no name is made twice. `known` are ids by folded name:
# what it lacks of the names that were looked up is made, and added to it.


def department_id(
    s: Session, actor: Actor, name: str, now: datetime, *, known: dict[str, str] | None = None
) -> str | None:
    """Find the department of that name, or make it and say so in the journal; None for no name."""
    key = fold(name)
    if not key:
        return None
    if known is None:
        found = repository.department(s, actor.workspace_id, key)
        known = {key: found.id} if found else {}
    if key not in known:
        made = Department(
            id=new_id(now), workspace_id=actor.workspace_id, name=name, name_key=key, created_at=now
        )
        _make(s, actor, made, AuditTag.DEPARTMENT_CREATED, now)
        known[key] = made.id
    return known[key]


def company_id(
    s: Session, actor: Actor, name: str, now: datetime, *, known: dict[str, str] | None = None
) -> str | None:
    """Find the client company of that name, or make it and say so in the journal; None for no name."""
    key = fold(name)
    if not key:
        return None
    if known is None:
        found = repository.company(s, actor.workspace_id, key)
        known = {key: found.id} if found else {}
    if key not in known:
        made = Company(
            id=new_id(now), workspace_id=actor.workspace_id, name=name, name_key=key, created_at=now
        )
        _make(s, actor, made, AuditTag.COMPANY_CREATED, now)
        known[key] = made.id
    return known[key]


def _make(s: Session, actor: Actor, made: Department | Company, tag: AuditTag, now: datetime) -> None:
    s.add(made)
    record(s, now, actor, tag, Target(type(made).__name__.lower(), made.id, made.name))
    s.flush()
