"""Importing people: a list comes in, is judged line by line, written, and undone until its first mail leaves."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import BinaryIO

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.importing import columns, reading, repository, returning, shown, undoing
from comunik_kit.importing.columns import Layout
from comunik_kit.importing.errors import ImportMoved, MailHasLeft, NothingToImport
from comunik_kit.importing.inputs import LinesQuery, Manner, Sending
from comunik_kit.importing.limits import Line
from comunik_kit.importing.returning import Table
from comunik_kit.importing.tables import Import, ImportState
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.importing.views import ImportView, LinesPage, Recent
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.csv_cells import Cell
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.process import giving_way
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.service import grantable
from comunik_kit.users.creation import ask_proof_for_admin
from comunik_kit.users.errors import NoDomain, UnknownChoice
from comunik_kit.users.inputs import is_id
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import default_tier, domain_ready

READ_AT_ONCE = 500
LOOKED_AT = 20
RECENT = 5
_NAME = 200
_BLOCK = 64 * 1024


class Imports:
    """The imports of a workspace, for those who may create people."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        nudge: Callable[[], None],
        announce: Announce = announce_to_nobody,
    ) -> None:
        """Take the tools; `nudge` wakes whoever works on imports."""
        self._db, self._clock, self._nudge, self._announce = db, clock, nudge, announce

    def receive(self, actor: Actor, file: BinaryIO, *, name: str = "", is_pasted: bool = False) -> str:
        """Keep the lines of a file or of pasted text, and guess its columns; the import's id.

        Raises `NothingToImport` and what `reading.opened` and its lines do; of a refused file nothing is kept.
        """
        actor.require(Permission.USERS_CREATE)
        with reading.opened(file, is_pasted=is_pasted) as sheet:
            first = list(islice(sheet.lines, LOOKED_AT))
            found = Layout(["", ""], columns.LIST, has_head=False) if sheet.is_list else columns.layout(first)
            lines = giving_way(chain(first[1:] if found.has_head else first, sheet.lines))
            import_id = self._open(actor, name, found, is_list=sheet.is_list)
            try:
                total, width = self._keep(import_id, lines)
            except BaseException:  # whatever ends the reading: nobody needs half a list
                with self._db.write() as s:
                    repository.drop(s, import_id)
                raise
        self._close(actor, import_id, total, width, _digest(file))
        return import_id

    def _open(self, actor: Actor, name: str, found: Layout, *, is_list: bool) -> str:
        now = self._clock.now()
        import_id = new_id(now)
        with self._db.write() as s:
            roles, tiers = grantable(s, actor), workspaces.tiers_of(s, actor.workspace_id)
            usual = default_tier(tiers)
            if not roles or usual is None:
                raise Forbidden
            manner = Manner(found.places, roles[0].id, usual.id)
            origin = {"ip": actor.ip, "agent": actor.user_agent[:300]}
            s.add(
                Import(
                    id=import_id,
                    workspace_id=actor.workspace_id,
                    started_by=actor.user_id,
                    digest="",
                    name=_named(name),
                    params={**manner.kept(), **origin, "heads": found.heads, "is_list": is_list},
                    state=ImportState.READING.value,
                    created_at=now,
                )
            )
        return import_id

    def _keep(self, import_id: str, lines: Iterator[Line]) -> tuple[int, int]:
        """Write the lines down; how many, and how many cells the longest of them has."""
        total = width = 0
        while chunk := list(islice(lines, READ_AT_ONCE)):
            with self._db.write() as s:
                repository.add_lines(s, import_id, chunk)
            total += len(chunk)
            width = max(width, *(len(line.cells) for line in chunk))
        if not total:
            raise NothingToImport
        return total, width

    def _close(self, actor: Actor, import_id: str, total: int, width: int, digest: str) -> None:
        """Have the list wait for its columns; what the same person left lying before it goes."""
        now = self._clock.now()
        with self._db.write() as s:
            for left in repository.left_lying(s, actor.workspace_id, actor.user_id):
                repository.drop(s, left)
            one = _held(s, actor, import_id, ImportState.READING)
            one.total, one.digest, one.state = total, digest, ImportState.READ.value
            one.params = {**one.params, "width": width}
            _audit(s, now, actor, AuditTag.IMPORT_READ, one, lines=total)

    def judge(self, actor: Actor, *, import_id: str, manner: Manner) -> None:
        """Have every line judged, read in this manner; raises `NotFound`, `ImportMoved`, `UnknownChoice`."""
        actor.require(Permission.USERS_CREATE)
        now = self._clock.now()
        with self._db.write() as s:
            one = _held(s, actor, import_id, ImportState.READ, ImportState.JUDGED)
            _check(s, actor, manner, len(one.params["heads"]))
            one.params = {**one.params, **manner.kept(), "began_at": now.isoformat()}
            one.state, one.judged, one.started_by = ImportState.JUDGING.value, 0, actor.user_id
            _audit(s, now, actor, AuditTag.IMPORT_JUDGED, one)
        self._go(actor)

    def write(self, actor: Actor, *, import_id: str, sending: Sending) -> None:
        """Have the good lines written; a stopped import goes on as it began.

        Raises `NotFound`, `ImportMoved`, `NoDomain`, or `ProofNeeded` when some of them make administrators (SES-08).
        """
        actor.require(Permission.USERS_CREATE)
        if sending.invites:
            actor.require(Permission.USERS_INVITE)
        now = self._clock.now()
        with self._db.write() as s:
            one = _held(s, actor, import_id, ImportState.JUDGED, ImportState.STOPPED)
            if not domain_ready(workspaces.domain_of(s, actor.workspace_id)):
                raise NoDomain
            for role_id in one.params.get("roles", ()):
                ask_proof_for_admin(s, actor, role_id)
            said = {
                "invites": sending.invites,
                "leaves_at": (now + timedelta(minutes=sending.delay)).isoformat(),
                "began_at": now.isoformat(),
                "to_write": one.counts.get(Verdict.NEW.value, 0),
                "makers": sorted({actor.user_id, *(undoing.makers(one) if one.written else ())}),
            }
            one.params = {**one.params, **said}
            one.state, one.started_by = ImportState.WRITING.value, actor.user_id
            _audit(
                s, now, actor, AuditTag.IMPORT_STARTED, one, lines=said["to_write"], invites=sending.invites
            )
        self._go(actor)

    def stop(self, actor: Actor, *, import_id: str) -> None:
        """End the work after the chunk in hand: judging begins anew another time, writing goes on from there."""
        actor.require(Permission.USERS_CREATE)
        with self._db.write() as s:
            one = _held(s, actor, import_id, ImportState.JUDGING, ImportState.WRITING)
            is_judging = one.state == ImportState.JUDGING.value
            one.state = (ImportState.READ if is_judging else ImportState.STOPPED).value
            one.lease_until, one.lease_by = None, ""
            _audit(s, self._clock.now(), actor, AuditTag.IMPORT_STOPPED, one)
        self._announce(actor.workspace_id, Topic.IMPORTS)

    def undo(self, actor: Actor, *, import_id: str) -> None:
        """Have everybody taken back who came of the import and whom nobody has touched; no mail leaves from now on.

        For who made all of them, and for those who may delete people. Raises `NotFound`, `ImportMoved`, `MailHasLeft`.
        """
        actor.require(Permission.USERS_CREATE)
        now = self._clock.now()
        with self._db.write() as s:
            one = _held(s, actor, import_id, ImportState.FINISHED, ImportState.STOPPED)
            if not undoing.may_undo(actor, one):
                raise Forbidden
            held = undoing.hold_mail(s, one.id, now)
            if undoing.has_left(s, one.id):
                raise MailHasLeft
            if not one.written or not (held or undoing.is_recent(one, now)):
                raise ImportMoved
            one.params = {**one.params, "began_at": now.isoformat(), "to_write": one.written}
            one.state, one.started_by = ImportState.UNDOING.value, actor.user_id
            _audit(s, now, actor, AuditTag.IMPORT_UNDONE, one, people=one.written)
        self._go(actor)

    def drop(self, actor: Actor, *, import_id: str) -> None:
        """Forget a list that was not written; raises `NotFound`, `ImportMoved`."""
        actor.require(Permission.USERS_CREATE)
        with self._db.write() as s:
            one = _held(s, actor, import_id, ImportState.READ, ImportState.JUDGED)
            _audit(s, self._clock.now(), actor, AuditTag.IMPORT_DROPPED, one)
            repository.drop(s, one.id)

    def view(self, actor: Actor, import_id: str) -> ImportView:
        """Show where an import stands."""
        actor.require(Permission.USERS_CREATE)
        with self._db.read() as s:
            return shown.view(s, actor, _found(s, actor, import_id), self._clock.now())

    def lines(self, actor: Actor, import_id: str, query: LinesQuery) -> LinesPage:
        """Show some of its lines."""
        actor.require(Permission.USERS_CREATE)
        with self._db.read() as s:
            return shown.lines(s, _found(s, actor, import_id), query)

    def recent(self, actor: Actor) -> list[Recent]:
        """List the newest imports of the workspace."""
        actor.require(Permission.USERS_CREATE)
        with self._db.read() as s:
            return [shown.recent(one) for one in repository.newest(s, actor.workspace_id, RECENT)]

    def refused(self, actor: Actor, import_id: str, *, language: str) -> Table:
        """Give back the lines that became nobody, as they stood in the file and with the reason; it is written down."""
        actor.require(Permission.USERS_CREATE)
        with self._db.write() as s:
            one = _found(s, actor, import_id)
            head = returning.head(one, language)
            _audit(s, self._clock.now(), actor, AuditTag.IMPORT_REFUSED_EXPORTED, one)
        return Table(head, self._chunks(actor, import_id, language))

    def _chunks(self, actor: Actor, import_id: str, language: str) -> Iterator[list[list[Cell]]]:
        after, more = 0, True
        while more:
            with self._db.read() as s:
                one = _found(s, actor, import_id)
                rows = list(repository.troubled(s, one.id, after, READ_AT_ONCE))
                found = [returning.cells(one, row, language) for row in rows]
            after, more = (rows[-1].line if rows else after), len(rows) == READ_AT_ONCE
            yield found

    def _go(self, actor: Actor) -> None:
        self._announce(actor.workspace_id, Topic.IMPORTS)
        self._nudge()


