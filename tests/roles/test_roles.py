"""Roles: what a workspace starts with, and who may give what."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.roles import repository
from comunik_kit.roles.permissions import ADMIN_RANK, SHIPPED_ROLES, Permission
from comunik_kit.roles.rules import may_act_on, may_grant
from comunik_kit.roles.service import Roles
from comunik_kit.roles.tables import Role
from tests.support.clock import MovedClock
from tests.users.world import World

BY_RANK = ["user", "agent", "supervisor", "manager", "admin"]
SHIPPED = {role.key: role for role in SHIPPED_ROLES}


def actor(permissions: frozenset[str], rank: int, *, must_change_password: bool = False) -> Actor:
    """Make somebody with rights."""
    return Actor(
        user_id="u",
        workspace_id="w",
        session_id="s",
        name="x",
        role_id="r",
        rank=rank,
        permissions=permissions,
        must_change_password=must_change_password,
    )


def test_a_workspace_starts_with_the_five_shipped_roles(database: Database, clock: MovedClock) -> None:
    world = World(database, clock)
    here, elsewhere = world.workspace(), world.workspace("Maison Voisine")
    with database.read() as s:
        found = repository.roles_of(s, here.id)
        assert [role.key for role in found] == BY_RANK
        for role in found:
            shipped = SHIPPED[role.key]
            assert (role.name, role.rank) == (shipped.name, shipped.rank)
            assert frozenset(role.permissions) == shipped.permissions
            assert repository.role(s, here.id, role.id) == role
            assert repository.role(s, elsewhere.id, role.id) is None
        admin = repository.role_with_key(s, here.id, "admin")
        assert admin is not None
        assert admin.id == here.roles["admin"]
        assert repository.role_with_key(s, here.id, "owner") is None


@pytest.mark.parametrize(
    ("role", "offered"),
    [("user", []), ("agent", []), ("supervisor", []), ("manager", BY_RANK[:4]), ("admin", BY_RANK)],
)
def test_only_roles_that_one_may_give_are_offered(
    database: Database, clock: MovedClock, role: str, offered: list[str]
) -> None:
    """INV-01."""
    here = World(database, clock).workspace()
    roles = Roles(db=database)
    assert [choice.key for choice in roles.grantable(here.actor(role))] == offered
    assert roles.grantable(here.actor(role, must_change_password=True)) == []


def test_a_role_of_the_workspace_s_own_with_one_right_more_is_not_offered(
    database: Database, clock: MovedClock
) -> None:
    """INV-01: a low rank does not hide a right that the giver lacks."""
    here = World(database, clock).workspace()
    with database.write() as s:
        s.add(Role(id="f" * 32, workspace_id=here.id, name="Auditeur", rank=5, permissions=["audit:read"]))
    offered = Roles(db=database).grantable
    assert "f" * 32 not in [choice.id for choice in offered(here.actor("manager"))]
    assert "f" * 32 in [choice.id for choice in offered(here.actor("admin"))]


def test_the_shipped_roles_grow_with_their_rank_and_only_admins_set_things_up() -> None:
    """The seed: a manager views and manages calls but does not change advanced settings."""
    ordered = [SHIPPED[key].permissions for key in BY_RANK]
    assert all(lower < higher for lower, higher in pairwise(ordered))
    advanced = {
        Permission.ROLES_MANAGE,
        Permission.SETTINGS_READ,
        Permission.WHITE_LABEL_MANAGE,
        Permission.TEAMS_MANAGE,
        Permission.SUBSCRIPTIONS_MANAGE,
        Permission.MODULES_MANAGE,
        Permission.SECURITY_MANAGE,
        Permission.API_MANAGE,
        Permission.MAIL_READ,
        Permission.MAIL_MANAGE,
        Permission.AUDIT_READ,
        Permission.USERS_DELETE,
    }
    assert SHIPPED["admin"].permissions - SHIPPED["manager"].permissions == advanced
    assert {Permission.CALLS_READ, Permission.CALLS_MANAGE} <= SHIPPED["manager"].permissions
    assert SHIPPED["admin"].permissions == frozenset(Permission)


_PERMISSIONS = st.frozensets(st.sampled_from([permission.value for permission in Permission]))


@given(held=_PERMISSIONS, given_away=_PERMISSIONS, rank=st.integers(0, 60), other=st.integers(0, 60))
def test_nobody_grants_what_they_do_not_hold(
    held: frozenset[str], given_away: frozenset[str], rank: int, other: int
) -> None:
    """INV-01, ACL-06."""
    allowed = may_grant(actor(held, rank), other, given_away)
    if allowed:
        assert given_away <= held
        assert other <= rank
        assert held & {Permission.ROLES_ASSIGN, Permission.USERS_CREATE}
    assert not may_grant(actor(held, rank, must_change_password=True), other, given_away)


@given(rank=st.integers(0, 60), other=st.integers(0, 60))
def test_nobody_acts_on_their_equal_but_admins(rank: int, other: int) -> None:
    """ACL-06."""
    allowed = may_act_on(actor(frozenset(), rank), other)
    assert allowed == (other < rank or rank == other == ADMIN_RANK)
