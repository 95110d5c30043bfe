"""What searching people costs: what is read, by which index, and who is not."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from comunik_kit.kernel.db import Database
from comunik_kit.users import gathering, listing, searching
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.listing import Wanted
from comunik_kit.users.sorts import BY_NAME, Key, Sort
from comunik_kit.users.sorts import Place as Spot
from comunik_kit.users.views import UserPage
from tests.support.clock import MovedClock
from tests.users.crowd import crowd, names_on, statements
from tests.users.world import Place, World

FROM_Z = Sort(Key.NAME, descending=True)


def test_sqlite_walks_to_nobody_whose_names_begin_alike(
    sqlite_database: Database, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of their names the index knows eight letters: more « Valérie » than are counted are read as far as these go."""
    here = World(sqlite_database, clock).workspace()
    crowd(here, 30, name="Adèle {:05}")
    crowd(here, 1_100, name="Valérie {:05}", start=2_000)
    crowd(here, 2, name="Abel Valérie {:05}", start=9_000)
    everybody = [f"Abel Valérie {number:05}" for number in (9_000, 9_001)]
    everybody += [f"Valérie {number:05}" for number in range(2_000, 3_100)]
    actor = here.actor()

    def page(sort: Sort, cursor: str = "") -> UserPage:
        asked = UserListQuery.of(UserFilter.parse({"q": "valérie"}), sort, cursor=cursor)
        return here.world.users.page(actor, asked)

    monkeypatch.setattr(listing, "rows", lambda *_: pytest.fail("walked along names"))
    for sort, expected in ((BY_NAME, everybody), (FROM_Z, everybody[::-1])):
        first = page(sort)
        second = page(sort, first.after)
        assert names_on(first) + names_on(second) == expected[:50]
        assert names_on(page(sort, second.before)) == expected[:25]
        assert (first.total, first.capped) == (1_000, True)


def test_a_page_takes_as_many_queries_for_many_people_as_for_one(world: World, here: Place) -> None:
    actor = here.actor()
    with statements(world.db) as for_one:
        world.users.page(actor, UserListQuery.parse())
    crowd(here, 60)
    with statements(world.db) as for_many:
        world.users.page(actor, UserListQuery.parse())
    with statements(world.db) as for_search:
        world.users.page(actor, UserListQuery.parse(search="personne 0001"))
    assert len(for_one) == len(for_many) == len(for_search) == 2


def _read_everything(world: World, here: Place) -> list[tuple[str, Any]]:
    """Search, list and count once each; return the six statements."""
    with statements(world.db) as seen, world.db.look() as c:
        found = searching.find(c, Wanted(here.id, "all", ["02999"]), None, 26)
        searching.find(c, Wanted(here.id, "all", ["zq"]), None, 26)
        listing.rows(c, Wanted(here.id, "all", []), None, 26)
        listing.rows(c, Wanted(here.id, "active", []), Spot("x", "f", 1, after=True), 26)
        listing.these(c, here.id, found.ids or ["f" * 32], backwards=False)
        listing.counts(c, here.id)
    return [each for each in seen if "pg_stats" not in each[0]]


def test_sqlite_reads_lists_and_searches_from_their_indexes(
    sqlite_database: Database, clock: MovedClock
) -> None:
    world = World(sqlite_database, clock)
    here = world.workspace()
    crowd(here, 50)
    seen = _read_everything(world, here)
    with world.db.read() as s:
        explained = [
            s.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + each, given) for each, given in seen
        ]
        plans = ["\n".join(row[3] for row in rows.all()) for rows in explained]
    search, pairs, everybody, active, few, counted = plans
    for plan in (
        search,
        pairs,
    ):  # in the order of the index: nothing is sorted but the thousand that were met
        assert "SCAN f VIRTUAL TABLE INDEX" in plan
        assert "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)" in plan
        assert "TEMP B-TREE" not in plan.split("MATERIALIZE page")[0]
    assert "INDEX ix_users_workspace_id_sort_name_id (workspace_id=?)" in everybody
    assert "ix_users_workspace_id_status_sort_name_id (workspace_id=? AND status=? AND" in active
    assert "SEARCH users USING INDEX sqlite_autoindex_users_1 (id=?)" in few
    assert "INDEX ix_user_counts_workspace_id_status (workspace_id=?)" in counted
    assert not any(re.search(r"SCAN (users|r)\b", plan) for plan in plans)
    assert not any("TEMP B-TREE" in plan for plan in (everybody, active, counted))


