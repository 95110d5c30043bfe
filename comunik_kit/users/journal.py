"""Reading the journal about one person: what they did, and what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select, union
from sqlmodel import Session, col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.telling import told
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.roles.permissions import Permission

SIZE = 15
_ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class EntryView:
    """One act, as a sentence: see `audit.telling`."""

    id: str
    at: str
    tag: str
    key: str
    texts: dict[str, str]
    words: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A keyset page, newest first; cursors are ids, empty at the ends."""

    acts: list[EntryView] = field(default_factory=list)
    before: str = ""
    after: str = ""


class PersonalJournal:
    """Reads; the acts themselves write."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def page(self, actor: Actor, *, user_id: str, before: str = "", after: str = "") -> EntryPage:
        """Read those of the workspace about a person; none for an id that is nobody's here (ACL-03)."""
        actor.require(Permission.AUDIT_READ)
        with self._db.read() as s:
            found = _rows(
                s, actor.workspace_id, user_id[:_ID_LENGTH], before[:_ID_LENGTH], after[:_ID_LENGTH]
            )
        more = len(found) > SIZE
        kept = found[1:] if before and more else found[:SIZE]
        if not kept:
            return EntryPage()
        is_first = not more if before else not after
        is_last = not before and not more
        return EntryPage(
            [_view(entry) for entry in kept],
            before="" if is_first else kept[0].id,
            after="" if is_last else kept[-1].id,
        )


def _rows(s: Session, workspace_id: str, user_id: str, before: str, after: str) -> Sequence[AuditEntry]:
    """Ask apart for what they did and what was done to them: each walks its own index."""
    ids = [
        _side(workspace_id, theirs == user_id, before, after)
        for theirs in (col(AuditEntry.actor_id), col(AuditEntry.target_id))
    ]
    near = union(*(select(each.subquery()) for each in ids)).subquery()
    newest = near.c.id.asc() if before else near.c.id.desc()
    wanted = select(near.c.id).order_by(newest).limit(SIZE + 1).subquery()
    query = select(AuditEntry).join(wanted, col(AuditEntry.id) == wanted.c.id)
    return s.execute(query.order_by(col(AuditEntry.id).desc())).scalars().all()


def _side(workspace_id: str, theirs: ColumnElement[bool], before: str, after: str) -> Any:
    query = select(col(AuditEntry.id)).where(col(AuditEntry.workspace_id) == workspace_id, theirs)
    if before:
        return query.where(col(AuditEntry.id) > before).order_by(col(AuditEntry.id)).limit(SIZE + 1)
    if after:
        query = query.where(col(AuditEntry.id) < after)
    return query.order_by(col(AuditEntry.id).desc()).limit(SIZE + 1)


def _view(entry: AuditEntry) -> EntryView:
    said = told(entry)
    return EntryView(entry.id, entry.at.isoformat(), entry.tag, said.key, said.texts, said.words)
