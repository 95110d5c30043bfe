"""How mail leaves, as an admin sees and changes it: figures, pause, pace, quota, estimate (REL-03)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.control import Carrier, MailControl
from comunik_kit.mail.inputs import Limits
from comunik_kit.mail.tables import MailChannel, MailState, WorkerBeat
from tests.mail.filled import MANAGE, READ, Told, fill, journal
from tests.mail.ground import Post
from tests.support.clock import START, MovedClock


def control(post: Post, told: Told | None = None, **carrier: Any) -> MailControl:
    heard = told or Told()
    given: dict[str, Any] = {"channel": "resend", "address": "kit@exemple.fr", "requests": 2.0} | carrier
    return MailControl(
        db=post.db, clock=post.clock, carrier=Carrier(**given), announce=heard.announce, nudge=heard.nudge
    )


def channel(post: Post) -> MailChannel | None:
    with post.db.read() as session:
        return session.get(MailChannel, "resend")


def test_each_message_is_counted_once_and_where_it_belongs(post: Post) -> None:
    now = post.clock.now()
    fill(post, 3)
    fill(post, 2, scheduled_at=now + timedelta(hours=2), next_at=now + timedelta(hours=2))
    fill(post, 4, state=MailState.SENT.value, sent_at=now - timedelta(hours=2))
    fill(post, 5, state=MailState.SENT.value, sent_at=now - timedelta(days=2))
    fill(post, 1, state=MailState.FAILED.value)
    fill(post, 1, state=MailState.DEAD.value)
    fill(post, 1, state=MailState.SUPPRESSED.value)
    fill(post, 6, state=MailState.CANCELLED.value)
    seen = control(post).sending(post.actor())

    assert (seen.queued, seen.scheduled, seen.waiting) == (3, 2, 0)
    assert (seen.sent_today, seen.troubled) == (4, 3)
    assert (seen.channel, seen.address) == ("resend", "kit@exemple.fr")
    assert not seen.may_manage


def test_without_a_domain_all_that_is_queued_waits_for_one(post: Post) -> None:
    elsewhere = Post(post.db, post.clock).open(host="bientot.exemple.fr", state="pending")
    fill(elsewhere, 3)
    seen = control(elsewhere).sending(elsewhere.actor())
    assert (seen.queued, seen.scheduled, seen.waiting, seen.estimate) == (0, 0, 3, "")


def test_another_workspace_is_seen_in_no_figure(post: Post) -> None:
    """ACL-03."""
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    fill(other, 3)
    fill(other, 2, state=MailState.SENT.value, sent_at=post.clock.now())
    fill(other, 2, state=MailState.DEAD.value)
    seen = control(post).sending(post.actor())
    assert (seen.queued, seen.sent_today, seen.troubled) == (0, 0, 0)
    assert (seen.sent_in_hours, seen.failed_in_hours) == (0, 0)


def test_the_last_day_is_drawn_by_hour_with_what_left_and_what_failed(post: Post, clock: MovedClock) -> None:
    now = clock.move(minutes=30)
    fill(post, 3, state=MailState.SENT.value, sent_at=now - timedelta(minutes=5))
    fill(post, 1, state=MailState.FAILED.value, next_at=now - timedelta(minutes=1))
    fill(post, 2, state=MailState.SENT.value, sent_at=now - timedelta(hours=3))
    fill(post, 7, state=MailState.SENT.value, sent_at=now - timedelta(hours=25))
    hours = control(post).sending(post.actor()).hours

    assert len(hours) == 24
    assert (hours[-1].at, hours[-1].sent, hours[-1].failed) == (START.isoformat(), 3, 1)
    assert (hours[-1].sent_height, hours[-1].failed_height) == (75.0, 25.0)
    assert (hours[-4].sent, hours[-4].sent_height) == (2, 50.0)
    assert sum(hour.sent for hour in hours) == 5


def test_the_estimate_follows_pace_and_queue(post: Post) -> None:
    """« 472 en file, fini à … »: two requests a second, a little slower than the limit."""
    fill(post, 472)
    told = control(post).sending(post.actor())
    seconds = (timedelta(seconds=472 / 2)).total_seconds()
    end = post.clock.now() + timedelta(seconds=seconds)
    assert told.queued == 472
    assert end.isoformat() <= told.estimate <= (end + timedelta(seconds=seconds * 0.03)).isoformat()
    assert control(post, requests=None, rate=4.0).sending(post.actor()).estimate < told.estimate


def test_an_admins_rate_goes_before_the_environments(post: Post) -> None:
    told = Told()
    service = control(post, told, requests=None, rate=4.0)
    assert service.sending(post.actor()).pace.environment_rate == 4.0
    assert 3.9 < service.sending(post.actor()).pace.effective_rate <= 4.0
    service.set_limits(post.actor(permissions=MANAGE), limits=Limits(10.0, 500))
    pace = service.sending(post.actor()).pace
    assert (pace.rate, pace.daily_quota) == (10.0, 500)
    assert 9.8 < pace.effective_rate <= 10.0
    assert (told.topics, told.nudges) == ([(post.workspace_id, Topic.MAIL)], 1)


def test_a_new_rate_does_not_wait_for_the_slot_of_the_old_one(post: Post) -> None:
    """The next message obeys it: one in a hundred seconds had the next slot far away."""
    far = post.clock.now() + timedelta(seconds=100)
    with post.db.write() as session:
        session.add(MailChannel(name="resend", rate=0.01, next_slot_at=far))
    control(post).set_limits(post.actor(permissions=MANAGE), limits=Limits(50.0))
    row = channel(post)
    assert row is not None
    assert row.next_slot_at == post.clock.now() + timedelta(seconds=1)


def test_the_quota_shows_what_is_used_of_it_today_alone(post: Post, clock: MovedClock) -> None:
    with post.db.write() as session:
        session.add(MailChannel(name="resend", daily_quota=200, day="2026-03-02", sent_today=50))
    pace = control(post).sending(post.actor()).pace
    assert (pace.daily_quota, pace.used_today, pace.used_share) == (200, 50, 25.0)
    clock.move(days=1)
    pace = control(post).sending(post.actor()).pace
    assert (pace.used_today, pace.used_share) == (0, 0.0)


class PassingClock(MovedClock):
    """Moves a little whenever somebody looks at it, as every real one does."""

    def now(self) -> datetime:
        """Tell the present moment, later than the last one told."""
        return self.move(milliseconds=1)


def test_who_paused_is_known_while_time_passes(post: Post) -> None:
    """The entry of the journal and the pause are one moment, however often the clock is asked."""
    here = Post(post.db, PassingClock()).open(host="passe.exemple.fr")
    service = control(here)
    service.pause(here.actor(permissions=MANAGE))
    assert service.sending(here.actor()).pause.by == "Marie Durand"


def test_a_pause_by_hand_says_who_and_since_when_and_is_ended_by_somebody(
    post: Post, clock: MovedClock
) -> None:
    told = Told()
    fill(post, 3)
    service, olga = control(post, told), post.actor(permissions=MANAGE)
    service.pause(olga)
    clock.move(hours=5)
    service.pause(post.actor(permissions=MANAGE, name="Une autre"))  # it is paused already
    seen = service.sending(olga)

    assert (seen.pause.reason, seen.pause.by, seen.pause.since) == (
        "manual",
        "Marie Durand",
        START.isoformat(),
    )
    assert (seen.pause.until, seen.estimate) == ("", "")
    row = channel(post)
    assert row is not None
    assert row.paused_by == olga.user_id

    service.resume(olga)
    service.resume(olga)
    assert service.sending(olga).pause.reason == ""
    assert service.sending(olga).estimate
    assert [each.tag for each in journal(post)] == ["mail_channel_paused", "mail_channel_resumed"]
    assert [each.actor_name for each in journal(post)] == ["Marie Durand"] * 2
    assert told.nudges == len(told.topics) == 2


@pytest.mark.parametrize(
    ("reason", "minutes_later", "shown"),
    [
        ("quota", 0, "quota"),
        ("quota", 61, ""),
        ("outage", 0, "outage"),
        ("outage", 61, ""),
        ("misconfigured", 0, "misconfigured"),
        ("misconfigured", 61, "misconfigured"),  # until somebody repairs it, whatever is tried meanwhile
    ],
)
def test_a_pause_of_the_carriers_is_told_until_its_end(
    post: Post, clock: MovedClock, reason: str, minutes_later: int, shown: str
) -> None:
    """REL-03, table 4.3: quota until its hour, 401/403 until repaired."""
    until = post.clock.now() + timedelta(hours=1)
    with post.db.write() as session:
        session.add(
            MailChannel(
                name="resend",
                paused_at=post.clock.now(),
                paused_until=until,
                pause_reason=reason,
                pause_detail="403 domain not verified",
            )
        )
    clock.move(minutes=minutes_later)
    pause = control(post).sending(post.actor()).pause
    assert pause.reason == shown
    if shown:
        assert (pause.until, pause.detail, pause.by) == (until.isoformat(), "403 domain not verified", "")


def test_resuming_lets_a_refused_channel_try_at_once(post: Post) -> None:
    with post.db.write() as session:
        session.add(
            MailChannel(
                name="resend",
                paused_at=post.clock.now(),
                paused_until=post.clock.now() + timedelta(hours=1),
                pause_reason="misconfigured",
                pause_detail="401",
            )
        )
    control(post).resume(post.actor(permissions=MANAGE))
    row = channel(post)
    assert row is not None
    assert (row.paused_at, row.paused_until, row.paused_by, row.pause_reason) == (None, None, "", "")
    assert journal(post)[-1].details["was"] == "misconfigured"


@pytest.mark.parametrize("act", ["pause", "resume", "set_limits"])
def test_who_only_reads_changes_nothing(post: Post, act: str) -> None:
    """ACL-01."""
    service, told = control(post, said := Told()), said
    given = {"limits": Limits(1.0)} if act == "set_limits" else {}
    for permissions in (READ, frozenset({"users:read"})):
        with pytest.raises(Forbidden):
            getattr(service, act)(post.actor(permissions=permissions), **given)
    assert (channel(post), journal(post), told.topics, told.nudges) == (None, [], [], 0)


def test_who_does_not_read_mail_sees_no_figure(post: Post) -> None:
    with pytest.raises(Forbidden):
        control(post).sending(post.actor(permissions=frozenset({"settings:read"})))


def test_the_same_limits_again_are_no_change(post: Post) -> None:
    service, olga = control(post), post.actor(permissions=MANAGE)
    service.set_limits(olga, limits=Limits(3.0, 100))
    service.set_limits(olga, limits=Limits(3.0, 100))
    service.set_limits(olga, limits=Limits())
    assert [each.tag for each in journal(post)] == ["mail_channel_limits_changed"] * 2
    assert journal(post)[0].details == {
        "before": {"rate": None, "daily_quota": None},
        "after": {"rate": 3.0, "daily_quota": 100},
    }
    row = channel(post)
    assert row is not None
    assert (row.rate, row.daily_quota) == (None, None)


def test_the_operator_sees_all_workspaces_together_and_acts_as_the_console(
    post: Post, clock: MovedClock
) -> None:
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    fill(post, 3)
    fill(other, 2)
    fill(other, 1, state=MailState.DEAD.value)
    fill(post, 4, state=MailState.SENT.value, sent_at=post.clock.now() - timedelta(days=3))
    with post.db.write() as session:
        session.add(WorkerBeat(name="one", at=post.clock.now()))
        session.add(WorkerBeat(name="gone", at=post.clock.now() - timedelta(minutes=2)))
    clock.move(seconds=30)
    service = control(post)
    status = service.status()
    assert (status.queued, status.dead, status.sent, status.sent_today) == (5, 1, 4, 0)
    assert (status.workers, status.oldest_age_seconds) == (1, 30)
    assert status.estimate

    service.pause_from_console()
    assert (service.status().pause.reason, service.status().estimate) == ("manual", "")
    service.resume_from_console()
    assert service.status().pause.reason == ""
    entries = journal(post)
    assert [(each.actor_id, each.details["origin"]) for each in entries] == [(None, "console")] * 2
    assert entries[0].workspace_id == post.workspace_id


def test_two_admins_pausing_a_channel_without_a_row_make_one(post: Post) -> None:
    service = control(post)
    service.pause(post.actor(permissions=MANAGE))
    service.resume(post.actor(permissions=MANAGE))
    service.set_limits(post.actor(permissions=MANAGE), limits=Limits(2.0))
    with post.db.read() as session:
        assert len(session.exec(select(MailChannel)).all()) == 1
