"""Inviting, resending, revoking: what the admin's side does and refuses."""

from datetime import timedelta

import pytest

from comunik_kit.invitations import service
from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.invitations.errors import AlreadyActive, NoLiveInvitation, TooManyResends
from comunik_kit.invitations.views import InvitationPage
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.mail.tables import MailState
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.tables import UserStatus
from tests.support.cast import Cast
from tests.support.clock import MovedClock


def test_create_and_invite_writes_person_invitation_message_and_journal_together(cast: Cast) -> None:
    """REL-01, LOG-01."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(phone="06 12 34 56 78"))

    letter = cast.letters()[-1]
    assert cast.person(invited.user_id).status == UserStatus.INVITED
    assert (letter.to_email, letter.subject_id, letter.state) == (
        "ana@example.org",
        invited.invitation_id,
        MailState.QUEUED,
    )
    assert letter.params["phone"] == "+33 6 12 34 56 78"
    assert cast.acts()[-2:] == ["user_created", "invitation_sent"]


def test_the_same_form_twice_makes_one_person_and_one_message(cast: Cast) -> None:
    """INV-04."""
    form = cast.new()
    first = cast.kit.invitations.create_and_invite(cast.admin, new=form)
    second = cast.kit.invitations.create_and_invite(cast.admin, new=form)

    assert second.already
    assert second.user_id == first.user_id
    assert len(cast.letters()) == 1
    assert cast.acts().count("invitation_sent") == 1


def test_a_refused_invitation_leaves_nothing_behind(cast: Cast) -> None:
    """INV-01: a manager cannot invite an admin."""
    manager, _ = cast.join("Mado Petit", "manager")
    before = (len(cast.letters()), len(cast.acts()))
    with pytest.raises(RoleAboveYours):
        cast.kit.invitations.create_and_invite(manager, new=cast.new(role_id=cast.roles["admin"]))
    assert (len(cast.letters()), len(cast.acts())) == before


@pytest.mark.parametrize("role", ["supervisor", "agent", "user"])
def test_who_may_not_invite_is_refused_by_every_act(cast: Cast, role: str) -> None:
    """ACL-01."""
    target = cast.create("Zoé Blanc")
    actor, _ = cast.join("Paul Noir", role)
    before = len(cast.letters())
    for act in (
        cast.kit.invitations.invite,
        cast.kit.invitations.resend,
        cast.kit.invitations.revoke,
        cast.kit.invitations.copy_link,
    ):
        with pytest.raises(Forbidden):
            act(actor, user_id=target)
    assert len(cast.letters()) == before


def test_resending_kills_the_old_link_and_cancels_the_old_message(cast: Cast) -> None:
    """INV-06."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)

    assert [letter.state for letter in cast.letters()] == [MailState.CANCELLED, MailState.QUEUED]
    assert cast.kit.acceptance.peek(cast.link(invited.invitation_id, 1)).status == "replaced"
    assert cast.kit.acceptance.peek(cast.link(invited.invitation_id, 2)).status == "open"


def test_a_recipient_gets_three_messages_an_hour_and_no_more(cast: Cast, clock: MovedClock) -> None:
    """INV-06: the refusal says when the next one may leave."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    for _ in range(2):
        clock.move(minutes=10)
        cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    with pytest.raises(TooManyResends) as refusal:
        cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    assert (
        refusal.value.params["at"] == (clock.now() + timedelta(minutes=40)).isoformat()
    )  # 60 after the first
    assert len(cast.letters()) == 3

    clock.move(minutes=41)
    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    assert len(cast.letters()) == 4


def test_revoking_stops_the_link_and_the_message(cast: Cast) -> None:
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    cast.kit.invitations.revoke(cast.admin, user_id=invited.user_id)

    assert cast.person(invited.user_id).status == UserStatus.CREATED
    assert [letter.state for letter in cast.letters()] == [MailState.CANCELLED]
    assert cast.kit.acceptance.peek(cast.link(invited.invitation_id)).status == "revoked"
    with pytest.raises(NoLiveInvitation):
        cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)


def test_an_active_person_is_not_invited_again(cast: Cast) -> None:
    actor, _ = cast.join("Anna Roy", "agent")
    before = len(cast.letters())
    with pytest.raises(AlreadyActive):
        cast.kit.invitations.invite(cast.admin, user_id=actor.user_id)
    assert len(cast.letters()) == before


def test_inviting_after_the_term_renews_the_same_invitation(cast: Cast, clock: MovedClock) -> None:
    first = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    clock.move(days=8)
    again = cast.kit.invitations.invite(cast.admin, user_id=first.user_id)

    assert (again.invitation_id, again.already) == (first.invitation_id, False)
    assert cast.kit.acceptance.peek(cast.link(first.invitation_id, 2)).status == "open"


def test_an_unknown_id_and_a_malformed_one_answer_alike(cast: Cast) -> None:
    """ACL-03."""
    for user_id in ("0" * 32, "../etc/passwd"):
        with pytest.raises(NotFound):
            cast.kit.invitations.invite(cast.admin, user_id=user_id)


def test_the_copied_link_is_the_present_one_and_the_journal_keeps_who_asked(cast: Cast) -> None:
    """TOK-07."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    link = cast.kit.invitations.copy_link(cast.admin, user_id=invited.user_id)

    assert link == f"http://localhost:3000/invite/{cast.link(invited.invitation_id)}"
    assert cast.acts()[-1] == "invitation_link_copied"


