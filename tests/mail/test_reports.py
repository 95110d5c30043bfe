"""What carriers report moves the delivery line, once, whatever the order; on both databases."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.delivery import RETURNED, Line
from comunik_kit.mail.reports import Fate, in_short
from comunik_kit.mail.tables import MailReport, OutboxMessage, Suppression
from tests.mail import notices
from tests.mail.ground import Carrier, Post
from tests.mail.test_delivery import KINDS, naive
from tests.mail.watching import Watching, line_of, rows, send, told_by_carrier
from tests.support.clock import START, MovedClock


def test_a_report_moves_the_line_and_tells_who_watches(post: Post, watching: Watching) -> None:
    """REL-06: the row, its timeline, its moment; after the commit."""
    message_id = send(post)
    fate = watching.take("delivered", minutes=2, detail="250 2.0.0\r\nSaved")

    row, (event,), (report,) = post.row(message_id), told_by_carrier(post), rows(post, MailReport)
    assert fate == Fate.APPLIED
    assert line_of(row) == Line("delivered", START + timedelta(minutes=2))
    assert (row.state, row.delivery_detail) == ("sent", "250 2.0.0 Saved")
    assert (event.kind, event.source, event.detail, event.at) == (
        "delivered",
        "resend",
        "250 2.0.0 Saved",
        START + timedelta(minutes=2),
    )
    assert (event.message_id, event.workspace_id) == (message_id, post.workspace_id)
    assert report.applied_at == post.clock.now()
    assert watching.told == [(post.workspace_id, Topic.MAIL)]
    assert rows(post, Suppression) == []


def test_ten_times_the_same_report_is_one(post: Post, watching: Watching) -> None:
    """REL-06: a replay changes nothing and tells nobody."""
    message_id = send(post)
    fates = [watching.take("opened", name="msg_1", minutes=number) for number in range(10)]

    assert fates == [Fate.APPLIED] + [Fate.KNOWN] * 9
    assert post.row(message_id).opened_at == START
    assert (len(told_by_carrier(post)), len(rows(post, MailReport)), len(watching.told)) == (1, 1, 1)


def test_at_once_from_many_threads_the_same_report_is_one(post: Post, watching: Watching) -> None:
    """REL-06: the database decides, not a look before."""
    send(post)
    fates: list[Fate] = []
    together = threading.Barrier(8)

    def take() -> None:
        together.wait(10)
        fates.append(watching.take("bounced", name="msg_1"))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(fates) == [Fate.APPLIED] + [Fate.KNOWN] * 7
    assert (len(told_by_carrier(post)), len(rows(post, Suppression))) == (1, 1)


def test_different_reports_at_once_lose_none(post: Post, watching: Watching) -> None:
    """REL-06: the row is held while it is folded."""
    message_id = send(post)
    kinds = ["sent", "delivered", "opened", "clicked", "delayed", "complained"]
    threads = [threading.Thread(target=watching.take, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert line_of(post.row(message_id)) == Line("complained", START, START, START, START)
    assert len(told_by_carrier(post)) == len(kinds)


TOLD = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5_000)), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=TOLD, chance=st.randoms(use_true_random=False))
def test_shuffled_doubled_and_late_they_end_in_one_state(
    post: Post, watching: Watching, told: list[tuple[str, int]], chance: object
) -> None:
    """REL-06: some before the message is known, all twice, in any order: as if looked at all at once."""
    number = len(post.rows())
    key = f"invite/{number}/1"
    names = [(f"msg_{number}_{place}", kind, minutes) for place, (kind, minutes) in enumerate(told)]
    again = [*names, *names]
    chance.shuffle(again)  # pyright: ignore[reportAttributeAccessIssue]
    early = number % len(again)
    for name, kind, minutes in again[:early]:
        watching.take(kind, name=name, of=f"id-of-{key}", minutes=minutes, detail=f"{kind} {minutes}")
    # An address of its own: that of the example before may take no more mail.
    message_id = send(post, key, to_email=f"person{number}@exemple.fr")
    watching.service.apply_waiting()
    for name, kind, minutes in again[early:]:
        watching.take(kind, name=name, of=f"id-of-{key}", minutes=minutes, detail=f"{kind} {minutes}")

    row = post.row(message_id)
    assert line_of(row) == naive(told)
    said = ("bounced", RETURNED) if row.delivery == "bounced" else (row.delivery,)
    first = min((minutes, f"{kind} {minutes}") for kind, minutes in told if kind in said)
    assert row.delivery_detail == first[1]


def test_a_report_that_overtakes_our_own_record_waits_for_it(post: Post, watching: Watching) -> None:
    """REL-06: nothing is lost between the carrier's answer and our commit."""
    assert watching.take("delivered", minutes=1) == Fate.WAITING
    assert watching.service.apply_waiting() == 0
    message_id = post.put()
    assert watching.service.apply_waiting() == 0
    post.worker(Carrier()).step()
    assert watching.told == []
    assert watching.service.apply_waiting() == 1

    assert post.row(message_id).delivery == "delivered"
    assert watching.told == [(post.workspace_id, Topic.MAIL)]
    assert watching.service.apply_waiting() == 0


def test_the_sweep_looks_at_the_newest_always_and_at_the_rest_now_and_then(
    post: Post, clock: MovedClock, watching: Watching
) -> None:
    watching.service.sweep()
    watching.take("delivered", name="msg_old")
    clock.move(minutes=6)
    message_id = send(post)
    watching.take("opened", name="msg_new", of="id-of-invite/2/1")
    second = send(post, "invite/2/1")
    watching.service.sweep()
    assert [post.row(message_id).delivery, post.row(second).delivery] == ["", "opened"]
    clock.move(minutes=5)
    watching.service.sweep()

    assert post.row(message_id).delivery == "delivered"


