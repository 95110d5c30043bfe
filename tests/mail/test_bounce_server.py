"""The server for bounce messages: one address, no favours; and the whole way of a message that comes back."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from comunik_kit.mail import dsn, repository
from comunik_kit.mail.bounces import MOST_CONNECTIONS, BounceServer
from comunik_kit.mail.receiving import receiving
from comunik_kit.mail.reports import Fate
from comunik_kit.mail.sender import Rendered
from comunik_kit.mail.senders.smtp import SmtpSender, message_id, server_of
from comunik_kit.mail.tables import MailReport, Suppression
from tests.mail import notices
from tests.mail.ground import SENDER, Carrier, Post
from tests.mail.watching import BOUNCES, Watching, rows, told_by_carrier
from tests.support import smtp
from tests.support.waiting import eventually


class Taken:
    """What the server handed over, and what it is told about it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.messages: list[tuple[bytes, str]] = []
        self.answer: Callable[[], Fate] = lambda: Fate.APPLIED

    def take(self, raw: bytes, recipient: str) -> Fate:
        """Keep a message, and answer as ordered."""
        self.messages.append((raw, recipient))
        return self.answer()


@contextmanager
def listening(take: Callable[[bytes, str], Fate]) -> Iterator[str]:
    """Run the server; give its `host:port`."""
    server = BounceServer(take, listen="127.0.0.1:0", address=BOUNCES)
    server.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.stop()


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def place(taken: Taken) -> Iterator[str]:
    with listening(taken.take) as place:
        yield place


def call(place: str) -> smtplib.SMTP:
    host, _, port = place.rpartition(":")
    return smtplib.SMTP(host, int(port), timeout=30)


def test_a_bounce_is_handed_over_whole(taken: Taken, place: str) -> None:
    """From nobody (`MAIL FROM:<>`), as bounces are, with the address it came to."""
    with call(place) as caller:
        caller.sendmail("", [notices.TO], notices.POSTFIX)
        caller.sendmail("", [BOUNCES.upper()], notices.EXIM)

    assert taken.messages == [(notices.POSTFIX, notices.TO), (notices.EXIM, BOUNCES.upper())]


@pytest.mark.parametrize(
    "recipient",
    [
        "kit@exemple.fr",
        "postmaster@exemple.fr",
        "bounces@evil.example",
        f"bounces+{notices.CODE}@evil.example",
        f"other+{notices.CODE}@exemple.fr",
        "bounces+short@exemple.fr",
        '"bounces@exemple.fr"@evil.example',
    ],
)
def test_mail_for_anybody_else_is_refused(taken: Taken, place: str, recipient: str) -> None:
    """No relay: 550 at RCPT, whoever asks."""
    with call(place) as caller:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            caller.sendmail("", [recipient], notices.POSTFIX)
        assert next(iter(refused.value.recipients.values()))[0] == 550

    assert taken.messages == []


def test_one_recipient_a_message(taken: Taken, place: str) -> None:
    with call(place) as caller:
        refused = caller.sendmail("", [notices.TO, BOUNCES], notices.POSTFIX)

    assert {code for code, _ in refused.values()} == {452}
    assert [recipient for _, recipient in taken.messages] == [notices.TO]


