"""The record of one person, and what a form about one offers."""

import pytest

from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.users.inputs import UserListQuery
from tests.users.world import Place, World


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


def test_a_foreign_or_malformed_id_is_answered_as_a_missing_one(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-03."""
    actor, foreign = here.actor(), elsewhere.person("Marie")
    for wrong in (foreign.id, "0" * 32, "", "x", "' OR 1=1", None, {"$gt": 0}, 7):
        with pytest.raises(NotFound) as refusal:
            world.users.detail(actor, wrong)  # type: ignore[arg-type]  - what an event may bring
        assert refusal.value.params == {}


def test_who_was_deleted_is_shown_to_who_may_restore_them_alone(world: World, here: Place) -> None:
    """ACL-10: for everybody else they are gone."""
    gone = here.person("Partie", status="deleted")
    assert world.users.detail(here.actor("admin"), gone.id).status == "deleted"
    with pytest.raises(NotFound) as refusal:
        world.users.detail(here.actor("supervisor"), gone.id)
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
