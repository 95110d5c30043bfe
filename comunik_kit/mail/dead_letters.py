"""The messages that did not leave (security row REL-04): seen, retried, dropped, one by one or all of a filter.

Many are handled a chunk at a time, each in a transaction of its own, so that somebody may watch, stop, and go on later.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import InvalidEmail, parse
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.mail import dead_letter_queries as queries
from comunik_kit.mail import figures, places, repository
from comunik_kit.mail.errors import AddressIsBlocked, LinkIsDead
from comunik_kit.mail.figures import MOST_COUNTED
from comunik_kit.mail.inputs import TroubleFilter
from comunik_kit.mail.rendering import subject_of
from comunik_kit.mail.retrying import Obstacle, obstacle_of, reason_key
from comunik_kit.mail.sending_views import Chunk, TroublePage, TroubleRow
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.roles.permissions import Permission

PAGE = 25
CHUNK = 200
IN_DOUBT = frozenset({"in_doubt", "key_reused"})
_REFUSALS: Mapping[Obstacle, type[KitError]] = {
    Obstacle.LINK: LinkIsDead,
    Obstacle.BLOCKED: AddressIsBlocked,
}

LivingLinks = Callable[[Session, Sequence[str], datetime], Mapping[str, int]]
"""Says which links of these subjects open something: id of the subject → the version of its living link."""


class DeadLetters:
    """What admins do about messages that did not leave."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        living: Mapping[str, LivingLinks],
        announce: Announce,
        nudge: Callable[[], None],
    ) -> None:
        """Take the outbox; `living` says for each purpose which links still open something."""
        self._db, self._clock, self._living = db, clock, living
        self._announce, self._nudge = announce, nudge

    def page(self, actor: Actor, wanted: TroubleFilter, cursor: str = "") -> TroublePage:
        """List 25 of the filter, newest first; a cursor that is not ours shows the newest."""
        actor.require(Permission.MAIL_READ)
        older, newer = places.read(cursor)
        with self._db.read() as session:
            found = queries.page(
                session, actor.workspace_id, wanted, older_than=older, newer_than=newer, size=PAGE + 1
            )
            more = len(found) > PAGE
            shown = (found[1:] if newer else found[:PAGE]) if more else found
            return self._page_of(session, actor, wanted, shown)

    def _page_of(
        self, session: Session, actor: Actor, wanted: TroubleFilter, shown: Sequence[OutboxMessage]
    ) -> TroublePage:
        total = queries.count(session, actor.workspace_id, wanted)
        above = queries.count(session, actor.workspace_id, wanted, newer_than=shown[0].id) if shown else 0
        obstacles = self._obstacles(session, actor.workspace_id, shown)
        letters = repository.among(session, actor.workspace_id, [each.id for each in shown])
        last = above + len(shown)
        return TroublePage(
            rows=[_row(each, subject_of(letters[each.id]), obstacles[each.id]) for each in shown],
            before=places.newer_than(shown[0].id) if above else "",
            after=places.older_than(shown[-1].id) if last < total or total == MOST_COUNTED else "",
            first=min(above + 1, last),
            last=last,
            total=total,
            capped=total == MOST_COUNTED,
            may_manage=actor.may(Permission.MAIL_MANAGE),
        )

    def retry(self, actor: Actor, *, message_id: str) -> None:
        """Send a message anew; `LinkIsDead` or `AddressIsBlocked` when that would be in vain."""
        actor.require(Permission.MAIL_MANAGE)
        now = self._clock.now()
        with self._db.write() as session:
            row = _held(session, actor, message_id)
            obstacle = self._obstacles(session, actor.workspace_id, [row])[row.id]
            if obstacle in _REFUSALS:
                raise _REFUSALS[obstacle]
            queries.requeue(session, [row], now)
            _write_down(session, actor, AuditTag.MAIL_RETRIED, [row], now)
        self._tell(actor.workspace_id)

    def drop(self, actor: Actor, *, message_id: str) -> None:
        """Give a message up: it stays in the archive as cancelled."""
        actor.require(Permission.MAIL_MANAGE)
        now = self._clock.now()
        with self._db.write() as session:
            row = _held(session, actor, message_id)
            queries.cancel(session, [row], now)
            _write_down(session, actor, AuditTag.MAIL_DROPPED, [row], now)
        self._tell(actor.workspace_id)

    def retry_some(self, actor: Actor, wanted: TroubleFilter, *, below: str = "", size: int = CHUNK) -> Chunk:
        """Send the next chunk of a filter anew, where that makes sense; `Chunk.below` is where to go on."""
        actor.require(Permission.MAIL_MANAGE)
        return self._some(actor.workspace_id, actor, wanted, (below, size), retrying=True)

    def drop_some(self, actor: Actor, wanted: TroubleFilter, *, below: str = "", size: int = CHUNK) -> Chunk:
        """Give the next chunk of a filter up."""
        actor.require(Permission.MAIL_MANAGE)
        return self._some(actor.workspace_id, actor, wanted, (below, size), retrying=False)

    def retry_everything(self) -> Iterator[Chunk]:
        """Send everything anew that did not leave, a chunk at a time, for the operator."""
        with self._db.read() as session:
            workspaces = figures.everywhere(session)
        for workspace_id in workspaces:
            below = ""
            while True:
                chunk = self._some(workspace_id, None, TroubleFilter(), (below, CHUNK), retrying=True)
                yield chunk
                below = chunk.below
                if not below:
                    break

    def _some(
        self,
        workspace_id: str,
        actor: Actor | None,
        wanted: TroubleFilter,
        place: tuple[str, int],
        *,
        retrying: bool,
    ) -> Chunk:
        now, (below, size) = self._clock.now(), place
        with self._db.write() as session:
            rows = queries.hold(session, workspace_id, wanted, older_than=below, size=size)
            obstacles = self._obstacles(session, workspace_id, rows) if retrying else {}
            able = [row for row in rows if obstacles.get(row.id, Obstacle.NONE) is Obstacle.NONE]
            change, tag = (
                (queries.requeue, AuditTag.MAIL_RETRIED)
                if retrying
                else (queries.cancel, AuditTag.MAIL_DROPPED)
            )
            if able:
                change(session, able, now)
                _write_down(session, actor, tag, able, now, workspace_id)
        if able:
            self._tell(workspace_id)
        return Chunk(len(able), len(rows) - len(able), rows[-1].id if len(rows) == size else "")

    def _obstacles(
        self, session: Session, workspace_id: str, rows: Sequence[OutboxMessage]
    ) -> dict[str, Obstacle]:
        """Say of each message what makes another try vain."""
        now = self._clock.now()
        blocked = queries.blocked_among(session, workspace_id, [_key(row.to_email) for row in rows])
        living = {
            purpose: find(session, [row.subject_id for row in rows if row.purpose == purpose], now)
            for purpose, find in self._living.items()
        }
        return {
            row.id: obstacle_of(
                expires_at=str(row.params.get("expires_at") or ""),
                link_lives=row.purpose not in living
                or living[row.purpose].get(row.subject_id) == row.version,
                is_blocked=_key(row.to_email) in blocked,
                now=now,
            )
            for row in rows
        }

    def _tell(self, workspace_id: str) -> None:
        self._announce(workspace_id, Topic.MAIL)
        self._nudge()


