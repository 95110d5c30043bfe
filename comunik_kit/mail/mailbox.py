"""The archive of messages, for admins: the list, and a message as the person will see it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlmodel import Session

from comunik_kit.audit import journal
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.mail import places, repository, rules
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.rendering import Renderer, subject_of
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.tables import MailState
from comunik_kit.mail.views import DeliveryLine, MailBody, MailPage, MailRow, MailView
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import DomainState

PAGE = 25

RoleOf: TypeAlias = Callable[[Session, str, str], Role | None]
"""Finds the role that somebody has today, by the ids of their workspace and their own; None for who is gone."""


class Mailbox:
    """Shows what was written, to people who may read mail.

    `channel` and `address` tell of the configured carrier.
    """

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        renderer: Renderer,
        role_of: RoleOf,
        channel: str,
        address: str = "",
    ) -> None:
        """Take the outbox, the way to write a message, and the people's knowledge of who has which role."""
        self._db = db
        self._clock = clock
        self._renderer = renderer
        self._role_of = role_of
        self.channel = channel
        self.address = address

    def page(self, actor: Actor, cursor: str = "") -> MailPage:
        """List 25 messages of the workspace, newest first; a cursor that is not ours shows the newest."""
        actor.require(Permission.MAIL_READ)
        older, newer = places.read(cursor)
        with self._db.read() as session:
            letters = repository.page(
                session, actor.workspace_id, older_than=older, newer_than=newer, size=PAGE + 1
            )
            more = len(letters) > PAGE
            shown = (letters[1:] if newer else letters[:PAGE]) if more else letters
            return self._page_of(session, actor, shown)

    def _page_of(self, session: Session, actor: Actor, letters: list[Letter]) -> MailPage:
        total = repository.count(session, actor.workspace_id)
        above = repository.count(session, actor.workspace_id, newer_than=letters[0].id) if letters else 0
        last = above + len(letters)
        waiting = [row for row in letters if row.state == MailState.QUEUED]
        lines = self._lines(session, actor, [letter.id for letter in letters])
        return MailPage(
            rows=[self._row(letter, lines[letter.id]) for letter in letters],
            before=places.newer_than(letters[0].id) if above else "",
            after=places.older_than(letters[-1].id) if last < total else "",
            first=min(above + 1, last),
            last=last,
            total=total,
            channel=self.channel,
            address=self.address,
            trouble=next((_reason(row) for row in waiting if row.last_error), ""),
            waits_for_domain=any(_waits_for_domain(row) for row in waiting),
        )

    def _row(self, letter: Letter, line: DeliveryLine) -> MailRow:
        return MailRow(
            id=letter.id,
            to_name=letter.to_name,
            to_email=letter.to_email,
            subject=subject_of(letter),
            state=line.word,
            reason=line.reason,
            detail=line.detail,
            since=line.at,
            channel=letter.channel or self.channel,
            created_at=_iso(letter.created_at),
            sent_at=_iso(letter.sent_at),
        )

    def view(self, actor: Actor, message_id: str) -> MailView:
        """Tell about a message, its body left out; `NotFound` for a foreign id."""
        actor.require(Permission.MAIL_READ)
        with self._db.read() as session:
            letter = _letter(session, actor, message_id)
            line = self._lines(session, actor, [letter.id])[letter.id]
            link = self._link_for(session, actor, letter)
        return MailView(
            id=letter.id,
            to_name=letter.to_name,
            to_email=letter.to_email,
            subject=subject_of(letter),
            state=line.word,
            reason=line.reason,
            detail=line.detail,
            since=line.at,
            channel=letter.channel or self.channel,
            created_at=_iso(letter.created_at),
            sent_at=_iso(letter.sent_at),
            masked=bool(letter.purpose) and not link,
        )

    def _lines(self, session: Session, actor: Actor, ids: Sequence[str]) -> dict[str, DeliveryLine]:
        """Say of each message how it stands."""
        domain, now = workspaces.domain_of(session, actor.workspace_id), self._clock.now()
        rows = repository.rows(session, actor.workspace_id, ids)
        return {row.id: line_of(row, domain, now) for row in rows}

    def read(self, actor: Actor, message_id: str) -> MailBody:
        """Hand out a message as the person sees it, and write down that it was read.

        `NotFound` for a foreign id.
        """
        actor.require(Permission.MAIL_READ)
        with self._db.write() as session:
            letter = _letter(session, actor, message_id)
            if not letter.to_email:  # of somebody who is forgotten: nothing is left to read
                raise NotFound
            link = self._link_for(session, actor, letter)
            target = journal.Target("mail", letter.id, subject_of(letter))
            details = {"recipient": letter.recipient_id, "link_shown": bool(link)}
            journal.record(session, self._clock.now(), actor, AuditTag.MAIL_READ, target, details=details)
        message = self._renderer.render(letter, masked=not link)
        return MailBody(html=message.html, text=message.text, link=link)

    def _link_for(self, session: Session, actor: Actor, letter: Letter) -> str:
        """Give the link to who may see it today; empty for everybody else."""
        allowed = rules.may_see_link(
            actor,
            channel=letter.channel or self.channel,
            state=letter.state,
            purpose=letter.purpose,
            recipient_id=letter.recipient_id,
            role=self._role_of(session, letter.workspace_id, letter.recipient_id),
        )
        return self._renderer.link(letter) if allowed else ""


def _letter(session: Session, actor: Actor, message_id: str) -> Letter:
    letter = repository.letter(session, message_id, workspace_id=actor.workspace_id)
    if letter is None:
        raise NotFound
    return letter


def _waits_for_domain(letter: Letter) -> bool:
    return letter.look.host_state in {"", DomainState.PENDING}


def _reason(letter: Letter) -> str:
    return letter.last_error.partition(":")[0]


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
