"""Made-up people and made-up wishes about them, with the naive scan that the list must agree with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import col

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import insert
from comunik_kit.users import filters, names
from comunik_kit.users.filters import NOBODY, HasFactor, LastSeen, UserFilter
from comunik_kit.users.sorts import Key, Sort
from comunik_kit.users.tables import Company, Department, User
from tests.support.clock import MovedClock
from tests.users.world import World

_STATUSES = ("created", "invited", "active", "suspended", "deleted")
_SEEN_DAYS = st.sampled_from([None, 0, 3, 7, 12, 30, 31, 60, 90, 200])


@dataclass(frozen=True)
class Someone:
    """What a person of the property is like."""

    name: str
    status: str
    role: str
    department: int | None
    company: int | None
    by_first: bool
    seen: int | None
    phone: str


PEOPLE = st.builds(
    Someone,
    name=st.sampled_from(
        ["Ana Lé", "ana le", "Bo", "Zoé Dupont", "Dupont Zoé", "Éva", "Lot 12-34", "0033 Bo"]
    ),
    status=st.sampled_from(_STATUSES),
    role=st.sampled_from(["user", "agent"]),
    department=st.sampled_from([None, 0, 1]),
    company=st.sampled_from([None, 0, 1]),
    by_first=st.booleans(),
    seen=_SEEN_DAYS,
    phone=st.sampled_from(["", "+33612345678", "+33698765432"]),
)
_TWO = st.sets(st.sampled_from(["0", "1", NOBODY]), max_size=2)


@dataclass(frozen=True)
class Wish:
    """What is asked for, before the ids are known."""

    tab: str
    search: str
    roles: frozenset[str]
    departments: frozenset[str]
    companies: frozenset[str]
    inviters: frozenset[str]
    seen: LastSeen | None
    factor: HasFactor | None
    sort: Sort


WISHES = st.builds(
    Wish,
    tab=st.sampled_from(filters.TABS),
    search=st.sampled_from(
        ["", "", "a", "an", "dupont", "06 12", "12-34", "0033", "+33 6", "exemple", "societe 1", "zo dup"]
    ),
    roles=st.frozensets(st.sampled_from(["user", "agent"]), max_size=2),
    departments=_TWO.map(frozenset),
    companies=_TWO.map(frozenset),
    inviters=st.frozensets(st.sampled_from(["first", NOBODY]), max_size=2),
    seen=st.sampled_from([None, None, *LastSeen]),
    factor=st.sampled_from([None, None, *HasFactor]),
    sort=st.builds(Sort, st.sampled_from(Key), st.booleans()),
)


def is_meant(text: str, wanted: UserFilter) -> bool:
    """Look whether a text has every word of a search, or has it just as it was typed: a number can be either."""
    return fold(wanted.search) in text or all(word in text for word in wanted.words())


class Crew:
    """A workspace of such people, with two departments and two companies."""

    def __init__(self, database: Database) -> None:
        """Make the workspace and its groups."""
        self.world = World(database, MovedClock())
        self.here = self.world.workspace()
        self.actor = self.here.actor()
        with self.world.db.write() as s:
            s.execute(update(User).where(col(User.id) == self.actor.user_id).values(deleted_at=self.now))
            self.departments = [self._group(s, Department, number) for number in range(2)]
            self.companies = [self._group(s, Company, number) for number in range(2)]

    @property
    def now(self) -> datetime:
        """Tell the time."""
        return self.world.clock.now()

    def _group(self, s: Any, table: type[Department | Company], number: int) -> str:
        made = table(
            id=new_id(self.now),
            workspace_id=self.here.id,
            name=f"Société {number}",
            name_key=f"societe {number}",
            created_at=self.now,
        )
        s.add(made)
        s.flush()
        return made.id

    def add(self, people: list[Someone]) -> None:
        """Put people in, in one statement."""
        with self.world.db.write() as s:
            insert(s, User, [self._row(number, each) for number, each in enumerate(people)])

    def _row(self, number: int, someone: Someone) -> dict[str, Any]:
        company = None if someone.company is None else self.companies[someone.company]
        said, email = "" if company is None else f"Société {someone.company}", f"p{number}@exemple.fr"
        moments = {"invited": "invited_at", "active": "activated_at"}
        passed = moments.get(someone.status, f"{someone.status}_at")
        return User.row(
            id=new_id(self.now),
            workspace_id=self.here.id,
            full_name=someone.name,
            sort_name=names.sort_name(someone.name),
            email=email,
            email_key=email,
            search_text=names.search_text(someone.name, EmailAddress(email, email), someone.phone, said),
            phone=someone.phone,
            role_id=self.here.roles[someone.role],
            tier_id=self.here.tier_id,
            department_id=None if someone.department is None else self.departments[someone.department],
            company_id=company,
            has_factor=number % 3 == 0,
            created_by=self.actor.user_id if someone.by_first else None,
            last_seen_at=None if someone.seen is None else self.now - timedelta(days=someone.seen),
            **{passed: self.now, "created_at": self.now - timedelta(days=someone.seen or 0)},
        )

    def query(self, wish: Wish) -> tuple[UserFilter, Sort]:
        """Turn a wish into a filter."""

        def ids(wanted: frozenset[str], known: dict[str, str]) -> tuple[str, ...]:
            return tuple(sorted(known.get(each, each) for each in wanted))

        said = UserFilter(
            tab=filters.cast("Any", wish.tab),
            search=wish.search,
            role_ids=ids(wish.roles, self.here.roles),
            department_ids=ids(wish.departments, dict(zip("01", self.departments, strict=True))),
            company_ids=ids(wish.companies, dict(zip("01", self.companies, strict=True))),
            inviter_ids=ids(wish.inviters, {"first": self.actor.user_id}),
            last_seen=wish.seen,
            factor=wish.factor,
        )
        assert UserFilter.parse(said.query()) == said
        return said, wish.sort

    def expected(self, wanted: UserFilter, sort: Sort) -> list[str]:
        """Scan everybody, as simply as can be."""
        with self.world.db.read() as s:
            everybody = s.execute(select(User).where(col(User.workspace_id) == self.here.id)).scalars().all()
        met = [user for user in everybody if self._fits(user, wanted)]
        having = [user for user in met if getattr(user, sort.column) is not None]
        lacking = [user for user in met if getattr(user, sort.column) is None]
        for part in (having, lacking):
            part.sort(key=lambda user: user.id, reverse=sort.descending)
        having.sort(key=lambda user: (getattr(user, sort.column), user.id), reverse=sort.descending)
        return [user.id for user in having + lacking]

    def _fits(self, user: User, wanted: UserFilter) -> bool:
        status = filters.STATUS_OF.get(wanted.tab)
        groups = {
            user.role_id: wanted.role_ids,
            user.department_id or NOBODY: wanted.department_ids,
        }
        others = [
            (user.company_id or NOBODY, wanted.company_ids),
            (user.created_by or NOBODY, wanted.inviter_ids),
        ]
        return (
            user.deleted_at is None
            and (status is None or user.status == status)
            and is_meant(user.search_text, wanted)
            and all(not ids or own in ids for own, ids in [*groups.items(), *others])
            and self._seen(user, wanted.last_seen)
            and wanted.factor in {None, HasFactor.ON if user.has_factor else HasFactor.NONE}
        )

    def _seen(self, user: User, wanted: LastSeen | None) -> bool:
        if wanted is None or user.last_seen_at is None:
            return wanted in {None, LastSeen.NEVER}
        days = {"7d": 7, "30d": 30, "90d": 90, "before_30d": 30, "before_90d": 90}.get(wanted)
        if days is None:
            return False
        edge = self.now - timedelta(days=days)
        seen = user.last_seen_at.replace(tzinfo=edge.tzinfo)
        return seen < edge if wanted.startswith("before") else seen >= edge
