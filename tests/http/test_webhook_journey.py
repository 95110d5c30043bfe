"""The whole way of an invitation through Resend: out by its API, its news in by signed web hooks."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from comunik_kit.mail.tables import Suppression
from tests.http.browser import browser_on
from tests.http.resend_side import resend_of
from tests.support import svix
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import START, MovedClock
from tests.support.resend import KEY as API_KEY
from tests.support.resend import Resend
from tests.support.svix import SECRET, Svix


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path, resend_server: Resend) -> Iterator[Cast]:
    """Found a workspace that sends through Resend, on each database."""
    environ = {
        "RESEND_API_KEY": API_KEY,
        "RESEND_API_URL": resend_server.url,
        "RESEND_WEBHOOK_SECRET": SECRET,
        "KIT_MAIL_FROM": "kit@exemple.fr",
        "KIT_MAIL_RATE": "10000",
    }
    kit = kit_on(database_url, clock, tmp_path, **environ)
    yield found(kit)
    kit.db.dispose()


@pytest.fixture
def resend(cast: Cast) -> Svix:
    """Lend Resend's web-hook service."""
    return resend_of(cast)


def _send(cast: Cast, clock: MovedClock) -> None:
    clock.move(seconds=5)
    while cast.kit.worker.step():
        clock.move(seconds=5)


def _words(cast: Cast, user_id: str) -> list[list[str]]:
    page = cast.kit.timeline.page(cast.admin, user_id=user_id)
    return [[step.kind for step in story.steps] for story in page.stories]


def test_what_became_of_an_invitation_is_told_from_queued_to_clicked(
    cast: Cast, resend: Svix, resend_server: Resend, clock: MovedClock
) -> None:
    """REL-06: never « sent » before the provider's id; shuffled and doubled news end in one line."""
    user_id = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new()).user_id
    assert _words(cast, user_id) == [["created", "queued"]]
    _send(cast, clock)
    [email] = resend_server.emails.values()
    assert _words(cast, user_id) == [["created", "queued", "sent"]]
    for minutes, kind in ((9, "clicked"), (3, "opened"), (1, "delivered"), (3, "opened"), (0, "sent")):
        happened = clock.now() + timedelta(minutes=minutes)
        resend.deliver(svix.event(f"email.{kind}", email["id"], happened), name=f"msg_{kind}")

    assert _words(cast, user_id) == [["created", "queued", "sent", "delivered", "opened", "clicked"]]
    [row] = cast.letters()
    assert (row.state, row.provider_id, row.delivery) == ("sent", email["id"], "clicked")


def test_after_a_bounce_nothing_more_is_sent_to_that_address(
    cast: Cast, resend: Svix, resend_server: Resend, clock: MovedClock
) -> None:
    """REL-06: the next message ends « suppressed » and is handed to nobody; others still leave."""
    user_id = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new()).user_id
    _send(cast, clock)
    [email] = resend_server.emails.values()
    resend.deliver(svix.event("email.bounced", email["id"], clock.now()))
    cast.kit.invitations.resend(cast.admin, user_id=user_id)
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bruno Petit"))
    _send(cast, clock)

    states = [(row.to_email, row.state, row.delivery) for row in cast.letters()]
    assert states == [
        ("ana@example.org", "sent", "bounced"),
        ("ana@example.org", "suppressed", ""),
        ("bruno@example.org", "sent", ""),
    ]
    assert [_named(each["to"]) for each in resend_server.emails.values()] == ["Ana Lopez", "Bruno Petit"]
    with cast.kit.db.read() as session:
        from_bounce = session.exec(select(Suppression)).one()
        assert (from_bounce.email_key, from_bounce.reason) == ("ana@example.org", "bounced")
    assert _words(cast, user_id)[0] == ["created", "queued", "suppressed"]


def _named(to: Any) -> str:
    return str(to[0]).partition(" <")[0]


def test_news_come_in_where_no_browser_of_ours_may_post(cast: Cast, resend: Svix) -> None:
    """WEB-04: the same post to any other address of ours is refused; here only the signature counts."""
    client = browser_on(cast.kit)
    for name in ("Sec-Fetch-Site", "Accept", "Accept-Language"):
        del client.headers[name]
    body = b'{"type": "email.sent"}'

    assert client.post("/auth/logout", content=body).status_code == 403
    assert resend.deliver(svix.event("email.sent", "unknown", START)).json() == {"status": "waiting"}