def test_deleting_a_person_takes_back_what_they_were_sent_and_what_they_issued(cast: Cast) -> None:
    manager, _ = cast.join("Mado Petit", "manager")
    issued = cast.kit.invitations.create_and_invite(manager, new=cast.new())
    cast.kit.users.delete(cast.admin, user_id=manager.user_id)

    assert cast.kit.acceptance.peek(cast.link(issued.invitation_id)).status == "revoked"
    assert cast.person(issued.user_id).status == UserStatus.CREATED


def test_waiting_invitations_are_shown_newest_first_in_pages(cast: Cast, clock: MovedClock) -> None:
    for number in range(30):
        clock.move(seconds=1)
        cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(f"P{number} Durand"))
    first = cast.kit.invitations.page(cast.admin)
    second = cast.kit.invitations.page(cast.admin, after=first.after)
    back = cast.kit.invitations.page(cast.admin, before=second.before)

    assert (len(first.rows), len(second.rows), first.total) == (25, 5, 30)
    assert first.rows[0].full_name == "P29 Durand"
    assert (first.before, second.after) == ("", "")
    assert back == first


def test_waiting_invitations_are_searched_without_accents_and_shows_the_delivery(cast: Cast) -> None:
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Hélène Faure"))
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Marc Faure"))
    page = cast.kit.invitations.page(cast.admin, search="HELENE fau")

    assert [(r.full_name, r.state, r.delivery, r.inviter) for r in page.rows] == [
        ("Hélène Faure", "pending", "queued", "Olga Martin")
    ]


def test_the_total_of_a_search_is_of_whom_it_finds(cast: Cast) -> None:
    for name in ("Ana Lopez", "Bob Noir", "Chloé Petit"):
        cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(name))

    assert cast.kit.invitations.page(cast.admin, search="ana").total == 1
    assert cast.kit.invitations.page(cast.admin, search="nobody") == InvitationPage()
    assert cast.kit.invitations.page(cast.admin).total == 3


@pytest.mark.parametrize("said", ["06.12.34", "+33 (0)6 12", "0033 6 12", "06-12-34-56-78"])
def test_a_telephone_number_is_found_however_it_is_spaced(cast: Cast, said: str) -> None:
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(phone="06 12 34 56 78"))
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bob Noir"))

    page = cast.kit.invitations.page(cast.admin, search=said)
    assert ([row.full_name for row in page.rows], page.total) == (["Ana Lopez"], 1)


def test_where_nobody_is_any_more_stands_the_first_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    for number in range(3):
        cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(f"P{number} Durand"))
    first = cast.kit.invitations.page(cast.admin)
    last = cast.kit.invitations.page(cast.admin, after=first.after)
    cast.kit.invitations.revoke(cast.admin, user_id=last.rows[0].user_id)

    assert [row.full_name for row in first.rows] == ["P2 Durand", "P1 Durand"]
    left = cast.kit.invitations.page(cast.admin)
    assert (left.rows, left.before, left.after) == (first.rows, "", "")
    assert cast.kit.invitations.page(cast.admin, after=first.after) == left
    assert cast.kit.invitations.page(cast.admin, before=first.rows[0].id) == left
    assert cast.kit.invitations.page(cast.admin, search="nobody", after=first.after).rows == []


def test_who_was_suspended_waits_for_no_answer_until_they_are_restored(cast: Cast) -> None:
    """The tab's count, its table and all who match say the same; the archive goes on telling of the invitation."""
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    bob = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bob Noir")).user_id
    cast.kit.users.suspend(cast.admin, user_id=bob)
    asleep = cast.kit.invitations.page(cast.admin)
    meant = UserFilter(tab="invited")

    assert ([row.full_name for row in asleep.rows], asleep.total) == (["Ana Lopez"], 1)
    assert cast.kit.users.counts(cast.admin).invited == 1
    assert cast.kit.bulk_jobs.matching(cast.admin, meant) == 1
    assert len(cast.kit.archive.page(cast.admin, ArchiveFilter()).rows) == 2
    cast.kit.users.restore(cast.admin, user_id=bob)
    awake = cast.kit.invitations.page(cast.admin)
    assert [row.full_name for row in awake.rows] == ["Bob Noir", "Ana Lopez"]
    assert awake.total == cast.kit.users.counts(cast.admin).invited == 2


def test_an_accepted_and_a_revoked_invitation_no_longer_wait(cast: Cast) -> None:
    """The tab's count and its table say the same."""
    cast.join("Anna Roy", "agent")
    revoked = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Luc Morel"))
    cast.kit.invitations.revoke(cast.admin, user_id=revoked.user_id)
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    page = cast.kit.invitations.page(cast.admin)

    assert ([r.full_name for r in page.rows], page.total) == (["Ana Lopez"], 1)
    assert cast.kit.users.counts(cast.admin).invited == page.total


def test_a_message_kept_in_the_built_in_outbox_says_so(cast: Cast) -> None:
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    cast.kit.worker.step()
    assert [r.delivery for r in cast.kit.invitations.page(cast.admin).rows] == ["kept"]
