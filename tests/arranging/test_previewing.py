"""« Voir l’accueil comme… »: what another person, or a role, sees at home; figures as far as one may read them."""

from dataclasses import replace

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.arranging import Setting
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users.errors import UnknownChoice
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.world import World


def called(cast: Cast, clock: MovedClock, owner: str, times: int = 1) -> None:
    with cast.kit.db.write() as s:
        for number in range(times):
            new = NewActivity("calls", "received", f"Appel {number}", clock.now(), owner_id=owner)
            post(s, cast.workspace_id, new, clock.now())


def chief(cast: Cast, *rights: str) -> Actor:
    """Bring somebody in whose role is one of the workspace's own, at the level of a manager."""
    ticked = dict.fromkeys(("modules:manage", "users:read", *rights), "on")
    form = RoleForm.parse({"name": "Chef", "level": "manager", **ticked})
    role_id = cast.kit.role_definitions.create(cast.admin, form=form)
    return replace(cast, roles={**cast.roles, "chef": role_id}).join("Cleo Chef", "chef")[0]


def test_a_person_s_home_is_seen_as_they_see_it_and_the_journal_says_so(
    cast: Cast, clock: MovedClock
) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    called(cast, clock, ana.user_id, 3)
    called(cast, clock, cast.admin.user_id, 2)
    cast.kit.personal_modules.switch(cast.admin, user_id=ana.user_id, module="leads", on=False)
    seen = cast.kit.home_previews.of_person(cast.admin, user_id=ana.user_id)
    own = cast.kit.home.view(ana)
    assert (seen.name, seen.role_key, seen.tier) == ("Ana Lopez", "agent", "Standard")
    assert (seen.modules, seen.widgets) == (own.modules, own.widgets)
    assert (seen.widgets[0].figure, seen.workspace_wide, seen.withheld) == (3, False, [])
    assert cast.acts()[-1] == "home_seen_as"


def test_figures_of_a_module_that_the_reader_may_not_read_are_not_shown(
    cast: Cast, clock: MovedClock
) -> None:
    ugo, _ = cast.join("Ugo Simple", "user")
    called(cast, clock, ugo.user_id, 3)
    cleo = chief(cast, "tickets:read")
    seen = cast.kit.home_previews.of_person(cleo, user_id=ugo.user_id)
    assert seen.modules == ["calls", "tickets", "discussions"]
    assert seen.withheld == ["calls", "discussions"]
    calls = seen.widgets[0]
    assert (calls.module, calls.figure, calls.latest, calls.sparkline) == ("calls", 0, [], [])
    assert "Appel" not in repr(seen)


def test_nobody_looks_through_the_eyes_of_who_is_above_them(cast: Cast) -> None:
    """ACL-06."""
    cleo = chief(cast)
    mado, _ = cast.join("Mado Blanc", "manager")
    before = cast.acts()
    for above in (cast.admin.user_id, mado.user_id):
        with pytest.raises(PersonAboveYou):
            cast.kit.home_previews.of_person(cleo, user_id=above)
    with pytest.raises(PersonAboveYou):
        cast.kit.home_previews.of_role(cleo, role_id=cast.roles["admin"], tier_id=cast.tier_id)
    assert cast.acts() == before


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_it_needs_the_right_to_manage_modules(cast: Cast, role: str) -> None:
    """ACL-01."""
    actor, _ = cast.join("Mado Blanc", role)
    with pytest.raises(Forbidden):
        cast.kit.home_previews.of_person(actor, user_id=actor.user_id)
    with pytest.raises(Forbidden):
        cast.kit.home_previews.of_role(actor, role_id=cast.roles["user"], tier_id=cast.tier_id)


def test_a_role_with_a_subscription_and_a_team_begins_as_a_newcomer(cast: Cast) -> None:
    kit = cast.kit
    cast.create("Ana Lopez", department="Support")
    kit.workspace_modules.set(cast.admin, module="calls", setting=Setting.NEWCOMERS, on=False)
    kit.workspace_modules.set(cast.admin, module="offers", setting=Setting.ON, on=False)
    seen = kit.home_previews.of_role(
        cast.admin, role_id=cast.roles["agent"], tier_id=cast.tier_id, department="support"
    )
    assert (seen.name, seen.role_key, seen.department) == ("", "agent", "Support")
    assert seen.modules == ["tickets", "leads", "discussions"]


def test_another_workspace_s_people_roles_and_subscriptions_are_as_unknown_as_none(
    cast: Cast, clock: MovedClock
) -> None:
    """ACL-03."""
    elsewhere = World(cast.kit.db, clock).workspace("Maison Voisine")
    vera = elsewhere.person("Vera Voisine", status="active")
    previews, before = cast.kit.home_previews, cast.acts()
    for wrong in (vera.id, "0" * 32, "nobody"):
        with pytest.raises(NotFound):
            previews.of_person(cast.admin, user_id=wrong)
    for role_id, tier_id in (
        (elsewhere.roles["agent"], cast.tier_id),
        (cast.roles["agent"], elsewhere.tier_id),
        ("", ""),
    ):
        with pytest.raises(UnknownChoice):
            previews.of_role(cast.admin, role_id=role_id, tier_id=tier_id)
    assert cast.acts() == before
