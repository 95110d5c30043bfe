"""What a test of reports looks at: the service, what it announced, the rows it wrote."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.delivery import Line
from comunik_kit.mail.reports import Fate, Report, Reports
from comunik_kit.mail.tables import MailEvent, OutboxMessage
from tests.mail.ground import Carrier, Post
from tests.support.clock import START

BOUNCES = "bounces@exemple.fr"


class Watching:
    """Reports over a post office, and what was announced."""

    def __init__(self, post: Post) -> None:
        """Take the post office."""
        self.post = post
        self.told: list[tuple[str, Topic]] = []
        self.service = Reports(
            db=post.db,
            clock=post.clock,
            announce=lambda workspace_id, topic: self.told.append((workspace_id, topic)),
            bounce_address=BOUNCES,
            sending_address="kit@exemple.fr",
        )

    def take(
        self, kind: str, *, name: str = "", of: str = "id-of-invite/1/1", minutes: int = 0, **more: str
    ) -> Fate:
        """Take one report of Resend's, about what left under the key `invite/1/1` unless told otherwise."""
        return self.service.take(
            Report(
                id=name or f"msg_{kind}_{minutes}",
                source="resend",
                kind=kind,
                provider_id=of,
                happened_at=START + timedelta(minutes=minutes),
                **more,
            )
        )


def send(post: Post, key: str = "invite/1/1", **changes: object) -> str:
    """Put an invitation in the outbox and let it leave through Resend; its id."""
    message_id = post.put(key, **changes)
    post.worker(Carrier()).step()
    return message_id


def rows(post: Post, table: type) -> Sequence:
    """Read a whole table, oldest id first."""
    with post.db.read() as session:
        return session.exec(select(table).order_by(col(table.id))).all()


def told_by_carrier(post: Post) -> list[MailEvent]:
    """Read the timeline's entries that carriers made."""
    return [event for event in rows(post, MailEvent) if event.source != "worker"]


def line_of(row: OutboxMessage) -> Line:
    """Read how a message stands."""
    return Line(row.delivery, row.delivered_at, row.opened_at, row.clicked_at, row.ended_at)
