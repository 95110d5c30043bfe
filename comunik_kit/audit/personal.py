"""What the journal keeps about one person: told to them, and forgotten with them.

The acts stay; only the words that name somebody may be emptied, with the salts without which nobody finds them again
by guessing (`chain.py`), and the database lets nothing else change.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Update, select, update
from sqlmodel import Session, col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.data_subject import DataSubject

_CHUNK = 500


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List what they did and what was done to them; nobody else is named, nor where others acted from."""
    theirs = (col(AuditEntry.actor_id) == who.user_id) | (col(AuditEntry.target_id) == who.user_id)
    query = select(AuditEntry).where(col(AuditEntry.workspace_id) == who.workspace_id, theirs)
    return [_told(entry, who) for entry in s.execute(query.order_by(col(AuditEntry.id))).scalars()]


def _told(entry: AuditEntry, who: DataSubject) -> dict[str, Any]:
    own = entry.actor_id == who.user_id
    origin = {"ip": entry.ip, "user_agent": entry.user_agent} if own else {}
    return {
        "at": entry.at.isoformat(),
        "act": entry.tag,
        "by": "self" if own else "other",
        "about": "self" if entry.target_id == who.user_id else "other",
        **origin,
    }


def forget(s: Session, who: DataSubject) -> None:
    """Empty the names, and the places this person acted from; also where they were not signed in yet."""
    own = col(AuditEntry.actor_id) == who.user_id
    s.execute(_of(who, own).values(actor_name="", ip="", user_agent="", by_salt=""))
    at_the_door = (col(AuditEntry.target_id) == who.user_id) & col(AuditEntry.actor_id).is_(None)
    s.execute(_of(who, at_the_door).values(ip="", user_agent="", by_salt=""))
    s.execute(
        _of(who, own & (col(AuditEntry.target_kind) == "session")).values(target_name="", about_salt="")
    )
    s.execute(_of(who, col(AuditEntry.target_id) == who.user_id).values(target_name="", about_salt=""))
    addressed = col(AuditEntry.target_kind).in_(("address", "mail"))
    named = col(AuditEntry.target_name).in_(who.emails)
    s.execute(_of(who, addressed & named).values(target_name="", about_salt=""))


def forget_targets(s: Session, who: DataSubject, ids: Sequence[str]) -> None:
    """Empty the words of what an act was about, such as the subject of a letter to this person."""
    for at in range(0, len(ids), _CHUNK):
        s.execute(
            _of(who, col(AuditEntry.target_id).in_(ids[at : at + _CHUNK])).values(
                target_name="", about_salt=""
            )
        )


def _of(who: DataSubject, named: Any) -> Update:
    return update(AuditEntry).where(col(AuditEntry.workspace_id) == who.workspace_id, named)
