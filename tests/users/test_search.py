"""Searching people: what is found, and what it costs."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.folding import fold
from comunik_kit.users import gathering, listing, names, searching
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import ChangeUser, UserListQuery
from comunik_kit.users.listing import Wanted
from comunik_kit.users.sorts import BY_NAME, Key, Sort
from comunik_kit.users.sorts import Place as Spot
from comunik_kit.users.views import UserPage
from tests.support.clock import MovedClock
from tests.users.crowd import crowd, names_on, statements
from tests.users.world import Place, World

FROM_Z = Sort(Key.NAME, descending=True)
FOUND = [
    ("dupont marie", {"Marie Dupont"}),
    ("MARIE", {"Marie Dupont", "Anne-Marie Légaré"}),
    ("legare", {"Anne-Marie Légaré"}),
    ("Légaré", {"Anne-Marie Légaré"}),
    ("  ﬁ  ", {"Sofiane Ali"}),
    ("m.dupont@exemple", {"Marie Dupont"}),
    ("société.fr", {"Sofiane Ali"}),
    ("xn--socit", {"Sofiane Ali"}),
    ("al", {"Sofiane Ali"}),
    ("a li", {"Sofiane Ali"}),
    ("100%", {"Cent 100% Sûr_e"}),
    ("r_e", {"Cent 100% Sûr_e"}),
    ('"', set()),
    ("%", {"Cent 100% Sûr_e"}),
    ("/", set()),
    ("a%t", set()),
    ("dup*", set()),
    ("marie OR sofiane", set()),
    ("zzz", set()),
    ("' OR 1=1 --", set()),
    ("\0marie\ud800", {"Marie Dupont", "Anne-Marie Légaré"}),
]


def test_search_finds_every_word_anywhere_in_name_or_address(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-09: the signs of SQL and of search languages are letters like others."""
    actor = here.actor(user=here.person("Ursule", "admin", status="active", email="u@uuu.org"))
    here.person("Marie Dupont", email="m.dupont@exemple.fr")
    here.person("Anne-Marie Légaré", email="aml@exemple.fr")
    here.person("Sofiane Ali", email="s@société.fr")
    here.person("Cent 100% Sûr_e", email="cent@exemple.fr")
    here.person("Marie Supprimée", status="deleted")
    elsewhere.person("Marie Étrangère")
    for search, found in FOUND:
        page = world.users.page(actor, UserListQuery.parse(search=search))
        assert set(names_on(page)) == found, search
        assert (page.total, page.capped) == (len(found), False), search


def test_search_keeps_to_its_tab(world: World, here: Place) -> None:
    actor = here.actor(user=here.person("Ursule", "admin", status="active"))
    here.person("Marie Invitée", status="invited")
    here.person("Marie Créée")
    page = world.users.page(actor, UserListQuery.parse(tab="invited", search="marie"))
    assert (names_on(page), page.total) == (["Marie Invitée"], 1)


def test_a_search_follows_a_changed_name(world: World, here: Place) -> None:
    actor, person = here.actor(), here.person("Marie Dupont")
    change = ChangeUser.parse(here.changed(person.id, full_name="Marie Lefèvre"))
    world.users.change(actor, user_id=person.id, change=change)
    assert names_on(world.users.page(actor, UserListQuery.parse(search="lefevre"))) == ["Marie Lefèvre"]
    assert names_on(world.users.page(actor, UserListQuery.parse(search="dupont"))) == []


