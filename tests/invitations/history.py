"""Invitations of the past, written straight into the tables: what became of each is the test's own choice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users import names
from comunik_kit.users.tables import Department, User
from tests.support.cast import Cast
from tests.support.clock import MovedClock

Row = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """A message of an invitation: what the outbox and the carrier know of it."""

    state: str = "sent"
    delivery: str = ""
    channel: str = "resend"
    purpose: str = "invite"
    version: int = 1
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    last_error: str = ""
    scheduled_at: datetime | None = None
    to_name: str = ""


@dataclass(frozen=True)
class Sent:
    """An invitation and what became of it; `age` says how long ago it was created."""

    name: str = "Ana Lopez"
    email: str = ""
    own_email: str = ""
    department: str = ""
    inviter: str = ""
    at: datetime | None = None
    lifetime: timedelta = timedelta(days=7)
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None
    gone_at: datetime | None = None
    reminders: int = 0
    letters: tuple[Letter, ...] = ()


@dataclass
class Past:
    """Writes the past of one workspace."""

    db: Database
    workspace_id: str
    role_id: str
    tier_id: str
    inviter_id: str
    now: datetime
    departments: dict[str, str] = field(default_factory=dict)

    def department(self, name: str) -> str:
        """Find or make a department; answer its id."""
        if name not in self.departments:
            row = Department(
                id=new_id(self.now),
                workspace_id=self.workspace_id,
                name=name,
                name_key=fold(name),
                created_at=self.now,
            )
            with self.db.write() as s:
                s.add(row)
            self.departments[name] = row.id
        return self.departments[name]

    def write(self, *invitations: Sent) -> list[str]:
        """Write invitations; answer their ids, in order."""
        return self.write_many(invitations)

    def write_many(self, invitations: Iterable[Sent]) -> list[str]:
        """Write any number of invitations in one transaction."""
        people, sent, letters = [], [], []
        for each in invitations:
            person = self._person(each)
            invitation = self._invitation(each, person)
            people.append(person)
            sent.append(invitation)
            letters += [self._letter(letter, n, invitation) for n, letter in enumerate(each.letters)]
        with self.db.write() as s:
            for table, rows in ((User, people), (Invitation, sent), (OutboxMessage, letters)):
                _add(s, table, rows)
        return [row["id"] for row in sent]

    def _person(self, each: Sent) -> Row:
        at = each.at or self.now
        user_id = new_id(at)
        email = each.email or f"{user_id}@example.org"
        return {
            "id": user_id,
            "workspace_id": self.workspace_id,
            "full_name": each.name,
            "sort_name": names.sort_name(each.name),
            "email": email,
            "email_key": email,
            "search_text": names.search_text(each.name, EmailAddress(email, email)),
            "role_id": self.role_id,
            "tier_id": self.tier_id,
            "department_id": self.department(each.department) if each.department else None,
            "phone": "",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "modules_off": [],
            "created_at": at,
            "deleted_at": each.gone_at,
            "version": 1,
        }

    def _invitation(self, each: Sent, person: Row) -> Row:
        at = each.at or self.now
        return {
            "id": new_id(at),
            "workspace_id": self.workspace_id,
            "user_id": person["id"],
            "email": each.own_email or person["email"],
            "invited_by": each.inviter or self.inviter_id,
            "version": 1,
            "created_at": at,
            "issued_at": at,
            "expires_at": at + each.lifetime,
            "lifetime_days": each.lifetime.days,
            "reminders_sent": each.reminders,
            "accepted_at": each.accepted_at,
            "revoked_at": each.revoked_at,
        }

    def _letter(self, letter: Letter, number: int, invitation: Row) -> Row:
        at = invitation["created_at"]
        return {
            "id": new_id(at + timedelta(milliseconds=number)),
            "workspace_id": self.workspace_id,
            "template": "invitation",
            "dedupe_key": f"past/{invitation['id']}/{number}",
            "to_email": invitation["email"],
            "to_name": letter.to_name,
            "language": "fr",
            "params": {"expires_at": invitation["expires_at"].isoformat(), "words": "x" * 300},
            "purpose": letter.purpose,
            "subject_id": invitation["id"],
            "version": letter.version,
            "state": letter.state,
            "attempts": 0,
            "priority": 1,
            "scheduled_at": letter.scheduled_at,
            "next_at": at,
            "channel": letter.channel,
            "provider_id": f"p-{invitation['id']}-{number}" if letter.sent_at else "",
            "sent_at": letter.sent_at,
            "delivery": letter.delivery,
            "delivered_at": letter.delivered_at,
            "opened_at": letter.opened_at,
            "clicked_at": letter.clicked_at,
            "last_error": letter.last_error,
            "created_at": at,
        }


def past_of(cast: Cast, clock: MovedClock) -> Past:
    """Take the pen for the past of a workspace as it is now."""
    return Past(
        cast.kit.db,
        cast.workspace_id,
        cast.roles["agent"],
        cast.tier_id,
        cast.admin.user_id,
        clock.now(),
    )


def _add(s: Session, table: type[SQLModel], rows: list[Row]) -> None:
    if rows:
        s.execute(insert(table), rows)
