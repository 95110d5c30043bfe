"""Senders of web hooks: made with a mapping that was tried on a sample, signed with a secret of their own, revoked."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.integrations import signing
from comunik_kit.integrations.allowance import REQUEST, Allowances
from comunik_kit.integrations.errors import HookJsonUnreadable, TooManySources
from comunik_kit.integrations.inputs import SourceForm, read_json
from comunik_kit.integrations.mapping import ActivityMapping
from comunik_kit.integrations.posting import Answered, Put
from comunik_kit.integrations.tables import WebhookSource
from comunik_kit.integrations.views import RefusedCell, SourceView, TrialRow
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.modules import intake
from comunik_kit.modules.inputs import ActivityInput
from comunik_kit.modules.intake import Taken
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

MOST_SOURCES = 20
SHOWN_ROWS = 10
_PURPOSE = "webhook-source"
_PREFIX = "hook_"


class WebhookSources:
    """The page « API », and the door of those who send their own JSON."""

    def __init__(
        self, *, db: Database, clock: Clock, keyring: Keyring, announce: Announce = announce_to_nobody
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring, self._announce = db, clock, keyring, announce
        self._allowances = Allowances()

    def listed(self, actor: Actor) -> list[SourceView]:
        """List the senders of the workspace, newest first."""
        actor.require(Permission.API_MANAGE)
        here = col(WebhookSource.workspace_id) == actor.workspace_id
        with self._db.read() as s:
            found = s.execute(select(WebhookSource).where(here).order_by(col(WebhookSource.id).desc()))
            return [_view(row) for row in found.scalars()]

    def create(self, actor: Actor, *, form: SourceForm) -> str:
        """Make a sender; return its id. Raises `TooManySources`, `ProofNeeded` (SES-08)."""
        actor.require(Permission.API_MANAGE)
        actor.require_recent()
        now = self._clock.now()
        row = WebhookSource(
            id=new_id(now),
            workspace_id=actor.workspace_id,
            name=form.name,
            mapping=dict(form.said),
            created_by=actor.user_id,
            created_at=now,
        )
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            if _working(s, actor.workspace_id) >= MOST_SOURCES:
                raise TooManySources(max=MOST_SOURCES)
            s.add(row)
            record(s, now, actor, AuditTag.HOOK_SOURCE_CREATED, _target(row))
        return row.id

    def secret(self, actor: Actor, *, source_id: str) -> str:
        """Give the secret with which a sender signs; each asking is written down. Raises `NotFound`, `ProofNeeded`."""
        actor.require(Permission.API_MANAGE)
        actor.require_recent()
        with self._db.write() as s:
            row = _source(s, actor, source_id)
            if row.revoked_at is not None:
                raise NotFound
            record(s, self._clock.now(), actor, AuditTag.HOOK_SOURCE_SHOWN, _target(row))
        return self._secret(row)

    def revoke(self, actor: Actor, *, source_id: str) -> str:
        """Take nothing from a sender any more; return its name. Raises `NotFound`."""
        actor.require(Permission.API_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            row = _source(s, actor, source_id)
            if row.revoked_at is None:
                row.revoked_at = now
                s.add(row)
                record(s, now, actor, AuditTag.HOOK_SOURCE_REVOKED, _target(row))
        return row.name

    def attempt(self, actor: Actor, *, form: SourceForm, sample: str) -> list[TrialRow]:
        """Tell what a mapping makes of a sample, row by row, and write nothing."""
        actor.require(Permission.API_MANAGE)
        now = self._clock.now()
        parsed = intake.read(form.mapping.objects(_json(sample))[:SHOWN_ROWS], now)
        with self._db.read() as s:  # what is changed in it is dropped
            outcomes = intake.write(s, actor.workspace_id, parsed, now, source="trial")
        return [
            _trial(number, row if isinstance(row, ActivityInput) else None, outcome.errors)
            for number, (row, outcome) in enumerate(zip(parsed, outcomes, strict=True), 1)
        ]

    def sender(self, source_id: str, *, header: str, is_met: Callable[[str], bool]) -> WebhookSource:
        """Find who sends, before the message is read; `is_met` tells whether a workspace is one of the host's.

        Raises `NotFound`, `BadHookSignature`, `TooFast`.
        """
        now = self._clock.now()
        with self._db.read() as s:
            row = s.get(WebhookSource, source_id)
        if row is None or row.revoked_at is not None or not is_met(row.workspace_id):
            raise NotFound
        signing.moment(header, now)
        self._allowances.take(row.id, REQUEST, now)
        return row

    def receive(self, row: WebhookSource, *, header: str, body: bytes, put: Put) -> Answered:
        """Take a sender's message; raises `BadHookSignature`, `TooFast`, `HookJsonUnreadable`, `NotAMapping`.

        A row without a name of its own is named by the message, so that the same message again writes nothing.
        """
        now = self._clock.now()
        signing.check(header, self._secret(row), body, now)
        rows = ActivityMapping.parse(row.mapping).objects(_json(body))
        self._allowances.take(row.id, len(rows), now)
        parsed = intake.read(_named(rows, body), now)
        with self._db.write() as s:
            outcomes = intake.write(s, row.workspace_id, parsed, now, source=f"hook:{row.id}")
            s.execute(update(WebhookSource).where(col(WebhookSource.id) == row.id).values(received_at=now))
        if any(each.taken is Taken.CREATED for each in outcomes):
            self._announce(row.workspace_id, Topic.ACTIVITY)
        return put(outcomes)

    def _secret(self, row: WebhookSource) -> str:
        return _PREFIX + self._keyring.link_mac(_PURPOSE, row.id, row.version)


def _json(text: str | bytes) -> object:
    try:
        return read_json(text)
    except ValueError as error:
        raise HookJsonUnreadable(field="sample") from error


def _named(rows: Sequence[object], body: bytes) -> list[object]:
    digest = hashlib.sha256(body).hexdigest()[:40]
    return [{"external_id": f"{digest}-{n}", **cast("dict[str, Any]", row)} for n, row in enumerate(rows)]


def _source(s: Session, actor: Actor, source_id: str) -> WebhookSource:
    here = col(WebhookSource.workspace_id) == actor.workspace_id, col(WebhookSource.id) == source_id
    row = s.execute(select(WebhookSource).where(*here)).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def _working(s: Session, workspace_id: str) -> int:
    here = col(WebhookSource.workspace_id) == workspace_id, col(WebhookSource.revoked_at).is_(None)
    return s.execute(select(func.count()).select_from(WebhookSource).where(*here)).scalar_one()


def _target(row: WebhookSource) -> Target:
    return Target("webhook_source", row.id, row.name)


def _view(row: WebhookSource) -> SourceView:
    return SourceView(
        id=row.id,
        name=row.name,
        address=f"/hooks/{row.id}",
        mapping=json.dumps(row.mapping, ensure_ascii=False, indent=2),
        is_active=row.revoked_at is None,
        received_at=row.received_at.isoformat() if row.received_at else "",
    )


def _trial(number: int, row: ActivityInput | None, errors: Any) -> TrialRow:
    faults = [
        RefusedCell(number, name, error.code, {key: str(value) for key, value in error.params.items()})
        for name, error in sorted(cast("dict[str, KitError]", errors).items())
    ]
    if row is None:
        return TrialRow(faults=faults)
    more = {"owner": row.owner, "customer": row.customer, "status": row.status, **row.details}
    told = ", ".join(f"{name}: {value}" for name, value in more.items() if value not in ("", None))
    return TrialRow(row.title, row.module, row.kind, row.at.isoformat(), told, faults)
