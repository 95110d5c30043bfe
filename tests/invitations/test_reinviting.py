"""Inviting an address again: what stands in the way, and which act is right instead."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import col, select

from comunik_kit.access.sign_in import BadCredentials
from comunik_kit.access.views import StartedSession
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.telling import told
from comunik_kit.invitations.errors import MorningHasPassed
from comunik_kit.invitations.inputs import AT_ONCE, Leaves
from comunik_kit.invitations.tables import Invitation
from comunik_kit.users.errors import EmailTaken
from comunik_kit.users.views import AddressHolder
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.support.deliveries import hand_over

EMAIL = "ana@example.org"
STANDING = ("created", "invited", "active", "suspended", "deleted", "anonymised")


def lived(cast: Cast, clock: MovedClock, status: str) -> str:
    """Bring somebody to where they stand; give their id."""
    if status == "created":
        return cast.create("Ana Lopez")
    if status == "invited":
        return cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez")).user_id
    ana, _ = cast.join("Ana Lopez", "manager")
    if status == "suspended":
        cast.kit.users.suspend(cast.admin, user_id=ana.user_id)
    elif status in {"deleted", "anonymised"}:
        cast.kit.personal_modules.switch(cast.admin, user_id=ana.user_id, module="calls", on=False)
        cast.kit.users.delete(cast.admin, user_id=ana.user_id)
    if status == "anonymised":
        clock.move(days=31)
        cast.kit.erasure.run()
    return ana.user_id


def holder(cast: Cast) -> AddressHolder:
    return cast.kit.users.holder(cast.admin, email_key=EMAIL)


@pytest.mark.parametrize("status", STANDING)
def test_each_standing_has_its_right_act(cast: Cast, clock: MovedClock, status: str) -> None:
    user_id = lived(cast, clock, status)
    found = holder(cast)
    if status == "anonymised":
        assert found == AddressHolder()
    else:
        assert (found.user_id, found.status) == (user_id, status)
    assert found.may_invite == (status in {"created", "invited"})
    assert found.may_restore == (status in {"suspended", "deleted"})


@pytest.mark.parametrize("status", STANDING[:4])
def test_a_taken_address_is_refused_with_where_its_holder_stands(
    cast: Cast, clock: MovedClock, status: str
) -> None:
    user_id = lived(cast, clock, status)
    letters, acts = len(cast.letters()), cast.acts()
    with pytest.raises(EmailTaken) as refusal:
        cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Autre", email="ANA@example.org"))
    assert refusal.value.params == {"user_id": user_id, "status": status, "name": "Ana Lopez"}
    assert (len(cast.letters()), cast.acts()) == (letters, acts)


@pytest.mark.parametrize("status", STANDING[4:])
def test_who_is_invited_after_a_deletion_regains_no_old_right(
    cast: Cast, clock: MovedClock, status: str
) -> None:
    """ACL-10, INV-01: another account, the role given now; the old password, session and switches are not its."""
    former = lived(cast, clock, status)
    if status == "anonymised":
        admin = cast.kit.sign_in.sign_in(email="olga@example.org", password=PASSWORD, origin=ORIGIN)
        assert isinstance(admin, StartedSession)
        assert admin.user_id == cast.admin.user_id
    new = cast.new("Ana Lopez", role_id=cast.roles["user"])
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=new)
    person = cast.person(invited.user_id)
    assert invited.user_id != former
    assert (person.role_id, person.status, person.modules_off) == (cast.roles["user"], "invited", [])
    with pytest.raises(BadCredentials):
        cast.kit.sign_in.sign_in(email=EMAIL, password=PASSWORD, origin=ORIGIN)
    fresh = "Tournesol-jaune-7!"
    started = cast.kit.acceptance.accept(
        cast.link(invited.invitation_id),
        invitation_id=invited.invitation_id,
        password=fresh,
        confirmation=fresh,
        origin=ORIGIN,
    )
    actor = cast.actor(started.secret)
    assert (actor.user_id, actor.role_id) == (invited.user_id, cast.roles["user"])
    assert cast.person(former).status == "deleted"


def test_a_link_sleeps_while_its_person_is_suspended(cast: Cast) -> None:
    """SES-07: nobody comes in by the invitation of a suspended person; restored, it opens again."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    link = cast.link(sent.invitation_id)
    cast.kit.users.suspend(cast.admin, user_id=sent.user_id)
    assert cast.kit.acceptance.peek(link).status == "revoked"
    assert cast.person(sent.user_id).activated_at is None
    cast.kit.users.restore(cast.admin, user_id=sent.user_id)
    assert cast.person(sent.user_id).status == "invited"
    assert cast.kit.acceptance.peek(link).status == "open"


def waiting(cast: Cast) -> list[str]:
    return [letter.to_email for letter in cast.letters() if letter.state == "queued"]


def test_an_invitation_that_had_not_left_leaves_once_its_person_is_back(cast: Cast) -> None:
    """Restored to the former state: whose message was taken back by the suspension gets it all the same."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    reminder = _next_reminder(cast)
    cast.kit.users.suspend(cast.admin, user_id=sent.user_id)
    assert (waiting(cast), _next_reminder(cast)) == ([], None)

    cast.kit.users.restore(cast.admin, user_id=sent.user_id)
    assert (waiting(cast), _next_reminder(cast)) == ([EMAIL], reminder)
    assert cast.kit.acceptance.peek(cast.link(sent.invitation_id)).status == "open"


def test_an_invitation_that_had_left_is_not_sent_twice(cast: Cast) -> None:
    """REL-01."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    hand_over(cast.kit, cast.letters()[0].id)
    cast.kit.users.suspend(cast.admin, user_id=sent.user_id)
    cast.kit.users.restore(cast.admin, user_id=sent.user_id)
    assert [letter.state for letter in cast.letters()] == ["sent"]
    assert _next_reminder(cast) is not None


