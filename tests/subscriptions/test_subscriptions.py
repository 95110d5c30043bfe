"""Subscriptions made, looked at before they change, changed, put in order and deleted."""

from collections.abc import Callable
from typing import Any

import pytest

from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, InvalidInput, KitError, NotFound
from comunik_kit.kernel.ordering import moved
from comunik_kit.subscriptions.errors import (
    SeatsBelowTaken,
    TierInUse,
    TierIsDefault,
    TierNameTaken,
    TooManyTiers,
)
from comunik_kit.subscriptions.inputs import KEYS, TierForm
from comunik_kit.subscriptions.rules import without
from comunik_kit.subscriptions.service import MOST
from comunik_kit.users.errors import TooFewSeats, UnknownChoice
from tests.subscriptions.conftest import House, form


def refusals(house: House, actor: Any, tier: str, *, other: str = "") -> list[type[KitError] | None]:
    """Try every act on a subscription; what each was refused with."""
    do, new = house.tiers, form("Autre")
    acts: tuple[Callable[[], Any], ...] = (
        lambda: do.preview(actor, tier_id=tier, form=new),
        lambda: do.change(actor, tier_id=tier, form=new, version=""),
        lambda: do.move(actor, tier_id=tier, up=True),
        lambda: do.make_default(actor, tier_id=tier),
        lambda: do.removal(actor, tier_id=tier),
        lambda: do.delete(actor, tier_id=tier, replacement_id=other),
    )
    return [_refusal(act) for act in acts]


def _refusal(act: Callable[[], Any]) -> type[KitError] | None:
    try:
        act()
    except KitError as error:
        return type(error)
    return None


def test_standard_is_shipped_without_a_limit_and_is_what_newcomers_get(house: House) -> None:
    [line] = house.tiers.book(house.admin).tiers
    assert (line.name, line.seats, line.left, line.is_default) == ("Standard", -1, -1, True)
    assert (line.modules, line.taken, line.active) == ([*KEYS], 1, 1)
    assert house.cast.kit.users.choices(house.admin).default_tier_id == line.id


def test_a_subscription_is_made_with_its_seats_price_and_modules(house: House) -> None:
    made = house.tiers.create(house.admin, form=form("Pro", 12, "calls", price="12 €/mois"))
    line = house.line(made)
    assert (line.name, line.seats, line.left, line.price) == ("Pro", 12, 12, "12 €/mois")
    assert (line.modules, line.is_default, line.is_last) == (["calls"], False, True)
    [entry] = house.journal("subscription_created")
    assert (entry.target_id, entry.details["seats"]) == (made, 12)


def test_the_meter_counts_everybody_but_who_is_deleted(house: House) -> None:
    tier = house.make("Pro", 10)
    kit, admin = house.cast.kit, house.admin
    house.person("Ana Créée", tier)
    invited = house.person("Inès Invitée", tier)
    kit.invitations.invite(admin, user_id=invited)
    suspended = house.person("Sam Suspendu", tier)
    kit.users.suspend(admin, user_id=suspended)
    gone = house.person("Gina Partie", tier)
    kit.users.delete(admin, user_id=gone)
    line = house.line(tier)
    assert (line.taken, line.active, line.invited, line.others, line.left) == (3, 0, 1, 2, 7)
    assert (line.active_share, line.invited_share, line.others_share) == (0, 10, 20)


def test_one_changes_and_its_people_are_told_of_before(house: House) -> None:
    tier = house.make("Pro", 5, "calls", "leads")
    house.person("Ana Lopez", tier)
    house.person("Ugo Simple", tier, "user")  # whose role reads no leads
    coupee = house.person("Cara Coupée", tier)
    house.cast.kit.personal_modules.switch(house.admin, user_id=coupee, module="leads", on=False)
    smaller = form("Pro", 4, "calls", "tickets")
    seen = house.tiers.preview(house.admin, tier_id=tier, form=smaller)
    assert (seen.people, seen.gained) == (3, ["tickets"])
    assert [(loss.module, loss.people, loss.names) for loss in seen.losses] == [("leads", 1, ["Ana Lopez"])]
    assert house.line(tier).modules == ["calls", "leads"]
    version = house.line(tier).version
    house.tiers.change(house.admin, tier_id=tier, form=smaller, version=version)
    assert (house.line(tier).modules, house.line(tier).seats) == (["calls", "tickets"], 4)
    [entry] = house.journal("subscription_updated")
    assert entry.details["before"]["modules"] == ["calls", "leads"]
    with pytest.raises(ChangedMeanwhile):
        house.tiers.change(house.admin, tier_id=tier, form=form("Pro"), version=version)
    assert house.line(tier).seats == 4


