"""One's own home page: its order and what one hides, for oneself alone, whatever modules come and go."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.modules.asking import Span
from comunik_kit.modules.home import Home
from comunik_kit.modules.own_home import OwnHomes, OwnWidgets
from comunik_kit.modules.previewing import HomePreviews
from comunik_kit.modules.rules import AS_COMPOSED, OwnHome, own_home, placed
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Tier
from tests.modules.conftest import Cast

ALL = ["calls", "leads", "tickets", "discussions"]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Lend one kind: nothing here is the database's to decide."""
    return sqlite_database


@pytest.fixture
def own(database: Database) -> OwnHomes:
    """Open the service."""
    return OwnHomes(db=database)


def keys(shown: OwnWidgets) -> list[str]:
    return [each.key for each in shown.widgets]


def at_home(home: Home, actor: Actor) -> list[str]:
    return [each.module for each in home.view(actor).widgets]


@pytest.mark.parametrize(
    ("mine", "composed", "places"),
    [
        ("", "abcd", "abcd"),
        ("dcba", "abcd", "dcba"),
        ("ca", "abc", "cab"),  # b came later, and stands after a
        ("cb", "abc", "acb"),  # a came later, and was first
        ("ca", "abcd", "cdab"),
        ("xbya", "ab", "xbya"),  # x and y are away, and keep their places
        ("xb", "ab", "axb"),
    ],
)
def test_what_came_later_stands_where_it_was_composed(mine: str, composed: str, places: str) -> None:
    assert "".join(placed(mine, composed)) == places
    on = "".join(key for key in places if key in composed)
    assert "".join(OwnHome(tuple(mine)).places(composed)) == on
    assert "".join(OwnHome(tuple(mine), frozenset("a")).shown(composed)) == on.replace("a", "")


def test_nothing_kept_is_as_composed_and_half_of_it_is_read_too() -> None:
    assert own_home(None) == own_home({}) == AS_COMPOSED
    assert own_home({"hidden": ["calls"]}) == OwnHome((), frozenset({"calls"}))


