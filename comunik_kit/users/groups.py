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

# Both are called while the workspace's row is held, so that no name is made twice.


def department_id(s: Session, actor: Actor, name: str, now: datetime) -> str | None:
    """Find the department of that name, or make it and say so in the journal; None for no name."""
    key = fold(name)
    if not key:
        return None
    found = repository.department(s, actor.workspace_id, key)
    if found is None:
        found = Department(
            id=new_id(now), workspace_id=actor.workspace_id, name=name, name_key=key, created_at=now
        )
        s.add(found)
        s.flush()
        record(s, now, actor, AuditTag.DEPARTMENT_CREATED, Target("department", found.id, name))
    return found.id


def company_id(s: Session, actor: Actor, name: str, now: datetime) -> str | None:
    """Find the client company of that name, or make it and say so in the journal; None for no name."""
    key = fold(name)
    if not key:
        return None
    found = repository.company(s, actor.workspace_id, key)
    if found is None:
        found = Company(
            id=new_id(now), workspace_id=actor.workspace_id, name=name, name_key=key, created_at=now
        )
        s.add(found)
        s.flush()
        record(s, now, actor, AuditTag.COMPANY_CREATED, Target("company", found.id, name))
    return found.id