def test_an_invitation_past_its_term_is_not_sent_by_a_return(cast: Cast, clock: MovedClock) -> None:
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    cast.kit.users.suspend(cast.admin, user_id=sent.user_id)
    clock.move(days=8)
    cast.kit.users.restore(cast.admin, user_id=sent.user_id)
    assert (waiting(cast), _next_reminder(cast)) == ([], None)


def test_who_is_deleted_and_comes_back_has_no_invitation_any_more(cast: Cast) -> None:
    """ACL-10."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    cast.kit.users.suspend(cast.admin, user_id=sent.user_id)
    cast.kit.users.delete(cast.admin, user_id=sent.user_id)
    for _ in range(2):
        cast.kit.users.restore(cast.admin, user_id=sent.user_id)
    assert (cast.person(sent.user_id).status, waiting(cast)) == ("created", [])


def test_the_link_of_who_was_deleted_stays_dead_and_they_are_invited_anew(cast: Cast) -> None:
    """ACL-10: what a deletion revoked is no more when the account comes back."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    link = cast.link(sent.invitation_id)
    cast.kit.users.delete(cast.admin, user_id=sent.user_id)
    assert cast.kit.acceptance.peek(link).status == "revoked"
    cast.kit.users.restore(cast.admin, user_id=sent.user_id)
    assert (cast.person(sent.user_id).status, cast.kit.acceptance.peek(link).status) == ("created", "revoked")
    again = cast.kit.invitations.invite(cast.admin, user_id=sent.user_id)
    assert (cast.person(sent.user_id).status, waiting(cast)) == ("invited", [EMAIL])
    assert cast.kit.acceptance.peek(link).status == "revoked"
    assert cast.kit.acceptance.peek(cast.link(again.invitation_id)).status == "open"


@pytest.mark.parametrize("of", ["who sent them", "who was sent one"])
def test_the_journal_says_how_many_invitations_a_deletion_took_back(cast: Cast, of: str) -> None:
    """LOG-01: as it says of a suspension; nothing where there was none."""
    mado, _ = cast.join("Mado Blanc", "manager")
    ana, bo = (
        cast.kit.invitations.create_and_invite(mado, new=cast.new(name)) for name in ("Ana Lopez", "Bo Roy")
    )
    whom = mado.user_id if of == "who sent them" else ana.user_id
    cast.kit.users.delete(cast.admin, user_id=whom)
    assert cast.person(bo.user_id).status == ("created" if whom == mado.user_id else "invited")
    cast.kit.users.delete(cast.admin, user_id=cast.create("Cid Petit"))

    with cast.kit.db.read() as session:
        wanted = select(AuditEntry).where(AuditEntry.tag == "user_deleted").order_by(col(AuditEntry.id))
        first, second = list(session.exec(wanted))
    revoked = 2 if whom == mado.user_id else 1
    assert (first.target_id, first.details, second.details) == (whom, {"revoked": revoked}, {})
    assert told(first).spoken("en").endswith(f"and took {revoked} invitation{'s' * (revoked > 1)} back")
    assert told(second).key == "journal.say.user_deleted"


def _next_reminder(cast: Cast) -> datetime | None:
    with cast.kit.db.read() as session:
        return session.exec(select(Invitation.next_reminder_at)).one()


def test_the_invitations_of_the_suspended_are_taken_back_only_when_wanted(cast: Cast) -> None:
    mado, _ = cast.join("Mado Blanc", "manager")
    sent = cast.kit.invitations.create_and_invite(mado, new=cast.new("Ana Lopez"))
    waiting = cast.kit.issued_invitations.waiting(cast.admin, user_id=mado.user_id)
    assert (waiting.total, waiting.names) == (1, ["Ana Lopez"])
    cast.kit.users.suspend(cast.admin, user_id=mado.user_id)
    assert cast.person(sent.user_id).status == "invited"
    cast.kit.users.restore(cast.admin, user_id=mado.user_id)
    cast.kit.users.suspend(cast.admin, user_id=mado.user_id, with_issued=True)
    assert cast.person(sent.user_id).status == "created"
    assert cast.kit.acceptance.peek(cast.link(sent.invitation_id)).status == "revoked"


def test_a_renewal_that_is_refused_leaves_everything_as_it_was(cast: Cast, clock: MovedClock) -> None:
    """INV-05, INV-06: the link that was asked for anew is still the newest one, and nothing waits or is counted."""
    sent = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    clock.move(days=8)
    link = cast.link(sent.invitation_id)
    cast.kit.link_requests.request(link, origin=ORIGIN)
    before = cast.dump()
    this_morning = replace(AT_ONCE, leaves=Leaves.FIRST_MORNING, starts_on=clock.now().date())
    with pytest.raises(MorningHasPassed):
        cast.kit.invitations.invite(cast.admin, user_id=sent.user_id, options=this_morning)
    assert cast.dump() == before
    assert cast.kit.acceptance.peek(link).status == "expired"
