"""The addresses that a workspace writes to no more: seen, added by hand, written to again."""

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import places
from comunik_kit.mail.errors import AlreadyBlocked
from comunik_kit.mail.figures import MOST_COUNTED
from comunik_kit.mail.inputs import NewBlock, search_of
from comunik_kit.mail.sending_views import BlockedPage, BlockedRow
from comunik_kit.mail.tables import Suppression
from comunik_kit.roles.permissions import Permission

PAGE = 25
BY_HAND = "manual"


class BlockedAddresses:
    """The list of blocked addresses."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def page(self, actor: Actor, *, search: str = "", cursor: str = "") -> BlockedPage:
        """List 25 addresses that hold a text, newest first; a cursor that is not ours shows the newest."""
        actor.require(Permission.MAIL_READ)
        wanted = _wanted(actor.workspace_id, search_of(search))
        older, newer = places.read(cursor)
        with self._db.read() as session:
            found = _page(session, wanted, older, newer)
            more = len(found) > PAGE
            shown = (found[1:] if newer else found[:PAGE]) if more else found
            total = _count(session, wanted)
        return BlockedPage(
            rows=[_row(each) for each in shown],
            before=places.newer_than(shown[0].id) if shown and (older or (newer and more)) else "",
            after=places.older_than(shown[-1].id) if shown and (newer or more) else "",
            total=total,
            capped=total == MOST_COUNTED,
            may_manage=actor.may(Permission.MAIL_MANAGE),
        )

    def block(self, actor: Actor, *, new: NewBlock) -> None:
        """Write to an address no more; `AlreadyBlocked` when it is on the list."""
        actor.require(Permission.MAIL_MANAGE)
        now = self._clock.now()
        row = Suppression(
            id=new_id(now),
            workspace_id=actor.workspace_id,
            email_key=new.email.key,
            reason=BY_HAND,
            detail=new.note,
            added_by=actor.user_id,
            created_at=now,
        )
        target = Target("address", row.id, row.email_key)
        try:
            with self._db.write() as session:
                session.add(row)
                session.flush()
                record(session, now, actor, AuditTag.ADDRESS_SUPPRESSED, target, details={"note": new.note})
        except IntegrityError as error:  # the list has it, perhaps since this very moment
            raise AlreadyBlocked(field="email") from error
        self._announce(actor.workspace_id, Topic.MAIL)

    def unblock(self, actor: Actor, *, block_id: str) -> str:
        """Write to an address again; return it. `NotFound` for a foreign id."""
        actor.require(Permission.MAIL_MANAGE)
        now = self._clock.now()
        with self._db.write() as session:
            wanted = select(Suppression).where(
                col(Suppression.workspace_id) == actor.workspace_id, col(Suppression.id) == block_id
            )
            row = session.exec(wanted.with_for_update()).first()
            if row is None:
                raise NotFound
            session.delete(row)
            details = {"reason": row.reason, "since": row.created_at.isoformat()}
            target = Target("address", row.id, row.email_key)
            record(session, now, actor, AuditTag.ADDRESS_UNSUPPRESSED, target, details=details)
            address = row.email_key
        self._announce(actor.workspace_id, Topic.MAIL)
        return address


def _wanted(workspace_id: str, search: str) -> tuple[ColumnElement[bool], ...]:
    mine = col(Suppression.workspace_id) == workspace_id
    return (mine, col(Suppression.email_key).contains(search, autoescape=True)) if search else (mine,)


def _page(
    session: Session, wanted: tuple[ColumnElement[bool], ...], older: str, newer: str
) -> list[Suppression]:
    query = select(Suppression).where(*wanted)
    if newer:
        after = query.where(col(Suppression.id) > newer).order_by(col(Suppression.id)).limit(PAGE + 1)
        return list(session.exec(after).all())[::-1]
    if older:
        query = query.where(col(Suppression.id) < older)
    return list(session.exec(query.order_by(col(Suppression.id).desc()).limit(PAGE + 1)).all())


def _count(session: Session, wanted: tuple[ColumnElement[bool], ...]) -> int:
    some = select(col(Suppression.id)).where(*wanted).limit(MOST_COUNTED)
    return session.exec(select(func.count()).select_from(some.subquery())).one()


def _row(row: Suppression) -> BlockedRow:
    return BlockedRow(
        id=row.id,
        email=row.email_key,
        reason=row.reason,
        detail=row.detail,
        since=row.created_at.isoformat(),
        message_id=row.message_id,
    )
