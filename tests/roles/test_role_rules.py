"""What a role of one's own may hold, and how its form is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.locale import LANGUAGES, catalogue
from comunik_kit.roles.inputs import NAME_LENGTH, RoleForm
from comunik_kit.roles.permissions import ADMIN_RANK, AREAS, SHIPPED_ROLES, Permission
from comunik_kit.roles.rules import (
    LEVELS,
    RoleAboveYours,
    completed,
    difference,
    may_define,
    reaches,
    settled,
    version_of,
)
from tests.roles.conftest import form

_RIGHTS = st.frozensets(st.sampled_from([right.value for right in Permission]))


def actor(permissions: frozenset[str], rank: int, *, must_change_password: bool = False) -> Actor:
    return Actor("u", "w", "s", "x", "r", rank, permissions, must_change_password=must_change_password)


@pytest.mark.parametrize(
    ("right", "with_it"),
    [
        ("calls:manage", {"calls:read"}),
        ("users:invite", {"users:read"}),
        ("roles:manage", {"roles:read"}),
        ("mail:manage", {"mail:read"}),
        ("white_label:manage", {"settings:read"}),
        ("audit:read", set()),
    ],
)
def test_who_manages_also_sees(right: str, with_it: set[str]) -> None:
    assert completed([right]) == {right} | with_it


def test_the_shipped_roles_hold_nothing_that_they_could_not_use() -> None:
    for role in SHIPPED_ROLES:
        assert completed(role.permissions) == role.permissions


@given(held=_RIGHTS, had=_RIGHTS, wanted=_RIGHTS)
def test_nobody_gives_or_takes_a_right_that_they_lack(
    held: frozenset[str], had: frozenset[str], wanted: frozenset[str]
) -> None:
    """INV-01, ACL-06."""
    try:
        after = settled(actor(held, ADMIN_RANK), had, wanted)
    except RoleAboveYours:
        assert not completed(wanted | (had - held)) - had <= held
        return
    assert after - had <= held
    assert had - after <= held


@given(rank=st.integers(0, 60), other=st.integers(0, 60))
def test_a_role_is_defined_only_from_above_and_never_an_administrator_s(rank: int, other: int) -> None:
    """ACL-06: even an administrator makes no second « Admin »."""
    right = frozenset({Permission.ROLES_MANAGE.value})
    assert may_define(actor(right, rank), other) == (other < rank and other < ADMIN_RANK)
    assert not may_define(actor(frozenset(), rank), other)
    assert not may_define(actor(right, rank, must_change_password=True), other)


@pytest.mark.parametrize(
    ("rank", "other", "may"),
    [(30, 20, True), (30, 30, False), (20, 30, False), (50, 50, True), (50, 40, True)],
)
def test_a_level_acts_on_lower_ones_and_admins_on_admins(rank: int, other: int, *, may: bool) -> None:
    """ACL-06."""
    assert reaches(rank, other) is may


def test_the_levels_are_those_of_the_shipped_roles_but_admin() -> None:
    assert LEVELS == {"user": 10, "agent": 20, "supervisor": 30, "manager": 40}


def test_a_difference_names_both_sides_in_the_order_of_the_matrix() -> None:
    told = difference(["calls:read", "leads:read"], ["calls:read", "calls:manage", "users:read"])
    assert (told.gained, told.lost) == (["users:read", "calls:manage"], ["leads:read"])


def test_a_version_changes_with_whatever_a_role_says_and_with_nothing_else() -> None:
    first = version_of("Auditeur", 20, ["calls:read", "audit:read"])
    assert version_of("Auditeur", 20, ["audit:read", "calls:read"]) == first
    others = [("Auditrice", 20, ["calls:read", "audit:read"]), ("Auditeur", 30, ["calls:read", "audit:read"])]
    others += [("Auditeur", 20, ["calls:read"])]
    assert all(version_of(*other) != first for other in others)


def test_a_form_is_read_with_the_level_s_rank_and_the_ticked_rights() -> None:
    read = form("  Chef   d’équipe ", "manager", "calls:read", "calls:manage")
    assert (read.name, read.rank, read.permissions) == (
        "Chef d’équipe",
        40,
        frozenset({"calls:read", "calls:manage"}),
    )
    unticked = RoleForm.parse({"name": "Rien", "level": "user", "calls:read": "", "audit:read": False})
    assert unticked.permissions == frozenset()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * (NAME_LENGTH + 1)}, "name"),
        ({"name": "…"}, "name"),
        ({"name": "Ad\u202emin"}, "name"),
        ({"name": 5}, "name"),
        ({"level": "admin"}, "level"),
        ({"level": "50"}, "level"),
        ({"level": ["user"]}, "level"),
        ({"calls:read": ["on"]}, "form"),
        ({"rank": "50"}, "form"),
        ({"workspace_id": "0" * 32}, "form"),
        ({"key": "admin"}, "form"),
        ({"everything:manage": "on"}, "form"),
    ],
)
def test_what_is_no_form_of_a_role_is_refused(wrong: dict[str, object], field: str) -> None:
    """ACL-05, INP-01: neither rank nor key nor workspace can be said."""
    with pytest.raises(InvalidInput) as refused:
        RoleForm.parse({"name": "Auditeur", "level": "user"} | wrong)
    assert set(refused.value.errors) == {field}


def test_the_matrix_has_each_right_once() -> None:
    assert sorted(right for rights in AREAS.values() for right in rights) == sorted(Permission)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_right_area_and_reason_has_its_words(lang: str) -> None:
    wanted = [f"roles.right.{right.value}" for right in Permission] + [f"roles.area.{area}" for area in AREAS]
    wanted += [
        f"roles.why.{why}" for why in ("on", "role_alone", "role", "lead", "workspace", "tier", "personal")
    ]
    wanted += [f"roles.name.{level}" for level in LEVELS]
    assert [key for key in wanted if key not in catalogue(lang)] == []
