"""The list narrowed and sorted: whom it shows, in which order, and what it costs."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.users import filters, narrowing, narrowing_queries
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.sorts import Key, Sort
from comunik_kit.users.tables import User
from comunik_kit.users.views import UserPage
from tests.support.clock import MovedClock
from tests.users.crowd import crowd, names_on, statements
from tests.users.wishes import PEOPLE, WISHES, Crew, Someone, Wish
from tests.users.world import Place, World


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, max_size=12), wishes=st.lists(WISHES, min_size=1, max_size=4))
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
@pytest.mark.parametrize("reading", [(1, 2, 4), (2, 100, 4), (2, 0, 6), (1, 2, 2)])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, max_size=10), wish=WISHES)
def test_a_list_that_is_too_long_to_gather_is_walked_and_is_the_same(
    database: Database, reading: tuple[int, int, int], most: int, people: list[Someone], wish: Wish
) -> None:
    """However little of each index is read before the next one is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "MOST_COUNTED", most)
        for name, number in zip(("_BEGINNING", "_RARE", "_MORE"), reading, strict=True):
            patch.setattr(narrowing, name, number)
        narrowing_queries.gathered.cache_clear()
        crew = Crew(database)
        crew.add(people)
        wanted, sort = crew.query(wish)
        assert _walk(crew.world, crew.actor, wanted, sort)[0] == crew.expected(wanted, sort), (wanted, sort)
    narrowing_queries.gathered.cache_clear()


def test_a_filter_that_fits_many_is_counted_to_a_thousand(world: World, here: Place) -> None:
    crowd(here, 1_005)
    actor = here.actor()
    wanted = UserFilter(role_ids=(here.roles["user"],))
    first = world.users.page(actor, UserListQuery.of(wanted))
    assert (first.total, first.capped, names_on(first)[0]) == (1_000, True, "Personne 00000")
    second = world.users.page(actor, UserListQuery.of(wanted, cursor=first.after))
    assert (second.first, names_on(second)[0]) == (26, "Personne 00025")


def test_few_who_have_rare_letters_are_found_among_many_without_reading_all_of_these(
    sqlite_database: Database, clock: MovedClock
) -> None:
    """The beginning of the index of either tells nothing: both are long, and hardly anyone is in both."""
    here = World(sqlite_database, clock).workspace()
    crowd(here, 1_100, name="Zoé {:05}")
    crowd(here, 1_200, start=2_000)
    with sqlite_database.write() as s:
        s.execute(
            update(User).where(col(User.full_name).startswith("Personne")).values(activated_at=clock.now())
        )
    here.person("Zoé Trouvée", status="active")
    wanted = UserFilter(tab="active", search="zoé")
    with statements(here.world.db) as seen:
        page = here.world.users.page(here.actor(), UserListQuery.of(wanted, Sort(Key.CREATED)))
    assert (names_on(page), page.total, page.capped) == (["Zoé Trouvée"], 1, False)
    gathered = [each for each, _ in seen if "few AS MATERIALIZED" in each]
    assert ["MATCH" in each for each in gathered] == [True, False, True]
    assert all("met AS MATERIALIZED" in each for each in gathered)  # so much of an index is read and no more


@pytest.mark.parametrize("near", [20, 2_000])
@pytest.mark.parametrize("seen", ["", "never"])
@pytest.mark.parametrize("sort", [Sort(Key.EMAIL), Sort(Key.EMAIL, descending=True)])
def test_nobody_is_walked_to_whose_namesakes_stand_far_from_the_beginning(
    world: World, here: Place, monkeypatch: pytest.MonkeyPatch, sort: Sort, seen: str, near: int
) -> None:
    """They are among the next; or few enough have the words to sort them all, though more than are counted."""
    monkeypatch.setattr(narrowing_queries, "_NEAR", near)
    narrowing_queries.near.cache_clear()
    crowd(here, 50)
    crowd(here, 1_100, name="Valérie {:05}", start=2_000)
    crowd(here, 50, start=7_000)
    actor = here.actor()
    names = [f"Valérie {number:05}" for number in range(2_000, 3_100)]
    expected = names[::-1] if sort.descending else names

    def page(cursor: str = "") -> UserPage:
        asked = UserFilter.parse({"q": "valérie", "seen": seen})
        return world.users.page(actor, UserListQuery.of(asked, sort, cursor=cursor))

    monkeypatch.setattr(narrowing, "rows", lambda *_: pytest.fail("walked along the order"))
    first = page()
    second = page(first.after)
    assert names_on(first) + names_on(second) == expected[:50]
    assert names_on(page(second.before)) == expected[:25]
    assert (first.total, first.capped) == (1_000, True)
    narrowing_queries.near.cache_clear()


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
