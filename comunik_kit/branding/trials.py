"""A brand tried out before it is saved: the invitation in its look, shown, or sent to who asks and nobody else."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.branding.errors import TooManyTrials
from comunik_kit.branding.inputs import BrandForm
from comunik_kit.branding.service import chosen
from comunik_kit.branding.views import TrialMail
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import URGENT, NewMessage, Template
from comunik_kit.mail.previews import Recipient, sample_letter
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import TRIED, look_of, tried
from comunik_kit.mail.samples import sample_params
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.looks import LOGO, LOGO_DARK, picture_of

AN_HOUR = timedelta(hours=1)
TRIALS_PER_HOUR = 5
_KEY = "trial/"
_SHOWN = Template.INVITATION


class BrandTrials:
    """Shows and sends the invitation as the form on the screen would make it, saved or not."""

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

    def show(self, actor: Actor, *, form: BrandForm) -> TrialMail:
        """Write it with invented data; raises `InvalidInput` for a picture that is gone."""
        actor.require(Permission.WHITE_LABEL_MANAGE)
        now, language = self._clock.now(), form.language
        with self._db.read() as s:
            workspace = workspaces.workspace_of(s, actor.workspace_id)
            domain = workspaces.domain_of(s, actor.workspace_id)
            look = tried(look_of(workspace, domain), _changes(s, actor.workspace_id, form))
        params = sample_params(_SHOWN, language, workspace=workspace.name, now=now)
        letter = sample_letter(actor.workspace_id, _SHOWN, language, look=look, params=params, now=now)
        written = self._renderer.render(letter)
        return TrialMail(written.from_name, written.reply_to, written.subject, written.html)

    def send(self, actor: Actor, *, form: BrandForm) -> str:
        """Send it to the actor's own stored address; answer that address.

        Raises `TooManyTrials` after five in an hour, or `InvalidInput` for a picture that is gone.
        """
        actor.require(Permission.WHITE_LABEL_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspace = workspaces.lock_workspace(s, actor.workspace_id)
            _check_pace(s, actor, now)
            to = self._recipient(s, actor)
            outbox.enqueue(
                s, _message(actor, to, form, _params(s, actor, workspace.name, form, now), now), now
            )
            record(s, now, actor, AuditTag.BRAND_TRIED, Target("workspace", workspace.id, workspace.name))
        self._nudge()
        return to.email


def _message(
    actor: Actor, to: Recipient, form: BrandForm, params: dict[str, Any], now: datetime
) -> NewMessage:
    return NewMessage(
        workspace_id=actor.workspace_id,
        template=_SHOWN,
        dedupe_key=f"{_KEY}{new_id(now)}",
        to_email=to.email,
        to_name=to.full_name,
        recipient_id=actor.user_id,
        recipient_rank=actor.rank,
        language=form.language,
        params=params,
        priority=URGENT,
        is_asked_for=True,
    )


def _params(s: Session, actor: Actor, workspace: str, form: BrandForm, now: datetime) -> dict[str, Any]:
    invented = sample_params(_SHOWN, form.language, workspace=workspace, now=now)
    return invented | {TRIED: _changes(s, actor.workspace_id, form)}


def _changes(s: Session, workspace_id: str, form: BrandForm) -> dict[str, Any]:
    """Say what the form would change of a message's look."""
    pictures = chosen(s, workspace_id, form)
    logo, dark = picture_of(pictures, LOGO), picture_of(pictures, LOGO_DARK)
    words = {
        name: asdict(form)[name] for name in ("brand", "accent", "sender_name", "reply_to", "legal_line")
    }
    return words | {
        "logo": logo.id,
        "logo_size": [logo.width, logo.height],
        "logo_dark": dark.id,
        "logo_dark_size": [dark.width, dark.height],
    }


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
    if len(sent) >= TRIALS_PER_HOUR:
        wait = sent[-TRIALS_PER_HOUR] + AN_HOUR - now
        raise TooManyTrials(count=max(1, -(-wait // timedelta(minutes=1))))
