"""From the list's queries to what a screen shows."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection

from comunik_kit.kernel.actor import Actor
from comunik_kit.users import listing, names, narrowing, searching
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.listing import Found, Hits, Wanted
from comunik_kit.users.narrowing import Narrowed
from comunik_kit.users.rules import Allowed, allowed
from comunik_kit.users.sorts import Key, Place, Sort, read_place
from comunik_kit.users.tables import UserStatus
from comunik_kit.users.views import UserCounts, UserPage, UserRow

Answer: TypeAlias = tuple[Sequence[Found], Hits]
Judge: TypeAlias = Callable[..., Allowed]


def page(
    c: Connection, actor: Actor, query: UserListQuery, now: datetime, judge: Judge = allowed
) -> UserPage:
    """Read the page that a query wants; the first one when its place is unknown or empty by now.

    `judge` tells what the reader may do to each.
    """
    read, limit = _reading(c, actor.workspace_id, query, now), query.size + 1
    place = read_place(query.cursor, query.sort)
    found, hits = read(place, limit)
    if place is not None and not found:
        place, (found, hits) = None, read(None, limit)
    if not found:
        return UserPage()
    return _page(_Allowances(actor, judge), found, hits, place, query)


def _reading(
    c: Connection, workspace_id: str, query: UserListQuery, now: datetime
) -> Callable[[Place | None, int], Answer]:
    """Choose how to read: by name and unnarrowed there is a way that needs no gathering."""
    asked = query.filter
    if asked.is_narrowed or query.sort.key is not Key.NAME:
        narrowed = Narrowed(workspace_id, asked, query.sort, now)
        return partial(_narrowed, c, narrowed)
    wanted = Wanted(workspace_id, asked.tab, asked.words(), query.sort.descending, asked.typed())
    return partial(_searched if wanted.words else _listed, c, wanted)


def _narrowed(c: Connection, narrowed: Narrowed, place: Place | None, limit: int) -> Answer:
    asked, whole = narrowed.filter, None
    if not (asked.is_narrowed or asked.words()):
        whole = getattr(shown_counts(listing.counts(c, narrowed.workspace_id)), asked.tab)
    hits = narrowing.find(c, narrowed, place, limit, whole)
    if hits.ids is None:
        return narrowing.rows(c, narrowed, place, limit), hits
    found = {row.id: row for row in listing.these(c, narrowed.workspace_id, hits.ids, backwards=False)}
    return [found[each] for each in hits.ids if each in found], hits


def _listed(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Answer:
    total = getattr(shown_counts(listing.counts(c, wanted.workspace_id)), wanted.tab)
    return (listing.rows(c, wanted, place, limit) if total else []), Hits(None, total)


def _searched(c: Connection, wanted: Wanted, place: Place | None, limit: int) -> Answer:
    hits = searching.find(c, wanted, place, limit)
    if hits.ids is None:
        return listing.rows(c, wanted, place, limit), hits
    backwards = wanted.side(place) in listing.BACKWARDS
    return listing.these(c, wanted.workspace_id, hits.ids, backwards=backwards), hits


def shown_counts(by_status: Mapping[str, int]) -> UserCounts:
    """Turn counts by status into counts by tab."""
    return UserCounts(
        all=sum(count for status, count in by_status.items() if status != UserStatus.DELETED),
        active=by_status.get(UserStatus.ACTIVE, 0),
        invited=by_status.get(UserStatus.INVITED, 0),
        not_invited=by_status.get(UserStatus.CREATED, 0),
        suspended=by_status.get(UserStatus.SUSPENDED, 0),
    )


def _page(
    may: "_Allowances", found: Sequence[Found], hits: Hits, place: Place | None, query: UserListQuery
) -> UserPage:
    kept, more = list(found[: query.size]), len(found) > query.size
    backwards = place is not None and not place.after
    if backwards:
        kept.reverse()
    has_before, has_after = (more, True) if backwards else (place is not None, more)
    first = 1
    if place is not None and has_before:
        first = _first_position(place, len(kept), hits, has_after=has_after)
    return UserPage(
        rows=[_row(each, may, may.reader_id) for each in kept],
        before=_cursor(query.sort, kept[0], first, after=False) if has_before and kept else "",
        after=_cursor(query.sort, kept[-1], first + len(kept) - 1, after=True) if has_after and kept else "",
        first=first if kept else 0,
        total=hits.total,
        capped=hits.capped,
    )


def _first_position(place: Place, length: int, hits: Hits, *, has_after: bool) -> int:
    """Tell the first row's number; that of the list's last is known, whoever came or went since the place was noted."""
    first = place.position + 1 if place.after else max(place.position - length, 2)
    if hits.capped:
        return first
    latest = hits.total - length
    return max(min(first, latest) if has_after else latest + 1, 1)


def _cursor(sort: Sort, row: Found, position: int, *, after: bool) -> str:
    return Place.of(sort, row, position, after=after).cursor(sort)


class _Allowances(dict[tuple[int, str, str | None, bool], Allowed]):
    """What the actor may do to the people of a page: most are alike, so each kind is decided once."""

    def __init__(self, actor: Actor, judge: Judge) -> None:
        super().__init__()
        self._actor, self._judge, self.reader_id = actor, judge, actor.user_id

    def __missing__(self, kind: tuple[int, str, str | None, bool]) -> Allowed:
        rank, permissions, status, is_self = kind
        decided = self._judge(
            self._actor,
            user_id=self._actor.user_id if is_self else "",
            rank=rank,
            status=status,
            permissions=json.loads(permissions),
        )
        return self.setdefault(kind, decided)


def _row(found: Found, allowances: _Allowances, reader_id: str) -> UserRow:
    # Taken apart at once: asking a row of a result for a column by name costs as much as all else here.
    id_, full_name, _, email, _, photo_id, status, last_seen_at, created_at, *others = tuple(found)
    role_key, role_name, rank, permissions, tier, department, colour, company = others
    may = allowances[rank, permissions, status, id_ == reader_id]
    return UserRow(
        id=id_,
        full_name=full_name,
        email=email,
        initials=names.initials(full_name),
        photo_url=photo_url(photo_id),
        role_key=role_key,
        role_name="" if role_key else role_name,
        department=department or "",
        colour=colour or "",
        company=company or "",
        tier=tier,
        status=status or "",
        last_seen_at=last_seen_at,
        created_at=created_at,
        may_edit=may.edit,
        may_invite=may.invite,
        may_delete=may.delete,
        may_suspend=may.suspend or may.restore,
    )


def photo_url(photo_id: str | None) -> str:
    """Give the address of a photo; empty for none."""
    return f"/photos/{photo_id}" if photo_id else ""


def moment(at: datetime | None) -> str:
    """Write a moment as ISO 8601 in UTC; empty for never."""
    return at.isoformat() if at else ""
