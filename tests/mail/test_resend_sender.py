"""Resend's SDK against a stand-in that speaks Resend's documented contract."""

from datetime import UTC, datetime

import pytest

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import (
    Busy,
    ChannelPaused,
    DeliveryFailure,
    InProgress,
    KeyReused,
    Misconfigured,
    Rejected,
    Rendered,
    Retry,
    Unreachable,
)
from comunik_kit.mail.senders import resend as carrier
from comunik_kit.mail.senders.resend import ResendSender
from tests.mail.ground import KEY, PUBLIC_URL, SENDER, letter
from tests.support.resend import KEY as API_KEY
from tests.support.resend import Answer, Order, Resend

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _sender(server: Resend, *, api_key: str = API_KEY, address: str = SENDER) -> ResendSender:
    return ResendSender(api_key=api_key, api_url=server.url, address=address)


def _message(**changes: object) -> Rendered:
    return Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL).render(letter(NOW, **changes))


def test_a_message_arrives_whole_under_its_key(resend_server: Resend) -> None:
    """The brand is the sender's name, the row's key is the provider's."""
    sent = _sender(resend_server, address=f"Ignored <{SENDER}>").send(_message(), "invite/1/1")

    [email] = resend_server.to("Ana Martin <ana@exemple.fr>")
    assert email["id"] == sent.provider_id
    assert email["from"] == f"Comunik KIT <{SENDER}>"
    assert email["subject"] == "🚀 Vous êtes invité(e) à rejoindre Comunik KIT !"
    assert "ACCEPTER L" in email["html"]
    assert "ACCEPTER L'INVITATION" in email["text"]
    assert resend_server.accepted_by_key == {"invite/1/1": 1}


def test_the_same_key_twice_is_one_mail_with_one_id(resend_server: Resend) -> None:
    """REL-02."""
    sender = _sender(resend_server)
    first, second = (sender.send(_message(), "invite/1/1") for _ in range(2))

    assert first == second
    assert len(resend_server.emails) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing_api_key", Misconfigured),
        ("restricted_api_key", Misconfigured),
        ("invalid_api_key", Misconfigured),
        ("domain_not_verified", Misconfigured),
        ("not_found", Misconfigured),
        ("method_not_allowed", Misconfigured),
        ("invalid_from_address", Misconfigured),
        ("validation_error", Rejected),
        ("missing_required_field", Rejected),
        ("invalid_idempotency_key", Rejected),
        ("security_error", Rejected),
        ("invalid_idempotent_request", KeyReused),
        ("concurrent_idempotent_requests", InProgress),
        ("rate_limit_exceeded", Busy),
        ("daily_quota_exceeded", ChannelPaused),
        ("monthly_quota_exceeded", ChannelPaused),
        ("application_error", Retry),
        ("internal_server_error", Retry),
    ],
)
def test_each_documented_error_has_its_class(
    resend_server: Resend, name: str, expected: type[DeliveryFailure]
) -> None:
    """REL-03: and nothing was accepted on the way."""
    resend_server.fail(name)
    with pytest.raises(expected) as raised:
        _sender(resend_server).send(_message(), "invite/1/1")

    assert type(raised.value) is expected
    assert resend_server.emails == {}


def test_the_wait_is_what_the_answer_says_within_reason(resend_server: Resend) -> None:
    """`retry-after` is honoured; a mad one does not stop the mail for a year."""
    waits = []
    for retry_after in (7, 0, 10_000_000, None):
        resend_server.fail("rate_limit_exceeded", retry_after=retry_after)
        with pytest.raises(Busy) as raised:
            _sender(resend_server).send(_message(), "invite/1/1")
        waits.append(raised.value.seconds)

    assert waits == [7, 1, 3600, 1]


def test_a_key_refused_as_a_validation_error_is_a_matter_of_configuration(resend_server: Resend) -> None:
    """A 400 whose message alone names the key must not fail every message for good."""
    body = b'{"statusCode":400,"name":"validation_error","message":"API key is invalid"}'
    resend_server.order(Order(Answer(400, body, {"content-type": "application/json"})))
    with pytest.raises(Misconfigured):
        _sender(resend_server).send(_message(), "invite/1/1")
    with pytest.raises(Misconfigured):
        _sender(resend_server, api_key="re_wrong").send(_message(), "invite/1/1")

    assert resend_server.emails == {}


@pytest.mark.parametrize("status", [502, 200, 302])
def test_a_page_instead_of_an_answer_is_a_passing_trouble(resend_server: Resend, status: int) -> None:
    """A proxy's HTML says nothing about the message; no redirect is followed (INP-09)."""
    headers = {"content-type": "text/html", "location": f"{resend_server.url}/elsewhere"}
    resend_server.order(Order(Answer(status, b"<html></html>", headers)))
    with pytest.raises(Retry):
        _sender(resend_server).send(_message(), "invite/1/1")

    assert [request.path for request in resend_server.requests] == ["/emails"]


def test_a_broken_line_is_in_doubt_and_a_closed_door_is_not(resend_server: Resend) -> None:
    """REL-02: after an accepted message the retry gets the first answer; nothing is doubled."""
    sender = _sender(resend_server)
    resend_server.hang_up(after_accepting=True)
    with pytest.raises(Retry) as broken:
        sender.send(_message(), "invite/1/1")
    assert not isinstance(broken.value, Unreachable)
    assert sender.send(_message(), "invite/1/1").provider_id in resend_server.emails
    assert len(resend_server.emails) == 1

    closed = ResendSender(api_key=API_KEY, api_url="http://127.0.0.1:9", address=SENDER)
    with pytest.raises(Unreachable):
        closed.send(_message(), "invite/2/1")


def test_silence_is_not_waited_for_without_end(
    resend_server: Resend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-out is in doubt."""
    monkeypatch.setattr(carrier, "TIMEOUT", 0.2)
    sender = _sender(resend_server)
    resend_server.keep_silent(1.0)
    with pytest.raises(Retry, match="ReadTimeout"):
        sender.send(_message(), "invite/1/1")

    assert resend_server.emails == {}


def test_no_failure_repeats_the_message_or_the_key_of_the_account(resend_server: Resend) -> None:
    """LOG-03: what a failure says goes to the archive and the log."""
    for order in ("validation_error", "invalid_api_key"):
        resend_server.fail(order)
        with pytest.raises(DeliveryFailure) as raised:
            _sender(resend_server).send(_message(), "invite/1/1")
        assert API_KEY not in raised.value.detail
        assert "/invite/" not in raised.value.detail
