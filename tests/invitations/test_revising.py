"""Changing an invitation that waits: the message in the queue, the term, the address."""

from datetime import datetime

import pytest

from comunik_kit.invitations.errors import AddressIsTheirs, NoLiveInvitation, TermIsOver, TooManyResends
from comunik_kit.invitations.inputs import NewAddress
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.tables import MailState
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.errors import EmailTaken
from comunik_kit.users.tables import UserStatus
from tests.invitations.looking import accept, due, invite, mark, of, options, row, status
from tests.support.cast import Cast
from tests.support.clock import MovedClock

MORNING = {"starts_on": "2026-04-01", "leaves": "first_morning"}


def correct(cast: Cast, user_id: str, email: str) -> str:
    return cast.kit.revisions.correct_address(
        cast.admin, user_id=user_id, address=NewAddress.parse({"email": email})
    )


def test_a_message_in_the_queue_goes_out_with_the_new_words(cast: Cast) -> None:
    invited = invite(cast, words="Avant")
    revised = cast.kit.revisions.change(
        cast.admin, user_id=invited.user_id, options=options(words="Après", days="10")
    )
    old, new = of(cast, "invitation")

    assert (old.state, new.state, new.params["words"]) == (MailState.CANCELLED, MailState.QUEUED, "Après")
    assert new.params["expires_at"] == row(cast, invited.invitation_id).expires_at.isoformat()
    assert old.dedupe_key != new.dedupe_key
    assert not revised.needs_resending
    assert status(cast, invited.invitation_id, 1) == "open"
    assert cast.acts()[-1] == "invitation_changed"


def test_the_timeline_says_when_a_message_was_taken_back(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast, **MORNING)
    clock.move(hours=1)
    cast.kit.revisions.change(cast.admin, user_id=invited.user_id, options=options(**MORNING, words="Après"))
    new, old = cast.kit.timeline.page(cast.admin, user_id=invited.user_id).stories

    assert [step.kind for step in old.steps] == ["created", "scheduled", "cancelled"]
    assert datetime.fromisoformat(old.steps[-1].at) == clock.now()
    assert [step.kind for step in new.steps] == ["created", "scheduled"]
    assert line_of(of(cast, "invitation")[0], None, clock.now()).at == clock.now().isoformat()


@pytest.mark.parametrize("left", ["sent", "in doubt", "dead"])
def test_a_message_that_was_handed_over_stays_and_resending_is_offered(
    cast: Cast, clock: MovedClock, left: str
) -> None:
    invited = invite(cast, words="Avant")
    if left == "sent":
        cast.kit.worker.step()
    elif left == "in doubt":
        mark(cast, "invitation", first_attempt_at=clock.now())
    else:
        mark(cast, "invitation", state=MailState.DEAD.value)
    revised = cast.kit.revisions.change(cast.admin, user_id=invited.user_id, options=options(words="Après"))

    assert revised.needs_resending
    assert [letter.params["words"] for letter in of(cast, "invitation")] == ["Avant"]
    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    assert of(cast, "invitation")[-1].params["words"] == "Après"


def test_a_longer_term_alone_needs_no_other_message_and_wakes_an_expired_link(
    cast: Cast, clock: MovedClock
) -> None:
    invited = invite(cast)
    cast.kit.worker.step()
    clock.move(days=8)
    assert status(cast, invited.invitation_id, 1) == "expired"
    revised = cast.kit.revisions.change(cast.admin, user_id=invited.user_id, options=options(days="20"))

    assert not revised.needs_resending
    assert status(cast, invited.invitation_id, 1) == "open"


def test_a_term_that_would_be_over_is_refused(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast)
    clock.move(days=3)
    with pytest.raises(TermIsOver):
        cast.kit.revisions.change(cast.admin, user_id=invited.user_id, options=options(days="3"))
    assert [letter.state for letter in of(cast, "invitation")] == [MailState.QUEUED]
    assert row(cast, invited.invitation_id).lifetime_days == 7


