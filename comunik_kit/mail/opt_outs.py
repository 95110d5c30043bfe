"""Messages that a person may switch off: news about others, never about their own account (LOG-05).

The link in such a message (RFC 8058) is proof enough: mail providers post to it without any session.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.outbox import SILENCE, SILENCE_VERSION, SILENCEABLE, Template
from comunik_kit.mail.tables import OptOut, OutboxMessage
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

# Who may be written to about what: nobody is offered a switch for messages that never reach them.
_REACHES: Mapping[Template, Callable[[Actor], bool]] = {
    Template.ASSIGNED: lambda _actor: True,
    Template.MENTIONED: lambda _actor: True,
    Template.INVITATION_ACCEPTED: lambda actor: actor.may(Permission.USERS_INVITE) or actor.is_lead,
    Template.DIGEST: lambda actor: actor.may(Permission.MAIL_READ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page behind the link may say: no name, no address. `workspace_id` is whose message it was."""

    workspace_id: str
    template: str
    language: str
    brand: str
    accent: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind of message on one's own page, and whether it comes."""

    template: str
    wanted: bool


class OptOuts:
    """What people want no more."""

    def __init__(self, *, db: Database, clock: Clock, keyring: Keyring) -> None:
        """Take the tools; the key is the one that the links are derived from."""
        self._db, self._clock, self._keyring = db, clock, keyring

    def look(self, token: str) -> Offer:
        """Tell what a link would switch off. Changes nothing (TOK-08). Raises `NotFound`."""
        with self._db.read() as s:
            message = self._message(s, token)
            workspace = workspaces.workspace_of(s, message.workspace_id)
            found = _is_off(s, message.recipient_id, message.template)
            return Offer(
                workspace.id, message.template, message.language, workspace.brand, workspace.accent, found
            )

    def silence(self, token: str, *, origin: Origin) -> None:
        """Switch a kind of message off for whom the link was written to; twice is once. Raises `NotFound`."""
        now = self._clock.now()
        with self._db.write() as s:
            message = self._message(s, token)
            if self._switch_off(s, message.workspace_id, message.recipient_id, message.template, now):
                target = Target("user", message.recipient_id, message.to_name)
                details = {"template": message.template, "by": "link"}
                record(
                    s,
                    now,
                    None,
                    AuditTag.MAIL_SILENCED,
                    target,
                    workspace_id=message.workspace_id,
                    origin=origin,
                    details=details,
                )

    def wishes(self, actor: Actor) -> list[Wish]:
        """List the kinds that may come to the actor, and those that are off although they no longer may."""
        with self._db.read() as s:
            off = {template for template in _REACHES if _is_off(s, actor.user_id, template)}
            return [
                Wish(template.value, template not in off)
                for template, reaches in _REACHES.items()
                if template in off or reaches(actor)
            ]

    def choose(self, actor: Actor, *, template: str, wanted: bool) -> None:
        """Switch a kind on or off for oneself; on again whatever one's rights are by now: a link asked for none.

        Raises `NotFound` for one that cannot be switched, `Forbidden` to switch off one that does not reach the actor.
        """
        if template not in SILENCEABLE:
            raise NotFound
        if not wanted and not _REACHES[Template(template)](actor):
            raise Forbidden
        now = self._clock.now()
        with self._db.write() as s:
            if wanted:
                changed = _switch_on(s, actor.user_id, template)
            else:
                changed = self._switch_off(s, actor.workspace_id, actor.user_id, template, now)
            if changed:
                tag = AuditTag.MAIL_WANTED if wanted else AuditTag.MAIL_SILENCED
                target = Target("user", actor.user_id, actor.name)
                record(s, now, actor, tag, target, details={"template": template})

    def _message(self, s: Session, token: str) -> OutboxMessage:
        link = self._keyring.read(SILENCE, token)
        if link is None or not link.matches(SILENCE_VERSION):
            raise NotFound
        message = s.get(OutboxMessage, link.row_id)
        if message is None or message.template not in SILENCEABLE or not message.recipient_id:
            raise NotFound
        return message

    def _switch_off(self, s: Session, workspace_id: str, user_id: str, template: str, now: datetime) -> bool:
        insert = sqlite.insert if self._db.is_sqlite else postgresql.insert
        row = insert(OptOut).values(user_id=user_id, template=template, workspace_id=workspace_id, at=now)
        # PostgreSQL counts no rows of such an insert, so each tells that it is new.
        return s.execute(row.on_conflict_do_nothing().returning(literal(1))).first() is not None


def _switch_on(s: Session, user_id: str, template: str) -> bool:
    gone = delete(OptOut).where(col(OptOut.user_id) == user_id, col(OptOut.template) == template)
    return s.execute(gone).rowcount == 1  # pyright: ignore[reportAttributeAccessIssue]


def _is_off(s: Session, user_id: str, template: str) -> bool:
    wanted = select(OptOut.user_id).where(OptOut.user_id == user_id, OptOut.template == template)
    return s.exec(wanted).first() is not None
