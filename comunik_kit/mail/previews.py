"""« Modèles »: each message as people get it, with invented data; shown, or sent to whoever asks.

A sample has no secret and no recipient but the one who asked for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.locale import LANGUAGES
from comunik_kit.mail import outbox, repository
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.mail.rendering import Renderer, subject_of
from comunik_kit.mail.repository import Letter, Look
from comunik_kit.mail.samples import sample_params
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.mail.views import MailBody
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

AN_HOUR = timedelta(hours=1)
SAMPLES_PER_HOUR = 5
_KEY = "sample/"


class TooManySamples(KitError):
    """Enough samples were sent for now; `count` minutes until the next one may be."""

    code = "too_many_samples"
    http_status = 429


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a sample goes: the stored address of who asks, whatever a page says."""

    email: str
    full_name: str


class Previews:
    """Shows and sends samples, to people who may read mail."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        renderer: Renderer,
        recipient: Callable[[Session, Actor], Recipient],
        nudge: Callable[[], None],
    ) -> None:
        """Take the tools; `recipient` finds the actor's stored address, `nudge` wakes the mail worker."""
        self._db, self._clock, self._renderer = db, clock, renderer
        self._recipient, self._nudge = recipient, nudge

    def show(self, actor: Actor, *, template: str, language: str) -> MailBody:
        """Write a message with invented data. Raises `Forbidden`, or `NotFound` for an unknown one."""
        message = self._renderer.render(self._sample(actor, template, language))
        return MailBody(html=message.html, text=message.text, link="")

    def subject(self, actor: Actor, *, template: str, language: str) -> str:
        """Write its subject line."""
        return subject_of(self._sample(actor, template, language))

    def send(self, actor: Actor, *, template: str, language: str) -> str:
        """Send a message with invented data to the actor's own address; answer that address.

        Raises `Forbidden`, `NotFound`, or `TooManySamples` after five in an hour.
        """
        actor.require(Permission.MAIL_READ)
        kind, now = _known(template, language), self._clock.now()
        with self._db.write() as s:
            workspace = workspaces.lock_workspace(s, actor.workspace_id)
            _check_pace(s, actor, now)
            to = self._recipient(s, actor)
            message = NewMessage(
                workspace_id=actor.workspace_id,
                template=kind,
                dedupe_key=f"{_KEY}{new_id(now)}",
                to_email=to.email,
                to_name=to.full_name,
                recipient_id=actor.user_id,
                recipient_rank=actor.rank,
                language=language,
                params=sample_params(kind, language, workspace=workspace.name, now=now),
                is_asked_for=True,
            )
            outbox.enqueue(s, message, now)
            target = Target("mail", kind.value)
            record(s, now, actor, AuditTag.MAIL_SAMPLE_SENT, target, details={"language": language})
        self._nudge()
        return to.email

    def _sample(self, actor: Actor, template: str, language: str) -> Letter:
        actor.require(Permission.MAIL_READ)
        kind, now = _known(template, language), self._clock.now()
        with self._db.read() as s:
            workspace = workspaces.workspace_of(s, actor.workspace_id)
            look = repository.look_of(workspace, workspaces.domain_of(s, actor.workspace_id))
        params = sample_params(kind, language, workspace=workspace.name, now=now)
        return sample_letter(actor.workspace_id, kind, language, look=look, params=params, now=now)


def sample_letter(
    workspace_id: str, kind: Template, language: str, *, look: Look, params: dict[str, str], now: datetime
) -> Letter:
    """Make the letter of a message with invented data, which no row stands for."""
    return Letter(
        id="0" * 32,
        workspace_id=workspace_id,
        template=kind.value,
        key="",
        to_email="ana.martin@exemple.fr",
        to_name="Ana Martin",
        recipient_id="",
        language=language,
        purpose="",
        subject_id="",
        version=0,
        state="",
        channel="",
        attempts=0,
        in_trouble_since=None,
        created_at=now,
        sent_at=None,
        last_error="",
        look=look,
        params=params,
    )


def _known(template: str, language: str) -> Template:
    if template not in set(Template) or language not in LANGUAGES:
        raise NotFound
    return Template(template)


def _check_pace(s: Session, actor: Actor, now: datetime) -> None:
    """Count what the actor was sent in the last hour; ids begin with their time, and are indexed."""
    since = f"{int((now - AN_HOUR).timestamp() * 1000):012x}"
    recent = (
        select(OutboxMessage.created_at)
        .where(OutboxMessage.workspace_id == actor.workspace_id, col(OutboxMessage.id) >= since)
        .where(OutboxMessage.recipient_id == actor.user_id, col(OutboxMessage.dedupe_key).startswith(_KEY))
        .where(col(OutboxMessage.created_at) > now - AN_HOUR)
        .order_by(col(OutboxMessage.id))
    )
    sent = s.exec(recent).all()
    if len(sent) >= SAMPLES_PER_HOUR:
        wait = sent[-SAMPLES_PER_HOUR] + AN_HOUR - now
        raise TooManySamples(count=max(1, -(-wait // timedelta(minutes=1))))
