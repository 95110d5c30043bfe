"""The list narrowed and sorted: whom it shows, in which order, and what it costs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import insert
from comunik_kit.users import filters, names, narrowing
from comunik_kit.users.filters import NOBODY, LastSeen, UserFilter
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.sorts import Key, Sort
from comunik_kit.users.tables import Company, Department, User
from comunik_kit.users.views import UserPage
from tests.support.clock import MovedClock
from tests.users.crowd import crowd, names_on, statements
from tests.users.world import Place, World

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


_PEOPLE = st.builds(
    Someone,
    name=st.sampled_from(["Ana Lé", "ana le", "Bo", "Zoé Dupont", "Dupont Zoé", "Éva"]),
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
    sort: Sort


_WISHES = st.builds(
    Wish,
    tab=st.sampled_from(filters.TABS),
    search=st.sampled_from(["", "", "a", "an", "dupont", "06 12", "+33 6", "exemple", "societe 1", "zo dup"]),
    roles=st.frozensets(st.sampled_from(["user", "agent"]), max_size=2),
    departments=_TWO.map(frozenset),
    companies=_TWO.map(frozenset),
    inviters=st.frozensets(st.sampled_from(["first", NOBODY]), max_size=2),
    seen=st.sampled_from([None, None, *LastSeen]),
    sort=st.builds(Sort, st.sampled_from(Key), st.booleans()),
)


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
            and all(word in user.search_text for word in wanted.words())
            and all(not ids or own in ids for own, ids in [*groups.items(), *others])
            and self._seen(user, wanted.last_seen)
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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(_PEOPLE, max_size=12), wishes=st.lists(_WISHES, min_size=1, max_size=4))
def test_the_list_is_the_naive_scan_and_its_pages_visit_everyone_once(
    database: Database, people: list[Someone], wishes: list[Wish]
) -> None:
    """ACL-03, ACL-09: with ties and with people who lack the key, forth and back, and in the conditions for others."""
    crew = Crew(database)
    neighbours = crew.world.workspace("Voisine")
    neighbours.person("Zoé Dupont", status="active")
    crew.add(people)
    for wish in wishes:
        wanted, sort = crew.query(wish)
        expected = crew.expected(wanted, sort)
        forth, back = _walk(crew.world, crew.actor, wanted, sort)
        assert forth == expected, (wanted, sort)
        assert back == expected, (wanted, sort)
        assert _meant(crew, wanted) == set(expected), wanted


def _meant(crew: Crew, wanted: UserFilter) -> set[str]:
    with crew.world.db.read() as s:
        meant = filters.conditions(crew.here.id, wanted, crew.now)
        return set(s.execute(select(col(User.id)).where(*meant)).scalars())


def _walk(world: World, actor: Actor, wanted: UserFilter, sort: Sort) -> tuple[list[str], list[str]]:
    """Turn the pages to the end and back, three people a page."""

    def page(cursor: str = "") -> UserPage:
        return world.users.page(actor, replace(UserListQuery.of(wanted, sort, cursor=cursor), size=3))

    seen = [page()]
    while seen[-1].after:
        seen.append(page(seen[-1].after))
    back = [seen[-1]]
    while back[-1].before:
        back.append(page(back[-1].before))
    return [row.id for each in seen for row in each.rows], [
        row.id for each in reversed(back) for row in each.rows
    ]


@pytest.mark.parametrize("most", [0, 3])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(_PEOPLE, max_size=10), wish=_WISHES)
def test_a_list_that_is_too_long_to_gather_is_walked_and_is_the_same(
    database: Database, most: int, people: list[Someone], wish: Wish
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "MOST_COUNTED", most)
        narrowing._gathering.cache_clear()
        crew = Crew(database)
        crew.add(people)
        wanted, sort = crew.query(wish)
        assert _walk(crew.world, crew.actor, wanted, sort)[0] == crew.expected(wanted, sort), (wanted, sort)
    narrowing._gathering.cache_clear()


def test_a_filter_that_fits_many_is_counted_to_a_thousand(world: World, here: Place) -> None:
    crowd(here, 1_005)
    actor = here.actor()
    wanted = UserFilter(role_ids=(here.roles["user"],))
    first = world.users.page(actor, UserListQuery.of(wanted))
    assert (first.total, first.capped, names_on(first)[0]) == (1_000, True, "Personne 00000")
    second = world.users.page(actor, UserListQuery.of(wanted, cursor=first.after))
    assert (second.first, names_on(second)[0]) == (26, "Personne 00025")


def test_a_cursor_of_another_order_gives_the_first_page(world: World, here: Place) -> None:
    """ACL-09."""
    crowd(here, 60)
    actor = here.actor()
    first = world.users.page(actor, UserListQuery.of(UserFilter(), Sort(Key.EMAIL)))
    assert first.after
    for sort in (Sort(Key.EMAIL, descending=True), Sort(Key.CREATED), Sort(Key.LAST_SEEN), Sort()):
        page = world.users.page(actor, UserListQuery.of(UserFilter(), sort, cursor=first.after))
        assert (page.first, page.before) == (1, ""), sort


def test_a_narrowed_page_takes_as_many_queries_for_many_people_as_for_one(world: World, here: Place) -> None:
    crowd(here, 1, name="Personne seule")
    actor = here.actor()
    query = UserListQuery.of(UserFilter(role_ids=(here.roles["user"],), search="personne"), Sort(Key.CREATED))
    with statements(world.db) as for_few:
        world.users.page(actor, query)
    crowd(here, 60, start=1)
    with statements(world.db) as for_many:
        world.users.page(actor, query)
    assert (len(for_few), len(for_many)) == (2, 2)


_ADDRESSES = [
    ({}, {}),
    ({"tab": "active", "q": "  a  b "}, {"tab": "active", "q": "a b"}),
    ({"tab": "deleted", "role": "x,y", "seen": "yesterday", "sort": "x", "nonsense": "1"}, {}),
    ({"role": f"{'b' * 32},{'a' * 32},{'a' * 32}"}, {"role": f"{'a' * 32},{'b' * 32}"}),
    ({"department": f"none,{'a' * 32}", "role": "none"}, {"department": f"{'a' * 32},none"}),
    ({"role": 7, "q": ["x"], "tab": None, "seen": {}}, {}),
    ({"q": "a\0b\ud800"}, {"q": "a b"}),
    ({"seen": "before_90d"}, {"seen": "before_90d"}),
]


@pytest.mark.parametrize(("said", "kept"), _ADDRESSES)
def test_an_address_asks_for_what_it_can(said: dict[str, object], kept: dict[str, str]) -> None:
    """ACL-09, INP-01: what nobody can choose is not asked for."""
    assert UserFilter.parse(said).query() == kept
