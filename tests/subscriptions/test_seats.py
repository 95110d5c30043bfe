"""A seat at every way in: nobody comes in over the limit, whoever asks, and however many at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from comunik_kit.kernel.errors import KitError
from comunik_kit.users.errors import NoSeatLeft, TooFewSeats
from comunik_kit.users.inputs import UserListQuery
from tests.bulk.staff import Staff
from tests.subscriptions.conftest import House, form
from tests.support.clock import MovedClock

ROUNDS = 8


def at_once(*acts: Callable[[], object]) -> list[type[KitError] | None]:
    """Begin several acts at the same moment; what each was refused with."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> type[KitError] | None:
        barrier.wait()
        try:
            act()
        except KitError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("invites", [False, True])
def test_the_third_of_two_seats_is_refused_with_the_number_and_nothing_of_them_is_written(
    house: House, *, invites: bool
) -> None:
    tier = house.filled(2)
    kit, letters = house.cast.kit, len(house.cast.letters())
    act = kit.invitations.create_and_invite if invites else kit.users.create
    new = house.cast.new("Trop Tard", tier_id=tier, department="Neuf")
    with pytest.raises(NoSeatLeft) as refused:
        act(house.admin, new=new)
    assert (refused.value.field, refused.value.params) == ("tier_id", {"tier": "Essai", "count": 2})
    assert (house.line(tier).taken, len(house.cast.letters())) == (2, letters)
    assert "Neuf" not in kit.users.choices(house.admin).departments


def test_the_choices_say_how_many_are_left(house: House) -> None:
    tier = house.make("Pro", 3)
    house.person("Ana Lopez", tier)
    offered = {each.name: each.left for each in house.cast.kit.users.choices(house.admin).tiers}
    assert offered == {"Standard": -1, "Pro": 2}


def test_a_deleted_person_frees_the_seat_and_takes_it_again_when_there_is_one(house: House) -> None:
    tier = house.make("Essai", 1)
    users, ana = house.cast.kit.users, house.person("Ana Lopez", tier)
    users.delete(house.admin, user_id=ana)
    ben = house.person("Ben Martin", tier)
    with pytest.raises(NoSeatLeft):
        users.restore(house.admin, user_id=ana)
    assert house.cast.person(ana).status == "deleted"
    users.delete(house.admin, user_id=ben)
    users.restore(house.admin, user_id=ana)
    assert house.line(tier).taken == 1


def test_a_suspended_person_keeps_the_seat_and_comes_back_to_it(house: House) -> None:
    tier = house.make("Essai", 1)
    users, ana = house.cast.kit.users, house.person("Ana Lopez", tier)
    users.suspend(house.admin, user_id=ana)
    with pytest.raises(NoSeatLeft):
        house.person("Ben Martin", tier)
    users.restore(house.admin, user_id=ana)
    assert house.line(tier).taken == 1


def test_the_record_does_not_move_somebody_to_a_full_one_but_lets_who_is_in_it_change(house: House) -> None:
    tier = house.filled(1)
    ana = house.person("Ana Lopez", house.cast.tier_id)
    with pytest.raises(NoSeatLeft) as refused:
        house.retier(ana, tier)
    assert refused.value.field == "tier_id"
    assert house.cast.person(ana).tier_id == house.cast.tier_id
    [inside] = [
        line for line in house.cast.kit.users.page(house.admin, UserListQuery()).rows if line.tier == "Essai"
    ]
    house.retier(inside.id, tier)
    assert house.line(tier).taken == 1


def test_a_change_of_many_is_refused_whole_before_it_begins(house: House, clock: MovedClock) -> None:
    staff, tier = Staff(house.cast, clock), house.make("Essai", 3)
    ids = staff.people(4)
    with pytest.raises(TooFewSeats) as refused:
        staff.start("tier", ids, tier_id=tier)
    assert refused.value.params == {"tier": "Essai", "count": 3, "wanted": 4}
    assert refused.value.field == "tier_id"
    assert staff.kit.bulk_jobs.page(house.admin).rows == []
    job = staff.done("tier", ids[:3], tier_id=tier)
    assert (job.done, house.line(tier).left) == (3, 0)
    again = staff.done("tier", ids[:3], tier_id=tier)  # who has it already needs no seat
    assert (again.refused, house.line(tier).taken) == (0, 3)


