"""The archive: every invitation ever, also of people who are gone; what became of them; and the way out as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import archive_queries as queries
from comunik_kit.invitations import funnel as funnels
from comunik_kit.invitations import funnel_queries, rules
from comunik_kit.invitations.archive_conditions import Wanted
from comunik_kit.invitations.archive_filter import NOBODY, ArchiveFilter
from comunik_kit.invitations.archive_queries import MOST_COUNTED, Answer, Found, Message
from comunik_kit.invitations.archive_views import ArchiveChoices, ArchivePage, ArchiveRow, Choice, Funnel
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.listing import PAGE_SIZES, decode_cursor, encode_cursor
from comunik_kit.kernel.zones import zone_named
from comunik_kit.mail.delivery import standing
from comunik_kit.mail.rules import LOCAL
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.fields import is_id
from comunik_kit.users.names import as_typed, initials, search_words
from comunik_kit.users.pages import moment, photo_url
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import mail_may_leave

PAGE_SIZE = PAGE_SIZES[0]
CHUNK = 500
_MOST_POSITION = 10**9


@dataclass(frozen=True, slots=True)
class Export:
    """An export on its way: rows by chunks, newest first, with the day and the zone they are written in."""

    chunks: Iterator[list[ArchiveRow]]
    zone: ZoneInfo
    day: date


class Archive:
    """Reads what was, and changes nothing."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def page(self, actor: Actor, asked: ArchiveFilter, *, cursor: str = "") -> ArchivePage:
        """Read a page of what is asked for; the first one for a cursor that is not ours."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as s:
            wanted = _wanted(s, actor.workspace_id, asked, self._clock.now())
            found = queries.answer(s, wanted)
            total = queries.total(s, found)
            if not total:
                return ArchivePage()
            place = _read_place(cursor)
            shown = _page(s, wanted, found, place) or _page(s, wanted, found, _START) or ArchivePage()
        return replace(shown, total=min(total, MOST_COUNTED), capped=total > MOST_COUNTED)

    def choices(self, actor: Actor, asked: ArchiveFilter) -> ArchiveChoices:
        """List what there is to filter by, what is chosen among it."""
        actor.require(Permission.USERS_READ)
        here = actor.workspace_id
        with self._db.read() as s:
            return ArchiveChoices(
                departments=_choices(
                    queries.departments(s, here), queries.department(s, here, asked.department)
                ),
                inviters=_choices(queries.inviters(s, here), queries.inviter(s, here, asked.inviter)),
                time_zone=_zone(s, here).key,
            )

    def funnel(self, actor: Actor, asked: ArchiveFilter) -> Funnel:
        """Tell what became of the invitations of a period, a department, an inviter, whatever else is asked for."""
        actor.require(Permission.USERS_READ)
        whose = ArchiveFilter(
            department=asked.department,
            inviter=asked.inviter,
            period=asked.period,
            first_day=asked.first_day,
            last_day=asked.last_day,
        )
        with self._db.read() as s:
            wanted = _wanted(s, actor.workspace_id, whose, self._clock.now())
            found = {
                row.department or "": funnels.Figures.of(row) for row in funnel_queries.counts(s, wanted)
            }
            if not found:
                return Funnel()
            medians = funnel_queries.medians(s, wanted, funnels.middles(found))
            names = funnel_queries.names(s, actor.workspace_id, funnels.largest_of(found))
        return funnels.drawn(found, medians, names)

    def export(self, actor: Actor, asked: ArchiveFilter) -> Export:
        """Begin an export and write down that it was asked for; its rows are read while it is written out.

        Raises `ProofNeeded` (SES-08).
        """
        actor.require(Permission.USERS_READ)
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            zone = _zone(s, actor.workspace_id)
            record(
                s,
                now,
                actor,
                AuditTag.INVITATIONS_EXPORTED,
                Target("workspace", actor.workspace_id),
                details={"filter": asked.query()},
            )
        return Export(self._chunks(actor.workspace_id, asked, now), zone, now.astimezone(zone).date())

    def _chunks(self, workspace_id: str, asked: ArchiveFilter, now: datetime) -> Iterator[list[ArchiveRow]]:
        """Walk down by keyset, each chunk in a short transaction of its own: memory stays flat, no lock is held."""
        last = ""
        while True:
            with self._db.read() as s:
                wanted = _wanted(s, workspace_id, asked, now)
                ids = queries.page_ids(s, queries.answer(s, wanted), before="", after=last, limit=CHUNK)
                chunk = _rows(s, wanted, ids)
            if chunk:
                yield chunk
            if len(ids) < CHUNK:
                return
            last = ids[-1]


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the list: what comes `after` the row with this id and position, or before it."""

    row_id: str = ""
    position: int = 0
    after: bool = True

    def cursor(self) -> str:
        return encode_cursor("a" if self.after else "b", self.row_id, self.position)


_START = _Place()


