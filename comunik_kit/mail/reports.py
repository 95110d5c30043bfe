"""What carriers report comes in here and moves the delivery line of its message (security row REL-06).

A report is kept once, by its own id, and folded by rank, never by arrival: late, twice and shuffled give the same.
One that overtakes our own record of the message waits for it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from comunik_kit.kernel import email_address
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import dsn, report_rows, verp
from comunik_kit.mail.delivery import RETURNED, Delivery
from comunik_kit.mail.rules import ERROR_LENGTH
from comunik_kit.mail.tables import MailEvent, MailReport, OutboxMessage, Suppression

RESEND, SMTP = "resend", "smtp"
KEPT = timedelta(days=30)
JUST_NOW = timedelta(minutes=5)
FULL_LOOK, CLEANING = timedelta(minutes=10), timedelta(hours=1)
MOST_WAITING = 5_000
_SUPPRESSING = {Delivery.BOUNCED, Delivery.COMPLAINED, Delivery.SUPPRESSED}
_LONGEST = 4_000
_PATH = re.compile(r"(https?://[^/\s]{1,200})/\S*", re.IGNORECASE)
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,}")


class Fate(StrEnum):
    """What became of a report."""

    APPLIED = "applied"
    WAITING = "waiting"  # for the message it speaks of
    KNOWN = "known"  # it came before
    IGNORED = "ignored"  # it reports nothing about a message of ours
    FULL = "full"  # too many speak of messages that nobody knows


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that a carrier says happened to one message; `kind` is a `Delivery` or `delivery.RETURNED`."""

    id: str
    source: str
    kind: str
    provider_id: str
    happened_at: datetime
    to_email: str = ""
    detail: str = ""


class Reports:
    """Takes reports in, in one transaction each, and tells who watches."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        announce: Announce = announce_to_nobody,
        bounce_address: str = "",
        sending_address: str = "",
    ) -> None:
        """Take the outbox; the two addresses are those of `senders/smtp.py`."""
        self._db = db
        self._clock = clock
        self._announce = announce
        self._bounce_address = bounce_address
        self._host = sending_address.rpartition("@")[2]
        self._looked_at: datetime | None = None
        self._cleaned_at: datetime | None = None

    def take(self, report: Report) -> Fate:
        """Keep a report and apply it when its message is known; a report that came before changes nothing."""
        now = self._clock.now()
        row = _row_of(report, now)
        with self._db.write() as session:
            if not report_rows.keep(session, row):
                return Fate.KNOWN
            workspace_id = _apply(session, row, now)
            if workspace_id is None:
                return _left_waiting(session, row)
        self._announce(workspace_id, Topic.MAIL)
        return Fate.APPLIED

    def take_bounce(self, raw: bytes, *, recipient: str = "") -> Fate:
        """Read a message that came to the bounce address; anything but a delivery report of ours is ignored."""
        notice = dsn.parse(raw)
        provider_id = self._provider_id(notice, recipient) if notice else ""
        if notice is None or not provider_id:
            return Fate.IGNORED
        now = self._clock.now()
        at = min(notice.at or now, now)  # a bounce is anybody's mail: its date may lie
        return self.take(
            Report(
                id=f"{SMTP}:{dsn.digest(provider_id, notice)}",
                source=SMTP,
                kind=notice.kind,
                provider_id=provider_id,
                happened_at=max(at, now - KEPT),
                to_email=notice.recipient,
                detail=notice.reason,
            )
        )

    def _provider_id(self, notice: dsn.Notice, recipient: str) -> str:
        """Name the message: by the address the bounce came to, else by what it returns of the message."""
        returned = [verp.message_id_in(text) for text in (f"<{notice.envelope_id}>", notice.message_id)]
        codes = [verp.code_in(self._bounce_address, to) for to in (recipient, *notice.addressed_to)]
        code = next((code for code in codes if code), "")
        if not code:
            return next((found for found in returned if found), "")
        ours = f"<{code}@{self._host}>"
        return next((found for found in returned if found.startswith(f"<{code}@")), ours)

    def apply_waiting(self, limit: int = 200, *, since: datetime | None = None) -> int:
        """Apply reports that waited and whose message is known now; how many."""
        with self._db.read() as session:
            found = report_rows.matched(session, since=since, limit=limit)
        workspaces = [self._apply_one(report_id) for report_id in found]
        for workspace_id in {workspace_id for workspace_id in workspaces if workspace_id}:
            self._announce(workspace_id, Topic.MAIL)
        return sum(workspace_id is not None for workspace_id in workspaces)

    def _apply_one(self, report_id: str) -> str | None:
        with self._db.write() as session:
            row = report_rows.report(session, report_id)
            return _apply(session, row, self._clock.now()) if row else None

    def sweep(self) -> None:
        """Look once for waiting reports: the newest always, all of them now and then; forget the old ones.

        What waits long speaks of other programs' mail under the same account: there may be much of it.
        """
        now = self._clock.now()
        everything = self._looked_at is None or now - self._looked_at >= FULL_LOOK
        self.apply_waiting(since=None if everything else now - JUST_NOW)
        if everything:
            self._looked_at = now
        if self._cleaned_at is None or now - self._cleaned_at >= CLEANING:
            with self._db.write() as session:
                report_rows.drop_received_before(session, now - KEPT)
            self._cleaned_at = now


def _row_of(report: Report, now: datetime) -> MailReport:
    return MailReport(
        id=report.id,
        source=report.source,
        kind=report.kind,
        provider_id=report.provider_id,
        to_email=in_short(report.to_email)[:254],
        detail=in_short(report.detail),
        happened_at=report.happened_at,
        received_at=now,
    )


def _apply(session: Session, report: MailReport, now: datetime) -> str | None:
    """Move the line of a report's message; its workspace, or None when it is not known yet."""
    message = report_rows.message_of(session, report)
    if message is None or not report_rows.mark_applied(session, report.id, now):
        return None
    if message.to_email:
        _move(session, message, report, now)
    else:  # of somebody who is forgotten: the carrier must not bring them back
        report_rows.empty(session, report.id)
    return message.workspace_id


def _move(session: Session, message: OutboxMessage, report: MailReport, now: datetime) -> None:
    line = report_rows.line_of(message).told(report.kind, report.happened_at)
    event = MailEvent(
        id=new_id(now),
        workspace_id=message.workspace_id,
        message_id=message.id,
        kind=Delivery.BOUNCED.value if report.kind == RETURNED else report.kind,
        source=report.source,
        detail=report.detail,
        at=report.happened_at,
    )
    report_rows.move(session, message, line, event)
    if report.kind in _SUPPRESSING:
        report_rows.suppress(session, _suppression(message, report, now))


def _suppression(message: OutboxMessage, report: MailReport, now: datetime) -> Suppression:
    return Suppression(
        id=new_id(now),
        workspace_id=message.workspace_id,
        email_key=email_address.parse(message.to_email).key,
        reason=report.kind,
        detail=report.detail,
        message_id=message.id,
        created_at=now,
    )


def _left_waiting(session: Session, row: MailReport) -> Fate:
    """Keep a report for later; of bounces, which anybody can write, only so many."""
    if row.source == SMTP and report_rows.count_waiting(session, SMTP, up_to=MOST_WAITING + 1) > MOST_WAITING:
        report_rows.forget(session, row.id)
        return Fate.FULL
    return Fate.WAITING


def in_short(text: str) -> str:
    """Make a carrier's words fit for a column and a screen: one line, and nothing in it that opens a link."""
    text = _SECRET.sub("…", _PATH.sub(r"\1/…", text[:_LONGEST]))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:ERROR_LENGTH]
