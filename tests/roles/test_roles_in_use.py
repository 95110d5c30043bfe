"""Roles and the people who have them, with the whole product behind: the next click, and two acts at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.invitations.errors import LinkRevoked
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.outbox import Template
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import PersonAboveYou, RoleAboveYours, version_of
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User
from tests.roles.conftest import form
from tests.support.cast import ORIGIN, PASSWORD, Cast, found, kit_on
from tests.support.clock import MovedClock
from tests.users.test_races import at_once

ROUNDS = 10


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace with the whole product behind it, on each database."""
    kit = kit_on(database_url, clock, tmp_path)
    yield found(kit)
    kit.db.dispose()


def role_of(cast: Cast, role_id: str) -> Role | None:
    with cast.kit.db.read() as s:
        return s.get(Role, role_id)


def test_a_change_of_a_role_is_felt_at_the_next_click(cast: Cast) -> None:
    """ACL-04: the session stays, its rights do not."""
    defining = cast.kit.role_definitions
    own = defining.create(cast.admin, form=form("Auditeur", "user", "calls:read", "audit:read"))
    ana, secret = cast.join("Ana Lopez", "agent")
    replace(cast, roles={"own": own}).demote(ana.user_id, "own")
    assert cast.actor(secret).may(Permission.AUDIT_READ)

    role = role_of(cast, own)
    assert role is not None
    version = version_of(role.name, role.rank, role.permissions)
    defining.change(cast.admin, role_id=own, form=form("Auditeur", "user", "calls:read"), version=version)
    now = cast.actor(secret)
    assert not now.may(Permission.AUDIT_READ)
    assert now.may(Permission.CALLS_READ)

    defining.delete(cast.admin, role_id=own, replacement_id=cast.roles["manager"])
    assert cast.actor(secret).may(Permission.USERS_CREATE)


def test_a_role_deleted_while_somebody_is_given_it_leaves_nobody_without(cast: Cast) -> None:
    """ACL-03 of races: whichever comes first, everybody's role is there."""
    defining = cast.kit.role_definitions
    for number in range(ROUNDS):
        own = defining.create(cast.admin, form=form(f"Rôle {number}", "user", "calls:read"))
        new = cast.new("Ana Lopez", email=f"ana{number}@example.org", role_id=own)
        at_once(
            lambda own=own: defining.delete(cast.admin, role_id=own, replacement_id=cast.roles["user"]),
            lambda new=new: cast.kit.users.create(cast.admin, new=new),
        )
        assert role_of(cast, own) is None
        with cast.kit.db.read() as s:
            held = set(s.execute(select(col(User.role_id))).scalars())
            there = set(s.execute(select(col(Role.id))).scalars())
        assert held <= there


def test_two_changes_at_once_are_one_and_a_refusal(cast: Cast) -> None:
    defining = cast.kit.role_definitions
    for number in range(ROUNDS):
        own = defining.create(cast.admin, form=form(f"Rôle {number}", "user", "calls:read"))
        role = role_of(cast, own)
        assert role is not None
        version = version_of(role.name, role.rank, role.permissions)
        first, second = form(f"Un {number}", "user"), form(f"Deux {number}", "agent", "leads:read")
        before = cast.acts().count("role_updated")
        at_once(
            lambda o=own, f=first, v=version: defining.change(cast.admin, role_id=o, form=f, version=v),
            lambda o=own, f=second, v=version: defining.change(cast.admin, role_id=o, form=f, version=v),
        )
        assert cast.acts().count("role_updated") == before + 1


def test_the_same_name_at_once_is_one_role(cast: Cast) -> None:
    defining = cast.kit.role_definitions
    for number in range(ROUNDS):
        same = form(f"Rôle {number}", "user")
        at_once(*[lambda f=same: defining.create(cast.admin, form=f)] * 2)
    names = [line.name for line in defining.book(cast.admin).roles if not line.key]
    assert sorted(names) == sorted(f"Rôle {number}" for number in range(ROUNDS))


def test_nobody_comes_in_as_somebody_who_may_do_more(cast: Cast) -> None:
    """INV-01, ACL-06: a low level does not open the account of who holds a right that one lacks."""
    own = cast.kit.role_definitions.create(cast.admin, form=form("Auditeur", "user", "audit:read"))
    ana, _ = cast.join("Ana Lopez", "agent")
    replace(cast, roles={"own": own}).demote(ana.user_id, "own")
    mado, _ = cast.join("Mado Blanc", "manager")
    before = cast.person(ana.user_id)
    assert not cast.kit.users.detail(mado, ana.user_id).may_edit
    acts: tuple[Callable[[], object], ...] = (
        lambda: cast.kit.recovery.send(mado, user_id=ana.user_id),
        lambda: cast.kit.passwords.give_initial(mado, user_id=ana.user_id, staged="0" * 32),
        lambda: cast.kit.address_changes.request_for(mado, user_id=ana.user_id, email="vol@example.org"),
        lambda: cast.kit.users.suspend(mado, user_id=ana.user_id),
        lambda: replace(cast, admin=mado).demote(ana.user_id, "user"),
    )
    for act in acts:
        with pytest.raises(PersonAboveYou):
            act()
    assert cast.person(ana.user_id) == before
    assert cast.kit.users.detail(cast.admin, ana.user_id).may_edit


