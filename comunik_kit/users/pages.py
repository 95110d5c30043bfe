"""From the list's queries to what a screen shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.users import listing, names
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.listing import MOST_COUNTED, Found, Place, Wanted
from comunik_kit.users.rules import allowed
from comunik_kit.users.tables import UserStatus
from comunik_kit.users.views import UserCounts, UserPage, UserRow


def page(s: Session, actor: Actor, query: UserListQuery) -> UserPage:
    """Read the page that a query wants; the first one when its place is unknown or empty by now."""
    wanted = Wanted(actor.workspace_id, query.tab, names.search_words(query.search))
    among = listing.find(s, wanted) if wanted.words else None
    total = _tab_total(s, wanted) if among is None else len(among)
    if total == 0:
        return UserPage()
    capped = among is not None and total > MOST_COUNTED
    if capped:  # so many that walking by name meets a page of them soon
        among, total = None, MOST_COUNTED
    place = listing.read_place(query.cursor)
    found = listing.rows(s, wanted, place, query.size + 1, among=among)
    if place is not None and not found:
        place, found = None, listing.rows(s, wanted, None, query.size + 1, among=among)
    return replace(_page(actor, found, place, query.size), total=total, capped=capped)


def _tab_total(s: Session, wanted: Wanted) -> int:
    return getattr(shown_counts(listing.counts(s, wanted.workspace_id)), wanted.tab)


def shown_counts(by_status: Mapping[str, int]) -> UserCounts:
    """Turn counts by status into counts by tab."""
    return UserCounts(
        all=sum(count for status, count in by_status.items() if status != UserStatus.DELETED),
        active=by_status.get(UserStatus.ACTIVE, 0),
        invited=by_status.get(UserStatus.INVITED, 0),
        not_invited=by_status.get(UserStatus.CREATED, 0),
    )


def _page(actor: Actor, found: Sequence[Found], place: Place | None, size: int) -> UserPage:
    kept, more = list(found[:size]), len(found) > size
    backwards = place is not None and not place.after
    if backwards:
        kept.reverse()
    has_before, has_after = (more, True) if backwards else (place is not None, more)
    first = _first_position(place, len(kept), has_before=has_before)
    return UserPage(
        rows=[_row(actor, each) for each in kept],
        before=_cursor(kept[0], first, after=False) if has_before and kept else "",
        after=_cursor(kept[-1], first + len(kept) - 1, after=True) if has_after and kept else "",
        first=first if kept else 0,
    )


def _first_position(place: Place | None, length: int, *, has_before: bool) -> int:
    """Tell the first row's number; the start of the list is known, whoever came or went meanwhile."""
    if place is None or not has_before:
        return 1
    return place.position + 1 if place.after else max(place.position - length, 2)


def _cursor(row: Found, position: int, *, after: bool) -> str:
    user = row[0]
    return Place(user.sort_name, user.id, position, after).cursor()


def _row(actor: Actor, found: Found) -> UserRow:
    user, role_key, role_name, rank, tier, department, company = found
    may = allowed(actor, user_id=user.id, rank=rank, status=user.status)
    return UserRow(
        id=user.id,
        full_name=user.full_name,
        email=user.email,
        initials=names.initials(user.full_name),
        photo_url=photo_url(user.photo_id),
        role_key=role_key,
        role_name=role_name,
        department=department or "",
        company=company or "",
        tier=tier,
        status=user.status or "",
        last_seen_at=moment(user.last_seen_at),
        invited_at=moment(user.invited_at),
        may_edit=may.edit,
        may_invite=may.invite,
        may_delete=may.delete,
    )


def photo_url(photo_id: str | None) -> str:
    """Give the address of a photo; empty for none."""
    return f"/photos/{photo_id}" if photo_id else ""


def moment(at: datetime | None) -> str:
    """Write a moment as ISO 8601 in UTC; empty for never."""
    return at.isoformat() if at else ""
