"""SMTP against a real server on loopback."""

import smtplib
import ssl
from datetime import UTC, datetime

import pytest

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import aftermath
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import (
    DeliveryFailure,
    Misconfigured,
    Rejected,
    Rendered,
    Retry,
    Unreachable,
)
from comunik_kit.mail.senders.smtp import (
    InvalidSmtpUrl,
    SmtpSender,
    SmtpServer,
    failure_of,
    message_id,
    server_of,
)
from tests.mail.ground import KEY, PUBLIC_URL, SENDER, Post, letter
from tests.support import smtp
from tests.support.clock import MovedClock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _message(**changes: object) -> Rendered:
    return Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL).render(letter(NOW, **changes))


def _sender(url: str) -> SmtpSender:
    return SmtpSender(server_of(url), address=SENDER)


def test_a_message_arrives_whole(smtp_server: smtp.Mailbox) -> None:
    """Both parts, the exact subject, the names, and an id that is the same for the same key."""
    sent = _sender(smtp_server.url).send(_message(), "invite/1/1")
    received = smtp_server.wait_for("ana@exemple.fr")

    assert received.content["Subject"] == "🚀 Vous êtes invité(e) à rejoindre Comunik KIT !"
    assert received.content["From"] == f"Comunik KIT <{SENDER}>"
    assert received.content["To"] == "Ana Martin <ana@exemple.fr>"
    assert received.content["Message-ID"] == sent.provider_id == message_id("invite/1/1", SENDER)
    assert received.content["Auto-Submitted"] == "auto-generated"
    assert "ACCEPTER L'INVITATION" in received.text("plain")
    assert "https://equipe.exemple.fr/invite/" in received.text("html")
    assert (received.sender, received.recipients, received.tls) == (SENDER, ("ana@exemple.fr",), False)
    assert message_id("invite/1/2", SENDER) != sent.provider_id


def test_what_bounces_comes_back_with_the_messages_own_code(smtp_server: smtp.Mailbox) -> None:
    """VERP: the envelope's sender names the message; the letter itself still comes from the sending address."""
    sender = SmtpSender(server_of(smtp_server.url), address=SENDER, bounce_address="retours@exemple.fr")
    sent = sender.send(_message(), "invite/1/1")
    received = smtp_server.wait_for("ana@exemple.fr")

    code = sent.provider_id[1:41]
    assert received.sender == f"retours+{code}@exemple.fr"
    assert received.content["From"] == f"Comunik KIT <{SENDER}>"
    assert code not in received.content["To"]


@pytest.mark.parametrize("bounce_address", ["", "retours@exemple.fr"])
def test_a_server_that_reports_is_asked_to(bounce_address: str) -> None:
    """RFC 3461: success, failure and delay; the header alone; under the name of the message."""
    with smtp.server(dsn=True) as server:
        sender = SmtpSender(server_of(server.url), address=SENDER, bounce_address=bounce_address)
        sent = sender.send(_message(to_email="ana+kit=x@exemple.fr"), "invite/1/1")
        received = server.wait_for("ana+kit=x@exemple.fr")

    assert received.mail_options == ("RET=HDRS", f"ENVID={sent.provider_id.strip('<>')}")
    assert received.recipient_options == (
        "NOTIFY=SUCCESS,FAILURE,DELAY",
        "ORCPT=rfc822;ana+2Bkit+3Dx@exemple.fr",
    )


def test_an_offered_encryption_is_taken_and_the_password_travels_inside_it() -> None:
    """STARTTLS and sign-in; on loopback the certificate is not checked."""
    with smtp.server(tls=True, password=True) as server:
        _sender(server.url).send(_message(), "invite/1/1")
        received = server.wait_for("ana@exemple.fr")

    assert received.tls
    assert received.user == smtp.USER


def test_a_wrong_password_is_a_matter_of_configuration() -> None:
    """And the password is not in what the failure says."""
    with smtp.server(tls=True, password=True) as server:
        wrong = server.url.replace(smtp.PASSWORD, "not-it-at-all")
        with pytest.raises(Misconfigured) as raised:
            _sender(wrong).send(_message(), "invite/1/1")
        assert server.messages == []

    assert "not-it-at-all" not in raised.value.detail


def test_a_password_is_never_sent_in_clear_over_a_network(smtp_server: smtp.Mailbox) -> None:
    """A server elsewhere that offers no encryption gets neither the password nor the message."""
    port = server_of(smtp_server.url).port
    elsewhere = SmtpServer("127.0.0.1.nip.example", port, "mailer", "secret", tls_at_once=False)
    connection = smtplib.SMTP("127.0.0.1", port, timeout=5)
    with pytest.raises(smtplib.SMTPNotSupportedError):
        SmtpSender(elsewhere, address=SENDER)._greet(connection)

    assert smtp_server.messages == []


