"""The queries of the list: keyset pages by name, search by an index, counts that are grouped or capped.

A search that finds little is answered from the index of fragments and then sorted; one that finds much is
answered by walking the index of names until the page is full. Neither grows with the number of people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, TextClause, and_, func, literal, select, text, tuple_
from sqlmodel import Session, col

from comunik_kit.kernel.listing import decode_cursor, encode_cursor
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Company, Department, User, UserStatus
from comunik_kit.workspaces.tables import Tier

MOST_COUNTED = 1_000
_FEWEST_LETTERS = 3  # of a fragment that the trigram index knows
_MOST_POSITION = 10**9
_STATUS = {"active": UserStatus.ACTIVE, "invited": UserStatus.INVITED, "not_invited": UserStatus.CREATED}

Found = Row[User, str, str, int, str, str | None, str | None]
"""A person with role key, role name, rank, tier, department and company."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: what comes `after` it or before it; `position` is that of its row, from 1."""

    sort_name: str
    user_id: str
    position: int
    after: bool

    def cursor(self) -> str:
        """Write the place as one opaque word."""
        return encode_cursor("a" if self.after else "b", self.sort_name, self.user_id, self.position)


def read_place(cursor: str) -> Place | None:
    """Read a cursor; None, which is the first page, for none or a forged one (ACL-09)."""
    values = decode_cursor(cursor, 4) if cursor.isascii() and cursor else None
    if values is None:
        return None
    side, sort_name, user_id, position = values
    if not (isinstance(sort_name, str) and isinstance(user_id, str) and isinstance(position, int)):
        return None
    sound = side in {"a", "b"} and 0 < position < _MOST_POSITION and sort_name.isprintable()
    return Place(sort_name, user_id, position, side == "a") if sound and user_id.isalnum() else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: of a workspace, of a tab, with every word in their search text."""

    workspace_id: str
    tab: str
    words: Sequence[str]


def counts(s: Session, workspace_id: str) -> dict[str, int]:
    """Count people by status in one grouped query."""
    wanted = select(col(User.status), func.count()).where(col(User.workspace_id) == workspace_id)
    return {status: count for status, count in s.execute(wanted.group_by(col(User.status))).all() if status}


def find(s: Session, wanted: Wanted) -> Sequence[str]:
    """Find the ids of those whom a search wants, in no order, at most one more than `MOST_COUNTED`."""
    if s.get_bind().dialect.name == "sqlite":
        return s.execute(_sqlite_search(wanted)).scalars().all()
    return s.execute(select(col(User.id)).where(_is_wanted(wanted)).limit(MOST_COUNTED + 1)).scalars().all()


def rows(
    s: Session, wanted: Wanted, place: Place | None, limit: int, *, among: Sequence[str] | None = None
) -> Sequence[Found]:
    """Read up to `limit` people from a place on, in the order of the walk: backwards when it is not `after`.

    `among` are the ids that `find` gave, all of them; without, the index of names is walked.
    """
    query = (
        select(
            User,
            col(Role.key),
            col(Role.name),
            col(Role.rank),
            col(Tier.name),
            col(Department.name),
            col(Company.name),
        )
        .join(Role, col(Role.id) == col(User.role_id))
        .join(Tier, col(Tier.id) == col(User.tier_id))
        .outerjoin(Department, col(Department.id) == col(User.department_id))
        .outerjoin(Company, col(Company.id) == col(User.company_id))
        .where(_is_wanted(wanted) if among is None else _is_among(wanted, among))
    )
    return s.execute(_walk(query, place).limit(limit)).all()


def _walk(query: Select, place: Place | None) -> Select:
    key = tuple_(col(User.sort_name), col(User.id))
    if place is None:
        return query.order_by(col(User.sort_name), col(User.id))
    here = tuple_(literal(place.sort_name), literal(place.user_id))
    if place.after:
        return query.where(key > here).order_by(col(User.sort_name), col(User.id))
    return query.where(key < here).order_by(col(User.sort_name).desc(), col(User.id).desc())


def _is_wanted(wanted: Wanted) -> ColumnElement[bool]:
    status = _STATUS.get(wanted.tab)
    in_tab = col(User.deleted_at).is_(None) if status is None else col(User.status) == status.value
    words = (col(User.search_text).contains(word, autoescape=True) for word in wanted.words)
    return and_(col(User.workspace_id) == wanted.workspace_id, in_tab, *words)


def _is_among(wanted: Wanted, ids: Sequence[str]) -> ColumnElement[bool]:
    # The concatenation keeps SQLite, which has no statistics, from walking the whole workspace for a few ids.
    return and_(col(User.id).in_(ids), col(User.workspace_id).concat("") == wanted.workspace_id)


def _sqlite_search(wanted: Wanted) -> TextClause:
    """Read the index of fragments, then people: SQLite keeps the order of a CROSS JOIN."""
    status = _STATUS.get(wanted.tab)
    given: dict[str, object] = {"workspace": wanted.workspace_id, "limit": MOST_COUNTED + 1}
    conditions = ["u.deleted_at IS NULL" if status is None else "u.status = :status"]
    if status is not None:
        given["status"] = status.value
    for number, word in enumerate(wanted.words):
        conditions.append(f"instr(r.search_text, :word{number}) > 0")
        given[f"word{number}"] = word
    start = "user_search_rows r"
    fragments = [word for word in wanted.words if len(word) >= _FEWEST_LETTERS]
    if fragments:
        start = (
            "user_search f CROSS JOIN user_search_rows r ON r.id = f.rowid AND f.search_text MATCH :fragments"
        )
        given["fragments"] = " AND ".join('"' + word.replace('"', '""') + '"' for word in fragments)
    sql = f"SELECT u.id FROM {start} CROSS JOIN users u ON u.id = r.user_id WHERE u.workspace_id = :workspace AND "  # noqa: S608  - only names of parameters are put together
    return text(sql + " AND ".join(conditions) + " LIMIT :limit").bindparams(**given)