def test_nothing_is_written_when_nothing_differs(house: House) -> None:
    tier = house.make("Pro", 5)
    house.tiers.change(house.admin, tier_id=tier, form=form("Pro", 5), version=house.line(tier).version)
    assert house.journal("subscription_updated") == []


def test_seats_are_not_lowered_below_those_that_are_taken(house: House) -> None:
    tier = house.filled(3)
    fewer = form("Essai", 2)
    for act in (
        lambda: house.tiers.preview(house.admin, tier_id=tier, form=fewer),
        lambda: house.tiers.change(house.admin, tier_id=tier, form=fewer, version=house.line(tier).version),
    ):
        with pytest.raises(SeatsBelowTaken) as refused:
            act()
        assert (refused.value.field, refused.value.params) == ("seats", {"count": 3})
    assert house.line(tier).seats == 3


def test_a_name_is_one_subscription_s_whatever_its_accents(house: House) -> None:
    tier, other = house.make("Été"), house.make("Autre")
    for name in ("été", "ETE", "standard"):
        with pytest.raises(TierNameTaken):
            house.make(name)
        version = house.line(other).version
        with pytest.raises(TierNameTaken):
            house.tiers.change(house.admin, tier_id=other, form=form(name), version=version)
    assert house.line(tier).name == "Été"


def test_there_is_an_end_to_how_many_there_are(house: House) -> None:
    for number in range(MOST - 1):
        house.make(f"Formule {number}")
    with pytest.raises(TooManyTiers):
        house.make("Une de trop")


def test_the_order_is_that_of_the_choices_and_the_default_may_be_any(house: House) -> None:
    pro, maxi = house.make("Pro"), house.make("Maxi")
    house.tiers.move(house.admin, tier_id=maxi, up=True)
    house.tiers.move(house.admin, tier_id=maxi, up=True)
    house.tiers.move(house.admin, tier_id=maxi, up=True)  # the first stays first
    house.tiers.make_default(house.admin, tier_id=pro)
    choices = house.cast.kit.users.choices(house.admin)
    assert [tier.name for tier in choices.tiers] == ["Maxi", "Standard", "Pro"]
    assert choices.default_tier_id == pro
    assert [line.is_default for line in house.tiers.book(house.admin).tiers] == [False, False, True]
    assert len(house.journal("subscription_moved")) == 2
    assert house.cast.kit.people_named.tier(house.admin, "") == pro


def test_one_in_use_gives_way_to_another_with_seats_enough(house: House) -> None:
    tier, small, large = house.filled(2), house.make("Petit", 1), house.make("Grand", 2)
    gone = house.person("Gina Partie", large)
    house.cast.kit.users.delete(house.admin, user_id=gone)
    with pytest.raises(TierInUse):
        house.tiers.delete(house.admin, tier_id=tier)
    with pytest.raises(TooFewSeats) as refused:
        house.tiers.delete(house.admin, tier_id=tier, replacement_id=small)
    assert refused.value.params == {"tier": "Petit", "count": 1, "wanted": 2}
    for wrong in (tier, house.elsewhere.tier_id, "0" * 32):
        with pytest.raises(UnknownChoice):
            house.tiers.delete(house.admin, tier_id=tier, replacement_id=wrong)
    assert (house.line(tier).taken, house.journal("subscription_deleted")) == (2, [])
    assert house.tiers.delete(house.admin, tier_id=tier, replacement_id=large) == 2
    assert (house.line(large).taken, house.line(large).left) == (2, 0)
    assert tier not in [line.id for line in house.tiers.book(house.admin).tiers]
    [entry] = house.journal("subscription_deleted")
    assert entry.details["people"] == 2
    assert len([e for e in house.journal("user_updated") if e.details == {"fields": ["tier_id"]}]) == 2


