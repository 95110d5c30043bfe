"""A worker with Resend's own SDK against the stand-in, which fails on order; on both databases.

The clock is the test's own: waiting for a slot or a pause moves it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from comunik_kit.mail.senders import resend as carrier
from comunik_kit.mail.senders.resend import ResendSender
from comunik_kit.mail.tables import MailChannel
from comunik_kit.mail.worker import Worker
from tests.mail.ground import SENDER, Post
from tests.support.clock import MovedClock
from tests.support.resend import KEY as API_KEY
from tests.support.resend import Resend

MESSAGES = 8
Script = Callable[[Resend], None]


def _storm(server: Resend) -> None:
    server.fail("rate_limit_exceeded", times=3, retry_after=2)


def _all_at_once(server: Resend) -> None:
    server.fail("rate_limit_exceeded", retry_after=3)
    server.fail("internal_server_error")
    server.answer_html(times=2)
    server.hang_up()
    server.hang_up(after_accepting=True)
    server.fail("concurrent_idempotent_requests")
    server.keep_silent(0.4, after_accepting=True)
    server.fail("daily_quota_exceeded")
    server.fail("invalid_api_key")


SCRIPTS: dict[str, Script] = {
    "too many requests": _storm,
    "a line cut after it was taken": lambda server: server.hang_up(after_accepting=True, times=2),
    "a used-up quota": lambda server: server.fail("daily_quota_exceeded"),
    "a wrong key": lambda server: server.fail("invalid_api_key", times=2),
    "all of it, one after the other": _all_at_once,
}


@pytest.fixture(params=[1, 5], ids=["one by one", "in batches"])
def worker(
    request: pytest.FixtureRequest,
    post: Post,
    clock: MovedClock,
    resend_server: Resend,
    monkeypatch: pytest.MonkeyPatch,
) -> Worker:
    """Hire a worker for single messages, and one for batches."""
    monkeypatch.setattr(carrier, "TIMEOUT", 0.2)
    return _hire(post, clock, resend_server, batch=request.param)


def _hire(post: Post, clock: MovedClock, resend_server: Resend, *, batch: int) -> Worker:
    sender = ResendSender(api_key=API_KEY, api_url=resend_server.url, address=SENDER)
    sender.batch = batch

    def wait(_stop: Event, seconds: float) -> None:
        clock.move(seconds=seconds)

    return post.worker(sender, wait=wait)


def _put(post: Post, number: int = MESSAGES) -> list[str]:
    for each in range(number):
        post.put(f"invite/{each}/1", to_email=f"person{each}@exemple.fr", subject_id=f"{each:032x}")
    return [f"Ana Martin <person{each}@exemple.fr>" for each in range(number)]


def _until_empty(post: Post, worker: Worker, clock: MovedClock, *, hours: float = 2) -> timedelta:
    """Work, and let the time pass in between; how long it took."""
    began, nap = clock.now(), 1
    while {row.state for row in post.rows()} != {"sent"}:
        assert clock.now() - began < timedelta(hours=hours), [row.last_error for row in post.rows()]
        nap = 1 if worker.step() else min(nap * 2, 60)
        clock.move(seconds=nap)
    return clock.now() - began


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_whatever_goes_wrong_in_passing_each_message_leaves_once(
    post: Post, clock: MovedClock, resend_server: Resend, worker: Worker, script: Script
) -> None:
    """REL-02, REL-03: same key, same bytes; nothing is lost, doubled or given up."""
    people = _put(post)
    script(resend_server)
    _until_empty(post, worker, clock)

    assert Counter(email["to"][0] for email in resend_server.emails.values()) == Counter(people)
    assert set(resend_server.accepted_by_key.values()) == {1}
    proofs = {row.provider_id: f"Ana Martin <{row.to_email}>" for row in post.rows()}
    assert proofs == {name: email["to"][0] for name, email in resend_server.emails.items()}


def test_while_a_quota_is_used_up_nobody_is_asked(
    post: Post, clock: MovedClock, resend_server: Resend, worker: Worker
) -> None:
    """REL-03: the channel says why it stands still; the rows keep their place and their attempts."""
    _put(post)
    resend_server.fail("daily_quota_exceeded", retry_after=1_200)
    worker.step()
    asked = len(resend_server.requests)
    for _ in range(19):
        clock.move(minutes=1)
        assert worker.step() == 0

    assert len(resend_server.requests) == asked == 1
    assert {(row.state, row.attempts, row.lease_by) for row in post.rows()} == {("queued", 0, "")}
    with post.db.read() as session:
        channel = session.get_one(MailChannel, "resend")
        assert (channel.pause_reason, channel.paused_by) == ("quota", "")
    assert _until_empty(post, worker, clock) < timedelta(minutes=3)


def test_one_address_that_the_provider_refuses_sinks_no_other(
    post: Post, clock: MovedClock, resend_server: Resend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-04: of a batch the good ones leave; the bad one says why, and is not asked about again."""
    people = _put(post, 4)
    monkeypatch.setattr(ResendSender, "_params", _spoiled(ResendSender._params, "person2@"))
    worker = _hire(post, clock, resend_server, batch=5)
    worker.step()
    clock.move(minutes=1)
    worker.step()

    states = {row.to_email: row.state for row in post.rows()}
    assert states == {f"person{each}@exemple.fr": "failed" if each == 2 else "sent" for each in range(4)}
    refused = next(row for row in post.rows() if row.state == "failed")
    assert refused.last_error.startswith("rejected: validation_error")
    assert sorted(email["to"][0] for email in resend_server.emails.values()) == people[:2] + people[3:]
    assert len(resend_server.requests) == 1


def _spoiled(params: Callable[..., Any], whose: str) -> Callable[..., Any]:
    """Write one person's address as the provider takes none."""

    def spoil(self: ResendSender, message: object) -> Any:
        given = params(self, message)
        return given | {"to": ["no address"]} if whose in str(given["to"]) else given

    return spoil
