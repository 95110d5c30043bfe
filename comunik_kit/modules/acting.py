"""What people do to an activity: take it, give it to somebody, change its status, note, tag.

Each act is one transaction on the version that the actor saw, with an entry in the journal and one in the timeline.
A note takes nothing away from what others did meanwhile, and asks for no version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules import item_inputs, item_repository, noticing, rules
from comunik_kit.modules.definition import Module
from comunik_kit.modules.errors import HeldByAnother, StatusDoesNotFollow
from comunik_kit.modules.items import worker
from comunik_kit.modules.opening import opened
from comunik_kit.modules.registry import module_named
from comunik_kit.modules.rules import Worker
from comunik_kit.modules.tables import Activity
from comunik_kit.users.fields import is_id


@dataclass(frozen=True, slots=True)
class Aim:
    """Which activity of which module an act is on, and the version of it that the actor saw."""

    module: str
    activity_id: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class _Held:
    """The activity in the open transaction, and who acts on it."""

    row: Activity
    module: Module
    who: Worker


class ModuleActs:
    """The acts; all of them raise `Forbidden`, and `NotFound` for what is out of reach (ACL-03)."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        announce: Announce = announce_to_nobody,
        nudge: Callable[[], object] = bool,
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker."""
        self._db, self._clock, self._announce, self._nudge = db, clock, announce, nudge

    def take(self, actor: Actor, *, aim: Aim) -> None:
        """Make it one's own. Raises `ChangedMeanwhile`, `HeldByAnother`."""
        module = _managed(actor, aim.module)
        with self._db.write() as s:
            held = _held(s, actor, module, aim)
            if not rules.may_take(held.who, held.row.owner_id):
                raise HeldByAnother
            values = {"owner_id": actor.user_id, "department_id": actor.department_id}
            self._own(s, actor, held, "taken", _moved(values), AuditTag.ACTIVITY_TAKEN)
        self._announce(actor.workspace_id, Topic.ACTIVITY)

    def give(self, actor: Actor, *, aim: Aim, owner_id: str) -> None:
        """Give it to somebody who can sign in, or back to the team (an empty id).

        Who does not lead gives back what is theirs, and nothing else. Raises `ChangedMeanwhile`, `HeldByAnother`.
        """
        module = _managed(actor, aim.module)
        with self._db.write() as s:
            held = _held(s, actor, module, aim)
            if not rules.may_give(held.who, held.row.owner_id):
                raise HeldByAnother
            if owner_id and not held.who.leads:
                raise Forbidden
            values = _moved(_new_owner(s, actor, owner_id)) if owner_id else {"owner_id": None}
            if values["owner_id"] == held.row.owner_id:
                return
            tag = AuditTag.ACTIVITY_ASSIGNED if owner_id else AuditTag.ACTIVITY_RELEASED
            self._own(s, actor, held, "assigned" if owner_id else "released", values, tag)
            now = self._clock.now()
            told = bool(owner_id) and noticing.tell_owner(s, actor, held.row, module, owner_id, now)
        self._announce_act(actor, told=told)

    def move(self, actor: Actor, *, aim: Aim, status: str) -> None:
        """Give it a status that may come next. Raises `ChangedMeanwhile`, `HeldByAnother`, `StatusDoesNotFollow`."""
        module = _managed(actor, aim.module)
        with self._db.write() as s:
            held = _worked_on(s, actor, module, aim)
            before = held.row.status
            if status not in rules.next_statuses(module, before):
                raise StatusDoesNotFollow(field="status")
            _change(s, held.row, {"status": status})
            self._tell(s, actor, held, act="status", before=before, after=status)
            self._record(s, actor, held, AuditTag.ACTIVITY_STATUS_CHANGED, {"from": before, "to": status})
        self._announce(actor.workspace_id, Topic.ACTIVITY)

    def note(self, actor: Actor, *, aim: Aim, text: str) -> None:
        """Write a note, also on a colleague's; whom it names is told. Raises `InvalidInput`."""
        module = _managed(actor, aim.module)
        said = item_inputs.note(text)
        with self._db.write() as s:
            held = _held(s, actor, module, aim, any_version=True)
            self._tell(s, actor, held, act="note", text=said)
            self._record(s, actor, held, AuditTag.ACTIVITY_NOTED, {"length": len(said)})
            told = noticing.tell_mentioned(s, actor, held.row, module, said, self._clock.now())
        self._announce_act(actor, told=told)

    def tag(self, actor: Actor, *, aim: Aim, words: list[str]) -> None:
        """Give it these tags and no others. Raises `InvalidInput`, `ChangedMeanwhile`, `HeldByAnother`."""
        module = _managed(actor, aim.module)
        wanted = item_inputs.tags(words)
        with self._db.write() as s:
            held = _worked_on(s, actor, module, aim)
            before = item_repository.tags(s, actor.workspace_id, [aim.activity_id]).get(aim.activity_id, [])
            if set(item_inputs.tags(before)) == set(wanted):
                return
            _change(s, held.row, {})
            item_repository.put_tags(s, held.row, wanted)
            told = {"before": ", ".join(before), "after": ", ".join(wanted.values())}
            self._tell(s, actor, held, act="tags", **told)
            self._record(s, actor, held, AuditTag.ACTIVITY_TAGGED, {"tags": list(wanted.values())})
        self._announce(actor.workspace_id, Topic.ACTIVITY)

    def _announce_act(self, actor: Actor, *, told: bool) -> None:
        """Say after the commit what changed, and whether somebody was told of it."""
        self._announce(actor.workspace_id, Topic.ACTIVITY)
        if told:
            self._announce(actor.workspace_id, Topic.NOTICES)
            self._nudge()

    def _own(
        self, s: Session, actor: Actor, held: _Held, act: str, values: Mapping[str, Any], tag: AuditTag
    ) -> None:
        """Change whose it is."""
        before, after = held.row.owner_id or "", values["owner_id"] or ""
        _change(s, held.row, values)
        self._tell(s, actor, held, act=act, before=before, after=after)
        self._record(s, actor, held, tag, {"from": before, "to": after})

    def _tell(self, s: Session, actor: Actor, held: _Held, **values: str) -> None:
        now = self._clock.now()
        item_repository.add_event(s, held.row, now, id=new_id(now), actor_id=actor.user_id, **values)

    def _record(self, s: Session, actor: Actor, held: _Held, tag: AuditTag, details: dict[str, Any]) -> None:
        target = Target("activity", held.row.id, held.row.title)
        record(s, self._clock.now(), actor, tag, target, details={"module": held.module.key} | details)


