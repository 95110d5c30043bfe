"""The ground itself: if it lied, every test above it would."""

import json
import smtplib
import socket
import ssl
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage

import httpx
import pytest
from playwright.sync_api import Browser
from redis import Redis
from sqlalchemy import text

from comunik_kit.kernel.db import Database
from tests.support import axe, resend, smtp
from tests.support.clock import MovedClock

_MAIL = {"from": "Kit <kit@example.com>", "to": ["ana@example.com"], "subject": "Bonjour", "text": "Été"}


def _post(
    server: resend.Resend, body: Mapping[str, object] = _MAIL, *, key: str = "", **headers: str
) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"authorization": f"Bearer {resend.KEY}", **given}
    if key:
        sent["idempotency-key"] = key
    return httpx.post(f"{server.url}/emails", json=dict(body), headers=sent, timeout=0.5)


def _message(subject: str = "Été") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "kit@example.com", "ana@example.com", subject
    message.set_content("Bonjour à vous")
    message.add_alternative("<p>Bonjour à vous</p>", subtype="html")
    return message


def test_a_name_outside_this_machine_is_not_reached() -> None:
    """A test that calls out would depend on the world, and trouble it."""
    with pytest.raises(Exception, match=r"[Ss]ocket"), socket.create_connection(("192.0.2.1", 80), timeout=1):
        pytest.fail("the world was reached")


def test_a_database_has_the_schema_and_no_row_of_another_test(database: Database) -> None:
    """Both kinds start empty, whatever ran before."""
    insert = text("INSERT INTO throttle_probe VALUES (1)")
    with database.write() as session:
        assert session.execute(text("SELECT count(*) FROM users")).scalar() == 0
        session.execute(text("CREATE TABLE throttle_probe (id integer)"))
        session.execute(insert)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM throttle_probe")).scalar() == 1


@pytest.mark.redis
def test_redis_is_empty_and_keeps_what_it_is_told(redis_url: str) -> None:
    """A flushed database each time."""
    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("key", "value")
        assert client.get("key") == b"value"


def test_the_clock_moves_only_when_moved(clock: MovedClock) -> None:
    """Two looks tell the same moment."""
    before = clock.now()
    assert clock.now() == before
    assert (clock.move(hours=2) - before).total_seconds() == 7200


def test_smtp_keeps_both_bodies_of_a_message(smtp_server: smtp.Mailbox) -> None:
    """Accents survive in subject and body."""
    host, port = smtp_server.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.send_message(_message())
    received = smtp_server.wait_for("ana@example.com")
    assert received.content["Subject"] == "Été"
    assert "Bonjour à vous" in received.text()
    assert "<p>" in received.text("html")
    assert not received.tls


def test_smtp_refuses_on_order_and_keeps_nothing(smtp_server: smtp.Mailbox) -> None:
    """One fault for one message; the next goes through."""
    host, port = smtp_server.url.removeprefix("smtp://").split(":")
    smtp_server.fail("550 5.1.1 No such user", at="RCPT")
    with smtplib.SMTP(host, int(port)) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(_message())
        assert not smtp_server.messages
        client.send_message(_message())
    smtp_server.hang_up()
    with pytest.raises(smtplib.SMTPServerDisconnected), smtplib.SMTP(host, int(port)) as client:
        client.send_message(_message())
    assert len(smtp_server.messages) == 1


def test_smtp_with_tls_and_password_lets_nobody_else_in() -> None:
    """No mail in clear, none without the password."""
    context = ssl.create_default_context(cafile=str(smtp.CERTIFICATE))
    with smtp.server(tls=True, password=True) as mailbox:
        port = int(mailbox.url.rsplit(":", 1)[1])
        with smtplib.SMTP("localhost", port) as client, pytest.raises(smtplib.SMTPException):
            client.send_message(_message())
        with smtplib.SMTP("localhost", port) as client:
            client.starttls(context=context)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login(smtp.USER, "wrong")
            client.login(smtp.USER, smtp.PASSWORD)
            client.send_message(_message())
        assert [(message.tls, message.user) for message in mailbox.messages] == [(True, smtp.USER)]


def test_resend_sends_once_for_one_key(resend_server: resend.Resend) -> None:
    """Same key and body: the first answer again; same key, another body: refused, nothing sent."""
    first = _post(resend_server, key="k1")
    again = _post(resend_server, key="k1")
    other = _post(resend_server, {**_MAIL, "subject": "Autre"}, key="k1")
    assert (first.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["name"]) == (409, "invalid_idempotent_request")
    assert len(resend_server.to("ana@example.com")) == 1
    assert resend_server.accepted_by_key["k1"] == 1
    assert resend_server.requests_by_key["k1"] == 3


def test_resend_wants_a_key_and_a_user_agent(resend_server: resend.Resend) -> None:
    """Without them nothing is sent."""
    assert _post(resend_server, authorization="").json()["name"] == "missing_api_key"
    assert _post(resend_server, authorization="Bearer re_wrong").json()["name"] == "invalid_api_key"
    nameless = _post(resend_server, user_agent="")
    assert (nameless.status_code, nameless.text) == (403, "error code: 1010")
    assert _post(resend_server, {**_MAIL, "to": ""}).status_code == 422
    assert not resend_server.emails


def test_resend_fails_on_order(resend_server: resend.Resend) -> None:
    """Each order is met once, then all is well again."""
    resend_server.fail("rate_limit_exceeded", retry_after=3)
    refused = _post(resend_server)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")
    resend_server.answer_html()
    assert _post(resend_server).headers["content-type"] == "text/html"
    resend_server.hang_up()
    with pytest.raises(httpx.RemoteProtocolError):
        _post(resend_server)
    resend_server.keep_silent(1)
    with pytest.raises(httpx.ReadTimeout):
        _post(resend_server)
    assert not resend_server.emails
    resend_server.hang_up(after_accepting=True)
    with pytest.raises(httpx.RemoteProtocolError):
        _post(resend_server, key="k2")
    assert _post(resend_server, key="k2").status_code == 200
    assert len(resend_server.emails) == 1


def test_resend_takes_a_batch(resend_server: resend.Resend) -> None:
    """One id for each message; one bad message refuses them all."""
    request = urllib.request.Request(
        f"{resend_server.url}/emails/batch",
        data=json.dumps([_MAIL, _MAIL]).encode(),
        headers={"Authorization": f"Bearer {resend.KEY}"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert len(json.load(answer)["data"]) == 2
    assert len(resend_server.emails) == 2


@pytest.mark.browser
def test_the_browser_draws_accents_and_axe_sees_what_is_wrong(browser: Browser) -> None:
    """A page with a nameless picture is told from one without."""
    page = browser.new_page()
    page.set_content("<html lang=fr><title>É</title><main><h1>Éléonore « Créer »</h1></main>")
    assert axe.violations(page) == []
    assert page.locator("h1").bounding_box() is not None
    page.set_content("<html lang=fr><title>É</title><main><h1>É</h1><img src='x'></main>")
    assert [line.split(" ")[0] for line in axe.violations(page)] == ["image-alt"]
    page.close()
