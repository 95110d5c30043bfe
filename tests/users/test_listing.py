"""The list of people: pages, tabs, search, and what each of them costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text
from sqlalchemy.engine import Engine

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.listing import encode_cursor
from comunik_kit.users import listing, names
from comunik_kit.users.inputs import ChangeUser, UserListQuery
from comunik_kit.users.listing import Wanted
from comunik_kit.users.tables import User
from comunik_kit.users.views import UserPage
from tests.support.clock import MovedClock
from tests.users.world import Place, World


def names_on(page: UserPage) -> list[str]:
    """List the names on a page."""
    return [row.full_name for row in page.rows]


def crowd(place: Place, count: int, *, name: str = "Personne {:05}") -> None:
    """Put many people into a workspace, in one statement."""
    now = place.world.clock.now()
    rows = []
    for number in range(count):
        full_name, email = name.format(number), f"p{number}.{place.id}@foule.fr"
        rows.append(
            {
                "id": new_id(now),
                "workspace_id": place.id,
                "full_name": full_name,
                "sort_name": names.sort_name(full_name),
                "email": email,
                "email_key": email,
                "search_text": names.search_text(full_name, EmailAddress(email, email)),
                "phone": "",
                "role_id": place.roles["user"],
                "tier_id": place.tier_id,
                "language": "fr",
                "time_zone": "Europe/Paris",
                "modules_off": [],
                "created_at": now,
                "version": 1,
            }
        )
    with place.world.db.write() as s:
        s.execute(insert(User), rows)


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that reach the database, with what was given to them."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            seen.append((statement, given))

    engine: Engine = database._reader
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_pages_walk_forth_and_back_without_missing_or_repeating_anybody(world: World, here: Place) -> None:
    crowd(here, 60)
    actor = here.actor(user=here.person("Zoé Dernière", "admin", status="active"))
    first = world.users.page(actor, UserListQuery.parse())
    second = world.users.page(actor, UserListQuery.parse(cursor=first.after))
    third = world.users.page(actor, UserListQuery.parse(cursor=second.after))
    everybody = names_on(first) + names_on(second) + names_on(third)
    assert everybody == [f"Personne {number:05}" for number in range(60)] + ["Zoé Dernière"]
    assert [page.first for page in (first, second, third)] == [1, 26, 51]
    assert [page.total for page in (first, second, third)] == [61, 61, 61]
    assert (first.before, third.after) == ("", "")
    back = world.users.page(actor, UserListQuery.parse(cursor=third.before))
    assert (names_on(back), back.first, bool(back.before), bool(back.after)) == (
        names_on(second),
        26,
        True,
        True,
    )
    start = world.users.page(actor, UserListQuery.parse(cursor=back.before))
    assert (names_on(start), start.first, start.before) == (names_on(first), 1, "")


def test_people_of_one_name_are_paged_by_their_id(world: World, here: Place) -> None:
    crowd(here, 60, name="Marie Dupont")
    actor = here.actor(user=here.person("Aaron Premier", "admin", status="active"))
    seen, cursor = [], ""
    for _ in range(3):
        page = world.users.page(actor, UserListQuery.parse(cursor=cursor))
        seen += [row.id for row in page.rows]
        cursor = page.after
    assert len(set(seen)) == 61
    assert cursor == ""


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "[]",
        "A" * 900,
        encode_cursor("a", "x", "y"),
        encode_cursor("c", "x", "y", 1),
        encode_cursor("a", 1, "y", 1),
        encode_cursor("a", "x\0", "y", 1),
        encode_cursor("a", "\ud800", "y", 1),
        encode_cursor("a", "x", "\0", 1),
        encode_cursor("a", "x", "y", -5),
        encode_cursor("a", "x", "y", 10**30),
        encode_cursor("a", "zzzz", "f", 99),
        encode_cursor("b", "", "f", 99),
        encode_cursor("a", "x' OR 1=1 --", "f", 99),
    ],
)
def test_a_forged_cursor_gives_the_first_page(world: World, here: Place, cursor: str) -> None:
    """ACL-09."""
    actor = here.actor(user=here.person("Marie Dupont", "admin", status="active"))
    page = world.users.page(actor, UserListQuery.parse(cursor=cursor))
    assert (names_on(page), page.first, page.before) == (["Marie Dupont"], 1, "")


def test_tabs_hold_and_count_their_own(world: World, here: Place, elsewhere: Place) -> None:
    """ACL-03: nobody of another workspace is listed or counted."""
    actor = here.actor(user=here.person("Active", "admin", status="active"))
    for status in ("created", "invited", "suspended", "deleted"):
        here.person(status.title(), status=status)
        elsewhere.person(f"Foreign {status}", status=status)
    counts = world.users.counts(actor)
    assert (counts.all, counts.active, counts.invited, counts.not_invited) == (4, 1, 1, 1)
    shown = {
        tab: names_on(world.users.page(actor, UserListQuery.parse(tab=tab)))
        for tab in ("all", "active", "invited", "not_invited", "deleted; DROP TABLE users")
    }
    everybody = ["Active", "Created", "Invited", "Suspended"]
    assert shown == {
        "all": everybody,
        "active": ["Active"],
        "invited": ["Invited"],
        "not_invited": ["Created"],
        "deleted; DROP TABLE users": everybody,
    }


@pytest.mark.parametrize(
    ("search", "found"),
    [
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
    ],
)
def test_search_finds_every_word_anywhere_in_name_or_address(
    world: World, here: Place, elsewhere: Place, search: str, found: set[str]
) -> None:
    """ACL-09: the signs of SQL and of search languages are letters like others."""
    actor = here.actor(user=here.person("Ursule", "admin", status="active", email="u@uuu.org"))
    here.person("Marie Dupont", email="m.dupont@exemple.fr")
    here.person("Anne-Marie Légaré", email="aml@exemple.fr")
    here.person("Sofiane Ali", email="s@société.fr")
    here.person("Cent 100% Sûr_e", email="cent@exemple.fr")
    here.person("Marie Supprimée", status="deleted")
    elsewhere.person("Marie Étrangère")
    page = world.users.page(actor, UserListQuery.parse(search=search))
    assert set(names_on(page)) == found
    assert (page.total, page.capped) == (len(found), False)


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
    """Search, list and count once each; return the five statements."""
    with statements(world.db) as seen, world.db.read() as s:
        found = listing.find(s, Wanted(here.id, "all", ["02999"]))
        listing.rows(s, Wanted(here.id, "all", []), None, 26)
        listing.rows(s, Wanted(here.id, "active", []), listing.Place("x", "f", 1, after=True), 26)
        listing.rows(s, Wanted(here.id, "all", ["personne"]), None, 26, among=found)
        listing.counts(s, here.id)
    return seen


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
    search, everybody, active, few, counted = plans
    assert "SCAN f VIRTUAL TABLE INDEX" in search
    assert "SEARCH u USING INDEX sqlite_autoindex_users_1" in search
    assert "INDEX ix_users_workspace_id_sort_name_id (workspace_id=?)" in everybody
    assert "ix_users_workspace_id_status_sort_name_id (workspace_id=? AND status=? AND" in active
    assert "SEARCH users USING INDEX sqlite_autoindex_users_1 (id=?)" in few
    assert "INDEX ix_users_workspace_id_status_sort_name_id (workspace_id=?)" in counted
    assert not any(re.search(r"SCAN (users|u)\b", plan) for plan in plans)
    assert not any("TEMP B-TREE" in plan for plan in (everybody, active, counted))


@pytest.mark.postgresql
def test_postgresql_reads_lists_and_searches_from_their_indexes(
    postgresql_database: Database, clock: MovedClock
) -> None:
    world = World(postgresql_database, clock)
    here = world.workspace()
    crowd(here, 3_000)
    with world.db.write() as s:
        s.execute(text("SELECT gin_clean_pending_list('ix_users_search_text')"))  # as autovacuum would soon
        s.execute(text("ANALYZE users"))
    seen = _read_everything(world, here)
    with world.db.read() as s:
        s.execute(text("SET LOCAL enable_seqscan = off"))  # as it decides by itself once people are many
        explained = [s.connection().exec_driver_sql("EXPLAIN " + each, given) for each, given in seen]
        search, everybody, active, few, _counted = ["\n".join(rows.scalars().all()) for rows in explained]
    assert "ix_users_search_text" in search
    assert "ix_users_workspace_id_sort_name_id" in everybody
    assert "Sort Key" not in everybody
    assert "ix_users_workspace_id_status_sort_name_id" in active
    assert "pk_users" in few


@pytest.mark.parametrize(
    ("reader", "may"),
    [
        ("supervisor", {"user": "", "agent": "", "supervisor": "", "manager": "", "admin": ""}),
        ("manager", {"user": "ei", "agent": "ei", "supervisor": "ei", "manager": "", "admin": ""}),
        ("admin", {"user": "eid", "agent": "eid", "supervisor": "eid", "manager": "eid", "admin": "eid"}),
    ],
)
def test_each_row_says_what_its_reader_may_do(
    world: World, here: Place, reader: str, may: dict[str, str]
) -> None:
    """ACL-06."""
    actor = here.actor(reader, user=here.person("Lecteur", reader, status="active"))
    for role in may:
        here.person(role, role)
    rows = [row for row in world.users.page(actor, UserListQuery.parse()).rows if row.id != actor.user_id]
    shown = {row.role_key: "e" * row.may_edit + "i" * row.may_invite + "d" * row.may_delete for row in rows}
    assert shown == may
    for row in rows:
        detail = world.users.detail(actor, row.id)
        assert (detail.may_edit, detail.may_invite, detail.may_delete) == (
            row.may_edit,
            row.may_invite,
            row.may_delete,
        )


def test_nobody_is_offered_to_delete_themselves_or_to_invite_the_active(world: World, here: Place) -> None:
    actor = here.actor()
    [row] = world.users.page(actor, UserListQuery.parse()).rows
    assert (row.may_edit, row.may_invite, row.may_delete) == (True, False, False)


@pytest.mark.parametrize("role", ["user", "agent"])
def test_those_who_may_not_read_people_read_nothing(world: World, here: Place, role: str) -> None:
    actor, other = here.actor(role), here.person("Marie Dupont")
    for read in (
        lambda: world.users.page(actor, UserListQuery.parse()),
        lambda: world.users.counts(actor),
        lambda: world.users.choices(actor),
        lambda: world.users.detail(actor, other.id),
    ):
        with pytest.raises(Forbidden):
            read()


def test_a_foreign_deleted_or_malformed_id_is_answered_as_a_missing_one(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-03."""
    actor = here.actor()
    foreign, gone = elsewhere.person("Marie"), here.person("Partie", status="deleted")
    for wrong in (foreign.id, gone.id, "0" * 32, "", "x", "' OR 1=1", None, {"$gt": 0}, 7):
        with pytest.raises(NotFound) as refusal:
            world.users.detail(actor, wrong)  # type: ignore[arg-type]  - what an event may bring
        assert refusal.value.params == {}


