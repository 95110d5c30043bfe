"""What one was told: a page of it, how much is unread, and marking it as read. Everybody sees their own alone."""

from sqlalchemy import Row
from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.listing import decode_cursor, encode_cursor
from comunik_kit.notices import repository
from comunik_kit.notices.rules import Kind
from comunik_kit.notices.tables import Notification
from comunik_kit.notices.views import NoticePage, NoticeView
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.fields import is_id
from comunik_kit.users.names import initials

PAGE_SIZE = 25


class Notices:
    """One's own notifications; all of it raises `Forbidden` while a password or a factor comes first."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def unread(self, actor: Actor) -> int:
        """Count what is unread, up to a hundred."""
        _check(actor)
        with self._db.read() as s:
            return repository.unread(s, actor.workspace_id, actor.user_id)

    def page(self, actor: Actor, *, before: str = "", after: str = "") -> NoticePage:
        """Read one page, newest first."""
        _check(actor)
        newer, older = _place(before), _place(after)
        with self._db.read() as s:
            rows = list(_rows(s, actor, newer, older))
            more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
            if newer:
                rows.reverse()
            return NoticePage(
                rows=[_view(actor, *row) for row in rows],
                before=encode_cursor(rows[0][0].id) if rows and (older or (newer and more)) else "",
                after=encode_cursor(rows[-1][0].id) if rows and (newer or more) else "",
            )

    def read(self, actor: Actor, *, notice_id: str) -> None:
        """Mark one as read; raises `NotFound` for anybody else's."""
        _check(actor)
        with self._db.write() as s:
            ids = actor.workspace_id, actor.user_id
            row = repository.one(s, *ids, notice_id) if is_id(notice_id) else None
            if row is None:
                raise NotFound
            if row.read_at is not None:
                return
            row.read_at = self._clock.now()
            s.add(row)
        self._announce(actor.workspace_id, Topic.NOTICES)

    def read_all(self, actor: Actor) -> int:
        """Mark everything as read; how much that was."""
        _check(actor)
        with self._db.write() as s:
            marked = repository.mark(s, actor.workspace_id, actor.user_id, self._clock.now())
        if marked:
            self._announce(actor.workspace_id, Topic.NOTICES)
        return marked

    def seen(self, actor: Actor, *, subject_id: str) -> None:
        """Mark as read what is about a page that one opens, whichever way one came there."""
        _check(actor)
        if not is_id(subject_id):
            return
        ids = actor.workspace_id, actor.user_id
        with self._db.read() as s:
            if not repository.has_unread(s, *ids, subject_id=subject_id):
                return
        with self._db.write() as s:
            repository.mark(s, *ids, self._clock.now(), subject_id=subject_id)
        self._announce(actor.workspace_id, Topic.NOTICES)


def _check(actor: Actor) -> None:
    if actor.is_held:
        raise Forbidden


def _rows(s: Session, actor: Actor, newer: str, older: str) -> list[Row[Notification, str]]:
    ids = actor.workspace_id, actor.user_id
    return list(repository.page(s, *ids, PAGE_SIZE + 1, before=newer, after=older))


def _view(actor: Actor, row: Notification, who: str) -> NoticeView:
    return NoticeView(
        id=row.id,
        kind=row.kind,
        who=who,
        initials=initials(who),
        module=row.module,
        title=row.title,
        at=row.at.isoformat(),
        is_read=row.read_at is not None,
        path=_path(actor, row),
    )


def _path(actor: Actor, row: Notification) -> str:
    """Say where it leads; whether its reader still sees what is there is asked when they come."""
    if row.kind != Kind.ACCEPTED:
        return f"/{row.module}/{row.subject_id}"
    if actor.may(Permission.USERS_READ):
        return f"/users/{row.subject_id}"
    return "/team" if actor.is_lead else ""


def _place(cursor: str) -> str:
    """Read a cursor; a forged one is the beginning (ACL-09)."""
    found = decode_cursor(cursor, 1) if cursor else None
    return str(found[0]) if found and is_id(found[0]) else ""
