"""How mail leaves, for the people who look after it: figures, pace and quota, pausing and going on.

A channel is the installation's, like the carrier behind it; its messages are counted by workspace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.mail import channels, figures, pacing
from comunik_kit.mail.figures import Standing
from comunik_kit.mail.inputs import Limits
from comunik_kit.mail.sending_views import PaceView, Sending, Status
from comunik_kit.mail.tables import MailChannel
from comunik_kit.mail.telling import BY_HAND, bars, hours_until, iso, pause_of
from comunik_kit.roles.permissions import Permission

CONSOLE = "console"  # who paused it, when the command line did


@dataclass(frozen=True, slots=True)
class Carrier:
    """How the configured carrier is used.

    `requests` a second before it says better, messages a `batch`, and the `rate` of KIT_MAIL_RATE.
    """

    channel: str
    address: str = ""
    requests: float | None = None
    batch: int = 1
    rate: float | None = None


class MailControl:
    """The page « Envoi » and its command line."""

    def __init__(
        self, *, db: Database, clock: Clock, carrier: Carrier, announce: Announce, nudge: Callable[[], None]
    ) -> None:
        """Take the outbox and what is known of the carrier; `nudge` wakes the worker of this process."""
        self._db, self._clock, self._carrier = db, clock, carrier
        self._announce, self._nudge = announce, nudge

    def sending(self, actor: Actor) -> Sending:
        """Tell how mail leaves now."""
        actor.require(Permission.MAIL_READ)
        now = self._clock.now()
        with self._db.read() as session:
            channel = channels.read(session, self._carrier.channel)
            counted = figures.standing(session, actor.workspace_id, now)
            starts = hours_until(now.astimezone(figures.time_zone(session, actor.workspace_id)))
            hours = figures.by_hour(session, actor.workspace_id, starts)
            return Sending(
                channel=self._carrier.channel,
                address=self._carrier.address,
                queued=counted.queued,
                scheduled=counted.scheduled,
                waiting=counted.waiting,
                sent_today=counted.sent_today,
                troubled=counted.failed + counted.dead + counted.suppressed,
                blocked=counted.blocked,
                oldest_at=iso(counted.oldest_at),
                estimate=iso(self._estimate(session, channel, now)),
                workers=figures.workers(session, now),
                pause=pause_of(channel, now, by=_who_paused(session, actor.workspace_id, channel)),
                pace=self._pace(channel, now),
                hours=bars(starts, hours),
                sent_in_hours=sum(sent for sent, _ in hours),
                failed_in_hours=sum(failed for _, failed in hours),
                may_manage=actor.may(Permission.MAIL_MANAGE),
            )

    def held(self, actor: Actor) -> str:
        """Say in a word why nothing leaves, to whoever reads mail or invites; empty for others, and while it leaves."""
        if not (actor.may(Permission.MAIL_READ) or actor.may(Permission.USERS_INVITE)):
            return ""
        with self._db.read() as session:
            return pause_of(channels.read(session, self._carrier.channel), self._clock.now()).reason

    def pause(self, actor: Actor) -> None:
        """Hold every message back until somebody resumes; the one in a worker's hand still leaves."""
        actor.require(Permission.MAIL_MANAGE)
        self._hold_back(actor, actor.user_id, actor.workspace_id)

    def resume(self, actor: Actor) -> None:
        """Let mail leave again, whatever held it; a carrier that still refuses pauses it anew."""
        actor.require(Permission.MAIL_MANAGE)
        self._let_go(actor, actor.workspace_id)

    def pause_from_console(self) -> None:
        """Pause for the operator, who is no person of a workspace."""
        self._hold_back(None, CONSOLE, self._first_workspace())

    def resume_from_console(self) -> None:
        """Resume for the operator."""
        self._let_go(None, self._first_workspace())

    def set_limits(self, actor: Actor, *, limits: Limits) -> None:
        """Set pace and daily quota; the next message obeys them."""
        actor.require(Permission.MAIL_MANAGE)
        now = self._clock.now()
        with self._db.write() as session:
            channel = channels.hold(session, self._carrier.channel)
            before = Limits(channel.rate, channel.daily_quota)
            if before == limits:
                return
            channel.rate, channel.daily_quota = limits.rate, limits.daily_quota
            if channel.next_slot_at and channel.next_slot_at > now + pacing.AHEAD:
                channel.next_slot_at = now + pacing.AHEAD  # a slot farther ahead was the old pace's
            session.add(channel)
            details = {"before": _figures_of(before), "after": _figures_of(limits)}
            target = Target("mail_channel", channel.name)
            record(session, now, actor, AuditTag.MAIL_LIMITS_CHANGED, target, details=details)
        self._tell(actor.workspace_id)

    def status(self) -> Status:
        """Tell the operator how mail leaves, all workspaces together."""
        now = self._clock.now()
        with self._db.read() as session:
            channel = channels.read(session, self._carrier.channel)
            everywhere = figures.everywhere(session)
            total = sum((figures.standing(session, each, now) for each in everywhere), Standing())
            pace = self._pace(channel, now)
            return Status(
                channel=self._carrier.channel,
                queued=total.queued,
                scheduled=total.scheduled,
                waiting=total.waiting,
                sent_today=total.sent_today,
                sent=sum(figures.left_since(session, each) for each in everywhere),
                failed=total.failed,
                dead=total.dead,
                suppressed=total.suppressed,
                blocked=total.blocked,
                rate=pace.effective_rate,
                daily_quota=pace.daily_quota,
                used_today=pace.used_today,
                pause=pause_of(channel, now),
                estimate=iso(self._estimate(session, channel, now)),
                oldest_age_seconds=int((now - total.oldest_at).total_seconds()) if total.oldest_at else None,
                workers=figures.workers(session, now),
            )

    def _hold_back(self, actor: Actor | None, by: str, workspace_id: str | None) -> None:
        now = self._clock.now()
        with self._db.write() as session:
            channel = channels.hold(session, self._carrier.channel)
            if channel.paused_by:
                return
            channel.paused_at, channel.paused_by, channel.paused_until = now, by, None
            channel.pause_reason, channel.pause_detail = BY_HAND, ""
            self._write_down(session, now, actor, AuditTag.MAIL_PAUSED, channel, workspace_id)
        self._tell(workspace_id)

    def _let_go(self, actor: Actor | None, workspace_id: str | None) -> None:
        now = self._clock.now()
        with self._db.write() as session:
            channel = channels.hold(session, self._carrier.channel)
            if not (channel.paused_by or channel.paused_until or channel.pause_reason):
                return
            was = channel.pause_reason
            channel.paused_at = channel.paused_until = None
            channel.paused_by = channel.pause_reason = channel.pause_detail = ""
            self._write_down(session, now, actor, AuditTag.MAIL_RESUMED, channel, workspace_id, was=was)
        self._tell(workspace_id)

    @staticmethod
    def _write_down(
        session: Session,
        now: datetime,
        actor: Actor | None,
        tag: AuditTag,
        channel: MailChannel,
        workspace_id: str | None,
        **details: str,
    ) -> None:
        session.add(channel)
        source = {} if actor else {"origin": CONSOLE}
        record(
            session,
            now,
            actor,
            tag,
            Target("mail_channel", channel.name),
            workspace_id=workspace_id,
            details=source | details,
        )

    def _first_workspace(self) -> str | None:
        with self._db.read() as session:
            return next(iter(figures.everywhere(session)), None)

    def _estimate(self, session: Session, channel: MailChannel, now: datetime) -> datetime | None:
        """Tell when all that is due of every workspace will have left: they share the channel.

        What workers have in hand leaves at slots that are taken already: before the channel's next one.
        """
        due = sum(figures.due(session, each, now) for each in figures.everywhere(session))
        if not due:
            return None
        behind = max(0, due - figures.in_hand(session, now))
        return pacing.estimate(behind, channel, self._whole_pace(channel), now)

    def _whole_pace(self, channel: MailChannel) -> pacing.Pace:
        carrier = self._carrier
        return pacing.pace_of(
            channel, configured=carrier.rate, requests=carrier.requests, batch=carrier.batch
        )

    def _pace(self, channel: MailChannel, now: datetime) -> PaceView:
        quota, left = channel.daily_quota or 0, pacing.left_today(channel, now)
        today = channel.sent_today if channel.day == pacing.day_of(now) else 0
        return PaceView(
            rate=channel.rate or 0.0,
            environment_rate=self._carrier.rate or 0.0,
            learned_rate=channel.learned_rate or 0.0,
            learned_at=iso(channel.learned_at),
            effective_rate=round(pacing.per_second(self._whole_pace(channel)) or 0.0, 2),
            daily_quota=quota,
            used_today=today,
            used_share=0.0 if left is None else round(100 * min(1.0, today / quota), 1),
        )

    def _tell(self, workspace_id: str | None) -> None:
        if workspace_id is not None:
            self._announce(workspace_id, Topic.MAIL)
        self._nudge()


def _who_paused(session: Session, workspace_id: str, channel: MailChannel) -> str:
    """Name who paused by hand, from the journal's entry of that moment; empty for somebody of another workspace."""
    if not (channel.paused_by and channel.paused_at):
        return ""
    return channels.name_in_journal(session, workspace_id, AuditTag.MAIL_PAUSED, channel.paused_at)


def _figures_of(limits: Limits) -> dict[str, float | None]:
    return {"rate": limits.rate, "daily_quota": limits.daily_quota}