def test_who_takes_a_seat_between_the_start_and_the_step_is_not_overrun(
    house: House, clock: MovedClock
) -> None:
    staff, tier = Staff(house.cast, clock), house.make("Essai", 2)
    ids = staff.people(2)
    job = staff.start("tier", ids, tier_id=tier)
    house.person("Ana Rapide", tier)
    job = staff.carried_out(job)
    assert (job.done, job.refused) == (1, 1)
    assert sorted(staff.outcomes(job).values()) == ["done", "no_seat_left"]
    assert house.line(tier).taken == 2


def test_bringing_many_back_needs_a_seat_for_each(house: House, clock: MovedClock) -> None:
    staff, tier = Staff(house.cast, clock), house.make("Essai", 2)
    ids = [house.person(f"Gina {number}", tier) for number in range(2)]
    staff.done("delete", ids)
    house.person("Ana Lopez", tier)
    with pytest.raises(TooFewSeats):
        staff.start("restore", ids)
    assert [house.cast.person(each).status for each in ids] == ["deleted", "deleted"]
    job = staff.done("restore", ids[:1])
    assert (job.done, house.line(tier).left) == (1, 0)


def test_taking_a_deletion_or_a_change_back_does_not_go_over_the_limit(
    house: House, clock: MovedClock
) -> None:
    staff, tier, other = Staff(house.cast, clock), house.make("Essai", 1), house.make("Autre")
    ana, ben = house.person("Ana Lopez", tier), house.person("Ben Martin", other)
    gone = staff.done("delete", [ana])
    house.retier(ben, tier)
    assert staff.undone(gone).refused == 1
    assert house.cast.person(ana).status == "deleted"
    away = staff.done("tier", [ben], tier_id=other)
    house.person("Cleo Vive", tier)
    back = staff.undone(away)
    assert (back.refused, [*staff.outcomes(back).values()]) == (1, ["no_seat_left"])
    assert (house.cast.person(ben).tier_id, house.line(tier).taken) == (other, 1)


def test_the_last_seat_goes_to_one_of_two(house: House) -> None:
    users, inviting = house.cast.kit.users, house.cast.kit.invitations
    for number in range(ROUNDS):
        tier = house.make(f"Ronde {number}", 1)
        news = [
            house.cast.new(name, tier_id=tier, email=f"{name[0]}{number}@example.org".lower())
            for name in ("Ana Lopez", "Ben Martin")
        ]
        outcomes = at_once(
            lambda new=news[0]: users.create(house.admin, new=new),
            lambda new=news[1]: inviting.create_and_invite(house.admin, new=new),
        )
        assert sorted(map(str, outcomes)) == sorted(map(str, (NoSeatLeft, None)))
        assert house.line(tier).taken == 1


def test_a_seat_is_not_taken_of_one_that_is_made_smaller_at_the_same_moment(house: House) -> None:
    for number in range(ROUNDS):
        tier = house.make(f"Ronde {number}", 2)
        house.person(f"Premier {number}", tier)
        version = house.line(tier).version
        at_once(
            lambda tier=tier, n=number: house.person(f"Second {n}", tier),
            lambda tier=tier, n=number, v=version: house.tiers.change(
                house.admin, tier_id=tier, form=form(f"Ronde {n}", 1), version=v
            ),
        )
        line = house.line(tier)
        assert line.taken <= line.seats


def test_another_workspace_s_people_take_no_seat_here(house: House) -> None:
    """ACL-03."""
    tier = house.make("Essai", 1)
    house.elsewhere.tier_id = tier  # as if a row of theirs had strayed
    house.elsewhere.person("Vera Voisine")
    house.person("Ana Lopez", tier)
    assert house.line(tier).taken == 1