@pytest.mark.parametrize(
    ("before", "after", "states"),
    [
        ({}, MORNING, ["cancelled", "planned"]),
        (MORNING, {}, ["cancelled", "queued"]),
        ({}, {"leaves": "by_card"}, ["cancelled"]),
        ({"leaves": "by_card"}, {}, ["queued"]),
        ({"leaves": "by_card"}, {"leaves": "by_card"}, []),
    ],
)
def test_until_it_left_another_way_to_leave_may_be_chosen(
    cast: Cast, before: dict[str, str], after: dict[str, str], states: list[str]
) -> None:
    invited = invite(cast, **before)
    cast.kit.revisions.change(cast.admin, user_id=invited.user_id, options=options(**after))

    waits = [m.state == "queued" and m.scheduled_at is not None for m in of(cast, "invitation")]
    found = [m.state for m in of(cast, "invitation")]
    assert ["planned" if w else s for w, s in zip(waits, found, strict=True)] == states
    assert (due(cast) is None) == (after.get("leaves") == "by_card")


def test_a_corrected_address_gets_another_link_and_the_old_one_hears_no_more(
    cast: Cast, clock: MovedClock
) -> None:
    """TOK-05: also what was reminded of, and what waits, goes to nobody at the old address."""
    invited = invite(cast)
    clock.move(minutes=1)
    assert correct(cast, invited.user_id, "ana.lopez@example.org") == "Ana Lopez"
    old, new = of(cast, "invitation")

    assert (old.state, new.state, new.to_email) == (
        MailState.CANCELLED,
        MailState.QUEUED,
        "ana.lopez@example.org",
    )
    assert status(cast, invited.invitation_id, 1) == "replaced"
    assert status(cast, invited.invitation_id, 2) == "open"
    assert row(cast, invited.invitation_id).email == cast.person(invited.user_id).email
    assert cast.acts()[-2:] == ["user_address_corrected", "invitation_readdressed"]
    for _ in range(8):
        clock.move(days=1)
        cast.kit.reminders.run_due()
        cast.kit.worker.step()
    assert {m.to_email for m in cast.letters() if m.state == MailState.SENT} == {"ana.lopez@example.org"}


def test_the_person_is_found_by_the_new_address_and_signs_in_with_it(cast: Cast) -> None:
    invited = invite(cast)
    correct(cast, invited.user_id, "Ana.Neuve@example.org")
    accept(cast, invited.invitation_id, 2)
    page = cast.kit.invitations.page(cast.admin)
    assert page.rows == []
    assert cast.person(invited.user_id).email_key == "ana.neuve@example.org"


def test_another_spelling_of_the_same_address_kills_no_link(cast: Cast) -> None:
    invited = invite(cast)
    correct(cast, invited.user_id, "Ana@Example.org")
    assert cast.person(invited.user_id).email == "Ana@Example.org"
    assert status(cast, invited.invitation_id, 1) == "open"
    assert len(of(cast, "invitation")) == 1


def test_an_address_of_somebody_else_is_refused_with_who_has_it(cast: Cast) -> None:
    invited = invite(cast)
    with pytest.raises(EmailTaken) as refusal:
        correct(cast, invited.user_id, "OLGA@example.org")
    assert (refusal.value.params["name"], refusal.value.field) == ("Olga Martin", "email")
    assert cast.person(invited.user_id).email == "ana@example.org"
    assert status(cast, invited.invitation_id, 1) == "open"
    assert len(of(cast, "invitation")) == 1


def test_who_has_joined_changes_their_address_themselves(cast: Cast) -> None:
    """INV-13."""
    ana, _ = cast.join("Ana Lopez", "agent")
    with pytest.raises(AddressIsTheirs):
        correct(cast, ana.user_id, "other@example.org")
    assert cast.person(ana.user_id).email == "ana@example.org"


def test_somebody_not_invited_yet_gets_the_address_and_no_message(cast: Cast) -> None:
    ana = cast.create("Ana Lopez")
    correct(cast, ana, "other@example.org")
    assert (cast.person(ana).email, cast.person(ana).status) == ("other@example.org", UserStatus.CREATED)
    assert cast.letters() == []


