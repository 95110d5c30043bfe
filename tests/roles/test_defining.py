"""Roles of a workspace's own: made, looked at before they change, changed, deleted."""

import pytest
from sqlmodel import select

from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, KitError, NotFound
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.roles.defining import MOST
from comunik_kit.roles.errors import (
    RoleInUse,
    RoleNameTaken,
    RoleOutOfReach,
    TooManyRoles,
    UnknownLevel,
)
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.roles.views import RolePreview
from tests.roles.conftest import House, form, refusal, tried

CHIEF = ("roles:read", "roles:assign", "roles:manage", "users:read", "calls:read", "calls:manage")
SHIPPED = ("user", "agent", "supervisor", "manager", "admin")


def test_a_role_of_one_s_own_is_made_with_what_its_rights_need(house: House) -> None:
    made = house.defining.create(
        house.actor("admin"), form=form("Auditeur", "agent", "audit:read", "calls:manage")
    )
    book = house.defining.book(house.actor("admin"))
    [line] = [line for line in book.roles if line.id == made]
    assert (line.key, line.name, line.level, line.people) == ("", "Auditeur", "agent", 0)
    assert line.permissions == ["audit:read", "calls:manage", "calls:read"]
    assert line.may_change
    assert (book.own, book.levels) == (1, ["user", "agent", "supervisor", "manager"])
    [entry] = house.here.journal("role_created")
    assert (entry.target_id, entry.target_name) == (made, "Auditeur")
    assert house.stored(made, house.elsewhere) is None


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_nobody_but_who_may_manage_roles_does_anything_to_them(house: House, role: str) -> None:
    """ACL-01, seed 2: a manager reads the matrix and changes nothing of it."""
    own = house.own("Auditeur", "user", "audit:read")
    before = house.everything()
    assert tried(house, role, own) == [Forbidden] * 4
    with pytest.raises(Forbidden):
        house.defining.create(house.actor(role), form=form())
    assert house.everything() == before
    assert house.here.journal() == []
    if role == "manager":
        book = house.defining.book(house.actor(role))
        assert (book.may_manage, book.levels, len(book.roles)) == (False, [], 6)
        assert not any(line.may_change for line in book.roles)
    else:
        with pytest.raises(Forbidden):
            house.defining.book(house.actor(role))


def test_a_foreign_role_is_as_good_as_none(house: House) -> None:
    """ACL-03."""
    foreign = house.own("Voisin", "user", "calls:read", place=house.elsewhere)
    house.elsewhere.person("Nadia Voisin", "Voisin")
    before = house.everything()
    for role_id in (foreign, house.elsewhere.roles["admin"], "0" * 32):
        assert tried(house, "admin", role_id) == [NotFound] * 4
    own = house.own("Auditeur", "user", "calls:read")
    house.here.person("Ana Martin", "Auditeur")
    for replacement in (foreign, house.elsewhere.roles["user"], "0" * 32, own):
        with pytest.raises(UnknownLevel):
            house.defining.delete(house.actor("admin"), role_id=own, replacement_id=replacement)
    assert [role for role in house.everything() if role[0] != own] == before
    assert house.elsewhere.journal() == []
    assert "Voisin" not in [line.name for line in house.defining.book(house.actor("admin")).roles]


@pytest.mark.parametrize(
    ("level", "rights", "refused"),
    [
        ("supervisor", ("calls:read",), None),
        ("user", CHIEF, None),
        ("manager", ("calls:read",), RoleOutOfReach),
        ("user", ("audit:read",), RoleAboveYours),
        ("user", ("users:delete",), RoleAboveYours),
        ("user", ("leads:manage",), RoleAboveYours),
    ],
)
def test_a_role_s_maker_gives_neither_their_own_level_nor_a_right_they_lack(
    house: House, level: str, rights: tuple[str, ...], refused: type[KitError] | None
) -> None:
    """INV-01, ACL-06."""
    house.own("Chef", "manager", *CHIEF)
    low = house.own("Bas", "user", "calls:read")
    before = house.everything()
    chief, wanted = house.actor("Chef"), form("Nouveau", level, *rights)
    changed = form("Bas", level, *rights)
    assert refusal(lambda: house.defining.create(chief, form=wanted)) is refused
    assert refusal(lambda: house.defining.preview(chief, role_id=low, form=changed)) is refused
    version = house.version(low)
    done = refusal(lambda: house.defining.change(chief, role_id=low, form=changed, version=version))
    assert done is refused
    assert (house.everything() == before) == (refused is not None)