_LETTERS = st.sampled_from([*"abeéÈ%_\"'*-ßœﬁ", "İ", "ı", "Å", " "])
_NAMES = st.text(_LETTERS, min_size=1, max_size=8).filter(lambda name: name.strip() != "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(_NAMES, max_size=8), search=st.text(_LETTERS, max_size=6))
def test_search_is_the_naive_scan(database: Database, people: list[str], search: str) -> None:
    world = World(database, MovedClock())
    here = world.workspace()
    actor = here.actor(user=here.person("ZZZ", "admin", status="active", email="z@zzz.org"))
    for number, name in enumerate(people):
        here.person(name, email=f"u{number}@zzz.org")
    words = fold(search).split()
    expected = sorted(
        name
        for number, name in enumerate(people)
        if all(word in f"{fold(name)} u{number}@zzz.org" for word in words)
    )
    page = world.users.page(actor, UserListQuery.parse(search=search))
    shown = sorted(name for name in names_on(page) if name != "ZZZ")
    assert shown == expected


def test_a_search_that_finds_much_is_counted_to_a_thousand_and_paged_on(world: World, here: Place) -> None:
    crowd(here, 1_005)
    actor = here.actor()
    first = world.users.page(actor, UserListQuery.parse(search="personne foule"))
    assert (first.total, first.capped, names_on(first)[0]) == (1_000, True, "Personne 00000")
    second = world.users.page(actor, UserListQuery.parse(search="personne foule", cursor=first.after))
    assert (second.first, names_on(second)[0]) == (26, "Personne 00025")
    everybody = world.users.page(actor, UserListQuery.parse())
    assert (everybody.total, everybody.capped) == (1_006, False)


@pytest.mark.parametrize(("gathered", "further"), [(20_000, 20_000), (1_010, 20_000), (1_010, 2_050)])
def test_many_who_stand_together_are_paged_as_they_are_named(
    world: World, here: Place, monkeypatch: pytest.MonkeyPatch, gathered: int, further: int
) -> None:
    """More than a search counts, behind more than are looked among one by one; and three before these.

    They are gathered; or found among more names; or, when they stand behind these too, gathered however many.
    """
    monkeypatch.setattr(gathering, "_MOST_GATHERED", gathered)
    monkeypatch.setattr(gathering, "_FURTHER", further)
    crowd(here, 2_100, name="Adèle {:05}")
    crowd(here, 1_030, name="Zoé {:05}", start=5_000)
    crowd(here, 3, name="Abel Zoé {:05}", start=9_000)
    actor = here.actor()
    all_of_them = [f"Abel Zoé {9_000 + number:05}" for number in range(3)]
    all_of_them += [f"Zoé {5_000 + number:05}" for number in range(1_030)]

    def page(cursor: str = "", tab: str = "all") -> UserPage:
        return world.users.page(actor, UserListQuery.parse(search="zoé", cursor=cursor, tab=tab))

    first, second = page(), page(page().after)
    assert (names_on(first), first.total, first.capped) == (all_of_them[:25], 1_000, True)
    assert (names_on(second), second.first) == (all_of_them[25:50], 26)
    assert names_on(page(second.before)) == all_of_them[:25]
    late = Spot(names.sort_name("Zoé 06000"), "f" * 32, 1_001, after=True).cursor(BY_NAME)
    assert names_on(page(late)) == all_of_them[1_004:][:25]
    assert names_on(page(tab="not_invited")) == all_of_them[:25]


@pytest.mark.parametrize("search", ["", "zoé", "adèle", "adèle foule", "èl", "o"])
def test_from_z_to_a_a_search_is_read_from_the_end(world: World, here: Place, search: str) -> None:
    """As few people are read as from A to Z: the first pages are those of the end, and lead back."""
    crowd(here, 1_040, name="Adèle {:05}")
    crowd(here, 60, name="Zoé {:05}", start=5_000)
    crowd(here, 3, name="Abel Zoé {:05}", start=9_000)
    everybody = [f"Zoé {number:05}" for number in reversed(range(5_000, 5_060))]
    everybody += [f"Adèle {number:05}" for number in reversed(range(1_040))]
    everybody += [f"Abel Zoé {number:05}" for number in reversed(range(9_000, 9_003))]
    meant = [
        name for name in everybody if all(word in f"{fold(name)} foule.fr" for word in fold(search).split())
    ]
    actor = here.actor(user=here.person("A", "admin", status="active", email="a@aaa.aa"))
    asked = UserFilter.parse({"q": search})

    def page(cursor: str = "", *, of: Sort = FROM_Z) -> tuple[UserPage, int]:
        with statements(world.db) as seen:
            found = world.users.page(actor, UserListQuery.of(asked, of, cursor=cursor))
        return found, len(seen)

    first, asked_first = page()
    second, _ = page(first.after)
    assert names_on(first) == meant[:25]
    assert (names_on(second), second.first) == (meant[25:50], 26)
    assert names_on(page(second.before)[0]) == meant[:25]
    upwards, asked_upwards = page(of=BY_NAME)
    assert [name for name in names_on(upwards) if name != "A"][:24] == meant[::-1][:24]
    assert (first.total, first.capped) == (upwards.total, upwards.capped)
    assert max(asked_first, asked_upwards) <= (3 if world.db.is_sqlite else 5)


@pytest.mark.parametrize(
    ("one", "other"), [("Box 1 b", "Box 2 a"), ("D'aza", "D-aya"), ("Ωb", "Ψa"), ("L,b", "L-a")]
)
def test_signs_and_digits_in_a_name_leave_nobody_out(world: World, here: Place, one: str, other: str) -> None:
    """All of a search that finds more than are counted are met, page after page, in the order of names."""
    crowd(here, 510, name=one + "{:05}")
    crowd(here, 510, name=other + "{:05}", start=1_000)
    everybody = sorted((f"{one}{number:05}" for number in range(510)), key=names.sort_name)
    everybody += [f"{other}{number:05}" for number in range(1_000, 1_510)]
    everybody.sort(key=names.sort_name)
    actor, seen, cursor = here.actor(), [], ""
    for _ in range(41):
        page = world.users.page(actor, UserListQuery.parse(search="foule.fr", cursor=cursor))
        seen += names_on(page)
        cursor = page.after
    assert cursor == ""
    assert seen == everybody


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
