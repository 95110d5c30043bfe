"""Pure decisions on acts on many."""

from datetime import datetime

UNKNOWN = -1
"""Seconds left of a job of which nothing is done yet."""

NOTHING_TO_DO = "unchanged"
"""The code of somebody who was so already."""

GONE = "starter_gone"
NOT_ALLOWED = "starter_may_not"
UNEXPECTED = "unexpected"
"""Why a job ended before its end: who started it left, lost the right, or we failed."""

REASONS = frozenset(
    {
        "already_active",
        "already_suspended",
        "changed_meanwhile",
        "email_taken",
        "forbidden",
        "last_admin",
        "mail_has_left",
        "no_live_invitation",
        "no_seat_left",
        "not_found",
        "not_invitable",
        "not_yourself",
        "nothing_to_restore",
        "person_above_you",
        "role_above_yours",
        "too_late_to_restore",
        "too_many_resends",
        "unknown_choice",
    }
)
"""The refusals of one person that have words of their own (`bulk.why.<code>`)."""


def shown_reason(code: str) -> str:
    """Give the code whose words are shown for a refusal."""
    return code if code in REASONS else UNEXPECTED


def seconds_left(*, total: int, handled: int, started_at: datetime | None, now: datetime) -> int:
    """Estimate how long a job still takes, at the pace it had so far."""
    if started_at is None or not handled:
        return UNKNOWN
    elapsed = max(0.0, (now - started_at).total_seconds())
    return round(elapsed / handled * (total - handled))