@pytest.mark.postgresql
def test_postgresql_plans_a_page_once_and_each_search_anew(
    postgresql_database: Database, clock: MovedClock
) -> None:
    """One plan does not do for every word: that for a rare one reads a whole index to find « ma »."""
    here = World(postgresql_database, clock).workspace()
    crowd(here, 300)
    actor = here.actor()
    for _ in range(12):
        here.world.users.page(actor, UserListQuery.parse())
        here.world.users.page(actor, UserListQuery.parse(search="ne"))
    with here.world.db.look() as c:
        asked = "SELECT statement, generic_plans FROM pg_prepared_statements"
        plans = [tuple(each) for each in c.exec_driver_sql(asked)]
    pages = [generic for statement, generic in plans if "JOIN tiers" in statement and "LIMIT 26" in statement]
    assert len(pages) == 1
    assert pages[0] > 0
    assert not [statement for statement, _ in plans if "LIKE" in statement]


@pytest.mark.postgresql
def test_postgresql_gathers_nobody_for_two_letters_that_many_have(
    postgresql_database: Database, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gathering them takes as long as there are people; reading until a thousand are met does not.

    How many are many depends on how many people there are: of a thousand all are gathered sooner.
    """
    here = World(postgresql_database, clock).workspace()
    crowd(here, 1_200)
    here.person("Zqoë Rare", email="zq@rare.fr")
    actor = here.actor()

    def asked(search: str) -> tuple[list[str], str]:
        with statements(here.world.db) as seen:
            page = here.world.users.page(actor, UserListQuery.parse(search=search))
        return names_on(page), next(each for each, _ in seen if "MATERIALIZED" in each)

    before = {search: asked(search)[0] for search in ("ne", "zq", "ne zq", "zq ra")}
    with here.world.db.write() as s:
        s.execute(text("ANALYZE users"))
    assert {search: asked(search)[0] for search in before} == before
    assert [bool(before[search]) for search in before] == [True, True, False, True]

    def by_pairs() -> dict[str, bool]:
        return {search: "letter_pairs" in asked(search)[1] for search in before}

    assert by_pairs() == dict.fromkeys(before, True)
    monkeypatch.setattr(gathering, "_OFTEN", 1_000)
    assert by_pairs() == {"ne": False, "zq": True, "ne zq": True, "zq ra": True}


@pytest.mark.postgresql
def test_postgresql_reads_lists_and_searches_from_their_indexes(
    postgresql_database: Database, clock: MovedClock
) -> None:
    world = World(postgresql_database, clock)
    here = world.workspace()
    crowd(here, 3_000)
    with world.db.write() as s:
        for index in ("ix_users_search_text", "ix_users_letter_pairs"):  # as autovacuum would soon
            s.execute(text("SELECT gin_clean_pending_list(:index)"), {"index": index})
        s.execute(text("ANALYZE users"))
    seen = _read_everything(world, here)
    with world.db.read() as s:
        s.execute(text("SET LOCAL enable_seqscan = off"))  # as it decides by itself once people are many
        explained = [s.connection().exec_driver_sql("EXPLAIN " + each, given) for each, given in seen]
        search, pairs, everybody, active, few, counted = [
            "\n".join(rows.scalars().all()) for rows in explained
        ]
    assert "ix_users_search_text" in search
    assert "ix_users_letter_pairs" in pairs
    assert "user_counts" in counted
    assert "ix_users_workspace_id_sort_name_id" in everybody
    assert "Sort Key" not in everybody
    assert "ix_users_workspace_id_status_sort_name_id" in active
    assert "pk_users" in few


def test_a_number_is_looked_for_in_the_index_in_both_spellings(database: Database, clock: MovedClock) -> None:
    """As one word and as it was typed: nobody is read who has neither."""
    world = World(database, clock)
    here = world.workspace()
    crowd(here, 3_000)
    here.person("Salle 2024 2025")
    actor = here.actor()
    if not database.is_sqlite:
        with database.write() as s:
            s.execute(text("SELECT gin_clean_pending_list('ix_users_search_text')"))
            s.execute(text("ANALYZE users"))
    with statements(world.db) as seen:
        page = world.users.page(actor, UserListQuery.parse(search="2024 2025"))
    assert (names_on(page), page.total, len(seen)) == (["Salle 2024 2025"], 1, 2)
    with world.db.read() as s:
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        rows = s.connection().exec_driver_sql(explain + seen[0][0], seen[0][1]).all()
    plan = "\n".join(str(row[-1]) for row in rows)
    if database.is_sqlite:
        assert "SCAN f VIRTUAL TABLE INDEX" in plan
        assert "TEMP B-TREE" not in plan.split("MATERIALIZE page")[0]
    else:
        assert "BitmapOr" in plan
        assert plan.count("ix_users_search_text") == 2