def _row(row: OutboxMessage, subject: str, obstacle: Obstacle) -> TroubleRow:
    reason, _, detail = row.last_error.partition(": ")
    return TroubleRow(
        id=row.id,
        to_name=row.to_name,
        to_email=row.to_email,
        recipient_id=row.recipient_id,
        subject=subject,
        state=row.state,
        reason=reason_key(reason, row.state),
        detail=detail,
        since=row.next_at.isoformat(),
        attempts=row.attempts,
        in_doubt=reason in IN_DOUBT,
        obstacle=obstacle.value,
        purpose=row.purpose,
    )


def _held(session: Session, actor: Actor, message_id: str) -> OutboxMessage:
    row = queries.one(session, actor.workspace_id, message_id)
    if row is None:
        raise NotFound
    return row


def _write_down(
    session: Session,
    actor: Actor | None,
    tag: AuditTag,
    rows: Sequence[OutboxMessage],
    now: datetime,
    workspace_id: str | None = None,
) -> None:
    """Write one entry: about the message when there is one, else about all of the chunk."""
    alone = len(rows) == 1
    target = Target("mail", rows[0].id if alone else "", rows[0].to_email if alone else "")
    details = {"count": len(rows), "messages": [row.id for row in rows], "origin": "" if actor else "console"}
    record(session, now, actor, tag, target, workspace_id=workspace_id, details=details)


def _key(address: str) -> str:
    try:
        return parse(address).key
    except InvalidEmail:
        return address.lower()
