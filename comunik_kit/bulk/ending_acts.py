"""Suspending, restoring and deleting many, and taking that back."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.bulk.attempts import Before, Params
from comunik_kit.bulk.record_acts import known
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile
from comunik_kit.users.lifecycle import Endings
from comunik_kit.users.tables import UserStatus


@dataclass(frozen=True, slots=True)
class EndingActs:
    """The acts of `Endings`, one person at a time."""

    endings: Endings

    def suspend(self, s: Session, actor: Actor, user_id: str, _params: Params, now: datetime) -> Before:
        """Suspend one person."""
        return {"version": self.endings.suspend(s, actor, user_id, now).version}

    def delete(self, s: Session, actor: Actor, user_id: str, _params: Params, now: datetime) -> Before:
        """Delete one person, for 30 days not for good."""
        return {"version": self.endings.delete(s, actor, user_id, now).version}

    def restore(self, s: Session, actor: Actor, user_id: str, _params: Params, now: datetime) -> Before:
        """Give one person their access back, and keep what they were and are now."""
        former = known(s, actor, user_id, deleted=True).user.status
        back = self.endings.restore(s, actor, user_id, now)
        return {"version": back.version, "former": former, "status": back.status}

    def bring_back(self, s: Session, actor: Actor, user_id: str, before: Params, now: datetime) -> None:
        """Take a suspension or a deletion back, unless somebody changed the record since."""
        known(s, actor, user_id, version=before.get("version"), deleted=True)
        self.endings.restore(s, actor, user_id, now)

    def end_again(self, s: Session, actor: Actor, user_id: str, before: Params, now: datetime) -> None:
        """Take a return back: who was deleted is so again, and who was suspended likewise."""
        person = known(s, actor, user_id, version=before.get("version"))
        # Neither an invitation nor its acceptance moves the version: without this, who joined since would be deleted.
        if person.user.status != before.get("status"):
            raise ChangedMeanwhile
        was_deleted = before["former"] == UserStatus.DELETED
        (self.endings.delete if was_deleted else self.endings.suspend)(s, actor, user_id, now)
