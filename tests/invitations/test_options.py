"""« Options de l'invitation »: term, words, first day, and when the message leaves."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.invitations.errors import DayTooFar, MorningHasPassed
from comunik_kit.invitations.inputs import FIELDS, InvitationOptions, Leaves
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.mail.tables import MailState
from tests.invitations.looking import due, invite, of, options, row, status
from tests.support.cast import Cast
from tests.support.clock import MovedClock

MORNING = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)  # eight in Paris, where summer time has begun


def test_the_invitation_carries_what_was_chosen_and_so_does_its_message(cast: Cast) -> None:
    invited = invite(cast, days="12", words="À lundi !\nOlga", starts_on="2026-03-09")
    kept = row(cast, invited.invitation_id)
    (letter,) = of(cast, "invitation")
    shown = cast.kit.acceptance.peek(cast.link(invited.invitation_id))

    assert kept.expires_at - kept.issued_at == timedelta(days=12)
    assert (kept.words, kept.starts_on) == ("À lundi !\nOlga", date(2026, 3, 9))
    assert (letter.params["words"], letter.params["starts_on"]) == ("À lundi !\nOlga", "2026-03-09")
    assert (shown.words, shown.starts_on) == ("À lundi !\nOlga", "2026-03-09")
    assert letter.scheduled_at is None


def test_without_options_the_term_is_the_workspaces_and_the_message_says_nothing_more(cast: Cast) -> None:
    kept = row(cast, invite(cast).invitation_id)
    (letter,) = of(cast, "invitation")
    assert (kept.lifetime_days, kept.expires_at - kept.issued_at) == (7, timedelta(days=7))
    assert {"words", "starts_on"}.isdisjoint(letter.params)


def test_on_the_first_morning_the_message_leaves_at_eight_where_the_workspace_is(
    cast: Cast, clock: MovedClock
) -> None:
    """The term and the reminders count from then; before, nothing leaves and the link is good already."""
    invited = invite(cast, starts_on="2026-04-01", leaves="first_morning", days="5")
    kept, (letter,) = row(cast, invited.invitation_id), of(cast, "invitation")

    assert (letter.scheduled_at, letter.next_at, invited.send_at) == (MORNING, MORNING, MORNING.isoformat())
    assert kept.expires_at == MORNING + timedelta(days=5)
    assert due(cast) == MORNING + timedelta(days=3)
    clock.move_to(MORNING - timedelta(seconds=1))
    assert cast.kit.worker.step() == 0
    assert status(cast, invited.invitation_id, 1) == "open"
    clock.move_to(MORNING)
    assert cast.kit.worker.step() == 1
    assert of(cast, "invitation")[0].state == MailState.SENT


def test_a_card_is_for_who_has_no_mailbox_so_no_message_and_no_reminder_is_written(cast: Cast) -> None:
    invited = invite(cast, leaves="by_card")
    assert invited.by_card
    assert cast.letters() == []
    assert due(cast) is None
    assert status(cast, invited.invitation_id, 1) == "open"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"starts_on": "2026-03-02", "leaves": "first_morning"}, MorningHasPassed),  # it is ten o'clock there
        ({"starts_on": "2026-03-01", "leaves": "first_morning"}, MorningHasPassed),
        ({"starts_on": "2028-03-02"}, DayTooFar),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nobody_was_created(
    cast: Cast, given: dict[str, str], refusal: type[KitError]
) -> None:
    with pytest.raises(refusal):
        invite(cast, **given)
    assert cast.letters() == []
    assert cast.acts().count("user_created") == 1  # Olga


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"invitation_days": "0"}, "invitation_days"),
        ({"invitation_days": "31"}, "invitation_days"),
        ({"invitation_days": "7.5"}, "invitation_days"),
        ({"invitation_days": "٣"}, "invitation_days"),
        ({"invitation_days": 7}, "invitation_days"),
        ({"invitation_words": "é" * 1001}, "invitation_words"),
        ({"invitation_words": ["a"]}, "invitation_words"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "20260301"}, "starts_on"),
        ({"starts_on": "tomorrow"}, "starts_on"),
        ({"leaves": "first_morning"}, "starts_on"),
        ({"leaves": "never"}, "leaves"),
        ({"workspace_id": "w"}, "form"),
    ],
)
def test_what_cannot_be_chosen_is_said_under_its_field(form: Mapping[str, object], wrong: str) -> None:
    """INV-02: unknown keys are refused."""
    with pytest.raises(InvalidInput) as refusal:
        InvitationOptions.parse(form)
    assert set(refusal.value.errors) == {wrong}


def test_an_empty_form_chooses_nothing() -> None:
    assert InvitationOptions.parse(dict.fromkeys(FIELDS, "")) == InvitationOptions(leaves=Leaves.NOW)


def test_words_keep_their_lines_and_lose_what_nobody_can_see() -> None:
    """INV-11: no control character, nothing that turns the direction, and no page of empty lines."""
    typed = "Bonjour\tAna \u202eanA\u202c,\r\n\r\n\r\n\r\nà lundi\u200b !\0\n\n"
    assert options(words=typed).words == "Bonjour Ana anA,\n\nà lundi !"


@given(st.text(max_size=1200))
def test_whatever_is_typed_is_refused_or_becomes_plain_text(typed: str) -> None:
    try:
        words = options(words=typed).words
    except InvalidInput:
        return
    assert len(words) <= 1000
    assert all(c.isprintable() or c in "\n\u200c\u200d" or c.isspace() for c in words)
    assert options(words=words).words == words
