"""Reminders with a moved clock: they leave by themselves and stop by themselves, on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.tables import MailState, Suppression
from comunik_kit.users.tables import User
from tests.invitations.looking import accept, due, invite, mark, of, row, status
from tests.invitations.test_races import at_once
from tests.support.cast import Cast
from tests.support.clock import MovedClock


def days_pass(cast: Cast, clock: MovedClock, count: int) -> None:
    """Let days go by in steps of six hours, sending whatever is due."""
    for _ in range(count * 4):
        clock.move(hours=6)
        cast.kit.reminders.run_due()
        while cast.kit.worker.step():
            pass


def test_two_reminders_leave_with_the_same_link_and_no_third(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast, days="30", words="À lundi")
    issued = clock.now()
    cast.kit.worker.step()
    days_pass(cast, clock, 29)

    reminders = of(cast, "reminder")
    assert [each.created_at - issued for each in reminders] == [timedelta(days=3), timedelta(days=6)]
    assert [each.dedupe_key for each in reminders] == [
        f"reminder/{invited.invitation_id}/1/{number}" for number in (1, 2)
    ]
    assert {(each.purpose, each.subject_id, each.version) for each in reminders} == {
        ("invite", invited.invitation_id, 1)
    }
    assert {each.params["words"] for each in reminders} == {"À lundi"}
    assert {each.state for each in reminders} == {MailState.SENT}
    assert status(cast, invited.invitation_id, 1) == "open"
    assert due(cast) is None
    assert cast.acts().count("invitation_reminded") == 2


def test_none_leaves_after_the_term(cast: Cast, clock: MovedClock) -> None:
    invite(cast, days="5")
    cast.kit.worker.step()
    days_pass(cast, clock, 9)
    assert len(of(cast, "reminder")) == 1


def _suspend(cast: Cast, user_id: str, clock: MovedClock) -> None:
    with cast.kit.db.write() as session:
        session.execute(update(User).where(col(User.id) == user_id).values(suspended_at=clock.now()))


def _suppress(cast: Cast, clock: MovedClock) -> None:
    with cast.kit.db.write() as session:
        session.add(
            Suppression(
                id="0" * 32,
                workspace_id=cast.workspace_id,
                email_key="ana@example.org",
                reason="bounce",
                created_at=clock.now(),
            )
        )


STOPS: dict[str, Callable[[Cast, str, str, MovedClock], object]] = {
    "accepted": lambda cast, _, invitation, __: accept(cast, invitation),
    "revoked": lambda cast, user, *_: cast.kit.invitations.revoke(cast.admin, user_id=user),
    "deleted": lambda cast, user, *_: cast.kit.users.delete(cast.admin, user_id=user),
    "suspended": lambda cast, user, _, clock: _suspend(cast, user, clock),
    "bounced": lambda cast, *_: mark(cast, "invitation", delivery="bounced"),
    "complained": lambda cast, *_: mark(cast, "invitation", delivery="complained"),
    "suppressed": lambda cast, _, __, clock: _suppress(cast, clock),
}


@pytest.mark.parametrize("stop", sorted(STOPS))
def test_nobody_is_reminded_once_it_makes_no_sense(cast: Cast, clock: MovedClock, stop: str) -> None:
    invited = invite(cast)
    cast.kit.worker.step()
    STOPS[stop](cast, invited.user_id, invited.invitation_id, clock)
    days_pass(cast, clock, 6)
    assert of(cast, "reminder") == []


def test_a_reminder_that_waits_is_taken_back_when_the_person_accepts(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast)
    cast.kit.worker.step()
    clock.move(days=3)
    cast.kit.reminders.run_due()
    accept(cast, invited.invitation_id)
    assert [each.state for each in of(cast, "reminder")] == [MailState.CANCELLED]


def test_a_new_link_begins_the_count_anew(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast)
    cast.kit.worker.step()
    days_pass(cast, clock, 4)
    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    cast.kit.worker.step()
    days_pass(cast, clock, 6)
    assert [each.version for each in of(cast, "reminder")] == [1, 2, 2]


def test_an_inviter_who_lost_the_right_reminds_nobody_until_they_have_it_again(
    cast: Cast, clock: MovedClock
) -> None:
    """INV-01: the link would be refused."""
    mado, _ = cast.join("Mado Petit", "manager")
    cast.kit.invitations.create_and_invite(mado, new=cast.new())
    cast.kit.worker.step()
    cast.demote(mado.user_id, "agent")
    days_pass(cast, clock, 4)
    assert of(cast, "reminder") == []
    cast.demote(mado.user_id, "manager")
    days_pass(cast, clock, 1)
    assert len(of(cast, "reminder")) == 1


def test_what_waits_for_the_domain_is_not_reminded_of(cast: Cast, clock: MovedClock) -> None:
    cast.kit.workspaces.set_domain(cast.admin, host="kit.exemple.fr")
    invited = invite(cast, days="30")
    days_pass(cast, clock, 10)
    assert of(cast, "reminder") == []
    assert row(cast, invited.invitation_id).next_reminder_at is not None


def test_many_processes_at_it_write_one_reminder(cast: Cast, clock: MovedClock) -> None:
    """REL-05: a conditional UPDATE decides who."""
    for number in range(6):
        invite(cast, f"P{number} Durand")
    while cast.kit.worker.step():
        pass
    clock.move(days=3)
    told: list[tuple[str, Topic]] = []
    with cast.kit.fanout.listening(lambda workspace, topic: told.append((workspace, topic))):
        counts = at_once(*[cast.kit.reminders.run_due] * 5)

    assert sum(count for count in counts if isinstance(count, int)) == 6
    assert len(of(cast, "reminder")) == 6
    assert (cast.workspace_id, Topic.INVITATIONS) in told


def test_only_so_many_are_looked_at_in_one_round(cast: Cast, clock: MovedClock) -> None:
    for number in range(3):
        invite(cast, f"P{number} Durand")
    while cast.kit.worker.step():
        pass
    clock.move(days=3)
    assert [cast.kit.reminders.run_due(limit=2) for _ in range(3)] == [2, 1, 0]
