"""« Envoi »: pausing and going on, pace and quota, what invitations start with."""

import pytest

from comunik_kit.mail.tables import MailChannel
from comunik_kit.web.mail.sending_state import SendingState
from comunik_kit.web.session import SessionState
from tests.web.mail.conftest import Office

pytestmark = pytest.mark.anyio
PAGE = "/settings/mail"


async def test_pausing_says_by_whom_and_going_on_takes_it_back(office: Office) -> None:
    office.fill(4)
    async with office.tab() as tab:
        await tab.fire(SendingState.load_sending, path=PAGE)
        assert (await tab.state(SendingState)).sending.pause.reason == ""
        await tab.fire(SendingState.pause, path=PAGE)
        pause = (await tab.state(SendingState)).sending.pause
        assert (pause.reason, pause.by, bool(pause.since)) == ("manual", "Olga Martin", True)
        assert (await tab.state(SendingState)).sending.estimate == ""
        assert (await tab.state(SessionState)).notice.key == "mail.told.paused"
        assert office.channel().paused_by == office.cast.admin.user_id

        await tab.fire(SendingState.resume, path=PAGE)
        sending = (await tab.state(SendingState)).sending
        assert (sending.pause.reason, sending.queued, bool(sending.estimate)) == ("", 4, True)
        assert office.channel().paused_by == ""
    assert office.cast.acts()[-2:] == ["mail_channel_paused", "mail_channel_resumed"]
    assert {row.state for row in office.post.rows()} == {"queued"}


async def test_a_reader_sees_the_figures_and_changes_nothing(office: Office) -> None:
    """ACL-01: the buttons are not there, and the events behind them are refused."""
    office.fill(3)
    secret = office.reader()
    before = office.cast.acts()
    async with office.tab(secret) as tab:
        await tab.fire(SendingState.load_sending, path=PAGE)
        sending = (await tab.state(SendingState)).sending
        assert (sending.queued >= 3, sending.may_manage) == (True, False)
        assert (await tab.state(SendingState)).defaults.may_manage is False
        await tab.fire(SendingState.pause, path=PAGE)
        await tab.fire(SendingState.resume, path=PAGE)
        await tab.fire(SendingState.set_limits, path=PAGE, form={"rate": "2", "daily_quota": "10"})
        await tab.fire(SendingState.set_defaults, path=PAGE, form={"days": "3", "reminders": ""})
    channel = office.channel()
    assert (channel.paused_by, channel.rate, channel.daily_quota) == ("", None, None)
    assert office.cast.kit.workspaces.invitation_defaults(office.cast.admin).days != 3
    assert office.cast.acts() == before


async def test_pace_and_quota_are_set_and_an_empty_field_is_automatic(office: Office) -> None:
    async with office.tab() as tab:
        await tab.fire(SendingState.load_sending, path=PAGE)
        await tab.fire(SendingState.set_limits, path=PAGE, form={"rate": "2,5", "daily_quota": "1 000"})
        pace = (await tab.state(SendingState)).sending.pace
        assert (pace.rate, pace.daily_quota) == (2.5, 1000)
        await tab.fire(SendingState.set_limits, path=PAGE, form={"rate": "", "daily_quota": ""})
        pace = (await tab.state(SendingState)).sending.pace
        assert (pace.rate, pace.daily_quota) == (0.0, 0)
    assert office.cast.acts()[-2:] == ["mail_channel_limits_changed"] * 2


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"rate": "beaucoup", "daily_quota": "0"}, {"rate", "daily_quota"}),
        ({"rate": "-1", "daily_quota": ""}, {"rate"}),
        ({"rate": "1" * 500, "daily_quota": "5"}, {"rate"}),
        ({"rate": 3, "daily_quota": None}, {"rate", "daily_quota"}),
        ({"rate": "", "daily_quota": "1e3"}, {"daily_quota"}),
    ],
)
async def test_a_wrong_limit_is_said_under_its_field_and_nothing_is_set(
    office: Office, form: dict[str, object], wrong: set[str]
) -> None:
    """INP-01."""
    before = office.cast.acts()
    async with office.tab() as tab:
        await tab.fire(SendingState.load_sending, path=PAGE)
        told = await tab.fire(SendingState.set_limits, path=PAGE, form=form)
        assert told.failures == []
        assert set((await tab.state(SendingState)).limit_errors) == wrong
    channel = office.channel()
    assert (channel.rate, channel.daily_quota) == (None, None)
    assert office.cast.acts() == before


async def test_what_invitations_start_with_is_set_and_a_wrong_one_is_not(office: Office) -> None:
    async with office.tab() as tab:
        await tab.fire(SendingState.load_sending, path=PAGE)
        await tab.fire(SendingState.set_defaults, path=PAGE, form={"days": "14", "reminders": "3, 6"})
        shown = await tab.state(SendingState)
        assert (shown.defaults.days, shown.reminders, shown.default_errors) == (14, "3, 6", {})
        await tab.fire(SendingState.set_defaults, path=PAGE, form={"days": "31", "reminders": "3"})
        assert set((await tab.state(SendingState)).default_errors) == {"invitation_days"}
        await tab.fire(SendingState.set_defaults, path=PAGE, form={"days": "5", "reminders": "9"})
        assert set((await tab.state(SendingState)).default_errors) == {"reminder_days"}
    kept = office.cast.kit.workspaces.invitation_defaults(office.cast.admin)
    assert (kept.days, kept.reminders) == (14, (3, 6))
    assert office.cast.acts().count("invitation_defaults_changed") == 1


async def test_a_carrier_that_refuses_us_is_told_with_its_words(office: Office) -> None:
    with office.cast.kit.db.write() as session:
        row = MailChannel(name="local", pause_reason="misconfigured", pause_detail="535 5.7.8 Bad key")
        session.add(row)
    async with office.tab(office.reader()) as tab:
        await tab.fire(SendingState.load_sending, path=PAGE)
        pause = (await tab.state(SendingState)).sending.pause
        assert (pause.reason, pause.detail) == ("misconfigured", "535 5.7.8 Bad key")