def _found(s: Session, actor: Actor, import_id: object) -> Import:
    one = repository.by_id(s, actor.workspace_id, str(import_id)) if is_id(import_id) else None
    if one is None:
        raise NotFound
    return one


def _held(s: Session, actor: Actor, import_id: object, *states: ImportState) -> Import:
    """Find an import and hold it; raises `ImportMoved` when it is in another state."""
    one = repository.by_id(s, actor.workspace_id, str(import_id), hold=True) if is_id(import_id) else None
    if one is None:
        raise NotFound
    if one.state not in {state.value for state in states}:
        raise ImportMoved
    return one


def _check(s: Session, actor: Actor, manner: Manner, width: int) -> None:
    """Refuse what cannot be chosen: a role above one's own, a subscription of elsewhere, a column that is not there."""
    if manner.role_id not in {role.id for role in grantable(s, actor)}:
        raise UnknownChoice(field="role_id")
    if manner.tier_id not in {tier.id for tier in workspaces.tiers_of(s, actor.workspace_id)}:
        raise UnknownChoice(field="tier_id")
    beyond = [field for field, place in manner.places.items() if place >= width]
    if beyond:
        raise UnknownChoice(field=f"column_{beyond[0]}")


def _named(name: str) -> str:
    """Write a file's name on one line, without what no database takes: half a character, where it is of no UTF-8."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[:_NAME]


def _digest(file: BinaryIO) -> str:
    """Name what a file holds, so that the same one is known again."""
    file.seek(0)
    whole = hashlib.sha256()
    while block := file.read(_BLOCK):
        whole.update(block)
    return whole.hexdigest()


def _audit(s: Session, now: datetime, actor: Actor, tag: AuditTag, one: Import, **details: object) -> None:
    record(s, now, actor, tag, Target("import", one.id, one.name), details=details)
