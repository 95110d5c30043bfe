"""What sending asks of the database: so much for each hand-over, whatever it holds; and what its page reads."""

from collections.abc import Sequence

from sqlalchemy import text

from comunik_kit.kernel.db import Database
from comunik_kit.mail import figures
from comunik_kit.mail.sender import Answer, Parcel, Sent
from comunik_kit.mail.tables import MailState
from comunik_kit.mail.worker import Worker
from tests.mail.filled import fill
from tests.mail.ground import Carrier, Post
from tests.support.clock import MovedClock
from tests.support.statements import counted

A_CLAIM, A_MESSAGE = 7, 8


class InBatches(Carrier):
    """A carrier that takes a hundred at once."""

    batch = 100

    def send_many(self, parcels: Sequence[Parcel], key: str) -> list[Answer]:
        """Keep them."""
        del key
        self.sent += [(parcel.key, parcel.message) for parcel in parcels]
        return [Sent(f"id-of-{parcel.key}") for parcel in parcels]


def test_each_single_message_takes_a_few_statements(post: Post) -> None:
    worker, carrier = _warm(post, Carrier())
    fill(post, 10)
    with counted(post.db) as said:
        worker.step()

    assert len(carrier.sent) == 11
    assert len(said) <= A_CLAIM + 10 * A_MESSAGE


def test_a_batch_of_a_hundred_takes_as_many_statements_as_one_of_two(post: Post) -> None:
    worker, carrier = _warm(post, InBatches())
    numbers = []
    for size in (2, 100):
        fill(post, size)
        with counted(post.db) as said:
            worker.step()
        numbers.append(len(said))

    assert len(carrier.sent) == 103
    assert numbers[0] == numbers[1] <= A_CLAIM + A_MESSAGE


def _warm(post: Post, carrier: Carrier) -> tuple[Worker, Carrier]:
    """Send a first one, which makes the channel's row and what else is made once."""
    worker = post.worker(carrier)
    fill(post, 1)
    worker.step()
    return worker, carrier


def test_the_page_of_sending_reads_no_message_that_has_left(
    sqlite_database: Database, clock: MovedClock
) -> None:
    """Its figures are counted along indexes that hold nothing but what is counted."""
    post = Post(sqlite_database, clock).open()
    fill(post, 2, state=MailState.FAILED.value)
    hours = [clock.now()]
    with counted(post.db) as said, post.db.read() as session:
        figures.troubles(session, post.workspace_id)
        figures.by_hour(session, post.workspace_id, hours)
        figures.left_since(session, post.workspace_id, clock.now())
    with post.db.read() as session:
        plans = [
            session.execute(text(f"EXPLAIN QUERY PLAN {each.replace('?', 'NULL')}")).all() for each in said
        ]

    used = [next(step.detail for step in plan if "outbox_messages" in step.detail) for plan in plans]
    indexes = ["trouble", "left", "trouble_at", "left"]
    assert [found.partition("ix_outbox_messages_")[2].partition(" ")[0] for found in used] == indexes
