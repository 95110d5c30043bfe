"""When a reminder leaves, waits or never leaves, as a table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comunik_kit.invitations.reminding import LOOK_AGAIN, NEVER, Decision, Letter, Standing, decide
from comunik_kit.invitations.rules import next_reminder
from comunik_kit.invitations.tables import Invitation

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = (3, 6)
AGAIN = Decision(NOW + LOOK_AGAIN)


def invitation(**changes: Any) -> Invitation:
    given: dict[str, Any] = {
        "id": "i",
        "workspace_id": "w",
        "user_id": "u",
        "email": "a@example.org",
        "invited_by": "o",
        "created_at": NOW - 4 * DAY,
        "issued_at": NOW - 4 * DAY,
        "expires_at": NOW + 4 * DAY,
        "next_reminder_at": NOW,
    }
    return Invitation(**(given | changes))


def letter(
    ago: float | None = 3, *, template: str = "invitation", state: str = "sent", delivery: str = ""
) -> Letter:
    return Letter(template, state, delivery, None if ago is None else NOW - ago * DAY)


@pytest.mark.parametrize(
    ("changes", "letters", "more", "decision"),
    [
        # Due by the day the message really left; then the next one, and then none.
        ({}, [letter(3)], {}, Decision(NOW + 3 * DAY, sends=True)),
        ({}, [letter(2)], {}, Decision(NOW + DAY)),
        ({"reminders_sent": 1}, [letter(6), letter(3, template="reminder")], {}, Decision(None, sends=True)),
        ({"reminders_sent": 2}, [letter(7)], {}, NEVER),
        ({}, [letter(3, delivery="opened")], {}, Decision(NOW + 3 * DAY, sends=True)),
        # None within a day of another, however late the first one is.
        ({}, [letter(5.9)], {}, Decision(NOW + DAY, sends=True)),
        ({}, [letter(9)], {}, Decision(NOW + DAY, sends=True)),
        # Never after the term, and the second one not either.
        ({"expires_at": NOW}, [letter(3)], {}, NEVER),
        ({"expires_at": NOW + 2 * DAY}, [letter(3)], {}, Decision(None, sends=True)),
        ({"expires_at": NOW + DAY}, [letter(1)], {}, NEVER),
        # A message that has not left, or may still be tried again, is waited for.
        ({}, [letter(None, state="queued")], {}, AGAIN),
        ({}, [letter(None, state="dead")], {}, AGAIN),
        ({}, [letter(None, state="cancelled"), letter(None, state="queued")], {}, AGAIN),
        # What could not be delivered is not tried by way of a reminder.
        ({}, [letter(None, state="failed")], {}, NEVER),
        ({}, [letter(None, state="suppressed")], {}, NEVER),
        ({}, [letter(None, state="cancelled")], {}, NEVER),
        ({}, [], {}, NEVER),
        *[({}, [letter(3, delivery=end)], {}, NEVER) for end in ("bounced", "complained", "failed")],
        ({}, [letter(3, delivery="suppressed")], {}, NEVER),
        ({"reminders_sent": 1}, [letter(6), letter(3, template="reminder", delivery="bounced")], {}, NEVER),
        ({}, [letter(3)], {"is_suppressed": True}, NEVER),
        # Over, or on paper.
        ({"accepted_at": NOW}, [letter(3)], {}, NEVER),
        ({"revoked_at": NOW}, [letter(3)], {}, NEVER),
        ({"by_card": True}, [letter(3)], {}, NEVER),
        # Suspended people come back; so does an inviter's right.
        ({}, [letter(3)], {"is_invitable": False}, AGAIN),
        ({}, [letter(3)], {"inviter_may": False}, AGAIN),
    ],
)
def test_the_decision_follows_from_the_invitation_and_its_messages(
    changes: dict[str, object], letters: list[Letter], more: dict[str, bool], decision: Decision
) -> None:
    standing = Standing(letters=letters, days=DAYS, **more)
    assert decide(invitation(**changes), standing, NOW) == decision


@pytest.mark.parametrize(
    ("days", "sent", "expected"),
    [
        ((3, 6), 0, 3),
        ((6, 3), 0, 3),
        ((3, 6), 1, 6),
        ((3, 6), 2, None),
        ((), 0, None),
        ((0, -1), 0, None),
        ((3, 3), 1, None),
        ((7,), 0, None),  # the term is over
    ],
)
def test_the_workspaces_days_are_taken_in_their_order(
    days: tuple[int, ...], sent: int, expected: int | None
) -> None:
    found = next_reminder(NOW, days, sent, expires_at=NOW + 7 * DAY, earliest=NOW)
    assert found == (None if expected is None else NOW + expected * DAY)
