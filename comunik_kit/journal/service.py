"""Reading the journal of a workspace: page by page, and one entry after the other for lists and files."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from comunik_kit.access import devices
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.telling import told
from comunik_kit.journal import repository
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.journal.groups import acts_of
from comunik_kit.journal.repository import Place, Wanted
from comunik_kit.journal.views import EntryRow, JournalPage, PersonFound
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.listing import PAGE_SIZES, decode_cursor, encode_cursor, search_of
from comunik_kit.kernel.zones import zone_named
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.fields import is_id
from comunik_kit.workspaces import repository as workspaces

PAGE_SIZE = PAGE_SIZES[0]
CHUNK = 500
_OFFERED = 8
_MOST_DETAILS = 2_000
_LATEST = 4_102_444_800_000_000  # microseconds until the year 2100


class JournalPages:
    """Reads; the acts themselves write."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def page(self, actor: Actor, asked: JournalFilter, *, cursor: str = "") -> JournalPage:
        """Read a page of what is asked for; the first one for a cursor that is not ours, or leads nowhere."""
        actor.require(Permission.AUDIT_READ)
        with self._db.read() as s:
            wanted = wanted_by(s, actor.workspace_id, asked, self._clock.now())
            place, turned_back = _read_place(cursor)
            found = _page(s, wanted, place, turned_back=turned_back)
            if found is None and place:
                found = _page(s, wanted, None)
            return found or JournalPage()

    def person(self, actor: Actor, user_id: str) -> PersonFound | None:
        """Name who is filtered by; None for an id that is nobody's here (ACL-03)."""
        actor.require(Permission.AUDIT_READ)
        with self._db.read() as s:
            found = repository.person(s, actor.workspace_id, user_id) if is_id(user_id) else None
        return PersonFound(*found) if found else None

    def people(self, actor: Actor, text: str) -> list[PersonFound]:
        """Offer people to filter by, the first few whom the text names."""
        actor.require(Permission.AUDIT_READ)
        wanted = search_of(text)
        if not wanted:
            return []
        with self._db.read() as s:
            return [PersonFound(*row) for row in repository.people(s, actor.workspace_id, wanted, _OFFERED)]

    def entries(self, actor: Actor, asked: JournalFilter) -> Iterator[AuditEntry]:
        """Read entries one after the other, newest first, for a list."""
        actor.require(Permission.AUDIT_READ)
        with self._db.read() as s:
            wanted = wanted_by(s, actor.workspace_id, asked, self._clock.now())
        return (entry for chunk in chunks(self._db, wanted) for entry in chunk)


def wanted_by(s: Session, workspace_id: str, asked: JournalFilter, now: datetime) -> Wanted:
    """Put a filter into the words of the table; whoever is nobody here is not asked for (ACL-03)."""
    known = asked.person and repository.person(s, workspace_id, asked.person) is not None
    return Wanted(
        workspace_id=workspace_id,
        search=asked.search,
        person=asked.person if known else "",
        acts=acts_of(asked.act),
        span=asked.span(now, zone_of(s, workspace_id)),
    )


def zone_of(s: Session, workspace_id: str) -> ZoneInfo:
    """Give the workspace's time zone."""
    return zone_named(workspaces.workspace_of(s, workspace_id).time_zone)


def chunks(db: Database, wanted: Wanted, newest: Place | None = None) -> Iterator[Sequence[AuditEntry]]:
    """Walk down by keyset, each chunk in a short transaction of its own: memory stays flat, no lock is held."""
    place, inclusive = newest, True
    while True:
        with db.read() as s:
            found = repository.older(s, wanted, place, CHUNK, inclusive=inclusive)
        if found:
            yield found
        if len(found) < CHUNK:
            return
        place, inclusive = place_of(found[-1]), False


def place_of(entry: AuditEntry) -> Place:
    """Tell where an entry stands."""
    return Place(entry.at, entry.id)


def _page(
    s: Session, wanted: Wanted, place: Place | None, *, turned_back: bool = False
) -> JournalPage | None:
    """Read the page at a place; None when nothing is left there."""
    if place and turned_back:
        found = repository.newer(s, wanted, place, PAGE_SIZE + 1)
        kept, more = list(found[:PAGE_SIZE])[::-1], len(found) > PAGE_SIZE
        has_newer, has_older = more, True
    else:
        found = repository.older(s, wanted, place, PAGE_SIZE + 1)
        kept, more = list(found[:PAGE_SIZE]), len(found) > PAGE_SIZE
        has_newer, has_older = place is not None, more
    if not kept:
        return None
    return JournalPage(
        rows=_rows(s, wanted.workspace_id, kept),
        before=_cursor("b", kept[0]) if has_newer else "",
        after=_cursor("a", kept[-1]) if has_older else "",
    )


def _cursor(side: str, entry: AuditEntry) -> str:
    return encode_cursor(side, round(entry.at.timestamp() * 1_000_000), entry.id)


def _read_place(cursor: str) -> tuple[Place | None, bool]:
    values = decode_cursor(cursor, 3) if cursor.isascii() and cursor else None
    if values is None:
        return None, False
    side, moment, row_id = values
    if side not in {"a", "b"} or not is_id(row_id) or not isinstance(moment, int):
        return None, False
    if not 0 < moment < _LATEST:
        return None, False
    return Place(datetime.fromtimestamp(moment / 1_000_000, UTC), str(row_id)), side == "b"


def _rows(s: Session, workspace_id: str, entries: Sequence[AuditEntry]) -> list[EntryRow]:
    ids = {each for entry in entries for each in (_about(entry), entry.actor_id) if each}
    known = repository.with_records(s, workspace_id, ids)
    return [_row(entry, known) for entry in entries]


def _about(entry: AuditEntry) -> str:
    return entry.target_id if entry.target_kind == "user" else ""


def _row(entry: AuditEntry, known: dict[str, str]) -> EntryRow:
    said = told(entry)
    leads_to = next((each for each in (_about(entry), entry.actor_id or "") if each in known), "")
    return EntryRow(
        id=entry.id,
        at=entry.at.isoformat(),
        tag=entry.tag,
        key=said.key,
        texts=said.texts,
        words=said.words,
        ip=entry.ip,
        device=devices.name_of(entry.user_agent),
        user_agent=entry.user_agent,
        record_id=leads_to,
        record_name=known.get(leads_to, ""),
        details=details_of(entry),
        seq=entry.seq or 0,
        seal=entry.seal,
    )


def details_of(entry: AuditEntry) -> str:
    """Write the details down as they are kept; nothing when there are none."""
    written = json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else ""
    return written if len(written) <= _MOST_DETAILS else f"{written[:_MOST_DETAILS]}…"


def known_person(asked: JournalFilter, found: PersonFound | None) -> JournalFilter:
    """Ask no more for a person whom the workspace does not know."""
    return asked if found or not asked.person else replace(asked, person="")
