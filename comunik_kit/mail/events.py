"""The steps of a message's life, written in the transaction of the step itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import insert
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.tables import MailEvent

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Step:
    """One message's new standing, and what there is to say about it."""

    workspace_id: str
    message_id: str
    kind: Delivery
    detail: str = ""


def write(session: Session, steps: Sequence[Step], now: datetime, source: str = WORKER) -> None:
    """Add steps to the timelines of their messages."""
    rows = [
        MailEvent.row(
            id=new_id(now),
            workspace_id=step.workspace_id,
            message_id=step.message_id,
            kind=step.kind.value,
            source=source,
            detail=step.detail,
            at=now,
        )
        for step in steps
    ]
    insert(session, MailEvent, rows)