def test_nobody_changes_their_own_role_or_one_of_their_level(house: House) -> None:
    """ACL-06: the shortest way to more rights would be one's own role."""
    mine, equal = house.own("Chef", "manager", *CHIEF), house.own("Égal", "manager", "calls:read")
    before = house.everything()
    for role_id in (mine, equal):
        assert tried(house, "Chef", role_id) == [RoleOutOfReach] * 4
    assert house.everything() == before


def test_a_right_that_one_lacks_is_neither_given_nor_taken(house: House) -> None:
    """INV-01: the form of who may not read the journal does not take it from others."""
    house.own("Chef", "manager", *CHIEF)
    low = house.own("Bas", "user", "audit:read", "calls:read", "calls:manage")
    chief, wanted = house.actor("Chef"), form("Bas", "user", "calls:read")
    shown = house.defining.preview(chief, role_id=low, form=wanted)
    assert (shown.gained, shown.lost) == ([], ["calls:manage"])
    house.defining.change(chief, role_id=low, form=wanted, version=house.version(low))
    role = house.stored(low)
    assert role is not None
    assert role.permissions == ["audit:read", "calls:read"]


@pytest.mark.parametrize(
    "name", ["ADMIN", "Manager", "responsable", "Agent", "Chéf", "user", "  Utilisateur "]
)
def test_no_role_passes_for_another_in_any_language(house: House, name: str) -> None:
    """INV-01: imports and commands name roles by their words."""
    house.own("Chef", "manager", *CHIEF)
    other, before = house.own("Autre", "user"), house.everything()
    admin = house.actor("admin")
    with pytest.raises(RoleNameTaken):
        house.defining.create(admin, form=form(name))
    with pytest.raises(RoleNameTaken):
        house.defining.change(admin, role_id=other, form=form(name), version=house.version(other))
    assert house.everything() == before
    assert house.here.journal() == []


def test_the_same_name_is_free_next_door(house: House) -> None:
    house.own("Auditeur", "user", place=house.elsewhere)
    assert house.defining.create(house.actor("admin"), form=form("Auditeur"))


def test_a_workspace_has_so_many_roles_and_no_more(house: House) -> None:
    for number in range(MOST - 5):
        house.own(f"Rôle {number}", "user")
    with pytest.raises(TooManyRoles):
        house.defining.create(house.actor("admin"), form=form())
    assert len(house.defining.book(house.actor("admin")).roles) == MOST


def test_a_preview_says_who_gains_and_loses_what_and_changes_nothing(house: House) -> None:
    own = house.own("Auditeur", "agent", "calls:read", "leads:read")
    for first in ("Zoé", "Ana", "Luc", "Éva", "Ben", "Mia", "Tom"):
        house.here.person(f"{first} Martin", "Auditeur")
    house.here.person("Denis Parti", "Auditeur", status="deleted")
    house.here.person("Agnès Autre", "agent")
    before, admin = house.everything(), house.actor("admin")
    shown = house.defining.preview(
        admin, role_id=own, form=form("Auditeur", "agent", "calls:manage", "audit:read")
    )
    assert shown.people == 7
    assert shown.names == ["Ana Martin", "Ben Martin", "Éva Martin", "Luc Martin", "Mia Martin"]
    assert (shown.gained, shown.lost) == (["audit:read", "calls:manage"], ["leads:read"])
    assert house.everything() == before
    assert house.here.journal() == []


def test_a_preview_of_another_level_says_on_whom_one_acts_then(house: House) -> None:
    """ACL-06."""
    own, admin = house.own("Auditeur", "agent", "calls:read"), house.actor("admin")
    house.own("Veilleur", "agent", "calls:read")
    before = house.everything()

    def shown(level: str) -> RolePreview:
        return house.defining.preview(admin, role_id=own, form=form("Auditeur", level, "calls:read"))

    raised, lowered, same = shown("manager"), shown("user"), shown("agent")
    assert [role.key or role.name for role in raised.reached] == ["agent", "Veilleur", "supervisor"]
    assert (raised.out_of_reach, raised.gained, raised.lost) == ([], [], [])
    assert [role.key for role in lowered.out_of_reach] == ["user"]
    assert (lowered.reached, same.reached, same.out_of_reach) == ([], [], [])
    removed = house.defining.removal(
        admin, role_id=own, replacement_id=house.here.roles["supervisor"]
    ).preview
    assert [role.key or role.name for role in removed.reached] == ["agent", "Veilleur"]
    assert house.everything() == before


