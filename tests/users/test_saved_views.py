"""Saved views: whose they are, who sees them, who may change them."""

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound, TooLong
from comunik_kit.users import saved_views
from comunik_kit.users.addresses import ListAddress
from comunik_kit.users.errors import TooManyViews, ViewNameTaken
from comunik_kit.users.saved_views import MOST_OF_ONE, SavedViews, ViewForm
from tests.users.world import Place, World

ACTIVE = ListAddress.read("tab=active&sort=-seen&columns=role")
PRIVATE, SHARED = ViewForm("Jamais venus", shared=False), ViewForm("Pour tous", shared=True)


@pytest.fixture
def views(world: World) -> SavedViews:
    """Lend the service."""
    return SavedViews(db=world.db, clock=world.clock)


@pytest.fixture
def owner(here: Place) -> Actor:
    """Lend a supervisor, who may read people and not change them."""
    return here.actor("supervisor")


def seen(views: SavedViews, actor: Actor) -> list[str]:
    return [view.name for view in views.all(actor)]


def test_a_private_view_is_its_owner_s_alone(views: SavedViews, here: Place, owner: Actor) -> None:
    """ACL-03: not even an administrator sees it, and its id is nobody else's to use."""
    view_id = views.save(owner, form=PRIVATE, address=ACTIVE)
    [view] = views.all(owner)
    assert (view.name, view.query, view.shared, view.owner, view.may_change) == (
        "Jamais venus",
        "tab=active&sort=-seen&columns=role",
        False,
        "",
        True,
    )
    admin = here.actor("admin")
    assert seen(views, admin) == []
    with pytest.raises(NotFound):
        views.delete(admin, view_id=view_id)
    with pytest.raises(NotFound):
        views.change(admin, view_id=view_id, form=SHARED)
    assert seen(views, owner) == ["Jamais venus"]
    assert here.journal() == []


def test_a_shared_view_is_everybody_s_to_open_and_some_s_to_change(
    views: SavedViews, here: Place, owner: Actor
) -> None:
    """ACL-01: its owner and those who may change people; each change is in the journal."""
    view_id = views.save(owner, form=SHARED, address=ACTIVE)
    reader, admin = here.actor("supervisor"), here.actor("admin")
    assert [(view.owner, view.may_change) for view in views.all(reader)] == [(owner.name, False)]
    with pytest.raises(Forbidden):
        views.delete(reader, view_id=view_id)
    with pytest.raises(Forbidden):
        views.change(reader, view_id=view_id, form=PRIVATE)
    views.change(admin, view_id=view_id, form=ViewForm("Actifs", shared=True))
    assert [(view.name, view.query) for view in views.all(reader)] == [("Actifs", ACTIVE.query_string())]
    views.delete(admin, view_id=view_id)
    assert seen(views, owner) == []
    assert [(entry.tag, entry.target_name) for entry in here.journal()] == [
        ("list_view_saved", "Pour tous"),
        ("list_view_saved", "Actifs"),
        ("list_view_deleted", "Actifs"),
    ]


def test_a_view_that_is_shared_no_more_leaves_the_others_and_says_so_in_the_journal(
    views: SavedViews, here: Place, owner: Actor
) -> None:
    view_id = views.save(owner, form=SHARED, address=ACTIVE)
    views.change(owner, view_id=view_id, form=PRIVATE, address=ListAddress.read("q=ana"))
    assert seen(views, here.actor("admin")) == []
    assert [view.query for view in views.all(owner)] == ["q=ana"]
    assert [entry.details for entry in here.journal()] == [{"shared": True}, {"shared": False}]


def test_views_stay_in_their_workspace(views: SavedViews, elsewhere: Place, owner: Actor) -> None:
    """ACL-03."""
    view_id = views.save(owner, form=SHARED, address=ACTIVE)
    stranger = elsewhere.actor("admin")
    assert seen(views, stranger) == []
    for act in (
        lambda: views.delete(stranger, view_id=view_id),
        lambda: views.change(stranger, view_id=view_id, form=SHARED),
        lambda: views.delete(stranger, view_id="' OR 1=1 --"),
    ):
        with pytest.raises(NotFound):
            act()
    assert seen(views, owner) == ["Pour tous"]
    assert elsewhere.journal() == []


def test_nobody_without_the_right_to_read_people_has_views(views: SavedViews, here: Place) -> None:
    """ACL-01."""
    agent = here.actor("agent")
    for act in (
        lambda: views.all(agent),
        lambda: views.save(agent, form=PRIVATE, address=ACTIVE),
        lambda: views.change(agent, view_id="0" * 32, form=PRIVATE),
        lambda: views.delete(agent, view_id="0" * 32),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_name_is_given_once_by_each_person(views: SavedViews, here: Place, owner: Actor) -> None:
    views.save(owner, form=PRIVATE, address=ACTIVE)
    with pytest.raises(ViewNameTaken):
        views.save(owner, form=ViewForm("Jamais venus", shared=True), address=ACTIVE)
    other = views.save(owner, form=SHARED, address=ACTIVE)
    with pytest.raises(ViewNameTaken):
        views.change(owner, view_id=other, form=PRIVATE)
    views.save(here.actor("admin"), form=PRIVATE, address=ACTIVE)
    assert seen(views, owner) == ["Jamais venus", "Pour tous"]


def test_one_s_own_views_come_before_those_of_others_however_many_these_share(
    views: SavedViews, here: Place, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "_MOST_SHOWN", 4)
    for number in range(4):
        views.save(here.actor("admin"), form=ViewForm(f"Aînés {number}", shared=True), address=ACTIVE)
    views.save(owner, form=ViewForm("Zélés", shared=False), address=ACTIVE)
    views.save(owner, form=ViewForm("Pour tous", shared=True), address=ACTIVE)
    assert seen(views, owner) == ["Pour tous", "Zélés", "Aînés 0", "Aînés 1"]
    assert seen(views, here.actor("admin")) == ["Aînés 0", "Aînés 1", "Aînés 2", "Aînés 3"]


def test_nobody_keeps_too_many_or_too_much(views: SavedViews, owner: Actor) -> None:
    ids = ",".join(f"{number:032x}" for number in range(20))
    with pytest.raises(TooLong):
        views.save(owner, form=PRIVATE, address=ListAddress.read(f"role={ids}&tier={ids}"))
    for number in range(MOST_OF_ONE):
        views.save(owner, form=ViewForm(f"Vue {number}", shared=False), address=ACTIVE)
    with pytest.raises(TooManyViews):
        views.save(owner, form=PRIVATE, address=ACTIVE)
    assert len(seen(views, owner)) == MOST_OF_ONE


@pytest.mark.parametrize(
    "form", [{}, {"name": ""}, {"name": "x" * 81}, {"name": "\u202e"}, {"name": 7}, {"other": "x"}, "x"]
)
def test_a_view_has_a_name_that_can_be_read(form: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput):
        ViewForm.parse(form)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        ("sort=name&columns=role,department,status,last_seen", ""),
        ("sort=-created&columns=tier,role,nonsense", "sort=-created&columns=role,tier"),
        ("columns=none", "columns=none"),
        ("columns=nonsense&sort=rank&page=9", ""),
        ("q=L%C3%A9&tab=suspended", "tab=suspended&q=L%C3%A9"),
    ],
)
def test_an_address_says_what_is_not_as_at_first(said: str, kept: str) -> None:
    """ACL-09."""
    assert ListAddress.read(said).query_string() == kept
    assert ListAddress.read(kept) == ListAddress.read(said)
