"""The list of people: its pages, its tabs, and what its reader may do."""

from dataclasses import replace

import pytest

from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.listing import encode_cursor
from comunik_kit.roles.tables import Role
from comunik_kit.users.filters import EVERYBODY
from comunik_kit.users.gone import DeletedPeople
from comunik_kit.users.inputs import NewColleague, UserListQuery
from comunik_kit.users.sorts import BY_NAME, Key, Sort
from comunik_kit.users.views import UserPage
from tests.users.crowd import crowd, names_on
from tests.users.world import Place, World


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


@pytest.mark.parametrize("sort", [BY_NAME, Sort(Key.EMAIL)])
@pytest.mark.parametrize(
    ("gone", "came", "first"), [(0, 0, 26), (10, 0, 16), (25, 0, 1), (0, 3, 29), (4, 2, 24)]
)
def test_the_last_page_is_numbered_from_the_end(
    world: World, here: Place, sort: Sort, gone: int, came: int, first: int
) -> None:
    """Whoever came or went before it since its place was written: never « 26 to 30 of 20 »."""
    people = [here.person(f"Ana {number:02}", email=f"p{number:02}@exemple.fr") for number in range(29)]
    actor = here.actor(user=here.person("Zoé Dernière", "admin", status="active", email="z@exemple.fr"))
    place = world.users.page(actor, UserListQuery.of(EVERYBODY, sort)).after
    for each in people[:gone]:
        world.users.delete(actor, user_id=each.id)
    for number in range(came):
        here.person(f"Aaron {number}", email=f"a{number}@exemple.fr")
    page = world.users.page(actor, UserListQuery.of(EVERYBODY, sort, cursor=place))
    assert (page.first, len(page.rows), page.total) == (first, 5, first + 4)
    assert (bool(page.before), page.after) == (True, "")


def test_a_page_that_is_not_the_last_leaves_room_for_who_comes_behind(world: World, here: Place) -> None:
    people = [here.person(f"Ana {number:02}") for number in range(59)]
    actor = here.actor(user=here.person("Zoé Dernière", "admin", status="active"))
    first = world.users.page(actor, UserListQuery.parse())
    third = world.users.page(
        actor,
        UserListQuery.parse(cursor=world.users.page(actor, UserListQuery.parse(cursor=first.after)).after),
    )
    for each in people[:20]:
        world.users.delete(actor, user_id=each.id)
    for cursor in (first.after, third.before):
        page = world.users.page(actor, UserListQuery.parse(cursor=cursor))
        assert (page.rows[0].full_name, page.first, page.total) == ("Ana 25", 15, 40)
        assert page.after


_EDGES = [
    "نیم\u200cفض {:02}",
    "Ana \N{WOMAN}\u200d\N{PERSONAL COMPUTER} {:02}",
    "Jean\xadMarie {:02}",
    "щ" * 117 + " {:02}",
    "明" * 117 + " {:02}",
    "\U00020000" * 117 + " {:02}",
    '"' * 116 + "a {:02}",
]


@pytest.mark.parametrize("name", _EDGES)
@pytest.mark.parametrize("sort", [BY_NAME, Sort(descending=True)])
def test_whoever_is_at_the_edge_of_a_page_leads_on_and_back(
    world: World, here: Place, name: str, sort: Sort
) -> None:
    """With an invisible joiner in their name, or the longest name of a script that takes much room."""
    actor = here.actor(user=here.person("Zoé Dernière", "admin", status="active"))
    for number in range(29):
        here.person(NewColleague.parse(here.form(full_name=name.format(number))).full_name)

    def page(cursor: str = "") -> UserPage:
        return world.users.page(actor, UserListQuery.of(EVERYBODY, sort, cursor=cursor))

    first = page()
    second = page(first.after)
    again = page(second.before)
    assert (first.first, second.first, again.first) == (1, 26, 1)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 30
    assert (second.after, again.rows) == ("", first.rows)


