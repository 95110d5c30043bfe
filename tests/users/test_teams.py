"""Teams: made, changed, deleted; two workspaces with the same names in both."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, InvalidInput, KitError, NotFound
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.errors import NobodyToLead, TeamInUse, TeamNameTaken, UnknownChoice
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.tables import Department
from comunik_kit.users.team_inputs import COLOURS, TeamForm, moved_to
from tests.users.teamwork import MODULES, House, form
from tests.users.world import Place, World


@pytest.fixture
def house(world: World, here: Place, elsewhere: Place) -> House:
    return House(world, here, elsewhere)


def refusal(act: Callable[[], object]) -> type[KitError] | None:
    try:
        act()
    except KitError as error:
        return type(error)
    return None


def acts(house: House, actor: Actor, team_id: str) -> list[type[KitError] | None]:
    """Try every act on a team; what each was refused with."""
    do = house.teams
    return [
        refusal(lambda: do.change(actor, team_id=team_id, form=form("Autre"), version=1)),
        refusal(lambda: do.removal(actor, team_id=team_id)),
        refusal(lambda: do.delete(actor, team_id=team_id, version=1, moved_to="")),
    ]


def test_a_team_is_made_with_all_that_its_form_says(house: House) -> None:
    lea = house.here.person("Léa Chef", "agent", status="active", email="lea@exemple.fr")
    agent = house.here.roles["agent"]
    wanted = form(colour="teal", lead="LEA@exemple.fr", default_role=agent, off_calls="on")
    made = house.teams.create(house.here.actor(), form=wanted)
    line = house.line(made)
    assert (line.name, line.colour, line.lead, line.lead_id) == ("Ventes", "teal", "Léa Chef", lea.id)
    assert (line.role_id, line.role_key, line.modules_off, line.lead_is_active) == (
        agent,
        "agent",
        ["calls"],
        True,
    )
    assert (line.people, line.invited, line.active, line.version) == (0, 0, 0, 1)
    [entry] = house.here.journal("department_created")
    assert (entry.target_id, entry.details["lead_id"]) == (made, lea.id)
    assert "lea@exemple.fr" not in repr(entry.details)
    assert house.teams.book(house.elsewhere.actor()).teams == []


def test_the_figures_leave_deleted_people_out(house: House) -> None:
    made = house.teams.create(house.here.actor(), form=form())
    for status in ("created", "invited", "active", "suspended", "deleted"):
        house.put(house.here.person(status.title(), status=status).id, made)
    line = house.line(made)
    assert (line.people, line.invited, line.active) == (4, 1, 1)


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_nobody_but_who_may_manage_teams_does_anything_to_them(house: House, role: str) -> None:
    """ACL-01."""
    made = house.teams.create(house.here.actor(), form=form())
    before, actor = house.everything(), house.here.actor(role)
    assert acts(house, actor, made) == [Forbidden] * 3
    assert refusal(lambda: house.teams.create(actor, form=form("Autre"))) is Forbidden
    assert refusal(lambda: house.teams.choices(actor)) is Forbidden
    seen = None if role in {"supervisor", "manager"} else Forbidden
    assert refusal(lambda: house.teams.book(actor)) is seen
    assert house.everything() == before


def test_a_foreign_team_is_as_good_as_none(house: House) -> None:
    """ACL-03."""
    foreign = house.teams.create(house.elsewhere.actor(), form=form())
    nadia = house.elsewhere.person("Nadia", "agent", status="active", email="nadia@exemple.fr")
    before, admin = house.everything(), house.here.actor()
    for team_id in (foreign, "0" * 32, "nobody", ""):
        assert acts(house, admin, team_id) == [NotFound] * 3
    own = house.teams.create(admin, form=form("Support"))
    house.put(house.here.person("Ana").id, own)
    with pytest.raises(UnknownChoice):
        house.teams.delete(admin, team_id=own, version=1, moved_to=foreign)
    with pytest.raises(NobodyToLead):
        house.teams.create(admin, form=form("Autre", lead=nadia.email))
    with pytest.raises(UnknownChoice):
        house.teams.create(admin, form=form("Autre", default_role=house.elsewhere.roles["agent"]))
    assert [row for row in house.everything() if row[0] != own] == before
    assert nadia.email not in house.teams.choices(admin).leads


@pytest.mark.parametrize("name", ["VENTES", "  ventes ", "Véntes"])
def test_a_name_is_one_team_s_however_it_is_spelt(house: House, name: str) -> None:
    admin = house.here.actor()
    house.teams.create(admin, form=form("Ventes"))
    other = house.teams.create(admin, form=form("Support"))
    with pytest.raises(TeamNameTaken):
        house.teams.create(admin, form=form(name))
    with pytest.raises(TeamNameTaken):
        house.teams.change(admin, team_id=other, form=form(name), version=1)
    assert house.teams.create(house.elsewhere.actor(), form=form(name))
    assert house.line(other).name == "Support"


def test_a_change_is_written_once_and_only_over_what_was_shown(house: House) -> None:
    admin = house.here.actor()
    made = house.teams.create(admin, form=form())
    house.teams.change(admin, team_id=made, form=form("Vente", colour="red"), version=1)
    assert (house.line(made).name, house.line(made).colour, house.line(made).version) == ("Vente", "red", 2)
    with pytest.raises(ChangedMeanwhile):
        house.teams.change(admin, team_id=made, form=form("Encore"), version=1)
    house.teams.change(admin, team_id=made, form=form("Vente", colour="red"), version=2)
    [entry] = house.here.journal("department_changed")
    assert (entry.details["former"], entry.details["colour"]) == ("Ventes", "red")


def test_a_record_that_was_open_while_its_team_was_renamed_does_not_make_the_team_anew(house: House) -> None:
    """The form names the team as it was: saved over what is, it would found that team again and move the person."""
    admin, ana, other = house.here.actor(), house.here.person("Ana"), house.here.person("Bo")
    gone = house.here.person("Denis", status="deleted")
    made = house.teams.create(admin, form=form("Ventes"))
    for person in (ana, gone):
        house.put(person.id, made)
    opened = ChangeUser.parse(house.here.changed(ana.id, phone="0612345678"))
    house.teams.change(admin, team_id=made, form=form("VENTES", colour="red"), version=1)
    assert house.here.stored(ana.id).version == opened.version  # found by that name still

    house.teams.change(admin, team_id=made, form=form("Commerce", colour="red"), version=2)

    with pytest.raises(ChangedMeanwhile):
        house.world.users.change(admin, user_id=ana.id, change=opened)
    assert [line.name for line in house.teams.book(admin).teams] == ["Commerce"]
    assert house.here.stored(ana.id).department_id == made
    again = ChangeUser.parse(house.here.changed(ana.id, phone="0612345678"))
    house.world.users.change(admin, user_id=ana.id, change=again)
    stored = house.here.stored(ana.id)
    assert (stored.phone, stored.department_id) == ("+33612345678", made)
    # No form is open on who is deleted, and that can be taken back all the same; others are in another team.
    assert [house.here.stored(each.id).version for each in (gone, other)] == [1, 1]


@pytest.mark.parametrize("status", ["created", "invited", "suspended", "deleted"])
def test_only_somebody_who_has_joined_leads(house: House, status: str) -> None:
    house.here.person("Léa", "agent", status=status, email="lea@exemple.fr")
    with pytest.raises(NobodyToLead):
        house.teams.create(house.here.actor(), form=form(lead="lea@exemple.fr"))
    assert house.everything() == []


def own_role(house: House, *rights: str, rank: int = 40) -> Actor:
    """Sign somebody in who manages teams and has these rights besides."""
    manager = house.here.actor("manager")
    return replace(manager, rank=rank, permissions=frozenset({"users:read", "teams:manage", *rights}))


def test_nobody_lets_others_give_or_do_what_they_may_not(house: House) -> None:
    """INV-01: by a default role above oneself, or by a lead when one may not invite."""
    house.here.person("Léa", "agent", status="active", email="lea@exemple.fr")
    keeper = own_role(house, "users:create", "calls:read")
    for role in ("agent", "manager", "admin"):
        with pytest.raises(RoleAboveYours):
            house.teams.create(keeper, form=form(default_role=house.here.roles[role]))
    with pytest.raises(Forbidden):
        house.teams.create(keeper, form=form(lead="lea@exemple.fr"))
    assert house.everything() == []
    admin = house.here.actor()
    wanted = {"lead": "lea@exemple.fr", "default_role": house.here.roles["agent"]}
    made = house.teams.create(admin, form=form(**wanted))
    # What is there already stays, whoever saves something else.
    house.teams.change(keeper, team_id=made, form=form("Vente", **wanted), version=1)
    assert house.line(made).role_key == "agent"


def test_a_team_in_use_goes_only_when_somebody_said_where_its_people_go(house: House) -> None:
    admin = house.here.actor()
    sales, support = (house.teams.create(admin, form=form(name)) for name in ("Ventes", "Support"))
    ana, gone = house.here.person("Ana"), house.here.person("Denis", status="deleted")
    for person in (ana, gone):
        house.put(person.id, sales)
    asked = house.teams.removal(admin, team_id=sales)
    assert (asked.people, asked.is_used, [each.name for each in asked.others]) == (1, True, ["Support"])
    with pytest.raises(TeamInUse):
        house.teams.delete(admin, team_id=sales, version=1)
    with pytest.raises(ChangedMeanwhile):
        house.teams.delete(admin, team_id=sales, version=2, moved_to=support)
    with pytest.raises(UnknownChoice):
        house.teams.delete(admin, team_id=sales, version=1, moved_to=sales)
    assert house.moved == []
    assert house.teams.delete(admin, team_id=sales, version=1, moved_to=support) == 2
    assert [house.here.stored(p.id).department_id for p in (ana, gone)] == [support] * 2
    assert house.here.stored(ana.id).version == 2
    assert house.moved == [(sales, support)]
    [entry] = house.here.journal("department_deleted")
    assert (entry.details["people"], entry.details["replacement"]["name"]) == (2, "Support")
    assert house.teams.delete(admin, team_id=support, version=1, moved_to="") == 2
    assert house.here.stored(ana.id).department_id is None
    assert house.everything() == []


def test_whoever_is_deleted_leads_no_more_and_does_not_lead_again_when_restored(house: House) -> None:
    lea = house.here.person("Léa", "agent", status="active", email="lea@exemple.fr")
    admin = house.here.actor()
    made = house.teams.create(admin, form=form(lead="lea@exemple.fr"))
    house.world.users.delete(admin, user_id=lea.id)
    assert (house.line(made).lead_id, house.line(made).version) == ("", 2)
    assert [entry.target_id for entry in house.here.journal("department_lead_cleared")] == [made]
    house.world.users.restore(admin, user_id=lea.id)
    assert house.line(made).lead_id == ""


def test_a_search_finds_teams_by_parts_of_their_names(house: House) -> None:
    admin = house.here.actor()
    for name in ("Ventes Nord", "Ventes Sud", "Été", "100 %"):
        house.teams.create(admin, form=form(name))
    book = house.teams.book(admin, search="ventes  sud")
    assert ([line.name for line in book.teams], book.found, book.total) == (["Ventes Sud"], 1, 4)
    assert [line.name for line in house.teams.book(admin, search="%").teams] == ["100 %"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "x" * 81}, {"name"}),
        ({"name": "\u202eVentes"}, {"name"}),
        ({"name": "Ventes", "colour": "url(x)"}, {"colour"}),
        ({"name": "Ventes", "lead": "nobody"}, {"lead"}),
        ({"name": "Ventes", "default_role": "1"}, {"default_role"}),
        ({"name": "Ventes", "off_secret": "on"}, {"form"}),
        ({"name": "Ventes", "off_calls": "maybe"}, {"form"}),
        ({"name": "Ventes", "lead_id": "0" * 32}, {"form"}),
    ],
)
def test_a_form_that_is_wrong_says_where(given: dict[str, object], wrong: set[str]) -> None:
    """ACL-05, INP-01."""
    with pytest.raises(InvalidInput) as refused:
        TeamForm.parse(given, MODULES)
    assert set(refused.value.errors) == wrong


def test_where_people_go_is_a_team_or_none_or_not_said() -> None:
    """INP-01."""
    assert [moved_to(value) for value in ("", None, "none", "a" * 32)] == [None, None, "", "a" * 32]
    for value in (7, "elsewhere", ["none"]):
        with pytest.raises(InvalidInput):
            moved_to(value)


def test_the_first_colour_is_what_a_team_made_on_the_spot_has() -> None:
    assert Department.__table__.c.colour.default.arg == COLOURS[0]  # pyright: ignore[reportAttributeAccessIssue]
