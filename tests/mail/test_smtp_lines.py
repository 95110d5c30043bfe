"""Connections that are kept from one message to the next: whose message is whose, and what a tired server does."""

import smtplib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import Rejected, Rendered, Retry, Unreachable
from comunik_kit.mail.senders.lines import Line, Lines
from comunik_kit.mail.senders.smtp import SmtpSender, message_id, server_of
from tests.mail.ground import KEY, PUBLIC_URL, SENDER, Post, letter
from tests.mail.test_smtp_sender import NOW
from tests.support import smtp
from tests.support.clock import MovedClock
from tests.support.waiting import eventually


@pytest.fixture
def sender(smtp_server: smtp.Mailbox) -> Iterator[SmtpSender]:
    """Lend a sender that keeps its connections as a worker has it do."""
    sender = SmtpSender(server_of(smtp_server.url), address=SENDER)
    with sender.held():
        yield sender


def _to(name: str) -> Rendered:
    renderer = Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL)
    return renderer.render(letter(NOW, to_email=f"{name}@exemple.fr", to_name=name.title()))


def _arrived(mailbox: smtp.Mailbox) -> list[str]:
    return [message.recipients[0].partition("@")[0] for message in mailbox.messages]


def test_messages_follow_one_another_over_one_connection_which_ends_with_a_good_bye(
    smtp_server: smtp.Mailbox,
) -> None:
    sender = SmtpSender(server_of(smtp_server.url), address=SENDER)
    with sender.held():
        for name in ("ana", "bob", "eve"):
            sender.send(_to(name), f"key-of-{name}")
        assert (smtp_server.greetings, smtp_server.goodbyes) == (1, 0)

    eventually(lambda: smtp_server.goodbyes == 1, of="the good-bye")
    assert _arrived(smtp_server) == ["ana", "bob", "eve"]
    for name, received in zip(("ana", "bob", "eve"), smtp_server.messages, strict=True):
        assert received.content["To"] == f"{name.title()} <{name}@exemple.fr>"
        assert received.content["Message-ID"] == message_id(f"key-of-{name}", SENDER)


def test_without_more_to_come_nothing_stays_open(smtp_server: smtp.Mailbox) -> None:
    SmtpSender(server_of(smtp_server.url), address=SENDER).send(_to("ana"), "1")

    eventually(lambda: smtp_server.goodbyes == 1, of="the good-bye")
    assert _arrived(smtp_server) == ["ana"]


@pytest.mark.parametrize(("line", "at"), [("", "MAIL"), ("421 4.4.2 Idle too long", "MAIL"), ("", "RCPT")])
def test_a_server_that_gave_a_kept_connection_up_gets_the_message_over_another(
    sender: SmtpSender, smtp_server: smtp.Mailbox, line: str, at: str
) -> None:
    """REL-03: before DATA nothing can have left, so this is no failed attempt and no message in doubt."""
    sender.send(_to("ana"), "1")
    smtp_server.fail(line, at=at)
    sender.send(_to("bob"), "2")

    assert _arrived(smtp_server) == ["ana", "bob"]
    assert smtp_server.greetings == 2


def test_a_new_connection_is_not_tried_twice(sender: SmtpSender, smtp_server: smtp.Mailbox) -> None:
    """What a server says to a connection that carried nothing yet is its answer."""
    smtp_server.fail("421 4.3.2 Not now", at="MAIL")
    with pytest.raises(Unreachable):
        sender.send(_to("ana"), "1")

    assert (smtp_server.attempts, smtp_server.messages) == (1, [])


def test_a_kept_connection_cut_in_the_message_leaves_it_in_doubt(
    sender: SmtpSender, smtp_server: smtp.Mailbox
) -> None:
    """REL-03: from DATA on nobody can tell, so nothing goes out a second time by itself."""
    sender.send(_to("ana"), "1")
    smtp_server.hang_up(at="DATA")
    with pytest.raises(Retry) as cut:
        sender.send(_to("bob"), "2")

    assert not isinstance(cut.value, Unreachable)
    assert (smtp_server.attempts, _arrived(smtp_server)) == (2, ["ana"])


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_nothing_of_a_refused_message_is_left_for_the_next(
    sender: SmtpSender, smtp_server: smtp.Mailbox, at: str
) -> None:
    sender.send(_to("ana"), "1")
    smtp_server.fail("550 5.1.1 No such user", at=at)
    with pytest.raises(Rejected):
        sender.send(_to("bob"), "2")
    sender.send(_to("eve"), "3")

    assert _arrived(smtp_server) == ["ana", "eve"]
    assert smtp_server.messages[-1].recipients == ("eve@exemple.fr",)


def test_a_server_that_takes_fewer_connections_than_are_wanted_gets_no_more(
    smtp_server: smtp.Mailbox,
) -> None:
    """Who wants one waits for the one there is; only without any is it a failure."""
    host, _, port = smtp_server.url.removeprefix("smtp://").partition(":")
    opened: list[smtplib.SMTP] = []

    def connect() -> smtplib.SMTP:
        if opened:
            raise Unreachable("421 too many connections")
        opened.append(smtplib.SMTP(host, int(port), timeout=5))
        return opened[0]

    lines = Lines(connect, most=3)
    with lines.held(), ThreadPoolExecutor(1) as other:
        first = lines.take()
        second = other.submit(lines.take)
        eventually(lambda: lines._most == 1, of="the refusal")
        assert not second.done()
        lines.give_back(first)
        assert second.result(10) == Line(first.connection, is_kept=True)
        lines.drop(second.result())
        with pytest.raises(Unreachable):
            lines.take()


def test_a_worker_sends_each_message_once_over_few_connections(
    post: Post, clock: MovedClock, smtp_server: smtp.Mailbox
) -> None:
    """Several are under way at once; each row has the proof of its own message."""
    for number in range(30):
        post.put(f"invite/{number}/1", to_email=f"p{number}@exemple.fr", subject_id=f"{number:032x}")
    sender = SmtpSender(server_of(smtp_server.url), address=SENDER)
    worker = post.worker(sender)
    while worker.step():
        clock.move(seconds=1)

    assert Counter(_arrived(smtp_server)) == Counter(f"p{number}" for number in range(30))
    proofs = {row.to_email: row.provider_id for row in post.rows()}
    assert proofs == {mail.recipients[0]: mail.content["Message-ID"] for mail in smtp_server.messages}
    assert 0 < smtp_server.greetings <= sender.at_once
