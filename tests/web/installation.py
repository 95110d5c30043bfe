"""A running installation with the whole cast in it, and sockets on which many events are said at once."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from reflex_base.registry import RegistrationContext
from socketio.exceptions import ConnectionError as NoSocket
from sqlalchemy import Select, select, update
from sqlmodel import SQLModel, col

import comunik_kit.comunik_kit  # noqa: F401  registers every handler
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.mail.tables import MailState
from comunik_kit.workspaces.tables import Domain
from tests.support import app
from tests.support.cast import Cast, found, kit_on
from tests.support.sockets import NAMESPACE, SocketClient
from tests.support.waiting import eventually

COOKIE = "kit_session"
COOKIES = {"pending": "kit_pending"}
PATIENCE = 20.0
NAMES = {"user": "Ugo Simon", "agent": "Anna Roy", "supervisor": "Sami Diallo", "manager": "Mado Petit"}
# What time alone changes: the worker's beat, and the minute somebody was last seen.
_BEATS, _SEEN = "worker_beats", "last_seen_at"
_numbers = itertools.count(10_000_000)


class Line(SocketClient):
    """A socket on which one may say many things, and then wait once."""

    async def __aenter__(self) -> Self:
        """Connect, and let what opening a page does happen."""
        try:
            await super().__aenter__()
        except NoSocket:
            await self._client.eio.disconnect()
            raise
        await self.settled()
        await self.settled()
        return self

    async def say(self, name: object, payload: object = None, *, path: object = "/") -> None:
        """Send an event without waiting for what comes of it."""
        where = {"pathname": path, "asPath": path, "query": {}}
        await self.say_raw(
            {"name": name, "payload": {} if payload is None else payload, "router_data": where}
        )

    async def say_raw(self, *data: object, event: str = "event") -> None:
        """Send whatever, without waiting."""
        await self._client.emit(event, data, namespace=NAMESPACE)

    async def settled(self) -> str:
        """Wait until everything said so far was handled; answer all that was heard meanwhile, and forget it.

        Events of one socket are handled in their order, so the answer to one more event comes last.
        """
        last = str(next(_numbers))
        await self.say(full_name("session_state.tell_failure"), {"number": last})
        until = time.monotonic() + PATIENCE
        while last not in repr(self.heard):
            if time.monotonic() > until or not self._client.connected:
                raise AssertionError(f"the socket is dead; heard {repr(self.heard)[-500:]}")
            await asyncio.sleep(0.02)
        heard, self.heard[:] = repr(self.heard), []
        return heard

    async def shows(self, text: str) -> bool:
        """Wait for a text as long as an answer may take; what goes on in the background answers when it is done."""
        until = time.monotonic() + PATIENCE
        while text not in await self.settled():
            if time.monotonic() > until:
                return False
        return True


@dataclass(frozen=True)
class Installation:
    """The app, the services over the same data, and who is in it: a cookie's secret for each role."""

    app: app.App
    cast: Cast
    folder: Path
    secrets: dict[str, str]
    ids: dict[str, str]

    def line(self, role: str, *, origin: str | None = "", token: str = "", host: str = "") -> Line:
        """Open a socket as somebody; a role without a secret has no cookie."""
        secret = self.secrets.get(role, "")
        cookies = {COOKIES.get(role, COOKIE): secret} if secret else None
        return Line(self.app.url, cookies, origin=origin, token=token, host=host)

    def rows(self) -> dict[str, list[str]]:
        """Write every row of every table down, but for what time alone changes; what is due is done first."""
        self.cast.kit.journal_seals.run_due()
        self._ask_for_domains()
        with self.cast.kit.db.read() as s:
            tables = [table for table in SQLModel.metadata.sorted_tables if table.name != _BEATS]
            columns = {table.name: [column for column in table.c if column.name != _SEEN] for table in tables}
            return {
                name: sorted(map(repr, s.execute(select(*found)).all())) for name, found in columns.items()
            }

    def _ask_for_domains(self) -> None:
        """Have the first look at a new domain, which a worker may be having already, and no other afterwards."""
        db, due = self.cast.kit.db, col(Domain.next_check_at).is_not(None)
        self.cast.kit.domain_proofs.run_due()
        in_hand = select(col(Domain.id)).where(due, col(Domain.checked_at).is_(None))
        eventually(lambda: not _any(db, in_hand), of="the first look at a domain")
        with db.write() as s:
            s.execute(update(Domain).where(due).values(next_check_at=None))


def _any(db: Database, wanted: Select[Any]) -> bool:
    with db.read() as s:
        return s.execute(wanted.limit(1)).first() is not None


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Installation]:
    """Run an installation and bring the cast in; everybody's name is in `NAMES`, the admin is Olga."""
    with app.running(folder, KIT_WORKER="embedded", **settings) as started:
        url = settings.get("KIT_DATABASE_URL", f"sqlite:///{folder / 'data' / 'comunik.db'}")
        cast = found(kit_on(url, SystemClock(), folder / "data"))
        try:
            yield _peopled(started, cast, folder)
        finally:
            cast.kit.db.dispose()


def _peopled(started: app.App, cast: Cast, folder: Path) -> Installation:
    joined = {role: cast.join(name, role) for role, name in NAMES.items()}
    secrets = {role: secret for role, (_, secret) in joined.items()} | {"admin": cast.admin_secret}
    ids = {role: actor.user_id for role, (actor, _) in joined.items()} | {"admin": cast.admin.user_id}
    ids["newcomer"] = cast.create("Tara Cible")
    form = cast.new("Inès Invitée", email="ines@example.org")
    ids["invited"] = cast.kit.invitations.create_and_invite(cast.admin, new=form).user_id
    eventually(lambda: all(m.state != MailState.QUEUED for m in cast.letters()), of="mail leaving")
    return Installation(started, cast, folder, secrets, ids)


def full_name(short: str) -> str:
    """Find a handler's whole name by `<state>.<handler>`."""
    return registered()[short]


def registered() -> dict[str, str]:
    """List our own handlers: short name → the name the socket knows."""
    handlers = RegistrationContext.get().event_handlers
    ours = [name for name, h in handlers.items() if h.handler.fn.__module__.startswith("comunik_kit")]
    return {name.rpartition("____")[2]: name for name in ours}