def test_a_planned_message_stays_planned_and_a_card_stays_a_card(cast: Cast) -> None:
    planned = invite(cast, starts_on="2026-04-01", leaves="first_morning")
    card = invite(cast, "Luc Morel", leaves="by_card")
    correct(cast, planned.user_id, "ana.b@example.org")
    correct(cast, card.user_id, "luc.b@example.org")

    waiting = [m for m in cast.letters() if m.state == MailState.QUEUED]
    assert [(m.to_email, m.scheduled_at is not None) for m in waiting] == [("ana.b@example.org", True)]
    assert status(cast, card.invitation_id, 1) == "replaced"


def test_each_address_has_its_own_three_messages_an_hour(cast: Cast) -> None:
    """INV-06: correcting twice is no way around the limit of one address."""
    invited = invite(cast)
    for _ in range(2):
        correct(cast, invited.user_id, "b@example.org")
        correct(cast, invited.user_id, "ana@example.org")
    correct(cast, invited.user_id, "b@example.org")
    with pytest.raises(TooManyResends):
        correct(cast, invited.user_id, "ana@example.org")
    assert cast.person(invited.user_id).email == "b@example.org"


@pytest.mark.parametrize("role", ["supervisor", "agent", "user"])
def test_who_may_not_invite_changes_nothing(cast: Cast, role: str) -> None:
    """ACL-01."""
    invited = invite(cast)
    actor, _ = cast.join("Paul Noir", role)
    before = (len(cast.letters()), len(cast.acts()))
    with pytest.raises(Forbidden):
        cast.kit.revisions.change(actor, user_id=invited.user_id, options=options(words="Non"))
    with pytest.raises(Forbidden):
        cast.kit.revisions.correct_address(
            actor, user_id=invited.user_id, address=NewAddress.parse({"email": "x@example.org"})
        )
    assert (len(cast.letters()), len(cast.acts())) == before


def test_a_manager_does_not_touch_the_invitation_of_somebody_above(cast: Cast) -> None:
    """INV-01, ACL-06."""
    above = cast.kit.invitations.create_and_invite(
        cast.admin, new=cast.new("Iris Noir", role_id=cast.roles["admin"])
    )
    manager, _ = cast.join("Mado Petit", "manager")
    before = len(cast.acts())
    with pytest.raises(RoleAboveYours):
        cast.kit.revisions.change(manager, user_id=above.user_id, options=options(words="Non"))
    with pytest.raises(Exception, match="person_above_you"):
        cast.kit.revisions.correct_address(
            manager, user_id=above.user_id, address=NewAddress.parse({"email": "x@example.org"})
        )
    assert len(cast.acts()) == before


def test_an_unknown_person_and_one_without_invitation_have_nothing_to_change(cast: Cast) -> None:
    """ACL-03."""
    with pytest.raises(NotFound):
        cast.kit.revisions.pending(cast.admin, user_id="0" * 32)
    with pytest.raises(NotFound):
        correct(cast, "0" * 32, "x@example.org")
    with pytest.raises(NoLiveInvitation):
        cast.kit.revisions.change(cast.admin, user_id=cast.create(), options=options())


def test_the_record_shows_what_was_chosen_and_whether_it_can_still_change(cast: Cast) -> None:
    invited = invite(cast, words="À lundi", starts_on="2026-04-01", leaves="first_morning", days="9")
    shown = cast.kit.revisions.pending(cast.admin, user_id=invited.user_id)

    assert (shown.state, shown.words, shown.starts_on, shown.leaves, shown.days) == (
        "pending",
        "À lundi",
        "2026-04-01",
        "first_morning",
        9,
    )
    assert (shown.has_left, shown.may_manage, shown.inviter) == (False, True, "Olga Martin")
    supervisor, _ = cast.join("Sami Roy", "supervisor")
    assert not cast.kit.revisions.pending(supervisor, user_id=invited.user_id).may_manage
    accept(cast, invited.invitation_id)
    assert cast.kit.revisions.pending(cast.admin, user_id=invited.user_id).state == ""