def reader(cast: Cast, *rights: str) -> Actor:
    """Bring in Mado, of a role at the level « Responsable » that reads the archive of mail."""
    own = cast.kit.role_definitions.create(cast.admin, form=form("Courrier", "manager", "mail:read", *rights))
    return replace(cast, roles={**cast.roles, "own": own}).join("Mado Blanc", "own")[0]


def link_read(cast: Cast, by: Actor, template: Template) -> str:
    """Open the newest message of a kind in the built-in outbox; the link that it shows, of which its view tells."""
    letter = next(each for each in reversed(cast.letters()) if each.template == template)
    shown = cast.kit.mailbox.read(by, letter.id).link
    assert cast.kit.mailbox.view(by, letter.id).masked == (not shown)
    return shown


def test_reading_mail_lets_nobody_in_as_somebody_who_may_do_more(cast: Cast) -> None:
    """INV-01, ACL-06: as above, where the link is only read. Whose it is counts by what they are at that moment."""
    ana, _ = cast.join("Ana Lopez", "user")
    mado = reader(cast)
    cast.kit.recovery.request(email="ana@example.org", origin=ORIGIN)
    cast.kit.address_changes.request_for(cast.admin, user_id=ana.user_id, email="ana.lopez@example.org")
    opening = (Template.PASSWORD_RESET, Template.ADDRESS_CHANGE)
    create = cast.kit.role_definitions.create
    for role, expected in (
        (form("Rien encore", "agent"), {True}),
        (form("Auditeur", "user", "audit:read"), {False}),  # a right that Mado lacks
        (form("Égal", "manager", "mail:read"), {False}),
    ):
        replace(cast, roles={"own": create(cast.admin, form=role)}).demote(ana.user_id, "own")
        assert {bool(link_read(cast, mado, template)) for template in opening} == expected
        assert all(link_read(cast, cast.admin, template) for template in opening)


def test_reading_an_invitation_gives_no_role_that_one_could_not_give(cast: Cast) -> None:
    """INV-01: what somebody becomes after their message was written is what its link makes of whoever opens it."""
    mado = reader(cast, "users:create", "users:invite")
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(role_id=cast.roles["user"]))
    create = cast.kit.role_definitions.create
    plain = create(cast.admin, form=form("Rien encore", "agent"))
    replace(cast, roles={"own": plain}).demote(invited.user_id, "own")
    assert link_read(cast, mado, Template.INVITATION).endswith(cast.link(invited.invitation_id))

    auditor = create(cast.admin, form=form("Auditeur", "user", "audit:read"))
    for role in (auditor, cast.roles["admin"]):
        replace(cast, roles={"own": role}).demote(invited.user_id, "own")
        with pytest.raises(RoleAboveYours):
            cast.kit.invitations.copy_link(mado, user_id=invited.user_id)
        assert link_read(cast, mado, Template.INVITATION) == ""
        assert link_read(cast, cast.admin, Template.INVITATION)


@pytest.mark.parametrize("seen", ["copied", "read", "by nobody"])
def test_a_link_that_was_seen_gives_nothing_that_who_saw_it_could_not_give(cast: Cast, seen: str) -> None:
    """INV-01: they have it still once the person may do more; sent anew it is the person's alone."""
    mado = reader(cast, "users:create", "users:invite")
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(role_id=cast.roles["user"]))
    plain = cast.kit.role_definitions.create(cast.admin, form=form("Rien encore", "user"))
    replace(cast, roles={"own": plain}).demote(invited.user_id, "own")
    if seen == "copied":
        cast.kit.invitations.copy_link(mado, user_id=invited.user_id)
    elif seen == "read":
        assert link_read(cast, mado, Template.INVITATION)
    peek, secret = cast.kit.acceptance.peek, cast.link(invited.invitation_id)
    assert peek(secret).status == "open"

    cast.demote(invited.user_id, "admin")
    own = {"invitation_id": invited.invitation_id, "password": PASSWORD, "confirmation": PASSWORD}
    if seen != "by nobody":
        assert peek(secret).status == "revoked"
        with pytest.raises(LinkRevoked):
            cast.kit.acceptance.accept(secret, **own, origin=ORIGIN)
        assert cast.person(invited.user_id).activated_at is None
        cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
        secret = cast.link(invited.invitation_id, version=2)
    assert (
        cast.actor(cast.kit.acceptance.accept(secret, **own, origin=ORIGIN).secret).user_id == invited.user_id
    )