def test_a_message_above_a_megabyte_is_refused(taken: Taken, place: str) -> None:
    """INP-02: by its declared size, and by what comes."""
    big = notices.POSTFIX + b"x\r\n" * (dsn.MOST_BYTES // 3 + 1)
    with call(place) as caller:
        with pytest.raises(smtplib.SMTPSenderRefused) as declared:
            caller.sendmail("", [notices.TO], big)
        caller.rset()
        caller.mail("")
        caller.rcpt(notices.TO)
        code, _ = caller.data(big)

    assert (declared.value.smtp_code, code, taken.messages) == (552, 552, [])


def test_nothing_is_offered_but_taking_mail(place: str) -> None:
    """No sign-in, no version, no list of people."""
    with call(place) as caller:
        greeting = caller.docmd("NOOP")
        caller.ehlo()
        assert greeting[0] == 250
        assert set(caller.esmtp_features) == {"size", "8bitmime", "help"}
        assert caller.docmd("AUTH", "PLAIN AGEAYg==")[0] >= 500
        assert caller.verify("kit@exemple.fr")[0] != 250
        assert caller.expn("all")[0] >= 500
    host, port = place.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        assert b"aiosmtpd" not in line.recv(200).lower()


def test_at_most_twenty_call_at_once_and_the_next_is_asked_to_come_back(taken: Taken, place: str) -> None:
    """INP-02: and a place that becomes free is free."""
    callers = [call(place) for _ in range(MOST_CONNECTIONS)]
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        call(place)
    assert refused.value.smtp_code == 421
    callers.pop().quit()
    eventually(lambda: _can_send(place), of="a free place")
    for caller in callers:
        caller.close()

    assert taken.messages


def _can_send(place: str) -> bool:
    try:
        with call(place) as caller:
            caller.sendmail("", [notices.TO], notices.POSTFIX)
    except (smtplib.SMTPException, ConnectionRefusedError):
        return False
    return True


def _lost() -> Fate:
    raise OperationalError("SELECT secret", {}, Exception("gone"))


@pytest.mark.parametrize("answer", [_lost, lambda: Fate.FULL])
def test_what_cannot_be_recorded_is_left_to_the_other_side(
    taken: Taken, place: str, answer: Callable[[], Fate], caplog: pytest.LogCaptureFixture
) -> None:
    """REL-06: 451, so that it comes again; the log names no statement (LOG-03)."""
    taken.answer = answer
    with call(place) as caller, pytest.raises(smtplib.SMTPDataError) as refused:
        caller.sendmail("", [notices.TO], notices.POSTFIX)

    assert refused.value.smtp_code == 451
    assert "secret" not in caplog.text


@pytest.mark.parametrize("fate", [Fate.KNOWN, Fate.IGNORED, Fate.WAITING])
def test_everything_else_is_taken(taken: Taken, place: str, fate: Fate) -> None:
    """A refusal would make a bounce of a bounce."""
    taken.answer = lambda: fate
    with call(place) as caller:
        assert caller.sendmail("", [notices.TO], notices.OUT_OF_OFFICE) == {}


@contextmanager
def carried(watching: Watching) -> Iterator[tuple[smtp.Mailbox, str]]:
    """Run a mail server that reports, and our own server that it reports to."""

    def take(raw: bytes, recipient: str) -> Fate:
        return watching.service.take_bounce(raw, recipient=recipient)

    with smtp.server(dsn=True) as server, listening(take) as place:
        yield server, place


def through(server: smtp.Mailbox) -> SmtpSender:
    return SmtpSender(server_of(server.url), address=SENDER, bounce_address=BOUNCES)


def test_a_message_that_bounces_is_shown_and_its_address_written_down(post: Post, watching: Watching) -> None:
    """REL-06: the whole way over real SMTP; the next message to the address does not leave, but another workspace's."""
    with carried(watching) as (server, place):
        message_id = post.put()
        post.worker(through(server)).step()
        received = server.wait_for("ana@exemple.fr")
        assert (post.row(message_id).state, post.row(message_id).delivery) == ("sent", "")
        server.report(received, to=place, action="delayed", status="4.4.1", said="421 4.4.1 Greylisted")
        assert post.row(message_id).delivery == "delayed"
        for _ in range(2):
            server.report(received, to=place)
        again = post.put("invite/2/1", to_email="ANA@exemple.fr")
        other = Post(post.db, post.clock).open(host="autre.exemple.fr")
        other.put("invite/3/1", to_name="Ana elsewhere")
        post.worker(through(server)).step()
        server.wait_for("ana@exemple.fr", number=2)

    assert (post.row(again).state, post.row(again).provider_id) == ("suppressed", "")
    assert [str(each.content["To"]).partition(" <")[0] for each in server.messages[1:]] == ["Ana elsewhere"]
    row = post.row(message_id)
    assert (row.state, row.delivery, row.delivery_detail) == ("sent", "bounced", "550 5.1.1 User unknown")
    assert [event.kind for event in told_by_carrier(post)] == ["delayed", "bounced"]
    (suppressed,) = rows(post, Suppression)
    assert (suppressed.email_key, suppressed.reason) == ("ana@exemple.fr", "bounced")


def test_a_receipt_by_smtp_makes_delivered(post: Post, watching: Watching) -> None:
    with carried(watching) as (server, place):
        message_id = post.put()
        post.worker(through(server)).step()
        received = server.wait_for("ana@exemple.fr")
        server.report(received, to=place, action="relayed", status="2.0.0", said="250 2.0.0 Queued")

    assert post.row(message_id).delivery == "delivered"
    assert rows(post, Suppression) == []


def test_a_bounce_that_is_faster_than_our_record_is_applied_by_itself(post: Post, watching: Watching) -> None:
    """REL-06: a server next door answers before our commit; the look of every second finds it."""
    with carried(watching) as (server, place):
        message_id = post.put()
        sent = through(server).send(_rendered(post, message_id), "invite/1/1")
        server.report(server.wait_for("ana@exemple.fr"), to=place)
        assert sent.provider_id == server.messages[0].content["Message-ID"]
        assert [report.applied_at for report in rows(post, MailReport)] == [None]
        with receiving(watching.service):
            post.worker(through(server)).step()
            eventually(lambda: post.row(message_id).delivery == "bounced", of="the sweep")


def _rendered(post: Post, message_id: str) -> Rendered:
    with post.db.read() as session:
        letter = repository.letter(session, message_id)
    assert letter is not None
    return post.renderer.render(letter)


def test_it_listens_while_it_runs_and_takes_a_freed_port_over(post: Post, watching: Watching) -> None:
    """One process of several listens; every one goes on looking for waiting reports."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.listen()
        with receiving(watching.service, listen=place, address=BOUNCES):
            watching.take("delivered")
            message_id = post.put()
            post.worker(Carrier()).step()
            eventually(lambda: post.row(message_id).delivery == "delivered", of="the look")
    with receiving(watching.service, listen=place, address=BOUNCES):
        eventually(lambda: _can_send(place), of="the server")
    names = {thread.name for thread in threading.enumerate()}

    assert "mail reports" not in names
    with pytest.raises(OSError, match="refused"):
        call(place)


def test_the_return_path_is_found_without_the_servers_help(post: Post, watching: Watching) -> None:
    """A server without DSN, whose bounce returns nothing but comes to the message's own address."""
    with (
        smtp.server() as server,
        listening(lambda raw, to: watching.service.take_bounce(raw, recipient=to)) as place,
    ):
        row_id = post.put()
        post.worker(through(server)).step()
        received = server.wait_for("ana@exemple.fr")
        name = message_id("invite/1/1", SENDER)
        bare = smtp.notification(received).replace(name.encode(), b"")
        with call(place) as caller:
            caller.sendmail("", [received.sender], bare)

    assert received.recipient_options == ()
    assert post.row(row_id).delivery == "bounced"