@pytest.mark.parametrize("name", _EDGES)
def test_whoever_is_at_the_edge_of_a_page_of_deleted_people_leads_on(
    world: World, here: Place, name: str
) -> None:
    for number in range(27):
        here.person(name.format(number), status="deleted")
    deleted, actor = DeletedPeople(db=world.db, clock=world.clock), here.actor()
    first = deleted.page(actor)
    second = deleted.page(actor, after=first.after)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 27
    assert (len(first.rows), second.after) == (25, "")


FORGED = [
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
]


def test_a_forged_cursor_gives_the_first_page(world: World, here: Place) -> None:
    """ACL-09."""
    actor = here.actor(user=here.person("Marie Dupont", "admin", status="active"))
    for cursor in FORGED:
        page = world.users.page(actor, UserListQuery.parse(cursor=cursor))
        assert (names_on(page), page.first, page.before) == (["Marie Dupont"], 1, ""), cursor


_FORGED_MOMENTS = [
    "2026-01-01",
    "2026-01-01T00:00:00",
    "20260101T000000.123456+00:00",
    "2026-W01-1",
    "2026-01-01T01:00:00+01:00",
    "9999-12-31T23:59:59-23:00",
    "0002-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00+00:00",
    "2026-13-01T00:00:00+00:00",
]


@pytest.mark.parametrize("moment", _FORGED_MOMENTS)
@pytest.mark.parametrize("sort", [Sort(Key.CREATED), Sort(Key.LAST_SEEN, descending=True)])
def test_a_forged_moment_gives_the_first_page(world: World, here: Place, moment: str, sort: Sort) -> None:
    """ACL-09: a moment that is not written as ours are, or that no clock knows in UTC."""
    actor = here.actor(user=here.person("Marie Dupont", "admin", status="active"))
    cursor = encode_cursor("a", sort.word(), moment, "f" * 32, 5)
    page = world.users.page(actor, UserListQuery.of(EVERYBODY, sort, cursor=cursor))
    assert (names_on(page), page.first, page.before) == (["Marie Dupont"], 1, "")


def test_deleted_people_from_a_forged_place_are_those_from_the_beginning(world: World, here: Place) -> None:
    """ACL-09."""
    here.person("Marie Dupont", status="deleted")
    deleted, actor = DeletedPeople(db=world.db, clock=world.clock), here.actor()
    for cursor in (
        *FORGED,
        encode_cursor("zz\0", "f"),
        encode_cursor("zz", "\ud800"),
        encode_cursor("zz", 1),
    ):
        assert [row.full_name for row in deleted.page(actor, after=cursor).rows] == ["Marie Dupont"], cursor


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
    ("reader", "may"),
    [
        ("supervisor", {"user": "", "agent": "", "supervisor": "", "manager": "", "admin": ""}),
        ("manager", {"user": "ei", "agent": "ei", "supervisor": "ei", "manager": "i", "admin": ""}),
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


def test_a_row_offers_nothing_over_who_holds_a_right_that_its_reader_lacks(world: World, here: Place) -> None:
    """INV-01, ACL-06: however low their role is."""
    reader = here.actor("manager", user=here.person("Lecteur", "manager", status="active"))
    for name, right in (("Veilleur", "calls:read"), ("Contrôleur", "audit:read")):
        role = Role(
            id=new_id(world.clock.now()), workspace_id=here.id, name=name, rank=10, permissions=[right]
        )
        with world.db.write() as s:
            s.add(role)
            here.roles[name] = role.id
        here.person(f"Ana {name}", name)
    rows = {row.role_name: row for row in world.users.page(reader, UserListQuery.parse()).rows}
    assert (rows["Veilleur"].may_edit, rows["Veilleur"].may_invite, rows["Veilleur"].may_suspend) == (
        True,
    ) * 3
    row = rows["Contrôleur"]
    offered = (row.may_edit, row.may_invite, row.may_suspend, row.may_delete)
    assert offered == (False,) * 4


def test_nobody_is_offered_to_delete_themselves_or_to_invite_the_active(world: World, here: Place) -> None:
    actor = here.actor()
    [row] = world.users.page(actor, UserListQuery.parse()).rows
    assert (row.may_edit, row.may_invite, row.may_delete) == (True, False, False)


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
