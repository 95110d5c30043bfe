"""An invitation on its way into its table: plain values, since a row object costs more than its INSERT does."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.table import Row


@dataclass(slots=True)
class Fresh:
    """What is decided of a new invitation; named as the columns of `Invitation` are."""

    id: str
    workspace_id: str
    user_id: str
    email: str
    invited_by: str
    created_at: datetime
    issued_at: datetime
    expires_at: datetime
    version: int = 1
    lifetime_days: int = 7
    words: str = ""
    starts_on: date | None = None
    send_at: datetime | None = None
    reminders_sent: int = 0
    next_reminder_at: datetime | None = None
    by_card: bool = False

    def row(self) -> Row:
        """Give the whole row."""
        return Invitation.row(**{name: getattr(self, name) for name in _NAMES})


_NAMES = tuple(field.name for field in fields(Fresh))
