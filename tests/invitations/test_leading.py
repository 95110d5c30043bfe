"""A lead invites into the teams they lead, until people have joined, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from comunik_kit.invitations.errors import LinkRevoked
from comunik_kit.kernel.errors import Forbidden, MissingValue, NotFound
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.errors import AddressInUse, NotYourTeam
from comunik_kit.users.inputs import UserListQuery
from tests.invitations.leads import Team, everything, made, put, refusal
from tests.support.cast import ORIGIN, PASSWORD, Cast

GENERAL = ("users:create", "users:invite", "users:update", "users:read")


@pytest.fixture
def team(cast: Cast) -> Team:
    return made(cast)


def test_a_lead_invites_into_their_team_with_what_it_gives_newcomers(team: Team) -> None:
    ana = team.cast.person(team.invited())
    assert (ana.department_id, ana.role_id) == (team.id, team.cast.roles["agent"])
    assert (ana.modules_off, ana.status, ana.created_by) == (["tickets"], "invited", team.lead.user_id)
    assert team.cast.acts()[-2:] == ["user_created", "invitation_sent"]
    page = team.cast.kit.teams_led.people(team.lead)
    assert [(each.full_name, each.team, each.may_invite) for each in page.people] == [
        ("Ana Lopez", "Ventes", True)
    ]


def test_whoever_a_lead_invited_comes_in(team: Team) -> None:
    ana = team.invited()
    pending = team.cast.letters()[-1]
    assert pending.subject_id
    secret = team.cast.link(pending.subject_id)
    team.cast.kit.acceptance.accept(
        secret, invitation_id=pending.subject_id, password=PASSWORD, confirmation=PASSWORD, origin=ORIGIN
    )
    assert team.cast.person(ana).status == "active"
    assert not team.cast.kit.teams_led.people(team.lead).people[0].may_invite


def test_leading_gives_no_other_right(team: Team) -> None:
    """ACL-01, INV-01: nothing that the right to invite, to create or to change opens."""
    cast, lead, ana = team.cast, team.lead, team.invited()
    assert lead.leads == frozenset({team.id})
    assert not any(lead.may(right) for right in GENERAL)
    before = everything(cast)
    users, invitations = cast.kit.users, cast.kit.invitations
    acts: list[Callable[[], object]] = [
        lambda: users.create(lead, new=cast.new("Eva Intruse")),
        lambda: users.page(lead, UserListQuery.parse()),
        lambda: users.counts(lead),
        lambda: users.choices(lead),
        lambda: users.detail(lead, ana),
        lambda: users.suspend(lead, user_id=ana),
        lambda: users.delete(lead, user_id=ana),
        lambda: invitations.create_and_invite(lead, new=cast.new("Eva Intruse")),
        lambda: invitations.invite(lead, user_id=ana),
        lambda: invitations.resend(lead, user_id=ana),
        lambda: invitations.revoke(lead, user_id=ana),
        lambda: invitations.copy_link(lead, user_id=ana),
        lambda: invitations.page(lead),
        lambda: cast.kit.teams.book(lead),
        lambda: cast.kit.teams.delete(lead, team_id=team.id, version=1, moved_to=""),
        lambda: cast.kit.list_offers.offers(lead, UserListQuery.parse().filter),
    ]
    assert [refusal(act) for act in acts] == [Forbidden] * len(acts)
    assert everything(cast) == before


def test_no_other_team_is_invited_into(team: Team) -> None:
    """ACL-06: nor one of nowhere, nor one's own once somebody else leads it."""
    before = everything(team.cast)
    for other in (team.other, "0" * 32):
        assert refusal(lambda other=other: team.invited(team_id=other)) is NotYourTeam
    assert everything(team.cast) == before


@pytest.mark.parametrize("role", ["supervisor", "manager", "admin"])
def test_no_lead_invites_with_a_role_above_their_own_not_even_as_the_default(team: Team, role: str) -> None:
    """INV-01."""
    team.save(team.id, lead="lea@example.org", default_role=team.cast.roles[role])
    before = everything(team.cast)
    assert refusal(team.invited) is RoleAboveYours
    assert refusal(lambda: team.invited(role_id=team.cast.roles[role])) is RoleAboveYours
    assert everything(team.cast) == before
    [led] = team.cast.kit.teams_led.teams(team.lead)
    assert [each.key for each in led.roles] == ["user"]


def test_an_equal_role_is_given_only_as_the_default_of_the_team(team: Team) -> None:
    """INV-01."""
    [led] = team.cast.kit.teams_led.teams(team.lead)
    assert [each.key for each in led.roles] == ["user", "agent"]
    team.save(team.id, lead="lea@example.org")
    [led] = team.cast.kit.teams_led.teams(team.lead)
    assert [each.key for each in led.roles] == ["user"]
    assert refusal(lambda: team.invited(role_id=team.cast.roles["agent"])) is RoleAboveYours
    assert refusal(team.invited) is MissingValue
    assert team.cast.person(team.invited(role_id=team.cast.roles["user"])).department_id == team.id


def test_a_role_with_the_rights_that_inviting_takes_is_not_a_lead_s_to_give(team: Team) -> None:
    """INV-01: what an act is lent for is never handed on."""
    form = RoleForm.parse({"name": "Recruteur", "level": "user", "users:invite": "on", "users:create": "on"})
    recruiter = team.cast.kit.role_definitions.create(team.cast.admin, form=form)
    before = everything(team.cast)
    assert refusal(lambda: team.invited(role_id=recruiter)) is RoleAboveYours
    team.save(team.id, lead="lea@example.org", default_role=recruiter)
    before = everything(team.cast)
    assert refusal(team.invited) is RoleAboveYours
    assert everything(team.cast) == before