@pytest.mark.parametrize(
    ("line", "at", "expected"),
    [
        ("550 5.1.1 No such user", "RCPT", Rejected),
        ("450 4.2.1 Mailbox busy", "RCPT", Unreachable),
        ("553 5.7.1 Sender not allowed", "MAIL", Misconfigured),
        ("451 4.3.0 Try later", "MAIL", Unreachable),
        ("554 5.6.0 Not this message", "DATA", Rejected),
        ("452 4.3.1 No room", "DATA", Unreachable),
    ],
)
def test_each_answer_has_its_class(
    smtp_server: smtp.Mailbox, line: str, at: str, expected: type[DeliveryFailure]
) -> None:
    """REL-03: an answer, even a bad one, says that the message was not taken."""
    smtp_server.fail(line, at=at)
    with pytest.raises(expected) as raised:
        _sender(smtp_server.url).send(_message(), "invite/1/1")

    assert type(raised.value) is expected
    assert raised.value.detail.startswith(line[:3])
    assert smtp_server.messages == []


def test_a_line_cut_in_the_message_is_in_doubt_and_a_closed_door_is_not(smtp_server: smtp.Mailbox) -> None:
    """Nobody knows whether the server kept what it did not answer."""
    smtp_server.hang_up(at="DATA")
    with pytest.raises(Retry) as cut:
        _sender(smtp_server.url).send(_message(), "invite/1/1")
    assert not isinstance(cut.value, Unreachable)
    with pytest.raises(Unreachable):
        _sender("smtp://127.0.0.1:9").send(_message(), "invite/1/1")


def test_a_certificate_that_does_not_hold_is_a_matter_of_configuration() -> None:
    """It is not tried without."""
    failure = failure_of(ssl.SSLCertVerificationError("self-signed certificate"), connecting=True)

    assert isinstance(failure, Misconfigured)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.exemple.fr", SmtpServer("mail.exemple.fr", 25, "", "", tls_at_once=False)),
        (
            "smtp://u%40x:p%2Fw@mail.exemple.fr",
            SmtpServer("mail.exemple.fr", 587, "u@x", "p/w", tls_at_once=False),
        ),
        ("smtps://u:p@mail.exemple.fr", SmtpServer("mail.exemple.fr", 465, "u", "p", tls_at_once=True)),
        ("smtp://[::1]:2525", SmtpServer("::1", 2525, "", "", tls_at_once=False)),
    ],
)
def test_a_servers_address_is_read_as_people_write_it(url: str, expected: SmtpServer) -> None:
    """The usual port for each kind; percent signs decoded."""
    assert server_of(url) == expected


@pytest.mark.parametrize(
    "url", ["", "mail.exemple.fr", "http://x", "smtp://", "smtp://x:99999", "smtp://x/path"]
)
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    """With a refusal that has words, not a stack trace."""
    with pytest.raises(InvalidSmtpUrl):
        server_of(url)


def test_a_process_that_dies_between_the_servers_answer_and_our_record_sends_a_copy_of_the_same_id(
    post: Post, clock: MovedClock, smtp_server: smtp.Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP has no idempotency key: here, and only here, a message is sent at least once. Nothing is lost."""
    post.put()

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(aftermath, "settle", die)
        with pytest.raises(SystemExit):
            post.worker(_sender(smtp_server.url)).step()
    assert post.worker(_sender(smtp_server.url)).step() == 0
    clock.move(minutes=1)
    post.worker(_sender(smtp_server.url)).step()

    assert [row.state for row in post.rows()] == ["sent"]
    assert {received.content["Message-ID"] for received in smtp_server.messages} == {
        message_id("invite/1/1", SENDER)
    }
    assert len({received.content.as_bytes() for received in smtp_server.messages}) == 1


def test_a_worker_sends_once_through_a_server_that_first_has_no_room(
    post: Post, clock: MovedClock, smtp_server: smtp.Mailbox
) -> None:
    """The whole way: two tries, one mail, the id on the row."""
    message_id_of_row = post.put()
    smtp_server.fail("452 4.3.1 No room")
    worker = post.worker(_sender(smtp_server.url))
    worker.step()
    assert smtp_server.messages == []
    clock.move(seconds=5)
    worker.step()

    row = post.row(message_id_of_row)
    assert (row.state, row.channel) == ("sent", "smtp")
    assert row.provider_id == smtp_server.messages[0].content["Message-ID"]
    assert len(smtp_server.messages) == 1
