"""A workspace with an outbox, a carrier that fails on order, and what a test wants to know of both."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import outbox
from comunik_kit.mail.habits import Habits
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import Letter, Look
from comunik_kit.mail.sender import OneByOne, Rendered, Sent
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.mail.worker import Worker
from comunik_kit.workspaces.tables import Domain, Workspace

PUBLIC_URL = "http://localhost:3000"
SENDER = "kit@exemple.fr"
KEY = b"a key for tests alone, 32 bytes!"
ADMIN_RANK = 50


class Carrier(OneByOne):
    """A carrier that keeps what it is given; each failure ordered meets one message first."""

    channel = "resend"
    address = SENDER

    def __init__(self, *failures: BaseException) -> None:
        """Take the failures to come, in order."""
        self.failures = list(failures)
        self.sent: list[tuple[str, Rendered]] = []
        self.tried: list[str] = []
        self._lock = threading.Lock()

    def send(self, message: Rendered, key: str) -> Sent:
        """Keep the message, or fail as ordered."""
        with self._lock:
            self.tried.append(key)
            if self.failures:
                raise self.failures.pop(0)
            self.sent.append((key, message))
        return Sent(f"id-of-{key}")

    @property
    def keys(self) -> list[str]:
        """The keys of what was taken, in order."""
        return [key for key, _ in self.sent]


@dataclass(slots=True)
class Post:
    """One workspace's post office."""

    db: Database
    clock: Clock
    workspace_id: str = ""
    renderer: Renderer = field(default_factory=lambda: Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL))

    def open(
        self, *, host: str = "equipe.exemple.fr", state: str = "proven", brand: str = "Comunik KIT"
    ) -> "Post":
        """Make the workspace; an empty host leaves it without a domain."""
        now = self.clock.now()
        self.workspace_id = new_id(now)
        with self.db.write() as session:
            session.add(Workspace(id=self.workspace_id, name="Atelier", brand=brand, created_at=now))
            session.flush()
            if host:
                session.add(
                    Domain(
                        id=new_id(now), workspace_id=self.workspace_id, host=host, state=state, created_at=now
                    )
                )
        return self

    def message(self, key: str = "invite/1/1", **changes: Any) -> NewMessage:
        """Write an invitation to Ana, with these changes."""
        given: dict[str, Any] = {
            "workspace_id": self.workspace_id,
            "template": Template.INVITATION,
            "dedupe_key": key,
            "to_email": "ana@exemple.fr",
            "to_name": "Ana Martin",
            "recipient_id": "a" * 32,
            "recipient_rank": 20,
            "language": "fr",
            "params": invitation_params(self.clock.now()),
            "purpose": "invite",
            "subject_id": "b" * 32,
            "version": 1,
        }
        return NewMessage(**(given | changes))

    def put(self, key: str = "invite/1/1", **changes: Any) -> str:
        """Enqueue an invitation to Ana; its id."""
        with self.db.write() as session:
            message_id = outbox.enqueue(session, self.message(key, **changes), self.clock.now())
        assert message_id is not None
        return message_id

    def rows(self) -> list[OutboxMessage]:
        """Read the outbox, oldest first."""
        with self.db.read() as session:
            return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all())

    def row(self, message_id: str) -> OutboxMessage:
        """Read one row."""
        return next(row for row in self.rows() if row.id == message_id)

    def worker(self, carrier: Any, *, name: str = "one", **changes: Any) -> Worker:
        """Hire a worker, whose jitter is always the whole wait."""
        habits = {"poll": 0.02, "chance": lambda: 1.0}
        habits |= {key: changes.pop(key) for key in ("lease", "poll", "chance", "wait") if key in changes}
        given: dict[str, Any] = {
            "db": self.db,
            "clock": self.clock,
            "sender": carrier,
            "render": self.renderer.render,
            "name": name,
            "habits": Habits(**habits),
        }
        return Worker(**(given | changes))

    def actor(
        self,
        *,
        rank: int = ADMIN_RANK,
        permissions: frozenset[str] = frozenset({"mail:read", "users:create"}),
        **changes: Any,
    ) -> Actor:
        """Name somebody of the workspace, an admin unless told otherwise."""
        given: dict[str, Any] = {
            "user_id": "c" * 32,
            "workspace_id": self.workspace_id,
            "session_id": "d" * 32,
            "name": "Marie Durand",
            "role_id": "e" * 32,
        }
        return Actor(**(given | changes), rank=rank, permissions=permissions)


def invitation_params(now: datetime, **changes: str) -> dict[str, str]:
    """Give what an invitation says."""
    given = {
        "workspace": "Atelier",
        "brand": "Comunik KIT",
        "accent": "#2563eb",
        "inviter": "Marie Durand",
        "full_name": "Ana Martin",
        "email": "ana@exemple.fr",
        "phone": "+33612345678",
        "role_key": "agent",
        "role_name": "Agent",
        "expires_at": (now + timedelta(days=7)).isoformat(),
    }
    return given | changes


def letter(now: datetime, **changes: Any) -> Letter:
    """Give a row as rendering sees it, without a database."""
    given: dict[str, Any] = {
        "id": "1" * 32,
        "workspace_id": "2" * 32,
        "template": Template.INVITATION.value,
        "key": "invite/1/1",
        "to_email": "ana@exemple.fr",
        "to_name": "Ana Martin",
        "recipient_id": "a" * 32,
        "language": "fr",
        "purpose": "invite",
        "subject_id": "b" * 32,
        "version": 1,
        "state": "queued",
        "channel": "",
        "attempts": 0,
        "in_trouble_since": None,
        "created_at": now,
        "sent_at": None,
        "last_error": "",
        "look": Look("Comunik KIT", "#2563eb", "Europe/Paris", "equipe.exemple.fr", "proven"),
        "params": invitation_params(now),
    }
    return Letter(**(given | changes))
