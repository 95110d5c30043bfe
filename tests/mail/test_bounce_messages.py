"""Bounce messages find their message and move its line; anybody can write them, so that they are believed little."""

from datetime import datetime, timedelta

import pytest

from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail import reports as reports_module
from comunik_kit.mail.reports import Fate
from comunik_kit.mail.tables import MailReport, OutboxMessage, Suppression
from tests.mail import notices
from tests.mail.ground import Carrier, Post
from tests.mail.watching import Watching, rows, told_by_carrier
from tests.support.clock import START


@pytest.fixture
def sent_by_smtp(post: Post) -> str:
    """Send a message by SMTP whose Message-ID is the one that the notices return."""
    message_id = post.put()
    carrier = Carrier()
    carrier.channel = "smtp"
    post.worker(carrier).step()
    with post.db.write() as session:
        session.get_one(OutboxMessage, message_id).provider_id = notices.MESSAGE_ID
    return message_id


@pytest.mark.parametrize(
    ("raw", "recipient"),
    [
        (notices.POSTFIX, notices.TO),
        (notices.POSTFIX, ""),
        (notices.POSTFIX.replace(notices.TO.encode(), b"kit@exemple.fr"), ""),
        (notices.GMAIL.replace(notices.TO.encode(), b"kit@exemple.fr"), "kit@exemple.fr"),
        (notices.EXIM.replace(notices.MESSAGE_ID.encode(), b""), notices.TO),
    ],
)
def test_a_bounce_finds_its_message(
    post: Post, watching: Watching, sent_by_smtp: str, raw: bytes, recipient: str
) -> None:
    """By the address it came to, by the address it was written to, by what it returns."""
    assert watching.service.take_bounce(raw, recipient=recipient) == Fate.APPLIED

    row = post.row(sent_by_smtp)
    assert (row.delivery, row.ended_at is not None) == ("bounced", True)
    assert "550" in row.delivery_detail
    assert [event.source for event in told_by_carrier(post)] == ["smtp"]
    assert [found.reason for found in rows(post, Suppression)] == ["bounced"]
    assert watching.told == [(post.workspace_id, Topic.MAIL)]


def test_the_same_bounce_again_changes_nothing(post: Post, watching: Watching, sent_by_smtp: str) -> None:
    """Also when it was passed on by another way in between."""
    del sent_by_smtp
    watching.service.take_bounce(notices.POSTFIX, recipient=notices.TO)
    again = b"Received: from elsewhere\r\n" + notices.POSTFIX

    assert watching.service.take_bounce(again) == Fate.KNOWN
    assert len(told_by_carrier(post)) == 1


def test_a_receipt_makes_delivered(post: Post, watching: Watching, sent_by_smtp: str) -> None:
    watching.service.take_bounce(notices.POSTFIX_DELAYED)
    watching.service.take_bounce(notices.POSTFIX_DELIVERED)

    assert post.row(sent_by_smtp).delivery == "delivered"
    assert post.row(sent_by_smtp).delivered_at is not None


@pytest.mark.parametrize(
    "raw", [notices.OUT_OF_OFFICE, notices.READ_RECEIPT, notices.FORWARDED, b"", b"\xff"]
)
def test_other_mail_is_ignored(post: Post, watching: Watching, sent_by_smtp: str, raw: bytes) -> None:
    assert watching.service.take_bounce(raw, recipient=notices.TO) == Fate.IGNORED

    assert (post.row(sent_by_smtp).delivery, rows(post, MailReport)) == ("", [])


def test_a_report_that_names_none_of_our_messages_is_ignored(post: Post, watching: Watching) -> None:
    raw = notices.POSTFIX.replace(notices.CODE.encode(), b"somebody-elses")

    assert watching.service.take_bounce(raw, recipient="bounces@exemple.fr") == Fate.IGNORED
    assert rows(post, MailReport) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Tue, 1 Jan 2999 00:00:00 +0000", START),
        ("Thu, 1 Jan 1970 00:00:00 +0000", START - timedelta(days=30)),
        ("no date at all", START),
    ],
)
def test_a_lying_date_is_brought_back_to_reason(
    post: Post, watching: Watching, sent_by_smtp: str, written: str, kept: datetime
) -> None:
    """A bounce is anybody's mail."""
    raw = notices.EXIM.replace(b"Mon, 02 Mar 2026 09:30:00 +0100", written.encode())
    watching.service.take_bounce(raw)

    assert post.row(sent_by_smtp).ended_at == kept


def test_bounces_of_messages_that_nobody_knows_do_not_fill_the_database(
    post: Post, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """INP-02: anybody can write them; what Resend signs is not counted."""
    monkeypatch.setattr(reports_module, "MOST_WAITING", 3)
    for number in range(5):
        watching.take("sent", name=f"msg_{number}", of="nobody's")
    fates = []
    for number in range(5):
        code = f"{number}".rjust(40, "0").encode()
        fates.append(watching.service.take_bounce(notices.POSTFIX.replace(notices.CODE.encode(), code)))

    assert fates == [Fate.WAITING] * 3 + [Fate.FULL] * 2
    assert len(rows(post, MailReport)) == 5 + 3
