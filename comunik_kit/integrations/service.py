"""Keys of the API: made, shown once, revoked; and whose a key is that somebody sends."""

import hmac
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.integrations import repository
from comunik_kit.integrations.errors import (
    KeyExpired,
    KeyMissing,
    KeyRevoked,
    KeyShownAlready,
    KeyUnknown,
    ScopeMissing,
    TooManyKeys,
)
from comunik_kit.integrations.inputs import HANDLE_LENGTH, PREFIX, NewKey, SaidKey, Scope
from comunik_kit.integrations.repository import FoundKey
from comunik_kit.integrations.rules import MOST_KEYS, TOUCH_EVERY, KeyState, state_of
from comunik_kit.integrations.tables import ApiKey
from comunik_kit.integrations.views import KeyBook, KeyView
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring, random_secret
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

_LETTERS = string.ascii_lowercase + string.digits
_PURPOSE = "api-key"
_REFUSALS: dict[KeyState, type[KitError]] = {
    KeyState.UNSEEN: KeyUnknown,
    KeyState.REVOKED: KeyRevoked,
    KeyState.EXPIRED: KeyExpired,
}


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Another system, by the key that it sent: it writes into this workspace and no other."""

    key_id: str
    workspace_id: str

    @property
    def source(self) -> str:
        """Give what the rows that it writes say of where they come from."""
        return f"key:{self.key_id}"


class ApiKeys:
    """The page « API », and the door."""

    def __init__(self, *, db: Database, clock: Clock, keyring: Keyring) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring

    def book(self, actor: Actor) -> KeyBook:
        """List the keys of the workspace."""
        actor.require(Permission.API_MANAGE)
        now = self._clock.now()
        with self._db.read() as s:
            shown = [_view(row, maker, now) for row, maker in repository.keys(s, actor.workspace_id)]
        return KeyBook(shown, sum(key.state == KeyState.ACTIVE for key in shown))

    def create(self, actor: Actor, *, new: NewKey) -> str:
        """Make a key; return its id. Nobody can use it before `show`. Raises `TooManyKeys`, `ProofNeeded` (SES-08)."""
        actor.require(Permission.API_MANAGE)
        actor.require_recent()
        now = self._clock.now()
        row = ApiKey(
            id=new_id(now),
            workspace_id=actor.workspace_id,
            name=new.name,
            handle="".join(secrets.choice(_LETTERS) for _ in range(HANDLE_LENGTH)),
            scopes=[scope.value for scope in new.scopes],
            created_by=actor.user_id,
            created_at=now,
            expires_at=now + timedelta(days=new.days) if new.days else None,
        )
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            if repository.working(s, actor.workspace_id, now) >= MOST_KEYS:
                raise TooManyKeys(max=MOST_KEYS)
            s.add(row)
            told = {"scopes": row.scopes, "days": new.days or 0}
            record(s, now, actor, AuditTag.API_KEY_CREATED, _target(row), details=told)
        return row.id

    def show(self, actor: Actor, *, key_id: str) -> str:
        """Draw the secret and give the whole key, this once; raises `NotFound`, `KeyShownAlready`, `ProofNeeded`."""
        actor.require(Permission.API_MANAGE)
        actor.require_recent()
        secret = random_secret()
        with self._db.write() as s:
            row = _key(s, actor, key_id)
            digest = self._keyring.digest(_PURPOSE, secret)
            if not repository.give_secret(s, actor.workspace_id, row.id, digest):
                raise KeyShownAlready
            record(s, self._clock.now(), actor, AuditTag.API_KEY_SHOWN, _target(row))
        return f"{PREFIX}{row.handle}_{secret}"

    def revoke(self, actor: Actor, *, key_id: str) -> str:
        """Let a key open nothing any more, from the next request on; return its name. Raises `NotFound`."""
        actor.require(Permission.API_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            row = _key(s, actor, key_id)
            if row.revoked_at is None:
                row.revoked_at = now
                s.add(row)
                record(s, now, actor, AuditTag.API_KEY_REVOKED, _target(row))
        return row.name

    def holder(self, text: str, *, scope: Scope) -> KeyHolder:
        """Find whose key it is, and note the use; raises `KeyMissing`, `KeyUnknown` and what else is in its way.

        What a key's state is hears only who holds its secret.
        """
        if not text:
            raise KeyMissing
        said, now = SaidKey.parse(text), self._clock.now()
        if said is None:
            raise KeyUnknown
        with self._db.look() as connection:
            found = repository.with_handle(connection, said.handle)
        digest = self._keyring.digest(_PURPOSE, said.secret)
        if found is None or not hmac.compare_digest(digest, found.digest or ""):
            raise KeyUnknown
        _check(found, now, scope)
        self._note(found, now)
        return KeyHolder(found.id, found.workspace_id)

    def _note(self, found: FoundKey, now: datetime) -> None:
        """Write the use down, at most once a minute."""
        if found.last_used_at is None or found.last_used_at <= now - TOUCH_EVERY:
            with self._db.write() as s:
                repository.touch(s, found.id, now, now - TOUCH_EVERY)


def _check(found: FoundKey, now: datetime, scope: Scope) -> None:
    state = state_of(
        now, shown=found.digest is not None, expires_at=found.expires_at, revoked_at=found.revoked_at
    )
    if state is not KeyState.ACTIVE:
        raise _REFUSALS[state]
    if scope.value not in found.scopes:
        raise ScopeMissing(scope=scope.value)


def _key(s: Session, actor: Actor, key_id: str) -> ApiKey:
    row = repository.key(s, actor.workspace_id, key_id)
    if row is None:
        raise NotFound
    return row


def _target(row: ApiKey) -> Target:
    return Target("api_key", row.id, row.name)


def _view(row: ApiKey, maker: str, now: datetime) -> KeyView:
    state = state_of(now, shown=row.digest is not None, expires_at=row.expires_at, revoked_at=row.revoked_at)
    return KeyView(
        id=row.id,
        name=row.name,
        prefix=f"{PREFIX}{row.handle}",
        scopes=list(row.scopes),
        state=state.value,
        created_by=maker,
        created_at=row.created_at.isoformat(),
        last_used_at=row.last_used_at.isoformat() if row.last_used_at else "",
        expires_at=row.expires_at.isoformat() if row.expires_at else "",
    )