def test_a_change_is_written_once_and_only_over_what_was_shown(house: House) -> None:
    own, admin = house.own("Auditeur", "agent", "calls:read"), house.actor("admin")
    shown = house.version(own)
    renamed = form("Contrôleur", "supervisor", "calls:read", "audit:read")
    house.defining.change(admin, role_id=own, form=renamed, version=shown)
    role = house.stored(own)
    assert role is not None
    assert (role.name, role.rank, role.permissions) == ("Contrôleur", 30, ["audit:read", "calls:read"])
    [entry] = house.here.journal("role_updated")
    assert (entry.details["gained"], entry.details["lost"]) == (["audit:read"], [])
    assert entry.details["before"]["name"] == "Auditeur"
    with pytest.raises(ChangedMeanwhile):
        house.defining.change(admin, role_id=own, form=form("Encore", "user"), version=shown)
    house.defining.change(admin, role_id=own, form=renamed, version=house.version(own))
    assert len(house.here.journal("role_updated")) == 1


def test_a_role_in_use_goes_only_when_its_people_get_another(house: House) -> None:
    own, admin = house.own("Auditeur", "agent", "calls:read", "audit:read"), house.actor("admin")
    ana = house.here.person("Ana Martin", "Auditeur", status="active")
    gone = house.here.person("Denis Parti", "Auditeur", status="deleted")
    other = house.here.person("Agnès Autre", "agent")
    with pytest.raises(RoleInUse):
        house.defining.delete(admin, role_id=own)
    assert house.stored(own) is not None
    asked = house.defining.removal(admin, role_id=own, replacement_id=house.here.roles["user"])
    assert (asked.needs_replacement, asked.preview.people, asked.preview.names) == (True, 1, ["Ana Martin"])
    assert asked.preview.lost == ["audit:read"]
    assert [role.key for role in asked.replacements] == list(SHIPPED)

    assert house.defining.delete(admin, role_id=own, replacement_id=house.here.roles["user"]) == 2
    assert house.stored(own) is None
    for person in (ana, gone):
        stored = house.here.stored(person.id)
        assert (stored.role_id, stored.version) == (house.here.roles["user"], 2)
    assert house.here.stored(other.id).version == 1
    assert {entry.target_id for entry in house.here.journal("privilege_permissions_changed")} == {
        ana.id,
        gone.id,
    }
    [entry] = house.here.journal("role_deleted")
    assert (entry.target_name, entry.details["people"]) == ("Auditeur", 2)


def test_a_role_that_nobody_has_goes_without_a_question(house: House) -> None:
    own, admin = house.own("Auditeur", "agent"), house.actor("admin")
    assert not house.defining.removal(admin, role_id=own).needs_replacement
    assert house.defining.delete(admin, role_id=own) == 0
    assert house.stored(own) is None


def test_people_are_not_raised_above_who_deletes_their_role(house: House) -> None:
    """INV-01."""
    house.own("Chef", "manager", *CHIEF)
    low, fine = (
        house.own("Bas", "user", "calls:read"),
        house.own("Aussi bas", "user", "calls:manage", "calls:read"),
    )
    ana = house.here.person("Ana Martin", "Bas")
    chief = house.actor("Chef")
    offered = [role.id for role in house.defining.removal(chief, role_id=low).replacements]
    assert house.here.roles["admin"] not in offered
    for role in ("admin", "manager", "supervisor"):
        with pytest.raises(RoleAboveYours):
            house.defining.delete(chief, role_id=low, replacement_id=house.here.roles[role])
    assert house.here.stored(ana.id).role_id == low
    assert fine in offered
    house.defining.delete(chief, role_id=low, replacement_id=fine)
    assert house.here.stored(ana.id).role_id == fine


def test_who_may_not_give_roles_deletes_none_that_is_in_use(house: House) -> None:
    house.own("Rangeur", "manager", "roles:read", "roles:manage", "calls:read")
    low = house.own("Bas", "user", "calls:read")
    other = house.own("Autre", "user", "calls:read")
    house.here.person("Ana Martin", "Bas")
    keeper = house.actor("Rangeur")
    assert house.defining.removal(keeper, role_id=low).replacements == []
    with pytest.raises(Forbidden):
        house.defining.delete(keeper, role_id=low, replacement_id=other)
    assert house.stored(low) is not None
    assert house.defining.delete(keeper, role_id=other) == 0


def test_whoever_may_do_more_afterwards_is_told(house: House) -> None:
    """LOG-05: by mail, and only those who have come in."""
    own = house.own("Auditeur", "user", "calls:read")
    ana = house.here.person("Ana Martin", "Auditeur", status="active")
    house.here.person("Nora Neuve", "Auditeur")
    house.defining.delete(house.actor("admin"), role_id=own, replacement_id=house.here.roles["manager"])
    with house.world.db.read() as s:
        letters = [(m.template, m.recipient_id) for m in s.exec(select(OutboxMessage)).all()]
    assert letters == [("role_raised", ana.id)]


def test_the_admin_holds_the_right_that_all_this_needs(house: House) -> None:
    assert house.actor("admin").may(Permission.ROLES_MANAGE)
