"""What somebody was told: told to them, and forgotten with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.notices.tables import Notification, NotificationChoice


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List it; who acted and on what stays out."""
    query = select(Notification).where(
        col(Notification.workspace_id) == who.workspace_id, col(Notification.user_id) == who.user_id
    )
    return [
        {
            "kind": each.kind,
            "module": each.module,
            "at": each.at.isoformat(),
            "read_at": each.read_at.isoformat() if each.read_at else None,
        }
        for each in s.execute(query.order_by(col(Notification.id))).scalars()
    ]


def forget(s: Session, who: DataSubject) -> None:
    """Delete it; where they acted, others read the name that stands for them (in the mail: `mail/personal.py`)."""
    for table in (Notification, NotificationChoice):
        own = col(table.workspace_id) == who.workspace_id, col(table.user_id) == who.user_id
        s.execute(delete(table).where(*own))
