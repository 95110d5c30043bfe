"""Who loses what by getting another subscription, told before it is given."""

import pytest

from comunik_kit.kernel.errors import Forbidden
from comunik_kit.modules.arranging import Setting
from comunik_kit.subscriptions.inputs import Movers
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.filters import UserFilter
from tests.subscriptions.conftest import House
from tests.support.statements import counted


def losses(house: House, people: Movers, tier_id: str) -> dict[str, int]:
    told = house.tiers.move_preview(house.admin, people=people, tier_id=tier_id)
    return {loss.module: loss.people for loss in told}


def test_moving_people_says_who_loses_what_and_nothing_of_what_they_have_not(house: House) -> None:
    """Who has no right to a module, or switched it off, loses nothing by it."""
    small = house.make("Petit", "", "calls")
    ana = house.person("Ana Lopez", house.cast.tier_id)
    ugo = house.person("Ugo Simple", house.cast.tier_id, "user")  # whose role reads no leads
    cara = house.person("Cara Coupée", house.cast.tier_id)
    small_already = house.person("Paul Petit", small)
    house.cast.kit.personal_modules.switch(house.admin, user_id=cara, module="leads", on=False)
    house.cast.kit.workspace_modules.set(house.admin, module="offers", setting=Setting.ON, on=False)
    everybody = (ana, ugo, cara, small_already, house.admin.user_id)
    seen = losses(house, Movers(everybody, are_many=True), small)
    assert seen == {"tickets": 3, "leads": 1, "discussions": 3}
    told = house.tiers.move_preview(house.admin, people=Movers(everybody, are_many=True), tier_id=small)
    assert [loss.names for loss in told if loss.module == "leads"] == [["Ana Lopez"]]
    assert losses(house, Movers((cara,)), small) == {"tickets": 1, "discussions": 1}
    assert losses(house, Movers((small_already,)), house.cast.tier_id) == {}
    assert losses(house, Movers((small_already,)), small) == {}
    assert losses(house, Movers((house.admin.user_id,)), small)["leads"] == 1


def test_moving_all_of_a_filter_is_counted_whatever_their_number(house: House) -> None:
    """A filter's people are never read one by one."""
    small = house.make("Petit", "", "calls", "tickets", "offers", "discussions")
    gone = house.person("Gina Partie", house.cast.tier_id)
    house.cast.kit.users.delete(house.admin, user_id=gone)
    wanted = Movers(matching=UserFilter.parse({"q": "equipe"}), are_many=True)
    house.person("Equipe 0", house.cast.tier_id)
    with counted(house.cast.kit.db) as few:
        assert losses(house, wanted, small) == {"leads": 1}
    for number in range(1, 8):
        house.person(f"Equipe {number}", house.cast.tier_id)
    house.person("Autre", house.cast.tier_id)
    with counted(house.cast.kit.db) as many:
        [loss] = house.tiers.move_preview(house.admin, people=wanted, tier_id=small)
    assert (loss.people, loss.names) == (8, [f"Equipe {number}" for number in range(5)])
    assert len(many) == len(few)


def test_nobody_moves_another_workspace_s_people_or_to_its_subscriptions(house: House) -> None:
    """ACL-01, ACL-03."""
    small = house.make("Petit", "", "calls")
    neighbour = house.elsewhere.actor("admin")
    ana = house.person("Ana Lopez", house.cast.tier_id)
    with pytest.raises(UnknownChoice):
        house.tiers.move_preview(neighbour, people=Movers((ana,)), tier_id=small)
    assert house.tiers.move_preview(neighbour, people=Movers((ana,)), tier_id=house.elsewhere.tier_id) == []
    with pytest.raises(UnknownChoice):
        house.tiers.move_preview(house.admin, people=Movers((ana,)), tier_id=house.elsewhere.tier_id)
    for role in ("user", "agent", "supervisor"):
        actor, _ = house.cast.join(f"{role} Blanc", role)
        with pytest.raises(Forbidden):
            house.tiers.move_preview(actor, people=Movers((ana,)), tier_id=small)
