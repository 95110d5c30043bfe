"""`POST /webhooks/resend`: what Resend signs moves the line, once."""

import base64
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from comunik_kit.mail.tables import OutboxMessage, Suppression
from tests.http.resend_side import EMAIL_ID, letter, resend_of, sent_through_resend, written
from tests.support import svix
from tests.support.cast import Cast
from tests.support.clock import START, MovedClock
from tests.support.statements import counted
from tests.support.svix import SECRET, Svix

MOST_STATEMENTS = 12


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Invite Ana through Resend, on each database."""
    cast = sent_through_resend(database_url, clock, tmp_path)
    yield cast
    cast.kit.db.dispose()


@pytest.fixture
def resend(cast: Cast) -> Svix:
    """Lend Resend's web-hook service."""
    return resend_of(cast)


def test_a_signed_event_moves_the_line(cast: Cast, resend: Svix) -> None:
    """REL-06, WEB-04: from no page of ours, without cookie; the signature is the proof."""
    answer = resend.deliver(svix.event("email.delivered", EMAIL_ID, START))

    assert (answer.status_code, answer.json()) == (200, {"status": "applied"})
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert (letter(cast).delivery, letter(cast).delivered_at) == ("delivered", START)


def test_ten_times_the_same_is_answered_and_changes_nothing(cast: Cast, resend: Svix) -> None:
    """REL-06: retries carry the same id, newly signed or not."""
    resend.deliver(svix.event("email.bounced", EMAIL_ID, START), name="msg_1")
    before = written(cast)
    answers = [resend.again() for _ in range(5)]
    answers += [
        resend.deliver(svix.event("email.bounced", EMAIL_ID, START + timedelta(days=2)), name="msg_1")
        for _ in range(5)
    ]

    assert {(answer.status_code, answer.json()["status"]) for answer in answers} == {(200, "known")}
    assert (written(cast), letter(cast).ended_at) == (before, START)


@pytest.mark.parametrize(
    "secrets", [(SECRET,), (svix.NEXT_SECRET,), (SECRET, svix.NEXT_SECRET), ("whsec_AAAA", SECRET)]
)
def test_either_secret_signs_while_one_replaces_the_other(resend: Svix, secrets: tuple[str, ...]) -> None:
    """REL-06: and so does a web hook that bears several signatures."""
    resend.secrets = secrets

    assert resend.deliver(svix.event("email.sent", EMAIL_ID, START)).status_code == 200


def test_an_event_that_overtakes_our_commit_is_kept(cast: Cast, resend: Svix) -> None:
    """REL-06: and applied as soon as the message is known."""
    answer = resend.deliver(svix.event("email.opened", "not-known-yet", START))
    assert (answer.status_code, answer.json()) == (200, {"status": "waiting"})
    assert letter(cast).delivery == ""
    with cast.kit.db.write() as session:
        session.exec(select(OutboxMessage)).one().provider_id = "not-known-yet"
    cast.kit.reports.sweep()

    assert letter(cast).delivery == "opened"


def test_events_about_other_things_are_acknowledged_and_leave_nothing(cast: Cast, resend: Svix) -> None:
    answer = resend.deliver({"type": "domain.updated", "created_at": "2026-03-02T09:00:00Z", "data": {}})

    assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})
    assert written(cast) == 0


def test_no_secret_of_an_event_stays_behind(
    cast: Cast, resend: Svix, caplog: pytest.LogCaptureFixture
) -> None:
    """LOG-03: the clicked link, a link that a server quotes, our own signing secret."""
    caplog.set_level(logging.DEBUG)
    link = svix.CLICKED_LINK
    resend.deliver(svix.event("email.clicked", EMAIL_ID, START))
    resend.deliver(svix.bounced(EMAIL_ID, START, message=f"550 blocked for {link}"))
    resend.deliver(svix.event("email.clicked", EMAIL_ID, START), age=9_999)
    resend.deliver(b'{"' + link.encode() + b'": ')

    everything = cast.dump() + caplog.text
    assert "550 blocked for https://equipe.exemple.fr/…" in everything
    for secret in (link.rpartition("/")[2], SECRET.removeprefix("whsec_"), "203.0.113.9"):
        assert secret not in everything
        assert base64.b64encode(secret.encode()).decode() not in everything


def test_an_answer_costs_the_same_however_much_was_reported_before(cast: Cast, resend: Svix) -> None:
    """REL-06: the carrier does not wait."""
    resend.deliver(svix.event("email.sent", EMAIL_ID, START))
    asked: list[int] = []
    for number in range(20):
        with counted(cast.kit.db) as statements:
            answer = resend.deliver(svix.event("email.opened", EMAIL_ID, START), name=f"msg_{number}")
        assert answer.status_code == 200
        asked.append(len(statements))

    assert max(asked[1:]) <= asked[0] <= MOST_STATEMENTS


def test_the_reports_of_two_workspaces_messages_do_not_mix(cast: Cast, resend: Svix) -> None:
    """REL-06: an unknown id moves nobody's line."""
    events: list[Any] = [
        svix.event(kind, "somebody-elses", START) for kind in ("email.bounced", "email.clicked")
    ]
    for event in events:
        resend.deliver(event)

    assert letter(cast).delivery == ""
    with cast.kit.db.read() as session:
        assert session.exec(select(Suppression)).all() == []
