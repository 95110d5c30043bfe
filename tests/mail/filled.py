"""An outbox with rows in it, as if time had passed over them; and what the journal says of who looked after it."""

from typing import Any

from sqlmodel import col, select

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.fanout import Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.tables import OutboxMessage
from tests.mail.ground import Post

MANAGE = frozenset({"mail:read", "mail:manage"})
READ = frozenset({"mail:read"})


class Told:
    """Keeps what was announced, and how often the worker was woken."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.topics: list[tuple[str, Topic]] = []
        self.nudges = 0

    def announce(self, workspace_id: str, topic: Topic) -> None:
        """Keep it."""
        self.topics.append((workspace_id, topic))

    def nudge(self) -> None:
        """Count it."""
        self.nudges += 1


def fill(post: Post, count: int = 1, **changes: Any) -> list[str]:
    """Put so many rows into the outbox; their ids, oldest first."""
    ids = [new_id(post.clock.now()) for _ in range(count)]
    with post.db.write() as session:
        session.add_all(_row(post, message_id, number, changes) for number, message_id in enumerate(ids))
    return ids


def _row(post: Post, message_id: str, number: int, changes: dict[str, Any]) -> OutboxMessage:
    given: dict[str, Any] = {
        "id": message_id,
        "workspace_id": post.workspace_id,
        "template": "password_changed",
        "dedupe_key": f"notice/{message_id}",
        "to_email": f"p{number}@exemple.fr",
        "to_name": f"Personne {number}",
        "language": "fr",
        "params": {"brand": "Comunik KIT"},
        "next_at": post.clock.now(),
        "created_at": post.clock.now(),
    }
    return OutboxMessage(**(given | changes))


def journal(post: Post) -> list[AuditEntry]:
    """Read the journal, oldest first."""
    with post.db.read() as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all())