def out_of_reach(team: Team, user_id: str) -> bool:
    do, before = team.cast.kit.team_invitations, everything(team.cast)
    refused = [
        refusal(lambda: do.resend(team.lead, user_id=user_id)),
        refusal(lambda: do.revoke(team.lead, user_id=user_id)),
    ]
    return refused == [NotFound] * 2 and everything(team.cast) == before


def test_only_people_of_the_team_who_have_not_joined_are_reached(team: Team) -> None:
    """ACL-03, ACL-06: others' invitations too, as long as their people are of the team."""
    cast, do = team.cast, team.cast.kit.team_invitations
    new = cast.new("Ben Martin", department="Ventes", role_id=cast.roles["user"])
    ben = cast.kit.invitations.create_and_invite(cast.admin, new=new).user_id
    assert do.resend(team.lead, user_id=ben) == "Ben Martin"
    put(team, ben, "Ventes", "supervisor")
    assert out_of_reach(team, ben)
    put(team, ben, "Support", "user")
    assert out_of_reach(team, ben)
    put(team, ben, "", "user")
    assert out_of_reach(team, ben)
    joined, _ = cast.join("Luc Actif", "agent")
    put(team, joined.user_id, "Ventes")
    for user_id in (joined.user_id, team.lead.user_id, cast.admin.user_id, "0" * 32, "nobody"):
        assert out_of_reach(team, user_id)
    put(team, ben, "Ventes", "user")
    assert do.revoke(team.lead, user_id=ben) == "Ben Martin"
    assert cast.person(ben).status == "created"


def test_the_list_holds_nobody_of_another_team(team: Team) -> None:
    """ACL-03."""
    cast = team.cast
    for name, department in (("Ana Lopez", "Ventes"), ("Ben Martin", "Support"), ("Zoé Seule", "")):
        cast.create(name, department=department)
    page = cast.kit.teams_led.people(team.lead)
    assert ([each.full_name for each in page.people], page.total) == (["Ana Lopez"], 1)


def end_it(team: Team, end: str) -> None:
    """Take the lead away, in one of the ways that there are."""
    cast, agent = team.cast, team.cast.roles["agent"]
    ways: dict[str, Callable[[], object]] = {
        "another lead": lambda: team.save(team.id, lead="olga@example.org", default_role=agent),
        "no lead": lambda: team.save(team.id, default_role=agent),
        "team deleted": lambda: cast.kit.teams.delete(
            cast.admin, team_id=team.id, version=1, moved_to=team.other
        ),
        "suspended": lambda: cast.kit.users.suspend(cast.admin, user_id=team.lead.user_id),
        "deleted": lambda: cast.kit.users.delete(cast.admin, user_id=team.lead.user_id),
    }
    ways[end]()


@pytest.mark.parametrize("end", ["another lead", "no lead", "team deleted"])
def test_whoever_leads_no_more_invites_no_more_from_their_next_event_on(team: Team, end: str) -> None:
    """ACL-04."""
    cast, was = team.cast, team.lead
    end_it(team, end)
    assert team.lead.leads == frozenset()
    before, late = everything(cast), team.new("Eva Tardive")
    assert refusal(lambda: team.invited("Eva Tardive")) is Forbidden
    # Nor does an event that began before the lead was taken away.
    assert refusal(lambda: cast.kit.team_invitations.invite(was, new=late)) is NotYourTeam
    assert everything(cast) == before


@pytest.mark.parametrize("end", ["another lead", "no lead", "team deleted", "suspended", "deleted"])
def test_what_a_lead_had_sent_opens_nothing_once_they_lead_no_more(team: Team, end: str) -> None:
    """INV-01, SES-07."""
    ana = team.invited()
    sent = team.cast.letters()[-1].subject_id
    assert sent
    end_it(team, end)
    with pytest.raises(LinkRevoked):
        team.cast.kit.acceptance.accept(
            team.cast.link(sent),
            invitation_id=sent,
            password=PASSWORD,
            confirmation=PASSWORD,
            origin=ORIGIN,
        )
    assert team.cast.person(ana).status != "active"


def test_an_address_that_is_taken_names_nobody(team: Team) -> None:
    """ACL-08."""
    team.cast.create("Ben Secret", email="ben@example.org")
    before = everything(team.cast)
    with pytest.raises(AddressInUse) as refused:
        team.invited("Ana", email="ben@example.org")
    assert refused.value.params == {}
    assert everything(team.cast) == before


def test_the_same_form_twice_is_one_person_and_none_once_they_are_out_of_reach(team: Team) -> None:
    """INV-04, ACL-06."""
    cast, new = team.cast, team.new()
    before = cast.acts()
    for _ in range(2):
        cast.kit.team_invitations.invite(team.lead, new=new)
    [ana] = [each.id for each in cast.kit.teams_led.people(team.lead).people]
    assert cast.acts()[len(before) :] == ["user_created", "invitation_sent"]
    put(team, ana, "Support", "manager")
    before = everything(cast)
    assert refusal(lambda: cast.kit.team_invitations.invite(team.lead, new=new)) is NotFound
    assert everything(cast) == before


def test_before_an_initial_password_is_replaced_nobody_leads(team: Team) -> None:
    """AUT-11."""
    fresh = replace(team.lead, must_change_password=True)
    for act in (
        lambda: team.cast.kit.teams_led.teams(fresh),
        lambda: team.cast.kit.teams_led.people(fresh),
        lambda: team.cast.kit.team_invitations.invite(fresh, new=team.new()),
    ):
        assert refusal(act) is Forbidden
