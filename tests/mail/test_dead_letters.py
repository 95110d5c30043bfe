"""Messages that did not leave: visible, retried where that makes sense, dropped, one or many (REL-04)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from sqlmodel import Session, col, select

from comunik_kit.kernel.errors import Forbidden, KitError, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.dead_letters import DeadLetters
from comunik_kit.mail.errors import AddressIsBlocked, LinkIsDead
from comunik_kit.mail.inputs import TroubleFilter
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.sender import Misconfigured, Rejected
from comunik_kit.mail.tables import MailEvent, MailState, Suppression
from tests.mail.filled import MANAGE, READ, Told, fill, journal
from tests.mail.ground import Carrier, Post
from tests.support.clock import MovedClock

DEAD, FAILED, SUPPRESSED = MailState.DEAD.value, MailState.FAILED.value, MailState.SUPPRESSED.value
ALL = TroubleFilter()


def letters(post: Post, told: Told | None = None, living: Mapping[str, int] | None = None) -> DeadLetters:
    heard = told or Told()

    def alive(_session: Session, ids: Sequence[str], _now: datetime) -> Mapping[str, int]:
        return {each: version for each, version in (living or {}).items() if each in ids}

    tools: dict[str, Any] = {"announce": heard.announce, "nudge": heard.nudge}
    return DeadLetters(db=post.db, clock=post.clock, living={"invite": alive}, **tools)


def admin(post: Post) -> Any:
    return post.actor(permissions=MANAGE)


def block(post: Post, address: str) -> None:
    now = post.clock.now()
    row = Suppression(
        id=new_id(now),
        workspace_id=post.workspace_id,
        email_key=address,
        reason="bounced",
        created_at=now,
    )
    with post.db.write() as session:
        session.add(row)


def events(post: Post) -> list[tuple[str, str, str]]:
    with post.db.read() as session:
        found = session.exec(select(MailEvent).order_by(col(MailEvent.id))).all()
        return [(each.message_id, each.kind, each.source) for each in found]


def test_each_message_tells_to_whom_which_why_since_when_and_how_often(post: Post, clock: MovedClock) -> None:
    since = clock.now()
    (refused,) = fill(post, state=FAILED, last_error="rejected: 550 no such user", attempts=1)
    (doubtful,) = fill(post, state=DEAD, last_error="in_doubt", attempts=9)
    (broken,) = fill(post, state=DEAD, last_error="rendering: UndefinedError", attempts=3)
    (blocked,) = fill(post, state=SUPPRESSED)
    fill(post, 2)
    fill(post, 2, state=MailState.SENT.value, sent_at=since)
    fill(post, state=MailState.CANCELLED.value)
    page = letters(post).page(post.actor(), ALL)

    assert [each.id for each in page.rows] == [blocked, broken, doubtful, refused]
    assert (page.total, page.capped, page.first, page.last, page.before, page.after) == (
        4,
        False,
        1,
        4,
        "",
        "",
    )
    last = page.rows[-1]
    assert (last.to_email, last.to_name, last.attempts) == ("p0@exemple.fr", "Personne 0", 1)
    assert last.subject == "Votre mot de passe Comunik KIT a été modifié"
    assert (last.reason, last.detail) == ("mail.failure.rejected", "550 no such user")
    assert (last.since, last.in_doubt, last.obstacle) == (since.isoformat(), False, "")
    assert [each.in_doubt for each in page.rows] == [False, False, True, False]


def test_what_the_worker_gives_up_is_seen_and_a_retry_sends_it_anew(post: Post) -> None:
    """The whole way: refused by the carrier, seen, sent again under a key of its own, recorded as sent."""
    first, second = post.put("invite/1/1", purpose=""), post.put("invite/2/1", purpose="")
    carrier = Carrier(Rejected("550 no"))
    post.worker(carrier).step()
    service, told = letters(post, said := Told()), said
    assert [each.id for each in service.page(post.actor(), ALL).rows] == [first]
    assert carrier.keys == ["invite/2/1"]

    service.retry(admin(post), message_id=first)
    row = post.row(first)
    assert (row.state, row.dedupe_key, row.attempts, row.last_error) == (
        "queued",
        "invite/1/1/retry/1",
        0,
        "",
    )
    assert (row.first_attempt_at, row.lease_by, row.batch_key) == (None, "", "")
    assert service.page(post.actor(), ALL).rows == []
    assert (told.topics, told.nudges) == ([(post.workspace_id, Topic.MAIL)], 1)

    post.worker(carrier).step()
    assert carrier.keys == ["invite/2/1", "invite/1/1/retry/1"]
    assert (post.row(first).state, post.row(second).dedupe_key) == ("sent", "invite/2/1")
    assert (first, "queued", "admin") in events(post)


def test_a_message_in_doubt_for_a_day_can_be_retried_and_is_not_too_late_again(
    post: Post, clock: MovedClock
) -> None:
    """A person decided: the clock of the trouble begins anew."""
    (message_id,) = fill(
        post,
        state=DEAD,
        last_error="in_doubt",
        attempts=9,
        first_attempt_at=clock.now() - timedelta(days=2),
        dedupe_key="notice/1/retry/4",
    )
    letters(post).retry(admin(post), message_id=message_id)
    carrier = Carrier()
    post.worker(carrier).step()
    assert carrier.keys == ["notice/1/retry/5"]


@pytest.mark.parametrize(
    ("living", "version", "expires_in", "expected"),
    [
        ({"b" * 32: 1}, 1, 7, None),
        ({}, 1, 7, LinkIsDead),  # revoked, or accepted
        ({"b" * 32: 2}, 1, 7, LinkIsDead),  # a newer link was sent
        ({"b" * 32: 1}, 1, -1, LinkIsDead),  # expired
    ],
)
def test_a_dead_link_is_not_sent_again(
    post: Post,
    living: dict[str, int],
    version: int,
    expires_in: int,
    expected: type[KitError] | None,
) -> None:
    """It would only disappoint: the invitation has to be sent anew."""
    expires = (post.clock.now() + timedelta(days=expires_in)).isoformat()
    (message_id,) = fill(
        post,
        state=FAILED,
        purpose="invite",
        subject_id="b" * 32,
        version=version,
        params={"brand": "Comunik KIT", "expires_at": expires},
    )
    service = letters(post, living=living)
    row = service.page(post.actor(), ALL).rows[0]
    assert row.obstacle == ("link" if expected else "")
    if expected is None:
        service.retry(admin(post), message_id=message_id)
        return
    with pytest.raises(expected):
        service.retry(admin(post), message_id=message_id)
    assert (post.row(message_id).state, journal(post), events(post)) == (FAILED, [], [])


def test_a_blocked_address_has_to_be_unblocked_first(post: Post) -> None:
    (message_id,) = fill(post, state=SUPPRESSED, to_email="Ana@Exemple.fr")
    block(post, "ana@exemple.fr")
    with pytest.raises(AddressIsBlocked):
        letters(post).retry(admin(post), message_id=message_id)
    assert letters(post).page(post.actor(), ALL).rows[0].obstacle == "blocked"
    assert post.row(message_id).state == SUPPRESSED


def test_dropping_leaves_the_message_in_the_archive_and_out_of_the_queue(
    post: Post, clock: MovedClock
) -> None:
    (message_id,) = fill(post, state=DEAD, last_error="rendering: X")
    told = Told()
    dropped_at = clock.move(hours=2)
    letters(post, told).drop(admin(post), message_id=message_id)
    row = post.row(message_id)
    assert (row.state, row.last_error) == (MailState.CANCELLED.value, "rendering: X")
    assert line_of(row, None, clock.now()).at == dropped_at.isoformat()
    assert letters(post).page(post.actor(), ALL).total == 0
    assert events(post) == [(message_id, "cancelled", "admin")]
    assert told.topics == [(post.workspace_id, Topic.MAIL)]
    carrier = Carrier()
    post.worker(carrier).step()
    assert carrier.tried == []


def test_each_act_is_in_the_journal(post: Post) -> None:
    """LOG-01."""
    one, two = fill(post, 2, state=FAILED)
    letters(post).retry(admin(post), message_id=one)
    letters(post).drop(admin(post), message_id=two)
    entries = journal(post)
    assert [each.tag for each in entries] == ["mail_message_retried", "mail_message_dropped"]
    assert [each.target_id for each in entries] == [one, two]
    assert {each.actor_name for each in entries} == {"Marie Durand"}
    assert entries[0].details == {"count": 1, "messages": [one], "origin": ""}


@pytest.mark.parametrize("act", ["retry", "drop"])
def test_a_foreign_id_is_as_unknown_as_a_missing_one(post: Post, act: str) -> None:
    """ACL-03: nothing of the other workspace moves, and what is sent or queued cannot be touched either."""
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    (foreign,) = fill(other, state=DEAD)
    (sent,) = fill(post, state=MailState.SENT.value, sent_at=post.clock.now())
    (queued,) = fill(post)
    for message_id in (foreign, sent, queued, "0" * 32, ""):
        with pytest.raises(NotFound):
            getattr(letters(post), act)(admin(post), message_id=message_id)
    assert [post.row(each).state for each in (foreign, sent, queued)] == [DEAD, "sent", "queued"]
    assert journal(post) == []


@pytest.mark.parametrize("act", ["retry", "drop", "retry_some", "drop_some"])
def test_who_only_reads_mail_can_do_nothing_about_it(post: Post, act: str) -> None:
    """ACL-01."""
    (message_id,) = fill(post, state=DEAD)
    for permissions in (READ, frozenset({"users:invite"})):
        given = {"wanted": ALL} if act.endswith("_some") else {"message_id": message_id}
        with pytest.raises(Forbidden):
            getattr(letters(post), act)(post.actor(permissions=permissions), **given)
    with pytest.raises(Forbidden):
        letters(post).page(post.actor(permissions=frozenset({"users:read"})), ALL)
    assert (post.row(message_id).state, journal(post)) == (DEAD, [])


def test_all_of_a_filter_are_retried_in_chunks_and_the_vain_ones_left_alone(post: Post) -> None:
    """Each chunk is a transaction with an entry of its own: whoever stops between two has lost nothing."""
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    foreign = fill(other, 2, state=FAILED)
    able = fill(post, 5, state=FAILED)
    vain = fill(post, 2, state=FAILED, purpose="invite", subject_id="b" * 32, version=1)
    dead = fill(post, 3, state=DEAD)
    told, wanted = Told(), TroubleFilter.parse("failed")
    service, below, chunks = letters(post, told), "", []
    while True:
        chunk = service.retry_some(admin(post), wanted, below=below, size=3)
        chunks.append((chunk.done, chunk.left_alone))
        below = chunk.below
        if not below:
            break

    assert chunks == [(1, 2), (3, 0), (1, 0)]
    assert {post.row(each).state for each in able} == {"queued"}
    assert {post.row(each).state for each in vain} == {FAILED}
    assert {post.row(each).state for each in dead} == {DEAD}
    assert {post.row(each).state for each in foreign} == {FAILED}
    assert [each.details["count"] for each in journal(post)] == [1, 3, 1]
    assert sorted(chain.from_iterable(each.details["messages"] for each in journal(post))) == able
    assert len(told.topics) == 3


def test_all_of_a_search_are_dropped(post: Post) -> None:
    (ana,) = fill(post, state=DEAD, to_email="Ana.Lopez@Exemple.fr")
    (bob,) = fill(post, state=DEAD, to_email="bob@exemple.fr")
    chunk = letters(post).drop_some(admin(post), TroubleFilter.parse("all", "LOPEZ@"))
    assert (chunk.done, chunk.left_alone, chunk.below) == (1, 0, "")
    assert (post.row(ana).state, post.row(bob).state) == ("cancelled", DEAD)


def test_the_operator_retries_as_the_console(post: Post) -> None:
    fill(post, 2, state=DEAD)
    assert [chunk.done for chunk in letters(post).retry_everything()] == [2]
    (entry,) = journal(post)
    assert (entry.actor_id, entry.workspace_id) == (None, post.workspace_id)
    assert (entry.details["origin"], entry.details["count"]) == ("console", 2)


def test_pages_go_on_and_back_and_a_forged_cursor_shows_the_newest(post: Post) -> None:
    """ACL-09."""
    ids = fill(post, 60, state=DEAD)[::-1]
    service = letters(post)
    first = service.page(post.actor(), ALL)
    second = service.page(post.actor(), ALL, first.after)
    third = service.page(post.actor(), ALL, second.after)
    assert [each.id for page in (first, second, third) for each in page.rows] == ids
    assert [(page.first, page.last) for page in (first, second, third)] == [(1, 25), (26, 50), (51, 60)]
    assert (first.before, third.after) == ("", "")
    assert service.page(post.actor(), ALL, third.before) == second
    for forged in ("x", "%", "é", "WyJvbGRlciIsIDNd", "a" * 600):
        assert service.page(post.actor(), ALL, forged) == first


def test_a_pause_for_a_wrong_key_gives_nothing_up(post: Post) -> None:
    """REL-03: 401 and 403 burn no attempt, so nothing is to be seen here."""
    message_id = post.put()
    post.worker(Carrier(Misconfigured("401"))).step()
    assert letters(post).page(post.actor(), ALL).total == 0
    assert post.row(message_id).state == "queued"
