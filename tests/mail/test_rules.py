"""What a failure means, as a table; who sees a link, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import rules
from comunik_kit.mail.rules import Attempt
from comunik_kit.mail.sender import (
    Busy,
    ChannelPaused,
    DeliveryFailure,
    InProgress,
    KeyReused,
    Misconfigured,
    NoBatches,
    Rejected,
    Retry,
    Unreachable,
)
from comunik_kit.mail.tables import MailChannel
from comunik_kit.roles.tables import Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("failure", "state", "failed", "seconds", "in_trouble"),
    [
        (Retry("500"), "queued", 3, 20, NOW),
        (Unreachable("refused"), "queued", 3, 20, NOW),
        (Busy(7, "429"), "queued", 2, None, None),
        (InProgress(2, "409"), "queued", 2, 2, NOW),
        (ChannelPaused(1800, "quota"), "queued", 2, None, None),
        (Misconfigured("401"), "queued", 2, None, None),
        (Rejected("422"), "failed", 3, 0, None),
        (KeyReused("409"), "dead", 3, 0, None),
    ],
)
def test_each_class_of_failure_has_its_own_consequence(
    failure: DeliveryFailure, state: str, failed: int, seconds: float | None, in_trouble: datetime | None
) -> None:
    """REL-03: only what was really tried burns an attempt; what is the channel's matter leaves the row its place."""
    outcome = rules.outcome_of(failure, Attempt(2, None, NOW, 1.0))

    assert (outcome.state, outcome.attempts) == (state, failed)
    assert outcome.next_at == (None if seconds is None else NOW + timedelta(seconds=seconds))
    assert outcome.in_trouble_since == in_trouble
    assert outcome.error.startswith(f"{failure.code}: ")


@pytest.mark.parametrize(
    ("failure", "failures", "expected"),
    [
        (Misconfigured("401 no key"), 0, ("misconfigured", 120, "401 no key")),
        (ChannelPaused(1800, "daily_quota_exceeded"), 0, ("quota", 1800, "daily_quota_exceeded")),
        (ChannelPaused(60), 0, ("quota", 60, "quota")),
        (Retry("500"), 2, None),
        (Retry("500"), 3, ("outage", 2.5, "500")),
        (Unreachable("refused"), 3, ("outage", 2.5, "refused")),
        (Busy(7), 9, None),
        (InProgress(2), 9, None),
        (Rejected("422"), 9, None),
        (KeyReused("409"), 9, None),
    ],
)
def test_what_is_no_matter_of_one_message_stops_the_channel_for_all(
    failure: DeliveryFailure, failures: int, expected: tuple[str, float, str] | None
) -> None:
    """REL-03: a wrong key at once, an outage after a few failures in a row, a mere 429 not at all."""
    pause = rules.pause_after(failure, MailChannel(name="resend"), failures=failures, now=NOW)

    assert (pause and (pause.reason, (pause.until - NOW).total_seconds(), pause.detail)) == expected


@pytest.mark.parametrize(("lasted", "seconds"), [(1, 2.5), (10, 10), (200, 200), (5000, 300)])
def test_an_outage_is_asked_after_at_growing_intervals(lasted: float, seconds: float) -> None:
    """Fault 4: as long again as it has lasted, five minutes at most."""
    down = MailChannel(name="resend", pause_reason="outage", paused_at=NOW - timedelta(seconds=lasted))
    pause = rules.pause_after(Retry("500"), down, failures=1, now=NOW)

    assert pause is not None
    assert pause.until == NOW + timedelta(seconds=seconds)


def test_a_batch_that_one_message_sank_or_nobody_takes_is_in_no_doubt() -> None:
    """REL-02: its messages go alone, under their own keys, and keep what they were counted."""
    outcome = rules.outcome_of_broken_up(Attempt(2, BEFORE, NOW, 1.0))

    assert (outcome.state, outcome.attempts, outcome.in_trouble_since, outcome.error) == (
        "queued",
        2,
        None,
        "",
    )
    assert not outcome.in_doubt
    assert rules.outcome_of(Retry("time-out"), Attempt(0, None, NOW, 1.0)).in_doubt
    assert [rules.breaks_up(each) for each in (Rejected(), NoBatches(), Retry(), KeyReused(), Busy(1))] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_doubt_that_began_earlier_is_not_forgotten_by_a_pause() -> None:
    """REL-02: after a time-out, a 429 says nothing about the first try."""
    outcome = rules.outcome_of(Busy(5), Attempt(1, BEFORE, NOW, 1.0))

    assert outcome.in_trouble_since == BEFORE
    assert outcome.attempts == 1