def test_a_deleted_person_goes_along_with_a_subscription_that_is_deleted(house: House) -> None:
    tier, other = house.make("Pro", 1), house.make("Autre", 1)
    ana = house.person("Ana Lopez", tier)
    house.cast.kit.users.delete(house.admin, user_id=ana)
    with pytest.raises(TierInUse):
        house.tiers.delete(house.admin, tier_id=tier)
    house.tiers.delete(house.admin, tier_id=tier, replacement_id=other)
    house.cast.kit.users.restore(house.admin, user_id=ana)
    assert house.line(other).taken == 1


def test_the_default_one_is_not_deleted(house: House) -> None:
    house.make("Autre")
    with pytest.raises(TierIsDefault):
        house.tiers.delete(house.admin, tier_id=house.cast.tier_id)
    with pytest.raises(TierIsDefault):
        house.tiers.removal(house.admin, tier_id=house.cast.tier_id)


def test_deleting_says_who_loses_what(house: House) -> None:
    tier, other = house.make("Pro", "", "calls", "leads"), house.make("Autre", 4, "calls")
    house.person("Ana Lopez", tier)
    asked = house.tiers.removal(house.admin, tier_id=tier)
    assert (asked.needs_replacement, asked.preview.people) == (True, 1)
    assert [(each.name, each.left) for each in asked.replacements] == [("Standard", -1), ("Autre", 4)]
    seen = house.tiers.removal(house.admin, tier_id=tier, replacement_id=other).preview
    assert [(loss.module, loss.names) for loss in seen.losses] == [("leads", ["Ana Lopez"])]
    assert house.line(tier).taken == 1


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_nobody_but_who_may_manage_them_does_anything(house: House, role: str) -> None:
    """ACL-01."""
    tier = house.make("Pro")
    actor, _ = house.cast.join("Mado Blanc", role)
    before = house.tiers.book(house.admin)
    assert refusals(house, actor, tier, other=house.cast.tier_id) == [Forbidden] * 6
    for act in (lambda: house.tiers.book(actor), lambda: house.tiers.create(actor, form=form("Autre"))):
        with pytest.raises(Forbidden):
            act()
    assert house.tiers.book(house.admin) == before


def test_another_workspace_s_is_as_unknown_as_none(house: House) -> None:
    """ACL-03."""
    foreign, neighbour = house.elsewhere.tier_id, house.elsewhere.actor("admin")
    tier = house.make("Pro")
    answers = refusals(house, house.admin, foreign)
    assert answers == refusals(house, house.admin, "0" * 32) == [NotFound] * 6
    assert refusals(house, neighbour, tier) == [NotFound] * 6
    assert [line.name for line in house.tiers.book(neighbour).tiers] == ["Standard"]
    assert house.line(tier).name == "Pro"
    assert house.journal("subscription_updated") == house.journal("subscription_deleted") == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u202e"}, "name"),
        ({"seats": "0"}, "seats"),
        ({"seats": "-3"}, "seats"),
        ({"seats": "deux"}, "seats"),
        ({"seats": "1000001"}, "seats"),
        ({"price": "x" * 61}, "price"),
        ({"calls": "peut-être"}, "form"),
        ({"workspace_id": "0" * 32}, "form"),
        ({"is_default": "on"}, "form"),
    ],
)
def test_a_form_is_parsed_strictly(wrong: dict[str, object], field: str) -> None:
    """ACL-05, INP-01."""
    with pytest.raises(InvalidInput) as refused:
        TierForm.parse({"name": "Essai", **wrong})
    assert [*refused.value.errors] == [field]


@pytest.mark.parametrize(
    ("one", "up", "after"),
    [("a", True, "abc"), ("a", False, "bac"), ("c", True, "acb"), ("c", False, "abc"), ("b", True, "bac")],
)
def test_moving_goes_one_place(one: str, up: bool, after: str) -> None:  # noqa: FBT001 - a table of cases
    assert "".join(moved(list("abc"), one, up=up)) == after


def test_what_was_there_and_is_no_more_is_lost() -> None:
    assert without(["calls", "leads", "offers"], ["leads", "tickets"]) == ["calls", "offers"]