def _read_place(cursor: str) -> _Place:
    values = decode_cursor(cursor, 3) if cursor.isascii() and cursor else None
    if values is None:
        return _START
    side, row_id, position = values
    sound = side in {"a", "b"} and is_id(row_id) and isinstance(position, int)
    return (
        _Place(str(row_id), int(position), side == "a")
        if sound and 0 < int(position) < _MOST_POSITION
        else _START
    )


def _page(s: Session, wanted: Wanted, found: Answer, place: _Place) -> ArchivePage | None:
    """Read the page at a place; None when nothing is left there."""
    before, after = ("", place.row_id) if place.after else (place.row_id, "")
    ids = queries.page_ids(s, found, before=before, after=after, limit=PAGE_SIZE + 1)
    kept, more = ids[:PAGE_SIZE], len(ids) > PAGE_SIZE
    if not kept:
        return None
    kept = kept if place.after else kept[::-1]
    newer, older = (place != _START, more) if place.after else (more, True)
    first = _first_position(place, len(kept), has_newer=newer)
    return ArchivePage(
        rows=_rows(s, wanted, kept),
        before=_Place(kept[0], first, after=False).cursor() if newer else "",
        after=_Place(kept[-1], first + len(kept) - 1).cursor() if older else "",
        first=first,
    )


def _first_position(place: _Place, length: int, *, has_newer: bool) -> int:
    """Tell the first row's number; the start is known, whatever came meanwhile."""
    if not has_newer:
        return 1
    return place.position + 1 if place.after else max(place.position - length, 2)


def _zone(s: Session, workspace_id: str) -> ZoneInfo:
    return zone_named(workspaces.workspace_of(s, workspace_id).time_zone)


def _choices(offered: Sequence[Row[str, str]], chosen: Row[str, str] | None) -> list[Choice]:
    ids = {each[0] for each in offered}
    return [Choice(*each) for each in (*offered, *([chosen] if chosen and chosen[0] not in ids else []))]


def known(s: Session, workspace_id: str, asked: ArchiveFilter) -> ArchiveFilter:
    """Ask no more for a department or an inviter whom this workspace does not know (ACL-03)."""
    if is_id(asked.department) and queries.department(s, workspace_id, asked.department) is None:
        asked = replace(asked, department="")
    if asked.inviter and queries.inviter(s, workspace_id, asked.inviter) is None:
        asked = replace(asked, inviter="")
    return asked


def _wanted(s: Session, workspace_id: str, asked: ArchiveFilter, now: datetime) -> Wanted:
    asked = known(s, workspace_id, asked)
    return Wanted(
        workspace_id=workspace_id,
        now=now,
        span=asked.span(now, _zone(s, workspace_id)),
        words=search_words(asked.search),
        typed=as_typed(asked.search),
        state=asked.state,
        deliveries=asked.words(),
        without_message=asked.delivery == NOBODY,
        department=asked.department,
        inviter=asked.inviter,
        waits_for_domain=not mail_may_leave(workspaces.domain_of(s, workspace_id)),
    )


def _rows(s: Session, wanted: Wanted, ids: Sequence[str]) -> list[ArchiveRow]:
    letters: dict[str, list[Message]] = {each: [] for each in ids}
    for message in queries.messages(s, wanted.workspace_id, ids):
        letters[message.subject_id].append(message)
    found = queries.rows(s, wanted, ids)
    return [_row(each, letters[each[0].id], wanted) for each in found]


def _row(found: Found, letters: Sequence[Message], wanted: Wanted) -> ArchiveRow:
    invitation, user, inviter, department = found
    return ArchiveRow(
        id=invitation.id,
        user_id=user.id,
        name=user.full_name,
        email=invitation.email,
        initials=initials(user.full_name),
        photo_url=photo_url(user.photo_id),
        is_gone=user.deleted_at is not None,
        state=rules.state_of(invitation, wanted.now).value,
        delivery=_word(letters[-1], wanted) if letters else "",
        inviter=inviter,
        department=department or "",
        created_at=_moment(invitation.created_at),
        issued_at=_moment(invitation.issued_at),
        delivered_at=_moment(_first(each.delivered_at for each in letters)),
        opened_at=_moment(_first(at for each in letters for at in (each.opened_at, each.clicked_at))),
        accepted_at=_moment(invitation.accepted_at),
        reminders=invitation.reminders_sent,
    )


def _word(letter: Message, wanted: Wanted) -> str:
    return standing(
        state=letter.state,
        delivery=letter.delivery,
        is_kept=letter.channel == LOCAL,
        has_failed=bool(letter.last_error),
        waits_for_domain=wanted.waits_for_domain,
        scheduled_at=letter.scheduled_at,
        now=wanted.now,
    ).value


def _first(moments: Iterator[datetime | None]) -> datetime | None:
    return min((at for at in moments if at), default=None)


def _moment(at: datetime | None) -> str:
    """Write a moment to the second, and short: a page of them travels to the browser."""
    return moment(at.replace(microsecond=0)).replace("+00:00", "Z") if at else ""