def _managed(actor: Actor, key: str) -> Module:
    """Find a module whose activity the actor may change."""
    module = module_named(key)
    if module is None:
        raise NotFound
    actor.require(module.managing)
    return module


def _held(s: Session, actor: Actor, module: Module, aim: Aim, *, any_version: bool = False) -> _Held:
    """Find the activity, as it was seen."""
    here = opened(s, actor, module.key)
    row = item_repository.item(s, here.reach, module.key, aim.activity_id) if is_id(aim.activity_id) else None
    if row is None:
        raise NotFound
    if not any_version and row.version != aim.version:
        raise ChangedMeanwhile
    return _Held(row, module, worker(actor, here))


def _worked_on(s: Session, actor: Actor, module: Module, aim: Aim) -> _Held:
    held = _held(s, actor, module, aim)
    if not rules.may_work_on(held.who, held.row.owner_id):
        raise HeldByAnother
    return held


def _change(s: Session, row: Activity, values: Mapping[str, Any]) -> None:
    """Write it, unless somebody else did since this transaction read it (PostgreSQL lets two read at once)."""
    if not item_repository.change(s, row, row.version, values):
        raise ChangedMeanwhile


def _new_owner(s: Session, actor: Actor, owner_id: str) -> dict[str, Any]:
    person = item_repository.active_person(s, actor.workspace_id, owner_id) if is_id(owner_id) else None
    if person is None:
        raise NotFound(field="owner")
    return {"owner_id": person.id, "department_id": person.department_id}


def _moved(values: dict[str, Any]) -> dict[str, Any]:
    """Let it go to the team of whose it is; somebody without one leaves it where it was."""
    return values if values["department_id"] else {"owner_id": values["owner_id"]}