def test_trouble_ends_before_the_provider_forgets_the_key() -> None:
    """REL-02: at twenty hours, not at twenty-four, and not a second earlier."""
    just_before = Attempt(9, NOW - rules.LONGEST_TROUBLE + timedelta(seconds=1), NOW, 1.0)
    at_last = Attempt(9, NOW - rules.LONGEST_TROUBLE, NOW, 1.0)

    assert rules.outcome_of(Retry("500"), just_before).state == "queued"
    assert not rules.is_too_late(just_before)
    assert rules.outcome_of(Retry("500"), at_last).state == "dead"
    assert rules.is_too_late(at_last)


def test_waits_double_up_to_half_an_hour_and_keep_half_by_chance() -> None:
    """Nobody waits less than half of the step, nobody longer than the ceiling."""
    whole = [rules.wait_after(failures, 1.0) for failures in range(12)]
    halves = [rules.wait_after(failures, 0.0) for failures in range(12)]

    assert whole[:4] == [5, 10, 20, 40]
    assert whole[-1] == rules.LONGEST_WAIT
    assert halves == [wait / 2 for wait in whole]
    assert rules.wait_after(10_000, 1.0) == rules.LONGEST_WAIT


def test_a_message_that_cannot_be_written_is_dead_the_third_time() -> None:
    """REL-04."""
    states = [
        rules.outcome_of_broken_rendering(Attempt(n, None, NOW, 1.0), "KeyError").state for n in range(4)
    ]

    assert states == ["queued", "queued", "dead", "dead"]


def test_what_the_provider_says_fits_its_column_on_one_line() -> None:
    """LOG-03: no line breaks travel from an answer to the archive."""
    words = rules.words_of(Rejected("no\r\nX-Evil: yes\n" + "x" * 1000))

    assert len(words) <= rules.ERROR_LENGTH
    assert "\n" not in words
    assert "\r" not in words
    assert rules.words_of(Retry()) == "retry"


def _actor(rank: int, *more: str) -> Actor:
    return Actor("me", "w", "s", "Marie", "r", rank, frozenset({"mail:read", *more}))


def _role(rank: int, *rights: str) -> Role:
    return Role(id="r", workspace_id="w", name="Rôle", rank=rank, permissions=list(rights))


@pytest.mark.parametrize(
    ("purpose", "channel", "state", "recipient", "expected"),
    [
        ("invite", "local", "sent", ("other", 50), "seen"),
        ("invite", "local", "sent", ("other", 60), "hidden"),
        ("invite", "local", "queued", ("other", 10), "seen"),
        ("invite", "local", "cancelled", ("other", 10), "hidden"),
        ("invite", "resend", "sent", ("other", 10), "hidden"),
        ("invite", "smtp", "queued", ("other", 10), "hidden"),
        ("reset", "local", "sent", ("me", 50), "seen"),
        ("reset", "local", "sent", ("other", 50), "hidden"),
        ("reset", "local", "sent", ("other", 40), "seen"),
        ("reset", "smtp", "sent", ("me", 50), "hidden"),
    ],
)
def test_a_link_is_seen_only_where_reading_is_the_delivery_and_gives_no_more_than_ones_rank(
    purpose: str, channel: str, state: str, recipient: tuple[str, int], expected: str
) -> None:
    """A reset link of an equal would be their account."""
    whose, rank = recipient
    allowed = rules.may_see_link(
        _actor(50, "users:create"),
        channel=channel,
        state=state,
        purpose=purpose,
        recipient_id=whose,
        role=_role(rank),
    )

    assert allowed == (expected == "seen")


_OF_AN_ACCOUNT = ("reset", "enter", "address")


@pytest.mark.parametrize(
    ("purpose", "held", "whose", "expected"),
    [
        *((each, ["calls:read"], _role(10, "calls:read"), True) for each in _OF_AN_ACCOUNT),
        *((each, ["calls:read"], _role(10, "audit:read"), False) for each in _OF_AN_ACCOUNT),
        ("invite", ["users:create"], _role(10, "audit:read"), False),
        ("invite", ["users:create", "audit:read"], _role(10, "audit:read"), True),
        ("invite", ["roles:assign"], _role(10), True),
        ("invite", ["users:invite"], _role(10), False),  # it gives nobody a role
        *((each, ["users:create"], None, False) for each in (*_OF_AN_ACCOUNT, "invite")),
    ],
)
def test_a_link_is_seen_only_by_who_holds_all_that_it_gives(
    purpose: str, held: list[str], whose: Role | None, *, expected: bool
) -> None:
    """INV-01, ACL-06: a low level may hold a right that the reader lacks; whoever is gone has no link."""
    allowed = rules.may_see_link(
        _actor(50, *held), channel="local", state="sent", purpose=purpose, recipient_id="other", role=whose
    )

    assert allowed == expected
