"""The roles that everybody starts with: their rights change, the rest of them stays."""

import pytest

from comunik_kit.kernel.errors import ChangedMeanwhile
from comunik_kit.roles.errors import AdminStaysWhole, RoleIsShipped
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.rules import shipped_rights
from tests.roles.conftest import House, form, tried

BELOW_ADMIN = ("user", "agent", "supervisor", "manager")
OTHER_LEVEL = {"user": "agent", "agent": "user", "supervisor": "manager", "manager": "user"}


def test_the_admin_role_stays_whole(house: House) -> None:
    """ACL-07: so there is always a role that may do everything."""
    before = house.everything()
    assert tried(house, "admin", house.here.roles["admin"]) == [AdminStaysWhole] * 4
    assert house.everything() == before
    assert house.here.journal() == []


@pytest.mark.parametrize("key", BELOW_ADMIN)
def test_a_shipped_role_keeps_its_name_and_level_and_is_not_deleted(house: House, key: str) -> None:
    before, admin, role_id = house.everything(), house.actor("admin"), house.here.roles[key]
    role = house.stored(role_id)
    assert role is not None
    for wanted in (form("Autre nom", key, "calls:read"), form(role.name, OTHER_LEVEL[key], "calls:read")):
        with pytest.raises(RoleIsShipped):
            house.defining.preview(admin, role_id=role_id, form=wanted)
        with pytest.raises(RoleIsShipped):
            house.defining.change(admin, role_id=role_id, form=wanted, version=house.version(role_id))
    with pytest.raises(RoleIsShipped):
        house.defining.removal(admin, role_id=role_id)
    with pytest.raises(RoleIsShipped):
        house.defining.delete(admin, role_id=role_id, replacement_id=house.here.roles["user"])
    assert house.everything() == before
    assert house.here.journal() == []


@pytest.mark.parametrize("key", BELOW_ADMIN)
def test_the_rights_of_a_shipped_role_change_and_can_be_given_back(house: House, key: str) -> None:
    """ACL-04, ACL-07: with preview, version and journal as for any other."""
    admin, role_id = house.actor("admin"), house.here.roles[key]
    house.here.person("Ana Martin", key)
    role = house.stored(role_id)
    assert role is not None
    shipped = frozenset(role.permissions)
    assert shipped == shipped_rights(key)
    poorer = form(role.name, key, *(shipped - {"calls:read", "calls:manage"}), "audit:read")
    shown = house.defining.preview(admin, role_id=role_id, form=poorer)
    assert (shown.people, shown.gained) == (1, ["audit:read"])
    assert "calls:read" in shown.lost
    house.defining.change(admin, role_id=role_id, form=poorer, version=house.version(role_id))
    [line] = [line for line in house.defining.book(admin).roles if line.id == role_id]
    assert (line.is_changed, line.may_change, line.may_delete) == (True, True, False)
    assert "audit:read" in house.actor(key).permissions
    with pytest.raises(ChangedMeanwhile):
        house.defining.change(admin, role_id=role_id, form=poorer, version="stale")
    again = RoleForm(role.name, role.rank, shipped)
    house.defining.change(admin, role_id=role_id, form=again, version=house.version(role_id))
    assert not any(line.is_changed for line in house.defining.book(admin).roles)
    assert [entry.target_id for entry in house.here.journal("role_updated")] == [role_id] * 2
    next_door = house.stored(house.elsewhere.roles[key], house.elsewhere)
    assert next_door is not None
    assert frozenset(next_door.permissions) == shipped