def test_the_record_shows_the_person_and_who_created_them(world: World, here: Place) -> None:
    actor = here.actor("manager", user=here.person("Paul Chef", "manager", status="active"))
    new = here.new(phone="0612345678", department="Ventes", company="ACME", language="en")
    made = world.users.create(actor, new=new)
    shown = world.users.detail(actor, made.user_id)
    assert (shown.full_name, shown.initials, shown.created_by) == ("Ana Martin", "AM", "Paul Chef")
    assert (shown.phone, shown.phone_shown) == ("+33612345678", "+33 6 12 34 56 78")
    assert (shown.department, shown.company, shown.tier, shown.language) == (
        "Ventes",
        "ACME",
        "Standard",
        "en",
    )
    assert (shown.status, shown.invited_at, shown.photo_url) == ("created", "", "")
    assert shown.created_at == "2026-03-02T09:00:00+00:00"
    assert not shown.is_self


def test_choices_offer_only_the_roles_one_may_give(world: World, here: Place, elsewhere: Place) -> None:
    """INV-01."""
    elsewhere.person("x")
    keys = {
        role: [choice.key for choice in world.users.choices(here.actor(role)).roles]
        for role in ("supervisor", "manager", "admin")
    }
    assert keys == {
        "supervisor": [],
        "manager": ["user", "agent", "supervisor", "manager"],
        "admin": ["user", "agent", "supervisor", "manager", "admin"],
    }
    offered = world.users.choices(here.actor())
    assert [tier.id for tier in offered.tiers] == [here.tier_id]
    assert offered.domain_ready


@pytest.mark.parametrize("wrong", [None, 7, ["all"], {"$gt": ""}, 1.5, True])
@pytest.mark.parametrize("field", ["tab", "search", "cursor", "size"])
def test_a_query_of_the_wrong_kind_is_refused(field: str, wrong: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput) as refusal:
        UserListQuery.parse(**{field: wrong})
    assert list(refusal.value.errors) == [field]


def test_a_page_has_one_of_two_sizes(world: World, here: Place) -> None:
    """ACL-09."""
    crowd(here, 55)
    query = UserListQuery.parse(size=50)
    assert len(world.users.page(here.actor(), query).rows) == 50
    for size in (0, -1, 10**9, 26):
        with pytest.raises(InvalidInput):
            UserListQuery.parse(size=size)
    assert replace(query, size=25) == UserListQuery.parse()