def test_a_widget_goes_up_and_down_and_the_home_page_follows(own: OwnHomes, home: Home, cast: Cast) -> None:
    actor = cast["Solène"]
    assert keys(own.own(actor)) == at_home(home, actor) == ALL
    moved = own.move(actor, module="tickets", up=True)
    assert keys(moved) == at_home(home, actor) == ["calls", "tickets", "leads", "discussions"]
    assert [(each.is_first, each.is_last) for each in moved.widgets] == [
        (True, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip
    own.move(actor, module="calls", up=False)
    assert at_home(home, actor) == ["tickets", "calls", "leads", "discussions"]
    own.move(actor, module="tickets", up=True)
    assert keys(own.own(actor)) == ["tickets", "calls", "leads", "discussions"]
    assert at_home(home, cast["Agnès"]) == ALL


def test_a_hidden_widget_keeps_its_place_and_comes_back_there(own: OwnHomes, home: Home, cast: Cast) -> None:
    actor = cast["Solène"]
    hidden = own.show(actor, module="leads", shown=False)
    assert [(each.key, each.is_shown) for each in hidden.widgets][1] == ("leads", False)
    assert at_home(home, actor) == ["calls", "tickets", "discussions"]
    own.show(actor, module="leads", shown=True)
    assert at_home(home, actor) == ALL
    for module in ALL:
        own.show(actor, module=module, shown=False)
    assert (home.view(actor).widgets, home.view(actor).all_hidden) == ([], True)


def test_the_order_of_origin_brings_everything_back(
    own: OwnHomes, home: Home, cast: Cast, database: Database
) -> None:
    actor = cast["Solène"]
    own.move(actor, module="discussions", up=True)
    own.show(actor, module="calls", shown=False)
    assert own.own(actor).is_own
    assert not own.restore(actor).is_own
    assert at_home(home, actor) == ALL
    with database.read() as s:
        assert s.get_one(User, actor.user_id).own_home is None


def test_modules_that_go_are_passed_over_and_find_their_places_again(
    own: OwnHomes, home: Home, cast: Cast, database: Database
) -> None:
    actor = cast["Solène"]
    own.move(actor, module="tickets", up=True)
    own.move(actor, module="tickets", up=True)
    with database.write() as s:
        s.execute(update(Tier).values(modules=["calls", "discussions"]))
    assert at_home(home, actor) == ["calls", "discussions"]
    own.move(actor, module="discussions", up=True)
    assert at_home(home, actor) == ["discussions", "calls"]
    with pytest.raises(NotFound):
        own.move(actor, module="tickets", up=True)
    with database.write() as s:
        s.execute(update(Tier).values(modules=ALL))
    assert at_home(home, actor) == ["tickets", "discussions", "calls", "leads"]


def test_an_order_is_ones_own_and_asks_nobody_else_anything(
    own: OwnHomes, cast: Cast, neighbours: Cast, database: Database
) -> None:
    """ACL-03: no other person's page changes, no form of one's record goes stale, and nothing is in the journal."""
    actor = cast["Agnès"]
    with database.read() as s:
        version = s.get_one(User, actor.user_id).version
    own.move(actor, module="tickets", up=True)
    own.show(actor, module="calls", shown=False)
    with database.read() as s:
        kept = {row.id: (row.own_home, row.version) for row in s.execute(select(User)).scalars()}
        assert s.execute(select(func.count()).select_from(AuditEntry)).scalar_one() == 0
    order = ["calls", "tickets", "leads", "discussions"]
    assert kept.pop(actor.user_id) == ({"order": order, "hidden": ["calls"]}, version)
    assert {own_of for own_of, _ in kept.values()} == {None}
    stranger = replace(actor, workspace_id=neighbours.workspace_id)
    for act in (lambda: own.restore(stranger), lambda: own.show(stranger, module="calls", shown=True)):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("module", ["offers", "unheard_of", ""])
def test_what_is_no_widget_of_ones_own_is_unknown(
    own: OwnHomes, cast: Cast, database: Database, module: str
) -> None:
    """ACL-09."""
    for act in (own.move, own.show):
        more = {"up": True} if act == own.move else {"shown": False}
        with pytest.raises(NotFound):
            act(cast["Agnès"], module=module, **more)
    with database.read() as s:
        assert s.get_one(User, cast["Agnès"].user_id).own_home is None


def test_an_initial_password_arranges_nothing(own: OwnHomes, cast: Cast) -> None:
    """AUT-11."""
    held = replace(cast["Solène"], must_change_password=True)
    for act in (own.own, own.restore, lambda actor: own.move(actor, module="calls", up=False)):
        with pytest.raises(Forbidden):
            act(held)


def test_people_with_other_orders_want_the_same_reading(own: OwnHomes, home: Home, cast: Cast) -> None:
    """NFR: it is read by what is in it, and put in order by each page."""
    actor = cast["Solène"]
    before = home.wanted(actor, span=Span.WEEK)
    own.move(actor, module="discussions", up=True)
    own.show(actor, module="calls", shown=False)
    after = home.wanted(actor, span=Span.WEEK)
    assert (before, hash(before)) == (after, hash(after))
    found = home.widgets(before)
    assert [each.module for each in before.arranged(found)] == ALL
    assert [each.module for each in after.arranged(found)] == ["leads", "discussions", "tickets"]


def test_who_looks_at_somebodys_home_page_sees_it_as_they_arranged_it(
    own: OwnHomes, cast: Cast, database: Database, clock: Clock
) -> None:
    own.move(cast["Agnès"], module="tickets", up=True)
    own.show(cast["Agnès"], module="leads", shown=False)
    rights = frozenset(Permission)
    admin = replace(cast["Solène"], rank=50, permissions=rights)
    seen = HomePreviews(db=database, clock=clock).of_person(admin, user_id=cast["Agnès"].user_id)
    assert [each.module for each in seen.widgets] == ["calls", "tickets", "discussions"]
