"""What the modules keep about one person: told to them. What happened stays the workspace's."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.modules.tables import Activity

_MOST = 10_000


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List what is theirs, newest first; titles and details name other people and stay out."""
    query = (
        select(Activity)
        .where(col(Activity.workspace_id) == who.workspace_id, col(Activity.owner_id) == who.user_id)
        .order_by(col(Activity.occurred_at).desc())
        .limit(_MOST)
    )
    return [
        {
            "module": each.module,
            "kind": each.kind,
            "status": each.status,
            "at": each.occurred_at.isoformat(),
        }
        for each in s.execute(query).scalars()
    ]