def test_reports_are_forgotten_after_thirty_days(post: Post, clock: MovedClock, watching: Watching) -> None:
    """What they moved stays."""
    message_id = send(post)
    watching.take("delivered")
    watching.take("opened", of="nobody's")
    clock.move(days=29)
    watching.service.sweep()
    assert len(rows(post, MailReport)) == 2
    clock.move(days=1, seconds=1)
    watching.service.sweep()

    assert rows(post, MailReport) == []
    assert post.row(message_id).delivery == "delivered"


@pytest.mark.parametrize("kind", ["bounced", "complained", "suppressed"])
def test_what_ends_an_address_is_written_down_for_its_workspace(
    post: Post, watching: Watching, kind: str
) -> None:
    """Under the key of the address, with the reason; the first one stays."""
    message_id = send(post, to_email="Ana@Exemple.FR")
    watching.take(kind, detail="550 5.1.1 User unknown")
    watching.take("complained", name="msg_later", detail="later")

    (suppressed,) = rows(post, Suppression)
    assert (suppressed.workspace_id, suppressed.email_key) == (post.workspace_id, "ana@exemple.fr")
    assert (suppressed.reason, suppressed.detail) == (kind, "550 5.1.1 User unknown")
    assert (suppressed.message_id, suppressed.added_by) == (message_id, "")


@pytest.mark.parametrize("kind", [RETURNED, "delayed", "failed", "delivered", "opened", "clicked", "sent"])
def test_nothing_softer_does(post: Post, watching: Watching, kind: str) -> None:
    """A full mailbox or a failure of ours is no matter of the address."""
    send(post)
    watching.take(kind)

    assert rows(post, Suppression) == []


def test_a_message_that_came_back_is_shown_as_bounced(post: Post, watching: Watching) -> None:
    """Nobody tries again: « delayed » would promise it."""
    message_id = send(post)
    watching.take("delayed", name="msg_1")
    watching.take(RETURNED, minutes=3, detail="452 4.2.2 over quota")

    row = post.row(message_id)
    assert (row.delivery, row.delivery_detail, row.ended_at) == ("bounced", "452 4.2.2 over quota", None)
    assert [event.kind for event in told_by_carrier(post)] == ["delayed", "bounced"]


def test_another_workspaces_messages_are_left_alone(post: Post, watching: Watching) -> None:
    """TEN: a report finds its own message by the carrier's id; the same address elsewhere stays good."""
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    send(other, "invite/9/1")
    send(post)
    before = other.row(other.rows()[0].id)
    watching.take("bounced")

    assert [row.delivery for row in other.rows() if row.workspace_id == other.workspace_id] == [
        before.delivery
    ]
    assert {row.workspace_id for row in rows(post, Suppression)} == {post.workspace_id}
    assert {event.workspace_id for event in told_by_carrier(post)} == {post.workspace_id}
    assert watching.told == [(post.workspace_id, Topic.MAIL)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("early", [True, False])
def test_what_comes_late_about_somebody_forgotten_is_done_with(
    post: Post, watching: Watching, kind: str, *, early: bool
) -> None:
    """ACL-10, REL-06: also one that waited meanwhile. Its message has no address to suppress, gets no words back."""
    told: dict[str, Any] = {"to_email": "ana@exemple.fr", "detail": "550 <ana@exemple.fr> gone"}
    if early:
        assert watching.take(kind, **told) == Fate.WAITING
    message_id = send(post)
    with post.db.write() as session:
        session.get_one(OutboxMessage, message_id).to_email = ""  # as forgetting leaves it
    before = post.row(message_id)
    if early:
        assert watching.service.apply_waiting() == 1
    else:
        assert [watching.take(kind, **told) for _ in range(2)] == [Fate.APPLIED, Fate.KNOWN]

    (report,) = rows(post, MailReport)
    assert (report.applied_at, report.to_email, report.detail) == (post.clock.now(), "", "")
    assert post.row(message_id) == before
    assert (told_by_carrier(post), rows(post, Suppression)) == ([], [])
    assert watching.service.apply_waiting() == 0


def test_one_carriers_report_never_moves_anothers_message(post: Post, watching: Watching) -> None:
    """A bounce message is anybody's mail: it has no say over what left through Resend."""
    message_id = send(post)
    with post.db.write() as session:
        row = session.get_one(OutboxMessage, message_id)
        row.provider_id = notices.MESSAGE_ID
    assert watching.service.take_bounce(notices.POSTFIX, recipient=notices.TO) == Fate.WAITING

    assert post.row(message_id).delivery == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1\r\n <ana@exemple.org>:\tUser unknown", "550 5.1.1 <ana@exemple.org>: User unknown"),
        (
            "blocked: https://equipe.exemple.fr/invite/3f9aX see http://help.example/x?y",
            "blocked: https://equipe.exemple.fr/… see http://help.example/…",
        ),
        ("equipe.exemple.fr/invite/" + "aB3_" * 11, "equipe.exemple.fr/invite/…"),
        ("nul\x00 bell\x07 lone\ud800", "nul bell lone"),
        ("é" * 500, "é" * 300),
        ("", ""),
    ],
)
def test_a_reason_is_kept_in_short_and_without_what_opens_a_link(said: str, kept: str) -> None:
    """LOG-03: servers quote the message they refuse, its link included."""
    assert in_short(said) == kept
