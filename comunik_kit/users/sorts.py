"""What the list of people is sorted by, and a place in it. Those who have no value come last, whichever way it goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, bindparam, tuple_

from comunik_kit.kernel.listing import decode_cursor, encode_cursor, is_storable

_MOST_POSITION = 10**9
_PARTS = 5


class Key(StrEnum):
    """What people are sorted by, in the address's words."""

    NAME = "name"
    EMAIL = "email"
    LAST_SEEN = "seen"
    CREATED = "created"


COLUMNS = {
    Key.NAME: "sort_name",
    Key.EMAIL: "email_key",
    Key.LAST_SEEN: "last_seen_at",
    Key.CREATED: "created_at",
}
MOMENTS = frozenset({Key.LAST_SEEN, Key.CREATED})
MAY_LACK = frozenset({Key.LAST_SEEN})


@dataclass(frozen=True, slots=True)
class Sort:
    """A key and a direction; people of the same key come by their id, in the same direction."""

    key: Key = Key.NAME
    descending: bool = False

    @classmethod
    def parse(cls, said: object) -> Self:
        """Read `seen` or `-seen`; anything else is the order of names."""
        word = said if isinstance(said, str) else ""
        key = next((each for each in Key if each == word.removeprefix("-")), None)
        return cls(key, word.startswith("-")) if key else cls()

    def word(self) -> str:
        """Write it as `parse` reads it."""
        return f"-{self.key}" if self.descending else str(self.key)

    @property
    def column(self) -> str:
        """Name the column of the key."""
        return COLUMNS[self.key]

    @property
    def may_lack(self) -> bool:
        """Tell whether there are people without this key."""
        return self.key in MAY_LACK


BY_NAME = Sort()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: what comes `after` it or before it; `position` is that of its row, from 1.

    `key` is that of its row as text, empty for a person who has none.
    """

    key: str
    user_id: str
    position: int
    after: bool

    @classmethod
    def of(cls, sort: Sort, row: Any, position: int, *, after: bool) -> Self:
        """Give the place of a row."""
        key = getattr(row, sort.column)
        text = key.isoformat() if isinstance(key, datetime) else key or ""
        return cls(text, row.id, position, after)

    def cursor(self, sort: Sort) -> str:
        """Write the place as one opaque word."""
        return encode_cursor("a" if self.after else "b", sort.word(), self.key, self.user_id, self.position)

    def given(self, sort: Sort) -> dict[str, Any]:
        """Give the parameters of `beyond`."""
        key = datetime.fromisoformat(self.key) if self.key and sort.key in MOMENTS else self.key
        return {"key": key, "user_id": self.user_id}


def read_place(cursor: str, sort: Sort) -> Place | None:
    """Read a cursor; None, which is the first page, for none, a forged one, or one of another order (ACL-09)."""
    values = decode_cursor(cursor, _PARTS) if cursor.isascii() and cursor else None
    if values is None:
        return None
    side, word, key, user_id, position = values
    if not (isinstance(key, str) and isinstance(user_id, str) and isinstance(position, int)):
        return None
    sound = side in {"a", "b"} and word == sort.word() and 0 < position < _MOST_POSITION
    if not (sound and user_id.isalnum() and user_id.isascii() and _is_key(key, sort)):
        return None
    return Place(key, user_id, position, side == "a")


def _is_key(key: str, sort: Sort) -> bool:
    if sort.key not in MOMENTS:
        return is_storable(key)
    if not key:
        return sort.may_lack
    try:
        at = datetime.fromisoformat(key)
    except ValueError:
        return False
    return at.utcoffset() == timedelta(0) and at.isoformat() == key and at.year > 1


@dataclass(frozen=True, slots=True)
class Walk:
    """One way through an order: from a side of a place, among those who have the key or those who have none."""

    sort: Sort
    side: str  # `start`, `after` or `before` a place
    lacking: bool = False

    @property
    def downwards(self) -> bool:
        """Tell whether greater keys come first on this way."""
        return self.sort.descending is not (self.side == "before")

    def along(self, query: Any, key: Any, user_id: Any, *, from_place: bool = True) -> Any:
        """Keep what is on this way, nearest first; `from_place` is False where the whole of it is beyond the place."""
        ends = (user_id,) if self.lacking else (key, user_id)
        if self.sort.may_lack:
            query = query.where(key.is_(None) if self.lacking else key.is_not(None))
        if self.side != "start" and from_place:
            query = query.where(_beyond(ends, downwards=self.downwards))
        return query.order_by(*(end.desc() if self.downwards else end for end in ends))


def ways(sort: Sort, place: Place | None) -> list[tuple[Walk, bool]]:
    """List the ways to walk one after the other, each with whether it begins at the place."""
    side = "start" if place is None else "after" if place.after else "before"
    having, lacking = Walk(sort, side), Walk(sort, side, lacking=True)
    if not sort.may_lack:
        return [(having, True)]
    if place is None:
        return [(having, True), (lacking, True)]
    if place.after:
        return [(lacking, True)] if not place.key else [(having, True), (lacking, False)]
    return [(lacking, True), (having, False)] if not place.key else [(having, True)]


def _beyond(ends: tuple[Any, ...], *, downwards: bool) -> ColumnElement[bool]:
    named = zip(("key", "user_id")[-len(ends) :], ends, strict=True)
    here = tuple(bindparam(name, type_=end.type) for name, end in named)
    if len(ends) == 1:
        return ends[0] < here[0] if downwards else ends[0] > here[0]
    return tuple_(*ends) < tuple_(*here) if downwards else tuple_(*ends) > tuple_(*here)
