"""The queries of taking people out: a walk along the index of names by keyset, and how many there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, UnaryExpression, bindparam, func, select, tuple_
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from comunik_kit.roles.tables import Role
from comunik_kit.users import filters
from comunik_kit.users.filters import GROUPS, UserFilter
from comunik_kit.users.listing import Found
from comunik_kit.users.tables import Company, Department, User
from comunik_kit.workspaces.tables import Tier

_PLACE = (bindparam("sort_name"), bindparam("user_id"))
_BY_NAME = (col(User.sort_name), col(User.id))
# Each has an index of its own, from which SQLite would sort everybody anew for each chunk.
_NOT_TO_WALK = frozenset({*GROUPS.values(), "last_seen_at"})


class Walk:
    """People of a filter by name, as of a moment; each `next` is one short reading."""

    def __init__(self, c: Connection, workspace_id: str, wanted: UserFilter, now: datetime) -> None:
        """Build the statements once, for as many chunks as there are."""
        meant = _meant(c, workspace_id, wanted, now)
        self._rows = (
            _ROWS.where(*meant, tuple_(*_BY_NAME) > tuple_(*_PLACE))
            .order_by(*_BY_NAME)
            .limit(bindparam("limit"))
        )
        self._count = select(func.count()).select_from(User).where(*meant)

    def count(self, c: Connection) -> int:
        """Count them."""
        return c.execute(self._count).scalar_one()

    def next(self, c: Connection, after: tuple[str, str], limit: int) -> Sequence[Found]:
        """Read up to `limit` people after a name and an id."""
        return c.execute(self._rows, {"sort_name": after[0], "user_id": after[1], "limit": limit}).all()


def _meant(
    c: Connection, workspace_id: str, wanted: UserFilter, now: datetime
) -> Sequence[ColumnElement[bool]]:
    values, on_sqlite = filters.given(workspace_id, wanted, now), c.dialect.name == "sqlite"

    def valued(name: str, *, expanding: bool = False) -> Any:
        return bindparam(f"meant_{name}", values[name], expanding=expanding, unique=True)

    def column(name: str) -> Any:
        read = getattr(User, name)
        return UnaryExpression(read, operator=custom_op("+")) if on_sqlite and name in _NOT_TO_WALK else read

    return list(filters.terms(filters.shape(wanted), valued, column=column))


_ROWS: Any = (
    select(
        col(User.id),
        col(User.sort_name),
        col(User.full_name),
        col(User.email),
        col(User.phone),
        col(Role.key).label("role_key"),
        col(Role.name).label("role_name"),
        col(Department.name).label("department"),
        col(Company.name).label("company"),
        col(Tier.name).label("tier"),
        col(User.language),
        col(User.status),
        col(User.created_at),
        col(User.invited_at),
        col(User.activated_at),
        col(User.last_seen_at),
    )
    .join(Role, col(Role.id) == col(User.role_id))
    .join(Tier, col(Tier.id) == col(User.tier_id))
    .outerjoin(Department, col(Department.id) == col(User.department_id))
    .outerjoin(Company, col(Company.id) == col(User.company_id))
)
