"""The invitee's side: looking changes nothing, accepting works once."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.tables import Credential, UserSession
from comunik_kit.access.views import StartedSession
from comunik_kit.invitations.errors import (
    LinkExpired,
    LinkIsForSomebodyElse,
    LinkReplaced,
    LinkRevoked,
    LinkUnknown,
    LinkUsed,
)
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.users.tables import UserStatus
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def accept(cast: Cast, invitation_id: str, *, version: int = 1, password: str = PASSWORD) -> str:
    return cast.kit.acceptance.accept(
        cast.link(invitation_id, version),
        invitation_id=invitation_id,
        password=password,
        confirmation=password,
        origin=ORIGIN,
    ).secret


def traces(cast: Cast, user_id: str) -> int:
    """Count what an acceptance leaves: a password, sessions."""
    with cast.kit.db.read() as session:
        passwords = session.execute(
            select(col(Credential.user_id)).where(col(Credential.user_id) == user_id)
        ).all()
        sessions = session.execute(
            select(col(UserSession.id)).where(col(UserSession.user_id) == user_id)
        ).all()
    return len(passwords) + len(sessions)


def test_looking_at_a_link_any_number_of_times_changes_nothing(cast: Cast) -> None:
    """TOK-08: mail scanners open links."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    before = cast.acts()
    seen = {cast.kit.acceptance.peek(cast.link(invited.invitation_id)) for _ in range(5)}

    assert [(p.status, p.invitee_name, p.inviter, p.workspace) for p in seen] == [
        ("open", "Ana Lopez", "Olga Martin", "Ateliers Lumière")
    ]
    assert cast.acts() == before
    assert accept(cast, invited.invitation_id)


def test_accepting_activates_signs_in_and_writes_one_entry(cast: Cast) -> None:
    """INV-09."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    actor = cast.actor(accept(cast, invited.invitation_id))

    assert (actor.user_id, actor.role_id) == (invited.user_id, cast.roles["agent"])
    assert cast.person(invited.user_id).status == UserStatus.ACTIVE
    assert cast.acts().count("invitation_accepted") == 1
    signed_in = cast.kit.sign_in.sign_in(email="ANA@example.org", password=PASSWORD, origin=ORIGIN)
    assert isinstance(signed_in, StartedSession)
    assert signed_in.user_id == invited.user_id


def test_a_used_link_says_so_and_leaves_the_account_alone(cast: Cast) -> None:
    """TOK-03."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    accept(cast, invited.invitation_id)
    before = traces(cast, invited.user_id)
    with pytest.raises(LinkUsed):
        accept(cast, invited.invitation_id, password="Another-one-77?")
    assert traces(cast, invited.user_id) == before


def test_a_page_opened_in_time_and_sent_too_late_is_refused(cast: Cast, clock: MovedClock) -> None:
    """TOK-04: the term is checked at redemption."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    assert cast.kit.acceptance.peek(cast.link(invited.invitation_id)).status == "open"
    clock.move(days=7)
    with pytest.raises(LinkExpired):
        accept(cast, invited.invitation_id)
    assert traces(cast, invited.user_id) == 0


@pytest.mark.parametrize(
    ("act", "refusal"),
    [("revoke", LinkRevoked), ("resend", LinkReplaced)],
)
def test_a_link_taken_back_or_replaced_is_refused(cast: Cast, act: str, refusal: type[KitError]) -> None:
    """INV-06, INV-07."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    getattr(cast.kit.invitations, act)(cast.admin, user_id=invited.user_id)
    with pytest.raises(refusal):
        accept(cast, invited.invitation_id)
    assert traces(cast, invited.user_id) == 0


@pytest.mark.parametrize("secret", ["", "x", "A" * 65, "é" * 65, "0" * 10_000, "../../etc"])
def test_a_forged_link_is_unknown(cast: Cast, secret: str) -> None:
    assert cast.kit.acceptance.peek(secret).status == "unknown"
    with pytest.raises(LinkUnknown):
        cast.kit.acceptance.accept(
            secret, invitation_id="", password=PASSWORD, confirmation=PASSWORD, origin=ORIGIN
        )


def test_a_link_of_another_purpose_is_unknown(cast: Cast) -> None:
    """TOK-02."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    foreign = cast.kit.keyring.link("reset", invited.invitation_id, 1)
    assert cast.kit.acceptance.peek(foreign).status == "unknown"


def test_the_button_accepts_the_invitation_that_the_page_shows(cast: Cast) -> None:
    """TOK-06."""
    shown = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    other = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Luc Morel"))
    with pytest.raises(LinkIsForSomebodyElse):
        cast.kit.acceptance.accept(
            cast.link(other.invitation_id),
            invitation_id=shown.invitation_id,
            password=PASSWORD,
            confirmation=PASSWORD,
            origin=ORIGIN,
        )
    assert traces(cast, other.user_id) == traces(cast, shown.user_id) == 0


@pytest.mark.parametrize(
    "password", ["court1!", "sansmajuscule1!", "SansChiffre!", "SansSpecial1", "Lopez-Ana1!"]
)
def test_a_weak_password_is_refused_and_the_link_stays_good(cast: Cast, password: str) -> None:
    """AUT-04, AUT-05."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    with pytest.raises(InvalidInput) as refusal:
        accept(cast, invited.invitation_id, password=password)
    assert "password" in refusal.value.errors
    assert accept(cast, invited.invitation_id)


def test_an_inviter_demoted_meanwhile_brings_nobody_in(cast: Cast) -> None:
    """INV-01, INV-08: checked at acceptance too."""
    manager, _ = cast.join("Mado Petit", "manager")
    invited = cast.kit.invitations.create_and_invite(manager, new=cast.new(role_id=cast.roles["manager"]))
    cast.demote(manager.user_id, "agent")
    with pytest.raises(LinkRevoked):
        accept(cast, invited.invitation_id)
    assert cast.person(invited.user_id).status == UserStatus.INVITED


@pytest.mark.parametrize("change", ["demote", "suspend", "delete"])
def test_a_link_that_its_inviter_could_not_send_today_is_not_shown_as_open(cast: Cast, change: str) -> None:
    """INV-01, INV-08: said before a password is chosen, and nothing of the person is shown; a return opens it again."""
    manager, _ = cast.join("Mado Petit", "manager")
    invited = cast.kit.invitations.create_and_invite(manager, new=cast.new(role_id=cast.roles["manager"]))
    if change == "demote":
        cast.demote(manager.user_id, "agent")
    else:
        getattr(cast.kit.users, change)(cast.admin, user_id=manager.user_id)
    shown = cast.kit.acceptance.peek(cast.link(invited.invitation_id))
    assert (shown.status, shown.invitee_name, shown.email) == ("revoked", "", "")
    with pytest.raises(LinkRevoked):  # not what is wrong with the password
        accept(cast, invited.invitation_id, password="court")
    if change == "suspend":
        cast.kit.users.restore(cast.admin, user_id=manager.user_id)
        assert cast.kit.acceptance.peek(cast.link(invited.invitation_id)).status == "open"
        assert accept(cast, invited.invitation_id)


def test_no_link_secret_is_in_any_table(cast: Cast) -> None:
    """TOK-01: secrets are derived, so a dump holds none."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    code = cast.link(invited.invitation_id)[22:]
    cookie = accept(cast, invited.invitation_id)
    dump = cast.dump()
    assert code not in dump
    assert cookie not in dump
    assert PASSWORD not in dump
